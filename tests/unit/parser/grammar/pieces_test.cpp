// Pieces and grammar together: real files of the input dialect, and what would overrun tree-sitter.
#include "parser/dsl/pieces.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/limits.h"
#include "tree_text.h"

using namespace rulec;          // NOLINT(google-build-using-namespace): a test
using namespace rulec::parser;  // NOLINT(google-build-using-namespace): a test

namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;
// What tree-sitter counts in 16 bits.
constexpr std::size_t kOverrun = 65'535;

std::string times(std::size_t count, std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += part;
  }
  return text;
}

// The files below `folder`.
std::vector<std::string> files_in(FileSystem& files, const std::string& folder) {
  std::vector<std::string> found;
  std::vector<std::string> folders = {folder};
  while (!folders.empty()) {
    std::string next = folders.back();
    folders.pop_back();
    std::vector<DirectoryEntry> entries = files.list_folder(next).value();
    for (const DirectoryEntry& entry : entries) {
      std::string path = next + "/" + entry.name;
      (entry.kind == FileKind::kFolder ? folders : found).push_back(path);
    }
  }
  return found;
}

// Nodes without children: each token that reached the parser is one. No recursion.
std::size_t leaves(const SyntaxNode& root) {
  std::size_t count = 0;
  std::size_t depth = 0;
  SyntaxCursor cursor(root);
  while (true) {
    if (cursor.to_first_child()) {
      ++depth;
      continue;
    }
    ++count;
    while (depth > 0 && !cursor.to_next_sibling()) {
      cursor.to_parent();
      --depth;
    }
    if (depth == 0) {
      return count;
    }
  }
}

struct Parsed {
  std::size_t pieces = 0;
  std::size_t refused = 0;  // too large or too deep: not parsed
  std::size_t faulty = 0;
};

// As the reader does it: what the cut refuses never reaches the parser.
Parsed parse_all(std::string_view text) {
  Parsed parsed;
  Pieces cut_text = cut(text);
  SyntaxParser parser;
  for (const Piece& piece : cut_text.pieces) {
    ++parsed.pieces;
    if (piece.fault != PieceFault::kNone) {
      ++parsed.refused;
      continue;
    }
    std::optional<SyntaxTree> tree = parser.parse(cut_text.masked, piece.begin, piece.end);
    REQUIRE(tree);
    parsed.faulty += tree->first_fault() ? 1 : 0;
    CHECK(leaves(tree->root()) <= kMaxPieceTokens);
  }
  return parsed;
}

}  // namespace

TEST_CASE("every file of the input dialect parses") {
  const char* corpora = std::getenv("RULEC_CORPORA");  // NOLINT(concurrency-mt-unsafe)
  if (corpora == nullptr) {
    MESSAGE("RULEC_CORPORA is not set: no files to parse");
    return;
  }
  RealFileSystem files;
  std::size_t seen = 0;
  for (const std::string& path :
       files_in(files, std::string(corpora) + "/requirements-rules/effectus")) {
    if (!path.ends_with(".eff") && !path.ends_with(".effx")) {
      continue;
    }
    INFO(path);
    Parsed parsed = parse_all(files.read_file(path, kMaxBytes).value());
    CHECK(parsed.pieces > 0);
    CHECK(parsed.refused == 0);
    CHECK(parsed.faulty == 0);
    ++seen;
  }
  CHECK(seen >= 6);
}

TEST_CASE("65,535 comments never reach tree-sitter") {
  std::string comments = times(kOverrun, "// why\n");
  CHECK(parse_all(comments).pieces <= 1);
  // Blanks stand for these.
  CHECK(parse_all("rule r on e {\n" + comments + "}").faulty == 0);
  // Notes are tokens of the declaration behind them.
  Parsed notes = parse_all(times(kOverrun, "/// why\n") + "rule r on e { }");
  CHECK(notes.refused >= 1);
}

TEST_CASE("65,535 open brackets never reach tree-sitter") {
  for (std::string_view bracket : {"[", "(", "{", "f(", "- ", "!", "not "}) {
    INFO(bracket);
    Parsed parsed = parse_all("rule r on e { when " + times(kOverrun, bracket));
    CHECK(parsed.refused == 1);
    Parsed bare = parse_all(times(kOverrun, bracket));
    CHECK(bare.refused >= 1);
  }
}

TEST_CASE("65,535 tokens in one declaration never reach tree-sitter") {
  for (std::string_view token : {"a ", ") ", "5 ", "\"x\" ", "and ", ", ", "f() ", "= ", "@ "}) {
    INFO(token);
    Parsed parsed = parse_all("rule r on e { then " + times(kOverrun, token) + "}");
    CHECK(parsed.refused >= 1);
  }
}

TEST_CASE("the largest piece that is allowed is parsed, good or not") {
  std::size_t steps = kMaxPieceTokens / 3 - 10;
  Parsed good = parse_all("rule r on e { then " + times(steps, "f() ") + "}");
  CHECK(good.refused == 0);
  CHECK(good.faulty == 0);
  for (std::string_view token : {"f ( ", "1 2 ", "] ] ", "& & ", ". . "}) {
    INFO(token);
    std::size_t pairs = token == "f ( " ? kMaxRuleDepth / 2 : kMaxPieceTokens / 2 - 10;
    Parsed bad = parse_all("rule r on e { when " + times(pairs, token));
    CHECK(bad.refused == 0);
    CHECK(bad.faulty >= 1);
  }
}
