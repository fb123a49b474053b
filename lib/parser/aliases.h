// Older spellings of members and action types (json/aliases.def): which name is meant.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rulec::parser {

enum class AliasScope : std::uint8_t { kRule, kMetadata, kAction, kActionType, kTemplate };

struct Alias {
  AliasScope scope;
  std::string_view alias;
  std::string_view canonical;
};

[[nodiscard]] std::span<const Alias> alias_table();
// The canonical name that `written` stands for; `written` itself when it is no alias.
[[nodiscard]] std::string_view canonical_name(AliasScope scope, std::string_view written);

}  // namespace rulec::parser
