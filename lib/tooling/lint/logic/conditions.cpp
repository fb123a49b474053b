// Findings inside of one condition: parts that always, or never, hold; operands that another one
// implies; branches that nothing leads to. From the inside out: what was spoken of once is taken as
// anything by what stands around it, so that a fault is one finding.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "compiler/check/report.h"
#include "tooling/lint/logic/logic.h"
#include "tooling/lint/logic/removal.h"
#include "tooling/lint/logic/trial.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::Expr;
using parser::ExprKind;
using End = Walk::End;
using Onward = Walk::Onward;

bool is_named(const Expr& expr, std::string_view name) {
  return expr.kind == ExprKind::kCall && expr.operator_name == name;
}
bool is_junction(const Expr& expr) {
  return (is_named(expr, "and") || is_named(expr, "or")) && !expr.is_bare;
}
bool is_choice(const Expr& expr) {
  return (is_named(expr, "if") || is_named(expr, "?:")) && !expr.is_bare;
}
bool is_negation(const Expr& expr) {
  return (is_named(expr, "!") || is_named(expr, "!!")) && expr.operands.size() == 1;
}

// What a condition was seen to be able to be.
struct Possible {
  bool can_hold = false;
  bool can_fail = false;
  bool can_throw = false;
  bool is_known = false;

  [[nodiscard]] bool is_always_true() const { return is_known && !can_fail && !can_throw; }
  [[nodiscard]] bool is_always_false() const { return is_known && !can_hold && can_fail; }
};

class ConditionLint {
 public:
  ConditionLint(const LogicInput& input, std::vector<EntryFacts*> entries,
                compiler::RuleReport& report, std::int64_t now_ms)
      : input_(input),
        entries_(std::move(entries)),
        bounds_(input.facts.bounds_at(entries_)),
        report_(report),
        now_ms_(now_ms) {}

  void run(const Expr& condition) {
    root_ = &condition;
    add_literals(condition);
    rebuild();
    visit(condition);
  }

 private:
  // Reads the condition anew, without what was spoken of.
  void rebuild() {
    walk_.reset();
    formula_ = std::make_unique<Formula>(bounds_);
    formula_->set_unknown(&spoken_of_);
    formula_->add(root_);
  }

  Walk& walk() {
    if (walk_ == nullptr) {
      walk_ = std::make_unique<Walk>(*formula_, arena_, kMaxSteps);
    }
    return *walk_;
  }

  void speak_of(const Expr& expr) {
    spoken_of_.insert(&expr);
    rebuild();
  }

  // Literals in truth position are meant as they stand.
  void add_literals(const Expr& expr) {
    if (expr.kind == ExprKind::kLiteral) {
      spoken_of_.insert(&expr);
    } else if (is_junction(expr) || is_choice(expr) || is_negation(expr)) {
      std::ranges::for_each(expr.operands, [&](const Expr* operand) { add_literals(*operand); });
    }
  }

  // `expr` stands where only its truth is used.
  void visit(const Expr& expr) {
    if (expr.kind == ExprKind::kLiteral) {
      return;
    }
    if (is_junction(expr) || is_choice(expr) || is_negation(expr)) {
      for (const Expr* operand : expr.operands) {
        visit(*operand);
      }
    }
    if (is_negation(expr)) {
      return;  // what stands in it has been looked at
    }
    if (is_junction(expr)) {
      visit_junction(expr);
    } else if (is_choice(expr)) {
      visit_choice(expr);
    } else {
      visit_test(expr);
    }
  }

  // --- what a part can be

  static Possible possible(const Expr& expr, Walk& walk, const Formula& formula) {
    return possible(formula.id_of(expr), walk);
  }

  static Possible possible(FormulaId root, Walk& walk) {
    Possible found;
    End end = walk.run({&root, 1}, [&](std::span<const Outcome> outcomes) {
      Truth truth = outcomes[0].truth;
      found.can_hold = found.can_hold || truth == Truth::kTrue;
      found.can_fail = found.can_fail || truth == Truth::kFalse;
      found.can_throw = found.can_throw || truth == Truth::kError;
      return Onward::kDone;
    });
    found.is_known = end == End::kAll;
    return found;
  }

