#include "commands/compile_command.h"

#include <algorithm>
#include <memory>

#include "base/calendar.h"
#include "base/check.h"
#include "bundle/bundle.h"
#include "bundle_making.h"
#include "compiled_forms.h"
#include "git_facts.h"
#include "native_code.h"
#include "output.h"
#include "project/project.h"
#include "project_settings.h"
#include "report.h"
#include "tooling/build.h"
#include "tooling/decide/ruleset.h"
#include "tooling/test/verify.h"
#include "verification.h"
#include "version.h"

namespace rulec::app::compile_command {
namespace {

using diag::Code;

const compiler::Pass* pass_named(std::string_view name) {
  auto found = std::ranges::find(compiler::passes(), name, &compiler::Pass::name);
  return found == compiler::passes().end() ? nullptr : &*found;
}

Stop stop_named(std::string_view name) {
  if (name == "parse") {
    return Stop::kParse;
  }
  if (name == "check") {
    return Stop::kCheck;
  }
  if (name == "lower") {
    return Stop::kLower;
  }
  if (name == "optimise" || pass_named(name) != nullptr) {
    return Stop::kOptimise;
  }
  return name == "emit" ? Stop::kEmit : Stop::kNowhere;
}

tooling::Phase last_phase(Stop stop) {
  switch (stop) {
    case Stop::kParse:
      return tooling::Phase::kParse;
    case Stop::kCheck:
      return tooling::Phase::kCheck;
    case Stop::kLower:
    case Stop::kOptimise:
      return tooling::Phase::kLower;
    case Stop::kEmit:
    case Stop::kNowhere:
      return tooling::Phase::kEmit;
  }
  return tooling::Phase::kEmit;
}

// What the bundle file became, and what is known about its making.
struct Written {
  std::string path;
  std::string digest;
  std::size_t bytes = 0;
  std::string commit;  // "" when git has nothing to say
  bool is_dirty = false;
  std::string git_problem;  // why there is no commit
  std::optional<native::BundledCode> native;
};

void write_native_member(JsonWriter& json, const native::BundledCode& code) {
  json.key("native");
  json.begin_array();
  if (!code.section.empty()) {
    json.begin_object();
    json.member("triple", code.target.triple);
    json.member("processor", code.target.processor);
    json.member("llvm", code.target.llvm);
    json.member("bytes", std::uint64_t{code.object_bytes});
    json.end_object();
  }
  json.end_array();
}

void write_bundle_members(JsonWriter& json, const Written& written,
                          const bytecode::Program& program) {
  json.member("path", written.path);
  json.member("digest", written.digest);
  json.member("bytes", std::uint64_t{written.bytes});
  json.member("name", program.name);
  json.member("version", program.version);
  json.member("source_sha256", program.source_sha256);
  json.member("rules", std::uint64_t{program.rules.size()});
  json.member("scorecards", std::uint64_t{program.scorecards.size()});
  json.member("templates", std::uint64_t{program.templates.size()});
  json.member("entry_points", std::uint64_t{program.entry_points.size()});
  json.key("commit");
  if (written.commit.empty()) {
    json.null();
    json.member("git", written.git_problem);
  } else {
    json.string(written.commit);
    json.member("dirty", written.is_dirty);
  }
  if (written.native) {
    write_native_member(json, *written.native);
  }
}

class Compile {
 public:
  Compile(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    if (Outcome<void> checked = check_options(); !checked) {
      return refuse(std::move(checked.error()));
    }
    std::int64_t started = env_.clock.ticks_ns();
    build_ = tooling::build(env_.files, build_options(), needed_phase(), collector_);
    require_files(*build_, options_.paths, collector_);
    if (Outcome<void> verified = verify(); !verified) {
      return refuse(std::move(verified.error()));
    }
    Outcome<LintSelection> selection = effective_selection(build_->project.config, {}, {});
    if (!selection) {
      return refuse(std::move(selection.error()));
    }
    findings_ = findings_of(collector_, *selection, *build_);
    code_ = exit_code_of(findings_, build_->sources, fail_level());
    if (verification_ && verification_->differences > 0) {
      code_ = ExitCode::kBug;
    }
    if (Outcome<void> reached = check_last_pass(); !reached) {
      return refuse(std::move(reached.error()));
    }
    if (Outcome<void> taken = take_forms(); !taken) {
      return refuse(std::move(taken.error()));
    }
    if (code_ == ExitCode::kOk && wants_bundle_ && build_->program) {
      std::int64_t began = env_.clock.ticks_ns();
      if (Outcome<void> made = write_bundle(); !made) {
        return refuse(std::move(made.error()));
      }
      build_->times.push_back({.name = "write and read back",
                               .nanoseconds = env_.clock.ticks_ns() - began,
                               .parts = {}});
    }
    elapsed_ms_ = (env_.clock.ticks_ns() - started) / 1'000'000;
    return report();
  }

