// Lines for pipes, CI and editor tasks: `[dev] build start` and `[dev] build end` are what problem
// matchers look for and do not change. With --json each is an object of its own, flushed at once.
#include <cmath>

#include "commands/dev_output.h"
#include "diag/render.h"
#include "output.h"
#include "version.h"

namespace rulec::app {
namespace {

std::int64_t whole_ms(double ms) {
  return std::llround(ms);
}

std::string end_line(const DevRound& round) {
  const dev::Cycle& cycle = round.cycle;
  std::size_t all = cycle.passed + cycle.failed;
  return "[dev] build end " + std::to_string(round.build) +
         " errors=" + std::to_string(round.findings.errors) +
         " warnings=" + std::to_string(round.findings.warnings) +
         " tests=" + std::to_string(cycle.passed) + "/" + std::to_string(all) +
         " not_run=" + std::to_string(cycle.not_run) + " ms=" + std::to_string(whole_ms(round.ms)) +
         " serving=" + std::to_string(round.serving) + "\n";
}

class DevLines final : public DevOutput {
 public:
  DevLines(const Common& common, Env& env) : common_(common), env_(env) {}

  void listening(Env& /*env*/, const std::string& url,
                 const std::vector<std::string>& remarks) override {
    for (const std::string& remark : remarks) {
      print(env_, "[dev] note " + remark + "\n");
    }
    print(env_, "[dev] listening " + url + "\n");
  }

  void start(std::uint64_t build, const std::vector<std::string>& files) override {
    print(env_, "[dev] build start " + std::to_string(build) + " " + files_in_words(files) + "\n");
  }

  void end(const DevRound& round) override {
    std::string text;
    if (common_.quiet < 2) {
      text = findings_text(round.findings, round.cycle.build->sources,
                           {.format = Format::kConcise, .has_color = common_.out_has_color});
    }
    for (const dev::FailedCase& failed : round.cycle.failures) {
      text += "[dev] test failed " + diag::printable(failed.file) + " > " +
              diag::printable(failed.name) + "\n";
    }
    if (!round.cycle.changes.empty()) {
      text += "[dev] decisions " + std::to_string(round.cycle.changes.size()) + " of " +
              std::to_string(round.cycle.contexts) + " test contexts changed\n";
      for (const dev::DecisionChange& change : round.cycle.changes) {
        text += "[dev] decision " + diag::printable(change.name) + " -> " +
                diag::printable(change.words) + "\n";
      }
    }
    print(env_, text + end_line(round));
  }

  void cancelled(std::uint64_t build, std::uint64_t serving) override {
    print(env_, "[dev] build end " + std::to_string(build) +
                    " cancelled=1 serving=" + std::to_string(serving) + "\n");
  }

  void ready(const DevReady& ready) override {
    for (const std::string& remark : ready.remarks) {
      print(env_, "[dev] note " + remark + "\n");
    }
    print(env_,
          "[dev] ready " + (ready.url.empty() ? std::string("not serving") : ready.url) + "\n");
    if (!ready.try_it.empty()) {
      print(env_, "[dev] try " + ready.try_it + "\n");
    }
  }

  void warn(const diag::Diagnostic& warning) override {
    print(env_, diag::render_concise(warning, SourceMap()));
  }

  void goodbye(std::uint64_t builds) override {
    print(env_, "[dev] stopped after " + counted(builds, "build") + "\n");
  }

