// Values of arguments and JSON in the text form.
#include <algorithm>
#include <iterator>
#include <set>

#include "parser/dsl/faults.h"
#include "parser/dsl/twin_reader.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

TextRange range_of(const SyntaxNode& node) {
  return TextState::range_of(node);
}

}  // namespace

// Its escapes are good ones: the cut and the grammar have asked.
bool TwinReader::text(const SyntaxNode& string) {
  twin_.text(range_of(string), state_.name_of(string));
  return true;
}

bool TwinReader::number(const SyntaxNode& node) {
  TextRange range = range_of(node);
  std::string_view behind = state_.text.substr(range.end);
  if (!behind.empty() && is_letter(behind[0])) {
    return state_.refuse(range.begin);  // `1and`, which is no number
  }
  if (twin_.number(range, state_.text_of(node))) {
    return true;
  }
  DslPlace place{.text = state_.placed, .begin = range.begin, .end = range.end};
  return state_.fail(describe_range(place, {range.begin, range.end}));
}

// --- JSON

bool TwinReader::is_json(const SyntaxNode& node) const {
  constexpr SyntaxKind kScalars[] = {SyntaxKind::kNumber, SyntaxKind::kString, SyntaxKind::kTrue,
                                     SyntaxKind::kFalse, SyntaxKind::kNull};
  SyntaxKind kind = node.kind();
  if (kind == SyntaxKind::kPair) {
    return is_json(node.field(SyntaxField::kValue));
  }
  if (kind == SyntaxKind::kPath) {
    return state_.is_input_dialect && state_.text_of(node) == "nil";
  }
  if (kind != SyntaxKind::kList && kind != SyntaxKind::kObject) {
    return std::ranges::find(kScalars, kind) != std::end(kScalars);
  }
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.node.is_named() && !is_json(child.node)) {
      return false;
    }
  }
  return true;
}

bool TwinReader::not_json(const SyntaxNode& node) {
  Lexer lexer(state_.text, node.begin(), node.end());
  DslPlace place{.text = state_.placed, .begin = node.begin(), .end = node.end()};
  return state_.fail(
      describe(place, {.expected = "a JSON value",
                       .found = lexer.peek(),
                       .before = {},
                       .help = "only arguments of actions hold expressions; a text stands in "
                               "quotes"}));
}

bool TwinReader::json_members(const SyntaxNode& object, std::set<std::string>& seen) {
  for (const SyntaxChild& child : SyntaxChildren(object)) {
    if (child.node.kind() != SyntaxKind::kPair) {
      continue;
    }
    SyntaxNode key = child.node.field(SyntaxField::kKey);
    if (!new_key(key, seen) || !json(child.node.field(SyntaxField::kValue))) {
      return false;
    }
  }
  return true;
}

// The key of the next member, which is not among those that the object has.
bool TwinReader::new_key(const SyntaxNode& key, std::set<std::string>& seen) {
  std::string name = state_.name_of(key);
  if (!seen.insert(name).second) {
    return state_.fail(diag::make(diag::Code::kDuplicateKey, state_.span_of(key),
                                  "given before in this object", {{"key", name}}));
  }
  twin_.key(name, range_of(key));
  return true;
}

bool TwinReader::json(const SyntaxNode& node) {
  SyntaxKind kind = node.kind();
  if (kind == SyntaxKind::kObject) {
    OpenContainer object(state_, Kind::kObject, range_of(node));
    std::set<std::string> seen;
    return object.fits() && json_members(node, seen);
  }
  if (kind == SyntaxKind::kList) {
    OpenContainer array(state_, Kind::kArray, range_of(node));
    bool is_good = array.fits();
    for (const SyntaxChild& child : SyntaxChildren(node)) {
      is_good = is_good && (!child.node.is_named() || json(child.node));
    }
    return is_good;
  }
  return is_json(node) ? expression(node) : not_json(node);
}

// --- arguments

bool TwinReader::value(const SyntaxNode& node) {
  SyntaxKind kind = node.kind();
  if (is_json(node)) {
    return json(node);
  }
  if (kind == SyntaxKind::kObject) {
    OpenContainer object(state_, Kind::kObject, range_of(node));
    std::set<std::string> seen;
    bool is_good = object.fits();
    for (const SyntaxChild& child : SyntaxChildren(node)) {
      if (is_good && child.node.kind() == SyntaxKind::kPair) {
        is_good = new_key(child.node.field(SyntaxField::kKey), seen) &&
                  value(child.node.field(SyntaxField::kValue));
      }
    }
    return is_good;
  }
  if (kind == SyntaxKind::kList) {
    OpenContainer array(state_, Kind::kArray, range_of(node));
    bool is_good = array.fits();
    for (const SyntaxChild& child : SyntaxChildren(node)) {
      is_good = is_good && (!child.node.is_named() || value(child.node));
    }
    return is_good;
  }
  if (kind == SyntaxKind::kReference || is_bare_result(node)) {
    return reference(node);
  }
  bool is_expr_call = kind == SyntaxKind::kCallExpression &&
                      state_.text_of(node.field(SyntaxField::kFunction)) == "expr";
  return is_expr_call ? written_hole(node) : hole(node, node);
}

// expr(E): for expressions that would be read as JSON.
bool TwinReader::written_hole(const SyntaxNode& call) {
  SyntaxNode only;
  for (const SyntaxChild& child : SyntaxChildren(call.field(SyntaxField::kArguments))) {
    if (!child.node.is_named()) {
      continue;
    }
    if (only) {
      return state_.refuse(child.node.begin());
    }
    only = child.node;
  }
  return only ? hole(call, only) : state_.refuse(call.end() - 1);
}

bool TwinReader::hole(const SyntaxNode& node, const SyntaxNode& expression_node) {
  OpenContainer object(state_, Kind::kObject, range_of(node));
  twin_.key("expr", range_of(node));
  return object.fits() && expression(expression_node);
}

// The input dialect: `x.f` as a value is the result where `x` is one.
bool TwinReader::is_bare_result(const SyntaxNode& node) const {
  return state_.is_input_dialect && node.kind() == SyntaxKind::kPath &&
         state_.scopes.is_outermost() && state_.text_of(node).front() != '`' &&
         state_.results.contains(segments_of(node).front().text);
}

bool TwinReader::reference(const SyntaxNode& node) {
  Segments segments = segments_of(node);
  std::string_view text = segments.front().text;
  if (state_.locals.contains(text)) {
    return local_value(node, std::string(text), true);
  }
  if (auto renamed = state_.result_names.find(text); renamed != state_.result_names.end()) {
    text = renamed->second;
  }
  OpenContainer object(state_, Kind::kObject, range_of(node));
  twin_.key("$ref", segments.front().range);
  twin_.text(segments.front().range, text);
  if (segments.size() > 1) {
    TextRange range = {.begin = segments[1].range.begin, .end = node.end()};
    twin_.key("path", range);
    path_text(range, std::span(segments).subspan(1), "");
  }
  return object.fits();
}

}  // namespace rulec::parser
