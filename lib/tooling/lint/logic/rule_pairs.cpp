// Findings between the rules of one entry point. Pairs are looked at only where they may have
// something to say to each other: rules of one normal form; an earlier rule that stops and asks
// nothing that the later one does not ask; neighbours of one priority.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/check/report.h"
#include "compiler/ir/ir.h"
#include "tooling/diff/normal_form.h"
#include "tooling/lint/logic/decider.h"
#include "tooling/lint/logic/pairs.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::Expr;

// Bounds of a run: what lies beyond is not looked at.
constexpr std::size_t kMaxImplications = 100'000;
constexpr std::size_t kMaxImplicationsOfRule = 256;
constexpr std::size_t kMaxCandidatesOfRule = 1'000;
constexpr std::size_t kMaxTies = 20'000;
constexpr std::size_t kMaxTiesOfRule = 16;
constexpr std::size_t kMaxWitnesses = 500;
constexpr std::size_t kMaxPairSteps = 4'000;

struct Shadow {
  const compiler::CheckedRule* by = nullptr;
  EntryFacts* entry = nullptr;
  std::optional<diag::Witness> witness;
};

// One number for each condition's normal form: conditions of one number are the same.
class NormalForms {
 public:
  explicit NormalForms(const compiler::Model& model) {
    compiler::Ir ir;
    std::vector<const compiler::CheckedRule*> rules;
    for (const compiler::CheckedRule& rule : model.rules) {
      if (is_looked_at(rule) && rule.node->condition != nullptr) {
        compiler::IrId root = compiler::lower_expression(ir, *rule.node->condition);
        ir.rules.emplace_back().condition = root;
        rules.push_back(&rule);
      }
    }
    normalise(ir);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      compiler::IrId root = ir.rules[i].condition;
      bool is_constant = !root.is_valid() || ir.at(root).op == compiler::IrOp::kConstant;
      terms_.emplace(rules[i], is_constant ? 0 : ir.at(root).term + 1);
    }
  }

  [[nodiscard]] std::uint32_t of(const compiler::CheckedRule& rule) const {
    auto found = terms_.find(&rule);
    return found != terms_.end() ? found->second : 0;
  }

 private:
  std::map<const compiler::CheckedRule*, std::uint32_t> terms_;
};

class RulePairs {
 public:
  RulePairs(const LogicInput& input, diag::Emitter& emitter)
      : input_(input),
        build_(input.lint.build),
        emitter_(emitter),
        forms_(*build_.model),
        decider_(build_) {}

  void run() {
    for (const compiler::CheckedEntryPoint& entry : build_.model->entry_points) {
      read(entry);
      find_shadowed();
    }
    if (input_.wants(Code::kShadowedRule)) {
      emit_shadowed();
    }
    for (const compiler::CheckedEntryPoint& entry : build_.model->entry_points) {
      read(entry);
      if (input_.wants(Code::kDuplicateCondition)) {
        find_duplicates();
      }
      if (input_.wants(Code::kPriorityTie)) {
        find_ties();
      }
    }
  }

 private:
  void read(const compiler::CheckedEntryPoint& entry) {
    facts_ = &input_.facts.of(entry.name);
    is_first_ =
        entry.settings != nullptr && entry.settings->hit_policy == bytecode::HitPolicy::kFirst;
    turns_.clear();
    for (std::uint32_t rule : entry.rules) {
      const compiler::CheckedRule& checked = build_.model->rules[rule];
      if (is_looked_at(checked)) {
        turns_.push_back(turn_of(checked, *facts_, is_first_, names_));
        turns_.back().term = forms_.of(checked);
      }
    }
  }

  Span span(parser::NodeId node) const { return build_.ast.span(node); }
  // Of its priority where that is written, else of its id.
  static parser::NodeId place_of(const parser::RuleNode& rule) {
    return rule.priority_node.is_valid() ? rule.priority_node : rule.id.node;
  }
  static std::string id_of(const Turn& turn) { return std::string(turn.rule->node->id.text); }

  void emit(const compiler::CheckedRule& rule, diag::Diagnostic finding, parser::NodeId at) {
    compiler::RuleReport(build_.compiler_input(), emitter_, rule.node).emit(std::move(finding), at);
  }

  // --- a context that both are true of

