// Suppressions in the sources: `// rulec: ignore[RC3004] reason until 2027-01-31` above or inside a
// declaration of a text file, `# rulec: …` in rulec.yaml (behind a line for that line, alone for
// the file), and `x_rulec_ignore` of a rule, flow, scorecard, template, of a file with `rules`, of
// a test file or one of its cases. Conversions between both spellings leave each as it is: the
// comment is kept in `x_comments`, which is read too, and the member is an annotation of the text
// form. Both silence findings about what they stand for, wherever those are made. What is an error
// in the project, by itself or by `lint.severity`, is never silenced.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/parser.h"
#include "tooling/lint/suppression_text.h"

namespace rulec::tooling {

struct SuppressionSettings {
  std::string config_path;                          // rulec.yaml; "": there is none
  std::map<diag::Code, diag::Severity> severities;  // that the project gives (lint_settings.h)
  std::optional<std::int64_t> now_ms;
};

class Suppressions {
 public:
  // From the documents of the sources, text files and rulec.yaml. `now_ms`: those that have ended
  // by then silence nothing; without it none has ended, so that what is compiled does not depend on
  // a clock.
  void read(const SourceMap& sources, const parser::RuleDocuments& documents,
            const SuppressionSettings& settings);
  // Those of a test file beside.
  void read_tests(const SourceMap& sources, const json::Document& document,
                  const std::map<diag::Code, diag::Severity>& severities);

  // Marks a finding that one of them silences.
  void apply(diag::Diagnostic& finding);
  // The same; where it is silenced it is kept here. Else it is still the caller's.
  [[nodiscard]] bool take(diag::Diagnostic& finding);
  // Findings that were taken, as they were made.
  [[nodiscard]] std::vector<diag::Diagnostic> taken() { return std::exchange(taken_, {}); }

  // RC3903 for those that cannot be used, RC3902 for those that have ended and, where
  // `finds_unused`, RC3901 for those of wanted lints that have silenced nothing.
  void report(diag::Emitter& emitter, const std::function<bool(diag::Code)>& is_wanted,
              bool finds_unused) const;

 private:
  struct Entry {
    Span scope;  // of what it stands for
    diag::Code lint;
    Span at;  // the code as written
    std::string reason;
    std::string until;
    std::optional<diag::Edit> removal;
    bool has_ended = false;
    bool is_used = false;
  };
  struct Problem {
    Span at;
    std::string text;
    std::string label;
    std::vector<std::string> helps;
  };
  class Reader;

  std::optional<std::int64_t> now_ms_;
  std::vector<Entry> entries_;
  // Indexes of entries, by file and lint.
  std::map<std::pair<SourceId, diag::Code>, std::vector<std::size_t>> by_file_;
  std::vector<Problem> problems_;
  std::vector<diag::Diagnostic> taken_;
};

// On the way to another emitter, findings that are silenced are taken out; until `open` all but
// errors wait, since the sources are not read yet.
class SuppressingEmitter final : public diag::Emitter {
 public:
  // Both outlive this.
  SuppressingEmitter(Suppressions& suppressions, diag::Emitter& next)
      : suppressions_(suppressions), next_(next) {}
  void emit(diag::Diagnostic finding) override;
  void open();

 private:
  Suppressions& suppressions_;
  diag::Emitter& next_;
  std::vector<diag::Diagnostic> waiting_;
  bool is_open_ = false;
};

}  // namespace rulec::tooling
