#include "tooling/diff/json_changes.h"

#include <algorithm>
#include <unordered_map>

#include "base/json_writer.h"
#include "base/limits.h"
#include "diag/emitter.h"
#include "parser/json/document_text.h"
#include "parser/json/reader.h"

namespace rulec::tooling {
namespace {

using json::NodeKind;

json::Document read(SourceMap& sources, std::string text) {
  diag::Collector ignored;  // the texts come from our own printer
  SourceId source = sources.add("text", std::move(text));
  return json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, ignored);
}

class Comparing {
 public:
  Comparing(const JsonText& a, const JsonText& b, bool (*is_open)(std::string_view))
      : a_(a), b_(b), is_open_(is_open) {}

  std::vector<FieldChange> run() {
    if (a_.document().has_root() && b_.document().has_root()) {
      compare(a_.document().root(), b_.document().root());
    }
    return std::move(changes_);
  }

 private:
  void compare(json::NodeId a, json::NodeId b) {
    if (a_.text_of(a) == b_.text_of(b)) {
      return;
    }
    NodeKind kind = a_.document().at(a).kind;
    if (kind != b_.document().at(b).kind ||
        (kind != NodeKind::kObject && kind != NodeKind::kArray)) {
      add(a, b);
    } else if (kind == NodeKind::kObject) {
      compare_members(a, b);
    } else {
      compare_items(a, b);
    }
  }

  // The one member of an expression is its operator: another operator is another expression.
  void compare_members(json::NodeId a, json::NodeId b) {
    const json::Document& of_a = a_.document();
    const json::Document& of_b = b_.document();
    bool is_call = of_a.at(a).child_count == 1 && of_b.at(b).child_count == 1;
    if (is_call && of_a.at(of_a.at(a).first_child).key != of_b.at(of_b.at(b).first_child).key) {
      add(a, b);
      return;
    }
    bool passes_over = is_open_(of_a.pointer(a));
    auto counts = [&](const json::Node& node) {
      return !passes_over || !node.key.starts_with("x_");
    };
    Members members_a = members_of(of_a, a);
    Members members_b = members_of(of_b, b);
    for (json::NodeId child : of_a.children(a)) {
      const json::Node& node = of_a.at(child);
      if (counts(node)) {
        auto other = members_b.find(node.key);
        other != members_b.end() ? compare(child, other->second) : add(child, {});
      }
    }
    for (json::NodeId child : of_b.children(b)) {
      const json::Node& node = of_b.at(child);
      if (counts(node) && !members_a.contains(node.key)) {
        add({}, child);
      }
    }
  }

  using Members = std::unordered_map<std::string_view, json::NodeId>;
  static Members members_of(const json::Document& document, json::NodeId object) {
    Members members;
    for (json::NodeId child : document.children(object)) {
      members.emplace(document.at(child).key, child);
    }
    return members;
  }

  // Items at the head and at the tail that are equal stay out; of the rest those that face each
  // other are compared.
  void compare_items(json::NodeId a, json::NodeId b) {
    std::vector<json::NodeId> of_a = items(a_.document(), a);
    std::vector<json::NodeId> of_b = items(b_.document(), b);
    auto is_same = [&](json::NodeId left, json::NodeId right) {
      return a_.text_of(left) == b_.text_of(right);
    };
    std::size_t shorter = std::min(of_a.size(), of_b.size());
    std::size_t head = 0;
    while (head < shorter && is_same(of_a[head], of_b[head])) {
      ++head;
    }
    std::size_t tail = 0;
    while (tail < shorter - head &&
           is_same(of_a[of_a.size() - 1 - tail], of_b[of_b.size() - 1 - tail])) {
      ++tail;
    }
    std::size_t end_a = of_a.size() - tail;
    std::size_t end_b = of_b.size() - tail;
    for (std::size_t i = head; i < std::max(end_a, end_b); ++i) {
      if (i < end_a && i < end_b) {
        compare(of_a[i], of_b[i]);
      } else {
        add(i < end_a ? of_a[i] : json::NodeId(), i < end_b ? of_b[i] : json::NodeId());
      }
    }
  }

  static std::vector<json::NodeId> items(const json::Document& document, json::NodeId list) {
    std::vector<json::NodeId> made;
    for (json::NodeId child : document.children(list)) {
      made.push_back(child);
    }
    return made;
  }

  void add(json::NodeId a, json::NodeId b) {
    FieldChange change;
    change.path = b.is_valid() ? b_.document().pointer(b) : a_.document().pointer(a);
    if (a.is_valid()) {
      change.a = a_.text_of(a);
    }
    if (b.is_valid()) {
      change.b = b_.text_of(b);
    }
    changes_.push_back(std::move(change));
  }

  const JsonText& a_;
  const JsonText& b_;
  bool (*is_open_)(std::string_view);
  std::vector<FieldChange> changes_;
};

}  // namespace

JsonText::JsonText(std::string text) : document_(read(sources_, std::move(text))) {}

std::string_view JsonText::text_of(json::NodeId node) const {
  if (!node.is_valid()) {
    return {};
  }
  const Span& span = document_.at(node).span;
  return text().substr(span.begin, span.length());
}

json::NodeId JsonText::member(std::string_view name) const {
  return document_.has_root() ? document_.member(document_.root(), name) : json::NodeId();
}

std::string JsonText::pretty() const {
  std::string out;
  JsonWriter json(out, JsonWriter::Style::kPretty);
  if (document_.has_root()) {
    write_node(json, document_, document_.root());
  }
  return out + "\n";
}

std::vector<FieldChange> changes_between(const JsonText& a, const JsonText& b,
                                         bool (*is_open)(std::string_view pointer)) {
  return Comparing(a, b, is_open).run();
}

}  // namespace rulec::tooling
