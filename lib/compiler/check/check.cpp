// Ast -> Model. Rules are checked one by one in the order of their files; what concerns several of
// them (equal ids, paths that updates write, the order of turns) is gathered before or after. Every
// part of a rule is checked even when another part is bad.
#include <algorithm>
#include <exception>
#include <map>
#include <span>
#include <system_error>
#include <thread>

#include "compiler/check/limits.h"
#include "compiler/check/rule_names.h"
#include "compiler/check/rules.h"
#include "compiler/check/ruleset.h"
#include "compiler/check/scorecards.h"
#include "compiler/check/templates.h"
#include "compiler/check_part.h"
#include "compiler/compiler.h"
#include "compiler/model.h"

namespace rulec::compiler {
namespace {

using parser::RuleNode;
using parser::ScorecardNode;

// Fewer are checked before a second thread has begun.
constexpr std::size_t kRulesWorthAThread = 400;

class FindingsList final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic finding) override { made.push_back(std::move(finding)); }
  std::vector<diag::Diagnostic> made;
};

class Checker {
 public:
  Checker(const Input& input, diag::Emitter& emitter, Model& model)
      : input_(input),
        emitter_(emitter),
        model_(model),
        templates_(input, emitter, model),
        around_(input, templates_),
        rules_(around_, emitter, model.arena) {}

  void run(RulesRead rules_read) {
    templates_.check_all();
    check_rules();
    for (const ScorecardNode& scorecard : input_.ast.scorecards) {
      model_.scorecards.push_back(check_scorecard(scorecard));
    }
    templates_.check_contexts({.written = around_.written, .uses = rules_.uses()});
    for (const auto& [entry_point, uses] : rules_.uses()) {
      uses.report(input_, emitter_);
    }
    std::ranges::stable_sort(model_.rules, {},
                             [](const CheckedRule& r) { return r.node->id.text; });
    for (const CheckedRule& rule : model_.rules) {
      model_.has_errors = model_.has_errors || rule.is_bad;
    }
    for (const CheckedScorecard& scorecard : model_.scorecards) {
      model_.has_errors = model_.has_errors || scorecard.is_bad;
    }
    for (const CheckedTemplate& checked : model_.templates) {
      model_.has_errors = model_.has_errors || checked.is_bad;
    }
    model_.has_errors = !finish_ruleset(input_, model_, rules_read, emitter_) || model_.has_errors;
  }

 private:
  // The second half by another thread where that pays; what it finds is told behind the first.
  void check_rules() {
    std::span<const RuleNode> rules = input_.ast.rules;
    model_.rules.resize(rules.size());
    std::size_t half = rules.size();
    FindingsList found;
    RuleChecker others(around_, found, model_.other_arena);
    std::exception_ptr fault;  // of the other thread: no memory left
    std::jthread helper;
    if (rules.size() >= kRulesWorthAThread && std::thread::hardware_concurrency() > 1) {
      half = rules.size() / 2;
      try {
        helper = std::jthread([&] {
          try {
            check_range(others, half, rules.size());
          } catch (...) {
            fault = std::current_exception();
          }
        });
      } catch (const std::system_error&) {
        half = rules.size();  // no thread to be had
      }
    }
    check_range(rules_, 0, half);
    if (helper.joinable()) {
      helper.join();
    }
    if (fault != nullptr) {
      std::rethrow_exception(fault);
    }
    for (diag::Diagnostic& finding : found.made) {
      emitter_.emit(std::move(finding));
    }
    for (auto& [entry_point, uses] : others.uses()) {
      rules_.uses()[entry_point].append(std::move(uses));
    }
  }

  void check_range(RuleChecker& checker, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      model_.rules[i] = checker.check(input_.ast.rules[i]);
    }
  }

  CheckedScorecard check_scorecard(const ScorecardNode& scorecard) {
    RuleReport report(input_, emitter_, &scorecard);
    check_sole(scorecard.id, "id", scorecard_ids_, report);
    check_sole(scorecard.entry_point, "entry point", scorecard_entry_points_, report);
    auto entries = check_entry_points(around_.declared, {&scorecard.entry_point, 1}, report);
    CheckedScorecard checked = check_scorecard_parts(scorecard, report);
    for (const CheckedItem& item : checked.items) {
      check_limits(*item.node, report);
      if (item.node->condition != nullptr) {
        rules_.check_item_condition(*item.node->condition, entries, report);
      }
    }
    checked.is_bad = report.is_bad();
    return checked;
  }

  using TextsByName = std::map<std::string_view, parser::TextAt>;
  static void check_sole(const parser::TextAt& name, std::string_view what, TextsByName& seen,
                         RuleReport& report) {
    if (name.text.empty()) {
      return;  // the schema has spoken
    }
    auto [first, is_new] = seen.emplace(name.text, name);
    if (!is_new) {
      report_duplicate_scorecard(what, first->second, name, report);
    }
  }

  const Input& input_;
  diag::Emitter& emitter_;
  Model& model_;
  TemplateChecker templates_;
  RuleSurroundings around_;
  RuleChecker rules_;
  TextsByName scorecard_ids_;
  TextsByName scorecard_entry_points_;
};

}  // namespace

ModelPtr check(const Input& input, diag::Emitter& emitter) {
  ModelPtr model(new Model);
  Checker(input, emitter, *model).run(RulesRead::kAll);
  return model;
}

ModelPtr check_part(const Input& input, diag::Emitter& emitter) {
  ModelPtr model(new Model);
  Checker(input, emitter, *model).run(RulesRead::kSome);
  return model;
}

}  // namespace rulec::compiler
