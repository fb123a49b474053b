#include "parser/dsl/syntax_tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <new>
#include <utility>
#include <vector>

#include "base/check.h"

// Generated: lib/parser/grammar/src/parser.c.
extern "C" const TSLanguage* tree_sitter_rulec();

namespace rulec::parser {

// What only this file may know of a SyntaxNode.
struct SyntaxAccess {
  [[nodiscard]] static TSNode raw(const SyntaxNode& node) {
    return {.context = {node.context_[0], node.context_[1], node.context_[2], node.context_[3]},
            .id = node.id_,
            .tree = static_cast<const TSTree*>(node.tree_)};
  }
  [[nodiscard]] static SyntaxNode made(const TSNode& raw, std::size_t base) {
    SyntaxNode node;
    std::ranges::copy(raw.context, node.context_);
    node.id_ = raw.id;
    node.tree_ = raw.tree;
    node.base_ = base;
    return node;
  }
};

namespace {

TSParser* as_parser(void* parser) {
  return static_cast<TSParser*>(parser);
}

SyntaxKind kind_of(std::string_view name) {
  struct Row {
    std::string_view name;
    SyntaxKind kind;
  };
  static constexpr Row kRows[] = {
#define SYNTAX_KIND(enumerator, name) {name, SyntaxKind::enumerator},
#include "parser/dsl/syntax_kinds.def"
#undef SYNTAX_KIND
  };
  const auto* row = std::ranges::find(kRows, name, &Row::name);
  return row == std::end(kRows) ? SyntaxKind::kToken : row->kind;
}

constexpr std::string_view kFieldNames[] = {
    "",
#define SYNTAX_FIELD(enumerator, name) name,
#include "parser/dsl/syntax_fields.def"
#undef SYNTAX_FIELD
};

// The grammar's numbers for symbols and fields, which change whenever it is generated, in ours.
struct Numbers {
  std::vector<SyntaxKind> kinds;                     // by TSSymbol
  std::vector<SyntaxField> fields;                   // by TSFieldId, which begins at 1
  TSFieldId field_ids[std::size(kFieldNames)] = {};  // by SyntaxField; 0 for none

  Numbers() {
    const TSLanguage* language = tree_sitter_rulec();
    for (std::uint32_t i = 0; i < ts_language_symbol_count(language); ++i) {
      auto symbol = static_cast<TSSymbol>(i);
      bool is_named = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;
      kinds.push_back(is_named ? kind_of(ts_language_symbol_name(language, symbol))
                               : SyntaxKind::kToken);
    }
    fields.resize(ts_language_field_count(language) + 1, SyntaxField::kNone);
    for (std::size_t i = 1; i < std::size(kFieldNames); ++i) {
      field_ids[i] = ts_language_field_id_for_name(
          language, kFieldNames[i].data(), static_cast<std::uint32_t>(kFieldNames[i].size()));
      RULEC_CHECK(field_ids[i] != 0);
      fields[field_ids[i]] = static_cast<SyntaxField>(i);
    }
  }
};

const Numbers& numbers() {
  static const Numbers kNumbers;
  return kNumbers;
}

}  // namespace

// --- nodes

SyntaxKind SyntaxNode::kind() const {
  TSSymbol symbol = ts_node_symbol(SyntaxAccess::raw(*this));
  const std::vector<SyntaxKind>& kinds = numbers().kinds;
  return symbol < kinds.size() ? kinds[symbol] : SyntaxKind::kError;
}

std::string_view SyntaxNode::name() const {
  return ts_node_type(SyntaxAccess::raw(*this));
}

std::size_t SyntaxNode::begin() const {
  return base_ + ts_node_start_byte(SyntaxAccess::raw(*this));
}

std::size_t SyntaxNode::end() const {
  return base_ + ts_node_end_byte(SyntaxAccess::raw(*this));
}

bool SyntaxNode::is_named() const {
  return ts_node_is_named(SyntaxAccess::raw(*this));
}

bool SyntaxNode::is_missing() const {
  return ts_node_is_missing(SyntaxAccess::raw(*this));
}

bool SyntaxNode::has_error() const {
  return ts_node_has_error(SyntaxAccess::raw(*this));
}

SyntaxNode SyntaxNode::field(SyntaxField field) const {
  TSFieldId id = numbers().field_ids[static_cast<std::size_t>(field)];
  return SyntaxAccess::made(ts_node_child_by_field_id(SyntaxAccess::raw(*this), id), base_);
}

// --- cursors

struct SyntaxCursor::State {
  TSTreeCursor cursor;
  std::size_t base;

  State(const TSNode& start, std::size_t offset)
      : cursor(ts_tree_cursor_new(start)), base(offset) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ts_tree_cursor_delete(&cursor); }
};

SyntaxCursor::SyntaxCursor(const SyntaxNode& node)
    : state_(std::make_unique<State>(SyntaxAccess::raw(node), node.base_)) {}
SyntaxCursor::SyntaxCursor(SyntaxCursor&&) noexcept = default;
SyntaxCursor& SyntaxCursor::operator=(SyntaxCursor&&) noexcept = default;
SyntaxCursor::~SyntaxCursor() = default;

SyntaxNode SyntaxCursor::node() const {
  return SyntaxAccess::made(ts_tree_cursor_current_node(&state_->cursor), state_->base);
}