  // The engine has no context that says otherwise.
  bool is_tried(const Expr& expr, bool is_true) {
    Trial trial(input_.lint.build, &expr);
    for (EntryFacts* entry : entries_) {
      std::array<const Expr*, 1> conditions{&expr};
      Contexts contexts(*entry, conditions);
      for (const Value& context : contexts.samples(kTrialContexts)) {
        Truth truth = trial.truth(context, now_ms_);
        if (is_true ? truth != Truth::kTrue : truth == Truth::kTrue) {
          return false;
        }
      }
    }
    return true;
  }

  // A small context to see it with.
  std::optional<diag::Witness> witness(const Expr& expr) {
    Trial trial(input_.lint.build, &expr);
    std::array<const Expr*, 1> conditions{root_};
    auto found = Contexts(*entries_.front(), conditions).find({}, [&](const Value& context) {
      return trial.truth(context, now_ms_) == Truth::kTrue;
    });
    return found ? std::optional(diag::Witness{.entry_point = entries_.front()->name(),
                                               .context = std::move(*found),
                                               .now_ms = std::nullopt})
                 : std::nullopt;
  }

  void report_constant(const Expr& expr, bool is_true, bool can_throw) {
    Code code = is_true ? Code::kAlwaysTrue : Code::kAlwaysFalse;
    if (input_.wants(code) && is_tried(expr, is_true)) {
      auto finding =
          diag::make(code, report_.span(expr.node), is_true ? "always true" : "always false",
                     {{"condition", shown(expr)}});
      if (is_true) {
        finding.witness = witness(expr);
      }
      if (can_throw) {
        finding.note("for some values it is an error, and it holds for none");
      }
      report_.emit(std::move(finding), expr.node);
    }
    speak_of(expr);
  }

  // A comparison, a field or the like: the checker has spoken of what follows from types alone.
  void visit_test(const Expr& expr) {
    FormulaId id = formula_->id_of(expr);
    FormulaNode::Kind kind = formula_->at(id).kind;
    if (kind == FormulaNode::Kind::kConstant) {
      speak_of(expr);
    } else if (kind == FormulaNode::Kind::kTest) {
      visit_single(expr, id);
    } else {
      visit_pairs(expr, id);
    }
  }

  void visit_single(const Expr& expr, FormulaId id) {
    std::set<std::size_t> subjects;
    formula_->add_subjects(id, subjects);
    if (!has_more_than_types(subjects)) {
      return speak_of_known_types(expr, subjects);
    }
    Possible found = possible(expr, walk(), *formula_);
    if (!found.is_always_true() && !found.is_always_false()) {
      return;
    }
    Formula plain(types_only());
    plain.add(&expr);
    Walk plain_walk(plain, arena_, kMaxSteps);
    Possible by_type = possible(expr, plain_walk, plain);
    bool is_of_checker = is_named(expr, "exists") || by_type.is_always_true() ||
                         by_type.is_always_false() || speaks_of_no_enum_value(expr);
    is_of_checker ? speak_of(expr) : report_constant(expr, found.is_always_true(), found.can_throw);
  }

  // `10 < x < 5`: the checker looks at one pair at a time.
  void visit_pairs(const Expr& expr, FormulaId id) {
    std::vector<FormulaId> parts = formula_->at(id).operands;
    Possible found = possible(expr, walk(), *formula_);
    if (!found.is_always_true() && !found.is_always_false()) {
      return;
    }
    bool is_by_one = std::ranges::any_of(parts, [&](FormulaId part) {
      Possible of_part = possible(part, walk());
      return of_part.is_always_true() || of_part.is_always_false();
    });
    is_by_one ? speak_of(expr) : report_constant(expr, found.is_always_true(), found.can_throw);
  }

  // Without bounds and lists of values only the checker's own findings make a test constant.
  void speak_of_known_types(const Expr& expr, const std::set<std::size_t>& subjects) {
    bool has_schema = std::ranges::any_of(subjects, [&](std::size_t i) {
      const Bounds& bounds = formula_->subjects()[i].bounds;
      return bounds.types != value::kAny || !bounds.may_be_absent;
    });
    if (has_schema) {
      Possible found = possible(expr, walk(), *formula_);
      if (found.is_always_true() || found.is_always_false()) {
        speak_of(expr);
      }
    }
  }

