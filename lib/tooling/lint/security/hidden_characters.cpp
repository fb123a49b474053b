// RC3102: hidden characters in any source of the project. What is written as an escape (`\u202e` in
// JSON) is there to be seen, and nothing is said of it.
#include <algorithm>

#include "tooling/lint/security/hidden_text.h"
#include "tooling/lint/security/security.h"
#include "tooling/lint/security/source_place.h"

namespace rulec::tooling {
namespace {

// Runs that are told of one source; the rest is counted.
constexpr std::size_t kMaxTold = 20;

// What stands beside it, up to a blank or quote on either side: a character in another word is
// another finding.
std::string word_around(const Source& source, const Span& span) {
  constexpr std::string_view kEnds = " \t\r\n\"";
  constexpr std::size_t kMost = 40;  // bytes of a side
  std::string_view before = source.bytes().substr(0, span.begin);
  before = before.substr(before.size() - std::min(before.size(), kMost));
  if (std::size_t end = before.find_last_of(kEnds); end != std::string_view::npos) {
    before.remove_prefix(end + 1);
  }
  std::string_view behind = source.bytes().substr(span.end, kMost);
  behind = behind.substr(0, behind.find_first_of(kEnds));
  return std::string(before) + std::string(source.bytes().substr(span.begin, span.length())) +
         std::string(behind);
}

diag::Diagnostic finding_of(const HiddenText& hidden, Span span, const std::string& where) {
  std::string what = name_of_hidden(hidden.first);
  if (hidden.count > 1) {
    what += " and " + std::to_string(hidden.count - 1) + " more";
  }
  auto finding = diag::make(diag::Code::kHiddenCharacters, span, "not shown by editors",
                            {{"where", where}, {"character", what}});
  finding.fix({.fix_class = diag::FixClass::kSuggested,
               .title = "remove what nobody sees",
               .edits = {{.span = span, .new_text = ""}}});
  finding.note("in a text of JSON an escape such as `\\u200b` says that it is meant");
  return finding;
}

}  // namespace

void lint_hidden_characters(const LintInput& input, diag::Emitter& emitter) {
  const SourceMap& sources = input.build.sources;
  std::optional<SourcePlaces> places;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources.at(SourceId(i));
    std::vector<HiddenText> found = find_hidden_text(source.bytes());
    if (found.empty()) {
      continue;
    }
    if (!places) {
      places.emplace(input.build);
    }
    std::size_t told = std::min(found.size(), kMaxTold);
    for (std::size_t k = 0; k < told; ++k) {
      Span span{SourceId(i), static_cast<std::uint32_t>(found[k].begin),
                static_cast<std::uint32_t>(found[k].end)};
      diag::Diagnostic finding = finding_of(found[k], span, source.name());
      finding.place = places->at(span);
      finding.place.subject = source.name() + " " + finding.place.rule_id + " " +
                              name_of_hidden(found[k].first) + " " + word_around(source, span);
      if (k + 1 == told) {
        finding.more_places = static_cast<std::uint32_t>(found.size() - told);
      }
      emitter.emit(std::move(finding));
    }
  }
}

}  // namespace rulec::tooling
