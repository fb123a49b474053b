#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/limits.h"
#include "base/source.h"
#include "diag/diagnostic.h"
#include "diag/emitter.h"
#include "diag/render.h"

using namespace rulec;
using diag::Code;

TEST_CASE("rows stand in the order of their numbers, and no name or number stands twice") {
  std::set<std::string_view> names;
  const diag::CatalogueRow* before = nullptr;
  for (const diag::CatalogueRow& row : diag::catalogue()) {
    CAPTURE(row.name);
    CHECK((before == nullptr || before->code < row.code));
    CHECK(names.insert(row.name).second);
    CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == row.name.npos);
    before = &row;
  }
}

TEST_CASE("messages are lower case, without full stop, with closed braces") {
  for (const diag::CatalogueRow& row : diag::catalogue()) {
    CAPTURE(row.name);
    CHECK(!row.message.empty());
    CHECK(!row.message.ends_with('.'));
    CHECK(std::ranges::count(row.message, '{') == std::ranges::count(row.message, '}'));
    CHECK((row.message[0] < 'A' || row.message[0] > 'Z'));
  }
}

TEST_CASE("a row is found by number in any case and by name") {
  CHECK(diag::find_row("RC2003")->code == Code::kUnknownField);
  CHECK(diag::find_row("rc2003")->name == "unknown-field");
  CHECK(diag::find_row("unknown-field")->code == Code::kUnknownField);
  CHECK(diag::find_row("RC0002")->code == Code::kUnknownCommand);
  CHECK(diag::find_row("RC2") == nullptr);
  CHECK(diag::find_row("") == nullptr);
  CHECK(diag::code_text(Code::kBadUsage) == "RC0001");
  CHECK(diag::code_text(Code::kNotBuiltYet) == "RC7001");
}

TEST_CASE("arguments fill the message; control characters in them are shown") {
  diag::Diagnostic found = diag::make(
      Code::kUnknownField, {{"field", std::string("a\x1b[2J")}, {"entry_point", std::string("x")}});
  CHECK(diag::message_of(found) == "the context of `x` has no field `a\\u001b[2J`");
  found = diag::make(Code::kTooDeep, {{"limit", std::int64_t{128}}});
  CHECK(diag::message_of(found) == "nested deeper than 128 levels");
  CHECK(!found.has_primary);
  found = diag::make(Code::kTooDeep, {});
  CHECK(diag::message_of(found) == "nested deeper than {limit} levels");
}

TEST_CASE("a question without a terminal becomes a finding that names the flag") {
  diag::Diagnostic found =
      diag::make(Code::kNeedsConfirmation, {{"action", std::string("deploy to production")},
                                            {"flag", std::string("--yes or --plan FILE")}});
  CHECK(diag::message_of(found) == "deploy to production asks first; add --yes or --plan FILE");
}

TEST_CASE("a finding takes the severity of its row and a place only from a real source") {
  SourceMap sources;
  SourceId id = sources.add("a.json", "[]");
  diag::Diagnostic found = diag::make(Code::kNoActiveRule, {id, 0, 2}, "", {});
  CHECK(found.severity == diag::Severity::Warning);
  CHECK(found.has_primary);
  CHECK(!diag::make(Code::kNoActiveRule, Span{}, "", {}).has_primary);
}

TEST_CASE("text of an author cannot drive a terminal") {
  struct Case {
    std::string_view text, shown;
  };
  for (Case c :
       {Case{"plain \xc3\xa9 \xf0\x9f\x98\x80", "plain \xc3\xa9 \xf0\x9f\x98\x80"},
        Case{"\x1b]0;x\x07", "\\u001b]0;x\\u0007"}, Case{"a\r\nb\t", "a\\u000d\\u000ab\\u0009"},
        Case{"\x7f", "\\u007f"}, Case{"\xc2\x9b", "\\u009b"}, Case{"\xe2\x80\xae", "\\u202e"},
        Case{"a\xff", "a\\xff"}}) {
    CHECK(diag::printable(c.text) == c.shown);
  }
  CHECK(diag::printable("a\nb", diag::Lines::kKeep) == "a\nb");
}

namespace {

diag::Diagnostic at(Code code, SourceId source, std::uint32_t offset) {
  return diag::make(code, {source, offset, offset}, "", {});
}

}  // namespace

TEST_CASE("findings are sorted by severity, file and offset, in order of making at one place") {
  SourceMap sources;
  SourceId first = sources.add("a", "");
  SourceId second = sources.add("b", "");
  diag::Collector collector;
  collector.emit(at(Code::kNoActiveRule, first, 0));
  collector.emit(at(Code::kTooDeep, second, 1));
  collector.emit(at(Code::kJsonSyntax, first, 9));
  collector.emit(at(Code::kTooDeep, first, 9));
  collector.emit(at(Code::kTooDeep, first, 3));
  collector.emit(diag::make(Code::kBadUsage, {}));
  CHECK(collector.error_count() == 5);
  CHECK(collector.warning_count() == 1);
  auto sorted = collector.take_sorted();
  REQUIRE(sorted.size() == 6);
  CHECK(sorted[0].code == Code::kBadUsage);
  CHECK(sorted[1].primary.span.begin == 3);
  CHECK(sorted[2].code == Code::kJsonSyntax);
  CHECK(sorted[3].code == Code::kTooDeep);
  CHECK(sorted[4].primary.span.source == second);
  CHECK(sorted[5].code == Code::kNoActiveRule);
  CHECK(collector.kept().empty());
  CHECK(collector.has_errors());
}

TEST_CASE("a collector keeps the limit of each file and of the run, and counts all") {
  SourceMap sources;
  SourceId noisy = sources.add("noisy", "");
  diag::Collector collector;
  for (std::size_t i = 0; i < kMaxDiagnosticsPerFile; ++i) {
    collector.emit(at(Code::kTooDeep, noisy, 0));
  }
  CHECK(collector.omitted() == 0);
  collector.emit(at(Code::kTooDeep, noisy, 0));
  CHECK(collector.omitted() == 1);
  CHECK(collector.kept().size() == kMaxDiagnosticsPerFile);
  for (std::size_t i = kMaxDiagnosticsPerFile; i < kMaxDiagnosticsPerRun; ++i) {
    collector.emit(diag::make(Code::kBadUsage, {}));
  }
  CHECK(collector.omitted() == 1);
  collector.emit(diag::make(Code::kBadUsage, {}));
  CHECK(collector.omitted() == 2);
  CHECK(collector.kept().size() == kMaxDiagnosticsPerRun);
  CHECK(collector.error_count() == kMaxDiagnosticsPerRun + 2);
}

TEST_CASE("a counting emitter counts errors and passes everything on") {
  diag::Collector collector;
  diag::CountingEmitter counting(collector);
  counting.emit(diag::make(Code::kNoActiveRule, {}));
  counting.emit(diag::make(Code::kBadUsage, {}));
  CHECK(counting.error_count() == 1);
  CHECK(collector.kept().size() == 2);
}
