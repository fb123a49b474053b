// From the conditions of an entry point to a NativeFunctionPlan.
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <set>

#include "base/check.h"
#include "runtime/internal/attribute_classes.h"
#include "runtime/internal/formula.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/native.h"

namespace rulec::runtime {
namespace {

constexpr std::size_t kMaxGroups = 8;            // of one kind, for one rule
constexpr std::size_t kMaxCuts = 512;            // of an attribute: all are compared
constexpr std::size_t kMaxTexts = 1024;          // of an attribute: more may have no table
constexpr std::size_t kMaxRowBytes = 1U << 20U;  // of an attribute
constexpr std::uint64_t kAllBits = ~std::uint64_t{0};

// A part of a rule's condition that reads one path.
struct Literal {
  std::uint32_t path = 0;
  std::uint32_t group = 0;
  std::size_t turn = 0;
  Formula formula;
};

std::uint64_t bit_of(std::size_t turn) {
  return std::uint64_t{1} << (turn % 64);
}

std::uint32_t words_for(std::size_t turns) {
  return turns <= 64 ? 1 : turns <= 128 ? 2 : 4;
}

void atoms_of(const Formula& formula, std::vector<CodeAt>& atoms) {
  if (formula.kind == Formula::Kind::kAtom) {
    atoms.push_back(formula.atom);
  }
  for (const Formula& part : formula.parts) {
    atoms_of(part, atoms);
  }
}

// How the rule's condition is laid out: clauses of the chosen form, those of several paths in
// groups of their own.
struct Layout {
  bool is_any_of_all = false;
  std::vector<Clause> single;    // all[0] or base: clauses of one path, or a whole term
  std::vector<Clause> separate;  // each a group
};

std::optional<Layout> layout_of(const LoadedRuleset& ruleset, const Formula& formula) {
  auto all_of_any = normal_form(ruleset, formula, Formula::Kind::kAnd, 2 * kMaxGroups);
  auto any_of_all = normal_form(ruleset, formula, Formula::Kind::kOr, kMaxGroups);
  std::optional<Layout> first;
  if (all_of_any) {
    first.emplace();
    for (Clause& clause : *all_of_any) {
      (clause.size() == 1 ? first->single : first->separate).push_back(std::move(clause));
    }
    if (first->separate.size() > kMaxGroups) {
      first.reset();
    }
  }
  if (any_of_all && (!first || any_of_all->size() < first->separate.size())) {
    return Layout{.is_any_of_all = true, .single = {}, .separate = std::move(*any_of_all)};
  }
  return first;
}

class FunctionPlanner {
 public:
  FunctionPlanner(const LoadedRuleset& ruleset, std::uint32_t entry_point)
      : ruleset_(ruleset), turns_(ruleset.entry_points[entry_point].turns) {
    plan_.entry_point = entry_point;
    plan_.words = words_for(turns_.size());
  }

  // Nothing when bytecode would be asked about all rules, or there are none.
  std::optional<NativeFunctionPlan> plan() {
    std::vector<std::optional<Layout>> layouts;
    layouts.reserve(turns_.size());
    for (const Turn& turn : turns_) {
      layouts.push_back(read(turn));
      if (const auto& layout = layouts.back()) {
        auto count = static_cast<std::uint32_t>(layout->separate.size());
        std::uint32_t& groups = layout->is_any_of_all ? plan_.all_count : plan_.any_count;
        groups = std::max(groups, count);
      }
    }
    if (std::ranges::none_of(layouts, [](const auto& layout) { return layout.has_value(); })) {
      return std::nullopt;
    }
    start();
    for (std::size_t turn = 0; turn < turns_.size(); ++turn) {
      place(turn, layouts[turn]);
    }
    for (const auto& [path, literals] : literals_) {
      add_attribute(path, literals);
    }
    return std::move(plan_);
  }

 private:
  // Nothing: bytecode is asked.
  std::optional<Layout> read(const Turn& turn) {
    if (turn.condition == kNoCode) {
      return Layout();
    }
    auto formula = formula_of(ruleset_, turn.condition);
    if (!formula) {
      return std::nullopt;
    }
    if (formula->kind == Formula::Kind::kTrue) {
      return Layout();
    }
    if (formula->kind == Formula::Kind::kFalse) {
      return Layout{.is_any_of_all = true, .single = {}, .separate = {}};
    }
    return layout_of(ruleset_, *formula);
  }

