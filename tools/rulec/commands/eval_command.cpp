#include "commands/eval_command.h"

#include "admitted_bundle.h"
#include "base/limits.h"
#include "build_report.h"
#include "commands/eval_example.h"
#include "commands/eval_expression.h"
#include "commands/eval_inputs.h"
#include "commands/eval_report.h"
#include "diag/suggest.h"
#include "engine_names.h"
#include "native_code.h"
#include "output.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "runtime/batch.h"
#include "runtime/decision_json.h"
#include "tooling/decide/context.h"
#include "tooling/decide/ruleset.h"
#include "tooling/test/test.h"

namespace rulec::app::eval_command {
namespace {

using diag::Code;

// One ruleset and what is asked of it.
struct Session {
  const Options& options;
  Env& env;
  tooling::OpenedRuleset opened;
  std::string entry_point;
  std::string acknowledgements;
  std::int64_t now_ms = 0;
  std::optional<std::string> example;  // its context
  runtime::Workspace workspace;

  [[nodiscard]] runtime::Request request(std::string_view context) const {
    return {.entry_point = entry_point,
            .context = context,
            .acknowledgements = acknowledgements,
            .now_ms = now_ms,
            .engine = engine_named(options.engine)};
  }
};

// An index is built when it is asked for, or when many decisions may pay for it.
runtime::LoadOptions load_options(const Options& options) {
  using runtime::IndexChoice;
  bool is_for_many = options.engine == "auto" && options.many_file.has_value();
  IndexChoice index = is_for_many ? IndexChoice::kAuto : IndexChoice::kNever;
  return {.index = options.engine == "index" ? IndexChoice::kAlways : index};
}

Outcome<ExitCode> open_ruleset(const Options& options, Env& env, tooling::OpenedRuleset& opened) {
  if (options.bundle_file) {
    auto from_bundle = open_admitted({.path = *options.bundle_file,
                                      .allows_native = options.allows_native,
                                      .load = load_options(options)},
                                     options.common, env);
    if (!from_bundle) {
      return refuse(std::move(from_bundle.error()));
    }
    opened = std::move(*from_bundle);
    return ExitCode::kOk;
  }
  diag::Collector findings;
  tooling::BuildOptions build_options{.max_source_bytes = options.common.max_source_bytes};
  auto build = tooling::build(env.files, build_options, tooling::Phase::kEmit, findings);
  if (!build->program) {
    return report_findings(findings, *build, options.common, env);
  }
  auto from_sources = tooling::open_build(std::move(build), load_options(options));
  if (!from_sources) {
    return refuse(failure_of(from_sources.error(), "the sources"));
  }
  opened = std::move(*from_sources);
  return ExitCode::kOk;
}

Failure unknown_entry_point(const std::string& entry_point, const bytecode::Program& program) {
  Failure unknown = failure(Code::kEntryPointNotFound, {{"entry_point", entry_point}});
  std::vector<std::string> known;
  for (const bytecode::EntryPoint& row : program.entry_points) {
    known.push_back(program.strings[row.name.index()]);
    unknown.more += (unknown.more.empty() ? "known: " : ", ") + known.back();
  }
  unknown.suggestions = diag::suggest(entry_point, known);
  return unknown;
}

Outcome<ExitCode> check_entry_point(const Session& session) {
  const bytecode::Program& program = runtime::program_of(*session.opened.ruleset);
  for (const bytecode::EntryPoint& row : program.entry_points) {
    if (program.strings[row.name.index()] == session.entry_point) {
      return ExitCode::kOk;
    }
  }
  return refuse(unknown_entry_point(session.entry_point, program));
}

// The answer as the server gives it: a decision, or a problem document.
struct Answer {
  bool is_problem = false;
  std::string json;
};

Answer decide(Session& session, std::string_view context, JsonWriter::Style style) {
  runtime::Decision decision;
  Answer answer;
  JsonWriter json(answer.json, style);
  const runtime::Problem* problem = runtime::decide(
      *session.opened.ruleset, session.request(context), session.workspace, decision);
  if (problem != nullptr) {
    answer.is_problem = true;
    runtime::write_problem(json, *session.opened.ruleset, session.entry_point, *problem);
  } else {
    runtime::write_decision(json, *session.opened.ruleset, decision);
  }
  return answer;
}

// One record of --many; false for a problem. Called on several threads.
bool decide_line(const Session& session, const runtime::BatchLine& line,
                 runtime::Workspace& workspace, std::string& out) {
  const runtime::LoadedRuleset& ruleset = *session.opened.ruleset;
  runtime::Decision decision;
  const runtime::Problem* problem =
      runtime::decide(ruleset, session.request(line.text), workspace, decision);
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "rulec.eval/1");
  json.member("kind", "record");
  json.member("line", line.number);
  json.key(problem != nullptr ? "problem" : "decision");
  if (problem != nullptr) {
    runtime::write_problem(json, ruleset, session.entry_point, *problem);
  } else {
    runtime::write_decision(json, ruleset, decision);
  }
  json.end_object();
  out += '\n';
  return problem == nullptr;
}

// So many bytes of contexts take longer than machine code does to be made.
constexpr std::size_t kBytesForCode = std::size_t{32} << 20U;

// --- --many: one context a line, one answer a line, on all processors; a summary last
Outcome<ExitCode> decide_many(Session& session, const std::string& file) {
  auto text = read_input(file, kMaxBatchBytes, session.env);
  if (!text) {
    return refuse(std::move(text.error()));
  }
  // Made beside the decisions; bytecode answers meanwhile, and where there will be none.
  std::unique_ptr<native::BackgroundCode> code;
  if (session.options.engine == "auto" && text->size() >= kBytesForCode) {
    code = make_code_beside(session.opened.ruleset, session.env);
  }
  runtime::BatchCounts counts = runtime::answer_lines(
      *text, {},
      [&session](const runtime::BatchLine& line, runtime::Workspace& workspace, std::string& out) {
        return decide_line(session, line, workspace, out);
      },
      [&session](std::string_view answers) { print(session.env, answers); });
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("schema", "rulec.eval/1");
  json.member("kind", "summary");
  json.member("lines", counts.lines);
  json.member("ok", counts.lines - counts.failed);
  json.member("failed", counts.failed);
  json.end_object();
  print(session.env, out + "\n");
  return counts.failed == 0 ? ExitCode::kOk : ExitCode::kNo;
}

// --- --expect: the decision must be exactly the file's
Outcome<std::vector<tooling::Difference>> compare_with_file(const std::string& file,
                                                            const std::string& answer, Env& env) {
  auto text = read_input(file, kMaxRequestBytes, env);
  if (!text) {
    return refuse(std::move(text.error()));
  }
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  json::ValueLimits limits{.max_bytes = kHardMaxSourceBytes, .max_depth = kMaxRuleDepth};
  Value expected;
  Value got;
  if (!json::read_value(*text, limits, arena, scratch, expected, fault)) {
    return refuse(failure(Code::kBadUsage, {{"problem", file + " is no JSON: " + fault.message}}));
  }
  RULEC_CHECK(json::read_value(answer, limits, arena, scratch, got, fault));
  auto members = arena.make_span<Member>(1);
  members[0] = {.key = "decision", .value = expected};
  return tooling::compare_expectation(make_object(arena, members), got, "");
}

Outcome<ExitCode> print_answer(Session& session, const std::string& context, const Answer& answer,
                               const tooling::Explanation& why) {
  ExitCode exit_code = answer.is_problem ? ExitCode::kNo : ExitCode::kOk;
  std::vector<tooling::Difference> differences;
  if (const std::optional<std::string>& file = session.options.expect_file) {
    auto compared = compare_with_file(*file, answer.json, session.env);
    if (!compared) {
      return refuse(std::move(compared.error()));
    }
    differences = std::move(*compared);
    exit_code = differences.empty() ? exit_code : ExitCode::kNo;
  }
  EvalReport report{.answer = answer.json,
                    .is_problem = answer.is_problem,
                    .explains = session.options.explains,
                    .why = why,
                    .differences = differences,
                    .exit_code = exit_code};
  if (session.options.common.is_json()) {
    print_document(session.env, eval_document(report));
  } else {
    if (session.options.explains && !answer.is_problem) {
      runtime::Decision decision;
      static_cast<void>(runtime::decide(*session.opened.ruleset, session.request(context),
                                        session.workspace, decision));
      print(session.env, explained_decision(*session.opened.ruleset, decision, session.now_ms, why,
                                            session.opened.sources()));
    } else {
      print(session.env, answer.json + "\n");
    }
    print_error(session.env, difference_text(differences));
  }
  return exit_code;
}

Outcome<ExitCode> decide_once(Session& session) {
  std::string text = session.example.value_or("{}");
  if (session.options.context_file) {
    auto read = read_input(*session.options.context_file, kMaxRequestBytes, session.env);
    if (!read) {
      return refuse(std::move(read.error()));
    }
    text = std::move(*read);
  }
  auto context = tooling::context_with(text, session.options.sets);
  if (!context) {
    return refuse(failure_of(context.error(), "--set"));
  }
  JsonWriter::Style style =
      session.options.common.is_json() ? JsonWriter::Style::kCompact : JsonWriter::Style::kPretty;
  Answer answer = decide(session, *context, style);
  tooling::Explanation why;
  if (session.options.explains && !answer.is_problem) {
    if (!session.opened.has_rules()) {
      return refuse(
          failure(Code::kBadUsage, {{"problem",
                                     "the bundle was compiled with --strip, so its rules cannot "
                                     "be explained"}}));
    }
    why = tooling::explain(session.opened.rules(), *session.opened.ruleset,
                           session.request(*context));
  }
  bool has_place = session.options.context_file && !session.options.common.is_json();
  if (answer.is_problem && has_place) {
    print_error(session.env, context_findings(*session.options.context_file, *context));
  }
  return print_answer(session, *context, answer, why);
}

// The context of an example, its instant unless another one is given, and its entry point.
Outcome<ExitCode> take_example(Session& session) {
  auto witness = find_example(session.options.example.value_or(""), session.entry_point,
                              session.options.common, session.env);
  if (!witness) {
    return refuse(std::move(witness.error()));
  }
  session.entry_point = witness->entry_point;
  session.example = std::move(witness->context);
  if (!session.options.now) {
    session.now_ms = witness->now_ms.value_or(session.now_ms);
  }
  return ExitCode::kOk;
}

Outcome<ExitCode> run_ruleset(const Options& options, Env& env) {
  if (!options.entry_point && !options.example) {
    return refuse(failure(Code::kMissingArgument, {{"command", "rulec eval"},
                                                   {"argument",
                                                    "an entry point, as in "
                                                    "`rulec eval checkout --context F`"}}));
  }
  auto now = moment_of(options.now, env);
  if (!now) {
    return refuse(std::move(now.error()));
  }
  Session session{.options = options,
                  .env = env,
                  .entry_point = options.entry_point.value_or(""),
                  .now_ms = *now};
  if (options.example) {
    if (auto taken = take_example(session); !taken) {
      return taken;
    }
  }
  auto opened = open_ruleset(options, env, session.opened);
  if (!opened || session.opened.ruleset == nullptr) {
    return opened;
  }
  auto known = check_entry_point(session);
  if (!known) {
    return known;
  }
  if (options.engine == "native") {
    give_native_code(*session.opened.ruleset, options.common.quiet > 0, env);
  }
  if (options.acks_file) {
    auto acks = read_input(*options.acks_file, kMaxRequestBytes, env);
    if (!acks) {
      return refuse(std::move(acks.error()));
    }
    session.acknowledgements = std::move(*acks);
  }
  const std::optional<std::string>& many = options.many_file;
  return many ? decide_many(session, *many) : decide_once(session);
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .entry_point = invocation.arguments.empty() ? std::nullopt
                                                      : std::optional(invocation.arguments.front()),
          .context_file = invocation.value("--context"),
          .sets = invocation.all("--set"),
          .bundle_file = invocation.value("--bundle"),
          .now = invocation.value("--now"),
          .acks_file = invocation.value("--acks"),
          .many_file = invocation.value("--many"),
          .expect_file = invocation.value("--expect"),
          .expression = invocation.value("--expr"),
          .example = invocation.value("--example"),
          .engine = invocation.value_or_default("--engine"),
          .explains = invocation.has("--explain"),
          .streams = invocation.has("--stream"),
          .allows_native = invocation.has("--allow-native")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (options.common.is_json() && (options.streams || options.many_file)) {
    Failure several = failure(Code::kBadUsage, {{"problem",
                                                 "`--stream` and `--many` answer with a document a "
                                                 "line, which cannot be one document"}});
    several.more = "leave --json out; every line is JSON already";
    return refuse(std::move(several));
  }
  bool has_other_context = options.context_file || options.many_file || options.bundle_file ||
                           options.streams || options.expression;
  if (options.example && has_other_context) {
    return refuse(failure(Code::kBadUsage, {{"problem",
                                             "`--example` decides the project's sources with a "
                                             "context of its own: it goes with none of --context, "
                                             "--many, --bundle, --expr and --stream"}}));
  }
  if (options.streams) {
    return evaluate_stream(options.now, env);
  }
  if (options.expression) {
    return evaluate_one(*options.expression, options.context_file, options.sets, options.now,
                        options.common, env);
  }
  return run_ruleset(options, env);
}

}  // namespace rulec::app::eval_command
