// From arguments to an Invocation: the command, its flags with checked values, its arguments. The
// second pass; what it accepts follows from the command table. Executes nothing, reads no file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_table.h"
#include "failure.h"

namespace rulec::app {

using Variables = std::map<std::string, std::string, std::less<>>;

struct FlagValues {
  std::vector<std::string> values;  // "" for each time a switch was given
  std::string origin;               // "flag --format" or "RULEC_FORMAT"
};

class Invocation {
 public:
  const Command* command = nullptr;  // the table's root when none was named
  std::vector<std::string> arguments;
  std::map<std::string, FlagValues, std::less<>> flags;  // by Flag::name()

  [[nodiscard]] bool has(std::string_view flag) const { return flags.find(flag) != flags.end(); }
  [[nodiscard]] std::size_t count(std::string_view flag) const;
  // The last value given; nothing when the flag was not given.
  [[nodiscard]] std::optional<std::string> value(std::string_view flag) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view flag) const;
  // Value of a flag of kind Number.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view flag) const;
  // The value, or the default of the table.
  [[nodiscard]] std::string value_or_default(std::string_view flag) const;
};

[[nodiscard]] Outcome<Invocation> parse(const std::vector<std::string>& arguments,
                                        const Variables& variables);

// "--no-pager" -> "RULEC_NO_PAGER".
[[nodiscard]] std::string variable_of(const Flag& flag);

}  // namespace rulec::app
