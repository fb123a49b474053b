#include "commands/test_synthetic.h"

#include "argument_scan.h"

namespace rulec::app::test_command {
namespace {

using diag::Code;

constexpr std::size_t kDefaultCases = 100;
constexpr std::size_t kMostCases = 10'000;

std::optional<std::size_t> number_of_cases(const Options& options) {
  const std::string text = options.synthetic.value_or("");
  return text.empty() ? kDefaultCases : parse_whole_number(text, 1, kMostCases);
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
  for (const tooling::GeneratedFile& file : tooling::generated_files(run)) {
    std::string path = free_path(build.project.root, file.entry_point, env);
    if (Status written = env.files.write_file(join_path(build.project.root, path), file.text);
        !written) {
      return refuse(write_failure(written.error()));
    }
    said.text += "written: " + path + "; read what it expects before you keep it\n";
  }
  return {};
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
  return {};
}

Outcome<void> add_synthetic(const Options& options, const tooling::Build& build, tooling::Run& run,
                            std::unique_ptr<tooling::Synthetic>& made, SyntheticText& said,
                            Env& env) {
  auto done =
      tooling::synthesize(build, run, {.cases = number_of_cases(options).value_or(kDefaultCases)});
  if (!done) {
    return refuse(failure_of(done.error(), "the synthetic cases"));
  }
  made = std::move(*done);
  if (Status ran = tooling::run_synthetic(build, made->suite, run); !ran) {
    return refuse(failure_of(ran.error(), "the synthetic cases"));
  }
  said.text = std::to_string(made->suite.cases.size()) + " of them made by --synthetic\n";
  for (const std::string& name : made->without_context) {
    said.text += "no context was found that `" + name + "` accepts; write one case for it\n";
  }
  return options.writes_synthetic ? write_files(build, run, said, env) : Outcome<void>();
}

}  // namespace rulec::app::test_command
