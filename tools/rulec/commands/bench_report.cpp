#include "commands/bench_report.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "diag/render.h"
#include "output.h"

namespace rulec::app::bench_command {
namespace {

using tooling::BenchRow;
using tooling::ChangeKind;
using tooling::Percentile;
using tooling::RowChange;

constexpr double kHundred = 100;
constexpr std::uint32_t kNarrow = 80;  // columns below which the table leaves some out

std::string left(std::string text, std::size_t width) {
  text.append(text.size() < width ? width - text.size() : 0, ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

std::string fixed(double number) {
  constexpr std::size_t kRoom = 64;
  char text[kRoom];
  auto [end, error] = std::to_chars(text, text + kRoom, number, std::chars_format::fixed, 1);
  return error == std::errc{} ? std::string(text, end) : std::string("?");
}

// "4.2 %".
std::string percent(double share) {
  return fixed(share * kHundred) + " %";
}

// "+4.2 %", "-0.3 %".
std::string signed_percent(double share) {
  return (share < 0 ? "-" : "+") + percent(std::abs(share));
}

// "812,345".
std::string grouped(double number) {
  std::string digits = std::to_string(std::llround(number));
  constexpr std::size_t kGroup = 3;
  for (std::size_t at = digits.size(); at > kGroup; at -= kGroup) {
    digits.insert(at - kGroup, ",");
  }
  return digits;
}

std::string contexts_text(const BenchRow& row) {
  return std::to_string(row.contexts) + " " + row.origin;
}

std::string_view kind_name(ChangeKind kind) {
  constexpr std::string_view kNames[] = {"same",       "faster", "slower",
                                         "regression", "unsure", "not_comparable"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view kind_words(ChangeKind kind) {
  return kind == ChangeKind::kRegression      ? "REGRESSION"
         : kind == ChangeKind::kNotComparable ? "not comparable"
                                              : kind_name(kind);
}

struct Widths {
  std::size_t entry_point = 0;
  std::size_t engine = 0;
  std::size_t contexts = 0;
};

Widths widths_of(const std::vector<BenchRow>& rows) {
  Widths widths{.entry_point = 0, .engine = 6, .contexts = 8};
  for (const BenchRow& row : rows) {
    widths.entry_point = std::max(widths.entry_point, row.entry_point.size());
    widths.engine = std::max(widths.engine, row.engine.size());
    widths.contexts = std::max(widths.contexts, contexts_text(row).size());
  }
  return widths;
}

constexpr std::size_t kTimeWidth = 10;
constexpr std::size_t kRateWidth = 14;
constexpr std::size_t kNoiseWidth = 10;

std::string head_text(const Widths& widths, bool is_narrow) {
  std::string line = left("", widths.entry_point) + "  " + left("engine", widths.engine);
  if (!is_narrow) {
    line += "  " + left("contexts", widths.contexts);
  }
  line += right("p50", kTimeWidth) + right("p95", kTimeWidth) + right("p99", kTimeWidth) +
          right("decisions/s", kRateWidth);
  return (is_narrow ? line : line + right("noise", kNoiseWidth)) + "\n";
}

std::string row_text(const BenchRow& row, const Widths& widths, bool is_narrow) {
  std::string line =
      left(row.entry_point, widths.entry_point) + "  " + left(row.engine, widths.engine);
  if (!is_narrow) {
    line += "  " + left(contexts_text(row), widths.contexts);
  }
  for (Percentile percentile : {Percentile::kP50, Percentile::kP95, Percentile::kP99}) {
    line += right(tooling::duration_text(row.of(percentile).value), kTimeWidth);
  }
  double rate = row.decisions_per_second();
  line += right(rate > 0 ? grouped(rate) : std::string("-"), kRateWidth);
  return (is_narrow ? line : line + right(percent(row.measured.p50.noise()), kNoiseWidth)) + "\n";
}

std::string table_text(const Answer& answer, std::uint32_t width) {
  if (answer.run.rows.empty()) {
    return {};
  }
  Widths widths = widths_of(answer.run.rows);
  bool is_narrow = width < kNarrow;
  std::string text = head_text(widths, is_narrow);
  for (const BenchRow& row : answer.run.rows) {
    text += row_text(row, widths, is_narrow);
  }
  return text;
}

std::string changes_text(const Answer& answer) {
  if (answer.baseline == nullptr) {
    return {};
  }
  std::string text = "\nagainst " + diag::printable(answer.baseline_path) + "   " +
                     diag::printable(answer.baseline->name) + " " +
                     diag::printable(answer.baseline->version) + "   " +
                     diag::printable(answer.baseline->measured_at) + "\n";
  std::size_t width = widths_of(answer.run.rows).entry_point;
  for (const RowChange& change : answer.changes) {
    const double before = change.older->of(change.percentile).value;
    const double now = change.row->of(change.percentile).value;
    text += "  " + left(change.row->entry_point, width) + "  " + change.row->engine + "  " +
            std::string(tooling::percentile_name(change.percentile)) +
            right(tooling::duration_text(before), kTimeWidth) + " -> " +
            left(tooling::duration_text(now), kTimeWidth);
    std::string verdict(kind_words(change.change.kind));
    text += change.change.kind == ChangeKind::kNotComparable
                ? right("", kTimeWidth) + "   " + verdict + "\n"
                : right(signed_percent(change.change.share), kTimeWidth) + "   " + verdict +
                      " (noise " + percent(change.change.noise) + ")\n";
  }
  return text;
}

void write_changes(JsonWriter& json, const Answer& answer) {
  json.key("comparison");
  json.begin_object();
  json.member("baseline", answer.baseline_path);
  json.member("digest", answer.baseline->digest);
  json.member("measured_at", answer.baseline->measured_at);
  json.key("changes");
  json.begin_array();
  for (const RowChange& change : answer.changes) {
    json.begin_object();
    json.member("entry_point", change.row->entry_point);
    json.member("engine", change.row->engine);
    json.member("percentile", tooling::percentile_name(change.percentile));
    json.key("baseline_ns");
    json.number(change.older->of(change.percentile).value);
    json.key("ns");
    json.number(change.row->of(change.percentile).value);
    json.key("change");
    json.number(change.change.share);
    json.key("noise");
    json.number(change.change.noise);
    json.member("verdict", kind_name(change.change.kind));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_budgets(JsonWriter& json, const Answer& answer) {
  json.key("budgets");
  json.begin_array();
  for (const BenchRow& row : answer.run.rows) {
    for (const tooling::TimeBudget& budget : answer.budgets) {
      double found = row.of(budget.percentile).value;
      json.begin_object();
      json.member("entry_point", row.entry_point);
      json.member("engine", row.engine);
      json.member("percentile", tooling::percentile_name(budget.percentile));
      json.key("limit_ns");
      json.number(budget.limit_ns);
      json.key("found_ns");
      json.number(found);
      json.member("kept", budget.is_kept(found));
      json.end_object();
    }
  }
  json.end_array();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) {
    json.string(text);
  }
  json.end_array();
}

}  // namespace

std::string answer_text(const Answer& answer, std::uint32_t width) {
  std::string text = table_text(answer, width) + changes_text(answer);
  for (const std::string& name : answer.without_contexts) {
    text += "no context was found that `" + diag::printable(name) +
            "` accepts; write one test for it\n";
  }
  for (const std::string& remark : answer.remarks) {
    text += "note: " + diag::printable(remark) + "\n";
  }
  return text;
}

std::string answer_document(const Answer& answer) {
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.bench/1", "bench", answer.exit_code);
  tooling::write_run(json, answer.run);
  write_texts(json, "without_contexts", answer.without_contexts);
  write_texts(json, "remarks", answer.remarks);
  if (answer.baseline != nullptr) {
    write_changes(json, answer);
  }
  if (!answer.budgets.empty()) {
    write_budgets(json, answer);
  }
  json.key("diagnostics");
  json.begin_array();
  diag::FingerprintOrdinals ordinals;
  for (const diag::Diagnostic& finding : answer.findings.shown) {
    diag::write_json(json, finding, answer.sources, ordinals.next(finding, answer.sources));
  }
  json.end_array();
  json.end_object();
  return text;
}

std::string saved_document(const tooling::BenchRun& run) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kPretty);
  begin_document(json, "rulec.bench/1", "bench", ExitCode::kOk);
  tooling::write_run(json, run);
  json.end_object();
  return text + "\n";
}

}  // namespace rulec::app::bench_command
