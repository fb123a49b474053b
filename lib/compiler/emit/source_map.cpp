#include "compiler/emit/source_map.h"

#include <algorithm>
#include <numeric>

namespace rulec::compiler {

std::uint32_t SourceMapBuilder::file_of(SourceId source) {
  auto [found, is_new] = files_.emplace(source.index(), program_.source_files.size());
  if (is_new) {
    program_.source_files.push_back(input_.sources.at(source).name());
  }
  return found->second;
}

void SourceMapBuilder::add(std::uint32_t pc, parser::NodeId origin) {
  if (input_.settings.strips || !origin.is_valid()) {
    return;
  }
  Span span = input_.ast.span(origin);
  if (!span.source.is_valid() || span == last_) {
    return;
  }
  if (span.source != last_.source) {
    last_file_ = file_of(span.source);
  }
  last_ = span;
  program_.source_map.push_back(
      {.pc = pc, .file = last_file_, .begin = span.begin, .end = span.end});
}

void SourceMapBuilder::finish() {
  auto& files = program_.source_files;
  std::vector<std::uint32_t> order(files.size());
  std::iota(order.begin(), order.end(), 0U);  // NOLINT(modernize-use-ranges): GCC 12 has none
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return files[i]; });
  std::vector<std::uint32_t> places(files.size());
  std::vector<std::string> sorted;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    places[order[i]] = i;
    sorted.push_back(files[order[i]]);
  }
  files = std::move(sorted);
  for (auto& row : program_.source_map) {
    row.file = places[row.file];
  }
}

}  // namespace rulec::compiler