  // The word of a row that holds the turn's bit.
  [[nodiscard]] std::size_t word_of(std::uint32_t group, std::size_t turn) const {
    return std::size_t{group} * plan_.words + turn / 64;
  }
  std::uint64_t& start_word(std::uint32_t group, std::size_t turn) {
    return plan_.start[word_of(group, turn)];
  }
  [[nodiscard]] std::uint32_t any(std::size_t i) const { return static_cast<std::uint32_t>(1 + i); }
  [[nodiscard]] std::uint32_t all(std::size_t i) const { return any(plan_.any_count + i); }
  [[nodiscard]] std::uint32_t ask() const { return plan_.groups() - 1; }

  // Groups any[] hold for whoever does not use them.
  void start() {
    plan_.start.assign(plan_.row_words(), 0);
    for (std::uint32_t i = 0; i < plan_.any_count * plan_.words; ++i) {
      plan_.start[plan_.words + i] = kAllBits;
    }
  }

  void place(std::size_t turn, std::optional<Layout>& layout) {
    if (!layout) {
      start_word(ask(), turn) |= bit_of(turn);
      return;
    }
    if (!layout->is_any_of_all) {
      start_word(0, turn) |= bit_of(turn);
    }
    for (Clause& clause : layout->single) {
      add(turn, 0, clause);
    }
    for (std::size_t i = 0; i < layout->separate.size(); ++i) {
      std::uint32_t group = layout->is_any_of_all ? all(i) : any(i);
      start_word(group, turn) ^= bit_of(turn);
      add(turn, group, layout->separate[i]);
    }
  }

  void add(std::size_t turn, std::uint32_t group, Clause& clause) {
    for (Formula& formula : clause) {
      std::optional<std::uint32_t> path = formula.path(ruleset_);
      RULEC_CHECK(path.has_value());  // so a clause is made
      literals_[*path].push_back(
          {.path = *path, .group = group, .turn = turn, .formula = std::move(formula)});
    }
  }

  void ask_about(const std::vector<Literal>& literals) {
    for (const Literal& literal : literals) {
      start_word(ask(), literal.turn) |= bit_of(literal.turn);
    }
  }

  void add_attribute(std::uint32_t path, const std::vector<Literal>& literals) {
    std::vector<CodeAt> atoms;
    for (const Literal& literal : literals) {
      atoms_of(literal.formula, atoms);
    }
    AttributeClasses classes(ruleset_, atoms);
    std::size_t cuts = std::max(classes.integer_cuts().size(), classes.double_cuts().size());
    std::size_t count = 2 * cuts + classes.texts().size();
    if (cuts > kMaxCuts || classes.texts().size() > kMaxTexts ||
        count * plan_.row_words() * sizeof(std::uint64_t) > kMaxRowBytes) {
      return ask_about(literals);
    }
    NativeAttribute attribute{.path = path};
    for (std::string_view text : classes.texts()) {
      attribute.texts.emplace_back(text);
      attribute.tags.push_back(text_tag(text));
    }
    // Texts that nothing but their bytes tells apart are made by somebody; they get no table.
    if (std::set(attribute.tags.begin(), attribute.tags.end()).size() != attribute.tags.size()) {
      return ask_about(literals);
    }
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      add_rows(attribute, static_cast<Kind>(kind), classes, literals);
    }
    plan_.attributes.push_back(std::move(attribute));
  }

  using Row = std::vector<std::uint64_t>;

  void add_rows(NativeAttribute& attribute, Kind kind, const AttributeClasses& classes,
                const std::vector<Literal>& literals) {
    std::vector<Row> rows;
    const std::vector<AttributeClasses::Class> all_of_kind = classes.classes_of(kind);
    for (std::size_t i = 0; i < all_of_kind.size(); ++i) {
      Row row = row_of(classes, all_of_kind[i], literals);
      bool is_cut = i > 0 && (kind == Kind::kInteger || kind == Kind::kDouble);
      if (is_cut && row == rows.back()) {
        continue;  // nothing changes at this cut
      }
      if (is_cut && kind == Kind::kInteger) {
        attribute.integer_cuts.push_back(all_of_kind[i].value.as_integer());
      } else if (is_cut) {
        attribute.double_cuts.push_back(all_of_kind[i].value.as_double());
      }
      rows.push_back(std::move(row));
    }
    attribute.row_of_kind[static_cast<std::size_t>(kind)] = place_rows(attribute, rows);
  }

