#include "tooling/lint/baseline.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/arena.h"
#include "base/json_writer.h"
#include "diag/render.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/value.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kSchema = "rulec.lint-baseline/1";
constexpr std::size_t kFingerprintDigits = 32;
constexpr std::int64_t kMaxCount = 1'000'000;
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr std::size_t kMembers = 8;  // of one entry, later ones included

std::unexpected<Error> bad(std::string problem) {
  return fail(ErrorCode::kUsage, std::move(problem));
}

bool is_fingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view text_member(const Value& object, std::string_view name) {
  Value member = object.member(name);
  return member.is_string() ? member.as_string() : std::string_view();
}

bool can_be_accepted(const diag::Diagnostic& finding) {
  return finding.severity != diag::Severity::Error;
}

}  // namespace

Result<Baseline> Baseline::read(std::string_view text) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  json::ValueLimits limits;
  limits.max_bytes = kMaxBaselineBytes;
  limits.max_keys = kMaxEntries * kMembers;
  limits.max_items = kMaxEntries;
  if (!json::read_value(text, limits, arena, scratch, value, fault)) {
    return bad("it is no JSON");
  }
  if (!value.is_object() || text_member(value, "schema") != kSchema) {
    return bad("its `schema` is not \"" + std::string(kSchema) + "\"");
  }
  Value list = value.member("findings");
  if (!list.is_list()) {
    return bad("it has no list `findings`");
  }
  Baseline baseline;
  std::size_t number = 0;
  for (const Value& item : list.as_list()) {
    std::string where = "findings[" + std::to_string(number++) + "]";
    if (!item.is_object()) {
      return bad("`" + where + "` is no object");
    }
    std::string_view fingerprint = text_member(item, "fingerprint");
    std::string_view code = text_member(item, "code");
    Value count = item.member("count");
    if (!is_fingerprint(fingerprint)) {
      return bad("`" + where + ".fingerprint` is not 32 hexadecimal digits");
    }
    if (!code.starts_with("RC")) {
      return bad("`" + where + ".code` is no code");
    }
    if (!count.is_integer() || count.as_integer() < 1 || count.as_integer() > kMaxCount) {
      return bad("`" + where + ".count` is no number from 1 on");
    }
    bool is_new =
        baseline.entries_
            .emplace(fingerprint, Entry{.code = std::string(code),
                                        .file = std::string(text_member(item, "file")),
                                        .count = static_cast<std::size_t>(count.as_integer())})
            .second;
    if (!is_new) {
      return bad("`" + where + ".fingerprint` stands twice");
    }
  }
  return baseline;
}

void Baseline::add(const diag::Diagnostic& finding, const SourceMap& sources) {
  if (!can_be_accepted(finding)) {
    return;
  }
  Entry& entry = entries_[diag::fingerprint(finding, sources)];
  if (entry.count++ == 0) {
    entry.code = diag::code_text(finding.code);
    entry.file = finding.has_primary ? sources.at(finding.primary.span.source).name() : "";
  }
}

void Baseline::apply(diag::Diagnostic& finding, const SourceMap& sources) {
  if (entries_.empty() || finding.suppressed || !can_be_accepted(finding)) {
    return;
  }
  auto found = entries_.find(diag::fingerprint(finding, sources));
  if (found != entries_.end() && found->second.used < found->second.count) {
    ++found->second.used;
    finding.suppressed = {.kind = diag::Suppression::Kind::kBaseline, .reason = {}, .until = {}};
  }
}

std::size_t Baseline::count() const {
  std::size_t number = 0;
  for (const auto& [fingerprint, entry] : entries_) {
    number += entry.count;
  }
  return number;
}

std::size_t Baseline::gone(const std::function<bool(diag::Code)>& is_wanted) const {
  std::size_t number = 0;
  for (const auto& [fingerprint, entry] : entries_) {
    const diag::CatalogueRow* row = diag::find_row(entry.code);
    number += row == nullptr || is_wanted(row->code) ? entry.count - entry.used : 0;
  }
  return number;
}

// One finding a line, so that a difference of two baselines reads well.
std::string Baseline::text() const {
  using Row = std::tuple<std::string_view, std::string_view, std::string_view, std::size_t>;
  std::vector<Row> rows;
  rows.reserve(entries_.size());
  for (const auto& [fingerprint, entry] : entries_) {
    rows.emplace_back(entry.file, entry.code, fingerprint, entry.count);
  }
  std::ranges::sort(rows);
  std::string text = "{\n  \"schema\": ";
  append_json_string(text, kSchema);
  text += ",\n  \"findings\": [";
  for (const auto& [file, code, fingerprint, count] : rows) {
    text += text.ends_with('[') ? "\n    " : ",\n    ";
    JsonWriter json(text);
    json.begin_object();
    json.member("file", file);
    json.member("code", code);
    json.member("fingerprint", fingerprint);
    json.member("count", std::uint64_t{count});
    json.end_object();
  }
  return text + (rows.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace rulec::tooling