 private:
  const Common& common_;
  Env& env_;
};

// --- JSON

void write_round(JsonWriter& json, const DevRound& round) {
  const dev::Cycle& cycle = round.cycle;
  json.member("build", round.build);
  json.member("serving", round.serving);
  json.member("errors", std::uint64_t{round.findings.errors});
  json.member("warnings", std::uint64_t{round.findings.warnings});
  json.member("hints", std::uint64_t{round.findings.hints});
  json.key("tests");
  json.begin_object();
  json.member("passed", std::uint64_t{cycle.passed});
  json.member("failed", std::uint64_t{cycle.failed});
  json.member("ran", std::uint64_t{cycle.ran});
  json.member("not_run", std::uint64_t{cycle.not_run});
  json.end_object();
  json.key("decisions");
  json.begin_object();
  json.member("contexts", std::uint64_t{cycle.contexts});
  json.member("changed", std::uint64_t{cycle.changes.size()});
  json.key("changes");
  json.begin_array();
  for (const dev::DecisionChange& change : cycle.changes) {
    json.begin_object();
    json.member("file", change.file);
    json.member("name", change.name);
    json.member("change", change.words);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.key("ms");
  json.number(std::round(round.ms * 1000) / 1000);
  json.key("served_ms");
  json.number(std::round(round.served_ms * 1000) / 1000);
  json.key("phases");
  json.begin_object();
  for (const dev::PhaseMs& phase : cycle.phases) {
    json.key(phase.name);
    json.number(std::round(phase.ms * 1000) / 1000);
  }
  json.end_object();
}

void write_remarks(JsonWriter& json, const std::vector<std::string>& remarks) {
  json.key("remarks");
  json.begin_array();
  for (const std::string& remark : remarks) {
    json.string(remark);
  }
  json.end_array();
}

class DevJsonLines final : public DevOutput {
 public:
  explicit DevJsonLines(Env& env) : env_(env) {}

  void listening(Env& /*env*/, const std::string& url,
                 const std::vector<std::string>& remarks) override {
    Line line(*this, "listening");
    line.json.member("url", url);
    write_remarks(line.json, remarks);
  }

  void start(std::uint64_t build, const std::vector<std::string>& files) override {
    Line line(*this, "build_start");
    line.json.member("build", build);
    line.json.key("files");
    line.json.begin_array();
    for (const std::string& file : files) {
      line.json.string(file);
    }
    line.json.end_array();
  }

  void end(const DevRound& round) override {
    diag::FingerprintOrdinals ordinals;
    const SourceMap& sources = round.cycle.build->sources;
    for (const diag::Diagnostic& finding : round.findings.shown) {
      Line line(*this, "diagnostic");
      line.json.key("diagnostic");
      diag::write_json(line.json, finding, sources, ordinals.next(finding, sources));
    }
    for (const dev::FailedCase& failed : round.cycle.failures) {
      Line line(*this, "case");
      line.json.member("file", failed.file);
      line.json.member("name", failed.name);
      line.json.member("text", failed.text);
    }
    Line line(*this, "build_end");
    write_round(line.json, round);
  }

  void cancelled(std::uint64_t build, std::uint64_t serving) override {
    Line line(*this, "build_cancelled");
    line.json.member("build", build);
    line.json.member("serving", serving);
  }

  void ready(const DevReady& ready) override {
    Line line(*this, "ready");
    line.json.member("url", ready.url);
    line.json.member("try", ready.try_it);
    write_remarks(line.json, ready.remarks);
  }

  void warn(const diag::Diagnostic& warning) override {
    Line line(*this, "diagnostic");
    line.json.key("diagnostic");
    diag::write_json(line.json, warning, SourceMap());
  }

  void goodbye(std::uint64_t builds) override {
    Line line(*this, "summary");
    line.json.member("builds", builds);
  }

 private:
  struct Line {
    Line(DevJsonLines& out, std::string_view kind) : output(out), json(text) {
      json.begin_object();
      json.member("schema", "rulec.dev/1");
      json.member("kind", kind);
    }
    ~Line() {
      json.end_object();
      print(output.env_, text + "\n");
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    DevJsonLines& output;
    std::string text;
    JsonWriter json;
  };

  Env& env_;
};

}  // namespace

void DevOutput::listening(Env& env, const std::string& url,
                          const std::vector<std::string>& remarks) {
  print(env, "listening on " + url + "\n");
  for (const std::string& remark : remarks) {
    print(env, remark + "\n");
  }
}

std::string files_in_words(const std::vector<std::string>& files) {
  if (files.empty()) {
    return "all files";
  }
  std::string words = diag::printable(files.front());
  return files.size() == 1 ? words : words + " and " + std::to_string(files.size() - 1) + " more";
}

std::string tests_in_words(const dev::Cycle& cycle) {
  std::string words =
      std::to_string(cycle.passed) + " passed, " + std::to_string(cycle.failed) + " failed";
  return cycle.not_run > 0 ? words + ", " + std::to_string(cycle.not_run) + " not run" : words;
}

std::string dev_document(const DevRound& round, ExitCode exit_code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.dev/1", "dev", exit_code);
  json.member("kind", "build_end");
  write_round(json, round);
  json.key("failures");
  json.begin_array();
  for (const dev::FailedCase& failed : round.cycle.failures) {
    json.begin_object();
    json.member("file", failed.file);
    json.member("name", failed.name);
    json.member("text", failed.text);
    json.end_object();
  }
  json.end_array();
  write_findings(json, round.findings, round.scope, round.cycle.build->sources);
  json.end_object();
  return text;
}

std::unique_ptr<DevOutput> make_dev_lines(const Common& common, Env& env) {
  return std::make_unique<DevLines>(common, env);
}

std::unique_ptr<DevOutput> make_dev_json_lines(const Common& /*common*/, Env& env) {
  return std::make_unique<DevJsonLines>(env);
}

}  // namespace rulec::app
