// What is for people: links, line drawing, the part at fault, groups, sentences.
#include <doctest/doctest.h>

#include "app.h"
#include "diag/render.h"
#include "support.h"

using namespace rulec::testing;

namespace {

std::string on_terminal(MemoryFileSystem& files, const std::vector<std::string>& line,
                        const std::map<std::string, std::string, std::less<>>& variables,
                        bool is_tty = true) {
  MemoryEnv memory(files, "");
  memory.variables = variables;
  memory.terminal = {.out_is_tty = is_tty, .err_is_tty = is_tty, .width = 100};
  rulec::app::Env env = memory.env();
  static_cast<void>(rulec::app::run(line, env));
  return memory.out();
}

}  // namespace

TEST_CASE("line drawing on a terminal with a UTF-8 locale alone") {
  MemoryFileSystem files = nasty_project();
  auto is_drawn = [&](const std::map<std::string, std::string, std::less<>>& variables,
                      bool is_tty = true) {
    return on_terminal(files, {"lint", "--color=never"}, variables, is_tty).contains("\u2502");
  };
  CHECK(is_drawn({{"LANG", "C.UTF-8"}}));
  CHECK(is_drawn({{"LC_ALL", "en_GB.utf8"}, {"LANG", "C"}}));
  CHECK_FALSE(is_drawn({{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}));
  CHECK_FALSE(is_drawn({}));
  CHECK_FALSE(is_drawn({{"LANG", "C.UTF-8"}}, false));
  CHECK_FALSE(is_drawn({{"LANG", "C.UTF-8"}, {"TERM", "dumb"}}));
}

TEST_CASE("line drawing differs from ASCII in nothing but its signs") {
  MemoryFileSystem files = nasty_project();
  std::string ascii = run_in_memory(files, {"lint"}).out;
  std::string drawn = on_terminal(files, {"lint", "--color=never"},
                                  {{"LANG", "C.UTF-8"}, {"RULEC_HYPERLINKS", "never"}});
  CHECK(drawn != ascii);
  std::size_t at = 0;
  std::string undrawn;
  while (at < drawn.size()) {
    if (drawn.compare(at, 3, "\u2502") == 0) {
      undrawn += '|';
      at += 3;
    } else if (drawn.compare(at, 3, "\u2500") == 0) {
      undrawn += '-';
      at += 3;
    } else {
      undrawn += drawn[at++];
    }
  }
  CHECK(undrawn == ascii);
}

TEST_CASE("paths are links on a terminal, or as RULEC_HYPERLINKS says") {
  MemoryFileSystem files = nasty_project();
  std::string link = "\x1b]8;;file:///";
  auto has_link = [&](const std::map<std::string, std::string, std::less<>>& variables,
                      bool is_tty) {
    return on_terminal(files, {"lint", "--color=never"}, variables, is_tty).contains(link);
  };
  CHECK(has_link({}, true));
  CHECK_FALSE(has_link({}, false));
  CHECK(has_link({{"RULEC_HYPERLINKS", "always"}}, false));
  CHECK_FALSE(has_link({{"RULEC_HYPERLINKS", "never"}}, true));
  CHECK_FALSE(has_link({{"TERM", "dumb"}}, true));
  CHECK(on_terminal(files, {"lint"}, {}, true)
            .contains(
                "rules/caf%C3%A9%20100%25%231.rule.json\x1b\\rules/caf\u00e9 100%#1.rule.json:"));
}

TEST_CASE("codes are links where the pages have an address") {
  rulec::SourceMap sources;
  rulec::diag::Diagnostic finding = rulec::diag::make(rulec::diag::Code::kBadUsage, {});
  std::string text = rulec::diag::render_full(finding, sources,
                                              {.pages_url = "https://rules.example/diagnostics/"});
  CHECK(text.starts_with("\x1b]8;;https://rules.example/diagnostics/RC0001.md\x1b\\error[RC0001]"));
}

TEST_CASE("the part at fault is underlined in the reading") {
  MemoryFileSystem files = nasty_project();
  std::string text = on_terminal(files, {"lint"}, {{"RULEC_HYPERLINKS", "never"}});
  CHECK(text.contains("\x1b[4mcart.totl\x1b[0m"));
}

TEST_CASE("grouped: a file once, its findings below it") {
  MemoryFileSystem files = nasty_project();
  std::string text = run_in_memory(files, {"lint", "--format", "grouped"}).out;
  std::vector<std::string> lines = lines_of(text);
  std::size_t heads = 0;
  std::size_t findings = 0;
  for (const std::string& line : lines) {
    heads += line == "rules/many.rule.json" ? 1 : 0;
    findings += line.starts_with("  ") ? 1 : 0;
  }
  CHECK(heads == 1);
  CHECK(findings == lint_json(files)["diagnostics"].size());
  CHECK(text.contains("\nchecked 4 rules in "));
}

TEST_CASE("narrate: a sentence a finding, nothing to be skipped by an ear") {
  MemoryFileSystem files = nasty_project();
  std::vector<std::string> lines =
      lines_of(run_in_memory(files, {"lint", "--format", "narrate", "-q"}).out);
  CHECK(lines.size() == lint_json(files)["diagnostics"].size());
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK((line.starts_with("Error RC") || line.starts_with("Warning RC") ||
           line.starts_with("Hint RC")));
    CHECK((line.ends_with('.') || line.ends_with('?')));
    CHECK_FALSE(line.contains('`'));
    CHECK_FALSE(line.contains("error["));
    CHECK(line.contains(" at line "));
  }
}

TEST_CASE("the other forms show as many findings as full") {
  MemoryFileSystem files = nasty_project();
  for (const char* form : {"concise", "grouped", "narrate"}) {
    CAPTURE(form);
    std::string text = run_in_memory(files, {"lint", "--format", form, "--max-errors", "1"}).out;
    CHECK(text.contains(" more findings (--all)"));
  }
}
