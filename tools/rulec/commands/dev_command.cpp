#include "commands/dev_command.h"

#include <charconv>
#include <cmath>

#include "base/limits.h"
#include "commands/dev_loop.h"
#include "commands/dev_output.h"
#include "dev/dev_handler.h"
#include "diag/render.h"
#include "output.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "project/project.h"
#include "project_settings.h"
#include "value/json_value.h"

namespace rulec::app::dev_command {
namespace {

using diag::Code;

constexpr const char* kDefaultListen = "127.0.0.1:8787";
constexpr std::int64_t kDefaultDebounceMs = 15;
constexpr double kMostDebounceMs = 10'000;
// Ports above the one that is in use.
constexpr int kPortsTried = 20;
// A command line that can still be read.
constexpr std::size_t kMaxTryBytes = 300;

// "15ms", "0.5s"; the units of the configuration schema.
std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  double number = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || number < 0) {
    return std::nullopt;
  }
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  double factor = unit == "us" ? 0.001 : unit == "ms" ? 1 : unit == "s" ? 1000 : -1;
  double ms = number * factor;
  return factor < 0 || ms > kMostDebounceMs ? std::nullopt
                                            : std::optional<std::int64_t>(std::llround(ms));
}

std::optional<std::string> configured_text(const project::Config& config, std::string_view key) {
  for (const project::Config::Setting& setting : config.settings) {
    if (setting.key != key || setting.origin == "default") {
      continue;
    }
    Arena arena;
    json::ReaderScratch scratch;
    Value value;
    json::Fault fault;
    if (json::read_value(setting.json, json::ValueLimits(), arena, scratch, value, fault) &&
        value.is_string()) {
      return std::string(value.as_string());
    }
  }
  return std::nullopt;
}

Outcome<void> check_flags(const Options& options) {
  if (options.backend == "sqlite") {
    Failure later = failure(Code::kNotBuiltYet, {{"what", "`--backend sqlite`"}});
    later.more = "use instead: --backend memory, which keeps nothing";
    return refuse(std::move(later));
  }
  if (options.debounce && !milliseconds_of(*options.debounce)) {
    return refuse(failure(Code::kBadFlagValue, {{"value", *options.debounce},
                                                {"flag", "--debounce"},
                                                {"expected",
                                                 "expected a time up to 10s, such "
                                                 "as 15ms"}}));
  }
  return {};
}

std::function<std::function<bool(diag::Code)>(const tooling::Build&)> selection() {
  return [](const tooling::Build& build) {
    Outcome<LintSelection> read = effective_selection(build.project.config, {}, {});
    LintSelection wanted = read ? std::move(*read) : LintSelection{};
    return [wanted = std::move(wanted)](Code code) { return is_wanted(wanted, code); };
  };
}

dev::CycleOptions cycle_options(const Options& options) {
  return {.build = {.paths = options.paths, .max_source_bytes = options.common.max_source_bytes},
          .runs_tests = options.runs_tests,
          .contexts = options.contexts,
          .selection = selection()};
}

// --- --once: one round, the exit code of `check`
Outcome<ExitCode> run_once(const Options& options, Env& env) {
  std::int64_t began = env.clock.ticks_ns();
  dev::Workshop workshop(env.files, env.clock, cycle_options(options));
  auto never = [] { return false; };
  std::unique_ptr<dev::Cycle> cycle = workshop.compile(never);
  workshop.compare_and_test(*cycle, never);
  workshop.lint(*cycle, never);
  require_files(*cycle->build, options.paths, cycle->findings);
  const tooling::Build& build = *cycle->build;
  Outcome<LintSelection> wanted = effective_selection(build.project.config, {}, {});
  if (!wanted) {
    return refuse(std::move(wanted.error()));
  }
  Findings findings = findings_of(cycle->findings, *wanted);
  ExitCode code = exit_code_of(findings, build.sources, diag::Severity::Error);
  if (cycle->engines_differ) {
    code = ExitCode::kBug;
  } else if (code == ExitCode::kOk && cycle->failed > 0) {
    code = ExitCode::kNo;
  }
  DevRound round{.build = 1,
                 .cycle = *cycle,
                 .findings = std::move(findings),
                 .scope = {.files = build.sources.size(),
                           .rules = build.ast.rules.size(),
                           .scorecards = build.ast.scorecards.size(),
                           .templates = build.ast.templates.size()},
                 .ms = static_cast<double>(env.clock.ticks_ns() - began) / 1e6,
                 .serving = 0,
                 .now_ms = env.clock.now_ms()};
  round.scope.elapsed_ms = std::llround(round.ms);
  if (options.common.is_json()) {
    print_document(env, dev_document(round, code));
    return code;
  }
  auto lines = make_dev_lines(options.common, env);
  lines->start(1, {});
  for (const dev::FailedCase& failed : cycle->failures) {
    print(env, failed.text + "\n");
  }
  lines->end(round);
  return code;
}