  [[nodiscard]] bool has_more_than_types(const std::set<std::size_t>& subjects) const {
    return std::ranges::any_of(subjects, [&](std::size_t i) {
      const Bounds& bounds = formula_->subjects()[i].bounds;
      return !bounds.enum_values.empty() || bounds.minimum || bounds.maximum ||
             bounds.has_no_empty_text;
    });
  }

  [[nodiscard]] BoundsOf types_only() const {
    return [this](const Path& path) {
      Bounds bounds = bounds_(path);
      return Bounds{.types = bounds.types,
                    .may_be_absent = bounds.may_be_absent,
                    .enum_values = {},
                    .minimum = {},
                    .maximum = {}};
    };
  }

  // Constants outside of the list of values are an error of their own.
  [[nodiscard]] bool speaks_of_no_enum_value(const Expr& expr) const {
    std::set<std::size_t> subjects;
    FormulaId id = formula_->id_of(expr);
    formula_->add_subjects(id, subjects);
    if (formula_->at(id).kind != FormulaNode::Kind::kTest) {
      return false;
    }
    const Test& test = formula_->tests()[formula_->at(id).test];
    const std::vector<Value>& values = formula_->subjects()[test.subject].bounds.enum_values;
    auto is_listed = [&](const Value& constant) { return value::list_contains(values, constant); };
    if (values.empty() || test.kind == Test::Kind::kTruthy) {
      return false;
    }
    return test.kind == Test::Kind::kCompare ? !is_listed(test.constant)
                                             : std::ranges::none_of(test.items, is_listed);
  }

  // --- and, or

  void visit_junction(const Expr& expr) {
    if (visit_arms(expr)) {
      speak_of(expr);
      return;
    }
    if (!shares_subjects(expr)) {
      return;
    }
    Possible found = possible(expr, walk(), *formula_);
    if (found.is_always_true() || found.is_always_false()) {
      report_constant(expr, found.is_always_true(), found.can_throw);
      return;
    }
    if (found.is_known && input_.wants(Code::kRedundantOperand)) {
      visit_operands(expr);
    }
  }

  // Operands that ask of different things say nothing about each other.
  [[nodiscard]] bool shares_subjects(const Expr& expr) const {
    std::set<std::size_t> seen;
    for (const Expr* operand : expr.operands) {
      std::set<std::size_t> own;
      formula_->add_subjects(formula_->id_of(*operand), own);
      for (std::size_t subject : own) {
        if (!seen.insert(subject).second) {
          return true;
        }
      }
    }
    return false;
  }

  // A literal that decides leaves nothing to what stands behind it.
  bool visit_arms(const Expr& expr) {
    bool decides = is_named(expr, "or");
    for (std::size_t i = 0; i + 1 < expr.operands.size(); ++i) {
      const Expr& operand = *expr.operands[i];
      if (operand.kind == ExprKind::kLiteral && value::is_truthy(operand.literal) == decides) {
        report_unreachable(*expr.operands[i + 1], "the literal before it decides already",
                           &operand);
        return true;
      }
    }
    return false;
  }

  void visit_operands(const Expr& expr) {
    std::vector<const Expr*> left(expr.operands.begin(), expr.operands.end());
    for (std::size_t i = left.size(); i-- > 0 && left.size() > 1;) {
      const Expr& operand = *left[i];
      bool is_spoken_of = operand.kind == ExprKind::kLiteral || spoken_of_.contains(&operand) ||
                          is_guard(operand) || !shares_with_others(left, i);
      if (is_spoken_of) {
        continue;
      }
      std::vector<const Expr*> without = left;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (is_same(expr, left, without) && report_redundant(expr, left, i)) {
        left = std::move(without);
      }
    }
  }

  // Asking whether something is there is said for people too.
  [[nodiscard]] bool is_guard(const Expr& operand) const {
    const Expr* asked = is_negation(operand) ? operand.operands[0] : &operand;
    bool is_presence = is_named(*asked, "exists") || is_named(*asked, "missing") ||
                       path_of(*asked).has_value() || is_negation(*asked);
    auto is_nothing = [](const Expr* side) {
      return side->kind == ExprKind::kLiteral &&
             (side->literal.is_null() ||
              (side->literal.is_string() && side->literal.length() == 0));
    };
    return is_presence || std::ranges::any_of(asked->operands, is_nothing);
  }

