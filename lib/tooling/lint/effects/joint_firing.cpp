#include "tooling/lint/effects/joint_firing.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string>

#include "base/arena.h"
#include "tooling/explain/parts.h"
#include "tooling/random.h"
#include "tooling/synthetic/cut_points.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

// Contexts tried for one pair.
constexpr std::size_t kMaxTries = 400;
// Contexts of the project's own cases among them.
constexpr std::size_t kMaxSeeds = 8;
constexpr std::size_t kMostChanges = 3;
// Whole decisions for one pair; the search itself asks the two conditions alone.
constexpr std::size_t kMaxConfirmed = 3;
constexpr std::size_t kConfirmed = 4;

// Which rules fired.
class FiredWatcher final : public runtime::RuleObserver {
 public:
  void on_rule(std::uint32_t rule, runtime::RuleOutcome outcome, const Value& /*context*/,
               const Value& /*error*/) override {
    if (outcome == runtime::RuleOutcome::kFired) {
      fired_.insert(rule);
    }
  }
  [[nodiscard]] bool has_fired(const bytecode::Program& program, std::string_view id) const {
    return std::ranges::any_of(fired_, [&](std::uint32_t rule) {
      return program.strings[program.rules[rule].id.index()] == id;
    });
  }

 private:
  std::set<std::uint32_t> fired_;
};

std::vector<const parser::Expr*> conditions_of(const compiler::CheckedRule& a,
                                               const compiler::CheckedRule& b) {
  std::vector<const parser::Expr*> conditions;
  for (const compiler::CheckedRule* rule : {&a, &b}) {
    if (rule->node->condition != nullptr) {
      conditions.push_back(rule->node->condition);
    }
  }
  return conditions;
}

}  // namespace

// From contexts that are near: each path at each of its values, then several changes at random.
class JointFiring::Search {
 public:
  using Answer = std::function<std::size_t(const Value& context)>;

  Search(std::vector<PathValues> paths, Arena& arena) : paths_(std::move(paths)), arena_(arena) {}

  void begin_with(const Value& context) { bases_.push_back({.context = context}); }

  // The first context to which the answer is `wanted`; one with a higher answer is a better place
  // to go on from.
  [[nodiscard]] std::optional<Value> run(std::size_t wanted, const Answer& answer) {
    Value full = make_object(arena_, {});
    begin_with(full);
    for (const PathValues& path : paths_) {
      if (!path.values.front().is_absent()) {
        full = changed(full, path, path.values.front());
      }
    }
    begin_with(full);
    for (Base& base : bases_) {
      base.score = answer(base.context);
      if (base.score == wanted) {
        return base.context;
      }
    }
    std::size_t tries = bases_.size();
    // Coordinate by coordinate, from the best so far.
    for (std::size_t round = 0; round < 2; ++round) {
      Base best = *std::ranges::max_element(bases_, {}, &Base::score);
      for (const PathValues& path : paths_) {
        Base at = best;
        for (const Value& value : path.values) {
          if (++tries > kMaxTries) {
            return std::nullopt;
          }
          Value next = changed(at.context, path, value);
          std::size_t score = answer(next);
          if (score == wanted) {
            return next;
          }
          best = score > best.score ? Base{.context = next, .score = score} : best;
        }
      }
      bases_.push_back(best);
    }
    return scatter(wanted, answer, tries);
  }

 private:
  struct Base {
    Value context;
    std::size_t score = 0;
  };

