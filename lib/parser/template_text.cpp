// Tags of a template's text: {{ path | filter }}, {{#if expr}}, {{else}}, {{/if}}, {{#each list}},
// {{/each}}; `\{{` is a literal `{{`. What they read becomes one expression (ast.h).
#include "parser/internal/template_text.h"

#include <algorithm>

#include "base/limits.h"
#include "parser/dsl/expression.h"

namespace rulec::parser {
namespace {

using diag::Code;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kItem = "this";  // of an `each` that gives no name

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Range trimmed(std::string_view text, Range range) {
  while (range.begin < range.end && kBlanks.contains(text[range.begin])) {
    ++range.begin;
  }
  while (range.begin < range.end && kBlanks.contains(text[range.end - 1])) {
    --range.end;
  }
  return range;
}

// The first place of `wanted` in the range that is not inside of quotes or back ticks; its end when
// there is none.
std::size_t find_unquoted(std::string_view text, Range range, std::string_view wanted) {
  char quote = '\0';
  for (std::size_t i = range.begin; i < range.end; ++i) {
    char c = text[i];
    if (quote != '\0') {
      i += c == '\\' && quote != '`' ? 1 : 0;
      quote = c == quote ? '\0' : quote;
    } else if (text.substr(i, range.end - i).starts_with(wanted)) {
      return i;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    }
  }
  return range.end;
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

bool TemplateTextBuilder::build(json::NodeId id, ValueList& values) {
  const json::Node& node = document_.at(id);
  json_node_ = id;
  outer_ = &values;
  text_ = nullptr;
  blocks_.clear();
  content_ = node.text;
  if (!content_.contains("{{")) {
    return true;
  }
  Span inside{.source = node.span.source, .begin = node.span.begin + 1, .end = node.span.end - 1};
  text_ = &ast_.template_texts.emplace_back();
  text_->placed = PlacedText(content_, inside, sources_.text(inside));
  std::size_t begin = 0;
  while (begin < content_.size()) {
    std::size_t tag = std::min(content_.find("{{", begin), content_.size());
    if (tag < content_.size() && tag > begin && content_[tag - 1] == '\\') {
      add_text(begin, tag - 1);  // the two braces begin the next text
      std::size_t next = std::min(content_.find("{{", tag + 2), content_.size());
      std::size_t end = next < content_.size() && content_[next - 1] == '\\' ? next - 1 : next;
      add_text(tag, end);
      begin = end;
      continue;
    }
    add_text(begin, tag);
    if (tag == content_.size()) {
      break;
    }
    std::size_t end = find_unquoted(content_, {tag + 2, content_.size()}, "}}");
    if (end == content_.size()) {
      return refuse(tag, tag + 2, "the tag is not closed",
                    R"(a tag ends with `}}`; `\{{` (in JSON `\\{{`) writes two braces as text)");
    }
    tag_begin_ = tag;
    tag_end_ = end + 2;
    if (!add_tag(tag + 2, end)) {
      return false;
    }
    begin = tag_end_;
  }
  return finish();
}

void TemplateTextBuilder::add_text(std::size_t begin, std::size_t end) {
  if (begin < end) {
    tag_begin_ = begin;
    tag_end_ = end;
    TemplatePiece& piece = add_piece(PieceKind::kText);
    piece.text = content_.substr(begin, end - begin);
    piece.begin = begin;
  }
}

// --- tags

bool TemplateTextBuilder::add_tag(std::size_t begin, std::size_t end) {
  Range inside = trimmed(content_, {begin, end});
  std::string_view tag = content_.substr(inside.begin, inside.end - inside.begin);
  std::size_t name_length = 0;
  if (!tag.empty() && (tag[0] == '#' || tag[0] == '/')) {
    name_length = 1;
    while (name_length < tag.size() && is_word_byte(tag[name_length])) {
      ++name_length;
    }
  }
  std::string_view name = tag.substr(0, name_length);
  if (name == "#if") {
    return open_if(inside.begin + name_length, inside.end);
  }
  if (name == "#each") {
    return open_each(inside.begin + name_length, inside.end);
  }
  if (tag == "else") {
    return turn_to_else();
  }
  if (tag == "/if" || tag == "/each") {
    return close(tag == "/if" ? PieceKind::kIf : PieceKind::kEach);
  }
  if (!name.empty()) {
    return refuse(inside.begin, inside.end, "`{{" + std::string(tag) + "}}` is no tag",
                  "there are `{{#if …}}`, `{{else}}`, `{{/if}}`, `{{#each …}}` and `{{/each}}`");
  }
  if (tag.starts_with("else ") || tag.starts_with("else\t")) {
    return refuse(inside.begin, inside.end, "`{{else}}` takes nothing",
                  "write `{{else}}{{#if …}} … {{/if}}{{/if}}`");
  }
  if (tag.empty() || std::string_view("{&>!=").contains(tag[0])) {
    return refuse(tag_begin_, tag_end_, "this is no tag",
                  "a placeholder is a path, as in `{{ cart.total }}`; there are no raw values, "
                  "includes and comments");
  }
  return add_hole(inside.begin, inside.end);
}

bool TemplateTextBuilder::add_hole(std::size_t begin, std::size_t end) {
  TemplatePiece hole{.kind = PieceKind::kHole, .node = add_node(tag_begin_, tag_end_)};
  std::size_t bar = find_unquoted(content_, {begin, end}, "|");
  Range path = trimmed(content_, {begin, bar});
  hole.source = content_.substr(path.begin, path.end - path.begin);
  auto names = loop_names();
  Expr* shown = parse_dsl_path({.text = text_->placed,
                                .begin = path.begin,
                                .end = path.end,
                                .document = document_index_,
                                .json_node = json_node_},
                               names, ast_, emitter_);
  if (shown == nullptr) {
    return false;
  }
  while (bar < end) {
    std::size_t next = find_unquoted(content_, {bar + 1, end}, "|");
    if (!add_filter(bar + 1, next, hole)) {
      return false;
    }
    bar = next;
  }
  bool has_default = std::ranges::any_of(
      hole.filters, [](const TemplateFilterNode& filter) { return filter.name.text == "default"; });
  note_variables(*shown, names.size(), !has_default && !is_in_if());
  hole.shown = shown;
  text_->pieces.push_back(std::move(hole));
  return add_value(text_->pieces.back(), shown);
}

// `upper`, `date("d. MMMM")`
bool TemplateTextBuilder::add_filter(std::size_t begin, std::size_t end, TemplatePiece& hole) {
  Range whole = trimmed(content_, {begin, end});
  std::size_t name_end = whole.begin;
  while (name_end < whole.end && is_word_byte(content_[name_end])) {
    ++name_end;
  }
  if (name_end == whole.begin) {
    return refuse(whole.begin, std::max(whole.end, whole.begin + 1), "a filter is missing here",
                  "`|` is followed by a filter, as in `{{ name | upper }}`");
  }
  if (hole.filters.size() == kMaxFilters) {
    return refuse(whole.begin, whole.end,
                  "a placeholder has more than " + std::to_string(kMaxFilters) + " filters");
  }
  TemplateFilterNode filter{.name = {.text = content_.substr(whole.begin, name_end - whole.begin),
                                     .node = add_node(whole.begin, name_end)},
                            .argument = Value::null(),
                            .argument_node = {}};
  Range rest = trimmed(content_, {name_end, whole.end});
  if (rest.begin < rest.end) {
    if (content_[rest.begin] != '(' || content_[rest.end - 1] != ')') {
      return refuse(rest.begin, rest.end, "a filter is a name, or a name and one value",
                    "as in `{{ total | currency(\"EUR\") }}`");
    }
    Range inside = trimmed(content_, {rest.begin + 1, rest.end - 1});
    const Expr* argument = inside.begin == inside.end
                               ? nullptr
                               : parse_dsl_expression({.text = text_->placed,
                                                       .begin = inside.begin,
                                                       .end = inside.end,
                                                       .document = document_index_,
                                                       .json_node = json_node_},
                                                      {}, ast_, emitter_);
    if (argument == nullptr && inside.begin < inside.end) {
      return false;
    }
    bool is_scalar = argument != nullptr && argument->kind == ExprKind::kLiteral &&
                     !argument->literal.is_object();
    if (!is_scalar) {
      return refuse(rest.begin, rest.end, "a filter takes one text, number, `true` or `false`");
    }
    filter.has_argument = true;
    filter.argument = argument->literal;
    filter.argument_node = argument->node;
  }
  hole.filters.push_back(filter);
  return true;
}

// --- blocks

bool TemplateTextBuilder::open_if(std::size_t begin, std::size_t end) {
  Range inside = trimmed(content_, {begin, end});
  auto names = loop_names();
  Expr* test = parse_dsl_expression({.text = text_->placed,
                                     .begin = inside.begin,
                                     .end = inside.end,
                                     .document = document_index_,
                                     .json_node = json_node_},
                                    names, ast_, emitter_);
  if (test == nullptr) {
    return false;
  }
  note_variables(*test, names.size(), false);
  return open_block(PieceKind::kIf, test, {});
}

// `cart.items`, or `item in cart.items`
bool TemplateTextBuilder::open_each(std::size_t begin, std::size_t end) {
  Range inside = trimmed(content_, {begin, end});
  std::string_view name = kItem;
  std::size_t word = inside.begin;
  while (word < inside.end && is_word_byte(content_[word])) {
    ++word;
  }
  Range rest = trimmed(content_, {word, inside.end});
  std::string_view behind = content_.substr(rest.begin, rest.end - rest.begin);
  if (word > inside.begin && behind.starts_with("in") && behind.size() > 2 &&
      kBlanks.contains(behind[2])) {
    name = content_.substr(inside.begin, word - inside.begin);
    inside = trimmed(content_, {rest.begin + 2, rest.end});
  }
  auto names = loop_names();
  Expr* source = parse_dsl_path({.text = text_->placed,
                                 .begin = inside.begin,
                                 .end = inside.end,
                                 .document = document_index_,
                                 .json_node = json_node_},
                                names, ast_, emitter_);
  if (source == nullptr) {
    return false;
  }
  note_variables(*source, names.size(), false);
  return open_block(PieceKind::kEach, source, name);
}

bool TemplateTextBuilder::open_block(PieceKind kind, Expr* head, std::string_view name) {
  add_piece(kind);
  blocks_.push_back({.kind = kind,
                     .piece = text_->pieces.size() - 1,
                     .head = head,
                     .name = name,
                     .values = {},
                     .first_branch = {}});
  if (blocks_.size() > kMaxTemplateDepth / 2) {
    return refuse(tag_begin_, tag_end_, "blocks are nested too deep",
                  "at most " + std::to_string(kMaxTemplateDepth / 2) + " levels");
  }
  return true;
}

bool TemplateTextBuilder::turn_to_else() {
  if (blocks_.empty() || blocks_.back().kind != PieceKind::kIf) {
    return refuse(tag_begin_, tag_end_, "`{{else}}` stands outside of an `{{#if …}}`");
  }
  add_piece(PieceKind::kElse);
  Block& block = blocks_.back();
  block.kind = PieceKind::kElse;
  block.first_branch = std::move(block.values);
  block.values.clear();
  return true;
}

bool TemplateTextBuilder::close(PieceKind kind) {
  bool is_if = kind == PieceKind::kIf;
  bool fits = !blocks_.empty() && (blocks_.back().kind != PieceKind::kEach) == is_if;
  if (!fits) {
    std::string name = is_if ? "{{/if}}" : "{{/each}}";
    std::string open = blocks_.empty() ? "no block is open"
                       : is_if         ? "the open block is an `{{#each …}}`"
                                       : "the open block is an `{{#if …}}`";
    return refuse(tag_begin_, tag_end_, "`" + name + "` closes nothing: " + open);
  }
  add_piece(PieceKind::kEnd);
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  TemplatePiece& opened = text_->pieces[block.piece];
  NodeId node = opened.node;
  if (!is_if) {
    return add_value(opened, call("map", node, {block.head, list(node, block.values)}));
  }
  bool has_else = block.kind == PieceKind::kElse;
  const ValueList& held = has_else ? block.first_branch : block.values;
  Expr* otherwise = branch(node, false, has_else ? block.values : ValueList());
  return add_value(opened, call("if", node, {block.head, branch(node, true, held), otherwise}));
}

bool TemplateTextBuilder::finish() {
  if (blocks_.empty()) {
    return true;
  }
  const TemplatePiece& open = text_->pieces[blocks_.back().piece];
  bool is_each = open.kind == PieceKind::kEach;
  emitter_.emit(diag::make(Code::kTemplateSyntax, ast_.span(open.node), "opened here",
                           {{"problem", std::string("the block is not closed: `{{/") +
                                            (is_each ? "each" : "if") + "}}` is missing"}}));
  return false;
}

// --- values

// Those of an `if` stand behind true or false.
bool TemplateTextBuilder::add_value(TemplatePiece& piece, Expr* value) {
  bool is_branch = !blocks_.empty() && blocks_.back().kind != PieceKind::kEach;
  piece.item = static_cast<std::uint32_t>(values().size() + (is_branch ? 1 : 0));
  values().push_back(value);
  return true;
}

Expr* TemplateTextBuilder::make(ExprKind kind, NodeId node, std::span<Expr* const> operands) {
  auto* expr = ast_.arena.make<Expr>();
  expr->kind = kind;
  expr->node = node;
  expr->name_node = node;
  auto copied = ast_.arena.make_span<Expr*>(operands.size());
  std::ranges::copy(operands, copied.begin());
  expr->operands = copied;
  return expr;
}

Expr* TemplateTextBuilder::call(std::string_view name, NodeId node,
                                std::initializer_list<Expr*> of) {
  Expr* expr = make(ExprKind::kCall, node, std::span<Expr* const>(of.begin(), of.size()));
  expr->operator_name = name;
  return expr;
}

Expr* TemplateTextBuilder::list(NodeId node, const ValueList& items) {
  return make(ExprKind::kList, node, items);
}

Expr* TemplateTextBuilder::branch(NodeId node, bool outcome, const ValueList& items) {
  Expr* first = make(ExprKind::kLiteral, node, {});
  first->literal = Value::boolean(outcome);
  ValueList all{first};
  all.insert(all.end(), items.begin(), items.end());
  return list(node, all);
}

std::vector<std::string_view> TemplateTextBuilder::loop_names() const {
  std::vector<std::string_view> names;
  for (const Block& block : blocks_) {
    if (block.kind == PieceKind::kEach) {
      names.push_back(block.name);
    }
  }
  return names;
}

bool TemplateTextBuilder::is_in_if() const {
  return std::ranges::any_of(blocks_,
                             [](const Block& block) { return block.kind != PieceKind::kEach; });
}

// `vars.x` of the outermost context: {"var":"vars.x"}, or {"val":[[2k],"vars","x"]} inside of k
// loops. A quantifier inside the expression adds a level of its own.
void TemplateTextBuilder::note_variables(const Expr& expr, std::size_t depth, bool is_needed) {
  constexpr std::string_view kVars = "vars.";
  auto literal_text = [](const Expr& operand) {
    return operand.kind == ExprKind::kLiteral && operand.literal.is_string()
               ? operand.literal.as_string()
               : std::string_view();
  };
  auto note = [&](std::string_view name) {
    reads_vars_ = true;
    name = name.substr(0, name.find('.'));
    if (!name.empty()) {
      variables_.push_back({.name = name, .node = expr.node, .is_needed = is_needed});
    }
  };
  if (expr.kind == ExprKind::kCall && !expr.operands.empty()) {
    std::string_view first = literal_text(*expr.operands[0]);
    bool is_path = expr.operator_name == "var" || expr.operator_name == "missing" ||
                   expr.operator_name == "exists";
    if (is_path && depth == 0 && (first == "vars" || first.starts_with(kVars))) {
      note(first == "vars" && expr.operands.size() > 1 ? literal_text(*expr.operands[1])
           : first == "vars"                           ? std::string_view()
                                                       : first.substr(kVars.size()));
    } else if (expr.operator_name == "val" && expr.operands.size() > 1 &&
               literal_text(*expr.operands[1]) == "vars") {
      note(expr.operands.size() > 2 ? literal_text(*expr.operands[2]) : std::string_view());
    }
  }
  for (const Expr* operand : expr.operands) {
    note_variables(*operand, depth, is_needed);
  }
}

// --- nodes

NodeId TemplateTextBuilder::add_node(std::size_t begin, std::size_t end) {
  ast_.nodes.push_back({.span = text_->placed.span(begin, end),
                        .document = document_index_,
                        .json_node = json_node_.index()});
  return NodeId(ast_.nodes.size() - 1);
}

TemplatePiece& TemplateTextBuilder::add_piece(PieceKind kind) {
  NodeId node = add_node(tag_begin_, tag_end_);
  text_->pieces.push_back({.kind = kind, .node = node});
  return text_->pieces.back();
}

bool TemplateTextBuilder::refuse(std::size_t begin, std::size_t end, std::string problem,
                                 std::string help) {
  auto finding = diag::make(Code::kTemplateSyntax, text_->placed.span(begin, end), "here",
                            {{"problem", std::move(problem)}});
  if (!help.empty()) {
    finding.help(std::move(help));
  }
  emitter_.emit(std::move(finding));
  return false;
}

}  // namespace rulec::parser
