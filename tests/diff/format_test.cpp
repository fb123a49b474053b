// Formatting keeps what rules mean and has a fixed point: for random rulesets, written in random
// ways, fmt(fmt(x)) = fmt(x) and compile(fmt(x)) = compile(x), byte for byte but for the places
// that the source map names; and the way to the text form and back gives the same bytes.
//   rulec_diff_format [--rulesets N] [--seed S]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "../unit/compiler/support.h"
#include "bundle/bundle.h"
#include "ruleset_cases.h"
#include "tooling/format/source_format.h"

namespace {

using rulec::SourceId;
using rulec::SourceMap;
using rulec::compiler::testing::Project;
using rulec::difftest::Generator;
using rulec::difftest::Json;
using rulec::difftest::RulesetCase;
using rulec::tooling::FormatFate;
using rulec::tooling::SourceForm;
using rulec::tooling::SourceKind;
namespace tooling = rulec::tooling;

constexpr SourceKind kRules = {rulec::parser::DocumentKind::kRules, SourceForm::kJson};
constexpr SourceKind kScorecard = {rulec::parser::DocumentKind::kScorecard, SourceForm::kJson};

// What an author may write for the same thing: other orders and spellings, wrappers, defaults.
class Rewriting {
 public:
  explicit Rewriting(Generator& generator) : generator_(generator) {}

  Json rule(const Json& rule) {
    Json made = rule;
    add(made, "name", "");
    add(made, "description", "");
    add(made, "version", 1);
    add(made, "tests", Json::array());
    add(made, "metadata", Json::object());
    add(made, "stop_processing", false);
    add(made, "x_note", Json{{"x", 1.5}});
    if (made.contains("condition")) {
      made["condition"] = condition(made["condition"]);
    }
    for (Json& action : made[made.contains("flow") ? "steps" : "actions"]) {
      action = shuffled(renamed(action, kActionNames));
    }
    return shuffled(renamed(made, kRuleNames));
  }

  Json scorecard(const Json& scorecard) {
    Json made = scorecard;
    for (Json& item : made["items"]) {
      add(item, "points", 0);
      add(item, "weight", 1);
      add(item, "symbol", "Y");
      if (item.contains("condition")) {
        item["condition"] = condition(item["condition"]);
      }
      item = shuffled(item);
    }
    return shuffled(made);
  }

 private:
  using Names = std::vector<std::pair<std::string, std::string>>;
  static inline const Names kRuleNames = {{"id", "ruleId"},
                                          {"entry_point", "entryPoint"},
                                          {"stop_processing", "stopProcessing"},
                                          {"active_from", "activeFrom"}};
  static inline const Names kActionNames = {{"ack_key", "ackKey"}};

  void add(Json& object, const char* name, const Json& value) {
    if (!object.contains(name) && generator_.below(4) == 0) {
      object[name] = value;
    }
  }

  Json condition(const Json& condition) {
    switch (generator_.below(6)) {
      case 0:
        return Json{{"type", "jsonlogic"}, {"expr", condition}};
      case 1:
        return Json{{"expr", condition}, {"type", "jsonlogic"}};
      default:
        return condition == Json(true)    ? Json{{"always", true}}
               : condition == Json(false) ? Json{{"type", "always_false"}}
                                          : condition;
    }
  }

  Json renamed(const Json& object, const Names& names) {
    Json made = Json::object();
    for (const auto& [key, value] : object.items()) {
      auto found = std::ranges::find(names, key, &Names::value_type::first);
      made[found != names.end() && generator_.below(3) == 0 ? found->second : key] = value;
    }
    return made;
  }

  Json shuffled(const Json& object) {
    std::vector<std::pair<std::string, Json>> members;
    for (const auto& [key, value] : object.items()) {
      members.insert(
          members.begin() + static_cast<std::ptrdiff_t>(generator_.below(members.size() + 1)),
          {key, value});
    }
    Json made = Json::object();
    for (auto& [key, value] : members) {
      made[key] = std::move(value);
    }
    return made;
  }

  Generator& generator_;
};

struct Tally {
  long files = 0;
  long compiled = 0;
  long without_text = 0;
  long failed = 0;
};

class Check {
 public:
  Check(Tally& tally, long number) : tally_(tally), number_(number) {}

  // The formatted file; "" after a failure.
  std::string formatted(const std::string& text, SourceKind kind) {
    ++tally_.files;
    std::string once = run(text, kind);
    if (once.empty() || run(once, kind) != once) {
      fail("not formatted, or not a fixed point", text);
      return "";
    }
    convert(once, kind);
    return once;
  }

