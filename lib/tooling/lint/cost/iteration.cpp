// RC3202: an iterator in the body of another one, over a list that is the same for every item, so
// that the work is the product of both sizes. A list that belongs to the item (`order.items` in
// `orders`) is walked once all in all, and lists that are written down or bounded by the schema are
// short: nothing is said of those.
#include <cstdint>
#include <optional>
#include <set>

#include "compiler/check/report.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "schema/schema.h"
#include "tooling/lint/cost/cost.h"
#include "tooling/lint/entry_facts.h"
#include "tooling/lint/walk.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

using compiler::FieldScope;
using parser::Expr;
using parser::ExprKind;

// Elements visited in the innermost body; a tenth of what the default `expr_cost` pays for with a
// body of ten nodes.
constexpr std::uint64_t kSmallProduct = 1'000;

// The list that is walked, as far as it is a field of the context that no iterator around gives.
struct Walked {
  const Expr* call = nullptr;
  compiler::FieldPath path;
};

bool is_iterator(const Expr& expr) {
  if (expr.kind != ExprKind::kCall || expr.is_bare || expr.operands.size() < 2) {
    return false;
  }
  const value::OperatorRow* row = value::find_operator(expr.operator_name);
  return row != nullptr && row->has(value::kIterator);
}

// What `filter` walks is no longer than its source.
const Expr& source_of(const Expr& call) {
  const Expr* source = call.operands[0];
  while (is_iterator(*source) &&
         (source->operator_name == "filter" || source->operator_name == "map")) {
    source = source->operands[0];
  }
  return *source;
}

// `maxItems` of a list that plain `properties` lead to; nothing where the schema says it in another
// way, or not at all.
std::optional<std::uint64_t> max_items_at(const schema::ContextSchema& schema,
                                          const compiler::FieldPath& path) {
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value at;
  if (!json::read_value(schema.text(), {}, arena, scratch, at, fault)) {
    return std::nullopt;
  }
  for (std::string_view segment : path) {
    Value properties = at.is_object() ? at.member("properties") : Value::absent();
    at = properties.is_object() ? properties.member(segment) : Value::absent();
  }
  Value most = at.is_object() ? at.member("maxItems") : Value::absent();
  return most.is_integer() && most.as_integer() >= 0
             ? std::optional(static_cast<std::uint64_t>(most.as_integer()))
             : std::nullopt;
}

class IterationLint {
 public:
  IterationLint(compiler::RuleReport& report, EntryFacts& entry_point,
                std::set<std::size_t>& reported)
      : report_(report), entry_point_(entry_point), reported_(reported) {}

  void visit(const Expr& expr, const FieldScope& scope, const std::optional<Walked>& around) {
    if ((expr.kind != ExprKind::kCall && expr.kind != ExprKind::kList) ||
        expr.operator_name == "preserve") {
      return;
    }
    if (!is_iterator(expr)) {
      bool attempts = expr.operator_name == "try";
      FieldScope error{.kind = FieldScope::Kind::kUnknown, .outer = &scope};
      for (std::size_t i = 0; i < expr.operands.size(); ++i) {
        visit(*expr.operands[i], attempts && i > 0 ? error : scope, around);
      }
      return;
    }
    std::optional<Walked> walked = walked_by(expr, scope);
    if (walked && around) {
      judge(*around, *walked);
    }
    FieldScope body = compiler::scope_of_body(expr.operator_name, *expr.operands[0], scope);
    for (std::size_t i = 0; i < expr.operands.size(); ++i) {
      // The innermost list of the context: a list of the item in between multiplies no less.
      visit(*expr.operands[i], i == 1 ? body : scope, i == 1 && walked ? walked : around);
    }
  }

 private:
  [[nodiscard]] static std::optional<Walked> walked_by(const Expr& call, const FieldScope& scope) {
    auto field = scope.read(compiler::path_of(source_of(call)));
    // Nothing of the path comes from an item around it.
    bool is_of_context = field && field->given == 0 && !field->path.empty();
    return is_of_context ? std::optional(Walked{.call = &call, .path = std::move(field->path)})
                         : std::nullopt;
  }

  // The most items that the schema allows.
  [[nodiscard]] std::optional<std::uint64_t> bound_of(const Walked& walked) const {
    const schema::ContextSchema* schema = entry_point_.settings->schema;
    return schema == nullptr || entry_point_.written.touch(walked.path)
               ? std::nullopt
               : max_items_at(*schema, walked.path);
  }

  void judge(const Walked& outer, const Walked& inner) {
    std::optional<std::uint64_t> of_outer = bound_of(outer);
    std::optional<std::uint64_t> of_inner = bound_of(inner);
    constexpr std::uint64_t kHuge = std::uint64_t{1} << 31;
    std::uint64_t product =
        std::min(of_outer.value_or(kHuge), kHuge) * std::min(of_inner.value_or(kHuge), kHuge);
    bool is_small = (of_outer && of_inner && product <= kSmallProduct) ||
                    of_outer.value_or(kHuge) <= 3 || of_inner.value_or(kHuge) <= 3;
    if (is_small || !reported_.insert(inner.call->node.index()).second) {
      return;
    }
    std::string outer_list = dotted(outer.path);
    std::string inner_list = dotted(inner.path);
    auto finding = diag::make(
        diag::Code::kNestedIteration, report_.span(inner.call->node), "for each item around it",
        {{"inner", "`" + std::string(inner.call->operator_name) + "` over `" + inner_list + "`"},
         {"outer", "`" + std::string(outer.call->operator_name) + "` over `" + outer_list + "`"},
         {"reason", outer_list == inner_list ? "its cost grows with the square of the list"
                                             : "its cost grows with the product of both lists"}});
    finding.label(report_.span(outer.call->node), "the items around it");
    finding.help(
        "let the application join the lists, ask with `in` for one value of a list made by `map`, "
        "or bound both by `maxItems` in the context schema");
    report_.emit(std::move(finding), inner.call->node);
  }

  compiler::RuleReport& report_;
  EntryFacts& entry_point_;
  std::set<std::size_t>& reported_;
};

}  // namespace

void lint_nested_iteration(const LintInput& input, diag::Emitter& emitter) {
  compiler::Input rules = input.build.compiler_input();
  EntryFactsTable entry_points(input.build);
  for_each_definition(*input.build.model, [&](const LintedDefinition& definition) {
    compiler::RuleReport report(rules, emitter, definition.definition);
    std::set<std::size_t> reported;
    for (std::string_view name : definition.entry_points) {
      IterationLint lint(report, entry_points.at(name), reported);
      for (const LintedExpression& expression : definition.expressions) {
        lint.visit(*expression.root, FieldScope{}, {});
      }
    }
  });
}

}  // namespace rulec::tooling
