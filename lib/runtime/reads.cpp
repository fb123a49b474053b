#include "runtime/internal/reads.h"

#include <algorithm>

#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

using value::Segment;

// Compares a segment of a pointer, "~0" and "~1" in it, with a key.
bool is_segment(std::string_view written, std::string_view key) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < written.size(); ++i, ++at) {
    char c = written[i];
    if (c == '~' && i + 1 < written.size()) {
      c = written[++i] == '1' ? '/' : '~';
    }
    if (at >= key.size() || key[at] != c) {
      return false;
    }
  }
  return at == key.size();
}

// One is a prefix of the other, segment by segment.
bool are_on_one_way(std::string_view pointer, std::span<const Segment> path) {
  for (const Segment& segment : path) {
    if (pointer.empty()) {
      return true;
    }
    pointer.remove_prefix(1);  // '/'
    std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!is_segment(pointer.substr(0, end), segment.key)) {
      return false;
    }
    pointer.remove_prefix(end);
  }
  return true;
}

}  // namespace

bool ReadFields::concern(std::string_view pointer) const {
  return are_all || std::ranges::any_of(paths, [pointer](std::span<const Segment> path) {
           return are_on_one_way(pointer, path);
         });
}

ReadFields read_fields_of(const LoadedRuleset& ruleset, const bytecode::EntryPoint& entry_point) {
  ReadFields fields{.are_all = entry_point.reads_all, .paths = {}};
  for (bytecode::PathId path : entry_point.reads) {
    fields.paths.push_back(ruleset.paths[path.index()]);
  }
  return fields;
}

}  // namespace rulec::runtime