 private:
  Outcome<void> check_options() {
    for (const std::string& name : options_.forms) {
      std::optional<Form> form = form_named(name);
      if (name == "bundle") {
        wants_bundle_ = true;
      } else if (form) {
        forms_.push_back(*form);
      } else {
        Failure later = failure(Code::kNotBuiltYet, {{"what", "`--emit " + name + "`"}});
        later.more = "use instead: --emit bytecode, or another of cst, ast, model, ir, bundle";
        return refuse(std::move(later));
      }
    }
    wants_bundle_ = (wants_bundle_ || forms_.empty()) && options_.stop_after == Stop::kNowhere;
    if (options_.output == "-" && wants_bundle_ && (options_.common.is_json() || !forms_.empty())) {
      return refuse(failure(Code::kBadUsage,
                            {{"problem", "standard output cannot take the bundle and a text"}}));
    }
    if (!options_.output.empty() && wants_bundle_ && !forms_.empty()) {
      return refuse(failure(Code::kBadUsage, {{"problem",
                                               "`-o` takes one form, and `--emit` names "
                                               "several"}}));
    }
    if (options_.verifies && last_phase(options_.stop_after) != tooling::Phase::kEmit) {
      return refuse(failure(Code::kBadUsage,
                            {{"problem", "`--verify` decides, and `--stop-after` ends before"}}));
    }
    if (options_.adds_native && !wants_bundle_) {
      return refuse(failure(Code::kBadUsage,
                            {{"problem", "`--native` is for a bundle, and none is written"}}));
    }
    return check_bundle_version(options_.bundle_version);
  }

  // A pass that the level does not run cannot be the last one.
  [[nodiscard]] Outcome<void> check_last_pass() const {
    const compiler::Pass* last = pass_named(options_.last_pass);
    if (last == nullptr || last->level <= build_->settings.optimisation_level) {
      return {};
    }
    Failure not_run = failure(
        Code::kBadUsage, {{"problem", "the pass `" + options_.last_pass + "` does not run at -O" +
                                          std::to_string(build_->settings.optimisation_level)}});
    not_run.more = "it runs from -O" + std::to_string(last->level) + " on";
    return refuse(std::move(not_run));
  }

  [[nodiscard]] tooling::BuildOptions build_options() const {
    tooling::BuildOptions build{.paths = options_.paths,
                                .max_source_bytes = options_.common.max_source_bytes,
                                .strips = options_.strips,
                                .optimisation_level = options_.optimisation_level,
                                .last_pass = options_.last_pass,
                                .bundle_version = options_.bundle_version,
                                .clock = options_.common.verbose > 0 ? &env_.clock : nullptr};
    if (options_.stop_after == Stop::kLower) {
      build.optimisation_level = 0;
    }
    return build;
  }

