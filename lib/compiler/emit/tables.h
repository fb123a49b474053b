// Interned tables of a Program being built: equal strings, constants and paths get one id, in the
// order of first use. `sort_strings` ends the building: strings in byte order, all ids renamed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bytecode/program.h"
#include "value/value.h"

namespace rulec::compiler {

class Tables {
 public:
  explicit Tables(bytecode::Program& program) : program_(program) {}

  [[nodiscard]] bytecode::StringId string(std::string_view text);
  // Invalid for "".
  [[nodiscard]] bytecode::StringId string_or_none(std::string_view text);
  [[nodiscard]] bytecode::ConstantId constant(const Value& value);
  [[nodiscard]] bytecode::PathId path(const std::vector<std::string_view>& segments);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class Name>
  using Ids = std::unordered_map<std::string, Name, Hash, std::equal_to<>>;

  [[nodiscard]] bytecode::Constant scalar(const Value& value);
  [[nodiscard]] bytecode::ConstantId container(const Value& value);
  [[nodiscard]] bytecode::ConstantId intern(bytecode::Constant row,
                                            std::span<const std::uint32_t> children);

  bytecode::Program& program_;
  std::string key_;  // of what is looked for
  Ids<bytecode::StringId> strings_;
  Ids<bytecode::ConstantId> constants_;  // by kind, bits and children
  Ids<bytecode::PathId> paths_;          // by ids of the segments
};

void sort_strings(bytecode::Program& program);
// Ids of strings in all tables: `places` gives the new one of each.
void rename_strings(bytecode::Program& program, std::vector<std::uint32_t> places);

}  // namespace rulec::compiler
