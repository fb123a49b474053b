// Values as JSON text: the one printer of decisions, `to_string`, `cat` and reports.
#pragma once

#include <string>

#include "base/json_writer.h"
#include "value/value.h"

namespace rulec {

// Members in written order. Numbers by the printer of language.md 3.1; an absent value or an error
// must not get here.
void write_value(JsonWriter& writer, const Value& value);
// Compact; `kByKey` sorts members by bytes of the key at every level, as `to_string` does.
enum class MemberOrder : std::uint8_t { kWritten, kByKey };
void append_value(std::string& out, const Value& value, MemberOrder order = MemberOrder::kWritten);
// Text of a number (int64, double, decimal).
void append_number(std::string& out, const Value& number);

}  // namespace rulec
