// RC3101: at a `critical` entry point only the store says what was acknowledged (language.md 6.2),
// and a rule that looks into the context asks the caller instead.
#include <set>

#include "compiler/check/report.h"
#include "tooling/lint/security/security.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kAcknowledgements = "acknowledgments";

bool begins_there(const std::optional<compiler::ReadField>& field) {
  return field && !field->path.empty() && field->path.front() == kAcknowledgements;
}

class AcknowledgementLint {
 public:
  AcknowledgementLint(const compiler::Input& rules, diag::Emitter& emitter,
                      const LintedDefinition& definition, std::string_view entry_point)
      : report_(rules, emitter, definition.definition), entry_point_(entry_point) {
    for (const LintedExpression& expression : definition.expressions) {
      walk(*expression.root, [&](const parser::Expr& expr, const compiler::FieldScope& scope) {
        look(expr, scope);
        return true;
      });
    }
  }

 private:
  void look(const parser::Expr& expr, const compiler::FieldScope& scope) {
    if (auto field = field_read_by(expr, scope); field && begins_there(field)) {
      report(*field, expr.node);
    }
    bool names_fields = expr.kind == parser::ExprKind::kCall &&
                        (expr.operator_name == "missing" || expr.operator_name == "missing_some");
    if (!names_fields) {
      return;
    }
    for (const parser::Expr* operand : expr.operands) {
      look_at_name(*operand, scope);
      for (const parser::Expr* item : operand->operands) {
        look_at_name(*item, scope);
      }
    }
  }

  void look_at_name(const parser::Expr& name, const compiler::FieldScope& scope) {
    if (auto field = scope.read(compiler::path_of_text(name)); field && begins_there(field)) {
      report(*field, name.node);
    }
  }

  void report(const compiler::ReadField& field, parser::NodeId at) {
    auto finding =
        diag::make(diag::Code::kForgeableAcknowledgement, report_.span(at), "given by the caller",
                   {{"entry_point", std::string(entry_point_)},
                    {"path", compiler::shown_path(field.path, field.given)}});
    finding.note("for a critical entry point only the store counts, and the engine asks it");
    finding.help(
        "ask for the acknowledgement by the action `user_acknowledge`: `blocked` says whether it "
        "was given");
    report_.emit(std::move(finding), at);
  }

  compiler::RuleReport report_;
  std::string_view entry_point_;
};

}  // namespace

void lint_acknowledgements(const LintInput& input, diag::Emitter& emitter) {
  std::set<std::string_view> critical;
  for (const compiler::EntryPointSettings& entry : input.build.settings.entry_points) {
    if (entry.is_critical) {
      critical.insert(entry.name);
    }
  }
  if (critical.empty()) {
    return;
  }
  compiler::Input rules = input.build.compiler_input();
  for_each_definition(*input.build.model, [&](const LintedDefinition& definition) {
    for (std::string_view entry : definition.entry_points) {
      if (critical.contains(entry)) {
        AcknowledgementLint(rules, emitter, definition, entry);
        break;
      }
    }
  });
}

}  // namespace rulec::tooling
