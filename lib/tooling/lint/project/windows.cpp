// RC3016 and RC3017: what windows of rules say together and of today.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/json_writer.h"
#include "compiler/model.h"
#include "tooling/diff/proof.h"
#include "tooling/lint/definition.h"
#include "tooling/lint/edits.h"
#include "tooling/lint/project/project.h"

namespace rulec::tooling {
namespace {

using compiler::CheckedEntryPoint;
using compiler::CheckedRule;
using diag::Code;
using parser::RuleNode;

// Versions of one rule that are compared pair by pair; of more, only those that follow each other.
constexpr std::size_t kMaxVersions = 16;

bool has_turn(const CheckedRule& rule) {
  return !rule.is_bad && rule.node->is_active && !rule.node->stops;
}

bool is_bounded(const CheckedRule& rule) {
  return rule.active_from_ms != INT64_MIN || rule.active_until_ms != INT64_MAX;
}

// What an action acts on: a path that it writes, what it asks to be acknowledged, the message that
// it shows. Null: nothing that has a name.
const parser::ActionArgument* target_of(const parser::ActionNode& action) {
  for (std::string_view name : {"target", "ack_key", "template"}) {
    const parser::ActionArgument* argument = action.find(name);
    if (argument != nullptr && argument->value->is_constant()) {
      return argument;
    }
  }
  return nullptr;
}

// What the actions of a rule act on, as a text. Two versions of a rule differ in what they say of
// it; where nothing has a name they must say the same.
std::string targets_of(const LintInput& input, const RuleNode& rule) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const parser::ActionNode& action : rule.actions) {
    json.string(action.type);
    const parser::ActionArgument* target = target_of(action);
    for (const parser::ActionArgument& argument : action.arguments) {
      if (target == nullptr || target == &argument || argument.name == "operation") {
        json.string(argument.name);
        json.string(input.build.sources.text(input.build.ast.span(argument.value->node)));
      }
    }
  }
  json.end_array();
  return text;
}

// Midnight as a date, else an instant.
std::string shown_moment(std::int64_t ms) {
  return calendar::ms_of_day(ms) == 0 ? calendar::format_date(ms) : calendar::format_instant(ms);
}

class Overlaps {
 public:
  Overlaps(const LintInput& input, diag::Emitter& emitter)
      : input_(input), emitter_(emitter), model_(*input.build.model) {}

  void run() {
    for (const CheckedEntryPoint& entry : model_.entry_points) {
      // Where the first rule wins, the later version may well begin before the earlier one ends.
      bool is_first =
          entry.settings != nullptr && entry.settings->hit_policy == bytecode::HitPolicy::kFirst;
      if (!is_first) {
        look_at(entry);
      }
    }
  }

 private:
  void look_at(const CheckedEntryPoint& entry) {
    std::map<std::string, std::vector<const CheckedRule*>> groups;
    for (std::uint32_t index : entry.rules) {
      const CheckedRule& rule = model_.rules[index];
      if (has_turn(rule) && is_bounded(rule) && !rule.actions.empty()) {
        groups[targets_of(input_, *rule.node)].push_back(&rule);
      }
    }
    for (auto& [targets, rules] : groups) {
      std::ranges::stable_sort(rules, {}, &CheckedRule::active_from_ms);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        std::size_t end = rules.size() <= kMaxVersions ? rules.size() : i + 2;
        for (std::size_t j = i + 1; j < std::min(end, rules.size()); ++j) {
          compare(entry, *rules[i], *rules[j]);
        }
      }
    }
  }

  // The later one begins inside the earlier one's window and ends after it. One inside the other is
  // no slip of dates: it may be an exception for a season.
  void compare(const CheckedEntryPoint& entry, const CheckedRule& earlier,
               const CheckedRule& later) {
    bool is_staggered = earlier.active_from_ms < later.active_from_ms &&
                        later.active_from_ms < earlier.active_until_ms &&
                        earlier.active_until_ms < later.active_until_ms;
    if (is_staggered && told_.emplace(&earlier, &later).second &&
        is_same_condition(earlier.node->condition, later.node->condition, Reads::kAny)) {
      report(entry, earlier, later);
    }
  }

  void report(const CheckedEntryPoint& entry, const CheckedRule& earlier,
              const CheckedRule& later) {
    const std::optional<parser::TextAt>& from = later.node->active_from;
    const std::optional<parser::TextAt>& until = earlier.node->active_until;
    if (!from || !until) {
      return;
    }
    parser::NodeId begin = from->node;
    parser::NodeId end = until->node;
    std::string overlap = "both are active from " + shown_moment(later.active_from_ms) + " to " +
                          calendar::format_instant(earlier.active_until_ms);
    std::string name(earlier.node->id.text);
    auto finding = diag::make(Code::kOverlappingWindows, text_span(input_, begin),
                              "begins before the other has ended",
                              {{"rule", std::string(later.node->id.text)},
                               {"other", name},
                               {"overlap", std::move(overlap)}});
    finding.label(text_span(input_, end), "`" + name + "` ends here");
    finding.note("both have the same condition and act on the same");
    if (later.node->condition == nullptr) {
      finding.witness = {
          .entry_point = std::string(entry.name), .context = "{}", .now_ms = later.active_from_ms};
    }
    if (auto text = new_end(*until, later)) {
      finding.fix({.fix_class = diag::FixClass::kSuggested,
                   .title = "end `" + name + "` with " + *text,
                   .edits = {replace_text(input_.build, end, *text)}});
    }
    emit_at(input_, emitter_, later.node, begin, std::move(finding));
  }

  // A date counts as a whole, so the day before; an instant ends where the other begins.
  static std::optional<std::string> new_end(const parser::TextAt& written,
                                            const CheckedRule& later) {
    auto moment = calendar::parse_moment(written.text);
    bool is_date = moment && moment->is_date;
    if (is_date && calendar::ms_of_day(later.active_from_ms) != 0) {
      return std::nullopt;
    }
    return is_date ? calendar::format_date(later.active_from_ms - calendar::kMsPerDay)
                   : calendar::format_instant(later.active_from_ms);
  }

  const LintInput& input_;
  diag::Emitter& emitter_;
  const compiler::Model& model_;
  std::set<std::pair<const CheckedRule*, const CheckedRule*>> told_;  // of several entry points
};

}  // namespace

void lint_overlapping_windows(const LintInput& input, diag::Emitter& emitter) {
  if (input.is_wanted(Code::kOverlappingWindows)) {
    Overlaps(input, emitter).run();
  }
}

void lint_expired_rules(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kExpiredRule)) {
    return;
  }
  for (const CheckedRule& rule : input.build.model->rules) {
    const std::optional<parser::TextAt>& end = rule.node->active_until;
    if (rule.is_bad || !rule.node->is_active || !end || rule.active_until_ms > input.now_ms) {
      continue;
    }
    parser::NodeId until = end->node;
    bool is_date = end->text.size() == calendar::kDateChars;
    std::string when = (is_date ? "with " : "at ") + std::string(end->text);
    emit_at(input, emitter, rule.node, until,
            diag::make(Code::kExpiredRule, text_span(input, until), "over",
                       {{"rule", std::string(rule.node->id.text)}, {"when", std::move(when)}})
                .help("take the rule out: version control remembers it; or move the date"));
  }
}

}  // namespace rulec::tooling
