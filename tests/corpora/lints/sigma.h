// Sigma rules (github.com/SigmaHQ/sigma, specification 2.0 of its `detection`) as rules of ours:
// one rule a document, its entry point the log source. Texts compare without regard to case, as
// Sigma says, so a field is read in lower case.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <variant>

namespace rulec::testing {

using Json = nlohmann::ordered_json;

// Why a document is left out: a modifier or an aggregate that has no counterpart.
struct NotConverted {
  std::string reason;
};

struct SigmaRule {
  std::string id;
  std::string entry_point;
  Json rule;  // the member of a `rules` list
};

[[nodiscard]] std::variant<SigmaRule, NotConverted> convert_sigma(const Json& document);

// The fields of a Windows event as its XML names them, flat, and `_raw` with all of its text.
[[nodiscard]] Json flat_event(const Json& event);

}  // namespace rulec::testing