  // `accept` is asked with the text of the context besides.
  using AcceptText = std::function<bool(std::string_view)>;
  std::optional<diag::Witness> witness(const Turn& a, const Turn& b, std::int64_t now,
                                       const std::vector<Wish>& wishes, const AcceptText& accept) {
    if (witness_count_ >= kMaxWitnesses) {
      return std::nullopt;
    }
    ++witness_count_;
    Trial of_a(build_, a.condition());
    Trial of_b(build_, b.condition());
    std::array<const Expr*, 2> conditions{a.condition(), b.condition()};
    auto found = Contexts(*facts_, conditions).find(wishes, [&](const Value& context) {
      bool both =
          of_a.truth(context, now) == Truth::kTrue && of_b.truth(context, now) == Truth::kTrue;
      if (!both || !accept) {
        return both;
      }
      std::string text;
      append_value(text, context);
      return accept(text);
    });
    if (!found) {
      return std::nullopt;
    }
    bool has_window = a.rule->active_from_ms != INT64_MIN || a.rule->active_until_ms != INT64_MAX ||
                      b.rule->active_from_ms != INT64_MIN || b.rule->active_until_ms != INT64_MAX;
    return diag::Witness{.entry_point = facts_->name(),
                         .context = std::move(*found),
                         .now_ms = has_window ? std::optional(now) : std::nullopt};
  }

  // --- shadowed rules

  // One key of a conjunction will do, since a later rule asks for all of them: the one that leaves
  // the fewest candidates to look at.
  template <class Index, class Keys>
  static typename Index::mapped_type& fewest(Index& index, const Keys& keys) {
    return index[*std::ranges::min_element(keys, {},
                                           [&](const auto& key) { return index[key].size(); })];
  }

  void find_shadowed() {
    std::map<std::uint32_t, std::vector<std::size_t>> by_subject;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> by_equality;
    std::vector<std::size_t> always;
    for (std::size_t i = 0; i < turns_.size(); ++i) {
      const Turn& turn = turns_[i];
      if (!turn.reads_written) {
        look_for_shadow(i, by_subject, by_equality, always);
      }
      if (!turn.stops || turn.reads_written) {
        continue;
      }
      if (turn.is_always) {
        always.push_back(i);
      } else if (!turn.equalities.empty()) {
        fewest(by_equality, turn.equalities).push_back(i);
      } else if (turn.is_conjunction && !turn.subjects.empty()) {
        fewest(by_subject, turn.subjects).push_back(i);
      } else {
        for (std::uint32_t subject : turn.subjects) {
          by_subject[subject].push_back(i);
        }
      }
    }
  }

  template <class BySubject, class ByEquality>
  void look_for_shadow(std::size_t at, const BySubject& by_subject, const ByEquality& by_equality,
                       const std::vector<std::size_t>& always) {
    std::size_t seen = 0;
    std::size_t tried = 0;
    auto is_shadow = [&](std::size_t candidate) {
      bool has_room = ++seen <= kMaxCandidatesOfRule && tried < kMaxImplicationsOfRule &&
                      implication_count_ < kMaxImplications;
      if (!has_room || !is_candidate(turns_[candidate], turns_[at])) {
        return false;
      }
      ++tried;
      return try_shadow(turns_[candidate], turns_[at]);
    };
    auto has_shadow = [&](const auto& index, const auto& key) {
      auto found = index.find(key);
      return found != index.end() && seen < kMaxCandidatesOfRule &&
             std::ranges::any_of(found->second, is_shadow);
    };
    static_cast<void>(
        std::ranges::any_of(always, is_shadow) ||
        std::ranges::any_of(turns_[at].equalities,
                            [&](const auto& key) { return has_shadow(by_equality, key); }) ||
        std::ranges::any_of(turns_[at].subjects,
                            [&](std::uint32_t key) { return has_shadow(by_subject, key); }));
  }

  static bool is_candidate(const Turn& earlier, const Turn& later) {
    bool covers_window = earlier.rule->active_from_ms <= later.rule->active_from_ms &&
                         earlier.rule->active_until_ms >= later.rule->active_until_ms;
    bool asks_no_more =
        !earlier.is_conjunction || std::ranges::includes(later.subjects, earlier.subjects);
    return covers_window && asks_no_more && may_imply(later, earlier);
  }

