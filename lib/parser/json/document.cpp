#include "parser/json/document.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "parser/json/reader.h"

namespace rulec::json {
namespace {

void append_segment(std::string& out, std::string_view key) {
  out += '/';
  for (char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
}

// One segment of a pointer with its escapes replaced; nullopt for a bad escape.
std::optional<std::string> unescape_segment(std::string_view segment) {
  std::string key;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '~') {
      key += segment[i];
      continue;
    }
    char digit = ++i < segment.size() ? segment[i] : '\0';
    if (digit != '0' && digit != '1') {
      return std::nullopt;
    }
    key += digit == '0' ? '~' : '/';
  }
  return key;
}

// An array index of a pointer: digits without a leading zero.
std::optional<std::uint32_t> index_of(std::string_view segment) {
  std::uint32_t index = 0;
  auto [stop, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
  bool is_padded = segment.size() > 1 && segment[0] == '0';
  if (error != std::errc{} || stop != segment.data() + segment.size() || is_padded) {
    return std::nullopt;
  }
  return index;
}

NodeId item(const Document& document, NodeId array, std::string_view segment) {
  std::optional<std::uint32_t> index = index_of(segment);
  if (!index) {
    return {};
  }
  for (NodeId child : document.children(array)) {
    if (document.at(child).index == *index) {
      return child;
    }
  }
  return {};
}

NodeId step(const Document& document, NodeId from, std::string_view segment) {
  if (document.at(from).kind == NodeKind::kArray) {
    return item(document, from, segment);
  }
  std::optional<std::string> key = unescape_segment(segment);
  return key ? document.member(from, *key) : NodeId();
}

Value scalar(const Node& node, Arena& arena) {
  switch (node.kind) {
    case NodeKind::kBool:
      return Value::boolean(node.boolean);
    case NodeKind::kInteger:
      return Value::integer(node.integer);
    case NodeKind::kDouble:
      return Value::real(node.number);
    case NodeKind::kString:
      return Value::string(arena.copy(node.text));
    case NodeKind::kBad:
    case NodeKind::kNull:
    case NodeKind::kArray:
    case NodeKind::kObject:
      break;
  }
  return Value::null();
}

}  // namespace

NodeId Document::member(NodeId object, std::string_view key) const {
  if (!object.is_valid() || at(object).kind != NodeKind::kObject) {
    return {};
  }
  for (NodeId child : children(object)) {
    if (at(child).key == key) {
      return child;
    }
  }
  return {};
}

NodeId Document::end_of(NodeId id) const {
  while (id.is_valid()) {
    const Node& node = at(id);
    if (node.next.is_valid()) {
      return node.next;
    }
    id = node.parent;
  }
  return NodeId(nodes_.size());
}

std::string Document::pointer(NodeId id) const {
  std::vector<NodeId> path;
  for (; id.is_valid() && at(id).parent.is_valid(); id = at(id).parent) {
    path.push_back(id);
  }
  std::string pointer;
  for (NodeId step : std::views::reverse(path)) {
    const Node& node = at(step);
    bool is_member = at(node.parent).kind == NodeKind::kObject;
    append_segment(pointer, is_member ? std::string(node.key) : std::to_string(node.index));
  }
  return pointer;
}

std::optional<NodeId> Document::resolve(std::string_view pointer) const {
  if (!has_root() || (!pointer.empty() && pointer[0] != '/')) {
    return std::nullopt;
  }
  NodeId at = root();
  while (!pointer.empty() && at.is_valid()) {
    pointer.remove_prefix(1);
    std::size_t length = std::min(pointer.find('/'), pointer.size());
    at = step(*this, at, pointer.substr(0, length));
    pointer.remove_prefix(length);
  }
  return at.is_valid() ? std::optional(at) : std::nullopt;
}

// Nodes lie in document order, so going backwards meets all children before their parent.
Value to_value(const Document& document, NodeId node, Arena& arena) {
  NodeKind kind = document.at(node).kind;
  if (kind != NodeKind::kArray && kind != NodeKind::kObject) {
    return scalar(document.at(node), arena);
  }
  std::uint32_t first = node.index();
  std::vector<Value> values(document.end_of(node).index() - first);
  for (std::size_t i = values.size(); i-- > 0;) {
    NodeId id(first + i);
    const Node& at = document.at(id);
    if (at.kind == NodeKind::kArray) {
      auto items = arena.make_span<Value>(at.child_count);
      for (NodeId child : document.children(id)) {
        items[document.at(child).index] = values[child.index() - first];
      }
      values[i] = Value::list(items);
    } else if (at.kind == NodeKind::kObject) {
      auto members = arena.make_span<Member>(at.child_count);
      std::size_t count = 0;
      for (NodeId child : document.children(id)) {
        const Node& member = document.at(child);
        if (!member.is_duplicate) {
          members[count++] = {.key = arena.copy(member.key),
                              .value = values[child.index() - first]};
        }
      }
      values[i] = make_object(arena, members.first(count));
    } else {
      values[i] = scalar(at, arena);
    }
  }
  return values.front();
}

}  // namespace rulec::json
