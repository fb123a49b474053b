// Where a node stands, in words: pointer, breadcrumb, reading.
#include <algorithm>
#include <iterator>

#include "parser/parser.h"

namespace rulec::parser {
namespace {

// Longest reading shown whole: two lines of a terminal.
constexpr std::size_t kMaxReadingBytes = 160;

bool holds(const Span& outer, const Span& inner) {
  return outer.source == inner.source && outer.begin <= inner.begin && inner.end <= outer.end;
}

bool is_path_operator(std::string_view name) {
  return name == "var" || name == "val" || name == "exists" || name == "missing";
}

// The crumbs from the members of a definition down to a node.
class Trail {
 public:
  explicit Trail(const json::Document& document) : document_(document) {}

  // From the members of the rule, or of the item of a scorecard, at `from`.
  void walk(json::NodeId from, json::NodeId to, const Span& span) {
    bool is_key = span == document_.at(to).key_span;
    std::vector<json::NodeId> path;
    json::NodeId at = to;
    for (; at.is_valid() && at != from; at = document_.at(at).parent) {
      path.push_back(at);
    }
    std::ranges::reverse(path);
    for (json::NodeId step : path) {
      add(step);
    }
    if (is_expression_ && !is_key && is_call(to)) {
      add(document_.at(to).first_child);
    }
    if (operators_ > 0) {
      finish_expression();
    }
  }

  [[nodiscard]] std::vector<std::string> take() { return std::move(crumbs_); }

 private:
  [[nodiscard]] bool is_call(json::NodeId id) const {
    const json::Node& node = document_.at(id);
    return node.kind == json::NodeKind::kObject && node.child_count == 1;
  }

  void add(json::NodeId step) {
    const json::Node& node = document_.at(step);
    if (document_.at(node.parent).kind == json::NodeKind::kArray) {
      if (!crumbs_.empty()) {
        crumbs_.back() += "[" + std::to_string(node.index) + "]";
      }
      return;
    }
    if (node.key == "expr") {
      is_expression_ = true;
      return;
    }
    crumbs_.emplace_back(node.key);
    operators_ += is_expression_ ? 1 : 0;
    is_expression_ = is_expression_ || (crumbs_.size() == 1 && node.key == "condition");
  }

  // The last operator alone says enough: a path inside it and the position of an operand are seen
  // in the frame.
  void finish_expression() {
    if (operators_ > 1 && is_path_operator(without_index(crumbs_.back()))) {
      crumbs_.pop_back();
    }
    crumbs_.back() = without_index(crumbs_.back());
  }

  static std::string without_index(const std::string& crumb) {
    return crumb.substr(0, crumb.find('['));
  }

