// RC3019: an amount of money that is computed in doubles and then rounded, stored or compared for
// equality. A value is taken apart into how exact it is: only where both the schema and the
// literals say that fractions are computed with is something said, so that integers in minor units,
// decimals and fields of unknown types stay silent.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "compiler/check/comparisons.h"
#include "schema/schema.h"
#include "tooling/lint/edits.h"
#include "tooling/lint/values/money_names.h"
#include "tooling/lint/values/values.h"

namespace rulec::tooling {
namespace {

using compiler::FieldPath;
using compiler::FieldScope;
using diag::Code;
using parser::Expr;
using parser::ExprKind;

// From exact to inexact; joined values are as inexact as the worst of them.
enum class Exactness : std::uint8_t {
  kInteger,   // int64
  kDecimal,   // of `decimal` or `round`
  kFraction,  // a double that is the nearest one to a number with few digits, as read
  kUnknown,
  kComputed  // a double that may be another one than the nearest to the true result
};

struct Amount {
  Exactness exactness = Exactness::kUnknown;
  bool is_money = false;
};

Amount joined(const Amount& a, const Amount& b) {
  return {.exactness = std::max(a.exactness, b.exactness), .is_money = a.is_money || b.is_money};
}

// Multiplying with it, or dividing by it, changes no digit.
bool is_power_of_two(const Expr& expr) {
  if (expr.kind != ExprKind::kLiteral) {
    return false;
  }
  if (expr.literal.is_integer()) {
    auto bits = static_cast<std::uint64_t>(expr.literal.as_integer());
    return std::has_single_bit(expr.literal.as_integer() < 0 ? ~bits + 1 : bits);
  }
  constexpr std::uint64_t kMantissa = (std::uint64_t{1} << 52) - 1;
  return expr.literal.is_double() &&
         (std::bit_cast<std::uint64_t>(expr.literal.as_double()) & kMantissa) == 0;
}

// No schema declares it, so that asking for it tells what lies beside.
constexpr std::string_view kNoField = "\x01";

bool is_zero(const Expr& expr) {
  return expr.kind == ExprKind::kLiteral && expr.literal.is_number() &&
         (expr.literal.is_integer() ? expr.literal.as_integer() == 0
                                    : expr.literal.as_double() == 0);
}

bool is_call(const Expr& expr, std::string_view name) {
  return expr.kind == ExprKind::kCall && expr.operator_name == name;
}

bool is_arithmetic(const Expr& expr) {
  static constexpr std::array<std::string_view, 5> kNames = {"+", "-", "*", "/", "%"};
  return expr.kind == ExprKind::kCall &&
         std::ranges::find(kNames, expr.operator_name) != kNames.end();
}

bool is_sum(const Expr& expr) {
  return (is_call(expr, "sum") || is_call(expr, "avg")) && expr.operands.size() == 1;
}

class Exactly {
 public:
  explicit Exactly(EntryFacts& entry_point) : entry_point_(entry_point) {}

  [[nodiscard]] Amount of(const Expr& expr, const FieldScope& scope) const {
    if (expr.kind == ExprKind::kLiteral) {
      return of_literal(expr.literal);
    }
    if (expr.kind != ExprKind::kCall || expr.operands.empty()) {
      return {};
    }
    std::string_view name = expr.operator_name;
    if (name == "var" || name == "val") {
      return of_field(expr, scope);
    }
    if (name == "decimal" || name == "round") {
      return {.exactness = Exactness::kDecimal, .is_money = of(*expr.operands[0], scope).is_money};
    }
    if (name == "ceil" || name == "floor") {
      return {.exactness = Exactness::kInteger, .is_money = of(*expr.operands[0], scope).is_money};
    }
    if (is_sum(expr)) {
      return of_sum(expr, scope);
    }
    if (name == "reduce") {
      return of_reduction(expr, scope);
    }
    if (expr.is_bare) {
      return {};
    }
    if (is_arithmetic(expr)) {
      return of_arithmetic(expr, scope);
    }
    return of_choice(expr, scope);
  }