  // A form asks for no more phases than it needs, so that what stands before a mistake can be seen.
  [[nodiscard]] tooling::Phase needed_phase() const {
    tooling::Phase last = last_phase(options_.stop_after);
    if (options_.stop_after != Stop::kNowhere || wants_bundle_ || options_.verifies) {
      return last;
    }
    tooling::Phase needed = tooling::Phase::kParse;
    for (Form form : forms_) {
      needed = std::max(needed, phase_of(form));
    }
    return needed;
  }

  Outcome<void> verify() {
    if (!options_.verifies) {
      return {};
    }
    std::int64_t began = env_.clock.ticks_ns();
    auto suite = tooling::collect_tests(env_.files, *build_, collector_);
    if (collector_.has_errors() || !build_->program) {
      return {};
    }
    Result<std::vector<tooling::Engine>> engines = tooling::all_engines(*build_);
    if (!engines) {
      return refuse(failure_of(engines.error(), "the program"));
    }
    verification_ = tooling::compare_engines(*suite, *engines, collector_);
    build_->times.push_back(
        {.name = "verify", .nanoseconds = env_.clock.ticks_ns() - began, .parts = {}});
    return {};
  }

  [[nodiscard]] diag::Severity fail_level() const {
    bool is_strict = options_.is_strict || build_->project.config.strict_validation;
    return is_strict ? diag::Severity::Warning : diag::Severity::Error;
  }

  Outcome<void> take_forms() {
    for (Form form : forms_) {
      std::optional<std::string> text = form_text(*build_, form);
      if (!text && code_ == ExitCode::kOk) {
        return refuse(failure(Code::kBadUsage,
                              {{"problem", "`--stop-after` ends before a form of `--emit`"}}));
      }
      form_texts_.push_back(std::move(text));
    }
    return {};
  }

  // --- the bundle
  [[nodiscard]] const bytecode::Program& program() const {
    const std::optional<bytecode::Program>& built = build_->program;
    RULEC_CHECK(built.has_value());
    return *built;
  }

  [[nodiscard]] std::string bundle_path() const {
    return options_.output.empty() ? program().name + "-" + program().version + ".rbx"
                                   : options_.output;
  }

  Outcome<void> write_bundle() {
    std::string bytes = bundle::write_bundle(program());
    Written written{.path = bundle_path()};
    if (options_.adds_native) {
      if (Outcome<void> added = add_native(bytes, written); !added) {
        return added;
      }
    }
    written.bytes = bytes.size();
    Outcome<std::string> digest = loaded_digest(bytes, written.path);
    if (!digest) {
      return refuse(std::move(digest.error()));
    }
    written.digest = std::move(*digest);
    if (options_.output == "-") {
      print(env_, bytes);
    } else if (Outcome<void> kept = keep(bytes, written); !kept) {
      return kept;
    }
    written_ = std::move(written);
    return {};
  }

  // Made for the bundle as it will be loaded, and tested on it.
  Outcome<void> add_native(std::string& bytes, Written& written) {
    auto opened = opened_bytes(bytes);
    if (!opened) {
      return refuse(failure_of(opened.error(), written.path));
    }
    auto made = make_bundled_code(*opened->ruleset, env_);
    if (!made) {
      return refuse(std::move(made.error()));
    }
    bytes = bundle::write_bundle(program(), made->section);
    written.native = std::move(*made);
    return {};
  }

  static Result<tooling::OpenedRuleset> opened_bytes(std::string_view bytes) {
    RULEC_TRY(sealed, bundle::seal(bytes));
    RULEC_TRY(container, bundle::open_container(sealed, ""));
    return tooling::open_ruleset(std::move(container));
  }

  // The bundle as a file, read back, and the facts about its making beside it.
  Outcome<void> keep(std::string_view bytes, Written& written) {
    if (Status status = env_.files.write_file(written.path, bytes); !status) {
      return refuse(write_failure(status.error()));
    }
    Result<std::string> again = env_.files.read_file(written.path, kMaxBundleBytes);
    if (!again) {
      return refuse(failure_of(again.error(), written.path));
    }
    if (Outcome<std::string> arrived = loaded_digest(*again, written.path); !arrived) {
      return refuse(std::move(arrived.error()));
    }
    ask_git(written);
    std::string facts_path = written.path + ".build.json";
    if (Status status = env_.files.write_file(facts_path, build_facts(written)); !status) {
      return refuse(write_failure(status.error()));
    }
    return {};
  }

