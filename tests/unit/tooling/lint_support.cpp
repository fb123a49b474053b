#include "lint_support.h"

#include <algorithm>
#include <map>

#include "memory_file_system.h"
#include "tooling/analysis.h"

namespace rulec::tooling::testing {
namespace {

constexpr std::int64_t kNow = 1'772'355'600'000;  // 2026-03-01T09:00:00Z

bool is_tested(const diag::Diagnostic& finding) {
  auto number = static_cast<int>(finding.code);
  return finding.severity == diag::Severity::Error || number == 3007 || number == 3011 ||
         number == 3014 || number == 3018 || number == 3019 || (number > 3100 && number < 3300);
}

struct Linted {
  std::unique_ptr<Build> build;
  std::vector<diag::Diagnostic> findings;
};

Linted lint_all(const Files& files) {
  rulec::testing::MemoryFileSystem disk;
  for (const auto& [path, bytes] : files) {
    disk.add_file(path, bytes);
  }
  diag::Collector collector;
  AnalysisOptions options{.build = {}, .now_ms = kNow, .selection = [](const Build&) {
                            return [](diag::Code) { return true; };
                          }};
  Analysis analysis = analyse(disk, options, collector);
  Linted linted{.build = std::move(analysis.build), .findings = collector.take_sorted()};
  std::erase_if(linted.findings,
                [](const diag::Diagnostic& finding) { return !is_tested(finding); });
  return linted;
}

}  // namespace

std::vector<diag::Diagnostic> findings_of(const Files& files) {
  return lint_all(files).findings;
}

std::vector<std::string> lints_of(const Files& files, Hints hints) {
  std::vector<std::string> lines;
  for (const diag::Diagnostic& finding : findings_of(files)) {
    if (finding.severity == diag::Severity::Hint && hints == Hints::kLeftOut) {
      continue;
    }
    lines.push_back(diag::code_text(finding.code) + " " + diag::message_of(finding));
  }
  return lines;
}

Files fixed(const Files& files) {
  Linted linted = lint_all(files);
  std::map<std::string, std::vector<diag::Edit>> edits;
  for (const diag::Diagnostic& finding : linted.findings) {
    if (!finding.fixes.empty()) {
      for (const diag::Edit& edit : finding.fixes.front().edits) {
        edits[linted.build->sources.at(edit.span.source).name()].push_back(edit);
      }
    }
  }
  Files made = files;
  for (auto& [path, bytes] : made) {
    auto& of_file = edits[path];
    std::ranges::stable_sort(of_file, std::ranges::greater{},
                             [](const diag::Edit& edit) { return edit.span.begin; });
    for (const diag::Edit& edit : of_file) {
      bytes.replace(edit.span.begin, edit.span.length(), edit.new_text);
    }
  }
  return made;
}

std::string rule(const std::string& members, const std::string& id) {
  return R"({"id":")" + id + R"(","entry_point":"e")" + (members.empty() ? "" : "," + members) +
         "}";
}

std::pair<std::string, std::string> rules(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& each : all) {
    text += (text.empty() ? "" : ",\n") + each;
  }
  return {"rules/r.rule.json", "{\"rules\":[" + text + "]}"};
}

std::pair<std::string, std::string> schema(const std::string& properties) {
  return {"schemas/e.context.json", R"({"type":"object","properties":{)" + properties + "}}"};
}

Files with_condition(const std::string& condition, const std::string& properties) {
  return {rules({rule("\"condition\":" + condition)}), schema(properties)};
}

Files with_update(const std::string& target, const std::string& expression,
                  const std::string& properties) {
  return {rules({rule(R"("actions":[{"type":"update","target":")" + target +
                      R"(","operation":"set","value":{"expr":)" + expression + "}}]")}),
          schema(properties)};
}

}  // namespace rulec::tooling::testing
