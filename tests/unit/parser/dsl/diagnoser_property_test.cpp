// What the diagnoser does with texts that nobody would write: it ends, in time in proportion to the
// text, and says something.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "base/limits.h"
#include "diagnoser_support.h"
#include "parser/dsl/grammar.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/text_reader.h"
#include "process.h"

namespace rulec::parser {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> samples() {
  std::vector<std::string> made;
  for (const fs::path& path : files_of(fs::path(RULEC_TEST_FOLDER) / "samples")) {
    made.push_back(bytes_of(path));
  }
  std::string corpora = testing::corpora_folder();
  if (corpora.empty()) {
    REQUIRE(!testing::report_missing_corpora("diagnoser"));
    return made;
  }
  for (const fs::path& path : files_of(fs::path(corpora) / "requirements-rules" / "effectus")) {
    if (path.extension() == ".eff" || path.extension() == ".effx") {
      made.push_back(bytes_of(path));
    }
  }
  return made;
}

// The declarations of all samples, each for itself.
std::vector<std::string> declarations() {
  std::vector<std::string> made;
  for (const std::string& text : samples()) {
    for (const Piece& piece : cut(text).pieces) {
      made.push_back(text.substr(piece.begin, piece.end - piece.begin));
    }
  }
  return made;
}

// Whether the reader of the tree takes all of the text.
bool is_accepted(std::string_view text) {
  SourceMap sources;
  SourceId id = sources.add("x.eff", std::string(text));
  diag::Collector collector;
  return !read_text(sources, id, {}, collector).has_faults() && !collector.has_errors();
}

void check(std::string_view text) {
  Diagnosed read(text);
  if (!read.findings.empty() && read.refused_pieces == 0 && is_accepted(text)) {
    CAPTURE(std::string(text));
    CHECK(diag::message_of(read.findings[0]).empty());
  }
  bool is_good = read.refused_pieces == 0 || !read.findings.empty();
  bool is_within = std::ranges::all_of(read.findings, [&](const diag::Diagnostic& finding) {
    return finding.primary.span.begin <= finding.primary.span.end &&
           finding.primary.span.end <= text.size() &&
           std::ranges::all_of(finding.fixes, [&](const diag::Fix& fix) {
             return std::ranges::all_of(
                 fix.edits, [&](const diag::Edit& edit) { return edit.span.end <= text.size(); });
           });
  });
  if (!is_good || !is_within) {
    CAPTURE(std::string(text));
    CHECK(is_good);
    CHECK(is_within);
  }
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  Lexer lexer(text, 0, text.size());
  while (lexer.peek().kind != TokenKind::kEnd) {
    tokens.push_back(lexer.take());
  }
  return tokens;
}

TEST_CASE("diagnoser: good texts have no mistakes") {
  for (const std::string& text : samples()) {
    CAPTURE(text);
    Diagnosed read(text);
    CHECK(read.refused_pieces == 0);
    for (const diag::Diagnostic& finding : read.findings) {
      CAPTURE(finding.primary.span.begin);
      CHECK(diag::message_of(finding).empty());
    }
  }
}

TEST_CASE("diagnoser: every beginning of a text") {
  for (const std::string& text : declarations()) {
    for (std::size_t length = 0; length < text.size(); ++length) {
      check(text.substr(0, length));
    }
  }
}

TEST_CASE("diagnoser: every token left out, doubled or replaced") {
  constexpr std::string_view kOthers[] = {"(",    ")",    "{",    "}",  "]", ",",  ":", "\"",
                                          "when", "then", "rule", "1.", "x", "==", ";", "\n"};
  for (const std::string& text : declarations()) {
    std::size_t count = 0;
    for (const Token& token : tokens_of(text)) {
      std::string word(token.text);
      auto with = [&](const std::string& other) {
        return text.substr(0, token.begin).append(other).append(text.substr(token.end));
      };
      check(with(""));
      // To the reader of the tree, `and (x)` is a call.
      if (infix_of_sign(word) == nullptr) {
        check(with(std::string(word).append(" ").append(word)));
      }
      check(with(std::string(kOthers[count++ % std::size(kOthers)])));
    }
  }
}

TEST_CASE("diagnoser: texts of any tokens") {
  std::mt19937 random(20261130);
  std::vector<std::string> words;
  for (const std::string& text : samples()) {
    for (const Token& token : tokens_of(text)) {
      words.emplace_back(token.text);
    }
  }
  for (int round = 0; round < 1000; ++round) {
    std::string text = round % 2 == 0 ? "rule a on b {\n" : "";
    for (int i = 0; i < 60; ++i) {
      text += words[random() % words.size()] + (random() % 4 == 0 ? "\n" : " ");
    }
    check(text);
  }
}

// Seconds of this thread's own work for one text, the least of three: what else the machine does
// is not in it.
double work_of(const std::string& text) {
  auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  double least = 1e9;
  for (int round = 0; round < 3; ++round) {
    double start = now();
    Pieces pieces = cut(text);
    SourceMap sources;
    SourceId id = sources.add("x.eff", text);
    diag::Collector collector;
    for (const Piece& piece : pieces.pieces) {
      diagnose(text, pieces.masked, piece, id, piece.begin, collector);
    }
    least = std::min(least, now() - start);
  }
  return least;
}

std::string repeated(std::string_view head, std::string_view part, std::size_t size) {
  std::string text(head);
  while (text.size() < size) {
    text += part;
  }
  return text;
}

TEST_CASE("diagnoser: work is in proportion to the text") {
  constexpr std::size_t kSize = 10'000;
  constexpr std::size_t kTimes = 4;
  constexpr double kMost = 10;  // 4 would be linear, 16 quadratic
  const std::string_view parts[] = {"(",
                                    "[",
                                    "{",
                                    "if (a) {",
                                    "foo(a: ",
                                    "x and ",
                                    ")",
                                    "}\n",
                                    "\n",
                                    "not ",
                                    "a.b.",
                                    "then\n",
                                    "\"x\" ",
                                    "foo()\n",
                                    "when a\n",
                                    ", ",
                                    "test \"a\" {\n",
                                    "/* ",
                                    "f(x)\n (",
                                    "rule a {\n",
                                    "@a(",
                                    "x: [",
                                    "a"};
  for (std::string_view part : parts) {
    for (std::string_view head : {"", "rule a on b {\n", "rule a on b {\nthen\nfoo(x: "}) {
      CAPTURE(std::string(part));
      CAPTURE(std::string(head));
      double once = work_of(repeated(head, part, kSize));
      CHECK(work_of(repeated(head, part, kTimes * kSize)) < kMost * once);
    }
  }
}

TEST_CASE("diagnoser: not more findings than a file may have") {
  std::string text = "rule a on b {\nthen\n";
  for (std::size_t i = 0; i < kMaxDiagnosticsPerFile + 1; ++i) {
    text += "foo(a: )\n";
  }
  Diagnosed read(text + "}\n");
  CHECK(read.findings.size() == kMaxDiagnosticsPerFile);
}

}  // namespace
}  // namespace rulec::parser