  // Subjects of one operand, and those of all others.
  [[nodiscard]] std::pair<std::set<std::size_t>, std::set<std::size_t>> subjects_of(
      const std::vector<const Expr*>& operands, std::size_t at) const {
    std::pair<std::set<std::size_t>, std::set<std::size_t>> made;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      formula_->add_subjects(formula_->id_of(*operands[i]), i == at ? made.first : made.second);
    }
    return made;
  }

  [[nodiscard]] bool shares_with_others(const std::vector<const Expr*>& operands,
                                        std::size_t at) const {
    auto [own, others] = subjects_of(operands, at);
    return std::ranges::any_of(own, [&](std::size_t i) { return others.contains(i); });
  }

  [[nodiscard]] bool asks_nothing_else(const std::vector<const Expr*>& operands,
                                       std::size_t at) const {
    auto [own, others] = subjects_of(operands, at);
    return std::ranges::includes(others, own);
  }

  bool is_same(const Expr& junction, const std::vector<const Expr*>& a,
               const std::vector<const Expr*>& b) {
    auto kind = is_named(junction, "and") ? FormulaNode::Kind::kAnd : FormulaNode::Kind::kOr;
    auto ids = [&](const std::vector<const Expr*>& operands) {
      std::vector<FormulaId> made;
      made.reserve(operands.size());
      for (const Expr* operand : operands) {
        made.push_back(formula_->id_of(*operand));
      }
      return made;
    };
    std::array<FormulaId, 2> roots{formula_->add_chain(kind, ids(a)),
                                   formula_->add_chain(kind, ids(b))};
    End end = walk().run(roots, [](std::span<const Outcome> outcomes) {
      return outcomes.size() < 2          ? Onward::kNext
             : outcomes[0] == outcomes[1] ? Onward::kDone
                                          : Onward::kStop;
    });
    return end == End::kAll;
  }

  // The operand that alone makes this one say nothing.
  const Expr* implying(const Expr& junction, const std::vector<const Expr*>& operands,
                       std::size_t at) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
      std::vector<const Expr*> pair{operands[std::min(i, at)], operands[std::max(i, at)]};
      if (i != at && is_same(junction, pair, {operands[i]})) {
        return operands[i];
      }
    }
    return nullptr;
  }

  bool report_redundant(const Expr& junction, const std::vector<const Expr*>& operands,
                        std::size_t at) {
    const Expr& operand = *operands[at];
    Removal removal(input_.lint.build, junction, operand);
    if (!is_tried_alike(junction, *removal.shortened())) {
      return false;
    }
    const Expr* other = implying(junction, operands, at);
    bool is_and = is_named(junction, "and");
    std::string reason = other == nullptr ? "the other operands say as much"
                         : is_and         ? "it holds whenever " + shown(*other) + " does"
                                          : shown(*other) + " holds whenever it does";
    auto finding =
        diag::make(Code::kRedundantOperand, report_.span(operand.node), "says nothing new",
                   {{"operand", shown(operand)}, {"reason", reason}});
    if (other != nullptr) {
      finding.label(report_.span(other->node), "says as much");
    }
    // Proved: every case decides alike, and what it reads another operand reads too.
    bool keeps_reads = asks_nothing_else(operands, at);
    if (auto edit = removal.edit()) {
      finding.fix({.fix_class = keeps_reads ? diag::FixClass::kSafe : diag::FixClass::kSuggested,
                   .title = "remove the operand",
                   .edits = {*edit}});
    }
    report_.emit(std::move(finding), operand.node);
    return true;
  }

  // Both decide alike on every context that is tried.
  bool is_tried_alike(const Expr& a, const Expr& b) {
    Trial of_a(input_.lint.build, &a);
    Trial of_b(input_.lint.build, &b);
    for (EntryFacts* entry : entries_) {
      std::array<const Expr*, 1> conditions{&a};
      Contexts contexts(*entry, conditions);
      for (const Value& context : contexts.samples(kTrialContexts)) {
        if (of_a.truth(context, now_ms_) != of_b.truth(context, now_ms_)) {
          return false;
        }
      }
    }
    return true;
  }

  // --- if

  void visit_choice(const Expr& expr) {
    Possible found = possible(expr, walk(), *formula_);
    if (found.is_always_true() || found.is_always_false()) {
      report_constant(expr, found.is_always_true(), found.can_throw);
      return;
    }
    visit_branches(expr);
  }

  void visit_branches(const Expr& expr) {
    std::vector<const Expr*> tests;
    for (std::size_t i = 0; i < expr.operands.size() && tests.size() < expr.operands.size(); ++i) {
      bool is_test = i % 2 == 0 && i + 1 < expr.operands.size();
      if (is_test) {
        tests.push_back(expr.operands[i]);
        bool is_open = spoken_of_.contains(expr.operands[i]);
        if (!is_open && !can_hold_after(tests, true)) {
          report_unreachable(*expr.operands[i + 1], reason_for(tests), expr.operands[i]);
          return;
        }
      } else if (i % 2 == 0 && !tests.empty() && !can_hold_after(tests, false)) {
        bool is_plain_default = expr.operands[i]->kind == ExprKind::kLiteral;
        if (!is_plain_default) {
          report_unreachable(*expr.operands[i], "one of the tests before it always holds",
                             tests.back());
        }
        return;
      }
    }
  }

  static std::string reason_for(const std::vector<const Expr*>& tests) {
    return tests.size() == 1 ? "its test never holds"
                             : "its test never holds where those before it do not";
  }

  // Whether all tests but the last can fail, and the last then holds (or fails as well).
  bool can_hold_after(const std::vector<const Expr*>& tests, bool last) {
    std::vector<FormulaId> roots;
    roots.reserve(tests.size());
    for (const Expr* test : tests) {
      roots.push_back(formula_->id_of(*test));
    }
    End end = walk().run(roots, [&](std::span<const Outcome> outcomes) {
      bool is_last = outcomes.size() == roots.size();
      Truth wanted = is_last && last ? Truth::kTrue : Truth::kFalse;
      if (outcomes.back().truth != wanted) {
        return Onward::kDone;
      }
      return is_last ? Onward::kStop : Onward::kNext;
    });
    return end != End::kAll;
  }

  void report_unreachable(const Expr& branch, const std::string& reason, const Expr* cause) {
    if (!input_.wants(Code::kUnreachableBranch)) {
      return;
    }
    auto finding = diag::make(Code::kUnreachableBranch, report_.span(branch.node), "never reached",
                              {{"branch", shown(branch)}, {"reason", reason}});
    finding.label(report_.span(cause->node), "because of this");
    report_.emit(std::move(finding), branch.node);
  }

  const LogicInput& input_;
  std::vector<EntryFacts*> entries_;
  BoundsOf bounds_;
  compiler::RuleReport& report_;
  std::int64_t now_ms_;
  Arena arena_;
  const Expr* root_ = nullptr;
  std::set<const Expr*> spoken_of_;
  std::unique_ptr<Formula> formula_;
  std::unique_ptr<Walk> walk_;
};

}  // namespace

