#include "tooling/fix/judge.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "parser/json/reader.h"
#include "tooling/diff/diff.h"
#include "tooling/fix/case_proof.h"
#include "tooling/fix/meant_nodes.h"
#include "tooling/source_spelling.h"
#include "tooling/twin_text.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using diag::Severity;

using Fixes = std::vector<const Candidate*>;

constexpr std::string_view kNewError = "it would make a new error: ";
constexpr std::string_view kStays = "the finding stays";
constexpr std::string_view kOtherNode = "it would change more than it says";
constexpr std::string_view kNotProved = "the same decisions are not proved";
constexpr std::string_view kHasErrors =
    "the same decisions cannot be proved while the rule has errors";

bool is_error(const diag::Diagnostic& finding) {
  return finding.severity == Severity::Error;
}

// What the readers say: a file, or a part of it, has no meaning yet.
bool is_of_reader(const diag::Diagnostic& finding) {
  constexpr int kFirst = 1000;
  constexpr int kEnd = 2000;
  auto number = static_cast<int>(finding.code);
  return number >= kFirst && number < kEnd;
}

const json::Document* document_at(const Build& build, std::string_view path) {
  for (const json::Document& document : build.documents.documents) {
    if (build.sources.at(document.source()).name() == path) {
      return &document;
    }
  }
  return nullptr;
}

std::string json_of(std::string_view bytes) {
  SourceMap sources;
  diag::Collector unheard;
  json::Document document =
      json::parse(sources, sources.add("json", std::string(bytes)), {}, unheard);
  return document.has_root() ? TwinText(document, document.root()).text() : "";
}

std::string twin_of(const json::Document* document) {
  return document != nullptr && document->has_root() ? TwinText(*document, document->root()).text()
                                                     : "";
}

class Judge {
 public:
  explicit Judge(const Trial& trial)
      : trial_(trial),
        kinds_before_(trial.before.count_kinds()),
        kinds_after_(trial.after.count_kinds()) {
    for (const Candidate* fix : trial.fixes) {
      if (finding_of(*fix).code == Code::kUnknownEntryPoint) {
        unchecked_.insert(finding_of(*fix).place.rule_id);
      }
      for (const PathEdit& edit : fix->edits) {
        edits_[edit.path].push_back(&edit);
        if (is_of_reader(finding_of(*fix))) {
          unread_.insert(edit.path);
        }
      }
    }
    for (auto& [path, edits] : edits_) {
      std::ranges::stable_sort(edits, {}, [](const PathEdit* edit) { return edit->begin; });
    }
  }

  FixVerdict run() {
    for (auto check : {&Judge::reader_errors, &Judge::other_errors, &Judge::findings_are_gone,
                       &Judge::nothing_else_changed, &Judge::decisions_are_same}) {
      FixVerdict verdict = (this->*check)();
      if (!verdict.is_good()) {
        return verdict;
      }
    }
    return {};
  }

 private:
  [[nodiscard]] const diag::Diagnostic& finding_of(const Candidate& fix) const {
    return trial_.before.findings[fix.finding];
  }

  [[nodiscard]] static std::string path_of(const diag::Diagnostic& finding, const Look& seen) {
    return finding.has_primary ? seen.sources().at(finding.primary.span.source).name() : "";
  }

  template <class Matches>
  [[nodiscard]] Fixes fixes_that(Matches matches) const {
    Fixes found;
    std::ranges::copy_if(trial_.fixes, std::back_inserter(found),
                         [&](const Candidate* fix) { return matches(*fix); });
    return found;
  }

  // Those of the same rule, else those of the same file, else all.
  [[nodiscard]] Fixes suspects_of(const std::string& rule_id, const std::string& path) const {
    Fixes found = fixes_that([&](const Candidate& fix) {
      return !rule_id.empty() && finding_of(fix).place.rule_id == rule_id;
    });
    if (found.empty()) {
      found = fixes_that([&](const Candidate& fix) { return fix.changes(path); });
    }
    return found.empty() ? trial_.fixes : found;
  }

  [[nodiscard]] Blame new_error(const diag::Diagnostic& finding) const {
    return {.reason = std::string(kNewError) + diag::code_text(finding.code) + ", " +
                      diag::message_of(finding),
            .suspects = suspects_of(finding.place.rule_id, path_of(finding, trial_.after))};
  }

