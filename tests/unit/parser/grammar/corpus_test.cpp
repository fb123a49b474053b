// The cases of lib/parser/grammar/test/corpus: text and tree in tree-sitter's own format.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "tree_text.h"

using namespace rulec;  // NOLINT(google-build-using-namespace): a test

namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

struct Case {
  std::string name;
  bool has_error = false;
  std::string text;
  std::string tree;  // one blank between its parts
};

bool is_rule(std::string_view line, char sign) {
  return line.size() >= 3 && line.find_first_not_of(sign) == std::string_view::npos;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

// Blanks as tree_text writes them.
void add_words(std::string& tree, std::string_view line) {
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) {
      return;
    }
    std::string_view word = line.substr(0, line.find(' '));
    tree += tree.empty() ? "" : " ";
    tree += word;
    line.remove_prefix(word.size());
  }
}

// The text without the line ends around it.
std::string trimmed(std::string text) {
  std::size_t begin = std::min(text.find_first_not_of('\n'), text.size());
  text.erase(0, begin);
  while (text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

std::vector<Case> cases_of(std::string_view file) {
  enum class Part { kHead, kText, kTree } part = Part::kTree;
  std::vector<Case> cases;
  for (std::string_view line : lines_of(file)) {
    if (is_rule(line, '=')) {
      if (part != Part::kHead) {
        cases.emplace_back();
      }
      part = part == Part::kHead ? Part::kText : Part::kHead;
    } else if (cases.empty()) {
      continue;
    } else if (part == Part::kHead && line == ":error") {
      cases.back().has_error = true;
    } else if (part == Part::kHead) {
      cases.back().name += line;
    } else if (part == Part::kText && is_rule(line, '-')) {
      cases.back().text = trimmed(cases.back().text);
      part = Part::kTree;
    } else if (part == Part::kText) {
      cases.back().text += std::string(line) + "\n";
    } else {
      add_words(cases.back().tree, line);
    }
  }
  return cases;
}

}  // namespace

TEST_CASE("every case of the corpus has its tree, or an error where it says so") {
  RealFileSystem files;
  std::string folder = RULEC_SOURCE_FOLDER "/lib/parser/grammar/test/corpus";
  std::size_t good = 0;
  std::size_t bad = 0;
  std::vector<DirectoryEntry> entries = files.list_folder(folder).value();
  for (const DirectoryEntry& entry : entries) {
    std::string file = files.read_file(folder + "/" + entry.name, kMaxBytes).value();
    for (const Case& one : cases_of(file)) {
      INFO(entry.name, ": ", one.name, "\n", one.text);
      parser::SyntaxTree tree = testing::parse(one.text);
      CHECK(tree.root().has_error() == one.has_error);
      CHECK(tree.first_fault().has_value() == one.has_error);
      CHECK(one.tree.empty() == one.has_error);
      if (!one.has_error) {
        CHECK(testing::tree_text(tree.root()) == one.tree);
      }
      ++(one.has_error ? bad : good);
    }
  }
  CHECK(good >= 80);
  CHECK(bad >= 30);
}
