// Operators as documentation: what each takes, gives, throws and costs, from the tables of
// lib/value.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "help.h"
#include "value/operators.h"

namespace rulec::app {

// `rulec help operators`: a line for each.
[[nodiscard]] std::string operators_topic(const HelpOptions& options);
// `rulec explain NAME`.
[[nodiscard]] std::string operator_page(const value::OperatorRow& row);
// The members of rulec.explain/1 about an operator.
void write_operator(JsonWriter& json, const value::OperatorRow& row);
// docs/operators.md.
[[nodiscard]] std::string operators_markdown();

}  // namespace rulec::app
