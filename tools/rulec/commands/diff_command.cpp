#include "commands/diff_command.h"

#include "commands/diff_report.h"
#include "diff_side.h"
#include "output.h"

namespace rulec::app::diff_command {

Options options_of(const Invocation& invocation, const Common& common) {
  const std::vector<std::string>& sides = invocation.arguments;
  return {.common = common,
          .a = sides.front(),
          .b = sides.size() > 1 ? sides[1] : "",
          .shows_lines = invocation.has("--textual"),
          .shows_counts = invocation.has("--stat"),
          .answers_by_exit_code = invocation.has("--exit-code")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  std::vector<std::string> notes;
  Outcome<NamedSide> a = name_side(options.a, env, notes);
  if (!a) {
    return refuse(std::move(a.error()));
  }
  Outcome<NamedSide> b = options.b.empty() ? NamedSide{.kind = SideKind::kWorkTree, .name = "."}
                                           : name_side(options.b, env, notes);
  if (!b) {
    return refuse(std::move(b.error()));
  }
  Outcome<OpenedSides> opened = open_sides(*a, *b, options.common, env);
  if (!opened) {
    return refuse(std::move(opened.error()));
  }
  DiffReport report{.a = opened->a,
                    .b = opened->b,
                    .comparison = tooling::compare(*opened->a.ruleset, *opened->b.ruleset),
                    .notes = std::move(notes)};
  report.gather_notes();
  ExitCode code = options.answers_by_exit_code && report.comparison.may_differ() ? ExitCode::kNo
                                                                                 : ExitCode::kOk;
  if (options.common.is_json()) {
    print_document(env, diff_document(report, code));
    return code;
  }
  if (options.common.quiet == 0) {
    for (const std::string& note : report.notes) {
      print_error(env, note_text(note));
    }
  }
  if (options.shows_counts) {
    print(env, stat_text(report));
  } else if (options.shows_lines) {
    print(env, textual_text(report));
  } else {
    print(env, changes_text(report, options.common.verbose > 0));
  }
  return code;
}

}  // namespace rulec::app::diff_command
