// RC3011: a field that no caller may give, since the context schema does not know it, and that only
// rules with a later turn write. There is nothing to read, whatever the context.
#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "compiler/check/report.h"
#include "schema/schema.h"
#include "tooling/lint/effects/effects.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

using compiler::FieldPath;
using compiler::FieldScope;
using parser::Expr;

// The writes of one target at one entry point.
struct Target {
  std::size_t first_turn = SIZE_MAX;  // of any rule, whether it is active or not
  std::vector<const compiler::CheckedRule*> writers;
  parser::NodeId node;  // of the first writer
};

// By the path, each segment with a byte behind it that no name has: what lies below a path stands
// behind it in one run.
using Targets = std::map<std::string, Target>;

std::string key_of(std::span<const std::string_view> path) {
  std::string key;
  for (std::string_view segment : path) {
    key.append(segment).push_back('\x1f');
  }
  return key;
}

// Those at, above and below the path.
std::vector<const Target*> targets_around(const Targets& targets, const FieldPath& path) {
  std::vector<const Target*> found;
  for (std::size_t length = 1; length < path.size(); ++length) {
    if (auto above = targets.find(key_of(std::span(path).first(length))); above != targets.end()) {
      found.push_back(&above->second);
    }
  }
  std::string key = key_of(path);
  for (auto at = targets.lower_bound(key); at != targets.end() && at->first.starts_with(key);
       ++at) {
    found.push_back(&at->second);
  }
  return found;
}

struct Read {
  const Expr* expr = nullptr;
  FieldPath path;
  std::size_t given = 0;
};

// Reads of a rule that do not ask whether the field is there, and have nothing instead of it.
std::vector<Read> reads_of(const compiler::CheckedRule& rule) {
  std::vector<Read> reads;
  for (const LintedExpression& expression : expressions_of(rule)) {
    walk(*expression.root, [&](const Expr& expr, const FieldScope& scope) {
      if (expr.kind != parser::ExprKind::kCall) {
        return true;
      }
      std::string_view name = expr.operator_name;
      if (name == "??" || name == "coalesce" || name == "missing" || name == "missing_some" ||
          name == "exists" || name == "try") {
        return false;
      }
      bool has_default = name == "var" && expr.operands.size() > 1;
      auto field = has_default ? std::nullopt : field_read_by(expr, scope);
      if (field) {
        reads.push_back({.expr = &expr, .path = std::move(field->path), .given = field->given});
      }
      return true;
    });
  }
  return reads;
}

class LaterWrites {
 public:
  LaterWrites(const LintInput& input, diag::Emitter& emitter)
      : input_(input), emitter_(emitter), rules_(input.build.compiler_input()) {}

  void run() {
    for (const compiler::CheckedEntryPoint& entry : input_.build.model->entry_points) {
      if (entry.settings != nullptr && entry.settings->schema != nullptr) {
        look_at(entry);
      }
    }
    for (const Found& found : found_) {
      // At every entry point of the rule, or not at all.
      if (found.times == found.rule->node->entry_points.size()) {
        report(found);
      }
    }
  }

 private:
  struct Found {
    const compiler::CheckedRule* rule = nullptr;
    Read read;
    std::vector<const Target*> targets;
    std::size_t times = 0;
  };

  void look_at(const compiler::CheckedEntryPoint& entry) {
    Targets& targets = targets_[entry.name];
    for (std::size_t turn = 0; turn < entry.rules.size(); ++turn) {
      add_writes(input_.build.model->rules[entry.rules[turn]], turn, targets);
    }
    if (targets.empty()) {
      return;
    }
    for (std::size_t turn = 0; turn < entry.rules.size(); ++turn) {
      const compiler::CheckedRule& rule = input_.build.model->rules[entry.rules[turn]];
      if (!is_linted(rule)) {
        continue;
      }
      for (Read& read : reads_of(rule)) {
        judge(entry, turn, rule, std::move(read), targets);
      }
    }
  }

  static void add_writes(const compiler::CheckedRule& rule, std::size_t turn, Targets& targets) {
    for (const parser::ActionNode& action : rule.node->actions) {
      const parser::ActionArgument* target = action.find("target");
      target = target == nullptr ? action.find("store_result_in") : target;
      if (target == nullptr || !target->value->literal.is_string()) {
        continue;
      }
      auto path = compiler::segments_of(target->value->literal.as_string());
      auto [known, is_new] = targets.try_emplace(key_of(path));
      if (is_new) {
        known->second.first_turn = turn;
        known->second.node = target->value->node;
      }
      known->second.writers.push_back(&rule);
    }
  }

  void judge(const compiler::CheckedEntryPoint& entry, std::size_t turn,
             const compiler::CheckedRule& rule, Read read, const Targets& targets) {
    std::vector<const Target*> later = targets_around(targets, read.path);
    bool is_written_before = std::ranges::any_of(
        later, [&](const Target* target) { return target->first_turn <= turn; });
    if (is_written_before || read.path.empty()) {
      return;
    }
    bool is_given = later.empty() || entry.settings->schema->find(read.path, read.given).is_known ||
                    is_in_a_test(entry.name, read.path);
    if (is_given) {
      return;
    }
    auto [known, is_new] = places_.try_emplace(read.expr, found_.size());
    if (is_new) {
      found_.push_back({.rule = &rule, .read = std::move(read), .targets = std::move(later)});
    }
    ++found_[known->second].times;
  }

  // The authors give it themselves, whatever the schema says.
  [[nodiscard]] bool is_in_a_test(std::string_view entry, const FieldPath& path) const {
    return std::ranges::any_of(input_.suite.cases, [&](const TestCase& test) {
      if (test.entry_point != entry) {
        return false;
      }
      Value at = test.context;
      for (std::string_view segment : path) {
        at = at.is_object() ? at.member(segment) : Value::absent();
      }
      return !at.is_absent();
    });
  }

  void report(const Found& found) {
    std::vector<std::string> names;
    for (const Target* target : found.targets) {
      for (const compiler::CheckedRule* writer : target->writers) {
        std::string name(writer->node->id.text);
        if (names.size() <= compiler::kMaxListed && std::ranges::find(names, name) == names.end()) {
          names.push_back(std::move(name));
        }
      }
    }
    compiler::RuleReport report(rules_, emitter_, found.rule->node);
    auto finding = diag::make(diag::Code::kReadsLaterWrite, report.span(found.read.expr->node),
                              "nothing is there yet",
                              {{"rule", std::string(found.rule->node->id.text)},
                               {"path", compiler::shown_path(found.read.path, found.read.given)},
                               {"writers", compiler::listed(names)}});
    finding.label(report.span(found.targets.front()->node), "written here, in a later turn");
    finding.help(
        "let the writer have its turn before, by its `priority`; or declare the field in the "
        "context schema where the application gives it");
    report.emit(std::move(finding), found.read.expr->node);
  }

  const LintInput& input_;
  diag::Emitter& emitter_;
  compiler::Input rules_;
  std::map<std::string_view, Targets> targets_;  // by entry point
  std::vector<Found> found_;
  std::map<const Expr*, std::size_t> places_;  // in found_
};

}  // namespace

void lint_later_writes(const LintInput& input, diag::Emitter& emitter) {
  LaterWrites(input, emitter).run();
}

}  // namespace rulec::tooling