void lint_conditions(const LogicInput& input, diag::Emitter& emitter) {
  const Build& build = input.lint.build;
  compiler::Input sources = build.compiler_input();
  for (const compiler::CheckedRule& rule : build.model->rules) {
    if (!is_looked_at(rule) || rule.node->condition == nullptr || rule.node->entry_points.empty()) {
      continue;
    }
    std::vector<EntryFacts*> entries;
    entries.reserve(rule.node->entry_points.size());
    for (const parser::TextAt& entry : rule.node->entry_points) {
      entries.push_back(&input.facts.of(entry.text));
    }
    compiler::RuleReport report(sources, emitter, rule.node);
    std::int64_t now = instant_within(rule.active_from_ms, rule.active_until_ms, input.lint.now_ms);
    ConditionLint(input, std::move(entries), report, now).run(*rule.node->condition);
  }
  for (const compiler::CheckedScorecard& card : build.model->scorecards) {
    if (card.is_bad) {
      continue;
    }
    EntryFacts& entry = input.facts.of(card.node->entry_point.text);
    compiler::RuleReport report(sources, emitter, card.node);
    for (const compiler::CheckedItem& item : card.items) {
      if (item.node->condition != nullptr) {
        ConditionLint(input, {&entry}, report, input.lint.now_ms).run(*item.node->condition);
      }
    }
  }
}

}  // namespace rulec::tooling
