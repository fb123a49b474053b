// The sinks of the canonical form: JSON text for rule_text, documents for the formatter, and the
// comparison of one with the other.
#include "base/check.h"
#include "base/json_writer.h"
#include "parser/format/canonical_walker.h"
#include "parser/format/format.h"
#include "parser/json/tree_builder.h"
#include "parser/parser.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

// Compact JSON.
class TextSink {
 public:
  TextSink(const json::Document& document, std::string& out) : document_(document), writer_(out) {}

  void key(std::string_view name, json::NodeId /*node*/) { writer_.key(name); }
  void begin_object(json::NodeId /*node*/) { writer_.begin_object(); }
  void end_object() { writer_.end_object(); }
  void begin_array(json::NodeId /*node*/) { writer_.begin_array(); }
  void end_array() { writer_.end_array(); }
  void boolean(bool value, json::NodeId /*node*/) { writer_.boolean(value); }
  void integer(std::int64_t value, std::string_view /*lexeme*/, json::NodeId /*node*/) {
    writer_.integer(value);
  }
  void string(std::string_view text, json::NodeId /*node*/) { writer_.string(text); }

  void copy(json::NodeId id) {
    const json::Node& node = document_.at(id);
    switch (node.kind) {
      case NodeKind::kBad:
      case NodeKind::kNull:
        writer_.null();
        return;
      case NodeKind::kBool:
        writer_.boolean(node.boolean);
        return;
      case NodeKind::kInteger:
      case NodeKind::kDouble:
        writer_.raw(node.text);
        return;
      case NodeKind::kString:
        writer_.string(node.text);
        return;
      case NodeKind::kArray:
        writer_.begin_array();
        for (json::NodeId child : document_.children(id)) {
          copy(child);
        }
        writer_.end_array();
        return;
      case NodeKind::kObject:
        copy_members(id);
        return;
    }
  }

 private:
  void copy_members(json::NodeId id) {
    writer_.begin_object();
    for (json::NodeId child : document_.children(id)) {
      if (!document_.at(child).is_duplicate) {
        writer_.key(document_.at(child).key);
        copy(child);
      }
    }
    writer_.end_object();
  }

  const json::Document& document_;
  JsonWriter writer_;
};

// A document that shares the texts of its source.
class DocumentSink {
 public:
  explicit DocumentSink(const json::Document& document)
      : document_(document), builder_(document.source()) {
    builder_.reserve(document.size() + document.size() / 8 + 1);
  }

  void key(std::string_view name, json::NodeId node) {
    builder_.shared_key(name, document_.at(node).key_span);
  }
  void begin_object(json::NodeId node) { begin(node), builder_.begin_object(span_); }
  void end_object() { builder_.end(ends_.back()), ends_.pop_back(); }
  void begin_array(json::NodeId node) { begin(node), builder_.begin_array(span_); }
  void end_array() { end_object(); }
  void boolean(bool value, json::NodeId node) { builder_.boolean(document_.at(node).span, value); }
  void integer(std::int64_t value, std::string_view lexeme, json::NodeId node) {
    builder_.integer(document_.at(node).span, value, lexeme);
  }
  void string(std::string_view text, json::NodeId node) {
    builder_.shared_string(document_.at(node).span, text);
  }
  void copy(json::NodeId node) { builder_.shared_subtree(document_, node); }

  [[nodiscard]] json::Document finish() { return builder_.finish(); }

 private:
  void begin(json::NodeId node) {
    span_ = document_.at(node).span;
    ends_.push_back(span_.end);
  }

  const json::Document& document_;
  json::TreeBuilder builder_;
  Span span_;
  std::vector<std::uint32_t> ends_;
};

// Whether the canonical form is the document `expected`. Nodes of a document lie in the order of
// the events, so a cursor is all it takes.
class MatchSink {
 public:
  MatchSink(const json::Document& document, const json::Document& expected)
      : document_(document), expected_(expected) {}

  [[nodiscard]] bool matches() const { return matches_ && cursor_ == expected_.size(); }

  void key(std::string_view name, json::NodeId /*node*/) { key_ = name; }
  void begin_object(json::NodeId /*node*/) { begin(NodeKind::kObject); }
  void end_object() { end(); }
  void begin_array(json::NodeId /*node*/) { begin(NodeKind::kArray); }
  void end_array() { end(); }
  void boolean(bool value, json::NodeId /*node*/) {
    const json::Node* node = next(NodeKind::kBool);
    matches_ = node != nullptr && node->boolean == value;
  }
  void integer(std::int64_t /*value*/, std::string_view lexeme, json::NodeId /*node*/) {
    const json::Node* node = next(NodeKind::kInteger);
    matches_ = node != nullptr && node->text == lexeme;
  }
  void string(std::string_view text, json::NodeId /*node*/) {
    const json::Node* node = next(NodeKind::kString);
    matches_ = node != nullptr && node->text == text;
  }

