// Types of expressions, as far as they are known without running them: comparisons that can only go
// one way, operands that an operator never takes, fields that may be absent where null surprises,
// and what updates write. Types come from literals, from the signatures of operators and from the
// context schema. Paths that do not exist are the business of fields.h, and are of any type here.
// Internal to the checker.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>

#include "compiler/check/field_scope.h"
#include "compiler/check/field_uses.h"
#include "compiler/check/presence.h"
#include "compiler/check/report.h"
#include "compiler/check/static_type.h"
#include "compiler/check/steps.h"
#include "compiler/check/written_paths.h"
#include "compiler/model.h"

namespace rulec::value {
struct OperatorRow;
}

namespace rulec::compiler {

struct TypeContext {
  const EntryPointSettings& entry_point;
  const WrittenPaths& written;  // these fields may have become anything
  FieldUses& uses;              // of fields without schema
  // Paths begin with the name of a result, and no context is read; null: with a field of it.
  const ResultsByName* results = nullptr;
};

// What is known of the fields of one entry point; filled as rules ask.
class FieldTypes {
 public:
  // Null when the schema does not say, or when rules write the field.
  [[nodiscard]] const FieldFacts* find(const ReadField& field, const TypeContext& context);
  // As the schema declares it, whether rules write it or not.
  [[nodiscard]] static FieldFacts declared(std::span<const std::string_view> path,
                                           std::size_t given, const schema::ContextSchema* schema);

 private:
  std::map<std::string, FieldFacts> facts_;
};

// Findings of a rule that were made already, for another of its entry points.
using MadeFindings = std::set<std::pair<diag::Code, std::uint32_t>>;

class TypeChecker {
 public:
  TypeChecker(RuleReport& report, const TypeContext& context, FieldTypes& fields,
              MadeFindings& made)
      : report_(report), context_(context), fields_(fields), made_(made) {}

  void check_condition(const parser::Expr& condition);
  // What a template shows: tells the type of every expression in it.
  using OnType = std::function<void(const parser::Expr&, const StaticType&)>;
  void check_values(const parser::Expr& values, const OnType& on_type);
  // The expressions in the arguments of an action, and the types that an update writes.
  void check_action(const CheckedAction& action);
  // The results in the arguments of an effect, against its schema. Where the context is results.
  void check_references(const CheckedAction& action);

 private:
  StaticType visit(const parser::Expr& expr, const FieldScope& scope);
  StaticType visit_call(const parser::Expr& call, const FieldScope& scope);
  StaticType visit_path(const parser::Expr& call, const FieldScope& scope);
  StaticType visit_chain(const parser::Expr& call, const FieldScope& scope, bool goes_on_when_true);
  StaticType visit_branches(const parser::Expr& call, const FieldScope& scope);
  StaticType visit_default(const parser::Expr& call, const FieldScope& scope);
  StaticType visit_attempts(const parser::Expr& call, const FieldScope& scope);
  StaticType visit_iterator(const parser::Expr& call, const value::OperatorRow& row,
                            const FieldScope& scope);
  StaticType visit_comparison(const parser::Expr& call, value::Comparison comparison,
                              const FieldScope& scope);
  StaticType visit_eager(const parser::Expr& call, const value::OperatorRow& row,
                         const FieldScope& scope);
  std::vector<StaticType> visit_operands(const parser::Expr& call, const FieldScope& scope);
  void learn(const parser::Expr& test, Presence::Outcome outcome, const FieldScope& scope);
  StaticType type_of_argument(const parser::ArgumentValue& value);

  // A value whose truth is asked for.
  void check_truth(const StaticType& tested);
  void check_exists(const parser::Expr& call, const FieldScope& scope);
  // False when the two can never be compared, which was reported.
  bool check_pair(const parser::Expr& call, value::Comparison comparison, const StaticType& left,
                  const StaticType& right);
  void check_null(const parser::Expr& call, value::Comparison comparison, const StaticType& field,
                  const StaticType& other, bool is_left);
  void check_in(const parser::Expr& call, const StaticType& needle, const StaticType& haystack);
  void check_operand(const parser::Expr& call, const value::OperatorRow& row, std::size_t index,
                     const StaticType& operand);
  void check_update(const CheckedAction& update);
  // An argument, or a value inside of one, at `path` of the schema of effects, which may be null.
  void check_effect_value(const parser::ArgumentValue& value, std::vector<std::string>& path,
                          const schema::ContextSchema* schema);
  void check_reference(const parser::ArgumentValue& value, std::vector<std::string>& path,
                       const EffectSettings& effect);
  // What the use of a field without schema tells of its type.
  void infer(const StaticType& field, value::TypeSet type);
  void infer_compared(value::Comparison comparison, const StaticType& field,
                      const StaticType& other);
  void infer_items(const StaticType& needle, const parser::Expr& list);
  void infer_operand(const value::OperatorRow& row, std::size_t index, const StaticType& operand);
  void report_incomparable(const parser::Expr& call, const StaticType& left,
                           const StaticType& right, const std::string& outcome);
  void report_constant(const parser::Expr& expr, bool is_true);
  void report_written(const CheckedAction& update, std::string_view argument,
                      value::TypeSet expected, const StaticType& found, Span declared_at,
                      diag::Severity severity);

  void emit(diag::Diagnostic finding, parser::NodeId at);

  RuleReport& report_;
  TypeContext context_;
  FieldTypes& fields_;
  Presence presence_;
  MadeFindings& made_;
  const OnType* on_type_ = nullptr;
};

}  // namespace rulec::compiler
