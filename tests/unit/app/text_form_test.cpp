// docs/text-form.md against the program: each block of text is formatted to itself, the JSON that
// follows it directly is its twin, and the file of the input dialect becomes the text that follows.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "run_in_memory.h"

using namespace rulec::testing;

namespace {

struct Block {
  std::string kind;  // "eff", "json", "input" …
  std::string file;  // behind the kind: the block is this file of the project
  std::string text;
  std::size_t line = 0;  // of its fence
  bool follows_directly = false;
};

std::vector<Block> blocks_of(const std::string& path) {
  constexpr std::string_view kFence = "```";
  std::ifstream file(path, std::ios::binary);
  std::vector<Block> blocks;
  bool is_inside = false;
  std::size_t last_end = 0;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (!line.starts_with(kFence)) {
      if (is_inside) {
        blocks.back().text += line + "\n";
      }
      continue;
    }
    is_inside = !is_inside;
    if (!is_inside) {
      last_end = number;
      continue;
    }
    std::string info = line.substr(kFence.size());
    std::size_t blank = std::min(info.find(' '), info.size());
    blocks.push_back({.kind = info.substr(0, blank),
                      .file = info.substr(std::min(blank + 1, info.size())),
                      .text = {},
                      .line = number,
                      .follows_directly = last_end + 1 == number});
  }
  return blocks;
}

// The project that the document describes.
void add_project(MemoryFileSystem& files, const std::vector<Block>& blocks) {
  for (const Block& block : blocks) {
    if (!block.file.empty()) {
      files.add_file(block.file, block.text);
    }
  }
}

std::string formatted(const std::vector<Block>& blocks, const Block& block,
                      std::vector<std::string> options) {
  MemoryFileSystem files;
  add_project(files, blocks);
  bool is_json = block.kind == "json";
  std::vector<std::string> arguments = {"fmt", "-", "--stdin-filename",
                                        is_json ? "rules/x.rule.json" : "rules/x.eff"};
  arguments.insert(arguments.end(), std::make_move_iterator(options.begin()),
                   std::make_move_iterator(options.end()));
  Ran ran = run_in_memory(files, arguments, {.variables = {}, .input = block.text});
  return ran.out + ran.err;
}

}  // namespace

TEST_CASE("docs/text-form.md says what the program does") {
  std::vector<Block> blocks = blocks_of(RULEC_SOURCE_DIR "/docs/text-form.md");
  std::size_t texts = 0;
  std::size_t twins = 0;
  std::size_t inputs = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    const Block* next = i + 1 < blocks.size() ? &blocks[i + 1] : nullptr;
    CAPTURE(block.line);
    if (block.kind == "input") {
      ++inputs;
      REQUIRE(next != nullptr);
      CHECK(next->kind == "eff");
      CHECK(formatted(blocks, block, {}) == next->text);
    }
    if (block.kind != "eff") {
      continue;
    }
    ++texts;
    CHECK(formatted(blocks, block, {}) == block.text);
    if (next != nullptr && next->kind == "json" && next->follows_directly) {
      ++twins;
      CHECK(formatted(blocks, block, {"--to", "json"}) == next->text);
      CHECK(formatted(blocks, *next, {}) == next->text);
      CHECK(formatted(blocks, *next, {"--to", "eff"}) == block.text);
    }
  }
  CHECK(texts >= 9);
  CHECK(twins >= 8);
  CHECK(inputs >= 1);
}
