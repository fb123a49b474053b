#include "compiler/check/report.h"

#include <algorithm>

#include "base/json_writer.h"
#include "diag/suggest.h"
#include "parser/parser.h"

namespace rulec::compiler {

void RuleReport::emit(diag::Diagnostic diagnostic, parser::NodeId at) {
  is_bad_ = is_bad_ || diagnostic.severity == diag::Severity::Error;
  diagnostic.place = parser::place_of(input_.ast, input_.documents, definition_, at);
  emitter_.emit(std::move(diagnostic));
}

Span RuleReport::text_span(parser::NodeId node) const {
  Span span = input_.ast.span(node);
  std::string_view text = input_.sources.text(span);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    ++span.begin;
    --span.end;
  }
  return span;
}

diag::Edit RuleReport::replacement(parser::NodeId node, diag::EditTarget::Part part,
                                   std::string json) const {
  bool is_whole = part == diag::EditTarget::Part::kValue;
  return {.span = is_whole ? span(node) : text_span(node),
          .new_text = std::move(json),
          .target = {.part = part, .node = input_.ast.nodes[node.index()].json_node}};
}

void RuleReport::suggest(diag::Diagnostic& diagnostic, const std::vector<std::string>& suggestions,
                         parser::NodeId node, diag::EditTarget::Part part) const {
  add_suggestions(diagnostic, suggestions, text_span(node));
  if (suggestions.size() == 1) {
    diagnostic.fixes.back().edits.back().target = replacement(node, part, {}).target;
  }
}

void add_suggestions(diag::Diagnostic& diagnostic, const std::vector<std::string>& suggestions,
                     Span text) {
  if (suggestions.size() == 1) {
    diagnostic.fix({.fix_class = diag::FixClass::kSuggested,
                    .title = diag::did_you_mean(suggestions),
                    .edits = {{.span = text, .new_text = escaped(suggestions[0])}}});
  } else if (!suggestions.empty()) {
    diagnostic.help(diag::did_you_mean(suggestions));
  }
}

std::string listed(const std::vector<std::string>& names) {
  std::size_t shown = std::min(names.size(), kMaxListed);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    bool is_last = i + 1 == names.size();
    text += i == 0 ? "" : (is_last ? " and " : ", ");
    text += "`" + names[i] + "`";
  }
  if (shown < names.size()) {
    text += " and " + std::to_string(names.size() - shown) + " more";
  }
  return text;
}

std::string escaped(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace rulec::compiler
