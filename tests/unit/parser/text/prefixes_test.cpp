// A text that is being typed: every prefix of every example, byte by byte. Each ends in a document
// or in findings within the text. Times are printed and not judged; what bounds them is judged: the
// tokens of all pieces together are those of the text, and there is one piece for each declaration.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "parser/dsl/lexer.h"
#include "parser/dsl/pieces.h"
#include "process.h"
#include "text_promises.h"

namespace rulec::parser {
namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

// The `.eff` and `.effx` files below a folder, in order.
std::vector<std::string> texts_in(FileSystem& files, const std::string& folder) {
  std::vector<std::string> found;
  std::vector<std::string> folders = {folder};
  while (!folders.empty()) {
    std::string next = folders.back();
    folders.pop_back();
    std::vector<DirectoryEntry> entries = files.list_folder(next).value();
    for (const DirectoryEntry& entry : entries) {
      std::string path = next + "/" + entry.name;
      if (entry.kind == FileKind::kFolder) {
        folders.push_back(path);
      } else if (path.ends_with(".eff") || path.ends_with(".effx")) {
        found.push_back(path);
      }
    }
  }
  std::ranges::sort(found);
  return found;
}

std::size_t tokens_in(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t count = 0;
  for (Lexer lexer(text, begin, end); lexer.peek().kind != TokenKind::kEnd; lexer.take()) {
    ++count;
  }
  return count;
}

std::size_t declaration_words(std::string_view text) {
  std::size_t count = 0;
  for (std::string_view word : {"rule", "flow", "scorecard", "file", "entry_point", "}"}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      ++count;
    }
  }
  return count;
}

// What a parser is given is bounded by the text, whatever is cut off.
void check_work(std::string_view text) {
  Pieces made = cut(text);
  REQUIRE(made.pieces.size() <= declaration_words(text) + 1);
  std::size_t tokens = 0;
  std::size_t end = 0;
  for (const Piece& piece : made.pieces) {
    REQUIRE(piece.begin >= end);
    REQUIRE(piece.end > piece.begin);
    end = piece.end;
    tokens += tokens_in(made.masked, piece.begin, piece.end);
  }
  REQUIRE(end <= text.size());
  REQUIRE(tokens <= tokens_in(made.masked, 0, text.size()));
}

class Typed {
 public:
  void file(std::string_view text) {
    for (std::size_t length = 0; length <= text.size(); ++length) {
      std::string_view prefix = text.substr(0, length);
      auto begin = std::chrono::steady_clock::now();
      testing::TextOutcome outcome = testing::keep_promises(prefix);
      std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
      times_.push_back(took.count());
      if (!outcome.broken.empty()) {
        CAPTURE(std::string(prefix));
        CHECK(outcome.broken == "");
      }
      check_work(prefix);
    }
  }

  void finish() {
    REQUIRE(!times_.empty());
    std::ranges::sort(times_);
    MESSAGE(times_.size(), " prefixes: p99 ", times_[times_.size() * 99 / 100], " ms, max ",
            times_.back(), " ms");
  }

 private:
  std::vector<double> times_;
};

TEST_CASE("prefixes: of the files of this repository") {
  RealFileSystem files;
  Typed typed;
  for (std::string_view folder : {"/rules-examples", "/tests/fuzz/corpus/dsl"}) {
    for (const std::string& path : texts_in(files, RULEC_SOURCE_FOLDER + std::string(folder))) {
      INFO(path);
      typed.file(files.read_file(path, kMaxBytes).value());
    }
  }
  typed.finish();
}

TEST_CASE("prefixes: of real files of the input dialect") {
  std::string corpora = testing::corpora_folder();
  if (corpora.empty()) {
    CHECK(!testing::report_missing_corpora("unit/parser_text"));
    return;
  }
  RealFileSystem files;
  Typed typed;
  std::vector<std::string> paths = texts_in(files, corpora + "/requirements-rules/effectus");
  CHECK(paths.size() >= 6);
  for (const std::string& path : paths) {
    INFO(path);
    typed.file(files.read_file(path, kMaxBytes).value());
  }
  typed.finish();
}

}  // namespace
}  // namespace rulec::parser
