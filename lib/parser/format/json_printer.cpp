// print_json. Two passes over the node table: backwards for the widths that containers have in one
// line (children come before their parents), then forwards to print. Linear in the document.
#include <algorithm>
#include <cstring>
#include <vector>

#include "parser/format/format.h"
#include "parser/format/quoted.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

// A text that grows by short pieces: a check and a copy each, no call.
class TextBuffer {
 public:
  void reserve(std::size_t size) { grow(size); }

  TextBuffer& operator<<(std::string_view text) {
    make_room(text.size());
    copy(text);
    return *this;
  }
  void quoted(std::string_view text) {
    make_room(text.size() + 2);
    *at_++ = '"';
    copy(text);
    *at_++ = '"';
  }
  TextBuffer& operator<<(char byte) {
    make_room(1);
    *at_++ = byte;
    return *this;
  }
  void fill(std::size_t count, char byte) {
    make_room(count);
    std::memset(at_, byte, count);
    at_ += count;
  }
  [[nodiscard]] std::string take() {
    bytes_.resize(used());
    return std::move(bytes_);
  }

 private:
  [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(at_ - bytes_.data()); }
  // Most texts are short: two moves that overlap instead of a call.
  void copy(std::string_view text) {
    const char* from = text.data();
    std::size_t size = text.size();
    if (size > 16) {
      std::memcpy(at_, from, size);
    } else if (size >= 8) {
      std::memcpy(at_, from, 8);
      std::memcpy(at_ + size - 8, from + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(at_, from, 4);
      std::memcpy(at_ + size - 4, from + size - 4, 4);
    } else if (size > 0) {
      at_[0] = from[0];
      at_[size / 2] = from[size / 2];
      at_[size - 1] = from[size - 1];
    }
    at_ += size;
  }
  void make_room(std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size) [[unlikely]] {
      grow(size);
    }
  }
  void grow(std::size_t size) {
    std::size_t used_bytes = at_ == nullptr ? 0 : used();
    bytes_.resize_and_overwrite(used_bytes + used_bytes / 2 + size + 64,
                                [](char*, std::size_t all) { return all; });
    at_ = bytes_.data() + used_bytes;
    end_ = bytes_.data() + bytes_.size();
  }

  std::string bytes_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

class JsonPrinter {
 public:
  JsonPrinter(const json::Document& document, const Layout& layout)
      : document_(document),
        layout_(layout),
        line_end_(layout.ends_with_crlf ? "\r\n" : "\n"),
        measures_(document.size()) {}

  std::string print() {
    if (!document_.has_root()) {
      return {};
    }
    measure();
    std::uint32_t width = measures_[0].value;
    break_definitions();
    // Tables have no width that says how long they are.
    constexpr std::size_t kBytesPerNode = 24;
    out_.reserve(width < kNever ? std::size_t{width} + width / 2
                                : document_.size() * kBytesPerNode);
    value(document_.root(), 0, 0, false);
    if (layout_.has_final_newline) {
      out_ << line_end_;
    }
    return out_.take();
  }

 private:
  // Wider than any line: what may not stand in one.
  static constexpr std::uint32_t kNever = 1U << 30U;

  // Code points that a value has in one line, and the same of its key.
  struct Measure {
    std::uint32_t value = 0;
    std::uint32_t key = 0;
    bool is_plain_value = false;
    bool is_plain_key = false;
  };

  [[nodiscard]] const json::Node& at(json::NodeId id) const { return document_.at(id); }
  [[nodiscard]] static bool is_container(const json::Node& node) {
    return node.kind == NodeKind::kArray || node.kind == NodeKind::kObject;
  }

  // --- widths

  void measure() {
    for (std::size_t i = document_.size(); i-- > 0;) {
      json::NodeId id(i);
      const json::Node& node = at(id);
      Measure& mine = measures_[i];
      measure_value(node, mine);
      if (!node.parent.is_valid()) {
        continue;
      }
      Measure& outer = measures_[node.parent.index()];
      std::uint32_t width = mine.value;
      if (at(node.parent).kind == NodeKind::kObject) {
        QuotedSize key = quoted_size(node.key);
        mine.key = key.width;
        mine.is_plain_key = key.is_plain;
        width += mine.key + 2;
      }
      outer.value = std::min(kNever, outer.value + std::min(width, kNever));
    }
  }

  // A container has the sum of its children in `mine` already.
  void measure_value(const json::Node& node, Measure& mine) const {
    switch (node.kind) {
      case NodeKind::kBad:
      case NodeKind::kNull:
        mine.value = 4;
        return;
      case NodeKind::kBool:
        mine.value = node.boolean ? 4 : 5;
        return;
      case NodeKind::kInteger:
      case NodeKind::kDouble:
        mine.value = static_cast<std::uint32_t>(node.text.size());
        return;
      case NodeKind::kString: {
        QuotedSize size = quoted_size(node.text);
        mine.value = size.width;
        mine.is_plain_value = size.is_plain;
        return;
      }
      case NodeKind::kArray:
      case NodeKind::kObject:
        measure_container(node, mine);
        return;
    }
  }

