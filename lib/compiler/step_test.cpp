#include "compiler/step_test.h"

#include <algorithm>
#include <optional>

#include "compiler/model.h"
#include "value/operators.h"

namespace rulec::compiler {
namespace {

using parser::Expr;
using parser::ExprKind;
using value::OperatorId;

bool is_text(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && expr.literal.is_string();
}

// `[k]` with a literal integer k, as the first operand of `val`.
std::optional<std::uint64_t> level_of(const Expr& call) {
  if (call.operands.empty() || call.operands[0]->kind != ExprKind::kList ||
      call.operands[0]->operands.size() != 1) {
    return std::nullopt;
  }
  const Expr& level = *call.operands[0]->operands[0];
  if (level.kind != ExprKind::kLiteral || !level.literal.is_integer()) {
    return std::nullopt;
  }
  std::int64_t number = level.literal.as_integer();
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

class ReadWalk {
 public:
  explicit ReadWalk(std::span<const std::string_view> results) : results_(results) {}

  // `depth` counts the scopes around. Recursion ends at the depth that the reader allows.
  void visit(const Expr& expr, std::uint64_t depth) {
    if (expr.kind == ExprKind::kList) {
      return visit_all(expr.operands, depth);
    }
    const value::OperatorRow* row =
        expr.kind == ExprKind::kCall ? value::find_operator(expr.operator_name) : nullptr;
    if (row == nullptr || row->id == OperatorId::kPreserve) {
      return;
    }
    if (row->has(value::kReadsNow)) {
      read_context(expr);
    }
    if (row->has(value::kIterator) || row->id == OperatorId::kTry) {
      return visit_scopes(expr, *row, depth);
    }
    if (row->id == OperatorId::kVar) {
      visit_var(expr, depth);
    } else if (row->id == OperatorId::kVal || row->id == OperatorId::kExists) {
      visit_keys(expr, depth);
    } else if (row->id == OperatorId::kMissing || row->id == OperatorId::kMissingSome) {
      visit_missing(expr, depth);
    }
    visit_all(expr.operands, depth);
  }

  [[nodiscard]] Reads take() { return std::move(reads_); }

 private:
  void visit_all(std::span<Expr* const> operands, std::uint64_t depth) {
    for (const Expr* operand : operands) {
      visit(*operand, depth);
    }
  }

  // The second operand of an iterator and the later ones of `try` stand in a scope of their own.
  void visit_scopes(const Expr& call, const value::OperatorRow& row, std::uint64_t depth) {
    bool is_try = row.id == OperatorId::kTry;
    for (std::size_t i = 0; i < call.operands.size(); ++i) {
      bool is_inside = is_try ? i > 0 : i == 1;
      visit(*call.operands[i], is_inside ? depth + 1 : depth);
    }
  }

  void visit_var(const Expr& call, std::uint64_t depth) {
    if (depth > 0) {
      return;  // of the item
    }
    const Expr* path = call.operands.empty() ? nullptr : call.operands[0];
    if (path == nullptr || !is_text(*path)) {
      return read_context(call);
    }
    read_path(call, path->literal.as_string());
  }

  void visit_keys(const Expr& call, std::uint64_t depth) {
    auto level = level_of(call);
    auto keys = call.operands.subspan(level ? 1 : 0);
    bool is_level_computed = !level && !keys.empty() && keys[0]->kind == ExprKind::kList;
    if (level.value_or(0) != 2 * depth && !is_level_computed) {
      return;  // of an item, of an index, or of nothing
    }
    if (keys.empty() || !is_text(*keys[0])) {
      return read_context(call);
    }
    std::vector<std::string_view> rest;
    bool are_texts = std::ranges::all_of(keys, [](const Expr* key) { return is_text(*key); });
    for (std::size_t i = 1; are_texts && i < keys.size(); ++i) {
      rest.push_back(keys[i]->literal.as_string());
    }
    read(call, keys[0]->literal.as_string(), std::move(rest), are_texts);
  }

  // Operands that are no texts are found when they are visited, but for those that are computed.
  void visit_missing(const Expr& call, std::uint64_t depth) {
    if (depth > 0) {
      return;
    }
    bool has_count = call.operator_name == "missing_some";
    auto paths = call.operands.subspan(has_count && !call.operands.empty() ? 1 : 0);
    for (const Expr* path : paths) {
      if (path->kind == ExprKind::kList) {
        for (const Expr* item : path->operands) {
          read_text(call, *item);
        }
      } else {
        read_text(call, *path);
      }
    }
  }

  void read_text(const Expr& call, const Expr& path) {
    is_text(path) ? read_path(call, path.literal.as_string()) : read_context(call);
  }

  void read_path(const Expr& call, std::string_view path) {
    std::vector<std::string_view> segments = segments_of(path);
    std::string_view first = segments[0];
    segments.erase(segments.begin());
    read(call, first, std::move(segments), true);
  }

  void read(const Expr& call, std::string_view first, std::vector<std::string_view> rest,
            bool is_whole) {
    if (first.empty() || std::ranges::find(results_, first) == results_.end()) {
      return read_context(call);
    }
    reads_.results.push_back(
        {.result = first, .rest = std::move(rest), .is_whole = is_whole, .at = &call});
  }

  void read_context(const Expr& call) {
    reads_.context = reads_.context == nullptr ? &call : reads_.context;
  }

  std::span<const std::string_view> results_;
  Reads reads_;
};

void add_conjuncts(const Expr& test, std::vector<const Expr*>& to) {
  bool is_junction = test.kind == ExprKind::kCall && test.operator_name == "and" && !test.is_bare &&
                     !test.operands.empty();
  if (!is_junction) {
    to.push_back(&test);
    return;
  }
  for (const Expr* operand : test.operands) {
    add_conjuncts(*operand, to);
  }
}

}  // namespace

Reads reads_of(const Expr& expr, std::span<const std::string_view> results) {
  ReadWalk walk(results);
  walk.visit(expr, 0);
  return walk.take();
}

std::vector<const Expr*> conjuncts_of(const Expr& test) {
  std::vector<const Expr*> conjuncts;
  add_conjuncts(test, conjuncts);
  return conjuncts;
}

std::vector<const Expr*> context_conjuncts(const Expr& test,
                                           std::span<const std::string_view> results) {
  std::vector<const Expr*> conjuncts = conjuncts_of(test);
  std::erase_if(conjuncts,
                [&](const Expr* part) { return !reads_of(*part, results).results.empty(); });
  return conjuncts;
}

}  // namespace rulec::compiler
