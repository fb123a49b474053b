#include "report_output.h"

#include <algorithm>

#include "diag/render.h"
#include "output.h"
#include "tooling/build.h"
#include "tooling/format/format_files.h"
#include "version.h"

namespace rulec::app {
namespace {

// GitHub refuses longer pages; what others wrote before stays.
constexpr std::size_t kMaxPageBytes = std::size_t{1024} * 1024;
constexpr std::size_t kMostListed = 10;

std::vector<std::string> lines_of(const ReportContent& content) {
  std::vector<std::string> lines;
  if (content.findings != nullptr) {
    lines = tooling::diagnostic_lines(*content.findings);
  }
  if (content.run != nullptr) {
    std::ranges::move(tooling::case_lines(*content.run, content.sources),
                      std::back_inserter(lines));
  }
  lines.push_back(content.summary_line);
  return lines;
}

std::string github_text(const ReportContent& content) {
  std::string text = content.findings == nullptr ? "" : tooling::github_report(*content.findings);
  return content.run == nullptr
             ? text
             : text + tooling::github_report(*content.run, content.sources, content.prefix);
}

std::string junit_text(const ReportContent& content) {
  tooling::JunitSuites suites;
  if (content.findings != nullptr) {
    suites.add(*content.findings);
  }
  if (content.run != nullptr) {
    suites.add(*content.run, content.sources, content.prefix);
  }
  if (!content.reported_steps.empty()) {
    suites.add("rulec " + std::string(content.command), content.reported_steps);
  }
  return tooling::junit_document(suites, content.project);
}

// For forms that have no cases.
const tooling::FindingsReport& findings_of(const ReportContent& content) {
  return content.findings_and_cases != nullptr ? *content.findings_and_cases : *content.findings;
}

// Text in a cell or a list of Markdown as it is meant: no markup, no HTML, no further cell.
std::string markdown_text(std::string_view text) {
  std::string out;
  for (char byte : diag::printable(text)) {
    switch (byte) {
      case '<':
        out += "&lt;";
        break;
      case '&':
        out += "&amp;";
        break;
      default:
        out += std::string_view("\\`*_[]|#~").contains(byte) ? std::string("\\") + byte
                                                             : std::string(1, byte);
    }
  }
  return out;
}

std::string listed_findings(const tooling::FindingsReport& report) {
  std::string text;
  std::size_t listed = 0;
  std::size_t more = 0;
  for (const tooling::ReportedFinding& finding : report.findings) {
    if (finding.is_suppressed()) {
      continue;
    }
    if (++listed > kMostListed) {
      ++more;
      continue;
    }
    std::string line = diag::render_concise(*finding.diagnostic, report.sources);
    line.pop_back();
    text += "- " + markdown_text(line) + "\n";
  }
  return more > 0 ? text + "- and " + std::to_string(more) + " more\n" : text;
}

std::string page_text(const ReportContent& content) {
  std::string text = "### rulec " + std::string(content.command) + "\n\n";
  text += "| step | result | |\n| --- | --- | --- |\n";
  for (const SummaryStep& step : content.steps) {
    text += "| " + markdown_text(step.name) + " | " + markdown_text(step.verdict) + " | " +
            markdown_text(step.detail) + " |\n";
  }
  text += "\n";
  if (content.findings != nullptr) {
    std::string findings = listed_findings(*content.findings);
    text += findings.empty() ? "" : findings + "\n";
  }
  return text;
}

void append_page(const std::string& path, const std::string& text, Env& env) {
  std::string page;
  if (Result<std::string> before = env.files.read_file(path, kMaxPageBytes)) {
    page = std::move(*before);
  } else if (before.error().code != ErrorCode::kNotFound) {
    print_error(env, "no summary for GitHub: " + diag::printable(before.error().message) + "\n");
    return;
  }
  Status written = env.files.write_file(path, page + text);
  if (!written) {
    print_error(env, "no summary for GitHub: " + diag::printable(written.error().message) + "\n");
  }
}

}  // namespace

bool needs_coverage(Format format) {
  return format == Format::kLcov || format == Format::kCobertura || format == Format::kHtml;
}

std::string report_text(Format format, const ReportContent& content) {
  switch (format) {
    case Format::kJson:
      return content.document + "\n";
    case Format::kJsonl: {
      std::string text;
      for (const std::string& line : lines_of(content)) {
        text += line + "\n";
      }
      return text;
    }
    case Format::kSarif:
      return tooling::sarif_report(findings_of(content));
    case Format::kJunit:
      return junit_text(content);
    case Format::kGithub:
      return github_text(content);
    case Format::kGitlab:
      return tooling::gitlab_report(findings_of(content));
    case Format::kCheckstyle:
      return tooling::checkstyle_report(findings_of(content));
    case Format::kRdjson:
      return tooling::rdjson_report(findings_of(content));
    case Format::kRdjsonl:
      return tooling::rdjsonl_report(findings_of(content));
    case Format::kTap:
      return content.run == nullptr
                 ? std::string("TAP version 14\nBail out! no case was run\n")
                 : tooling::tap_report(*content.run, content.sources, content.prefix);
    case Format::kLcov:
      return tooling::lcov_report(*content.coverage, content.sources);
    case Format::kCobertura:
      return tooling::cobertura_report(*content.coverage, content.sources, content.project);
    case Format::kHtml:
      return tooling::html_report(*content.coverage, *content.minimums, content.sources,
                                  content.project);
    case Format::kFull:
    case Format::kConcise:
    case Format::kGrouped:
    case Format::kNarrate:
      return "";
  }
  return "";
}

void print_report(Format format, const ReportContent& content, Env& env) {
  if (format != Format::kJsonl) {
    print(env, report_text(format, content));
    return;
  }
  for (const std::string& line : lines_of(content)) {
    print(env, line + "\n");
  }
}

Outcome<void> check_target(const std::string& path, std::string_view flag,
                           const tooling::Build& build, Env& env) {
  Result<std::string> target = env.files.canonical(path);
  if (!target) {
    return {};  // nothing is there yet
  }
  auto is_target = [&](const std::string& name) {
    Result<std::string> full = env.files.canonical(join_path(build.project.root, name));
    return full && *full == *target;
  };
  bool is_source = is_target("rulec.yaml");
  for (std::size_t i = 0; i < build.sources.size() && !is_source; ++i) {
    is_source = is_target(build.sources.at(SourceId(i)).name());
  }
  for (const auto* names : {&build.rule_files, &build.template_files, &build.test_files}) {
    is_source = is_source || std::ranges::any_of(*names, is_target);
  }
  // Of a part of the project the other sources were not read.
  std::string name = tooling::project_path_of(env.files, build.project, *target);
  bool is_inside = !name.starts_with('/') && !name.starts_with("../");
  if (!is_source && !(is_inside && tooling::source_kind_in(build.project.config, name))) {
    return {};
  }
  return refuse(failure(diag::Code::kBadFlagValue,
                        {{"value", path},
                         {"flag", std::string(flag)},
                         {"expected", "it is a source of the project, which would be lost"}}));
}

Outcome<void> check_report_files(const std::vector<ReportFile>& files, const tooling::Build& build,
                                 Env& env) {
  for (const ReportFile& file : files) {
    if (Outcome<void> fit = check_target(file.path, "--report", build, env); !fit) {
      return fit;
    }
  }
  return {};
}

Outcome<void> make_report_folders(const std::vector<ReportFile>& files, Env& env) {
  for (const ReportFile& file : files) {
    if (Status made = env.files.make_folder(std::string(parent_path(file.path))); !made) {
      return refuse(write_failure(made.error()));
    }
  }
  return {};
}

Outcome<void> write_reports(const std::vector<ReportFile>& files, const ReportContent& content,
                            Env& env) {
  for (const ReportFile& file : files) {
    if (needs_coverage(file.format) && content.coverage == nullptr) {
      continue;
    }
    Status written = env.files.write_file(file.path, report_text(file.format, content));
    if (!written) {
      return refuse(write_failure(written.error()));
    }
  }
  return {};
}

std::string reports_line(const std::vector<ReportFile>& files) {
  std::string line;
  for (const ReportFile& file : files) {
    line += (line.empty() ? "reports: " : ", ") + diag::printable(file.path);
  }
  return line.empty() ? line : line + "\n";
}

void tell_github(const Common& common, const ReportContent& content, Env& env, Stream stream) {
  if (common.adds_github) {
    (stream == Stream::kOut ? print : print_error)(env, github_text(content));
  }
  auto page = env.variables.find("GITHUB_STEP_SUMMARY");
  bool is_asked = common.adds_github || common.format == Format::kGithub;
  if (is_asked && page != env.variables.end() && !page->second.empty()) {
    append_page(page->second, page_text(content), env);
  }
}

std::string repository_prefix(FileSystem& files, const std::string& root) {
  Result<std::string> folder = files.canonical(root);
  if (!folder) {
    return "";
  }
  std::string prefix;
  for (std::string at = *folder; !at.empty() && at != "/"; at = parent_path(at)) {
    if (files.info(join_path(at, ".git"))) {
      return prefix;
    }
    prefix.insert(0, std::string(file_name(at)).append("/"));
  }
  return "";
}

tooling::FindingsReport findings_report(const Findings& findings, const Scope& scope,
                                        const tooling::Build& build, ReportHead head) {
  tooling::FindingsReport report{
      .sources = build.sources,
      .command = head.command,
      .version = version_text(),
      .exit_code = static_cast<int>(head.exit_code),
      .prefix = std::move(head.prefix),
      .pages_url = std::string(pages_url()),
      .fail_level = head.fail_level,
      .findings = tooling::reported(findings.shown, findings.suppressed, build.sources),
      .files = {},
      .totals = totals_of(findings, scope)};
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    report.files.push_back(build.sources.at(SourceId(i)).name());
  }
  std::ranges::sort(report.files);
  auto twice = std::ranges::unique(report.files);
  report.files.erase(twice.begin(), twice.end());
  return report;
}

SummaryStep lint_step(const Findings& findings, const Scope& scope, ExitCode exit_code) {
  return {.name = "lint",
          .verdict = exit_code == ExitCode::kOk ? "ok" : "failed",
          .detail = counted(scope.rules, "rule") + " in " + counted(scope.files, "file") + ": " +
                    counts_text(findings)};
}

std::string findings_summary_line(const Findings& findings, const Scope& scope,
                                  std::string_view command, ExitCode exit_code) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("schema", "rulec.lint/1");
  json.member("kind", "summary");
  json.member("rulec", version_text());
  json.member("command", command);
  json.member("exit_code", static_cast<int>(exit_code));
  write_totals(json, findings, scope);
  json.end_object();
  return line;
}

}  // namespace rulec::app
