// Results of `rulec test` as text (transcript C of the command line's description) and JSON.
#include "tooling/report/report.h"

#include <algorithm>
#include <cstdio>

#include "diag/render.h"
#include "tooling/test/test.h"

namespace rulec::tooling {
namespace {

std::string milliseconds(std::int64_t ns) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f ms", static_cast<double>(ns) / 1e6);
  return text;
}

std::string why_line(const RuleWhy& why) {
  std::string line = "rule " + diag::printable(why.rule_id) + " ";
  switch (why.turn) {
    case RuleTurn::kFired:
      return line + (why.stopped ? "fired, then stopped" : "fired");
    case RuleTurn::kNotFired:
      return line + "did not fire";
    case RuleTurn::kSkipped:
      return line + "was skipped: " + why.reason;
    case RuleTurn::kNotReached:
      return line + "was not reached" + (why.reason.empty() ? "" : ": " + why.reason);
    case RuleTurn::kInactive:
    case RuleTurn::kOutOfWindow:
      return line + "was passed over: " + why.reason;
  }
  return line;
}

std::string why_line(const ItemWhy& why) {
  std::string line = "item " + diag::printable(why.item_id) + " ";
  if (why.turn == RuleTurn::kFired) {
    return line + "holds: `" + diag::printable(why.symbol) + "`, " + why.points + " points";
  }
  return line + (why.reason.empty() ? "does not hold" : "was skipped: " + why.reason);
}

}  // namespace

bool engines_differ(const Run& run) {
  return std::ranges::any_of(
      run.results, [](const CaseResult& result) { return result.engines_differ.has_value(); });
}

std::string render_failure(const CaseResult& result, const SourceMap& sources) {
  const TestCase& test = *result.test;
  std::string out = "FAIL " + diag::printable(test.file) + " > " + diag::printable(test.name) +
                    "  (" + milliseconds(result.elapsed_ns) + ")\n";
  if (!test.is_synthetic) {
    out += "  --> " + place_text(test.span, sources) + "\n";
  }
  for (const Difference& difference : result.differences) {
    std::string path = diag::printable(difference.path);
    out += "  - " + path + ": " + diag::printable(difference.expected) + "\n";
    out += "  + " + path + ": " + diag::printable(difference.got) + "\n";
  }
  if (!result.differences.empty()) {
    out += "    - expected   + got\n";
  }
  if (result.engines_differ) {
    out += "  error[RC6001] engines-differ: " + diag::printable(*result.engines_differ) + "\n";
  }
  auto add_why = [&](const std::string& line, const std::optional<WhyNode>& tree) {
    out += "  why: " + line + "\n";
    if (tree) {
      out += render_tree(*tree, sources, "       ");
    }
  };
  for (const RuleWhy& why : result.why.rules) {
    add_why(why_line(why), why.tree);
  }
  if (result.why.scorecard) {
    for (const ItemWhy& why : result.why.scorecard->items) {
      add_why(why_line(why), why.tree);
    }
  }
  return out;
}

std::string render_summary(const Run& run, std::int64_t elapsed_ms) {
  std::string out = std::to_string(run.passed) + " passed, " + std::to_string(run.failed) +
                    " failed, " + std::to_string(run.skipped) + " skipped in " +
                    std::to_string(elapsed_ms) + " ms";
  if (run.failed > 0) {
    for (const CaseResult& result : run.results) {
      if (result.verdict == Verdict::kFailed && !result.test->is_synthetic) {
        out += "       again: rulec test -k \"" + diag::printable(result.test->name) + "\"";
        break;
      }
    }
  }
  return out + "\n";
}

void write_tags(JsonWriter& json, const TestCase& test) {
  if (test.tags.empty()) {
    return;
  }
  json.key("tags");
  json.begin_array();
  for (const std::string& tag : test.tags) {
    json.string(tag);
  }
  json.end_array();
}

void write_case(JsonWriter& json, const CaseResult& result, const SourceMap& sources) {
  static constexpr std::string_view kVerdicts[] = {"passed", "failed", "skipped"};
  const TestCase& test = *result.test;
  json.begin_object();
  json.member("file", test.file);
  json.member("name", test.name);
  if (test.span.source.is_valid()) {
    LineColumn at = sources.at(test.span.source).line_column(test.span.begin);
    json.member("line", at.line);
    json.member("column", at.column);
  }
  json.member("entry_point", test.entry_point);
  write_tags(json, test);
  json.member("verdict", kVerdicts[static_cast<std::size_t>(result.verdict)]);
  if (test.skip_reason) {
    json.member("reason", *test.skip_reason);
  }
  json.key("differences");
  json.begin_array();
  for (const Difference& difference : result.differences) {
    json.begin_object();
    json.member("path", difference.path);
    json.member("expected", difference.expected);
    json.member("got", difference.got);
    json.end_object();
  }
  json.end_array();
  if (!result.why.is_empty()) {
    json.key("why");
    write_explanation(json, result.why);
  }
  json.end_object();
}

}  // namespace rulec::tooling
