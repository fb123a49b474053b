// Fields against the context schema of an entry point: unknown ones, and literals that the compared
// field can never have. A path that is not known without running the rule is passed over. Internal
// to the checker.
#pragma once

#include <unordered_set>

#include "compiler/check/field_scope.h"
#include "compiler/check/report.h"
#include "compiler/check/written_paths.h"

namespace rulec::schema {
struct FieldInfo;
}

namespace rulec::compiler {

struct FieldContext {
  std::string_view entry_point;
  const schema::ContextSchema& schema;
  const WrittenPaths& written;
};

class FieldChecker {
 public:
  explicit FieldChecker(RuleReport& report) : report_(report) {}

  // Several entry points may be checked one after the other; a place is reported once.
  void check(const parser::Expr& expr, const FieldContext& context);

 private:
  void visit(const parser::Expr& expr, const FieldScope& scope);
  void visit_iterator(const parser::Expr& call, const FieldScope& scope);
  void visit_attempts(const parser::Expr& call, const FieldScope& scope);
  void visit_missing(const parser::Expr& call, const FieldScope& scope);
  void check_path(const std::optional<WrittenPath>& written, const FieldScope& scope);
  void report_unknown(const WrittenPath& written, const FieldPath& path, const FieldScope& scope);
  void add_outer_help(diag::Diagnostic& finding, const WrittenPath& written,
                      const FieldScope& scope) const;
  void check_compared(const parser::Expr& call, const FieldScope& scope);
  void check_literal(const parser::Expr& literal, const parser::Expr& field,
                     const FieldScope& scope);
  void report_outside_enum(const parser::Expr& literal, const schema::FieldInfo& info);
  [[nodiscard]] bool is_new(parser::NodeId node) { return reported_.insert(node.index()).second; }

  RuleReport& report_;
  const FieldContext* context_ = nullptr;
  std::unordered_set<std::uint32_t> reported_;
};

}  // namespace rulec::compiler