  bool try_shadow(const Turn& earlier, const Turn& later) {
    ++implication_count_;
    PairWalk walk(input_.facts, *facts_, later.condition(), earlier.condition(), kMaxPairSteps);
    if (!walk.is_implied()) {
      return false;
    }
    auto wishes = walk.both();
    auto now = common_instant(earlier, later, input_.lint.now_ms);
    if (!wishes || !now || !is_tried(earlier, later, *now)) {
      return false;
    }
    shadows_[later.rule].push_back({.by = earlier.rule,
                                    .entry = facts_,
                                    .witness = witness(earlier, later, *now, *wishes, {})});
    return true;
  }

  // No context is found in which the later one holds alone.
  bool is_tried(const Turn& earlier, const Turn& later, std::int64_t now) {
    Trial of_earlier(build_, earlier.condition());
    Trial of_later(build_, later.condition());
    std::array<const Expr*, 2> conditions{earlier.condition(), later.condition()};
    Contexts contexts(*facts_, conditions);
    return std::ranges::none_of(contexts.samples(kTrialContexts), [&](const Value& context) {
      return of_later.truth(context, now) == Truth::kTrue &&
             of_earlier.truth(context, now) != Truth::kTrue;
    });
  }

  static std::size_t entry_point_count(const parser::RuleNode& rule) {
    std::set<std::string_view> names;
    for (const parser::TextAt& entry : rule.entry_points) {
      names.insert(entry.text);
    }
    return names.size();
  }

  // What never fires never fires at any of its entry points.
  void emit_shadowed() {
    for (const auto& [rule, shadows] : shadows_) {
      if (shadows.size() < entry_point_count(*rule->node)) {
        continue;
      }
      const Shadow& shadow = shadows.front();
      parser::NodeId at = place_of(*rule->node);
      std::string other(shadow.by->node->id.text);
      auto finding = diag::make(Code::kShadowedRule, span(at), "gets its turn later",
                                {{"rule", std::string(rule->node->id.text)},
                                 {"reason", "`" + other + "` always decides first"}});
      finding.label(span(place_of(*shadow.by->node)),
                    "holds whenever `" + std::string(rule->node->id.text) +
                        "` does, and nothing gets a turn after it");
      finding.witness = shadow.witness;
      emit(*rule, std::move(finding), at);
    }
  }

  [[nodiscard]] bool is_shadowed(const Turn& turn) const {
    auto found = shadows_.find(turn.rule);
    return found != shadows_.end() && found->second.size() >= entry_point_count(*turn.rule->node);
  }

  // --- duplicates

  void find_duplicates() {
    std::map<std::uint32_t, std::vector<const Turn*>> by_term;
    for (const Turn& turn : turns_) {
      // What an update writes before may make one of them hold, and the other not.
      if (turn.term == 0 || turn.reads_written) {
        continue;
      }
      std::vector<const Turn*>& same = by_term[turn.term];
      // With other windows one of them follows the other, or comes beside it for a while.
      auto first = std::ranges::find_if(same, [&](const Turn* other) {
        return other->rule->active_from_ms == turn.rule->active_from_ms &&
               other->rule->active_until_ms == turn.rule->active_until_ms;
      });
      if (first != same.end() && !is_shadowed(turn) && duplicates_.insert(turn.rule).second) {
        emit_duplicate(**first, turn);
      }
      same.push_back(&turn);
    }
  }

  void emit_duplicate(const Turn& first, const Turn& second) {
    PairWalk walk(input_.facts, *facts_, first.condition(), second.condition(), kMaxPairSteps);
    auto now = common_instant(first, second, input_.lint.now_ms);
    parser::NodeId at = second.condition()->node;
    auto finding = diag::make(Code::kDuplicateCondition, span(at), "the same condition",
                              {{"rule", id_of(second)}, {"other", id_of(first)}});
    finding.label(span(first.condition()->node), "as here");
    auto wishes = walk.both();
    // Another rule may stop before both of them fire: that is no context to show.
    if (now) {
      finding.witness = witness(first, second, *now, wishes.value_or(std::vector<Wish>{}),
                                [&](std::string_view context) {
                                  auto fired = fired_of(first, second, context, *now);
                                  return fired && fired->first && fired->second;
                                });
    }
    emit(*second.rule, std::move(finding), at);
  }

  // --- ties