  void compare(const RulesetCase& settings, const std::vector<std::string>& written,
               const std::vector<std::string>& formatted) {
    std::string before = bundle(settings, written);
    std::string after = bundle(settings, formatted);
    tally_.compiled += before.empty() ? 0 : 1;
    if (before != after) {
      fail("compiled otherwise", written[0]);
    }
  }

 private:
  static std::string run(const std::string& text, SourceKind kind) {
    SourceMap sources;
    SourceId id = sources.add("a", text);
    rulec::diag::Collector findings;
    tooling::FormattedSource made = tooling::format_source(sources, id, kind, {}, findings);
    return made.fate == FormatFate::kDone ? made.text : "";
  }

  void convert(const std::string& text, SourceKind kind) {
    SourceMap sources;
    rulec::diag::Collector findings;
    tooling::ConvertedSource there = tooling::convert_source(sources, sources.add("a", text), kind,
                                                             SourceForm::kText, {}, findings);
    if (there.source.fate != FormatFate::kDone) {
      bool has_no_twin =
          !findings.kept().empty() && findings.kept().front().code == rulec::diag::Code::kNoTwin;
      tally_.without_text += has_no_twin ? 1 : 0;
      if (!has_no_twin) {
        fail("not written as text", text);
      }
      return;
    }
    if (run(there.source.text, there.kind) != there.source.text) {
      fail("the text is no fixed point", there.source.text);
    }
    tooling::ConvertedSource back = tooling::convert_source(
        sources, sources.add("a", there.source.text), there.kind, SourceForm::kJson, {}, findings);
    if (back.source.fate != FormatFate::kDone ||
        without_names(back.source.text) != without_names(text)) {
      fail("not the same after the way to text and back", there.source.text);
    }
  }

  // Names of items are those that the text form has given them.
  static Json without_names(const std::string& text) {
    Json file = Json::parse(text, nullptr, false);
    for (Json* rule : rules_of(file)) {
      rule->erase("x_names");
    }
    return file;
  }

  static std::vector<Json*> rules_of(Json& file) {
    std::vector<Json*> rules;
    if (file.contains("rules")) {
      for (Json& rule : file["rules"]) {
        rules.push_back(&rule);
      }
    } else {
      rules.push_back(&file);
    }
    return rules;
  }

  // "" when it does not compile.
  static std::string bundle(const RulesetCase& settings, const std::vector<std::string>& files) {
    Project project;
    rulec::difftest::set_entry_points(project, settings, 2);
    project.rule(files[0]);
    for (std::size_t i = 1; i < files.size(); ++i) {
      project.scorecard(files[i]);
    }
    auto program = project.compile();
    if (!program || project.collector.has_errors()) {
      return "";
    }
    program->source_map.clear();
    program->source_files.clear();
    return rulec::bundle::write_bundle(*program);
  }

  void fail(const char* what, const std::string& text) {
    if (++tally_.failed <= 5) {
      std::printf("FAILED: ruleset %ld: %s\n%s\n", number_, what, text.c_str());
    }
  }

  Tally& tally_;
  long number_;
};

void check_ruleset(std::uint64_t seed, long number, Tally& tally) {
  Generator generator(seed * 1'000'003 + static_cast<std::uint64_t>(number));
  RulesetCase ruleset = rulec::difftest::random_ruleset(generator);
  Rewriting rewriting(generator);
  Json rules = Json::array();
  for (const Json& rule : ruleset.rules) {
    rules.push_back(rewriting.rule(rule));
  }
  Check check(tally, number);
  std::vector<std::string> written = {Json{{"rules", rules}}.dump()};
  std::vector<std::string> formatted = {check.formatted(written[0], kRules)};
  for (const Json& scorecard : ruleset.scorecards) {
    written.push_back(rewriting.scorecard(scorecard).dump(1));
    formatted.push_back(check.formatted(written.back(), kScorecard));
  }
  if (std::ranges::find(formatted, "") == formatted.end()) {
    check.compare(ruleset, written, formatted);
  }
}

}  // namespace

int main(int argc, char** argv) {
  long rulesets = 1000;
  std::uint64_t seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--rulesets") == 0) {
      rulesets = std::strtol(argv[i + 1], nullptr, 10);
    } else if (std::strcmp(argv[i], "--seed") == 0) {
      seed = std::strtoull(argv[i + 1], nullptr, 10);
    }
  }
  Tally tally;
  for (long number = 0; number < rulesets; ++number) {
    check_ruleset(seed, number, tally);
  }
  std::printf(
      "%ld files formatted, %ld rulesets compiled alike, %ld files without a text form, %ld "
      "failed\n",
      tally.files, tally.compiled, tally.without_text, tally.failed);
  // A test that compiles nothing shows nothing.
  return tally.failed == 0 && tally.compiled * 10 > rulesets * 9 ? 0 : 1;
}
