// One mistake, one finding: every lost byte, every extra structural byte and every bracket taken
// for another, in typical texts of three layouts.
#include "mistakes.h"

#include <doctest/doctest.h>

#include "json_support.h"

namespace rulec::json {
namespace {

using testing::Layout;
using testing::Mistake;
using testing::MistakeKind;

struct Tally {
  std::size_t mistakes = 0;
  std::size_t silent = 0;  // still JSON
  std::size_t one = 0;
  std::size_t near = 0;  // of these, those whose finding touches the line of the mistake
  std::string more;      // those with several findings
};

// Whether the finding, or one of its further places, is on the line of the mistake or beside it.
bool is_near(const Parsed& parsed, std::size_t offset) {
  const Source& source = parsed.sources.at(parsed.id);
  auto line = [&](std::size_t at) {
    return static_cast<std::int64_t>(source.line_column(static_cast<std::uint32_t>(at)).line);
  };
  auto touches = [&](Span span) {
    return line(span.begin) - 1 <= line(offset) && line(offset) <= line(span.end) + 1;
  };
  const diag::Diagnostic& finding = parsed.findings.front();
  bool is_found = touches(finding.primary.span);
  for (const diag::Label& label : finding.labels) {
    is_found = is_found || touches(label.span);
  }
  return is_found;
}

void count(Tally& tally, std::string_view name, const Mistake& mistake) {
  Parsed parsed(mistake.text);
  ++tally.mistakes;
  if (parsed.findings.empty()) {
    ++tally.silent;
  } else if (parsed.findings.size() == 1) {
    ++tally.one;
    tally.near += is_near(parsed, mistake.offset) ? 1 : 0;
  } else {
    std::size_t from = mistake.offset < 20 ? 0 : mistake.offset - 20;
    tally.more += std::string(name) + " " + std::to_string(mistake.offset) + ", " + mistake.about +
                  " in <" + mistake.text.substr(from, 40) + ">:";
    for (const std::string& place : parsed.places()) {
      tally.more += " " + place;
    }
    tally.more += "\n";
  }
}

// Extra bytes are many, so only every fifth place gets them.
Tally tally_of(MistakeKind kind, Layout layout) {
  std::size_t step = kind == MistakeKind::kExtraByte ? 5 : 1;
  Tally tally;
  for (const testing::TypicalText& good : testing::typical_texts()) {
    std::string text = laid_out(good.pretty, layout);
    REQUIRE(Parsed(text).findings.empty());
    for (const Mistake& mistake : mistakes_in(text, kind, step)) {
      count(tally, good.name, mistake);
    }
  }
  return tally;
}

TEST_CASE("one lost byte is one finding") {
  for (Layout layout : {Layout::kPretty, Layout::kOneLine, Layout::kPacked}) {
    Tally tally = tally_of(MistakeKind::kLostByte, layout);
    CHECK(tally.more == "");
    CHECK(tally.mistakes > 1400);
    CHECK(tally.one > 500);
  }
}

TEST_CASE("one extra byte is one finding") {
  for (Layout layout : {Layout::kPretty, Layout::kOneLine, Layout::kPacked}) {
    Tally tally = tally_of(MistakeKind::kExtraByte, layout);
    CHECK(tally.more == "");
    CHECK(tally.one > 650);
  }
}

TEST_CASE("one bracket for another is one finding") {
  for (Layout layout : {Layout::kPretty, Layout::kOneLine, Layout::kPacked}) {
    Tally tally = tally_of(MistakeKind::kOtherBracket, layout);
    CHECK(tally.more == "");
    CHECK(tally.silent == 0);
    CHECK(tally.one > 300);
  }
}

TEST_CASE("in a text of several lines the finding is at the mistake") {
  for (MistakeKind kind :
       {MistakeKind::kLostByte, MistakeKind::kExtraByte, MistakeKind::kOtherBracket}) {
    Tally tally = tally_of(kind, Layout::kPretty);
    CHECK(tally.near == tally.one);
  }
}

}  // namespace
}  // namespace rulec::json
