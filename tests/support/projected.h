// The projection scanner against the strict reader: what a scan must find, found the slow way, and
// what differs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/json/projection.h"
#include "parser/json/reader_scratch.h"

namespace rulec::json {

// Paths that own their keys.
class Paths {
 public:
  void add(const std::vector<std::string>& keys);
  // The path to every value of `value` that is at most `depth` steps away; at most `count` of them.
  void add_all_of(const Value& value, std::size_t depth, std::size_t count);

  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] std::vector<value::Segment> at(std::size_t i) const;
  [[nodiscard]] Projection projection() const;
  // As `a.b.0, c`.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> keys_;
};

// Where the value at the end of `path` stands in a text that the strict reader accepts and in which
// the path leads somewhere.
struct Place {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
[[nodiscard]] Place place_of(std::string_view text, std::span<const value::Segment> path);

// Memory that ends with a page nobody may touch: reading behind a text ends the program.
class GuardedMemory {
 public:
  GuardedMemory();
  ~GuardedMemory();
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  // `text`, which is at most kBytes long, with its last byte the last that may be read. Valid until
  // the next call.
  static constexpr std::size_t kBytes = std::size_t{2} * 1024 * 1024;
  [[nodiscard]] std::string_view hold(std::string_view text);

 private:
  char* begin_ = nullptr;
};

// Compares scans for one set of paths with the strict reader: the scanner for this processor and
// the one for any, both on a text that ends where its memory does.
class ProjectionJudge {
 public:
  explicit ProjectionJudge(Paths paths);

  // "" when all agree about `text`, else what differs.
  [[nodiscard]] std::string difference(std::string_view text, const ValueLimits& limits = {});
  // Of the last text: whether the strict reader accepts it.
  [[nodiscard]] bool is_accepted() const { return is_accepted_; }

 private:
  std::string scan_difference(std::string_view text, const ValueLimits& limits,
                              ProjectionScratch& scratch);

  Paths paths_;
  std::vector<std::vector<value::Segment>> segments_;
  Projection projection_;
  std::vector<ProjectedValue> found_;
  Value root_;
  bool is_accepted_ = false;
  bool has_doubt_ = false;  // paths that are one item of a list: the scanner may refuse
};

}  // namespace rulec::json
