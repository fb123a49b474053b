// Looks for contexts that reach what the cases so far do not: from every context that was worth
// keeping one path at a time is changed to each of its values, then several at random.
#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>

#include "base/check.h"
#include "compiler/step_test.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "schema/schema.h"
#include "tooling/random.h"
#include "tooling/synthetic/cut_points.h"
#include "tooling/synthetic/synthetic.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

// Contexts tried for one entry point: so many that all atoms are asked a few million times, which
// takes seconds, within these bounds.
constexpr std::size_t kMaxAtomsAsked = 2'000'000;
constexpr std::size_t kLeastTries = 200;
constexpr std::size_t kMostTries = 20'000;
// Contexts of the project's cases that the search begins at.
constexpr std::size_t kMaxSeeds = 64;
constexpr std::size_t kMostChanges = 4;

// A context and the instant that goes with it.
struct Candidate {
  Value context;
  std::int64_t now_ms = 0;
};

class Search {
 public:
  Search(const Build& build, const bytecode::Program& program, CoverageMeter& meter, Suite& suite,
         std::string entry_point, const SyntheticOptions& options)
      : program_(program),
        meter_(meter),
        suite_(suite),
        entry_point_(std::move(entry_point)),
        rule_id_(options.rule_id),
        wanted_(options.cases) {
    std::vector<const parser::Expr*> conditions = conditions_of(build.ast);
    const schema::ContextSchema* schema = nullptr;
    for (const compiler::EntryPointSettings& settings : build.settings.entry_points) {
      schema = settings.name == entry_point_ ? settings.schema : schema;
    }
    paths_ = cut_points(conditions, schema, suite.arena);
    std::size_t atoms = meter.atoms(entry_point_) + conditions.size() + 1;
    max_tries_ = std::clamp(kMaxAtomsAsked / atoms, kLeastTries, kMostTries);
  }

  // False when no context was found that the entry point accepts.
  bool run(const tooling::Run& done) {
    add_seeds(done);
    sweep();
    scatter();
    for (std::size_t i = 0; i < spare_.size() && kept_ < wanted_; ++i) {
      keep(spare_[i]);
    }
    return kept_ > 0 || (has_rule() && (is_accepted_ || is_done()));
  }

 private:
  // Of the active rules with their steps, and the items of the scorecard.
  [[nodiscard]] std::vector<const parser::Expr*> conditions_of(const parser::Ast& ast) const {
    std::vector<const parser::Expr*> conditions;
    auto add = [&](const parser::Expr* condition) {
      if (condition != nullptr) {
        conditions.push_back(condition);
      }
    };
    for (const parser::RuleNode& rule : ast.rules) {
      bool is_asked = std::ranges::any_of(
          rule.entry_points, [&](const parser::TextAt& name) { return name.text == entry_point_; });
      if (rule.is_active && is_asked) {
        add(rule.condition);
        std::ranges::for_each(tests_of(rule), add);
      }
    }
    for (const parser::ScorecardNode& scorecard : ast.scorecards) {
      if (scorecard.entry_point.text == entry_point_) {
        for (const parser::ScorecardItemNode& item : scorecard.items) {
          add(item.condition);
        }
      }
    }
    return conditions;
  }

  // The parts of its steps' tests that read the context.
  static std::vector<const parser::Expr*> tests_of(const parser::RuleNode& rule) {
    std::vector<const parser::Expr*> tests;
    std::vector<std::string_view> results;
    for (const parser::ActionNode& action : rule.actions) {
      if (action.test != nullptr) {
        std::ranges::copy(compiler::context_conjuncts(*action.test, results),
                          std::back_inserter(tests));
      }
      results.push_back(action.result.text);
    }
    return tests;
  }

  [[nodiscard]] bool has_rule() const { return !rule_id_.empty(); }

  [[nodiscard]] bool is_done() const {
    return kept_ >= wanted_ || (has_rule() && rule_reached().have == rule_reached().all);
  }

  [[nodiscard]] Share rule_reached() const {
    return meter_.reached_of(entry_point_, rule_id_).value_or(Share{});
  }

  void add_seeds(const tooling::Run& done) {
    for (const CaseResult& result : done.results) {
      if (result.test->entry_point == entry_point_ && result.verdict != Verdict::kSkipped &&
          queue_.size() < kMaxSeeds) {
        offer({.context = result.test->context, .now_ms = result.test->now_ms}, Origin::kOwnCase);
      }
    }
    // Every path at its first value, and none at all.
    Candidate full{.context = make_object(suite_.arena, {}), .now_ms = kDefaultNowMs};
    Candidate empty = full;
    for (const PathValues& path : paths_) {
      if (!path.values.front().is_absent()) {
        full.context = changed(full.context, path, path.values.front());
      }
    }
    offer(full, Origin::kMade);
    offer(empty, Origin::kMade);
  }

  // What is found on the way is looked at in its turn.
  void sweep() {
    while (!queue_.empty() && tries_ < max_tries_ / 2 && !is_done()) {
      Candidate base = queue_.front();
      queue_.pop_front();
      bases_.push_back(base);
      for (const PathValues& path : paths_) {
        for (const Value& value : path.values) {
          offer({.context = changed(base.context, path, value), .now_ms = base.now_ms},
                Origin::kMade);
        }
      }
      for (std::int64_t now : instants()) {
        offer({.context = base.context, .now_ms = now}, Origin::kMade);
      }
    }
  }

