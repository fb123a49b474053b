#include "dev/problems.h"

#include "base/check.h"

namespace rulec::dev {
namespace {

constexpr RefusalRow kRows[] = {
    {Refusal::kMalformedJson, "malformed-json", 400},
    {Refusal::kUnknownField, "unknown-field", 400},
    {Refusal::kBadRequestFraming, "bad-request-framing", 400},
    {Refusal::kMethodNotAllowed, "method-not-allowed", 405},
    {Refusal::kTooLarge, "too-large", 413},
    {Refusal::kUnsupportedMediaType, "unsupported-media-type", 415},
    {Refusal::kHeadersTooLarge, "headers-too-large", 431},
    {Refusal::kNotFound, "not-found", 404},
    {Refusal::kForbidden, "forbidden", 403},
    {Refusal::kOverloaded, "overloaded", 503},
    {Refusal::kNoRuleset, "no-ruleset", 503},
};

}  // namespace

const RefusalRow& row_of(Refusal refusal) {
  for (const RefusalRow& row : kRows) {
    if (row.refusal == refusal) {
      return row;
    }
  }
  RULEC_CHECK(false);
  return kRows[0];
}

unsigned status_of_problem(std::uint16_t code) {
  switch (code) {
    case 6111:
      return 404;
    case 6140:
    case 6141:
      return 422;
    case 6199:
      return 500;
    default:
      return 400;
  }
}

}  // namespace rulec::dev
