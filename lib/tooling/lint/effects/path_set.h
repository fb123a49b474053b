// PathSet: fields of a context, asked whether a path meets one of them: is it, lies above or below
// it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model.h"

namespace rulec::tooling {

class PathSet {
 public:
  void add(std::span<const std::string_view> path);
  void add_all() { has_all_ = true; }  // something reads the whole context
  [[nodiscard]] bool meets(std::span<const std::string_view> path) const;

 private:
  std::set<std::string, std::less<>> keys_;  // each segment with a byte behind it that no name has
  bool has_all_ = false;
};

// The same, with the step at which each is read.
class PathSteps {
 public:
  // Steps come in ascending order.
  void add(const parser::Expr& expr, std::size_t step);
  // Whether a path is met by a read at `first`, `last` or between them.
  [[nodiscard]] bool meets(std::span<const std::string_view> path, std::size_t first,
                           std::size_t last) const;

 private:
  std::map<std::string, std::vector<std::size_t>, std::less<>> steps_;  // by key, as in PathSet
  std::vector<std::size_t> of_all_;  // at which something reads the whole context
};

// Adds what an expression reads, in iterators too; a path that is computed is everything.
void add_reads(const parser::Expr& expr, PathSet& to);

}  // namespace rulec::tooling