  void scatter() {
    if (bases_.empty() || paths_.empty()) {
      return;
    }
    Random random(1);
    while (tries_ < max_tries_ && !is_done()) {
      Candidate candidate = bases_[random.below(bases_.size())];
      std::size_t changes = 2 + random.below(kMostChanges - 1);
      for (std::size_t i = 0; i < changes; ++i) {
        const PathValues& path = paths_[random.below(paths_.size())];
        candidate.context =
            changed(candidate.context, path, path.values[random.below(path.values.size())]);
      }
      offer(candidate, Origin::kMade);
    }
  }

  // Both sides of each window of a rule.
  [[nodiscard]] std::vector<std::int64_t> instants() const {
    std::vector<std::int64_t> made;
    for (const bytecode::Rule& rule : program_.rules) {
      for (std::int64_t edge : {rule.active_from_ms, rule.active_until_ms}) {
        if (edge != INT64_MIN && edge != INT64_MAX) {
          made.push_back(edge - 1);
          made.push_back(edge);
        }
      }
    }
    return made;
  }

  Value changed(const Value& context, const PathValues& path, const Value& value) {
    std::vector<value::Segment> segments;
    segments.reserve(path.segments.size());
    for (const std::string& segment : path.segments) {
      segments.push_back(value::make_segment(segment));
    }
    value::OpContext ctx{.arena = scratch_};
    auto operation =
        value.is_absent() ? value::UpdateOperation::kRemove : value::UpdateOperation::kSet;
    Value made = value::update(ctx, operation, context, segments, value);
    return made.is_error() || !made.is_object() ? context : made;
  }

  enum class Origin : std::uint8_t { kOwnCase, kMade };

  // What is stored of `offered` is copied: the candidates themselves are dropped.
  void offer(const Candidate& offered, Origin origin) {
    if (is_done()) {
      return;  // what is reached by now is reached by kept cases
    }
    ++tries_;
    std::string text;
    append_value(text, offered.context);
    if (seen_.insert(text + std::to_string(offered.now_ms)).second) {
      try_out(offered, text, origin);
    }
    scratch_.reset();
  }

  void try_out(const Candidate& offered, const std::string& text, Origin origin) {
    std::uint64_t before = meter_.reached(entry_point_);
    std::uint64_t rule_before = rule_reached().have;
    if (!meter_.decide(entry_point_, text, "", offered.now_ms)) {
      return;
    }
    is_accepted_ = true;
    // What helps another rule may lead to what helps the one that is asked for.
    bool is_better = meter_.reached(entry_point_) > before;
    bool is_wanted = has_rule() ? rule_reached().have > rule_before : is_better;
    bool is_kept = is_wanted && origin == Origin::kMade;
    bool is_spare = !is_better && !has_rule() && origin == Origin::kMade && spare_.size() < wanted_;
    bool is_base = is_better || origin == Origin::kOwnCase || bases_.empty();
    if (!is_kept && !is_spare && !is_base) {
      return;
    }
    Candidate candidate{.context = deep_copy(offered.context, suite_.arena),
                        .now_ms = offered.now_ms};
    if (is_kept) {
      keep(candidate);
    }
    if (is_spare) {
      spare_.push_back(candidate);
    }
    if (is_base) {
      queue_.push_back(candidate);
    }
  }

  void keep(const Candidate& candidate) {
    ++kept_;
    suite_.cases.push_back({.file = "(synthetic)",
                            .name = "synthetic " + (has_rule() ? rule_id_ : entry_point_) + " " +
                                    std::to_string(kept_),
                            .entry_point = entry_point_,
                            .context = candidate.context,
                            .now_ms = candidate.now_ms,
                            .is_synthetic = true});
  }

  const bytecode::Program& program_;
  CoverageMeter& meter_;
  Suite& suite_;
  std::string entry_point_;
  std::string rule_id_;  // "": all rules are meant
  std::size_t wanted_;
  std::vector<PathValues> paths_;
  std::deque<Candidate> queue_;   // to be swept
  std::vector<Candidate> bases_;  // that were swept
  std::vector<Candidate> spare_;  // accepted, and nothing new
  Arena scratch_;                 // of the candidate at hand
  std::set<std::string> seen_;
  std::size_t max_tries_ = 0;
  std::size_t tries_ = 0;
  std::size_t kept_ = 0;
  bool is_accepted_ = false;  // a context was
};

}  // namespace

Result<std::unique_ptr<Synthetic>> synthesize(const Build& build, const Run& run,
                                              const SyntheticOptions& options) {
  RULEC_CHECK(build.program.has_value());
  const bytecode::Program& program = *build.program;
  auto made = std::make_unique<Synthetic>();
  RULEC_TRY(meter, CoverageMeter::make(build));
  for (const CaseResult& result : run.results) {
    if (result.verdict != Verdict::kSkipped) {
      meter->decide(*result.test);
    }
  }
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    std::string name = program.strings[entry_point.name.index()];
    bool is_meant = options.entry_point.empty() || options.entry_point == name;
    bool is_asked = options.rule_id.empty() || meter->reached_of(name, options.rule_id);
    if (!is_meant || !is_asked) {
      continue;
    }
    Search search(build, program, *meter, made->suite, name, options);
    if (!search.run(run)) {
      made->without_context.push_back(name);
    }
    made->rule += meter->reached_of(name, options.rule_id).value_or(Share{});
  }
  return made;
}

}  // namespace rulec::tooling
