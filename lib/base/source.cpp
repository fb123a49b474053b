#include "base/source.h"

#include <algorithm>

#include "base/utf8.h"

namespace rulec {

Source::Source(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)) {}

const std::vector<std::uint32_t>& Source::line_starts() const {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < bytes_.size(); ++i) {
      if (bytes_[i] == '\n') {
        line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
      }
    }
  }
  return line_starts_;
}

std::uint32_t Source::line_count() const {
  return static_cast<std::uint32_t>(line_starts().size());
}

std::uint32_t Source::line_begin(std::uint32_t line) const {
  return line_starts()[line - 1];
}

LineColumn Source::line_column(std::uint32_t offset) const {
  const auto& starts = line_starts();
  offset = std::min<std::uint32_t>(offset, static_cast<std::uint32_t>(bytes_.size()));
  auto after = std::ranges::upper_bound(starts, offset);
  auto line = static_cast<std::uint32_t>(after - starts.begin());
  std::string_view before(bytes_.data() + starts[line - 1], offset - starts[line - 1]);
  return {.line = line, .column = static_cast<std::uint32_t>(utf8::count(before)) + 1};
}

std::string_view Source::line_text(std::uint32_t line) const {
  const auto& starts = line_starts();
  std::size_t begin = starts[line - 1];
  std::size_t end = line < starts.size() ? starts[line] - 1 : bytes_.size();
  if (end > begin && bytes_[end - 1] == '\r') {
    --end;
  }
  return std::string_view(bytes_).substr(begin, end - begin);
}

SourceId SourceMap::add(std::string name, std::string bytes) {
  sources_.emplace_back(std::move(name), std::move(bytes));
  return SourceId(sources_.size() - 1);
}

std::string_view SourceMap::text(const Span& span) const {
  return at(span.source).bytes().substr(span.begin, span.length());
}

}  // namespace rulec
