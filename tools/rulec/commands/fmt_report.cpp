#include "commands/fmt_report.h"

#include <algorithm>

#include "output.h"
#include "unified_diff.h"

namespace rulec::app::fmt_command {
namespace {

using tooling::FormatFate;
using tooling::FormatResult;

std::string_view fate_name(const FormatResult& result, const Options& options) {
  switch (result.fate) {
    case FormatFate::kFaulty:
      return "faulty";
    case FormatFate::kRefused:
      return "refused";
    case FormatFate::kSkipped:
      return "skipped";
    case FormatFate::kDone:
      break;
  }
  return !result.is_changed ? "unchanged" : options.writes() ? "formatted" : "would_format";
}

std::string patch_of(const FormatResult& result, const Report& report) {
  std::string_view before = report.sources.at(result.source).bytes();
  std::string name = report.git_names.in_work_tree(result.target.path);
  if (result.new_path.empty()) {
    return patch_of_change(name, before, result.text);
  }
  return patch_of_removal(name, before, result.is_executable) +
         patch_of_new_file(report.git_names.in_work_tree(result.new_path), result.text);
}

std::size_t count(const std::vector<FormatResult>& results, FormatFate fate) {
  return static_cast<std::size_t>(std::ranges::count(results, fate, &FormatResult::fate));
}

std::size_t count_changes(const std::vector<FormatResult>& results) {
  return static_cast<std::size_t>(std::ranges::count(results, true, &FormatResult::is_changed));
}

}  // namespace

bool has_changes(const std::vector<FormatResult>& results) {
  return count_changes(results) > 0;
}

std::string list_of_changes(const Report& report) {
  std::string text;
  bool writes = report.options.writes();
  for (const FormatResult& result : report.results) {
    if (!result.is_changed) {
      continue;
    }
    if (result.new_path.empty()) {
      text += (writes ? "reformatted: " : "would reformat: ") + result.target.path + "\n";
    } else {
      text += (writes ? "converted: " : "would convert: ") + result.target.path + " -> " +
              result.new_path + "\n";
    }
  }
  return text;
}

std::string summary_of(const Report& report) {
  std::size_t changed = count_changes(report.results);
  std::size_t failed = count(report.results, FormatFate::kFaulty) +
                       count(report.results, FormatFate::kRefused) + report.unread;
  std::size_t done = count(report.results, FormatFate::kDone);
  std::size_t unchanged = done - changed;
  std::string text;
  auto add = [&text](std::size_t number, std::string_view what) {
    if (number > 0) {
      text.append(text.empty() ? "" : ", ").append(counted(number, "file")).append(what);
    }
  };
  add(changed, report.options.writes() ? (report.options.to ? " rewritten" : " reformatted")
                                       : " would be reformatted");
  if (changed > 0 && unchanged > 0) {
    text +=
        ", " + std::to_string(unchanged) + " left as " + (unchanged == 1 ? "it is" : "they are");
  } else {
    add(unchanged, unchanged == 1 ? " left as it is" : " left as they are");
  }
  add(failed, " not formatted");
  if (text.empty()) {
    return report.findings.errors > 0 ? "" : "nothing to format\n";
  }
  return text + "\n";
}

std::string patch_of(const Report& report) {
  std::string text;
  for (const FormatResult& result : report.results) {
    if (!result.is_changed) {
      continue;
    }
    text += patch_of(result, report);
  }
  return text;
}

std::string document_of(const Report& report, ExitCode code) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.fmt/1", "fmt", code);
  json.member("writes", report.options.writes());
  json.key("files");
  json.begin_array();
  for (const FormatResult& result : report.results) {
    json.begin_object();
    json.member("path", result.target.path);
    json.member("state", fate_name(result, report.options));
    if (!result.new_path.empty()) {
      json.member("new_path", result.new_path);
    }
    if (report.options.is_stdin() && report.options.writes() && result.fate == FormatFate::kDone) {
      json.member("text", result.is_changed ? std::string_view(result.text)
                                            : report.sources.at(result.source).bytes());
    }
    if (report.options.is_diff && result.is_changed) {
      json.member("diff", patch_of(result, report));
    }
    json.end_object();
  }
  json.end_array();
  Scope scope{.files = report.results.size() + report.unread, .elapsed_ms = report.elapsed_ms};
  write_findings(json, report.findings, scope, report.sources);
  json.end_object();
  return text;
}

}  // namespace rulec::app::fmt_command