 private:
  static Amount of_literal(const Value& literal) {
    if (literal.is_integer() || literal.is_null()) {
      return {.exactness = Exactness::kInteger};
    }
    return {.exactness = literal.is_double() ? Exactness::kFraction : Exactness::kUnknown};
  }

  // What the schema says of a field that no rule writes: what they write may be a decimal.
  [[nodiscard]] Amount of_field(const Expr& read, const FieldScope& scope) const {
    bool is_accumulator = scope.kind == FieldScope::Kind::kReduction && is_call(read, "var") &&
                          is_text(*read.operands[0], "accumulator");
    if (is_accumulator) {
      return {.exactness = Exactness::kInteger};
    }
    auto field = scope.read(compiler::path_of(read));
    if (!field && read.operands.size() == 2 && is_call(read, "var")) {
      field = scope.read(compiler::path_of_text(*read.operands[0]));
    }
    if (!field) {
      return {};
    }
    Amount amount = of_path(field->path, field->given);
    bool has_default = is_call(read, "var") && read.operands.size() == 2;
    return has_default ? joined(amount, of(*read.operands[1], scope)) : amount;
  }

  static bool is_text(const Expr& expr, std::string_view text) {
    return expr.kind == ExprKind::kLiteral && expr.literal.is_string() &&
           expr.literal.as_string() == text;
  }

  // By its name, and by those that the schema puts beside it.
  [[nodiscard]] bool is_money(const FieldPath& path) const {
    if (is_money_name(path)) {
      return true;
    }
    if (entry_point_.settings->schema == nullptr || path.empty()) {
      return false;
    }
    FieldPath beside = path;
    beside.back() = kNoField;
    return is_money_name(path, entry_point_.settings->schema->find(beside).siblings);
  }

  [[nodiscard]] Amount of_path(const FieldPath& path, std::size_t given) const {
    Amount amount{.is_money = is_money(path)};
    if (entry_point_.settings->schema == nullptr || entry_point_.written.touch(path)) {
      return amount;
    }
    auto types = entry_point_.settings->schema->find(path, given).types;
    std::erase(types, "null");
    if (types == std::vector<std::string>{"integer"}) {
      amount.exactness = Exactness::kInteger;
    } else if (!types.empty() && std::ranges::all_of(types, [](const std::string& type) {
                 return type == "number" || type == "integer";
               })) {
      amount.exactness = Exactness::kFraction;
    }
    return amount;
  }

  [[nodiscard]] Amount of_arithmetic(const Expr& call, const FieldScope& scope) const {
    Amount all{.exactness = Exactness::kInteger};
    bool has_decimal = false;
    std::size_t factors = 0;  // others than powers of two
    bool scales = true;       // what comes behind the first are powers of two
    for (const Expr* operand : call.operands) {
      Amount amount = of(*operand, scope);
      has_decimal = has_decimal || amount.exactness == Exactness::kDecimal;
      factors += is_power_of_two(*operand) ? 0 : 1;
      scales = scales && (operand == call.operands.front() || is_power_of_two(*operand));
      all = joined(all, amount);
    }
    bool is_product = call.operator_name == "*" && factors <= 1;
    bool is_quotient = call.operator_name == "/" && scales;
    bool is_rest = call.operator_name == "%";  // a remainder is never rounded
    if (has_decimal && all.exactness == Exactness::kFraction) {
      all.exactness = Exactness::kDecimal;  // of the shortest text
    } else if (all.exactness == Exactness::kFraction) {
      bool is_exact = call.operands.size() == 1 || is_product || is_quotient || is_rest;
      all.exactness = is_exact ? Exactness::kFraction : Exactness::kComputed;
    } else if (all.exactness == Exactness::kInteger && call.operator_name == "/") {
      all.exactness = Exactness::kFraction;  // rounded once, as a number that is read
    }
    return all;
  }

