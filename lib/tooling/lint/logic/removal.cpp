#include "tooling/lint/logic/removal.h"

#include <algorithm>

namespace rulec::tooling {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

Removal::Removal(const Build& build, const parser::Expr& junction, const parser::Expr& operand)
    : build_(build), junction_(junction), operand_(operand), shortened_(junction) {
  std::ranges::copy_if(junction.operands, std::back_inserter(left_),
                       [&](const parser::Expr* each) { return each != &operand; });
  shortened_.operands = left_;
}

std::optional<diag::Edit> Removal::edit() const {
  const parser::Ast& ast = build_.ast;
  Span whole = ast.span(junction_.node);
  std::string_view text = build_.sources.text(whole);
  bool is_json = text.starts_with('{');
  if (is_json && left_.size() == 1) {
    return diag::Edit{.span = whole,
                      .new_text = std::string(build_.sources.text(ast.span(left_[0]->node)))};
  }
  auto at = std::ranges::find(junction_.operands, &operand_);
  return edit_in_text(static_cast<std::size_t>(at - junction_.operands.begin()));
}

// With the comma, or the word, between it and its neighbour.
std::optional<diag::Edit> Removal::edit_in_text(std::size_t at) const {
  const parser::Ast& ast = build_.ast;
  std::size_t left = at > 0 ? at - 1 : at;
  Span first = ast.span(junction_.operands[left]->node);
  Span second = ast.span(junction_.operands[left + 1]->node);
  if (first.source != second.source || first.end > second.begin) {
    return std::nullopt;
  }
  Span between{.source = first.source, .begin = first.end, .end = second.begin};
  std::string_view sign = trimmed(build_.sources.text(between));
  if (sign != "," && sign != junction_.operator_name) {
    return std::nullopt;  // parentheses or a comment
  }
  Span removed = at > 0 ? Span{.source = first.source, .begin = first.end, .end = second.end}
                        : Span{.source = first.source, .begin = first.begin, .end = second.begin};
  return diag::Edit{.span = removed, .new_text = ""};
}

}  // namespace rulec::tooling
