#include "paging.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "app.h"
#include "run_in_memory.h"

using namespace rulec::app;
using namespace rulec::testing;

namespace {

class FakePager final : public rulec::Pager {
 public:
  explicit FakePager(bool starts) : starts_(starts) {}
  rulec::Status show(const rulec::PagerRequest& request) override {
    ++asked;
    if (!starts_) {
      return rulec::fail(rulec::ErrorCode::kIo, "no such program");
    }
    arguments = request.arguments;
    shown = request.text;
    return {};
  }
  int asked = 0;
  std::vector<std::string> arguments;
  std::string shown;

 private:
  bool starts_;
};

struct Seen {
  std::string out;
  std::string shown;
  int asked = 0;
};

Seen run_at_terminal(const std::vector<std::string>& line, const Variables& variables,
                     std::uint32_t height, bool starts = true, bool is_tty = true) {
  MemoryFileSystem files;
  MemoryEnv memory(files, "");
  memory.variables = variables;
  memory.terminal = {
      .out_is_tty = is_tty, .err_is_tty = true, .in_is_tty = true, .width = 80, .height = height};
  FakePager pager(starts);
  Env env = memory.env();
  env.pager = &pager;
  CHECK(run(line, env) == ExitCode::kOk);
  return {.out = memory.out(), .shown = pager.shown, .asked = pager.asked};
}

}  // namespace

TEST_CASE("a long answer goes to the pager: on a terminal, when it does not fit, when wanted") {
  const std::vector<std::string> line = {"help", "lint"};
  Seen plain = run_at_terminal(line, {}, 10, true, false);
  CHECK(plain.asked == 0);
  CHECK(plain.out.size() > 100);
  Seen paged = run_at_terminal(line, {}, 10);
  CHECK(paged.out.empty());
  CHECK(paged.shown.size() > 100);
  CHECK(run_at_terminal(line, {}, 1000).asked == 0);
  CHECK(run_at_terminal({"help", "lint", "--no-pager"}, {}, 10).asked == 0);
  CHECK(run_at_terminal(line, {{"RULEC_NO_PAGER", "1"}}, 10).asked == 0);
  CHECK(run_at_terminal(line, {{"TERM", "dumb"}}, 10).asked == 0);
  CHECK(run_at_terminal({"help", "lint", "--json"}, {}, 10).asked == 0);
  CHECK(run_at_terminal({"explain", "RC2003"}, {}, 10).asked == 1);
  CHECK(run_at_terminal({"lint", "--help"}, {}, 10).asked == 1);
  // Commands whose answer is not read from top to bottom.
  CHECK(run_at_terminal({"schema", "rule"}, {}, 10).asked == 0);
  // What cannot be shown so is printed.
  Seen without = run_at_terminal(line, {}, 10, false);
  CHECK(without.asked == 1);
  CHECK(without.out == paged.shown);
}

TEST_CASE("which pager: RULEC_PAGER, PAGER, less; empty and cat are none") {
  using Words = std::vector<std::string>;
  CHECK(pager_words({}) == Words{"less"});
  CHECK(pager_words({{"PAGER", "more -s"}}) == Words{"more", "-s"});
  CHECK(pager_words({{"PAGER", "more"}, {"RULEC_PAGER", " bat  -p "}}) == Words{"bat", "-p"});
  CHECK(pager_words({{"PAGER", "more"}, {"RULEC_PAGER", ""}}).empty());
  CHECK(pager_words({{"PAGER", "cat"}}).empty());
}

TEST_CASE("lines on the screen: long ones take several, colours none") {
  CHECK(screen_lines("", 80) == 0);
  CHECK(screen_lines("a\nb\n", 80) == 2);
  CHECK(screen_lines("a\n\nb", 80) == 3);
  CHECK(screen_lines(std::string(80, 'x') + "\n", 80) == 1);
  CHECK(screen_lines(std::string(81, 'x') + "\n", 80) == 2);
  CHECK(screen_lines("\x1b[1;31m" + std::string(80, 'x') + "\x1b[0m\n", 80) == 1);
}
