#include "compiler/check/types.h"

#include "schema/schema.h"
#include "value/operators.h"

namespace rulec::compiler {
namespace {

using parser::Expr;
using parser::ExprKind;
using value::OperatorId;
using value::TypeSet;
using Outcome = Presence::Outcome;

TypeSet type_named(std::string_view name) {
  if (name == "null") {
    return value::kNull;
  }
  if (name == "boolean") {
    return value::kBool;
  }
  if (name == "string") {
    return value::kText;
  }
  if (name == "array") {
    return value::kList;
  }
  return name == "object" ? value::kObject : value::kNumber;  // integers too
}

// A value that always fails is somebody's finding already; what uses it is left in peace.
StaticType of_types(TypeSet types) {
  return {.types = types == value::kNothing ? value::kAny : types};
}

StaticType united(const std::vector<StaticType>& types) {
  TypeSet all = value::kNothing;
  for (const StaticType& type : types) {
    all |= type.types;
  }
  return of_types(all);
}

}  // namespace

// --- fields

namespace {

std::string key_of(const ReadField& field) {
  std::string key = std::to_string(field.given);
  for (std::string_view segment : field.path) {
    key.append(1, '\x1f').append(segment);
  }
  return key;
}

}  // namespace

FieldFacts FieldTypes::declared(std::span<const std::string_view> path, std::size_t given,
                                const schema::ContextSchema* schema) {
  FieldFacts facts;
  if (schema == nullptr) {
    return facts;
  }
  auto info = schema->find(path, given);
  facts.is_declared = info.is_declared;
  facts.declared_at = info.declared_at;
  facts.may_be_absent = !info.is_required;
  if (info.is_declared && !info.types.empty()) {
    facts.types = value::kNothing;
    for (const std::string& name : info.types) {
      facts.types |= type_named(name);
    }
  }
  return facts;
}

namespace {

// A result that nobody gives is null.
FieldFacts facts_of_result(const ReadField& field, const ResultsByName& results) {
  auto result = field.path.empty() ? results.end() : results.find(field.path[0]);
  if (result == results.end()) {
    return {};
  }
  FieldFacts facts =
      FieldTypes::declared(std::span(field.path).subspan(1), field.given > 0 ? field.given - 1 : 0,
                           result->second.schema);
  bool is_given = field.given > 0;  // an iterator walks it
  // Unlike a context a result may be anything that its schema lets through.
  if (!is_given && field.path.size() > 1 && result->second.schema != nullptr) {
    facts.may_be_absent = facts.may_be_absent || result->second.schema->find({}).types !=
                                                     std::vector<std::string>{"object"};
  }
  facts.may_be_absent = facts.may_be_absent || (result->second.may_be_absent && !is_given);
  return facts;
}

}  // namespace

const FieldFacts* FieldTypes::find(const ReadField& field, const TypeContext& context) {
  if (context.results != nullptr) {
    auto [at, is_new] = facts_.try_emplace(key_of(field));
    if (is_new) {
      at->second = facts_of_result(field, *context.results);
    }
    return at->second.is_declared ? &at->second : nullptr;
  }
  if (context.entry_point.schema == nullptr || context.written.touch(field.path)) {
    return nullptr;
  }
  auto [at, is_new] = facts_.try_emplace(key_of(field));
  if (is_new) {
    at->second = declared(field.path, field.given, context.entry_point.schema);
  }
  return at->second.is_declared ? &at->second : nullptr;
}

// --- expressions

void TypeChecker::check_condition(const Expr& condition) {
  check_truth(visit(condition, FieldScope{}));
}

void TypeChecker::check_values(const Expr& values, const OnType& on_type) {
  on_type_ = &on_type;
  static_cast<void>(visit(values, FieldScope{}));
  on_type_ = nullptr;
}

StaticType TypeChecker::visit(const Expr& expr, const FieldScope& scope) {
  StaticType type;
  switch (expr.kind) {
    case ExprKind::kBad:
    case ExprKind::kNoCall:
      break;
    case ExprKind::kLiteral:
      type.types = value::type_of(expr.literal);
      type.constant = &expr.literal;
      break;
    case ExprKind::kList:
      for (const Expr* operand : expr.operands) {
        static_cast<void>(visit(*operand, scope));
      }
      type.types = value::kList;
      break;
    case ExprKind::kCall:
      type = visit_call(expr, scope);
      break;
  }
  type.expr = &expr;
  if (on_type_ != nullptr) {
    (*on_type_)(expr, type);
  }
  return type;
}

std::vector<StaticType> TypeChecker::visit_operands(const Expr& call, const FieldScope& scope) {
  std::vector<StaticType> types;
  types.reserve(call.operands.size());
  for (const Expr* operand : call.operands) {
    types.push_back(visit(*operand, scope));
  }
  return types;
}

StaticType TypeChecker::visit_call(const Expr& call, const FieldScope& scope) {
  const value::OperatorRow* row = value::find_operator(call.operator_name);
  if (row == nullptr || row->id == OperatorId::kPreserve) {
    return {};
  }
  if (auto comparison = value::comparison_of(row->id)) {
    return visit_comparison(call, *comparison, scope);
  }
  if (row->has(value::kIterator)) {
    return visit_iterator(call, *row, scope);
  }
  switch (static_cast<int>(row->id)) {
    case static_cast<int>(OperatorId::kVar):
    case static_cast<int>(OperatorId::kVal):
      return visit_path(call, scope);
    case static_cast<int>(OperatorId::kExists):
      check_exists(call, scope);
      return {.types = value::kBool};
    case static_cast<int>(OperatorId::kAnd):
    case static_cast<int>(OperatorId::kOr):
      return visit_chain(call, scope, row->id == OperatorId::kAnd);
    case static_cast<int>(OperatorId::kIf):
    case static_cast<int>(OperatorId::kTernary):
      return visit_branches(call, scope);
    case static_cast<int>(OperatorId::kDefault):
    case static_cast<int>(OperatorId::kCoalesce):
      return visit_default(call, scope);
    case static_cast<int>(OperatorId::kTry):
      return visit_attempts(call, scope);
    default:
      return visit_eager(call, *row, scope);
  }
}

StaticType TypeChecker::visit_path(const Expr& call, const FieldScope& scope) {
  bool has_default = call.operator_name == "var" && call.operands.size() == 2;
  StaticType by_default = has_default ? visit(*call.operands[1], scope) : StaticType{};
  auto path = path_of(call);
  auto read = scope.read(path);
  const FieldFacts* facts = read ? fields_.find(*read, context_) : nullptr;
  if (facts == nullptr) {
    bool is_inferred = read && context_.entry_point.schema == nullptr &&
                       !context_.written.touch(read->path) && !has_default;
    return is_inferred ? StaticType{.undeclared = shown_path(read->path, read->given)}
                       : StaticType{};
  }
  std::string key = Presence::key_of(path, scope);
  if (presence_.is_not_null(key)) {
    auto rest = static_cast<TypeSet>(facts->types & ~value::kNull);
    return {.types = rest == value::kNothing ? facts->types : rest, .field = facts};
  }
  if (presence_.is_present(key) || !facts->may_be_absent) {
    return {.types = facts->types, .field = facts};
  }
  if (has_default) {
    return {.types = static_cast<TypeSet>(facts->types | by_default.types)};
  }
  return {.types = facts->possible(), .field = facts};
}

// What no field is asked for need not be known: without a schema the types of all are open.
void TypeChecker::learn(const Expr& test, Outcome outcome, const FieldScope& scope) {
  if (context_.results != nullptr || context_.entry_point.schema != nullptr) {
    presence_.learn(test, outcome, scope);
  }
}

// `and`, `or`: what the operands before one have said is known where it is evaluated.
StaticType TypeChecker::visit_chain(const Expr& call, const FieldScope& scope,
                                    bool goes_on_when_true) {
  std::size_t mark = presence_.mark();
  TypeSet all = value::kNothing;
  for (const Expr* operand : call.operands) {
    StaticType type = visit(*operand, scope);
    all |= type.types;
    check_truth(type);
    learn(*operand, goes_on_when_true ? Outcome::kHolds : Outcome::kFails, scope);
  }
  presence_.forget_to(mark);
  return of_types(all);
}

StaticType TypeChecker::visit_branches(const Expr& call, const FieldScope& scope) {
  std::size_t before = presence_.mark();
  std::vector<StaticType> values;
  std::size_t i = 0;
  for (; i + 1 < call.operands.size(); i += 2) {
    check_truth(visit(*call.operands[i], scope));
    std::size_t mark = presence_.mark();
    learn(*call.operands[i], Outcome::kHolds, scope);
    values.push_back(visit(*call.operands[i + 1], scope));
    presence_.forget_to(mark);
    learn(*call.operands[i], Outcome::kFails, scope);
  }
  values.push_back(i < call.operands.size() ? visit(*call.operands[i], scope)
                                            : StaticType{.types = value::kNull});
  presence_.forget_to(before);
  return united(values);
}

StaticType TypeChecker::visit_default(const Expr& call, const FieldScope& scope) {
  TypeSet types = value::kNull;
  for (const StaticType& operand : visit_operands(call, scope)) {
    types = static_cast<TypeSet>((types & ~value::kNull) | operand.types);
  }
  return of_types(types);
}

// Later operands see the error as their context.
StaticType TypeChecker::visit_attempts(const Expr& call, const FieldScope& scope) {
  FieldScope error{.kind = FieldScope::Kind::kUnknown, .outer = &scope};
  std::vector<StaticType> types;
  for (const Expr* operand : call.operands) {
    bool is_first = operand == call.operands.front();
    types.push_back(visit(*operand, is_first ? scope : error));
  }
  return united(types);
}

StaticType TypeChecker::visit_iterator(const Expr& call, const value::OperatorRow& row,
                                       const FieldScope& scope) {
  for (std::size_t i = 0; i < call.operands.size(); ++i) {
    if (i == 1) {
      std::size_t mark = presence_.mark();
      FieldScope body = scope_of_body(call.operator_name, *call.operands[0], scope);
      StaticType type = visit(*call.operands[1], body);
      if (row.id != OperatorId::kMap && row.id != OperatorId::kReduce) {
        check_truth(type);
      }
      presence_.forget_to(mark);
    } else {
      StaticType type = visit(*call.operands[i], scope);
      if (i == 0 && !call.is_bare) {
        check_operand(call, row, 0, type);
        infer(type, value::kList);
      }
    }
  }
  return of_types(value::signature_of(row.id).result);
}

StaticType TypeChecker::visit_comparison(const Expr& call, value::Comparison comparison,
                                         const FieldScope& scope) {
  if (call.operands.size() == 2) {  // nearly all
    StaticType left = visit(*call.operands[0], scope);
    static_cast<void>(check_pair(call, comparison, left, visit(*call.operands[1], scope)));
    return {.types = value::kBool};
  }
  std::vector<StaticType> operands = visit_operands(call, scope);
  bool goes_on = true;
  for (std::size_t i = 1; i < operands.size() && goes_on; ++i) {
    goes_on = check_pair(call, comparison, operands[i - 1], operands[i]);
  }
  return {.types = value::kBool};
}

StaticType TypeChecker::visit_eager(const Expr& call, const value::OperatorRow& row,
                                    const FieldScope& scope) {
  std::vector<StaticType> operands = visit_operands(call, scope);
  bool is_count_wrong = operands.size() < row.min_operands || operands.size() > row.max_operands;
  // The operands may be the items of the list that a bare one gives.
  bool spreads = call.is_bare && row.form == value::OperandForm::kSpreading &&
                 (operands.empty() || operands[0].has(value::kList));
  if (!is_count_wrong && !spreads) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      check_operand(call, row, i, operands[i]);
    }
    if (row.id == OperatorId::kIn) {
      check_in(call, operands[0], operands[1]);
    } else if (row.id == OperatorId::kBetween) {
      static_cast<void>(check_pair(call, value::Comparison::kLessEqual, operands[1], operands[0]) &&
                        check_pair(call, value::Comparison::kLessEqual, operands[0], operands[2]));
    } else if ((row.id == OperatorId::kNot || row.id == OperatorId::kTruthy) && !operands.empty()) {
      check_truth(operands[0]);
    }
  }
  if (row.id == OperatorId::kLog && operands.size() == 1) {
    return operands[0];
  }
  return of_types(value::signature_of(row.id).result);
}

}  // namespace rulec::compiler
