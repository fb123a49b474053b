#include "compiler/check/ruleset.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "schema/schema.h"

namespace rulec::compiler {
namespace {

using diag::Code;

class RulesetCheck {
 public:
  RulesetCheck(const Input& input, Model& model, RulesRead rules_read, diag::Emitter& emitter)
      : input_(input), model_(model), rules_read_(rules_read), emitter_(emitter) {}

  bool run() {
    check_sizes();
    collect_entry_points();
    sort_scorecards();
    for (CheckedEntryPoint& entry : model_.entry_points) {
      sort_turns(entry);
      if (entry.settings != nullptr) {
        check_declared(entry);
      }
    }
    return emitter_.error_count() == 0;
  }

 private:
  void emit_limit(std::string_view what, std::size_t limit, std::string_view of) {
    emitter_.emit(diag::make(
        Code::kValueOutOfRange,
        {{"value", std::string(what)},
         {"problem", "has more than " + std::to_string(limit) + " " + std::string(of)}}));
  }

  void check_sizes() {
    if (model_.rules.size() > kMaxRules) {
      emit_limit("the ruleset", kMaxRules, "rules");
    }
  }

  void collect_entry_points() {
    std::map<std::string_view, CheckedEntryPoint> by_name;
    for (const EntryPointSettings& settings : input_.settings.entry_points) {
      by_name[settings.name] = {.name = settings.name, .settings = &settings, .rules = {}};
    }
    for (std::uint32_t i = 0; i < model_.rules.size(); ++i) {
      for (const parser::TextAt& name : model_.rules[i].node->entry_points) {
        CheckedEntryPoint& entry = by_name[name.text];
        entry.name = name.text;
        if (entry.rules.empty() || entry.rules.back() != i) {  // a name given twice counts once
          entry.rules.push_back(i);
        }
      }
    }
    for (const CheckedScorecard& scorecard : model_.scorecards) {
      by_name[scorecard.node->entry_point.text].name = scorecard.node->entry_point.text;
    }
    for (auto& [name, entry] : by_name) {
      model_.entry_points.push_back(std::move(entry));
    }
    if (model_.entry_points.size() > kMaxEntryPoints) {
      emit_limit("the ruleset", kMaxEntryPoints, "entry points");
    }
  }

  void sort_scorecards() {
    for (CheckedScorecard& scorecard : model_.scorecards) {
      auto entry = std::ranges::lower_bound(model_.entry_points, scorecard.node->entry_point.text,
                                            {}, &CheckedEntryPoint::name);
      scorecard.entry_point = static_cast<std::uint32_t>(entry - model_.entry_points.begin());
    }
    std::ranges::stable_sort(model_.scorecards, {}, &CheckedScorecard::entry_point);
  }

  [[nodiscard]] bool has_scorecard(const CheckedEntryPoint& entry) const {
    return std::ranges::any_of(model_.scorecards, [&](const CheckedScorecard& scorecard) {
      return scorecard.node->entry_point.text == entry.name;
    });
  }

  // By priority; ties stay in the byte order of ids.
  void sort_turns(CheckedEntryPoint& entry) const {
    bool is_ascending = input_.settings.order == Order::kAscending;
    auto rank = [&](std::uint32_t rule) {
      std::int64_t priority = model_.rules[rule].node->priority;
      return is_ascending ? priority : -priority;
    };
    std::ranges::stable_sort(entry.rules, {}, rank);
  }

  void check_declared(const CheckedEntryPoint& entry) {
    const EntryPointSettings& settings = *entry.settings;
    bool is_declared = input_.settings.has_declared_entry_points;
    bool has_active = std::ranges::any_of(
        entry.rules, [&](std::uint32_t rule) { return model_.rules[rule].node->is_active; });
    // A scorecard is an answer too, but none that blocks.
    bool is_answered = has_active || (has_scorecard(entry) && !settings.is_critical);
    if (is_declared && !is_answered && !may_be_unread()) {
      report_no_active_rule(settings);
    }
    if (settings.schema != nullptr && settings.schema->text().size() > kMaxSchemaBytes) {
      emit_limit("the schema `" + settings.schema->path() + "`", kMaxSchemaBytes, "bytes");
    }
    for (const UpdateRule& update : settings.updates) {
      check_pattern(update);
    }
  }

  // Whether a rule with a fault, or in a file that nobody asked for, may be the one that is missed.
  [[nodiscard]] bool may_be_unread() const {
    return rules_read_ == RulesRead::kSome ||
           std::ranges::any_of(model_.rules, &CheckedRule::is_bad) ||
           std::ranges::any_of(model_.scorecards, &CheckedScorecard::is_bad) ||
           std::ranges::any_of(input_.documents.documents, &json::Document::has_faults);
  }

  // A critical entry point must have an answer, so there it is an error.
  void report_no_active_rule(const EntryPointSettings& settings) {
    auto finding = diag::make(Code::kNoActiveRule, settings.span, "no active rule",
                              {{"entry_point", settings.name}});
    finding.has_primary = settings.span.source.is_valid();
    if (settings.is_critical) {
      finding.severity = diag::Severity::Error;
      finding.note("the entry point is `critical`: it must not answer without a rule");
    }
    emitter_.emit(std::move(finding));
  }

  void check_pattern(const UpdateRule& update) {
    auto segments = segments_of(update.pattern);
    bool is_good = true;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      bool is_last = i + 1 == segments.size();
      is_good = is_good && !segments[i].empty() && (segments[i] != "**" || is_last);
    }
    if (!is_good || update.pattern.size() > kMaxStringBytes) {
      auto finding = diag::make(Code::kBadName, update.span, "no such pattern",
                                {{"value", update.pattern},
                                 {"form",
                                  "of a dotted path in which `*` stands for one segment "
                                  "and `**` for the rest"}});
      finding.has_primary = update.span.source.is_valid();
      emitter_.emit(std::move(finding));
    }
  }

  const Input& input_;
  Model& model_;
  RulesRead rules_read_;
  diag::CountingEmitter emitter_;
};

}  // namespace

bool finish_ruleset(const Input& input, Model& model, RulesRead rules_read,
                    diag::Emitter& emitter) {
  return RulesetCheck(input, model, rules_read, emitter).run();
}

}  // namespace rulec::compiler
