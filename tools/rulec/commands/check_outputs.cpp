#include "commands/check_outputs.h"

#include <utility>

#include "output.h"

namespace rulec::app::check_command {
namespace {

// A line for each finding where a program may read it, unless a form was chosen.
Format text_format(const Common& common, const Env& env) {
  bool is_chosen = !common.settings.empty() && common.settings.front().origin != "default";
  bool is_for_people = is_chosen || env.terminal.out_is_tty;
  return common.format == Format::kFull && !is_for_people ? Format::kConcise : common.format;
}

}  // namespace

Outcome<Outputs> Outputs::of(const Options& options) {
  auto files = test_command::report_files(options.reports, "check");
  if (!files) {
    return refuse(std::move(files.error()));
  }
  Outputs outputs;
  outputs.files_ = std::move(*files);
  return outputs;
}

Outcome<void> Outputs::write_files(const Answer& answer, Env& env) const {
  if (files_.empty()) {
    return {};
  }
  // What no step came to is empty: a service that waits for the file gets one.
  tooling::Run no_run;
  tooling::Coverage no_coverage;
  const Gate& gate = answer.gate;
  std::string document = answer_document(answer);
  return test_command::write_reports(
      files_,
      {.build = gate.build(),
       .run = gate.tests() != nullptr ? *gate.tests() : no_run,
       .coverage = gate.coverage() != nullptr ? gate.coverage() : &no_coverage,
       .minimums = gate.minimums(),
       .document = document},
      env);
}

Outcome<void> Outputs::give(const Answer& answer, const Options& options, Env& env) const {
  if (Outcome<void> written = write_files(answer, env); !written) {
    return written;
  }
  if (options.common.is_json()) {
    print_document(env, answer_document(answer));
    return {};
  }
  TextOptions text{.format = text_format(options.common, env),
                   .has_color = options.common.out_has_color,
                   .width = env.terminal.width,
                   .quiet = options.common.quiet,
                   .max_shown = options.max_shown,
                   .reports = {}};
  for (const test_command::ReportFile& file : files_) {
    text.reports.push_back(file.path);
  }
  print(env, answer_text(answer, text));
  return {};
}

}  // namespace rulec::app::check_command
