// The constants of the catalogue form as JSON. The other engine puts a constant into an expression
// as it stands, so a text is an expression there: `30` is a number, `'DC'` a text,
// `['DC','Marvel']` a list, and a bare word the name of a field. Here every constant becomes a
// value, and whatever had to be changed for that is said. Pure; owns its strings.
#pragma once

#include <cstdint>
#include <string>

#include "parser/json/document.h"

namespace rulec::tooling::imports {

enum class ConstantKind : std::uint8_t { kNumber, kText, kBool, kList };

struct Constant {
  ConstantKind kind = ConstantKind::kText;
  std::string json;     // the value, on one line
  double number = 0;    // kNumber
  std::string remark;   // what was changed; "" when the value is as written
  std::string refusal;  // why there is no value; "" when there is one

  [[nodiscard]] bool is_refused() const { return !refusal.empty(); }
};

[[nodiscard]] Constant read_constant(const json::Document& document, json::NodeId id);

}  // namespace rulec::tooling::imports
