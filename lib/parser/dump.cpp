// Stable dumps of the syntax tree and of the Ast for --emit=cst and --emit=ast: one line a node,
// indented by two, byte ranges as @begin..end.
#include "base/json_writer.h"
#include "parser/parser.h"
#include "value/json_value.h"

namespace rulec::parser {
namespace {

std::string range(const Span& span) {
  return " @" + std::to_string(span.begin) + ".." + std::to_string(span.end);
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

class Lines {
 public:
  void add(const std::string& text) {
    out_.append(depth_ * 2, ' ');
    out_ += text;
    out_ += '\n';
  }
  void in() { ++depth_; }
  void out() { --depth_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::size_t depth_ = 0;
};

class AstDump {
 public:
  explicit AstDump(const Ast& ast) : ast_(ast) {}

  std::string run() {
    for (const RuleNode& rule : ast_.rules) {
      dump(rule);
    }
    for (const ScorecardNode& scorecard : ast_.scorecards) {
      dump(scorecard);
    }
    return lines_.take();
  }

 private:
  [[nodiscard]] std::string at(NodeId node) const { return range(ast_.span(node)); }

  void text(const std::string& name, const TextAt& value) {
    lines_.add(name + " " + quoted(value.text) + at(value.node));
  }
  void text_if_given(const std::string& name, const TextAt& value) {
    if (value.node.is_valid()) {
      text(name, value);
    }
  }

  void dump(const RuleNode& rule) {
    lines_.add((rule.is_flow ? "flow " : "rule ") + quoted(rule.id.text) +
               (rule.is_bad ? " bad" : "") + at(rule.node));
    lines_.in();
    text_if_given("name", rule.name);
    text_if_given("description", rule.description);
    for (const TextAt& name : rule.entry_points) {
      text("entry_point", name);
    }
    settings(rule);
    if (rule.condition != nullptr) {
      lines_.add("condition" + at(rule.condition_node));
      nested(*rule.condition);
    }
    for (const ActionNode& action : rule.actions) {
      dump(action);
    }
    lines_.out();
  }

  void settings(const RuleNode& rule) {
    lines_.add("priority " + std::to_string(rule.priority));
    lines_.add("version " + std::to_string(rule.version));
    if (!rule.is_active) {
      lines_.add("inactive");
    }
    if (rule.active_from) {
      text("active_from", *rule.active_from);
    }
    if (rule.active_until) {
      text("active_until", *rule.active_until);
    }
    if (rule.stops) {
      lines_.add("stop_processing");
    }
    if (rule.tests_json != UINT32_MAX) {
      lines_.add("tests #" + std::to_string(rule.tests_json));
    }
  }

  void dump(const ScorecardNode& scorecard) {
    lines_.add("scorecard " + quoted(scorecard.id.text) + (scorecard.is_bad ? " bad" : "") +
               at(scorecard.node));
    lines_.in();
    text_if_given("name", scorecard.name);
    text_if_given("description", scorecard.description);
    text_if_given("entry_point", scorecard.entry_point);
    for (const ScorecardItemNode& item : scorecard.items) {
      dump(item);
    }
    for (const ScorecardPatternNode& pattern : scorecard.patterns) {
      lines_.add("pattern " + quoted(pattern.symbols.text) + " " + quoted(pattern.recommendation) +
                 at(pattern.symbols.node));
    }
    for (const ScorecardBandNode& band : scorecard.bands) {
      lines_.add("band from " + number(band.from) + " " + quoted(band.recommendation) +
                 at(band.from_node));
    }
    if (scorecard.default_recommendation) {
      lines_.add("default " + quoted(*scorecard.default_recommendation));
    }
    lines_.out();
  }

  void dump(const ScorecardItemNode& item) {
    lines_.add("item " + quoted(item.id.text) + at(item.node));
    lines_.in();
    lines_.add("priority " + std::to_string(item.priority));
    lines_.add("points " + number(item.points) + " weight " + number(item.weight));
    lines_.add("symbol " + quoted(item.symbol));
    if (item.condition != nullptr) {
      lines_.add("condition" + at(item.condition_node));
      nested(*item.condition);
    }
    lines_.out();
  }

  static std::string number(const Value& value) {
    std::string text;
    append_value(text, value);
    return text;
  }

  void nested(const Expr& expr) {
    lines_.in();
    dump(expr);
    lines_.out();
  }

  void dump(const Expr& expr) {
    lines_.add(head(expr) + at(expr.node));
    for (const Expr* operand : expr.operands) {
      nested(*operand);
    }
  }

  static std::string head(const Expr& expr) {
    std::string text;
    switch (expr.kind) {
      case ExprKind::kBad:
        return "bad";
      case ExprKind::kLiteral:
        append_value(text, expr.literal);
        return "literal " + text;
      case ExprKind::kList:
        return "list";
      case ExprKind::kCall:
        text = "call " + quoted(expr.operator_name) + (expr.is_bare ? " bare" : "");
        if (expr.operator_name == "preserve") {
          text += " ";
          append_value(text, expr.raw);
        }
        return text;
      case ExprKind::kNoCall:
        append_value(text, expr.raw);
        return "no-call " + text;
    }
    return text;
  }

  void dump(const ActionNode& action) {
    lines_.add("action " + quoted(action.type) + at(action.node));
    lines_.in();
    text_if_given("as", action.result);
    if (action.test != nullptr) {
      lines_.add("when" + at(action.test_node));
      nested(*action.test);
    }
    for (const ActionArgument& argument : action.arguments) {
      dump(std::string(argument.name), *argument.value);
    }
    lines_.out();
  }

  void dump(const std::string& name, const ArgumentValue& value) {
    std::string head = name + ": ";
    switch (value.kind) {
      case ArgumentKind::kLiteral:
        append_value(head, value.literal);
        lines_.add(head + at(value.node));
        return;
      case ArgumentKind::kReference:
        head += "$" + std::string(value.result);
        lines_.add(head + (value.path.empty() ? "" : ".") + std::string(value.path) +
                   at(value.node));
        return;
      case ArgumentKind::kExpression:
        lines_.add(head + "expr" + at(value.node));
        nested(*value.expression);
        return;
      case ArgumentKind::kList:
        lines_.add(head + "list" + at(value.node));
        break;
      case ArgumentKind::kObject:
        lines_.add(head + "object" + at(value.node));
        break;
    }
    lines_.in();
    for (std::size_t i = 0; i < value.children.size(); ++i) {
      std::string key = value.keys.empty() ? std::to_string(i) : quoted(value.keys[i]);
      dump(key, *value.children[i]);
    }
    lines_.out();
  }

  const Ast& ast_;
  Lines lines_;
};

std::string describe(const json::Node& node) {
  switch (node.kind) {
    case json::NodeKind::kBad:
      return "bad";
    case json::NodeKind::kNull:
      return "null";
    case json::NodeKind::kBool:
      return node.boolean ? "true" : "false";
    case json::NodeKind::kInteger:
    case json::NodeKind::kDouble:
      return "number " + std::string(node.text);
    case json::NodeKind::kString:
      return "string " + quoted(node.text);
    case json::NodeKind::kArray:
      return "array";
    case json::NodeKind::kObject:
      return "object";
  }
  return "bad";
}

}  // namespace

std::string dump(const Ast& ast) {
  return AstDump(ast).run();
}

// Nodes lie in document order, so a walk over the table with the depth of each is the whole tree.
std::string dump_document(const json::Document& document) {
  std::string out;
  std::vector<std::size_t> depths(document.size());
  for (std::size_t i = 0; i < document.size(); ++i) {
    const json::Node& node = document.at(json::NodeId(i));
    bool is_member = false;
    if (node.parent.is_valid()) {
      depths[i] = depths[node.parent.index()] + 1;
      is_member = document.at(node.parent).kind == json::NodeKind::kObject;
    }
    out.append(depths[i] * 2, ' ');
    out += is_member ? quoted(node.key) + range(node.key_span) + ": " : "";
    out += describe(node) + (node.is_damaged ? " damaged" : "") + range(node.span) + "\n";
  }
  return out;
}

}  // namespace rulec::parser
