#include "tooling/lint/effects/path_set.h"

#include "compiler/ir/ir.h"
#include "compiler/ir/reads.h"

namespace rulec::tooling {
namespace {

constexpr char kEnd = '\x1f';

}  // namespace

void PathSet::add(std::span<const std::string_view> path) {
  std::string key;
  for (std::string_view segment : path) {
    key.append(segment).push_back(kEnd);
  }
  keys_.insert(std::move(key));
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

void add_reads(const parser::Expr& expr, PathSet& to) {
  compiler::Ir ir;
  compiler::ReadFinder finder(ir);
  finder.add_expression(compiler::lower_expression(ir, expr));
  compiler::IrReads reads = finder.take();
  if (reads.are_all) {
    to.add_all();
    return;
  }
  for (compiler::IrPathId path : reads.paths) {
    to.add(ir.paths[path.index()]);
  }
}

}  // namespace rulec::tooling
