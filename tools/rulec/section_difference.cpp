#include "section_difference.h"

#include <algorithm>

#include "bytecode/bytecode.h"

namespace rulec::app {
namespace {

std::string named(std::uint32_t type) {
  return "section `" + std::string(bytecode::section_name(type)) + "`";
}

}  // namespace

std::string first_difference(const bundle::Container& given, const bundle::Container& built) {
  std::size_t count = std::max(given.entries.size(), built.entries.size());
  for (std::size_t i = 0; i < count; ++i) {
    bool is_missing = i >= given.entries.size();
    bool is_extra = i >= built.entries.size();
    if (!is_missing && !is_extra && given.entries[i].type != built.entries[i].type) {
      is_missing = given.entries[i].type > built.entries[i].type;
      is_extra = !is_missing;
    }
    if (is_missing) {
      return "it has no " + named(built.entries[i].type) + ", and they give one";
    }
    if (is_extra) {
      return "it has a " + named(given.entries[i].type) + ", and they give none";
    }
    if (given.entries[i].sha256 != built.entries[i].sha256) {
      return named(given.entries[i].type) + " differs";
    }
  }
  return "the headers differ";
}

}  // namespace rulec::app
