#include "tooling/lint/edits.h"

#include "base/check.h"
#include "base/json_writer.h"
#include "tooling/twin_text.h"

namespace rulec::tooling {
namespace {

using Part = diag::EditTarget::Part;

const json::Document& document_of(const Build& build, JsonPlace place) {
  return build.documents.documents[place.document];
}

const json::Node& node_at(const Build& build, JsonPlace place) {
  return document_of(build, place).at(place.node);
}

bool is_json_file(const Build& build, JsonPlace place) {
  return build.sources.at(document_of(build, place).source()).name().ends_with(".json");
}

std::string inside_quotes(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

// Without the quotes, where there are some.
Span inside_of(const Build& build, Span span) {
  std::string_view text = build.sources.text(span);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    ++span.begin;
    --span.end;
  }
  return span;
}

diag::Edit edit(Span span, std::string text, Part part, JsonPlace place) {
  return {.span = span,
          .new_text = std::move(text),
          .target = {.part = part, .node = place.node.index()}};
}

}  // namespace

JsonPlace json_place(const Build& build, parser::NodeId node) {
  const parser::NodeOrigin& origin = build.ast.nodes[node.index()];
  return {.document = origin.document, .node = json::NodeId(origin.json_node)};
}

std::string json_text(const Build& build, parser::NodeId node) {
  return json_text(build, json_place(build, node));
}

std::string json_text(const Build& build, JsonPlace place) {
  if (is_json_file(build, place)) {
    return std::string(build.sources.text(node_at(build, place).span));
  }
  return TwinText(document_of(build, place), place.node).text();
}

diag::Edit replace_value(const Build& build, parser::NodeId node, std::string json) {
  return replace_value(build, json_place(build, node), std::move(json));
}

diag::Edit replace_value(const Build& build, JsonPlace place, std::string json) {
  return edit(node_at(build, place).span, std::move(json), Part::kValue, place);
}

diag::Edit replace_text(const Build& build, parser::NodeId node, std::string_view text) {
  JsonPlace place = json_place(build, node);
  return edit(inside_of(build, node_at(build, place).span), inside_quotes(text), Part::kText,
              place);
}

diag::Edit replace_key(const Build& build, parser::NodeId node, std::string_view key) {
  JsonPlace place = json_place(build, node);
  return edit(inside_of(build, node_at(build, place).key_span), inside_quotes(key), Part::kKey,
              place);
}

diag::Edit remove_value(const Build& build, parser::NodeId node) {
  return remove_value(build, json_place(build, node));
}

diag::Edit remove_value(const Build& build, JsonPlace place) {
  return edit(removal_span(document_of(build, place), place.node), "", Part::kRemoved, place);
}

diag::Edit add_member(const Build& build, JsonPlace object, std::string_view key,
                      std::string_view json) {
  const json::Document& document = document_of(build, object);
  const json::Node& node = document.at(object.node);
  std::string text;
  append_json_string(text, key);
  text.append(": ").append(json);
  if (!node.first_child.is_valid()) {
    return replace_value(build, object, "{" + text + "}");
  }
  Span at = document.at(node.first_child).key_span;
  at.end = at.begin;
  JsonPlace first = {.document = object.document, .node = node.first_child};
  std::string blanks = " ";
  if (is_json_file(build, object)) {
    std::string_view opening =
        build.sources.text({.source = at.source, .begin = node.span.begin + 1, .end = at.begin});
    blanks = opening.contains('\n') ? std::string(opening) : blanks;
  }
  return edit(at, text + "," + blanks, Part::kBefore, first);
}

diag::Edit remove_operand(const Build& build, const parser::Expr& call, std::size_t index) {
  RULEC_CHECK(!call.is_bare && call.operands.size() >= 2 && index < call.operands.size());
  if (call.operands.size() == 2) {
    return replace_by_part(build, call, *call.operands[1 - index]);
  }
  return remove_value(build, call.operands[index]->node);
}

diag::Edit replace_by_part(const Build& build, const parser::Expr& outer,
                           const parser::Expr& inner) {
  return replace_value(build, outer.node, json_text(build, inner.node));
}

}  // namespace rulec::tooling
