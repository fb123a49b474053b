// Help for the tests of the diagnoser: the findings of a whole text, piece by piece.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/dsl/diagnoser.h"
#include "parser/dsl/diagnoser/descent.h"
#include "parser/dsl/pieces.h"
#include "parser/dsl/syntax_tree.h"

namespace rulec::parser {

// What the diagnoser says of a text. A piece that the grammar accepts is read too: the reader of
// the tree leaves some mistakes to it, and it says nothing where there are none.
struct Diagnosed {
  SourceMap sources;
  std::vector<diag::Diagnostic> findings;
  std::size_t refused_pieces = 0;

  explicit Diagnosed(std::string_view text) {
    SourceId id = sources.add("x.eff", std::string(text));
    Pieces pieces = cut(text);
    diag::Collector collector;
    SyntaxParser parser;
    for (const Piece& piece : pieces.pieces) {
      auto tree = parser.parse(pieces.masked, piece.begin, piece.end);
      std::optional<std::size_t> fault = tree ? tree->first_fault() : piece.begin;
      if (fault) {
        ++refused_pieces;
        diagnose(text, pieces.masked, piece, id, *fault, collector);
      } else {
        Descent(text, pieces.masked, piece, id, collector).run();
      }
    }
    findings = collector.take_sorted();
  }
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

inline std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace rulec::parser
