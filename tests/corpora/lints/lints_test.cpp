// Lints over rules that others wrote: Sigma rules and decision tables of GoRules, converted here,
// and the examples. The counts of each code are compared with judged.tsv, where somebody has read
// the findings: at most one in a hundred may be wrong. Converted Sigma rules also decide the events
// that their authors recorded.
//   --list FILE   writes every finding: corpus, code, rule, message
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "diag/emitter.h"
#include "jdm.h"
#include "memory_file_system.h"
#include "process.h"
#include "runtime/engine.h"
#include "sigma.h"
#include "tooling/analysis.h"
#include "tooling/decide/ruleset.h"

namespace rulec::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNowMs = 1'772'355'600'000;  // 2026-03-01T09:00:00Z
// Files of the corpus whose rule matches none of its events when every document is converted as
// written: the number is held so that a change is seen.
constexpr std::size_t kMostWithoutMatch = 5;
constexpr std::size_t kMostWrongPerHundred = 1;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

class KeepAll final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic finding) override { kept.push_back(std::move(finding)); }
  std::vector<diag::Diagnostic> kept;
};

struct Totals {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;  // corpus, code
  std::vector<std::string> lines;
  std::size_t rules = 0;
  std::size_t refused = 0;
};

std::string line_of(const std::string& corpus, const std::string& place,
                    const diag::Diagnostic& finding) {
  return corpus + "\t" + diag::code_text(finding.code) + "\t" + place + "\t" +
         finding.place.rule_id + "\t" + diag::message_of(finding) +
         (finding.witness ? "\t" + finding.witness->context : "");
}

void take_findings(FileSystem& files, tooling::BuildOptions options, const std::string& corpus,
                   const std::string& place, Totals& totals) {
  KeepAll findings;
  auto selection = [](const tooling::Build&) { return [](diag::Code) { return true; }; };
  tooling::Analysis analysis = tooling::analyse(
      files, {.build = std::move(options), .now_ms = kNowMs, .selection = selection}, findings);
  totals.rules += analysis.build->ast.rules.size();
  for (const diag::Diagnostic& finding : findings.kept) {
    ++totals.counts[{corpus, diag::code_text(finding.code)}];
    totals.lines.push_back(line_of(corpus, place, finding));
  }
}

// --- Sigma

using ByEntryPoint = std::map<std::string, Json>;

void add_document(const Json& document, ByEntryPoint& rules, Totals& totals) {
  auto made = convert_sigma(document);
  if (const auto* rule = std::get_if<SigmaRule>(&made)) {
    Json& list = rules[rule->entry_point];
    list.push_back(rule->rule);
  } else {
    ++totals.refused;
  }
}

void lint_sigma(const std::string& folder, Totals& totals) {
  ByEntryPoint rules;
  std::ifstream lines(folder + "/rules.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const Json file = Json::parse(line);  // outlives the loop over a part of it
    for (const Json& document : file.at("rule")) {
      add_document(document, rules, totals);
    }
  }
  for (const auto& [entry_point, list] : rules) {
    MemoryFileSystem files;
    for (std::size_t i = 0; i < list.size(); ++i) {
      files.add_file("rules/" + std::to_string(i) + ".rule.json",
                     Json{{"rules", Json::array({list[i]})}}.dump(1));
    }
    take_findings(files, {}, "sigma", entry_point, totals);
  }
}

// Whether the rule fires for one of the events of its file.
bool matches_events(const Json& file, const SigmaRule& rule) {
  MemoryFileSystem files;
  files.add_file("rules/a.rule.json", Json{{"rules", Json::array({rule.rule})}}.dump());
  KeepAll findings;
  auto build = tooling::build(files, {}, tooling::Phase::kEmit, findings);
  if (!build->program) {
    return false;
  }
  auto opened = tooling::open_build(std::move(build));
  runtime::Workspace workspace;
  return opened && std::ranges::any_of(file.at("events"), [&](const Json& event) {
           std::string context = flat_event(event).dump();
           runtime::Decision decision;
           const runtime::Problem* problem = runtime::decide(
               *opened->ruleset,
               {.entry_point = rule.entry_point, .context = context, .now_ms = kNowMs}, workspace,
               decision);
           return problem == nullptr && !decision.rules_executed.empty();
         });
}

struct Matches {
  std::size_t matched = 0;
  std::size_t refused = 0;
  std::vector<std::string> unmatched;
};

Matches decide_events(const std::string& folder) {
  Matches matches;
  for (const fs::path& path : files_in(folder + "/rules-with-events")) {
    Json file = Json::parse(read_file(path));
    auto made = convert_sigma(file.at("rule").at(0));
    if (const auto* rule = std::get_if<SigmaRule>(&made)) {
      if (matches_events(file, *rule)) {
        ++matches.matched;
      } else {
        matches.unmatched.push_back(path.filename().string());
      }
    } else {
      ++matches.refused;
    }
  }
  return matches;
}

