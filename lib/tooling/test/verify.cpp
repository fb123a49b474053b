#include "tooling/test/verify.h"

#include <algorithm>

#include "base/check.h"
#include "bundle/bundle.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using runtime::EngineKind;

constexpr int kLevels[] = {0, 1, 2};

// Without the digest of the bundle, which tells levels apart and stands in every decision.
Result<runtime::RulesetPtr> read_back(const bytecode::Program& program) {
  RULEC_TRY(sealed, bundle::seal(bundle::write_bundle(program)));
  RULEC_TRY(container, bundle::open_container(sealed, ""));
  RULEC_TRY(again, bundle::read_program(container));
  return runtime::load(std::move(again), "");
}

// What stands around a place, on one line.
std::string excerpt(const std::string& text, std::size_t at) {
  constexpr std::size_t kAround = 40;
  std::size_t begin = at < kAround ? 0 : at - kAround;
  return "`" + text.substr(begin, 2 * kAround) + "`";
}

std::string difference_text(const Engine& a, const std::string& decision_a, const Engine& b,
                            const std::string& decision_b) {
  auto places = std::ranges::mismatch(decision_a, decision_b);
  auto at = static_cast<std::size_t>(places.in1 - decision_a.begin());
  return "from byte " + std::to_string(at) + " of the decision on, " + a.name + " says " +
         excerpt(decision_a, at) + " and " + b.name + " " + excerpt(decision_b, at);
}

class Comparison {
 public:
  explicit Comparison(const std::vector<Engine>& engines) : engines_(engines) {}

  // Nothing when all agree.
  std::optional<std::string> difference(const TestCase& test) {
    std::string context;
    append_value(context, test.context);
    std::string expected =
        decide_case(*engines_[0].ruleset, test, context, workspace_, engines_[0].kind);
    for (const Engine& engine : std::span(engines_).subspan(1)) {
      std::string decision = decide_case(*engine.ruleset, test, context, workspace_, engine.kind);
      if (decision != expected) {
        return difference_text(engines_[0], expected, engine, decision);
      }
    }
    return std::nullopt;
  }

 private:
  const std::vector<Engine>& engines_;
  runtime::Workspace workspace_;
};

}  // namespace

Result<std::vector<Engine>> all_engines(const Build& build) {
  compiler::Input input = build.compiler_input();
  std::vector<Engine> engines;
  for (int level : kLevels) {
    std::string name = "-O" + std::to_string(level);
    compiler::IrPtr ir = compiler::lower(input, *build.model);
    compiler::optimise(*ir, level);
    bytecode::Program program = compiler::emit(input, *build.model, *ir);
    RULEC_TRY(returned, read_back(program));
    RULEC_TRY(compiled,
              runtime::load(std::move(program), "", {.index = runtime::IndexChoice::kAlways}));
    engines.push_back({.name = name, .ruleset = compiled, .kind = EngineKind::kBytecode});
    engines.push_back(
        {.name = "the index of " + name, .ruleset = compiled, .kind = EngineKind::kIndex});
    engines.push_back({.name = "the bundle of " + name, .ruleset = returned});
  }
  return engines;
}

Verification compare_engines(const Suite& suite, const std::vector<Engine>& engines,
                             diag::Emitter& emitter) {
  RULEC_CHECK(!engines.empty());
  Verification done{.engines = engines.size()};
  Comparison comparison(engines);
  for (const TestCase& test : suite.cases) {
    if (test.skip_reason) {
      ++done.skipped;
      continue;
    }
    ++done.cases;
    if (std::optional<std::string> difference = comparison.difference(test)) {
      ++done.differences;
      emitter.emit(diag::make(diag::Code::kEnginesDiffer, test.span, "in this test",
                              {{"difference", *difference}})
                       .help("this is a bug in rulec, not in the rules; please report it"));
    }
  }
  return done;
}

}  // namespace rulec::tooling
