#include "tooling/analysis.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/lint/lint.h"
#include "tooling/lint/lint_settings.h"
#include "tooling/lint/security/secret_mask.h"
#include "tooling/read_diagnostic.h"
#include "tooling/spoken_fixes.h"
#include "tooling/subjects.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using diag::Severity;
using Wanted = std::function<bool(Code)>;

// What waits here stays below about half a gigabyte.
constexpr std::size_t kMaxWaiting = 200'000;

// A lint that is an error unless the project says otherwise. (A warning that a phase makes an error
// is none.)
bool is_own_error(const diag::Diagnostic& finding) {
  return diag::row_of(finding.code).severity == Severity::Error && has_free_severity(finding.code);
}

// Warnings and hints wait until all are made: which of them are told is known only then. Errors are
// told whatever the settings say, and what does not fit goes on as it is.
class Waiting final : public diag::Emitter {
 public:
  explicit Waiting(diag::Emitter& next) : next_(next) {}
  void emit(diag::Diagnostic finding) override {
    has_errors_ = has_errors_ || finding.severity == Severity::Error;
    bool may_change = finding.severity != Severity::Error || is_own_error(finding);
    if (may_change && findings_.size() < kMaxWaiting) {
      findings_.push_back(std::move(finding));
    } else {
      next_.emit(std::move(finding));
    }
  }
  [[nodiscard]] bool has_errors() const { return has_errors_; }
  [[nodiscard]] std::vector<diag::Diagnostic> take() { return std::exchange(findings_, {}); }

 private:
  diag::Emitter& next_;
  std::vector<diag::Diagnostic> findings_;
  bool has_errors_ = false;
};

// What goes out, held back until all sources are read: only then is it known what must not be
// shown.
class Outgoing final : public diag::Emitter {
 public:
  explicit Outgoing(diag::Emitter& next) : next_(next) {}
  void emit(diag::Diagnostic finding) override {
    if (findings_.size() < kMaxWaiting) {
      findings_.push_back(std::move(finding));
    } else {
      next_.emit(bare(std::move(finding)));
    }
  }
  void send(const SecretMask& mask) {
    for (diag::Diagnostic& finding : findings_) {
      mask.apply(finding);
      next_.emit(std::move(finding));
    }
    findings_.clear();
  }

 private:
  // One of too many: its code and place are all that is surely no secret.
  static diag::Diagnostic bare(diag::Diagnostic finding) {
    finding.primary.text.clear();
    finding.labels.clear();
    finding.place = {};
    finding.notes.clear();
    finding.helps.clear();
    finding.fixes.clear();
    finding.witness.reset();
    for (diag::Argument& argument : finding.arguments) {
      argument.value = "***";
    }
    return std::move(finding.hide_source());
  }

  diag::Emitter& next_;
  std::vector<diag::Diagnostic> findings_;
};

// What comes behind build and tests.
class Concluder {
 public:
  Concluder(FileSystem& files, const AnalysisOptions& options, Build& build, Waiting& waiting,
            Outgoing& emitter)
      : files_(files), options_(options), build_(build), waiting_(waiting), emitter_(emitter) {}

  Conclusion run(const Suite& suite) {
    wanted_ = options_.selection ? options_.selection(build_) : is_on_by_default;
    bool is_whole = options_.build.paths.empty();
    if (build_.model != nullptr) {
      SuppressingEmitter marking(build_.suppressions, waiting_);
      marking.open();
      SpokenFixes spoken(files_, build_, options_.build.max_source_bytes, marking);
      auto find_lints = options_.lints ? options_.lints : lint;
      find_lints({.files = files_,
                  .build = build_,
                  .suite = suite,
                  .now_ms = options_.now_ms,
                  .is_wanted = wanted_,
                  .is_whole = is_whole,
                  .is_cancelled = options_.build.is_cancelled},
                 spoken);
    }
    is_complete_ = is_whole && build_.model != nullptr && !waiting_.has_errors();
    build_.suppressions.report(waiting_, wanted_, is_complete_);
    read_baseline();
    settle();
    SecretMask mask(build_.sources);
    std::ranges::for_each(made_.suppressed,
                          [&mask](diag::Diagnostic& finding) { mask.apply(finding); });
    emitter_.send(mask);
    return std::move(made_);
  }