// --- JDM

void lint_tables(const std::string& folder, Totals& totals) {
  for (const std::string& part : {folder, folder + "/graphs"}) {
    for (const fs::path& path : files_in(part)) {
      const Json graph = Json::parse(read_file(path));
      for (const JdmTable& table : convert_jdm(graph)) {
        totals.refused += table.refused;
        if (table.rows == 0) {
          continue;
        }
        MemoryFileSystem files;
        files.add_file("rulec.yaml", table.config);
        files.add_file("rules/table.rule.json", table.rules);
        take_findings(files, {.max_source_bytes = 64 * 1024 * 1024}, "gorules-jdm",
                      path.filename().string() + "/" + table.name, totals);
      }
    }
  }
}

void lint_examples(Totals& totals) {
  RealFileSystem files;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(RULEC_SOURCE_FOLDER "/rules-examples")) {
    if (entry.is_directory()) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    take_findings(files, {.folder = RULEC_SOURCE_FOLDER "/rules-examples/" + name}, "examples",
                  name, totals);
  }
}

// --- what was judged: corpus, code, findings, wrong, remark; `#` begins a comment

struct Judged {
  std::size_t findings = 0;
  std::size_t wrong = 0;
};

std::map<std::pair<std::string, std::string>, Judged> read_judged() {
  std::map<std::pair<std::string, std::string>, Judged> judged;
  std::ifstream file(RULEC_JUDGED);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    std::istringstream fields(line);
    std::string corpus;
    std::string code;
    Judged row;
    fields >> corpus >> code >> row.findings >> row.wrong;
    judged[{corpus, code}] = row;
  }
  return judged;
}

class Checks {
 public:
  void check(bool is_good, const std::string& words) {
    (is_good ? passed_ : failed_) += 1;
    if (!is_good) {
      std::printf("FAILED: %s\n", words.c_str());
    }
  }
  [[nodiscard]] int print() const {
    std::printf("%d passed, %d failed, 0 skipped\n", passed_, failed_);
    return failed_ == 0 ? 0 : 1;
  }

 private:
  int passed_ = 0;
  int failed_ = 0;
};

void compare_judged(const Totals& totals, Checks& checks) {
  auto judged = read_judged();
  std::size_t all = 0;
  std::size_t wrong = 0;
  for (const auto& [key, count] : totals.counts) {
    std::string name = key.first + " " + key.second;
    auto row = judged.find(key);
    checks.check(row != judged.end(),
                 name + ": " + std::to_string(count) + " findings that nobody has judged");
    if (row != judged.end()) {
      checks.check(row->second.findings == count,
                   name + ": " + std::to_string(count) + " findings, " +
                       std::to_string(row->second.findings) + " were judged");
      wrong += row->second.wrong;
      all += count;
      judged.erase(row);
    }
  }
  for (const auto& [key, row] : judged) {
    checks.check(row.findings == 0, key.first + " " + key.second + ": judged, and gone");
  }
  checks.check(wrong * 100 <= all * kMostWrongPerHundred,
               std::to_string(wrong) + " of " + std::to_string(all) + " findings are wrong");
}

int run(const std::string& list) {
  std::string corpora = corpora_folder();
  if (corpora.empty()) {
    bool must_fail = report_missing_corpora("sigma");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  Checks checks;
  Matches matches = decide_events(corpora + "/sigma");
  std::printf("sigma: %zu rules match an event of theirs, %zu do not, %zu are not converted\n",
              matches.matched, matches.unmatched.size(), matches.refused);
  for (const std::string& name : matches.unmatched) {
    std::printf("  no event matches: %s\n", name.c_str());
  }
  checks.check(matches.unmatched.size() <= kMostWithoutMatch,
               "more rules match none of their events");
  Totals totals;
  lint_sigma(corpora + "/sigma", totals);
  std::printf("sigma: %zu rules, %zu not converted\n", totals.rules, totals.refused);
  lint_tables(corpora + "/gorules-jdm", totals);
  lint_examples(totals);
  std::printf("all: %zu rules, %zu not converted, %zu findings\n", totals.rules, totals.refused,
              totals.lines.size());
  for (const auto& [key, count] : totals.counts) {
    std::printf("  %-12s %s %zu\n", key.first.c_str(), key.second.c_str(), count);
  }
  if (!list.empty()) {
    std::ofstream file(list, std::ios::binary);
    for (const std::string& line : totals.lines) {
      file << line << '\n';
    }
  }
  compare_judged(totals, checks);
  return checks.print();
}

}  // namespace
}  // namespace rulec::testing

int main(int argc, char** argv) {
  bool has_list = argc == 3 && std::string(argv[1]) == "--list";
  return rulec::testing::run(has_list ? argv[2] : "");
}