  [[nodiscard]] std::optional<Value> scatter(std::size_t wanted, const Answer& answer,
                                             std::size_t tries) {
    Random random(1);
    while (!paths_.empty() && ++tries <= kMaxTries) {
      Value next = std::ranges::max_element(bases_, {}, &Base::score)->context;
      std::size_t changes = 2 + random.below(kMostChanges);
      for (std::size_t i = 0; i < changes; ++i) {
        const PathValues& path = paths_[random.below(paths_.size())];
        next = changed(next, path, path.values[random.below(path.values.size())]);
      }
      if (answer(next) == wanted) {
        return next;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Value changed(const Value& context, const PathValues& path, const Value& value) {
    std::vector<value::Segment> segments;
    segments.reserve(path.segments.size());
    for (const std::string& segment : path.segments) {
      segments.push_back(value::make_segment(segment));
    }
    value::OpContext ctx{.arena = arena_};
    auto operation =
        value.is_absent() ? value::UpdateOperation::kRemove : value::UpdateOperation::kSet;
    Value made = value::update(ctx, operation, context, segments, value);
    return made.is_error() || !made.is_object() ? context : made;
  }

  std::vector<PathValues> paths_;
  Arena& arena_;
  std::deque<Base> bases_;
};

JointFiring::JointFiring(const LintInput& input)
    : input_(input), rules_(input.build.compiler_input()) {
  const compiler::Model& model = *input.build.model;
  if (model.has_errors) {
    return;
  }
  compiler::IrPtr ir = compiler::lower(rules_, model);
  if (auto loaded = runtime::load(compiler::emit(rules_, model, *ir), "")) {
    ruleset_ = std::move(*loaded);
  }
}

const schema::CompiledSchema* JointFiring::compiled(const schema::ContextSchema* schema) {
  if (schema == nullptr) {
    return nullptr;
  }
  auto [at, is_new] = schemas_.try_emplace(schema);
  if (is_new) {
    if (auto made = schema::compile(schema->text())) {
      at->second = *made;
    }
  }
  return at->second.get();
}

std::optional<diag::Witness> JointFiring::find(const compiler::CheckedEntryPoint& entry,
                                               const compiler::CheckedRule& a,
                                               const compiler::CheckedRule& b) {
  if (ruleset_ == nullptr) {
    return std::nullopt;
  }
  const schema::ContextSchema* schema =
      entry.settings != nullptr ? entry.settings->schema : nullptr;
  const schema::CompiledSchema* fits = compiled(schema);
  if (schema != nullptr && fits == nullptr) {
    return std::nullopt;
  }
  std::int64_t from = std::max(a.active_from_ms, b.active_from_ms);
  std::int64_t until = std::min(a.active_until_ms, b.active_until_ms);
  bool has_window = from != INT64_MIN || until != INT64_MAX;
  std::int64_t now = !has_window ? kDefaultNowMs : from != INT64_MIN ? from : until - 1;
  diag::Witness request{.entry_point = std::string(entry.name),
                        .context = {},
                        .now_ms = has_window ? std::optional(now) : std::nullopt};
  Arena arena;
  std::vector<const parser::Expr*> conditions = conditions_of(a, b);
  Search search(cut_points(conditions, schema, arena), arena);
  std::size_t seeds = 0;
  for (const TestCase& test : input_.suite.cases) {
    if (test.entry_point == entry.name && seeds < kMaxSeeds && test.context.is_object()) {
      search.begin_with(test.context);
      ++seeds;
    }
  }
  PartValues parts(rules_, now);
  Arena checked;
  std::size_t confirmed = 0;
  // How much of it is so: the context fits, one condition holds, the other, and the engine agrees.
  auto answer = [&](const Value& context) -> std::size_t {
    checked.reset();
    std::size_t errors = 0;
    if (fits != nullptr && !schema::validate(*fits, context, checked, {}, errors)) {
      return 0;
    }
    std::size_t holding = 2 - conditions.size();
    for (const parser::Expr* condition : conditions) {
      Value value = parts.value(*condition, context);
      holding += !value.is_error() && value::is_truthy(value) ? 1U : 0U;
    }
    if (holding < 2 || ++confirmed > kMaxConfirmed) {
      return 1 + holding;
    }
    request.context.clear();
    append_value(request.context, context);
    return do_fire(request, now, a.node->id.text, b.node->id.text) ? kConfirmed : 1 + holding;
  };
  if (!search.run(kConfirmed, answer)) {
    return std::nullopt;
  }
  return request;
}

bool JointFiring::do_fire(const diag::Witness& request, std::int64_t now, std::string_view a,
                          std::string_view b) {
  FiredWatcher watcher;
  runtime::Decision decision;
  runtime::Request asked{.entry_point = request.entry_point,
                         .context = request.context,
                         .acknowledgements = {},
                         .now_ms = now,
                         .observer = &watcher};
  const bytecode::Program& program = runtime::program_of(*ruleset_);
  // With an error among the actions nothing is written.
  return runtime::decide(*ruleset_, asked, workspace_, decision) == nullptr &&
         decision.errors.empty() && watcher.has_fired(program, a) && watcher.has_fired(program, b);
}

}  // namespace rulec::tooling
