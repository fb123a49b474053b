#include "parser/aliases.h"

namespace rulec::parser {
namespace {

constexpr Alias kAliases[] = {
#define RULEC_ALIAS(scope, alias, canonical) {AliasScope::k##scope, alias, canonical},
#include "parser/json/aliases.def"
#undef RULEC_ALIAS
};

}  // namespace

std::span<const Alias> alias_table() {
  return kAliases;
}

std::string_view canonical_name(AliasScope scope, std::string_view written) {
  for (const Alias& row : kAliases) {
    if (row.scope == scope && row.alias == written) {
      return row.canonical;
    }
  }
  return written;
}

}  // namespace rulec::parser