  void ask_git(Written& written) {
    Result<GitFacts> facts = read_git_facts(env_.files, build_->project.root);
    if (facts) {
      written.commit = facts->commit;
      written.is_dirty = facts->is_dirty;
      return;
    }
    written.git_problem = failure_of(facts.error(), "the project").message;
  }

  [[nodiscard]] std::string build_facts(const Written& written) const {
    std::string text;
    JsonWriter json(text, JsonWriter::Style::kPretty);
    json.begin_object();
    json.member("schema", "rulec.build/1");
    json.member("rulec", version_text());
    write_bundle_members(json, written, program());
    json.member("optimisation_level", build_->settings.optimisation_level);
    json.member("built_at", calendar::format_instant(env_.clock.now_ms()));
    json.end_object();
    return text + "\n";
  }

  // --- the report
  Outcome<ExitCode> report() {
    if (options_.common.is_json()) {
      print_document(env_, document());
      return code_;
    }
    const Common& common = options_.common;
    if (common.quiet < 2) {
      print_error(env_, findings_text(findings_, build_->sources,
                                      {.format = common.format,
                                       .has_color = common.err_has_color,
                                       .width = env_.terminal.width,
                                       .max_shown = kShownDiagnostics}));
    }
    if (Outcome<void> printed = print_forms(); !printed) {
      return refuse(std::move(printed.error()));
    }
    if (common.quiet == 0) {
      if (code_ != ExitCode::kOk) {
        print_error(env_, summary_text(findings_, scope()));
      } else if (written_ && options_.output != "-") {
        print(env_, bundle_text(*written_));
      } else if (forms_.empty() && !written_) {
        print(env_, summary_text(findings_, scope()));
      }
      if (verification_ && code_ == ExitCode::kOk) {
        print_verification(*verification_);
      }
      if (common.verbose > 0) {
        print_error(env_, times_text());
      }
    }
    return code_;
  }

  // To where it does not mix with a form or a bundle.
  void print_verification(const tooling::Verification& verification) {
    bool is_output_taken = !forms_.empty() || options_.output == "-";
    std::string text = verification_text(verification);
    is_output_taken ? print_error(env_, text) : print(env_, text);
  }

  // Whole microseconds: what a clock of a machine in use can tell.
  [[nodiscard]] std::string times_text() const {
    std::string text;
    for (const tooling::PhaseTime& time : build_->times) {
      text += (text.empty() ? "times    " : ", ") + time_text(time);
      std::string parts;
      for (const tooling::PhaseTime& part : time.parts) {
        parts += (parts.empty() ? " (" : ", ") + time_text(part);
      }
      text += parts.empty() ? parts : parts + ")";
    }
    return text + "\n";
  }

  static std::string time_text(const tooling::PhaseTime& time) {
    return std::string(time.name) + " " + std::to_string(time.nanoseconds / 1000) + " us";
  }

  Outcome<void> print_forms() {
    std::string text;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      if (const std::optional<std::string>& form = form_texts_[i]) {
        text += forms_.size() > 1 ? "== " + name_of(forms_[i]) + "\n" : std::string();
        text += *form;
      }
    }
    if (options_.output.empty() || options_.output == "-" || forms_.empty()) {
      print(env_, text);
    } else if (code_ == ExitCode::kOk) {
      if (Status status = env_.files.write_file(options_.output, text); !status) {
        return refuse(write_failure(status.error()));
      }
    }
    return {};
  }

  static std::string name_of(Form form) {
    for (std::string_view name : {"cst", "ast", "model", "ir", "bytecode"}) {
      if (form_named(name) == form) {
        return std::string(name);
      }
    }
    return {};
  }

