// Source, Span, SourceMap: where every byte of the author's text stands. A Source is immutable and
// outlives all that points into it; a Span is 12 bytes and survives into the bundle.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace rulec {

class Source;
using SourceId = Id<Source>;

// Half-open byte range of one source.
struct Span {
  SourceId source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] std::uint32_t length() const { return end - begin; }
  friend bool operator==(const Span&, const Span&) = default;
};

// Line and column count from 1; a column is a code point, a byte that is not UTF-8 counts as one.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class Source {
 public:
  Source(std::string name, std::string bytes);

  [[nodiscard]] const std::string& name() const { return name_; }  // path as shown to people
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  [[nodiscard]] LineColumn line_column(std::uint32_t offset) const;
  // Text of a line (from 1) without its line end ("\n" or "\r\n").
  [[nodiscard]] std::string_view line_text(std::uint32_t line) const;
  [[nodiscard]] std::uint32_t line_begin(std::uint32_t line) const;
  [[nodiscard]] std::uint32_t line_count() const;

 private:
  const std::vector<std::uint32_t>& line_starts() const;

  std::string name_;
  std::string bytes_;
  mutable std::vector<std::uint32_t> line_starts_;  // filled on first need; one thread at a time
};

// Owns the sources of one run. Ids are indexes, so they are the order of loading.
class SourceMap {
 public:
  SourceId add(std::string name, std::string bytes);
  [[nodiscard]] const Source& at(SourceId id) const { return sources_[id.index()]; }
  [[nodiscard]] std::string_view text(const Span& span) const;
  [[nodiscard]] std::size_t size() const { return sources_.size(); }

 private:
  std::deque<Source> sources_;  // addresses are stable while it grows
};

}  // namespace rulec
