// The body of a decision request: {"entry_point","context"}, and for explanations "now" and
// "acknowledgments". Strictly read; `entryPoint` is the older spelling of `entry_point`, members
// that begin with `x_` are passed over.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "dev/problems.h"

namespace rulec::dev {

struct DecisionBody {
  std::string entry_point;
  std::string context;           // the bytes of the member
  std::string acknowledgements;  // the bytes of the member, or ""
  std::optional<std::int64_t> now_ms;
};

enum class BodyKind : std::uint8_t { kExecute, kExplain };

// The problem says nothing of the body's values: they may be personal.
struct BodyProblem {
  Refusal refusal = Refusal::kUnknownField;  // or kMalformedJson
  std::string detail;
};

[[nodiscard]] std::expected<DecisionBody, BodyProblem> read_decision_body(std::string_view text,
                                                                          BodyKind kind);

}  // namespace rulec::dev
