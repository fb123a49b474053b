#include "parser/dsl/text_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "parser/dsl/comment_places.h"
#include "parser/dsl/definition_reader.h"
#include "parser/dsl/diagnoser.h"
#include "parser/dsl/faults.h"
#include "parser/dsl/pieces.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

// Adds a subtree of another document.
void copy(const json::Document& from, json::NodeId id, json::TreeBuilder& to) {
  const json::Node& node = from.at(id);
  switch (node.kind) {
    case json::NodeKind::kBad:
      to.bad(node.span);
      return;
    case json::NodeKind::kNull:
      to.null(node.span);
      return;
    case json::NodeKind::kBool:
      to.boolean(node.span, node.boolean);
      return;
    case json::NodeKind::kInteger:
      to.integer(node.span, node.integer, node.text);
      return;
    case json::NodeKind::kDouble:
      to.real(node.span, node.number, node.text);
      return;
    case json::NodeKind::kString:
      to.string(node.span, node.text);
      return;
    case json::NodeKind::kArray:
    case json::NodeKind::kObject:
      break;
  }
  bool is_object = node.kind == json::NodeKind::kObject;
  is_object ? to.begin_object(node.span) : to.begin_array(node.span);
  for (json::NodeId child : from.children(id)) {
    if (is_object) {
      to.key(from.at(child).key, from.at(child).key_span);
    }
    copy(from, child, to);
  }
  to.end(node.span.end);
}

// One file: its pieces one after the other into {"rules": [ … ]}.
class FileReader {
 public:
  FileReader(SourceId source, std::string_view text, const TextOptions& options,
             diag::Emitter& emitter)
      : source_(source),
        text_(text),
        options_(options),
        emitter_(emitter),
        state_(source, text, options, emitter),
        reader_(state_),
        pieces_(cut(text)) {
    // A file with one definition has no list around it.
    constexpr std::size_t kWrapperLevels = 2;
    state_.max_levels += pieces_.pieces.size() == 1 ? kWrapperLevels : 0;
  }

  json::Document run() {
    TwinBuilder& twin = state_.twin;
    TextRange whole = {.begin = 0, .end = text_.size()};
    twin.begin_object(whole);
    std::size_t first = 0;
    while (first < pieces_.pieces.size() && header(pieces_.pieces[first])) {
      ++first;
    }
    twin.key("rules", whole);
    json::NodeId list = twin.next_id();
    twin.begin_array(whole);
    for (std::size_t i = first; i < pieces_.pieces.size(); ++i) {
      definition(pieces_.pieces[i]);
    }
    twin.end();
    std::vector<PlacedComment> comments;
    if (options_.keeps_layout) {
      comments = placed_comments();
    }
    twin.end();
    return finish(list, comments);
  }

 private:
  // The tree of a piece, or nothing after findings.
  std::optional<SyntaxTree> tree_of(const Piece& piece) {
    if (piece.fault == PieceFault::kBadEscape) {
      diagnose(text_, pieces_.masked, piece, source_, piece.fault_at, emitter_);
      return std::nullopt;
    }
    if (piece.fault != PieceFault::kNone) {
      refuse_piece(piece);
      return std::nullopt;
    }
    auto tree = parser_.parse(pieces_.masked, piece.begin, piece.end);
    if (!tree) {
      refuse_piece(piece);
      return std::nullopt;
    }
    if (auto fault = tree->first_fault()) {
      diagnose(text_, pieces_.masked, piece, source_, *fault, emitter_);
      return std::nullopt;
    }
    return tree;
  }

