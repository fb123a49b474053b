// RC3014: an update of a field that no rule, scorecard or template of its entry points reads. The
// application may read it, so this is a hint that is asked for.
#include <cstdint>
#include <map>
#include <string>

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

struct Unread {
  const compiler::CheckedRule* rule = nullptr;
  const compiler::CheckedAction* action = nullptr;
  std::size_t updates = 0;
};

}  // namespace

void lint_unread_updates(const LintInput& input, diag::Emitter& emitter) {
  const compiler::Model& model = *input.build.model;
  auto reads = reads_by_entry_point(model);
  compiler::Input rules = input.build.compiler_input();
  // Many rules write one field: it is told at the first of them.
  std::map<std::string, Unread> unread;
  for (const compiler::CheckedRule& rule : model.rules) {
    if (!is_linted(rule)) {
      continue;
    }
    for (const compiler::CheckedAction& action : rule.actions) {
      bool is_read = action.kind != bytecode::ActionKind::kUpdate;
      for (const parser::TextAt& entry : rule.node->entry_points) {
        is_read = is_read || reads[entry.text].meets(action.target);
      }
      if (!is_read) {
        Unread& of_path = unread[dotted(action.target)];
        of_path.rule = of_path.rule == nullptr ? &rule : of_path.rule;
        of_path.action = of_path.action == nullptr ? &action : of_path.action;
        ++of_path.updates;
      }
    }
  }
  for (const auto& [path, of_path] : unread) {
    compiler::RuleReport report(rules, emitter, of_path.rule->node);
    parser::NodeId at = of_path.action->node->find("target")->value->node;
    auto finding = diag::make(diag::Code::kUpdateNeverRead, report.span(at), "only in the decision",
                              {{"path", path}});
    finding.more_places = static_cast<std::uint32_t>(of_path.updates - 1);
    finding.help("nothing is wrong where the application uses it");
    report.emit(std::move(finding), at);
  }
}

}  // namespace rulec::tooling
