// RC3014: an update of a field that no rule, scorecard or template of its entry points reads. The
// application may read it, so this is a hint that is asked for.
#include <map>

#include "compiler/check/report.h"
#include "tooling/lint/effects/effects.h"
#include "tooling/lint/effects/path_set.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

// What is read, by entry point. Templates may be shown by any of them.
std::map<std::string_view, PathSet> reads_by_entry_point(const compiler::Model& model) {
  std::map<std::string_view, PathSet> reads;
  for (const compiler::CheckedEntryPoint& entry : model.entry_points) {
    PathSet& of_entry = reads[entry.name];
    for (const compiler::CheckedTemplate& shown : model.templates) {
      if (shown.node->values != nullptr && !shown.is_bad) {
        add_reads(*shown.node->values, of_entry);
      } else if (shown.is_bad) {
        of_entry.add_all();
      }
    }
  }
  for (const compiler::CheckedRule& rule : model.rules) {
    for (const parser::TextAt& entry : rule.node->entry_points) {
      if (rule.is_bad) {
        reads[entry.text].add_all();  // nobody knows
      }
    }
  }
  for_each_definition(model, [&](const LintedDefinition& definition) {
    for (std::string_view entry : definition.entry_points) {
      for (const LintedExpression& expression : definition.expressions) {
        add_reads(*expression.root, reads[entry]);
      }
    }
  });
  return reads;
}

}  // namespace

void lint_unread_updates(const LintInput& input, diag::Emitter& emitter) {
  const compiler::Model& model = *input.build.model;
  auto reads = reads_by_entry_point(model);
  compiler::Input rules = input.build.compiler_input();
  for (const compiler::CheckedRule& rule : model.rules) {
    if (!is_linted(rule)) {
      continue;
    }
    compiler::RuleReport report(rules, emitter, rule.node);
    for (const compiler::CheckedAction& action : rule.actions) {
      const parser::ActionArgument* target = action.node->find("target");
      bool is_read = action.kind != bytecode::ActionKind::kUpdate || target == nullptr;
      for (const parser::TextAt& entry : rule.node->entry_points) {
        is_read = is_read || reads[entry.text].meets(action.target);
      }
      if (!is_read) {
        report.emit(diag::make(diag::Code::kUpdateNeverRead, report.span(target->value->node),
                               "only in the decision", {{"path", dotted(action.target)}})
                        .help("nothing is wrong where the application uses it"),
                    target->value->node);
      }
    }
  }
}

}  // namespace rulec::tooling