 private:
  void read_baseline() {
    made_.baseline_path = baseline_path_of(build_, options_.baseline);
    if (options_.makes_baseline) {
      made_.has_baseline = true;
      return;
    }
    auto text = files_.read_file(made_.baseline_path, kMaxBaselineBytes);
    if (!text) {
      bool is_missing = text.error().code == ErrorCode::kNotFound && options_.baseline.empty();
      if (!is_missing) {
        emitter_.emit(read_diagnostic(text.error(), made_.baseline_path, kMaxBaselineBytes));
      }
      return;
    }
    Result<Baseline> read = Baseline::read(*text);
    if (!read) {
      emitter_.emit(diag::make(Code::kBadBaseline,
                               {{"path", made_.baseline_path}, {"problem", read.error().message}}));
      return;
    }
    made_.has_baseline = true;
    made_.baseline = std::move(*read);
  }

  void settle() {
    const Build& build = build_;
    std::map<Code, Severity> severities = severities_of(build.project.config);
    std::vector<diag::Diagnostic> findings = waiting_.take();
    auto is_unwanted = [this](const diag::Diagnostic& finding) {
      return finding.severity != Severity::Error && !wanted_(finding.code);
    };
    std::erase_if(findings, is_unwanted);
    made_.suppressed = build_.suppressions.taken();
    std::erase_if(made_.suppressed, is_unwanted);
    // As the project has them: an error is neither suppressed nor in a baseline.
    for (std::vector<diag::Diagnostic>* all : {&findings, &made_.suppressed}) {
      for (diag::Diagnostic& finding : *all) {
        finding.severity = severity_in(severities, finding);
      }
    }
    fill_subjects(findings, build);
    fill_subjects(made_.suppressed, build);
    if (options_.makes_baseline) {
      for (const diag::Diagnostic& finding : findings) {
        made_.baseline.add(finding, build.sources);
      }
    }
    for (diag::Diagnostic& finding : findings) {
      made_.baseline.apply(finding, build.sources);
      if (finding.suppressed) {
        made_.suppressed.push_back(std::move(finding));
      } else {
        emitter_.emit(std::move(finding));
      }
    }
    made_.gone = is_complete_ ? made_.baseline.gone(wanted_) : 0;
  }

  FileSystem& files_;
  const AnalysisOptions& options_;
  Build& build_;
  Waiting& waiting_;
  Outgoing& emitter_;
  Conclusion made_;
  Wanted wanted_;
  bool is_complete_ = false;  // all of the project was looked at, and nothing kept a lint silent
};

// The JSON text of a setting that is a text.
std::string text_of(const std::string& json) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  bool is_read = json::read_value(json, json::ValueLimits(), arena, scratch, value, fault);
  return is_read && value.is_string() ? std::string(value.as_string()) : std::string();
}

}  // namespace

std::string baseline_path_of(const Build& build, const std::string& named) {
  if (!named.empty()) {
    return named;
  }
  const auto& settings = build.project.config.settings;
  auto setting = std::ranges::find(settings, "lint.baseline", &project::Config::Setting::key);
  std::string path = setting != settings.end() ? text_of(setting->json) : std::string();
  return join_path(build.project.root, path.empty() ? std::string(kBaselinePath) : path);
}

Analysis analyse(FileSystem& files, const AnalysisOptions& options, diag::Emitter& emitter) {
  Analysis analysis;
  Outgoing outgoing(emitter);
  Waiting waiting(outgoing);
  BuildOptions how = options.build;
  how.now_ms = options.now_ms;
  analysis.build = build(files, how, options.last, waiting);
  analysis.build_sources = analysis.build->sources.size();
  SuppressingEmitter marking(analysis.build->suppressions, waiting);
  diag::CountingEmitter of_tests(marking);
  analysis.suite = collect_tests(files, *analysis.build, of_tests);
  marking.open();  // test files suppress too
  analysis.test_errors = of_tests.error_count();
  analysis.tested_sources = analysis.build->sources.size();
  static_cast<Conclusion&>(analysis) =
      Concluder(files, options, *analysis.build, waiting, outgoing).run(*analysis.suite);
  return analysis;
}

Conclusion conclude(FileSystem& files, const AnalysisOptions& options, Build& build,
                    const Suite& suite, std::vector<diag::Diagnostic> made,
                    diag::Emitter& emitter) {
  Outgoing outgoing(emitter);
  Waiting waiting(outgoing);
  SuppressingEmitter marking(build.suppressions, waiting);
  marking.open();
  for (diag::Diagnostic& finding : made) {
    marking.emit(std::move(finding));
  }
  return Concluder(files, options, build, waiting, outgoing).run(suite);
}

}  // namespace rulec::tooling