  void refuse_piece(const Piece& piece) {
    DslPlace place{.text = state_.placed, .begin = piece.begin, .end = piece.end};
    std::size_t at = piece.fault == PieceFault::kNone ? piece.begin : piece.fault_at;
    if (piece.fault == PieceFault::kTooDeep) {
      emitter_.emit(describe_depth(place, {at, at + 1}));
      return;
    }
    emitter_.emit(diag::make(diag::Code::kDeclarationTooLarge,
                             state_.twin.span({.begin = at, .end = at + 1}), "one too many",
                             {{"limit", static_cast<std::int64_t>(kMaxPieceTokens)}})
                      .help("cut it into several declarations"));
  }

  // Whether the piece is a header; what it says is taken.
  bool header(const Piece& piece) {
    std::string_view text =
        std::string_view(pieces_.masked).substr(piece.begin, piece.end - piece.begin);
    bool is_file = text.starts_with("file") && !is_word(text.substr(0, std::size("file")));
    bool is_entry_point =
        text.starts_with("entry_point") && !is_word(text.substr(0, std::size("entry_point")));
    if (!is_file && !is_entry_point) {
      return false;
    }
    auto tree = tree_of(piece);
    if (!tree) {
      leave_out();
      return true;
    }
    TwinBuilder::Mark before = state_.twin.mark();
    bool is_good = true;
    for (const SyntaxChild& child : SyntaxChildren(tree->root())) {
      if (child.node.kind() == SyntaxKind::kEntryPointHeader) {
        if (!state_.entry_point.empty()) {
          is_good = state_.fail(diag::make(diag::Code::kDuplicateKey, state_.span_of(child.node),
                                           "a second one", {{"key", "entry_point"}}));
        }
        state_.entry_point = state_.name_of(child.node.field(SyntaxField::kName));
      } else if (child.node.kind() == SyntaxKind::kFileHeader) {
        has_file_header_ = true;
        state_.anchors.push_back(
            {.range = TextState::range_of(child.node), .node = json::NodeId(0), .last = {}});
        is_good = is_good && reader_.file_header(child.node);
      } else {
        is_good = state_.refuse(child.node.begin());
      }
    }
    settle(is_good, piece, before);
    return true;
  }

  void definition(const Piece& piece) {
    auto tree = tree_of(piece);
    if (!tree) {
      leave_out();
      return;
    }
    TwinBuilder::Mark before = state_.twin.mark();
    std::size_t anchors = state_.anchors.size();
    bool is_good = true;
    for (const SyntaxChild& child : SyntaxChildren(tree->root())) {
      SyntaxKind kind = child.node.kind();
      bool is_header = kind == SyntaxKind::kFileHeader || kind == SyntaxKind::kEntryPointHeader;
      is_good =
          is_good && (is_header ? state_.refuse(child.node.begin()) : reader_.read(child.node));
    }
    if (!is_good || state_.is_refused) {
      state_.anchors.resize(anchors);
    }
    settle(is_good, piece, before);
  }

  // A piece without a tree adds nothing, which the twin has to tell.
  void leave_out() {
    has_faults_ = true;
    state_.twin.drop(state_.twin.mark());
  }

  // After a mistake nothing of the piece stays.
  void settle(bool is_good, const Piece& piece, const TwinBuilder::Mark& before) {
    if (is_good && !state_.is_refused) {
      return;
    }
    if (state_.refused_at) {
      diagnose(text_, pieces_.masked, piece, source_, *state_.refused_at, emitter_);
    }
    state_.refused_at.reset();
    state_.is_refused = false;
    state_.scopes = {};
    state_.twin.drop(before);
    has_faults_ = true;
  }

  std::vector<PlacedComment> placed_comments() {
    std::vector<CommentAnchor> anchors;
    anchors.reserve(state_.anchors.size());
    const json::Document& document = state_.twin.peek();
    for (const TextState::Anchor& anchor : state_.anchors) {
      anchors.push_back({.range = anchor.range,
                         .pointer = document.pointer(anchor.node),
                         .last = anchor.last.is_valid() ? document.pointer(anchor.last) : "",
                         .has_end = anchor.has_end,
                         .is_chain = anchor.is_chain,
                         .inside = anchor.inside});
    }
    return place_comments(text_, pieces_.comments, std::move(anchors));
  }