  // Kinds and counts of children in document order say all of the shape.
  void copy(json::NodeId id) {
    std::size_t first = id.index();
    const json::Node& top = document_.at(id);
    if (&document_ == &expected_ && cursor_ == first) {
      bool has_key = next(top.kind) != nullptr;
      cursor_ = has_key && top.child_count > 0 ? document_.end_of(id).index() : cursor_;
      return;
    }
    const json::Node* other = next(top.kind);
    matches_ = other != nullptr && is_equal(*other, top);
    if (!matches_ || top.child_count == 0) {
      return;
    }
    std::size_t count = document_.end_of(id).index() - first;
    if (expected_.size() - cursor_ < count - 1) {
      matches_ = false;
      return;
    }
    for (std::size_t i = 1; i < count && matches_; ++i) {
      const json::Node& node = document_.at(json::NodeId(first + i));
      const json::Node& expected = expected_.at(json::NodeId(cursor_++));
      matches_ = is_equal(expected, node) && expected.key == node.key;
    }
  }

 private:
  // The node that stands at the cursor, if it is of this kind and has the key; else all is lost.
  const json::Node* next(NodeKind kind) {
    if (!matches_ || cursor_ == expected_.size()) {
      matches_ = false;
      return nullptr;
    }
    const json::Node& node = expected_.at(json::NodeId(cursor_));
    // Items of lists have no key, so the last one told does not count for them.
    bool is_item = node.key.data() == nullptr;
    matches_ = node.kind == kind && (is_item || is_equal(node.key, key_));
    ++cursor_;
    return matches_ ? &node : nullptr;
  }

  // Most often both are the same bytes of the source.
  [[nodiscard]] static bool is_equal(std::string_view left, std::string_view right) {
    return left.size() == right.size() && (left.data() == right.data() || left == right);
  }
  [[nodiscard]] static bool is_equal(const json::Node& left, const json::Node& right) {
    return left.kind == right.kind && left.child_count == right.child_count &&
           left.boolean == right.boolean && is_equal(left.text, right.text);
  }

  void begin(NodeKind kind) {
    open_.emplace_back(cursor_);
    next(kind);
  }
  void end() {
    matches_ = matches_ && expected_.end_of(open_.back()).index() == cursor_;
    open_.pop_back();
  }

  const json::Document& document_;
  const json::Document& expected_;
  std::size_t cursor_ = 0;
  bool matches_ = true;
  std::string_view key_;
  std::vector<json::NodeId> open_;
};

// Tells the form of a whole file.
template <class Sink>
void walk(const json::Document& document, DocumentKind kind, CanonicalOptions options, Sink& sink) {
  if (!document.has_root()) {
    return;
  }
  CanonicalWalker<Sink> walker(document, options, sink);
  switch (kind) {
    case DocumentKind::kRules:
      walker.file(document.root());
      return;
    case DocumentKind::kScorecard:
      walker.scorecard(document.root());
      return;
    case DocumentKind::kTemplate:
      walker.message_template(document.root());
      return;
    case DocumentKind::kTests:
      sink.copy(document.root());
      return;
  }
}

json::Document form_of(const json::Document& document, DocumentKind kind,
                       CanonicalOptions options) {
  DocumentSink sink(document);
  walk(document, kind, options, sink);
  return sink.finish();
}

bool has_form(const json::Document& document, DocumentKind kind, CanonicalOptions options,
              const json::Document& form) {
  MatchSink sink(document, form);
  walk(document, kind, options, sink);
  return sink.matches();
}

// The text of one definition.
template <class Write>
std::string text_of(const Ast& ast, const RuleDocuments& documents, NodeId node, Write write) {
  std::string out;
  const NodeOrigin& origin = ast.nodes[node.index()];
  const json::Document& document = documents.documents[origin.document];
  TextSink sink(document, out);
  CanonicalWalker<TextSink> walker(document, {}, sink);
  write(walker, json::NodeId(origin.json_node));
  return out;
}

}  // namespace

std::string canonical_json(const Ast& ast, const RuleDocuments& documents, const RuleNode& rule) {
  return text_of(ast, documents, rule.node, [](auto& walker, json::NodeId id) { walker.rule(id); });
}

std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                           const ScorecardNode& scorecard) {
  return text_of(ast, documents, scorecard.node,
                 [](auto& walker, json::NodeId id) { walker.scorecard(id); });
}

std::string canonical_json(const Ast& ast, const RuleDocuments& documents,
                           const TemplateNode& message_template) {
  return text_of(ast, documents, message_template.node,
                 [](auto& walker, json::NodeId id) { walker.message_template(id); });
}

json::Document canonical_document(const json::Document& document, DocumentKind kind) {
  return form_of(document, kind, {.is_for_files = true});
}

bool has_canonical_form(const json::Document& document, DocumentKind kind,
                        const json::Document& form) {
  return has_form(document, kind, {.is_for_files = true}, form);
}

bool are_equal(const json::Document& left, const json::Document& right) {
  return has_form(left, DocumentKind::kTests, {}, right);
}

bool are_twins(const json::Document& left, const json::Document& right, DocumentKind kind) {
  CanonicalOptions options{.is_for_files = true, .keeps_layout = false};
  return has_form(right, kind, options, form_of(left, kind, options));
}

bool have_same_meaning(const json::Document& left, const json::Document& right, DocumentKind kind) {
  CanonicalOptions options{.is_for_files = true, .keeps_own_members = false};
  return has_form(right, kind, options, form_of(left, kind, options));
}

}  // namespace rulec::parser
