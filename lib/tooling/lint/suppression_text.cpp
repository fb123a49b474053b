#include "tooling/lint/suppression_text.h"

#include <algorithm>

#include "base/calendar.h"
#include "diag/suggest.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kMarker = "rulec:";
constexpr std::string_view kVerb = "ignore";
constexpr std::string_view kUntil = "until";
constexpr unsigned kFirstOfSuppressions = 3900;
constexpr unsigned kLastOfSuppressions = 3999;

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  std::size_t next = text.find_first_not_of(kBlanks, at);
  return next == std::string_view::npos ? text.size() : next;
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = skip_blanks(text, 0);
  std::size_t end = text.find_last_not_of(kBlanks);
  return begin == text.size() ? std::string_view() : text.substr(begin, end + 1 - begin);
}

// "until 2027-01-31" at the end goes into its own part.
void take_until(SuppressionText& made) {
  std::string_view words = made.reason;
  std::size_t last = words.find_last_of(kBlanks);
  std::string_view before =
      last == std::string_view::npos ? std::string_view() : trimmed(words.substr(0, last));
  bool has_word = before == kUntil ||
                  (before.ends_with(kUntil) &&
                   kBlanks.find(before[before.size() - kUntil.size() - 1]) != std::string::npos);
  bool is_date = has_word && words[last + 1] >= '0' && words[last + 1] <= '9';
  if (is_date) {
    made.until = words.substr(last + 1);
    made.reason = trimmed(before.substr(0, before.size() - kUntil.size()));
  }
}

}  // namespace

std::vector<WrittenLint> lints_in(std::string_view list, std::size_t at) {
  std::vector<WrittenLint> lints;
  for (std::size_t begin = 0; begin <= list.size();) {
    std::size_t end = std::min(list.find(',', begin), list.size());
    std::string_view part = list.substr(begin, end - begin);
    if (std::string_view text = trimmed(part); !text.empty()) {
      lints.push_back({.text = text, .at = at + begin + skip_blanks(part, 0)});
    }
    begin = end + 1;
  }
  return lints;
}

std::optional<SuppressionText> read_suppression(std::string_view comment) {
  bool is_block = comment.starts_with("/*");
  std::size_t end = comment.size() - (is_block && comment.ends_with("*/") ? 2 : 0);
  std::string_view text = comment.substr(0, end);
  std::size_t at = skip_blanks(text, std::min(text.find_first_not_of(is_block ? "/*" : "/#"), end));
  if (!text.substr(at).starts_with(kMarker)) {
    return std::nullopt;
  }
  SuppressionText made;
  at = skip_blanks(text, at + kMarker.size());
  std::size_t open =
      skip_blanks(text, at + (text.substr(at).starts_with(kVerb) ? kVerb.size() : 0));
  std::size_t close = text.find(']', open);
  bool is_good = text.substr(at).starts_with(kVerb) && text.substr(open).starts_with('[') &&
                 close != std::string_view::npos;
  if (!is_good) {
    made.problem = "behind `rulec:` stands `ignore[CODE] reason`";
    return made;
  }
  made.lints = lints_in(text.substr(open + 1, close - open - 1), open + 1);
  made.reason = trimmed(text.substr(close + 1));
  take_until(made);
  if (made.lints.empty()) {
    made.problem = "it names no lint";
  } else if (made.reason.empty()) {
    made.problem = "it gives no reason";
  } else if (!made.until.empty() && !end_of(made.until)) {
    made.problem = "`" + made.until + "` is no date";
  }
  return made;
}

NamedLint lint_named(std::string_view text,
                     const std::map<diag::Code, diag::Severity>& severities) {
  const diag::CatalogueRow* row = diag::find_row(text);
  std::string quoted = "`" + std::string(text) + "`";
  if (row == nullptr) {
    std::vector<std::string> candidates;
    for (const diag::CatalogueRow& known : diag::catalogue()) {
      if (known.severity == diag::Severity::Warning || known.severity == diag::Severity::Hint) {
        candidates.emplace_back(known.name);
        candidates.push_back(diag::code_text(known.code));
      }
    }
    return {.code = {},
            .problem = "there is no lint " + quoted,
            .suggestions = diag::suggest(text, candidates)};
  }
  auto number = static_cast<unsigned>(row->code);
  auto own = severities.find(row->code);
  bool is_own = own != severities.end();
  if ((is_own ? own->second : row->severity) == diag::Severity::Error) {
    return {
        .code = {},
        .problem = quoted + (is_own ? " is an error here by `lint.severity`, and errors are not "
                                      "silenced"
                                    : " is an error, which cannot be silenced"),
        .suggestions = {}};
  }
  if (row->severity == diag::Severity::Retired) {
    return {.code = {}, .problem = quoted + " is no longer found", .suggestions = {}};
  }
  if (number >= kFirstOfSuppressions && number <= kLastOfSuppressions) {
    return {
        .code = {}, .problem = quoted + " speaks of suppressions themselves", .suggestions = {}};
  }
  return {.code = row->code, .problem = {}, .suggestions = {}};
}

std::optional<std::int64_t> end_of(std::string_view until) {
  auto moment = calendar::parse_moment(until);
  if (!moment) {
    return std::nullopt;
  }
  return moment->ms + (moment->is_date ? calendar::kMsPerDay : 0);
}

}  // namespace rulec::tooling
