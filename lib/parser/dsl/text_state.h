// What the readers of a text file share while they walk its syntax trees. Internal to
// lib/parser/dsl.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "diag/emitter.h"
#include "parser/dsl/placed_text.h"
#include "parser/dsl/scopes.h"
#include "parser/dsl/syntax_tree.h"
#include "parser/dsl/text_range.h"
#include "parser/dsl/text_reader.h"
#include "parser/dsl/twin_builder.h"

namespace rulec::parser {

struct TextState {
  TextState(SourceId source, std::string_view whole, const TextOptions& how, diag::Emitter& sink)
      : text(whole),
        placed(whole,
               {.source = source, .begin = 0, .end = static_cast<std::uint32_t>(whole.size())},
               whole),
        twin(source),
        options(how),
        emitter(sink) {}

  std::string_view text;
  PlacedText placed;
  TwinBuilder twin;
  Scopes scopes;
  const TextOptions& options;
  diag::Emitter& emitter;

  // --- of the whole file
  // What comments can be held by, with their nodes.
  struct Anchor {
    TextRange range;
    json::NodeId node;
    json::NodeId last;  // invalid where `node` stands for the end, too
    bool has_end = false;
    bool is_chain = false;
    std::size_t inside = 0;  // where its inside begins
  };
  std::vector<Anchor> anchors;
  std::string entry_point;  // that of the header `entry_point NAME`; else ""
  std::size_t max_levels = kMaxRuleDepth;

  // --- of the declaration that is read
  // Of its twin: several for each token that a declaration may have.
  static constexpr std::size_t kMaxNodes = 8 * kMaxPieceTokens;
  bool is_input_dialect = false;
  std::uint32_t first_node = 0;  // of the twin
  std::vector<std::string> entry_points;
  // Where the grammar accepted what the language does not: the declaration is read again by the
  // diagnoser. A finding of the readers themselves only sets `is_refused`.
  bool is_refused = false;
  std::optional<std::size_t> refused_at;
  // Calls that bind names to items, for `x_names`.
  struct NamedItem {
    json::NodeId node;
    std::string name;  // of `reduce`: "accumulator, item"
  };
  std::vector<NamedItem> named_items;
  // The input dialect: `x = e`, put in where `$x` stands; and second names of results.
  std::map<std::string, SyntaxNode, std::less<>> locals;
  std::map<std::string, std::string, std::less<>> result_names;
  std::set<std::string, std::less<>> results;  // of the steps so far, by all their names
  std::set<std::string, std::less<>> used_locals;
  std::set<std::string, std::less<>> open_locals;  // being put in

  [[nodiscard]] std::string_view text_of(const SyntaxNode& node) const {
    return text.substr(node.begin(), node.end() - node.begin());
  }
  [[nodiscard]] static TextRange range_of(const SyntaxNode& node) {
    return {.begin = node.begin(), .end = node.end()};
  }
  [[nodiscard]] Span span_of(const SyntaxNode& node) const { return twin.span(range_of(node)); }

  // Both return false.
  bool refuse(std::size_t at) {
    refused_at = refused_at.value_or(at);
    is_refused = true;
    return false;
  }
  bool fail(diag::Diagnostic finding) {
    emitter.emit(std::move(finding));
    is_refused = true;
    return false;
  }

  // The bytes of a name: a word, a name in back-ticks, or a string with its escapes replaced.
  [[nodiscard]] std::string name_of(const SyntaxNode& node) const;
};

// A container of the twin that ends with the block.
class OpenContainer {
 public:
  enum class Kind : std::uint8_t { kObject, kArray };
  OpenContainer(TextState& state, Kind kind, TextRange range);
  ~OpenContainer() { twin_.end(); }
  OpenContainer(const OpenContainer&) = delete;
  OpenContainer& operator=(const OpenContainer&) = delete;
  // False after the finding that the twin would be too deep.
  [[nodiscard]] bool fits() const { return fits_; }

 private:
  TwinBuilder& twin_;
  bool fits_ = true;
};

}  // namespace rulec::parser
