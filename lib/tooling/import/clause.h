// One comparison of the catalogue form (`attribute`, `equation`, `constant`) as JSONLogic.
//
// The other engine answers "does not hold" when the field is absent; JSONLogic takes an absent
// field for null, and `null < 15` is true. So a comparison that null could make true is guarded.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "parser/json/document.h"

namespace rulec::tooling::imports {

// The members of a row; invalid ids for those that are not there.
struct ClauseNodes {
  json::NodeId row;
  json::NodeId attribute;
  json::NodeId equation;
  json::NodeId constant;
};

// Something to say about a place.
struct Note {
  json::NodeId at;
  std::string text;
};

struct Clause {
  // All of them hold when the comparison does: a guard, and the comparison. JSONLogic on one line.
  std::vector<std::string> parts;
  std::string attribute;
  std::vector<Note> remarks;
  std::optional<Note> refusal;
};

[[nodiscard]] Clause translate_clause(const json::Document& document, const ClauseNodes& nodes);

// The clauses as one condition.
enum class Joint : std::uint8_t { kAnd, kOr };
[[nodiscard]] std::string join_clauses(const std::vector<const Clause*>& clauses, Joint joint);

}  // namespace rulec::tooling::imports