  [[nodiscard]] Amount of_sum(const Expr& call, const FieldScope& scope) const {
    Amount items = of_items(*call.operands[0], scope);
    if (items.exactness == Exactness::kFraction) {
      items.exactness = Exactness::kComputed;
    } else if (items.exactness == Exactness::kInteger && call.operator_name == "avg") {
      items.exactness = Exactness::kFraction;
    }
    return items;
  }

  [[nodiscard]] Amount of_items(const Expr& list, const FieldScope& scope) const {
    if (is_call(list, "map") && list.operands.size() == 2 && !list.is_bare) {
      FieldScope body = compiler::scope_of_body("map", *list.operands[0], scope);
      return of(*list.operands[1], body);
    }
    if (is_call(list, "filter") && list.operands.size() == 2 && !list.is_bare) {
      return of_items(*list.operands[0], scope);
    }
    auto field = scope.read(compiler::path_of(list));
    if (!field) {
      return {};
    }
    bool holds_money = is_money(field->path);
    field->path.emplace_back("0");
    Amount amount = of_path(field->path, field->path.size());
    amount.is_money = amount.is_money || holds_money;
    return amount;
  }

  [[nodiscard]] Amount of_reduction(const Expr& call, const FieldScope& scope) const {
    if (call.operands.size() < 2 || call.is_bare) {
      return {};
    }
    FieldScope body = compiler::scope_of_body("reduce", *call.operands[0], scope);
    if (body.kind != FieldScope::Kind::kReduction) {
      return {};
    }
    return of(*call.operands[1], body);
  }

  // Of the operands that may be the value.
  [[nodiscard]] Amount of_choice(const Expr& call, const FieldScope& scope) const {
    std::string_view name = call.operator_name;
    Amount all{.exactness = Exactness::kInteger};
    if (name == "if" || name == "?:") {
      std::size_t count = call.operands.size();
      for (std::size_t i = 1; i < count; i += 2) {
        all = joined(all, of(*call.operands[i], scope));
      }
      return count % 2 == 1 ? joined(all, of(*call.operands.back(), scope)) : all;
    }
    static constexpr std::array<std::string_view, 6> kOneOf = {"min", "max",      "abs",
                                                               "??",  "coalesce", "log"};
    if (std::ranges::find(kOneOf, name) == kOneOf.end()) {
      return {};
    }
    for (const Expr* operand : call.operands) {
      all = joined(all, of(*operand, scope));
    }
    return all;
  }

  EntryFacts& entry_point_;
};

// Edits that make a computation one of decimals: one operand of each is enough.
class DecimalFix {
 public:
  DecimalFix(const Exactly& exactly, const Build& build) : exactly_(exactly), build_(build) {}

  // False: not by wrapping operands.
  bool add(const Expr& expr, const FieldScope& scope) {
    if (is_sum(expr) && is_call(*expr.operands[0], "map") &&
        expr.operands[0]->operands.size() == 2) {
      const Expr& list = *expr.operands[0];
      FieldScope body = compiler::scope_of_body("map", *list.operands[0], scope);
      return add(*list.operands[1], body);
    }
    if (is_call(expr, "var") || is_call(expr, "val")) {
      wrap(expr);
      return true;
    }
    if (!is_arithmetic(expr) || expr.is_bare) {
      return false;
    }
    bool has_decimal = false;
    bool has_computed = false;
    for (const Expr* operand : expr.operands) {
      Exactness exactness = exactly_.of(*operand, scope).exactness;
      has_decimal = has_decimal || exactness == Exactness::kDecimal;
      if (exactness == Exactness::kComputed) {
        has_computed = true;
        if (!add(*operand, scope)) {
          return false;
        }
      }
    }
    if (!has_decimal && !has_computed) {
      wrap(*expr.operands.front());
    }
    return true;
  }

  [[nodiscard]] std::vector<diag::Edit> take() { return std::move(edits_); }

 private:
  void wrap(const Expr& expr) {
    edits_.push_back(
        replace_value(build_, expr.node, "{ \"decimal\": " + json_text(build_, expr.node) + " }"));
  }

