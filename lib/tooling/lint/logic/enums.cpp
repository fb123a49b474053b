// Values of a list in a schema that no rule speaks of, where other values of the list are asked
// for.
#include <algorithm>
#include <map>

#include "compiler/check/report.h"
#include "tooling/lint/logic/logic.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using diag::Code;

// A longer list is data: nobody means to have a rule for each value.
constexpr std::size_t kMaxValues = 32;
constexpr std::size_t kLeastAsked = 2;

struct FieldUse {
  const Bounds* bounds = nullptr;
  std::vector<Value> asked;
  bool is_asked_otherwise = false;  // so that any value may be meant
};

class EnumLint {
 public:
  explicit EnumLint(EntryFacts& facts) : facts_(facts) {}

  void add(const parser::Expr& condition) {
    Formula& formula = formulas_.emplace_back(ProjectFacts::no_bounds());
    read(formula, formula.add(&condition), false);
  }

  void report(diag::Emitter& emitter) const {
    for (const auto& [path, use] : uses_) {
      if (use.is_asked_otherwise || use.asked.size() < kLeastAsked) {
        continue;
      }
      std::vector<std::string> left;
      for (const Value& value : use.bounds->enum_values) {
        if (!value.is_null() && !value::list_contains(use.asked, value)) {
          std::string text;
          append_value(text, value);
          left.push_back(std::move(text));
        }
      }
      if (!left.empty()) {
        emit(path, left, emitter);
      }
    }
  }

 private:
  void read(const Formula& formula, FormulaId id, bool is_negated) {
    const FormulaNode& node = formula.at(id);
    if (node.kind == FormulaNode::Kind::kTest) {
      return read_test(formula, formula.tests()[node.test], is_negated);
    }
    bool turns = node.kind == FormulaNode::Kind::kNot;
    for (FormulaId operand : node.operands) {
      read(formula, operand, is_negated != turns);
    }
  }

  void read_test(const Formula& formula, const Test& test, bool is_negated) {
    const Subject& subject = formula.subjects()[test.subject];
    if (!subject.path) {
      is_opaque_ = true;  // a field may be read in there
      return;
    }
    const Bounds& bounds = facts_.bounds(*subject.path);
    if (bounds.enum_values.empty() || bounds.enum_values.size() > kMaxValues) {
      return;
    }
    FieldUse& use = uses_[*subject.path];
    use.bounds = &bounds;
    bool is_equality =
        test.kind == Test::Kind::kCompare && (test.comparison == value::Comparison::kStrictEqual ||
                                              test.comparison == value::Comparison::kLooseEqual);
    bool is_list = test.kind == Test::Kind::kIn;
    if (is_negated || (!is_equality && !is_list) || !test.fallback.is_absent()) {
      use.is_asked_otherwise = true;
      return;
    }
    for (const Value& value : is_list ? test.items : std::vector<Value>{test.constant}) {
      if (!value::list_contains(use.asked, value)) {
        use.asked.push_back(value);
      }
    }
  }

  void emit(const Path& path, const std::vector<std::string>& left, diag::Emitter& emitter) const {
    if (is_opaque_) {
      return;
    }
    std::vector<std::string_view> segments(path.begin(), path.end());
    Span declared = facts_.schema()->find(segments).declared_at;
    auto finding = diag::make(Code::kEnumNotCovered, declared, "lists more values",
                              {{"entry_point", facts_.name()},
                               {"values", compiler::listed(left)},
                               {"field", path_text(path)}});
    finding.has_primary = declared.source.is_valid();
    emitter.emit(std::move(finding));
  }

  EntryFacts& facts_;
  std::deque<Formula> formulas_;
  std::map<Path, FieldUse> uses_;
  bool is_opaque_ = false;
};

}  // namespace

void lint_enums(const LogicInput& input, diag::Emitter& emitter) {
  const compiler::Model& model = *input.lint.build.model;
  if (!input.wants(Code::kEnumNotCovered) || model.has_errors) {
    return;
  }
  for (const compiler::CheckedEntryPoint& entry : model.entry_points) {
    EntryFacts& facts = input.facts.of(entry.name);
    if (facts.schema() == nullptr) {
      continue;
    }
    EnumLint lint(facts);
    for (std::uint32_t rule : entry.rules) {
      const compiler::CheckedRule& checked = model.rules[rule];
      if (is_looked_at(checked) && checked.node->condition != nullptr) {
        lint.add(*checked.node->condition);
      }
    }
    for (const compiler::CheckedScorecard& card : model.scorecards) {
      bool is_of_entry = model.entry_points[card.entry_point].name == entry.name;
      for (const compiler::CheckedItem& item : card.items) {
        if (is_of_entry && item.node->condition != nullptr) {
          lint.add(*item.node->condition);
        }
      }
    }
    lint.report(emitter);
  }
}

}  // namespace rulec::tooling
