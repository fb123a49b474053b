// Refusals of the HTTP side, beside those of a decision (runtime/decision_json.h): numbers, titles
// and statuses of serve-and-deploy.md section 4. They are answers to a program and never findings
// of a command.
#pragma once

#include <cstdint>
#include <string_view>

namespace rulec::dev {

enum class Refusal : std::uint16_t {
  kMalformedJson = 6101,
  kUnknownField = 6102,  // also one that is missing or of another type
  kBadRequestFraming = 6103,
  kMethodNotAllowed = 6104,
  kTooLarge = 6105,
  kUnsupportedMediaType = 6106,
  kHeadersTooLarge = 6108,
  kNotFound = 6112,
  kForbidden = 6121,
  kOverloaded = 6151,
  kNoRuleset = 6153,
};

struct RefusalRow {
  Refusal refusal;
  std::string_view title;
  unsigned status;
};
[[nodiscard]] const RefusalRow& row_of(Refusal refusal);
// Of a problem of the engine: 6101, 6110, 6111, 6140, 6141.
[[nodiscard]] unsigned status_of_problem(std::uint16_t code);

}  // namespace rulec::dev