  void find_ties() {
    for (std::size_t at = 0; at < turns_.size(); ++at) {
      std::size_t left = kMaxTiesOfRule;
      for (std::size_t i = at; i-- > 0 && left > 0;) {
        bool is_tied = turns_[i].rule->node->priority == turns_[at].rule->node->priority;
        if (!is_tied || tie_count_ >= kMaxTies) {
          break;
        }
        --left;
        if (try_tie(turns_[i], turns_[at])) {
          break;
        }
      }
    }
  }

  bool try_tie(const Turn& first, const Turn& second) {
    auto now = common_instant(first, second, input_.lint.now_ms);
    bool matters = (first.stops || second.stops) && !are_alike(first, second);
    bool is_said = is_shadowed(first) || is_shadowed(second) || ties_.contains(second.rule);
    if (!matters || is_said || !now || are_apart(first, second)) {
      return false;
    }
    ++tie_count_;
    PairWalk walk(input_.facts, *facts_, first.condition(), second.condition(), kMaxPairSteps);
    auto wishes = walk.both();
    if (!wishes) {
      return false;
    }
    auto shown_by = witness(first, second, *now, *wishes, [&](std::string_view context) {
      return is_first_to_fire(first, second, context, *now);
    });
    if (!shown_by) {
      return false;
    }
    emit_tie(first, second, std::move(*shown_by));
    return true;
  }

  // The first one gets its turn there, and fires: else another rule settles the order of the two.
  bool is_first_to_fire(const Turn& first, const Turn& second, std::string_view context,
                        std::int64_t now) {
    auto fired = fired_of(first, second, context, now);
    return fired && fired->first && fired->second == !first.stops;
  }

  // Which of the two fire, as the engine decides; nothing when it does not.
  std::optional<std::pair<bool, bool>> fired_of(const Turn& first, const Turn& second,
                                                std::string_view context, std::int64_t now) {
    auto fired = decider_.fired(facts_->name(), context, now);
    if (!fired) {
      return std::nullopt;
    }
    auto has = [&](const Turn& turn) {
      return std::ranges::find(*fired, turn.rule->node->id.text) != fired->end();
    };
    return std::pair(has(first), has(second));
  }

  // With the same actions, and both or neither of them stopping, either may come first.
  [[nodiscard]] bool are_alike(const Turn& a, const Turn& b) const {
    auto text = [&](const parser::ActionNode& action) {
      return build_.sources.text(span(action.node));
    };
    return a.stops == b.stops &&
           std::ranges::equal(a.rule->node->actions, b.rule->node->actions, {}, text, text);
  }

  void emit_tie(const Turn& first, const Turn& second, diag::Witness witness) {
    ties_.insert(second.rule);
    parser::NodeId at = place_of(*second.rule->node);
    std::string stopping = first.stops ? id_of(first) : id_of(second);
    std::string reason = is_first_
                             ? "where both hold, the order of their ids says which one decides"
                             : "where both hold, the order of their ids says whether `" + stopping +
                                   "` stops the other one";
    auto finding = diag::make(
        Code::kPriorityTie, span(at), "the same priority",
        {{"rule", id_of(second)}, {"other", id_of(first)}, {"reason", std::move(reason)}});
    finding.label(span(place_of(*first.rule->node)),
                  "gets its turn first, since its id comes first");
    finding.help("give one of them the higher priority");
    finding.witness = std::move(witness);
    emit(*second.rule, std::move(finding), at);
  }

  const LogicInput& input_;
  const Build& build_;
  diag::Emitter& emitter_;
  NormalForms forms_;
  Decider decider_;
  Names names_;
  EntryFacts* facts_ = nullptr;
  bool is_first_ = false;
  std::vector<Turn> turns_;
  std::map<const compiler::CheckedRule*, std::vector<Shadow>> shadows_;
  std::set<const compiler::CheckedRule*> duplicates_;
  std::set<const compiler::CheckedRule*> ties_;
  std::size_t implication_count_ = 0;
  std::size_t tie_count_ = 0;
  std::size_t witness_count_ = 0;
};

}  // namespace

void lint_rule_pairs(const LogicInput& input, diag::Emitter& emitter) {
  bool is_wanted = input.wants(Code::kShadowedRule) || input.wants(Code::kDuplicateCondition) ||
                   input.wants(Code::kPriorityTie);
  if (is_wanted) {
    RulePairs(input, emitter).run();
  }
}

}  // namespace rulec::tooling
