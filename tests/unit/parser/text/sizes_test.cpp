// Large files: a parse or findings, and memory that grows with the file and with nothing else.
// Times and peaks are printed. Sanitized builds, which are slower and larger, read smaller files.
#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <string_view>

#include "text_twin.h"

namespace rulec::parser {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
constexpr bool kIsSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kIsSanitized = false;
#endif

constexpr std::size_t kMiB = 1024 * 1024;

std::string times(std::size_t count, std::string_view part) {
  std::string text;
  text.reserve(count * part.size());
  for (std::size_t i = 0; i < count; ++i) {
    text += part;
  }
  return text;
}

std::size_t scaled(std::size_t count) {
  return kIsSanitized ? count / 10 : count;
}

// A figure of /proc/self/status in bytes; 0 where there is none.
std::size_t status_of(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::size_t kibibytes = 0;
    if (word == name && status >> kibibytes) {
      return kibibytes * 1024;
    }
  }
  return 0;
}

// Memory that is free goes back, and the peak begins anew.
void forget_peak() {
  malloc_trim(0);
  constexpr std::string_view kForget = "5";
  std::ofstream("/proc/self/clear_refs") << kForget;
}

void check_size(const char* name, std::string_view text, bool keeps_layout) {
  forget_peak();
  std::size_t before = status_of("VmRSS:");
  auto begin = std::chrono::steady_clock::now();
  {
    TextFile file(text, {.keeps_layout = keeps_layout});
    CHECK(file.document.has_faults() == (file.errors > 0));
    CHECK(file.document.has_root());
  }
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::size_t peak = status_of("VmHWM:");
  std::size_t above = peak - std::min(peak, before);
  std::string what = std::string(name) + (keeps_layout ? ", layout kept" : "");
  MESSAGE(what, ": ", text.size() / 1024, " KiB in ", took.count(), " s, peak ", above / kMiB,
          " MiB; goal ", (32 * text.size()) / kMiB + 64);
}

TEST_CASE("sizes: 65,535 comments, tokens and more") {
  constexpr std::size_t kOverrun = 65'535;
  for (bool keeps_layout : {false, true}) {
    check_size("comments in front", times(kOverrun, "// why\n") + "rule r on e { }", keeps_layout);
    check_size("comments inside", "rule r on e {\n" + times(kOverrun, "/* a */\n") + "}",
               keeps_layout);
    check_size("comments behind one action",
               "rule r on e { then f() " + times(kOverrun, "/* a */ ") + "}", keeps_layout);
    check_size("a comment for each action",
               "rule r on e { then\n" + times(10'000, "f(x: 1) // a\n") + "}", keeps_layout);
  }
  check_size("notes", times(kOverrun, "/// why\n") + "rule r on e { }", true);
  check_size("broken declaration", "rule r on e { when " + times(kOverrun, "= ") + "}", true);
  check_size("broken declaration that fits", "rule r on e { when " + times(50'000, "a ") + "}",
             true);
  check_size("annotations", times(kOverrun, "@a(1) ") + "rule r on e { }", true);
  check_size("annotations of a header", "file " + times(10'000, "@x_a(1) "), true);
  check_size("values in a list", "rule r on e { when a in [" + times(29'000, "1, ") + "1] }", true);
  check_size(
      "keys of an action",
      [] {
        std::string text = "rule r on e { then f(";
        for (int i = 0; i < 14'000; ++i) {
          text += "k" + std::to_string(i) + ": 1, ";
        }
        return text + "z: 1) }";
      }(),
      true);
}

TEST_CASE("sizes: long lines and many of them") {
  std::size_t length = scaled(kMiB);
  check_size("a text of one line", "rule r on e { when a == \"" + times(length, "x") + "\" }",
             true);
  check_size("a line of rules", times(length / 16, "rule r on e { } "), true);
  check_size("a word of one line", times(length, "a"), true);
  check_size("a line of brackets", times(length, "("), true);
  check_size("a line of strokes", times(length, "/"), true);
  check_size("a line of quotes", times(length, "\""), true);
  check_size("a line of backslashes", "rule r on e { when \"" + times(length, "\\"), true);
  std::size_t lines = scaled(1'000'000);
  check_size("empty lines", times(lines, "\n"), true);
  check_size("lines of comments", times(lines, "//\n"), true);
  check_size("lines of mistakes", times(lines, "rule\n"), true);
  check_size("lines of rules",
             times(lines / 20,
                   "rule r on e {\n  when a.b > 1 and c\n  then\n"
                   "    f(x: y + 1)\n}\n\n"),
             true);
}

}  // namespace
}  // namespace rulec::parser