  void measure_container(const json::Node& node, Measure& mine) const {
    std::uint32_t brackets = node.kind == NodeKind::kObject && node.child_count > 0 ? 4 : 2;
    std::uint32_t commas = node.child_count > 0 ? 2 * (node.child_count - 1) : 0;
    bool is_broken = is_table(node) || is_condition_chain(node);
    mine.value = is_broken ? kNever : std::min(kNever, mine.value + brackets + commas);
  }

  // The operands of a whole condition, as in the text form.
  [[nodiscard]] bool is_condition_chain(const json::Node& node) const {
    return node.kind == NodeKind::kArray && node.child_count >= 2 &&
           (node.key == "and" || node.key == "or") && at(node.parent).key == "condition";
  }

  // Two or more objects or lists with two or more values each: one a line reads better.
  [[nodiscard]] bool is_table(const json::Node& node) const {
    if (node.kind != NodeKind::kArray || node.child_count < 2) {
      return false;
    }
    NodeKind kind = at(node.first_child).kind;
    for (json::NodeId child = node.first_child; child.is_valid(); child = at(child).next) {
      const json::Node& item = at(child);
      if (!is_container(item) || item.kind != kind || item.child_count < 2) {
        return false;
      }
    }
    return true;
  }

  // The root is a definition, or has a list of them.
  void break_definitions() {
    measures_[0].value = kNever;
    json::NodeId rules = document_.member(document_.root(), "rules");
    if (!rules.is_valid() || at(rules).kind != NodeKind::kArray || at(rules).child_count == 0) {
      return;
    }
    measures_[rules.index()].value = kNever;
    for (json::NodeId rule : document_.children(rules)) {
      measures_[rule.index()].value = kNever;
    }
  }

  // --- printing

  // `column` code points stand in the line already.
  void value(json::NodeId id, std::uint32_t level, std::uint32_t column, bool has_comma) {
    const json::Node& node = at(id);
    if (!is_container(node) || node.child_count == 0) {
      scalar(id);
      return;
    }
    std::uint64_t end = std::uint64_t{column} + measures_[id.index()].value + (has_comma ? 1 : 0);
    if (end <= layout_.width && measures_[id.index()].value < kNever) {
      flat(id);
      return;
    }
    bool is_object = node.kind == NodeKind::kObject;
    out_ << (is_object ? '{' : '[');
    for (json::NodeId child = node.first_child; child.is_valid(); child = at(child).next) {
      bool has_next = at(child).next.is_valid();
      new_line(level + 1);
      std::uint32_t start = layout_.indent * (level + 1);
      if (is_object) {
        key(child);
        start += measures_[child.index()].key + 2;
      }
      value(child, level + 1, start, has_next);
      if (has_next) {
        out_ << ',';
      }
    }
    new_line(level);
    out_ << (is_object ? '}' : ']');
  }

  void flat(json::NodeId id) {
    const json::Node& node = at(id);
    if (!is_container(node) || node.child_count == 0) {
      scalar(id);
      return;
    }
    bool is_object = node.kind == NodeKind::kObject;
    out_ << (is_object ? "{ " : "[");
    for (json::NodeId child = node.first_child; child.is_valid(); child = at(child).next) {
      if (child != node.first_child) {
        out_ << ", ";
      }
      if (is_object) {
        key(child);
      }
      flat(child);
    }
    out_ << (is_object ? " }" : "]");
  }

  // Empty containers as well.
  void scalar(json::NodeId id) {
    const json::Node& node = at(id);
    switch (node.kind) {
      case NodeKind::kBad:
      case NodeKind::kNull:
        out_ << "null";
        return;
      case NodeKind::kBool:
        out_ << (node.boolean ? "true" : "false");
        return;
      case NodeKind::kInteger:
      case NodeKind::kDouble:
        out_ << node.text;
        return;
      case NodeKind::kString:
        quoted(node.text, measures_[id.index()].is_plain_value);
        return;
      case NodeKind::kArray:
        out_ << "[]";
        return;
      case NodeKind::kObject:
        out_ << "{}";
        return;
    }
  }

  void key(json::NodeId id) {
    quoted(at(id).key, measures_[id.index()].is_plain_key);
    out_ << ": ";
  }

  void quoted(std::string_view text, bool is_plain) {
    if (is_plain) {
      out_.quoted(text);
      return;
    }
    std::string literal;
    append_escaped(literal, text);
    out_ << literal;
  }

  void new_line(std::uint32_t level) {
    out_ << line_end_;
    if (layout_.uses_tabs) {
      out_.fill(level, '\t');
    } else {
      out_.fill(std::size_t{level} * layout_.indent, ' ');
    }
  }

  const json::Document& document_;
  const Layout& layout_;
  std::string_view line_end_;
  std::vector<Measure> measures_;
  TextBuffer out_;
};

}  // namespace

std::string print_json(const json::Document& document, const Layout& layout) {
  return JsonPrinter(document, layout).print();
}

}  // namespace rulec::parser