  json::Document finish(json::NodeId list, std::vector<PlacedComment>& comments) {
    const json::Node& rules = state_.twin.peek().at(list);
    bool is_single = rules.child_count == 1 && !has_file_header_ && !has_faults_;
    json::NodeId only = rules.first_child;
    json::Document made = is_single ? state_.twin.finish(only) : state_.twin.finish();
    if (comments.empty()) {
      return made;
    }
    constexpr std::string_view kAbove = "/rules/0";
    if (is_single) {
      for (PlacedComment& comment : comments) {
        bool is_inside = comment.pointer.starts_with(kAbove);
        comment.pointer.erase(0, is_inside ? kAbove.size() : 0);
      }
    }
    return with_comments(made, comments);
  }

  json::Document with_comments(const json::Document& made,
                               const std::vector<PlacedComment>& comments) {
    json::TreeBuilder tree(source_);
    if (made.has_faults()) {
      tree.drop(tree.mark());
    }
    Span whole = made.at(made.root()).span;
    tree.begin_object(whole);
    for (json::NodeId child : made.children(made.root())) {
      tree.key(made.at(child).key, made.at(child).key_span);
      copy(made, child, tree);
    }
    tree.key("x_comments", whole);
    tree.begin_array(whole);
    for (const PlacedComment& comment : comments) {
      tree.begin_object(whole);
      tree.key("pointer", whole);
      tree.string(whole, comment.pointer);
      tree.key("place", whole);
      tree.string(whole, name_of(comment.place));
      tree.key("text", whole);
      tree.string(whole, comment.text);
      tree.end(whole.end);
    }
    tree.end(whole.end);
    tree.end(whole.end);
    return tree.finish();
  }

  SourceId source_;
  std::string_view text_;
  const TextOptions& options_;
  diag::Emitter& emitter_;
  TextState state_;
  DefinitionReader reader_;
  Pieces pieces_;
  SyntaxParser parser_;
  bool has_file_header_ = false;
  bool has_faults_ = false;
};

// Why the bytes are no text; nothing when they are.
std::optional<diag::Diagnostic> unreadable(SourceId source, std::string_view text) {
  auto span = [source](std::size_t at, std::size_t length) -> Span {
    return {.source = source,
            .begin = static_cast<std::uint32_t>(at),
            .end = static_cast<std::uint32_t>(at + length)};
  };
  if (text.starts_with(utf8::kByteOrderMark)) {
    Span mark = span(0, utf8::kByteOrderMark.size());
    return diag::make(diag::Code::kByteOrderMark, mark, "three bytes that cannot be seen", {})
        .fix({.fix_class = diag::FixClass::kSafe,
              .title = "take them out",
              .edits = {{.span = mark, .new_text = ""}}});
  }
  if (std::size_t at = utf8::find_invalid(text); at != std::string_view::npos) {
    return diag::make(diag::Code::kNotUtf8, span(at, 1), "here",
                      {{"offset", static_cast<std::int64_t>(at)}})
        .help("save the file as UTF-8");
  }
  if (std::size_t at = text.find('\0'); at != std::string_view::npos) {
    return diag::make(diag::Code::kNulByte, span(at, 1), "not text",
                      {{"offset", static_cast<std::int64_t>(at)}});
  }
  return std::nullopt;
}

}  // namespace

json::Document read_text(const SourceMap& sources, SourceId id, const TextOptions& options,
                         diag::Emitter& emitter) {
  std::string_view text = sources.at(id).bytes();
  if (auto finding = unreadable(id, text)) {
    emitter.emit(std::move(*finding));
    json::TreeBuilder nothing(id);
    nothing.drop(nothing.mark());
    return nothing.finish();
  }
  return FileReader(id, text, options, emitter).run();
}

}  // namespace rulec::parser
