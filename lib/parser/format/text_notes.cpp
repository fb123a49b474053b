// Notes in front of declarations: description lines and annotations.
#include <algorithm>

#include "parser/format/text_printer.h"
#include "parser/format/text_values.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

// A description that lines can hold: what stands behind `/// ` and before the line's end.
bool fits_lines(std::string_view text) {
  bool is_printable = std::ranges::all_of(text, [](char c) {
    return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
  bool has_blank_end = text.ends_with(' ') || text.find(" \n") != std::string_view::npos;
  return !text.empty() && is_printable && !has_blank_end;
}

// Names of annotations that do not stand for a member of the metadata.
bool is_taken_annotation(std::string_view name) {
  static constexpr std::string_view kNames[] = {"name", "description", "schema", "context_schema",
                                                "meta"};
  return std::ranges::find(kNames, name) != std::end(kNames) || name.starts_with("x_");
}

}  // namespace

bool TextPrinter::description(NodeId id) {
  if (!is_kind(id, NodeKind::kString) || !fits_lines(at(id).text)) {
    return false;
  }
  std::string_view rest = at(id).text;
  while (true) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    out_.text(line.empty() ? "///" : "/// " + std::string(line));
    out_.hard();
    if (end == rest.size()) {
      return true;
    }
    rest.remove_prefix(end + 1);
  }
}

// All in one line, else each on its own.
void TextPrinter::annotations(const std::vector<Annotation>& list) {
  if (list.empty()) {
    return;
  }
  out_.begin_group();
  for (const Annotation& one : list) {
    if (&one != &list.front()) {
      out_.line();
    }
    out_.text("@" + one.name);
    print_json(one.value);
    out_.text(")");
  }
  out_.end_group();
}

void TextPrinter::add_own(NodeId object, std::vector<Annotation>& list) const {
  for (NodeId child : document_.children(object)) {
    std::string_view key = at(child).key;
    bool is_formatting = (object == document_.root() && key == "x_comments") ||
                         (file_.definitions.contains(object.index()) && key == "x_names");
    if (key.starts_with("x_") && !is_formatting) {
      list.push_back({.name = name_text(key, false) + "(", .value = child});
    }
  }
}

void TextPrinter::add_metadata(NodeId id, std::vector<Annotation>& list) const {
  for (NodeId child : document_.children(id)) {
    std::string_view key = at(child).key;
    bool is_plain = is_word(key) && !is_taken_annotation(key);
    list.push_back({.name = is_plain ? std::string(key) + "(" : "meta(" + string_text(key) + ", ",
                    .value = child});
  }
}

void TextPrinter::notes(NodeId definition) {
  std::vector<Annotation> list;
  NodeId text = member(definition, "description");
  if (text.is_valid() && !description(text)) {
    list.push_back({.name = "description(", .value = text});
  }
  for (std::string_view name : {"name", "$schema", "context_schema"}) {
    NodeId found = member(definition, name);
    if (found.is_valid()) {
      list.push_back(
          {.name = std::string(name == "$schema" ? "schema" : name) + "(", .value = found});
    }
  }
  NodeId metadata = member(definition, "metadata");
  if (is_kind(metadata, NodeKind::kObject)) {
    add_metadata(metadata, list);
  } else if (metadata.is_valid()) {
    refuse(metadata, "metadata are an object");
  }
  add_own(definition, list);
  annotations(list);
  if (!list.empty()) {
    out_.hard();
  }
}

void TextPrinter::own_notes(NodeId object) {
  std::vector<Annotation> list;
  add_own(object, list);
  annotations(list);
  if (!list.empty()) {
    out_.hard();
  }
}

void TextPrinter::header(NodeId root) {
  std::vector<Annotation> list;
  NodeId schema = member(root, "$schema");
  if (schema.is_valid()) {
    list.push_back({.name = "schema(", .value = schema});
  }
  add_own(root, list);
  if (list.empty()) {
    if (at(file_.list).child_count > 0) {
      mark(root, Place::kBefore);  // the top of the file
    }
    return;
  }
  has_header_ = true;
  mark(root, Place::kBefore);
  // Further lines of a header are indented: what begins a line belongs to what follows.
  out_.begin_group();
  out_.text("file");
  out_.indent();
  out_.line();
  annotations(list);
  out_.dedent();
  out_.end_group();
  mark(root, Place::kAfter);
}

// --- names of items

namespace {

// "item", or "accumulator, item"; nullopt when it is neither.
std::optional<ItemNames> names_of(std::string_view text) {
  std::size_t comma = text.find(',');
  ItemNames names{.item = text, .accumulator = {}};
  if (comma != std::string_view::npos) {
    names.accumulator = text.substr(0, comma);
    names.item = text.substr(std::min(text.find_first_not_of(' ', comma + 1), text.size()));
  }
  auto is_name = [](std::string_view word) {
    return is_word(word) && !is_reserved_for_paths(word);
  };
  bool is_good = is_name(names.item) && names.item != names.accumulator &&
                 (comma == std::string_view::npos || is_name(names.accumulator));
  return is_good ? std::optional(names) : std::nullopt;
}

}  // namespace

void TextPrinter::read_names(NodeId definition) {
  NodeId list = member(definition, "x_names");
  if (!list.is_valid()) {
    return;
  }
  if (!is_kind(list, NodeKind::kObject)) {
    refuse(list, "it is no object of JSON pointers and names");
    return;
  }
  for (NodeId child : document_.children(list)) {
    std::optional<ItemNames> names =
        is_kind(child, NodeKind::kString) ? names_of(at(child).text) : std::nullopt;
    if (!names) {
      refuse(child,
             "the name of an item is a word that means nothing else, and with `reduce` "
             "there are two: `accumulator, item`");
      continue;
    }
    NodeId node = pointers_.resolve(definition, at(child).key);
    if (node.is_valid()) {
      facts_.names.emplace(node.index(), *names);
    }
  }
}

}  // namespace rulec::parser
