// print_text: a whole file.
#include <utility>

#include "parser/format/text_printer.h"

namespace rulec::parser {

using json::NodeKind;

TextPrinter::TextPrinter(const json::Document& document)
    : document_(document),
      builder_(document, 0, ast_, findings_),
      facts_{.document = document, .ast = ast_, .names = {}},
      pointers_(document),
      comments_(document, pointers_, refusal_) {}

std::string_view TextPrinter::text_of(NodeId object, std::string_view name) const {
  NodeId id = member(object, name);
  return is_kind(id, NodeKind::kString) ? at(id).text : std::string_view();
}

std::string_view TextPrinter::required_text(NodeId object, std::string_view name) {
  if (!is_kind(member(object, name), NodeKind::kString)) {
    refuse(object, "it has no text `" + std::string(name) + "`");
  }
  return text_of(object, name);
}

void TextPrinter::refuse(NodeId id, std::string reason) {
  std::string pointer = document_.pointer(id);
  refusal_.add(pointer.empty() ? "the document" : "`" + pointer + "`", std::move(reason));
}

Result<std::string> TextPrinter::file(const Layout& layout) {
  NodeId root = document_.root();
  file_.end = NodeId(document_.size());
  NodeId list = member(root, "rules");
  if (is_kind(list, NodeKind::kArray)) {
    file_.root = root;
    file_.list = list;
    header(root);
    definitions(list);
  } else {
    definition(root);
  }
  mark(file_.end, Place::kEnd);
  if (NodeId comments = member(root, "x_comments"); comments.is_valid()) {
    comments_.read(comments);
  }
  comments_.weave(out_, file_);
  if (const Error* error = refusal_.error()) {
    return std::unexpected(*error);
  }
  std::string text = out_.render(layout);
  if (!text.empty() && layout.has_final_newline) {
    text += layout.ends_with_crlf ? "\r\n" : "\n";
  }
  return text;
}

Result<std::string> print_text(const json::Document& document, const Layout& layout) {
  if (!document.has_root() || document.at(document.root()).kind != NodeKind::kObject) {
    return std::unexpected(refused("the document", "it is no rule, flow or scorecard"));
  }
  return TextPrinter(document).file(layout);
}

}  // namespace rulec::parser
