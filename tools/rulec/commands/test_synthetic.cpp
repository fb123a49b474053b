#include "commands/test_synthetic.h"

#include "argument_scan.h"
#include "diag/render.h"
#include "diag/suggest.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

constexpr std::size_t kDefaultCases = 100;
constexpr std::size_t kMostCases = 10'000;

std::optional<std::size_t> number_of_cases(const Options& options) {
  const std::string text = options.synthetic.value_or("");
  return text.empty() ? kDefaultCases : parse_whole_number(text, 1, kMostCases);
}

Failure not_known(const std::string& topic, std::string why) {
  return failure(Code::kBadFlagValue,
                 {{"value", topic}, {"flag", "--for"}, {"expected", std::move(why)}});
}

// A file of an earlier run may have been read and kept, so it is left alone.
std::string free_path(const std::string& root, const std::string& entry_point, Env& env) {
  for (std::size_t number = 1;; ++number) {
    std::string suffix = number == 1 ? "" : "-" + std::to_string(number);
    std::string path = "tests/synthetic/";
    path.append(entry_point).append(suffix).append(".test.json");
    if (!env.files.info(join_path(root, path))) {
      return path;
    }
  }
}

Outcome<void> write_files(const tooling::Build& build, const tooling::Run& run, SyntheticText& said,
                          Env& env) {
  constexpr JsonWriter::Style kStyle = JsonWriter::Style::kPretty;
  for (const tooling::GeneratedFile& file : tooling::generated_files(run, kStyle)) {
    std::string path = free_path(build.project.root, file.entry_point, env);
    if (Status written =
            env.files.write_file(join_path(build.project.root, path), file.text + "\n");
        !written) {
      return refuse(write_failure(written.error()));
    }
    said.text += "written: " + path + "; read what it expects before you keep it\n";
  }
  return {};
}

// What --for can name.
struct Target {
  std::string_view id;
  std::string_view entry_point;
  bool is_active = true;
};

std::vector<Target> targets_of(const parser::Ast& ast) {
  std::vector<Target> targets;
  for (const parser::RuleNode& rule : ast.rules) {
    for (const parser::TextAt& name : rule.entry_points) {
      targets.push_back(
          {.id = rule.id.text, .entry_point = name.text, .is_active = rule.is_active});
    }
  }
  for (const parser::ScorecardNode& scorecard : ast.scorecards) {
    targets.push_back({.id = scorecard.id.text, .entry_point = scorecard.entry_point.text});
  }
  return targets;
}

// Sets rule and entry point of `wanted` to what --for names.
Outcome<void> find_target(const std::string& topic, const tooling::Build& build,
                          tooling::SyntheticOptions& wanted) {
  std::vector<std::string_view> known;
  for (const Target& target : targets_of(build.ast)) {
    known.push_back(target.id);
    bool is_whole = std::string(target.entry_point) + "/" + std::string(target.id) == topic;
    if (target.id != topic && !is_whole) {
      continue;
    }
    if (!target.is_active) {
      return refuse(not_known(topic, "the rule is not active"));
    }
    wanted.rule_id = target.id;
    wanted.entry_point = is_whole ? target.entry_point : "";
    return {};
  }
  Failure unknown = not_known(topic, "the project has no such rule or scorecard");
  unknown.suggestions = diag::suggest(topic, known);
  return refuse(std::move(unknown));
}

std::string rule_text(const tooling::Synthetic& made, const std::string& rule) {
  const tooling::Share& share = made.rule;
  std::string name = "`" + diag::printable(rule) + "`";
  std::string of_all = std::to_string(share.have) + " of " + std::to_string(share.all);
  if (!made.suite.cases.empty()) {
    return "with them " + of_all + " outcomes of " + name + " are reached\n";
  }
  return share.have == share.all
             ? "the cases reach all of " + name + " already\n"
             : "no context was found that reaches more of " + name + " than " + of_all + "\n";
}

}  // namespace

Outcome<void> check_synthetic_flags(const Options& options) {
  if (options.synthetic && !number_of_cases(options)) {
    return refuse(failure(Code::kBadFlagValue,
                          {{"value", *options.synthetic},
                           {"flag", "--synthetic"},
                           {"expected", "expected 1 to " + std::to_string(kMostCases)}}));
  }
  if (options.writes_synthetic && !options.synthetic) {
    return refuse(
        failure(Code::kBadUsage, {{"problem", "`--write` writes the cases of `--synthetic`"}}));
  }
  if (options.synthetic_for && !options.synthetic) {
    return refuse(failure(Code::kBadUsage,
                          {{"problem", "`--for` says which rule `--synthetic` makes cases for"}}));
  }
  if (options.prints_synthetic() && !options.coverage_form.empty()) {
    const std::string& form = options.coverage_form;
    Failure both = failure(Code::kBadUsage,
                           {{"problem", "`--for` and `--coverage=" + form + "` both want stdout"}});
    both.more = "use instead: --report " + form + "=FILE";
    return refuse(std::move(both));
  }
  return {};
}

Outcome<void> add_synthetic(const Options& options, const tooling::Build& build, tooling::Run& run,
                            std::unique_ptr<tooling::Synthetic>& made, SyntheticText& said,
                            Env& env) {
  tooling::SyntheticOptions wanted{.cases = number_of_cases(options).value_or(kDefaultCases)};
  if (options.synthetic_for) {
    if (Outcome<void> found = find_target(*options.synthetic_for, build, wanted); !found) {
      return found;
    }
  }
  auto done = tooling::synthesize(build, run, wanted);
  if (!done) {
    return refuse(failure_of(done.error(), "the synthetic cases"));
  }
  made = std::move(*done);
  if (Status ran = tooling::run_synthetic(build, made->suite, run); !ran) {
    return refuse(failure_of(ran.error(), "the synthetic cases"));
  }
  said.text = std::to_string(made->suite.cases.size()) + " of them made by --synthetic\n";
  said.text += options.synthetic_for ? rule_text(*made, *options.synthetic_for) : "";
  for (const std::string& name : made->without_context) {
    said.text += "no context was found that `" + name + "` accepts; write one case for it\n";
  }
  if (options.prints_synthetic()) {
    said.files = tooling::generated_files(
        run, options.common.is_json() ? JsonWriter::Style::kCompact : JsonWriter::Style::kPretty);
  }
  return options.writes_synthetic ? write_files(build, run, said, env) : Outcome<void>();
}

}  // namespace rulec::app::test_command
