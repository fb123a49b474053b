// PathSet: fields of a context, asked whether a path meets one of them: is it, lies above or below
// it.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

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

// Adds what an expression reads, in iterators too; a path that is computed is everything.
void add_reads(const parser::Expr& expr, PathSet& to);

}  // namespace rulec::tooling
