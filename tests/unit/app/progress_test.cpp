// When progress is shown, and what takes it away.
#include "progress.h"

#include <doctest/doctest.h>

using namespace rulec::app;

namespace {

constexpr std::int64_t kMs = 1'000'000;

}  // namespace

TEST_CASE("quick work shows nothing") {
  ProgressText text(ProgressForm::kLine, 80, 0);
  CHECK(text.at(500 * kMs).empty());  // nothing has begun
  text.begin("lint");
  ProgressText quick(ProgressForm::kLine, 80, 0);
  quick.begin("lint");
  CHECK(quick.at(149 * kMs).empty());
  CHECK(quick.end().empty());
}

TEST_CASE("one line, rewritten at most ten times a second, and taken away at the end") {
  ProgressText text(ProgressForm::kLine, 80, 0);
  text.begin("lint");
  CHECK(text.at(150 * kMs) == "\r\x1b[Klint  0 s");
  text.begin("test");
  CHECK(text.at(249 * kMs).empty());
  CHECK(text.at(250 * kMs) == "\r\x1b[Ktest  0 s");
  CHECK(text.at(400 * kMs).empty());  // the same words
  text.reach(0.25);
  CHECK(text.at(2000 * kMs) == "\r\x1b[Ktest  25 %  2 s, about 7 s left");
  text.reach(1);
  CHECK(text.at(3000 * kMs) == "\r\x1b[Ktest  100 %  3 s");
  CHECK(text.end() == "\r\x1b[K");
  CHECK(text.end().empty());
}

TEST_CASE("a line never wraps") {
  ProgressText text(ProgressForm::kLine, 10, 0);
  text.begin("reading, linting, compiling");
  CHECK(text.at(200 * kMs) == "\r\x1b[Kreading, ");
}

TEST_CASE("off a terminal one line each ten seconds, and only where CI asks") {
  ProgressText log(ProgressForm::kLog, 80, 0);
  log.begin("test");
  CHECK(log.at(9'999 * kMs).empty());
  CHECK(log.at(10'000 * kMs) == "rulec: test  10 s\n");
  CHECK(log.at(19'999 * kMs).empty());
  CHECK(log.at(20'000 * kMs) == "rulec: test  20 s\n");
  CHECK(log.end().empty());
  ProgressText none(ProgressForm::kNone, 80, 0);
  none.begin("test");
  CHECK(none.at(60'000 * kMs).empty());
}
