#include "parser/aliases.h"

#include <algorithm>
#include <array>

namespace rulec::parser {
namespace {

constexpr Alias kAliases[] = {
#define RULEC_ALIAS(scope, alias, canonical) {AliasScope::k##scope, alias, canonical},
#include "parser/json/aliases.def"
#undef RULEC_ALIAS
};

// Most names are no aliases, which their first letter and length tell: bit `size` of a letter's
// word.
constexpr std::array<std::uint64_t, 128> kForms = [] {
  std::array<std::uint64_t, 128> forms{};
  for (const Alias& row : kAliases) {
    forms[static_cast<unsigned char>(row.alias[0])] |= std::uint64_t{1} << row.alias.size();
  }
  return forms;
}();
static_assert(std::ranges::all_of(kAliases,
                                  [](const Alias& row) { return row.alias.size() < 64; }));

bool may_be_alias(std::string_view written) {
  auto first = static_cast<unsigned char>(written.empty() ? '\0' : written[0]);
  return first < kForms.size() && written.size() < 64 &&
         (kForms[first] >> written.size() & 1U) != 0;
}

}  // namespace

std::span<const Alias> alias_table() {
  return kAliases;
}

std::string_view canonical_name(AliasScope scope, std::string_view written) {
  if (!may_be_alias(written)) {
    return written;
  }
  for (const Alias& row : kAliases) {
    if (row.scope == scope && row.alias == written) {
      return row.canonical;
    }
  }
  return written;
}

}  // namespace rulec::parser