  const Exactly& exactly_;
  const Build& build_;
  std::vector<diag::Edit> edits_;
};

class MoneyLint {
 public:
  explicit MoneyLint(const ValuesPlace& place) : place_(place), exactly_(place.entry_point) {}

  void run(const LintedExpression& expression) {
    walk(*expression.root, [&](const Expr& expr, const FieldScope& scope) {
      visit(expr, scope);
      return true;
    });
    const compiler::CheckedAction* action = expression.action;
    bool is_stored = action != nullptr && action->kind == bytecode::ActionKind::kUpdate &&
                     expression.is_whole_argument && expression.argument->name == "value" &&
                     action->operation != value::UpdateOperation::kRemove;
    if (is_stored) {
      judge(*expression.root, FieldScope{}, is_money_name(action->target), "it is stored");
    }
  }

 private:
  void visit(const Expr& expr, const FieldScope& scope) {
    if (expr.kind != ExprKind::kCall || expr.operands.empty()) {
      return;
    }
    std::string_view name = expr.operator_name;
    if (name == "round" || name == "ceil" || name == "floor") {
      judge(*expr.operands[0], scope, false,
            "it is rounded, and may lie on the wrong side of a tie");
      return;
    }
    auto comparison = compiler::comparison_named(name);
    bool is_equality = comparison && (value::is_strict(*comparison) ||
                                      *comparison == value::Comparison::kLooseEqual ||
                                      *comparison == value::Comparison::kLooseUnequal);
    if (!is_equality || expr.operands.size() < 2) {
      return;
    }
    bool is_money = std::ranges::any_of(
        expr.operands, [&](const Expr* operand) { return exactly_.of(*operand, scope).is_money; });
    bool is_with_zero =
        std::ranges::any_of(expr.operands, [](const Expr* operand) { return is_zero(*operand); });
    for (const Expr* operand : expr.operands) {
      is_with_zero ? judge_zero(*operand, scope, is_money)
                   : judge(*operand, scope, is_money, "it is compared for equality");
    }
  }

  // A difference is 0 exactly where both sides are equal, and a product where a factor is.
  void judge_zero(const Expr& expr, const FieldScope& scope, bool is_money) {
    bool is_parted = !expr.is_bare && (is_call(expr, "-") || is_call(expr, "*"));
    if (!is_parted) {
      judge(expr, scope, is_money, "it is compared for equality");
      return;
    }
    for (const Expr* operand : expr.operands) {
      bool is_difference = is_call(expr, "-") && expr.operands.size() > 1;
      is_difference ? judge(*operand, scope, is_money, "it is compared for equality")
                    : judge_zero(*operand, scope, is_money);
    }
  }

  void judge(const Expr& expr, const FieldScope& scope, bool is_money, const char* reason) {
    Amount amount = exactly_.of(expr, scope);
    if (amount.exactness != Exactness::kComputed || !(amount.is_money || is_money) ||
        !place_.is_new(Code::kFloatMoney, expr.node)) {
      return;
    }
    auto finding =
        diag::make(Code::kFloatMoney, place_.report.span(expr.node), "computed in doubles",
                   {{"expression", shown(expr)}, {"reason", reason}});
    finding.note("in doubles 0.1 + 0.2 is 0.30000000000000004, and 1.1 * 3 is 3.3000000000000003");
    DecimalFix fix(exactly_, place_.input.build);
    if (fix.add(expr, scope)) {
      finding.fix({.fix_class = diag::FixClass::kSuggested,
                   .title = "compute with decimals",
                   .edits = fix.take()});
    } else {
      finding.help("compute with decimals: one operand in `decimal` is enough for each operator");
    }
    place_.report.emit(std::move(finding), expr.node);
  }

  const ValuesPlace& place_;
  Exactly exactly_;
};

}  // namespace

void lint_money(const ValuesPlace& place) {
  for (const LintedExpression& expression : place.definition.expressions) {
    MoneyLint(place).run(expression);
  }
}

}  // namespace rulec::tooling