  // One row is shared with others that are like it.
  std::uint32_t place_rows(NativeAttribute& attribute, const std::vector<Row>& rows) const {
    std::size_t width = plan_.row_words();
    std::size_t count = attribute.rows.size() / width;
    if (rows.size() == 1) {
      for (std::size_t i = 0; i < count; ++i) {
        auto begin = attribute.rows.begin() + static_cast<std::ptrdiff_t>(i * width);
        if (std::equal(rows[0].begin(), rows[0].end(), begin)) {
          return static_cast<std::uint32_t>(i);
        }
      }
    }
    for (const Row& row : rows) {
      attribute.rows.insert(attribute.rows.end(), row.begin(), row.end());
    }
    return static_cast<std::uint32_t>(count);
  }

  [[nodiscard]] Row row_of(const AttributeClasses& classes, const AttributeClasses::Class& of,
                           const std::vector<Literal>& literals) const {
    Row row(plan_.row_words(), 0);
    std::fill_n(row.begin(), plan_.words, kAllBits);
    std::fill_n(row.data() + word_of(all(0), 0), plan_.all_count * plan_.words, kAllBits);
    for (const Literal& literal : literals) {
      auto at = [&](std::uint32_t group) -> std::uint64_t& {
        return row[word_of(group, literal.turn)];
      };
      Truth truth = truth_in(classes, of, literal.formula);
      if (truth == Truth::kUnknown) {
        at(ask()) |= bit_of(literal.turn);
      } else if (is_any(literal.group) && truth == Truth::kTrue) {
        at(literal.group) |= bit_of(literal.turn);
      } else if (!is_any(literal.group) && truth == Truth::kFalse) {
        at(literal.group) &= ~bit_of(literal.turn);
      }
    }
    return row;
  }

  [[nodiscard]] bool is_any(std::uint32_t group) const {
    return group >= 1 && group < 1 + plan_.any_count;
  }

  // Unknown as soon as one atom is: bytecode may come to it.
  [[nodiscard]] Truth truth_in(const AttributeClasses& classes, const AttributeClasses::Class& of,
                               const Formula& formula) const {
    if (formula.kind == Formula::Kind::kAtom) {
      Truth truth = classes.truth(ruleset_.code[formula.atom], of);
      if (truth == Truth::kUnknown || !formula.is_negated) {
        return truth;
      }
      return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
    }
    bool is_and = formula.kind == Formula::Kind::kAnd;
    bool holds = is_and;
    for (const Formula& part : formula.parts) {
      Truth truth = truth_in(classes, of, part);
      if (truth == Truth::kUnknown) {
        return truth;
      }
      holds = is_and ? holds && truth == Truth::kTrue : holds || truth == Truth::kTrue;
    }
    return holds ? Truth::kTrue : Truth::kFalse;
  }

  const LoadedRuleset& ruleset_;
  const std::vector<Turn>& turns_;
  NativeFunctionPlan plan_;
  std::map<std::uint32_t, std::vector<Literal>> literals_;  // by path
};

// Offsets in a Value, which keeps them to itself: looked up in one.
NativeLayout layout_of_slots() {
  constexpr std::uint32_t kValue = offsetof(PathSlot, value);
  const NativeLayout layout{.slot_bytes = sizeof(PathSlot),
                            .kind = kValue,
                            .length = kValue + 4,
                            .payload = kValue + 8,
                            .key = offsetof(PathSlot, key)};
  const std::string_view text = "layout";
  const PathSlot slot{.value = Value::string(text)};
  auto read = [&slot](std::uint32_t at, auto into) {
    std::memcpy(static_cast<void*>(&into), reinterpret_cast<const char*>(&slot) + at, sizeof(into));
    return into;
  };
  RULEC_CHECK(read(layout.kind, std::uint8_t{}) == static_cast<std::uint8_t>(Kind::kString));
  RULEC_CHECK(read(layout.length, std::uint32_t{}) == text.size());
  RULEC_CHECK(read(layout.payload, static_cast<const char*>(nullptr)) == text.data());
  return layout;
}

}  // namespace

NativePlan native_plan(const LoadedRuleset& ruleset) {
  NativePlan plan{.layout = layout_of_slots(), .functions = {}};
  for (std::uint32_t i = 0; i < ruleset.entry_points.size(); ++i) {
    std::size_t turns = ruleset.entry_points[i].turns.size();
    if (turns == 0 || turns > kMaxNativeTurns) {
      continue;
    }
    if (auto function = FunctionPlanner(ruleset, i).plan()) {
      plan.functions.push_back(std::move(*function));
    }
  }
  return plan;
}

}  // namespace rulec::runtime