// --- the loop

struct Served {
  std::unique_ptr<dev::DevHandler> handler;
  std::unique_ptr<dev::HttpServer> server;
  dev::ListenAddress address;
  std::vector<std::string> remarks;
};

std::string host_in_url(const dev::ListenAddress& address) {
  return address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
}

std::string url_of(const Served& served) {
  return "http://" + host_in_url(served.address) + ":" + std::to_string(served.server->port()) +
         "/";
}

// Tries the next ports for a person; a program that was promised a port gets that one or none.
Outcome<Served> start_server(const std::string& wanted, const dev::Stage& stage, Env& env) {
  Result<dev::ListenAddress> address = dev::parse_listen_address(wanted);
  if (!address) {
    return refuse(failure(Code::kBadUsage, {{"problem", address.error().message}}));
  }
  Served served{.address = *address};
  for (int tried = 0;; ++tried) {
    served.handler = std::make_unique<dev::DevHandler>(stage, env.clock, served.address);
    auto server = dev::listen(served.address, *served.handler);
    if (server) {
      served.server = std::move(*server);
      break;
    }
    bool may_go_on = server.error().is_in_use && env.terminal.out_is_tty && tried < kPortsTried &&
                     served.address.port < UINT16_MAX;
    if (!may_go_on) {
      Failure failed = failure_of(server.error().error, wanted);
      failed.more = "another port: --listen 127.0.0.1:0 takes one that is free";
      return refuse(std::move(failed));
    }
    ++served.address.port;
  }
  if (served.address.port != address->port) {
    served.remarks.push_back("the port " + std::to_string(address->port) + " is in use, so " +
                             std::to_string(served.address.port) + " is taken");
  }
  if (!dev::is_loopback(served.address)) {
    served.remarks.push_back("warning: " + served.address.host +
                             " can be reached by other machines, and this server asks nobody who "
                             "they are");
  }
  return served;
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (char c : text) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

// A request that a person can paste: the first test case that is short enough, else an empty
// context.
std::string line_to_try(const dev::Cycle& cycle, const std::string& url) {
  std::string entry_point;
  std::string context = "{}";
  if (cycle.suite != nullptr) {
    for (const tooling::TestCase& test : cycle.suite->cases) {
      std::string text;
      append_value(text, test.context);
      if (text.size() <= kMaxTryBytes && text.find_first_of("\n\x1b") == std::string::npos) {
        entry_point = test.entry_point;
        context = std::move(text);
        break;
      }
    }
  }
  if (entry_point.empty() && cycle.is_good()) {
    const bytecode::Program& program = runtime::program_of(*cycle.ruleset);
    if (!program.entry_points.empty()) {
      entry_point = program.strings[program.entry_points.front().name.index()];
    }
  }
  if (entry_point.empty()) {
    return "";
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("entry_point", entry_point);
  json.key("context");
  json.raw(context);
  json.end_object();
  return "curl -s " + url + "api/rules/engine/execute/ -H 'Content-Type: application/json' -d " +
         diag::printable(shell_quoted(body));
}

std::unique_ptr<DevOutput> output_for(const Options& options, Env& env) {
  if (options.common.is_json()) {
    return make_dev_json_lines(options.common, env);
  }
  bool is_for_a_person = env.terminal.out_is_tty && options.common.format == Format::kFull;
  return is_for_a_person ? make_dev_screen(options.common, env)
                         : make_dev_lines(options.common, env);
}

project::Config read_config(const Options& options, FileSystem& files) {
  SourceMap sources;
  diag::Collector unheard;  // the first build says it
  static_cast<void>(options);
  return project::open(files, "", sources, unheard).config;
}

// A project that was cloned opens no port to other machines: that only who starts it can say.
Outcome<std::string> wanted_address(const Options& options, const project::Config& config) {
  if (options.listen) {
    return *options.listen;
  }
  std::string configured = configured_text(config, "dev.listen").value_or(kDefaultListen);
  Result<dev::ListenAddress> address = dev::parse_listen_address(configured);
  if (address && !dev::is_loopback(*address)) {
    Failure refused =
        failure(Code::kBadUsage, {{"problem",
                                   "`dev.listen` of rulec.yaml would let other machines reach "
                                   "this server: " +
                                       configured}});
    refused.more = "if that is wanted: --listen " + diag::printable(configured);
    return refuse(std::move(refused));
  }
  return configured;
}

Outcome<ExitCode> run_loop(const Options& options, Env& env) {
  if (env.live == nullptr) {
    return refuse(failure(Code::kBadUsage, {{"problem",
                                             "there is nothing here that can be watched; "
                                             "`rulec dev --once` runs one round"}}));
  }
  std::unique_ptr<dev::FolderWatcher> watcher = env.live->make_watcher();
  dev::CachedFiles files(env.files, *watcher);
  project::Config config = read_config(options, files);
  dev::Stage stage;
  Served served;
  if (options.serves) {
    Outcome<std::string> wanted = wanted_address(options, config);
    if (!wanted) {
      return refuse(std::move(wanted.error()));
    }
    Outcome<Served> started = start_server(*wanted, stage, env);
    if (!started) {
      return refuse(std::move(started.error()));
    }
    served = std::move(*started);
  }
  dev::Workshop workshop(files, env.clock, cycle_options(options));
  std::unique_ptr<DevOutput> output = output_for(options, env);
  if (served.server != nullptr) {
    output->listening(env, url_of(served), served.remarks);
  }
  auto debounce = [&](const project::Config& now) {
    std::string text = options.debounce.value_or(configured_text(now, "dev.debounce").value_or(""));
    return milliseconds_of(text).value_or(kDefaultDebounceMs);
  };
  auto ready = [&](const dev::Cycle& cycle) {
    DevReady said{.title = cycle.build->project.config.name + "   " +
                           counted(cycle.build->ast.rules.size(), "rule") + "  " +
                           counted(cycle.suite ? cycle.suite->cases.size() : 0, "test")};
    if (served.server != nullptr) {
      said.url = url_of(served);
      said.try_it = line_to_try(cycle, said.url);
    }
    return said;
  };
  bool takes_keys = env.terminal.in_is_tty && env.terminal.out_is_tty && !options.common.is_json();
  env.live->begin(takes_keys);
  DevLoop({.common = options.common,
           .env = env,
           .session = *env.live,
           .watcher = *watcher,
           .files = files,
           .workshop = workshop,
           .stage = stage,
           .server = served.server.get(),
           .output = *output,
           .debounce_ms = debounce,
           .ready = ready})
      .run();
  env.live->end();
  return ExitCode::kOk;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .paths = invocation.arguments,
          .listen = invocation.value("--listen"),
          .serves = !invocation.has("--no-serve"),
          .contexts = invocation.all("--context"),
          .runs_tests = !invocation.has("--no-test"),
          .debounce = invocation.value("--debounce"),
          .backend = invocation.value_or_default("--backend"),
          .is_once = invocation.has("--once")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (Outcome<void> fit = check_flags(options); !fit) {
    return refuse(std::move(fit.error()));
  }
  return options.is_once ? run_once(options, env) : run_loop(options, env);
}

}  // namespace rulec::app::dev_command