SyntaxField SyntaxCursor::field() const {
  return numbers().fields[ts_tree_cursor_current_field_id(&state_->cursor)];
}

bool SyntaxCursor::to_first_child() {
  return ts_tree_cursor_goto_first_child(&state_->cursor);
}

bool SyntaxCursor::to_next_sibling() {
  return ts_tree_cursor_goto_next_sibling(&state_->cursor);
}

bool SyntaxCursor::to_parent() {
  return ts_tree_cursor_goto_parent(&state_->cursor);
}

SyntaxChildren::SyntaxChildren(const SyntaxNode& parent) : cursor_(parent) {
  if (cursor_.to_first_child()) {
    settle();
  }
}

void SyntaxChildren::advance() {
  if (cursor_.to_next_sibling()) {
    settle();
  } else {
    child_ = {};
  }
}

void SyntaxChildren::settle() {
  do {
    child_ = {.node = cursor_.node(), .field = cursor_.field()};
    if (child_.node.kind() != SyntaxKind::kComment) {
      return;
    }
  } while (cursor_.to_next_sibling());
  child_ = {};
}

// --- trees

SyntaxTree::SyntaxTree(SyntaxTree&& other) noexcept
    : tree_(std::exchange(other.tree_, nullptr)),
      base_(other.base_),
      first_fault_(other.first_fault_) {}

SyntaxTree& SyntaxTree::operator=(SyntaxTree&& other) noexcept {
  std::swap(tree_, other.tree_);
  base_ = other.base_;
  first_fault_ = other.first_fault_;
  return *this;
}

SyntaxTree::~SyntaxTree() {
  if (tree_ != nullptr) {
    ts_tree_delete(static_cast<TSTree*>(tree_));
  }
}

SyntaxNode SyntaxTree::root() const {
  return SyntaxAccess::made(ts_tree_root_node(static_cast<const TSTree*>(tree_)), base_);
}

// --- parsing

SyntaxParser::SyntaxParser(std::uint64_t timeout_micros) : parser_(ts_parser_new()) {
  // False when the core and the generated parser are of different times.
  bool fits = ts_parser_set_language(as_parser(parser_), tree_sitter_rulec());
  RULEC_CHECK(fits);
  ts_parser_set_timeout_micros(as_parser(parser_), timeout_micros);
}

SyntaxParser::~SyntaxParser() {
  ts_parser_delete(as_parser(parser_));
}

std::optional<SyntaxTree> SyntaxParser::parse(std::string_view text, std::size_t begin,
                                              std::size_t end) {
  std::string_view piece = text.substr(begin, end - begin);
  RULEC_CHECK(piece.size() < std::numeric_limits<std::uint32_t>::max());
  TSTree* made = ts_parser_parse_string(as_parser(parser_), nullptr, piece.data(),
                                        static_cast<std::uint32_t>(piece.size()));
  if (made == nullptr) {
    ts_parser_reset(as_parser(parser_));
    return std::nullopt;
  }
  SyntaxTree tree(made, begin);
  if (tree.root().has_error()) {
    tree.first_fault_ = begin + find_fault(piece);
  }
  return tree;
}

namespace {

// An ERROR node holds what the recovery threw away, which may begin long before the token that did
// not fit. Only the parser's log tells that token: the last "process … row:R, col:C" in front of
// the first "detect_error" is where the token before it ends.
struct FaultLog {
  std::size_t row = 0;
  std::size_t column = 0;    // bytes
  std::size_t is_found = 0;  // the parser stops when this is no longer 0

  static void on_message(void* self, TSLogType type, const char* message) {
    auto& log = *static_cast<FaultLog*>(self);
    if (type != TSLogTypeParse || log.is_found != 0) {
      return;
    }
    std::string_view text = message;
    if (text.starts_with("detect_error")) {
      log.is_found = 1;
    } else if (text.starts_with("process ")) {
      log.row = number_behind(text, "row:");
      log.column = number_behind(text, "col:");
    }
  }

  static std::size_t number_behind(std::string_view text, std::string_view label) {
    std::size_t number = 0;
    if (std::size_t at = text.find(label); at != std::string_view::npos) {
      text.remove_prefix(at + label.size());
      std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return number;
  }
};

}  // namespace

std::size_t SyntaxParser::find_fault(std::string_view piece) {
  FaultLog log;
  ts_parser_set_logger(as_parser(parser_), {.payload = &log, .log = &FaultLog::on_message});
  ts_parser_set_cancellation_flag(as_parser(parser_), &log.is_found);
  TSTree* tree = ts_parser_parse_string(as_parser(parser_), nullptr, piece.data(),
                                        static_cast<std::uint32_t>(piece.size()));
  if (tree == nullptr) {
    ts_parser_reset(as_parser(parser_));
  } else {
    ts_tree_delete(tree);  // so short that it was ready before it looked at the flag
  }
  ts_parser_set_cancellation_flag(as_parser(parser_), nullptr);
  ts_parser_set_logger(as_parser(parser_), {});

  std::size_t at = 0;
  for (std::size_t row = 0; row < log.row; ++row) {
    at = piece.find('\n', at) + 1;
  }
  return std::min(piece.find_first_not_of(" \t\r\n", at + log.column), piece.size());
}

}  // namespace rulec::parser