  // Whether there are more of its kind than before.
  [[nodiscard]] bool is_new(std::size_t index) const {
    const std::string& kind = trial_.after.kinds[index];
    auto before = kinds_before_.find(kind);
    return kinds_after_.at(kind) > (before == kinds_before_.end() ? 0 : before->second);
  }

  // A reader that stopped at the mistake may meet the next one behind it: that is no new one.
  [[nodiscard]] bool lies_behind_fix(const diag::Diagnostic& finding) const {
    std::string path = path_of(finding, trial_.after);
    return unread_.contains(path) && finding.primary.span.begin > edits_.at(path).front()->begin;
  }

  [[nodiscard]] std::size_t count(const Look& seen, const std::string& path) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(seen.findings, [&](const diag::Diagnostic& finding) {
          return is_error(finding) && is_of_reader(finding) && path_of(finding, seen) == path;
        }));
  }

  FixVerdict reader_errors() {
    FixVerdict verdict;
    for (std::size_t i = 0; i < trial_.after.findings.size(); ++i) {
      const diag::Diagnostic& finding = trial_.after.findings[i];
      if (!is_error(finding) || !is_of_reader(finding) || !is_new(i)) {
        continue;
      }
      std::string path = path_of(finding, trial_.after);
      bool is_progress =
          lies_behind_fix(finding) && count(trial_.after, path) <= count(trial_.before, path);
      if (!is_progress) {
        verdict.blames.push_back(new_error(finding));
      }
    }
    return verdict;
  }

  // By code, since the kind of an error changes with the words around it. What a file says that
  // could not be read before was never checked, and neither was a rule of an unknown entry point.
  FixVerdict other_errors() {
    std::map<Code, std::int64_t> balance;
    for (const Look* seen : {&trial_.before, &trial_.after}) {
      for (const diag::Diagnostic& finding : seen->findings) {
        if (is_checked(finding, *seen)) {
          balance[finding.code] += seen == &trial_.after ? 1 : -1;
        }
      }
    }
    for (const Candidate* fix : trial_.fixes) {
      if (is_checked(finding_of(*fix), trial_.before)) {
        ++balance[finding_of(*fix).code];
      }
    }
    FixVerdict verdict;
    for (std::size_t i = 0; i < trial_.after.findings.size(); ++i) {
      const diag::Diagnostic& finding = trial_.after.findings[i];
      if (is_checked(finding, trial_.after) && balance[finding.code] > 0 && is_new(i)) {
        verdict.blames.push_back(new_error(finding));
      }
    }
    return verdict;
  }

  [[nodiscard]] bool is_checked(const diag::Diagnostic& finding, const Look& seen) const {
    return is_error(finding) && !is_of_reader(finding) &&
           !unread_.contains(path_of(finding, seen)) && !unchecked_.contains(finding.place.rule_id);
  }

  FixVerdict findings_are_gone() {
    std::map<std::string_view, Fixes> by_kind;
    for (const Candidate* fix : trial_.fixes) {
      by_kind[fix->kind].push_back(fix);
    }
    FixVerdict verdict;
    for (const auto& [kind, fixes] : by_kind) {
      auto after = kinds_after_.find(kind);
      std::size_t left = after == kinds_after_.end() ? 0 : after->second;
      if (left + fixes.size() > kinds_before_.at(kind)) {
        verdict.blames.push_back({.reason = std::string(kStays), .suspects = fixes});
      }
    }
    return verdict;
  }

  FixVerdict nothing_else_changed() {
    FixVerdict verdict;
    for (const auto& [path, edits] : edits_) {
      if (!changed_as_meant(path, edits)) {
        verdict.blames.push_back(blame_of_file(kOtherNode, path));
      }
    }
    return verdict;
  }

  [[nodiscard]] Blame blame_of_file(std::string_view reason, const std::string& path) const {
    return {.reason = std::string(reason),
            .suspects = fixes_that([&](const Candidate& fix) { return fix.changes(path); }),
            .is_certain = true};
  }

  [[nodiscard]] bool changed_as_meant(const std::string& path,
                                      const std::vector<const PathEdit*>& edits) const {
    const json::Document* before = document_at(*trial_.before.analysis.build, path);
    const json::Document* after = document_at(*trial_.after.analysis.build, path);
    if (is_text_file(path)) {
      return before == nullptr || after == nullptr ||
             change_only_their_definitions(*before, *after, edits);
    }
    return !path.ends_with(".json") ||
           change_only_their_nodes(bytes_before(path), trial_.bytes.at(path), edits);
  }

  [[nodiscard]] std::string_view bytes_before(std::string_view path) const {
    const SourceMap& sources = trial_.before.sources();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources.at(SourceId(i)).name() == path) {
        return sources.at(SourceId(i)).bytes();
      }
    }
    return {};
  }

  // --- the proof

  FixVerdict decisions_are_same() {
    if (trial_.fix_class != diag::FixClass::kSafe) {
      return {};
    }
    FixVerdict unread;
    for (const std::string& path : unread_) {
      if (!reads_the_same(path)) {
        unread.blames.push_back(blame_of_file(kNotProved, path));
      }
    }
    if (!unread.is_good()) {
      return unread;
    }
    Fixes of_checks =
        fixes_that([this](const Candidate& fix) { return !is_of_reader(finding_of(fix)); });
    if (of_checks.empty()) {
      return {};
    }
    FixVerdict verdict = changed_rules_have_no_errors();
    return verdict.is_good() ? all_proved() : verdict;
  }

  // What the reader could save says the same as what it reads now. Behind a byte-order mark it
  // reads nothing: the same bytes without it say what they said.
  [[nodiscard]] bool reads_the_same(const std::string& path) const {
    std::string_view before = bytes_before(path);
    bool only_lost_mark = before.starts_with(utf8::kByteOrderMark) &&
                          before.substr(utf8::kByteOrderMark.size()) == trial_.bytes.at(path);
    if (only_lost_mark) {
      return true;
    }
    if (path.ends_with(".json")) {
      return json_of(before) == json_of(trial_.bytes.at(path));
    }
    return !is_text_file(path) || twin_of(document_at(*trial_.before.analysis.build, path)) ==
                                      twin_of(document_at(*trial_.after.analysis.build, path));
  }

  // A proof takes two rules that compile.
  FixVerdict changed_rules_have_no_errors() {
    FixVerdict verdict;
    std::set<std::string> blamed;
    for (const Look* seen : {&trial_.before, &trial_.after}) {
      for (const diag::Diagnostic& finding : seen->findings) {
        const std::string& rule = finding.place.rule_id;
        if (!is_error(finding) || rule.empty() || !blamed.insert(rule).second) {
          continue;
        }
        Fixes here = fixes_that([&](const Candidate& fix) {
          return !is_of_reader(finding_of(fix)) && finding_of(fix).place.rule_id == rule;
        });
        if (!here.empty()) {
          verdict.blames.push_back(
              {.reason = std::string(kHasErrors), .suspects = std::move(here), .is_certain = true});
        }
      }
    }
    return verdict;
  }

  // All that is not proved in one answer, so that it can be dropped together.
  FixVerdict all_proved() {
    const Build& before = *trial_.before.analysis.build;
    const Build& after = *trial_.after.analysis.build;
    Comparison comparison = compare(RulesetSide(before), RulesetSide(after));
    if (!comparison.may_differ()) {
      return {};
    }
    FixVerdict verdict;
    CaseProof by_cases(before, after);
    for (const DefinitionChanges* kind :
         {&comparison.rules, &comparison.scorecards, &comparison.templates}) {
      for (const DefinitionChange& change : kind->changes) {
        bool is_proved = change.is_proved_same ||
                         (kind == &comparison.rules && by_cases.is_same_rule(change)) ||
                         (kind == &comparison.scorecards && by_cases.is_same_scorecard(change));
        if (!is_proved) {
          Fixes here = fixes_that(
              [&](const Candidate& fix) { return finding_of(fix).place.rule_id == change.id; });
          bool is_certain = !here.empty();
          verdict.blames.push_back({.reason = std::string(kNotProved),
                                    .suspects = is_certain ? here : trial_.fixes,
                                    .is_certain = is_certain});
        }
      }
    }
    bool is_beyond =
        !comparison.is_complete || !comparison.schemas.empty() || !comparison.settings.empty();
    if (is_beyond) {
      verdict.blames.push_back({.reason = std::string(kNotProved), .suspects = trial_.fixes});
    }
    return verdict;
  }

  const Trial& trial_;
  std::map<std::string_view, std::size_t> kinds_before_;
  std::map<std::string_view, std::size_t> kinds_after_;
  std::map<std::string, std::vector<const PathEdit*>> edits_;
  std::set<std::string> unread_;     // files in which a finding of their reader is fixed
  std::set<std::string> unchecked_;  // rules whose entry point was unknown
};

}  // namespace

FixVerdict judge(const Trial& trial) {
  return Judge(trial).run();
}

}  // namespace rulec::tooling
