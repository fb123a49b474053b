// SyntaxTree: what tree-sitter makes of one piece of a text file (lib/parser/grammar; its README
// lists kinds, fields and what stands where). Nothing here recurses, copies the text or keeps it.
// This is the one place that knows tree-sitter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>

#include "base/limits.h"

namespace rulec::parser {

enum class SyntaxKind : std::uint8_t {
  kToken,  // an anonymous node: `name()` is its text in the grammar
  kError,  // bytes or nodes that fit nowhere
#define SYNTAX_KIND(enumerator, name) enumerator,
#include "parser/dsl/syntax_kinds.def"
#undef SYNTAX_KIND
};

enum class SyntaxField : std::uint8_t {
  kNone,
#define SYNTAX_FIELD(enumerator, name) enumerator,
#include "parser/dsl/syntax_fields.def"
#undef SYNTAX_FIELD
};

// A node, by value; valid as long as its tree. Offsets are bytes of the whole text that was given
// to the parser.
class SyntaxNode {
 public:
  SyntaxNode() = default;  // no node: false, and nothing else may be asked
  [[nodiscard]] explicit operator bool() const { return id_ != nullptr; }

  [[nodiscard]] SyntaxKind kind() const;
  [[nodiscard]] std::string_view name() const;  // in the grammar: "rule_declaration", "=="
  [[nodiscard]] std::size_t begin() const;
  [[nodiscard]] std::size_t end() const;
  [[nodiscard]] bool is_named() const;
  [[nodiscard]] bool is_missing() const;  // not in the text; the parser went on as if it were
  [[nodiscard]] bool has_error() const;   // an ERROR or MISSING node is in it
  [[nodiscard]] bool is_token(std::string_view name) const {
    return kind() == SyntaxKind::kToken && this->name() == name;
  }

  // The first child with that field; no node when there is none. Takes time in proportion to the
  // children in front of it: walk SyntaxChildren where there may be many.
  [[nodiscard]] SyntaxNode field(SyntaxField field) const;

 private:
  friend class SyntaxTree;
  friend class SyntaxCursor;
  friend struct SyntaxAccess;
  // A TSNode, whose header stays in the source file.
  std::uint32_t context_[4] = {};
  const void* id_ = nullptr;
  const void* tree_ = nullptr;
  std::size_t base_ = 0;  // where the piece begins in the text
};

// A place in a tree that moves, without recursion. Comments are nodes here too.
class SyntaxCursor {
 public:
  // Starts on `node` and never leaves it.
  explicit SyntaxCursor(const SyntaxNode& node);
  SyntaxCursor(SyntaxCursor&&) noexcept;
  SyntaxCursor& operator=(SyntaxCursor&&) noexcept;
  ~SyntaxCursor();

  [[nodiscard]] SyntaxNode node() const;
  [[nodiscard]] SyntaxField field() const;  // of the node, in its parent
  // False, and the cursor stays, where there is none.
  bool to_first_child();
  bool to_next_sibling();
  bool to_parent();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct SyntaxChild {
  SyntaxNode node;
  SyntaxField field = SyntaxField::kNone;
};

// The children of a node in order, tokens included and comments left out:
// `for (const SyntaxChild& child : SyntaxChildren(node))`. One walk only.
class SyntaxChildren {
 public:
  explicit SyntaxChildren(const SyntaxNode& parent);

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = SyntaxChild;
    using difference_type = std::ptrdiff_t;
    using pointer = const SyntaxChild*;
    using reference = const SyntaxChild&;

    explicit Iterator(SyntaxChildren* of) : of_(of) {}
    [[nodiscard]] reference operator*() const { return of_->child_; }
    [[nodiscard]] pointer operator->() const { return &of_->child_; }
    Iterator& operator++() {
      of_->advance();
      return *this;
    }
    [[nodiscard]] bool operator==(std::default_sentinel_t) const { return !of_->child_.node; }

   private:
    SyntaxChildren* of_;
  };

  [[nodiscard]] Iterator begin() { return Iterator(this); }
  [[nodiscard]] static std::default_sentinel_t end() { return std::default_sentinel; }

 private:
  void advance();
  void settle();  // on the child under the cursor, or the next one that is no comment
  SyntaxCursor cursor_;
  SyntaxChild child_;
};

class SyntaxTree {
 public:
  SyntaxTree(SyntaxTree&&) noexcept;
  SyntaxTree& operator=(SyntaxTree&&) noexcept;
  ~SyntaxTree();

  [[nodiscard]] SyntaxNode root() const;  // kSourceFile, or kError when nothing fits
  // The byte where the first token begins that the grammar could not use, or the end of the piece
  // where it wanted more; none when the piece is good.
  [[nodiscard]] std::optional<std::size_t> first_fault() const { return first_fault_; }

 private:
  friend class SyntaxParser;
  SyntaxTree(void* tree, std::size_t base) : tree_(tree), base_(base) {}
  void* tree_ = nullptr;
  std::size_t base_ = 0;
  std::optional<std::size_t> first_fault_;
};

// Reused from piece to piece; not for several threads at once.
class SyntaxParser {
 public:
  explicit SyntaxParser(std::uint64_t timeout_micros = kPieceTimeoutMicros);
  SyntaxParser(const SyntaxParser&) = delete;
  SyntaxParser& operator=(const SyntaxParser&) = delete;
  ~SyntaxParser();

  // Parses bytes [begin, end) of `text`, which is no longer needed afterwards. None when that took
  // longer than the timeout. The range is a piece without a fault (pieces.h): more tokens or
  // brackets would overrun what tree-sitter can count.
  [[nodiscard]] std::optional<SyntaxTree> parse(std::string_view text, std::size_t begin,
                                                std::size_t end);

 private:
  [[nodiscard]] std::size_t find_fault(std::string_view piece);
  void* parser_ = nullptr;
};

}  // namespace rulec::parser
