#include "tooling/lint/effects/path_set.h"

#include <algorithm>

#include "compiler/ir/ir.h"
#include "compiler/ir/reads.h"

namespace rulec::tooling {
namespace {

constexpr char kEnd = '\x1f';

std::string key_of(std::span<const std::string_view> path) {
  std::string key;
  for (std::string_view segment : path) {
    key.append(segment).push_back(kEnd);
  }
  return key;
}

// Calls `add` with each path, or `add_all`.
template <typename Add, typename AddAll>
void for_each_read(const parser::Expr& expr, Add add, AddAll add_all) {
  compiler::Ir ir;
  compiler::ReadFinder finder(ir);
  finder.add_expression(compiler::lower_expression(ir, expr));
  compiler::IrReads reads = finder.take();
  if (reads.are_all) {
    add_all();
    return;
  }
  for (compiler::IrPathId path : reads.paths) {
    add(ir.paths[path.index()]);
  }
}

bool has_between(const std::vector<std::size_t>& steps, std::size_t first, std::size_t last) {
  auto at = std::ranges::lower_bound(steps, first);
  return at != steps.end() && *at <= last;
}

}  // namespace

void PathSet::add(std::span<const std::string_view> path) {
  keys_.insert(key_of(path));
}

bool PathSet::meets(std::span<const std::string_view> path) const {
  if (has_all_) {
    return true;
  }
  std::string key;
  for (std::string_view segment : path) {
    key.append(segment).push_back(kEnd);
    if (keys_.contains(key)) {
      return true;
    }
  }
  auto below = keys_.lower_bound(key);
  return below != keys_.end() && below->starts_with(key);
}

void PathSteps::add(const parser::Expr& expr, std::size_t step) {
  for_each_read(
      expr, [&](const auto& path) { steps_[key_of(path)].push_back(step); },
      [&] { of_all_.push_back(step); });
}

bool PathSteps::meets(std::span<const std::string_view> path, std::size_t first,
                      std::size_t last) const {
  if (has_between(of_all_, first, last)) {
    return true;
  }
  std::string key;
  for (std::string_view segment : path) {
    key.append(segment).push_back(kEnd);
    auto at = steps_.find(key);
    if (at != steps_.end() && has_between(at->second, first, last)) {
      return true;
    }
  }
  for (auto at = steps_.lower_bound(key); at != steps_.end() && at->first.starts_with(key); ++at) {
    if (has_between(at->second, first, last)) {
      return true;
    }
  }
  return false;
}

void add_reads(const parser::Expr& expr, PathSet& to) {
  for_each_read(expr, [&](const auto& path) { to.add(path); }, [&] { to.add_all(); });
}

}  // namespace rulec::tooling