  [[nodiscard]] Scope scope() const {
    return {.files = build_->sources.size(),
            .rules = build_->ast.rules.size(),
            .scorecards = build_->ast.scorecards.size(),
            .templates = build_->ast.templates.size(),
            .elapsed_ms = elapsed_ms_};
  }

  [[nodiscard]] std::string bundle_text(const Written& written) const {
    std::string text = written.path + "   " + counted(program().rules.size(), "rule") + ", ";
    if (!program().scorecards.empty()) {
      text += counted(program().scorecards.size(), "scorecard") + ", ";
    }
    if (!program().templates.empty()) {
      text += counted(program().templates.size(), "template") + ", ";
    }
    text += counted(program().entry_points.size(), "entry point") + ", " +
            counted(written.bytes, "byte") + "\n";
    text += "digest   " + written.digest + "\n";
    if (written.native) {
      text += "native   " + native_text(*written.native) + "\n";
    }
    if (written.commit.empty()) {
      text += "commit   none: " + written.git_problem + "\n";
    } else {
      text += "commit   " + written.commit + (written.is_dirty ? " with changes" : "") + "\n";
    }
    if (options_.common.verbose > 0) {
      text += "sources  sha256:" + program().source_sha256 + "\n";
    }
    return text + "built in " + std::to_string(elapsed_ms_) + " ms and read back\n";
  }

  static std::string native_text(const native::BundledCode& code) {
    return code.section.empty() ? "none: no entry point has rules that it would be faster for"
                                : code.target.processor + " (" + code.target.triple + ", LLVM " +
                                      code.target.llvm + "), " + counted(code.object_bytes, "byte");
  }

  [[nodiscard]] std::string document() const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.compile/1", "compile", code_);
    if (written_) {
      json.key("bundle");
      json.begin_object();
      write_bundle_members(json, *written_, program());
      json.end_object();
    }
    if (!forms_.empty()) {
      json.key("forms");
      json.begin_object();
      for (std::size_t i = 0; i < forms_.size(); ++i) {
        if (const std::optional<std::string>& form = form_texts_[i]) {
          json.member(name_of(forms_[i]), *form);
        }
      }
      json.end_object();
    }
    if (verification_) {
      write_verification(json, *verification_);
    }
    write_findings(json, findings_, scope(), build_->sources);
    json.end_object();
    return text;
  }

  const Options& options_;
  Env& env_;
  diag::Collector collector_;
  std::unique_ptr<tooling::Build> build_;
  Findings findings_;
  ExitCode code_ = ExitCode::kOk;
  bool wants_bundle_ = false;
  std::vector<Form> forms_;
  std::vector<std::optional<std::string>> form_texts_;  // beside forms_
  std::optional<Written> written_;
  std::optional<tooling::Verification> verification_;
  std::int64_t elapsed_ms_ = 0;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  Options options{.common = common,
                  .paths = invocation.arguments,
                  .output = invocation.value("-o").value_or(""),
                  .stop_after = stop_named(invocation.value("--stop-after").value_or("")),
                  .strips = invocation.has("--strip"),
                  .is_strict = invocation.has("--strict"),
                  .verifies = invocation.has("--verify"),
                  .adds_native = invocation.has("--native"),
                  .bundle_version = invocation.value("--bundle-version")};
  if (const compiler::Pass* pass = pass_named(invocation.value("--stop-after").value_or(""))) {
    options.last_pass = pass->name;
  }
  if (std::optional<std::string> level = invocation.value("-O")) {
    options.optimisation_level = level->front() - '0';
  }
  if (std::optional<std::string> forms = invocation.value("--emit")) {
    for (std::string_view form : split_values(*forms, ',')) {
      options.forms.emplace_back(form);
    }
  }
  return options;
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  return Compile(options, env).run();
}

}  // namespace rulec::app::compile_command
