#include "report_forms.h"

#include <algorithm>
#include <array>

#include "argument_scan.h"
#include "diag/suggest.h"

namespace rulec::app {
namespace {

using diag::Code;

// Commands by name, with blanks between; "*" is every one.
struct Row {
  std::string_view name;
  Format format;
  std::string_view answers;
  std::string_view reports;
};

constexpr std::array<Row, 17> kRows = {{
    {.name = "full", .format = Format::kFull, .answers = "*", .reports = ""},
    {.name = "concise", .format = Format::kConcise, .answers = "*", .reports = ""},
    {.name = "grouped", .format = Format::kGrouped, .answers = "*", .reports = ""},
    {.name = "narrate", .format = Format::kNarrate, .answers = "*", .reports = ""},
    {.name = "json", .format = Format::kJson, .answers = "*", .reports = "lint test check"},
    {.name = "jsonl",
     .format = Format::kJsonl,
     .answers = "lint test check",
     .reports = "lint test check"},
    {.name = "sarif", .format = Format::kSarif, .answers = "lint check", .reports = "lint check"},
    {.name = "junit",
     .format = Format::kJunit,
     .answers = "lint test check",
     .reports = "lint test check"},
    {.name = "github",
     .format = Format::kGithub,
     .answers = "lint test check",
     .reports = "lint test check"},
    {.name = "gitlab", .format = Format::kGitlab, .answers = "lint check", .reports = "lint check"},
    {.name = "checkstyle",
     .format = Format::kCheckstyle,
     .answers = "lint check",
     .reports = "lint check"},
    {.name = "rdjson", .format = Format::kRdjson, .answers = "lint check", .reports = "lint check"},
    {.name = "rdjsonl",
     .format = Format::kRdjsonl,
     .answers = "lint check",
     .reports = "lint check"},
    {.name = "tap", .format = Format::kTap, .answers = "test check", .reports = "test check"},
    {.name = "lcov", .format = Format::kLcov, .answers = "", .reports = "test check"},
    {.name = "cobertura", .format = Format::kCobertura, .answers = "", .reports = "test check"},
    {.name = "html", .format = Format::kHtml, .answers = "", .reports = "test check"},
}};

bool lists(std::string_view commands, std::string_view command) {
  if (commands == "*") {
    return true;
  }
  std::vector<std::string_view> names = split_values(commands, ' ');
  return std::ranges::find(names, command) != names.end();
}

const Row& row_of(Format format) {
  return *std::ranges::find(kRows, format, &Row::format);
}

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::string_view name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

Failure wrong_report(const std::string& value, std::string expected) {
  return failure(Code::kBadFlagValue,
                 {{"value", value}, {"flag", "--report"}, {"expected", std::move(expected)}});
}

Failure unknown_form(const std::string& value, std::string_view name, std::string_view command) {
  std::vector<std::string_view> known = report_forms(command);
  std::optional<Format> format = find_format(name);
  Failure wrong = wrong_report(
      value,
      (format ? "`rulec " + std::string(command) + "` has no such report; " : std::string()) +
          "expected FORMAT=FILE with " + joined(known));
  wrong.suggestions = format ? std::vector<std::string>() : diag::suggest(name, known);
  return wrong;
}

template <std::string_view Row::* Column>
std::vector<std::string_view> forms(std::string_view command) {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) {
    if (lists(row.*Column, command)) {
      names.push_back(row.name);
    }
  }
  return names;
}

}  // namespace

std::optional<Format> find_format(std::string_view name) {
  auto found = std::ranges::find(kRows, name, &Row::name);
  return found == kRows.end() ? std::nullopt : std::optional(found->format);
}

std::string_view name_of(Format format) {
  return row_of(format).name;
}

bool is_text_form(Format format) {
  return format <= Format::kNarrate;
}

bool answers_in(std::string_view command, Format format) {
  return lists(row_of(format).answers, command);
}

bool reports_in(std::string_view command, Format format) {
  return lists(row_of(format).reports, command);
}

std::vector<std::string_view> answer_forms(std::string_view command) {
  return forms<&Row::answers>(command);
}

std::vector<std::string_view> report_forms(std::string_view command) {
  return forms<&Row::reports>(command);
}

Outcome<std::vector<ReportFile>> report_files(const std::vector<std::string>& values,
                                              std::string_view command) {
  std::vector<ReportFile> files;
  for (const std::string& value : values) {
    std::size_t equals = value.find('=');
    std::string_view name = std::string_view(value).substr(0, equals);
    std::optional<Format> format = find_format(name);
    if (!format || !reports_in(command, *format)) {
      return refuse(unknown_form(value, name, command));
    }
    std::string path = equals == std::string::npos ? std::string() : value.substr(equals + 1);
    if (path.empty() || path == "-") {
      return refuse(wrong_report(
          value, "expected a file after `" + std::string(name) + "=`; stdout has the results"));
    }
    if (std::ranges::find(files, path, &ReportFile::path) != files.end()) {
      return refuse(wrong_report(value, "another report is written to that file already"));
    }
    files.push_back({.format = *format, .path = std::move(path)});
  }
  return files;
}

}  // namespace rulec::app