  const json::Document& document_;
  bool is_expression_ = false;
  std::size_t operators_ = 0;
  std::vector<std::string> crumbs_;
};

// The outermost expression of an argument value that holds `span`, or null.
const Expr* expression_in(const Ast& ast, const ArgumentValue& value, const Span& span) {
  if (value.kind == ArgumentKind::kExpression) {
    return holds(ast.span(value.expression->node), span) ? value.expression : nullptr;
  }
  for (const ArgumentValue* child : value.children) {
    if (const Expr* found = expression_in(ast, *child, span)) {
      return found;
    }
  }
  return nullptr;
}

const Expr* expression_at(const Ast& ast, const RuleNode& rule, const Span& span) {
  if (rule.condition != nullptr && holds(ast.span(rule.condition_node), span)) {
    return rule.condition;
  }
  for (const ActionNode& action : rule.actions) {
    if (action.test != nullptr && holds(ast.span(action.test_node), span)) {
      return action.test;
    }
    for (const ActionArgument& argument : action.arguments) {
      if (const Expr* found = expression_in(ast, *argument.value, span)) {
        return found;
      }
    }
  }
  return nullptr;
}

// The item that holds `span`, or null.
const ScorecardItemNode* item_at(const Ast& ast, const ScorecardNode& scorecard, const Span& span) {
  auto found = std::ranges::find_if(scorecard.items, [&](const ScorecardItemNode& item) {
    return holds(ast.span(item.node), span);
  });
  return found == scorecard.items.end() ? nullptr : &*found;
}

const Expr* expression_at(const Ast& ast, const ScorecardNode& scorecard, const Span& span) {
  const ScorecardItemNode* item = item_at(ast, scorecard, span);
  bool is_inside =
      item != nullptr && item->condition != nullptr && holds(ast.span(item->condition_node), span);
  return is_inside ? item->condition : nullptr;
}

// The expressions of a template are written as text already.
const Expr* expression_at(const Ast& /*ast*/, const TemplateNode& /*message_template*/,
                          const Span& /*span*/) {
  return nullptr;
}

// What the crumbs of a definition begin with, and the node whose members come next.
struct Head {
  std::vector<std::string> crumbs;
  NodeId node;
};

std::string named(std::string_view kind, std::string_view id) {
  return id.empty() ? std::string(kind) : std::string(kind).append(" ").append(id);
}

Head head_of(const Ast& /*ast*/, const RuleNode& rule, const Span& /*span*/) {
  return {.crumbs = {named(rule.is_flow ? "flow" : "rule", rule.id.text)}, .node = rule.node};
}

Head head_of(const Ast& ast, const ScorecardNode& scorecard, const Span& span) {
  Head head{.crumbs = {named("scorecard", scorecard.id.text)}, .node = scorecard.node};
  if (const ScorecardItemNode* item = item_at(ast, scorecard, span)) {
    head.crumbs.push_back(named("item", item->id.text));
    head.node = item->node;
  }
  return head;
}

Head head_of(const Ast& /*ast*/, const TemplateNode& message_template, const Span& /*span*/) {
  return {.crumbs = {named("template", message_template.id.text)}, .node = message_template.node};
}

// The largest expression around `span` whose reading is short enough; the smallest one, cut, when
// none is.
std::string reading(const Ast& ast, const Expr* expr, const Span& span) {
  std::string text = infix(*expr);
  bool is_whole = true;
  while (text.size() > kMaxReadingBytes) {
    auto around = std::ranges::find_if(
        expr->operands, [&](const Expr* operand) { return holds(ast.span(operand->node), span); });
    if (around == expr->operands.end()) {
      std::size_t cut = kMaxReadingBytes;
      while ((static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) {
        --cut;
      }
      text.resize(cut);
      break;
    }
    expr = *around;
    text = infix(*expr);
    is_whole = false;
  }
  bool is_cut = !is_whole || text.size() < infix(*expr).size();
  return (is_whole ? "" : "... ") + text + (is_cut ? " ..." : "");
}

}  // namespace

std::string pointer_of(const Ast& ast, const RuleDocuments& documents, NodeId node) {
  const NodeOrigin& origin = ast.nodes[node.index()];
  return documents.documents[origin.document].pointer(json::NodeId(origin.json_node));
}

std::vector<std::string> breadcrumb_of(const Ast& ast, const RuleDocuments& documents,
                                       const Definition& definition, NodeId node) {
  const NodeOrigin& origin = ast.nodes[node.index()];
  Head head =
      std::visit([&](const auto* whole) { return head_of(ast, *whole, origin.span); }, definition);
  Trail trail(documents.documents[origin.document]);
  trail.walk(json::NodeId(ast.nodes[head.node.index()].json_node), json::NodeId(origin.json_node),
             origin.span);
  std::vector<std::string> crumbs = std::move(head.crumbs);
  std::ranges::move(trail.take(), std::back_inserter(crumbs));
  return crumbs;
}

diag::Place place_of(const Ast& ast, const RuleDocuments& documents, const Definition& definition,
                     NodeId node) {
  const auto* const* rule = std::get_if<const RuleNode*>(&definition);
  diag::Place place{.rule_id = rule != nullptr ? std::string((*rule)->id.text) : std::string(),
                    .pointer = pointer_of(ast, documents, node),
                    .breadcrumb = breadcrumb_of(ast, documents, definition, node),
                    .reads_as = {}};
  const Expr* expr = std::visit(
      [&](const auto* whole) { return expression_at(ast, *whole, ast.span(node)); }, definition);
  if (expr != nullptr) {
    place.reads_as = reading(ast, expr, ast.span(node));
  }
  return place;
}

}  // namespace rulec::parser
