// Explanations as text and JSON.
#include "diag/render.h"

#include <algorithm>

#include "base/utf8.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {
namespace {

constexpr std::size_t kMaxTextColumn = 48;

std::string padded(std::string text, std::size_t width) {
  std::size_t have = utf8::count(text);
  return have < width ? text.append(width - have, ' ') : text;
}

std::string_view turn_word(RuleTurn turn) {
  switch (turn) {
    case RuleTurn::kFired:
      return "FIRED";
    case RuleTurn::kNotFired:
      return "not fired";
    case RuleTurn::kSkipped:
      return "ERROR";
    case RuleTurn::kNotReached:
      return "not reached";
    case RuleTurn::kInactive:
    case RuleTurn::kOutOfWindow:
      return "passed over";
  }
  return "";
}

std::string_view outcome_name(RuleTurn turn) {
  switch (turn) {
    case RuleTurn::kFired:
      return "fired";
    case RuleTurn::kNotFired:
      return "not_fired";
    case RuleTurn::kSkipped:
    case RuleTurn::kInactive:
    case RuleTurn::kOutOfWindow:
      return "skipped";
    case RuleTurn::kNotReached:
      return "not_reached";
  }
  return "";
}

// Width of the first column: prefix and text of the widest line, within reason.
std::size_t text_width(const WhyNode& node, std::size_t prefix) {
  std::size_t width = prefix + utf8::count(diag::printable(node.text));
  for (const WhyNode& child : node.children) {
    width = std::max(width, text_width(child, prefix + 4));
  }
  return std::min(width, kMaxTextColumn);
}

struct TreeText {
  const SourceMap& sources;
  std::string indent;
  std::size_t width;
  std::string out;

  void line(const WhyNode& node, const std::string& prefix) {
    std::string value = node.value;
    if (node.is_decisive && value == "false") {
      value = "FALSE";
    }
    out += indent + padded(prefix + diag::printable(node.text), width) + "  " + padded(value, 13);
    if (!node.operands.empty()) {
      out += "  " + diag::printable(node.operands);
    }
    if (node.is_decisive && node.children.empty() && node.span.source.is_valid()) {
      const Source& source = sources.at(node.span.source);
      LineColumn at = source.line_column(node.span.begin);
      out +=
          "   " + source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    while (out.ends_with(' ')) {
      out.pop_back();
    }
    out += '\n';
  }

  void children(const WhyNode& node, const std::string& prefix) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      bool is_last = i + 1 == node.children.size();
      line(node.children[i], prefix + (is_last ? "`-- " : "|-- "));
      children(node.children[i], prefix + (is_last ? "    " : "|   "));
    }
  }
};

void write_tree(JsonWriter& json, const WhyNode& node) {
  json.begin_object();
  json.member("text", node.text);
  json.member("value", node.value);
  if (!node.operands.empty()) {
    json.member("operands", node.operands);
  }
  if (node.is_decisive) {
    json.member("decisive", true);
  }
  if (!node.children.empty()) {
    json.key("children");
    json.begin_array();
    for (const WhyNode& child : node.children) {
      write_tree(json, child);
    }
    json.end_array();
  }
  json.end_object();
}

std::string rule_line(const RuleWhy& why, std::size_t number, std::size_t id_width) {
  std::string line = "  " + padded(std::to_string(number), 3) + " " +
                     padded(std::to_string(why.priority), 5) + " " +
                     padded(diag::printable(why.rule_id), id_width) + "  " +
                     padded(std::string(turn_word(why.turn)), 11);
  if (!why.reason.empty()) {
    line += "  " + diag::printable(why.reason);
  } else if (why.stopped) {
    line += "  then stopped";
  }
  while (line.ends_with(' ')) {
    line.pop_back();
  }
  return line + "\n";
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

// Number, symbol, id, and the points that count.
std::string item_line(const ItemWhy& why, std::size_t number, std::size_t id_width) {
  std::string line = "  " + padded(std::to_string(number), 3) + " " +
                     padded(diag::printable(why.symbol), 2) + " " +
                     padded(diag::printable(why.item_id), id_width) + "  ";
  if (why.turn == RuleTurn::kFired) {
    line += "holds  " + why.points + " points";
  } else {
    line += why.reason.empty() ? "does not hold" : "ERROR  " + diag::printable(why.reason);
  }
  return line + "\n";
}

std::string scorecard_text(const ScorecardWhy& why, const SourceMap& sources) {
  std::size_t id_width = 4;
  for (const ItemWhy& item : why.items) {
    id_width = std::max(id_width, std::min<std::size_t>(utf8::count(item.item_id), 32));
  }
  std::string out = "scorecard " + diag::printable(why.scorecard_id) + ", " +
                    counted(why.items.size(), "item") + " in order\n";
  for (std::size_t i = 0; i < why.items.size(); ++i) {
    out += item_line(why.items[i], i + 1, id_width);
    if (const auto& tree = why.items[i].tree) {
      out += render_tree(*tree, sources, "        ");
    }
  }
  return out;
}

void write_reason(JsonWriter& json, RuleTurn turn, const std::string& reason,
                  const std::optional<WhyNode>& tree) {
  json.member("outcome", outcome_name(turn));
  json.member("reason", reason);
  if (tree) {
    json.key("tree");
    write_tree(json, *tree);
  }
}

void write_steps(JsonWriter& json, const std::vector<StepWhy>& steps) {
  if (steps.empty()) {
    return;
  }
  json.key("steps");
  json.begin_array();
  for (const StepWhy& step : steps) {
    json.begin_object();
    json.member("step", std::uint64_t{step.number});
    json.member("type", step.type);
    if (!step.result.empty()) {
      json.member("as", step.result);
    }
    json.member("taken", step.is_taken);
    json.member("reason", step.reason);
    if (step.tree) {
      json.key("tree");
      write_tree(json, *step.tree);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string render_tree(const WhyNode& tree, const SourceMap& sources, const std::string& indent) {
  TreeText text{.sources = sources, .indent = indent, .width = text_width(tree, 0), .out = {}};
  text.line(tree, "");
  text.children(tree, "");
  return text.out;
}

std::string render_steps(const RuleWhy& rule, const SourceMap& sources) {
  std::string out;
  for (const StepWhy& step : rule.steps) {
    out += "        step " + std::to_string(step.number) + " " +
           (step.result.empty() ? "" : diag::printable(step.result) + " = ") +
           diag::printable(step.type) + "  ";
    if (step.reason.empty()) {
      out += step.is_taken ? "taken\n" : "not taken\n";
    } else {
      out += "ERROR  " + diag::printable(step.reason) + "\n";
    }
    out += step.tree ? render_tree(*step.tree, sources, "          ") : "";
  }
  return out;
}

std::string render_explanation(const Explanation& why, const SourceMap& sources) {
  std::size_t id_width = 4;
  for (const RuleWhy& rule : why.rules) {
    id_width = std::max(id_width, std::min<std::size_t>(utf8::count(rule.rule_id), 32));
  }
  std::string out = counted(why.rules.size(), "rule") + " for this entry point, in order\n";
  for (std::size_t i = 0; i < why.rules.size(); ++i) {
    out += rule_line(why.rules[i], i + 1, id_width);
    if (const auto& tree = why.rules[i].tree) {
      out += render_tree(*tree, sources, "        ");
    }
    out += render_steps(why.rules[i], sources);
  }
  return why.scorecard ? out + scorecard_text(*why.scorecard, sources) : out;
}

void write_explanation(JsonWriter& json, const Explanation& why) {
  json.begin_array();
  for (const RuleWhy& rule : why.rules) {
    json.begin_object();
    json.member("rule_id", rule.rule_id);
    write_reason(json, rule.turn, rule.reason, rule.tree);
    write_steps(json, rule.steps);
    json.end_object();
  }
  if (why.scorecard) {
    for (const ItemWhy& item : why.scorecard->items) {
      json.begin_object();
      json.member("rule_id", why.scorecard->scorecard_id);
      json.member("item_id", item.item_id);
      write_reason(json, item.turn, item.reason, item.tree);
      json.end_object();
    }
  }
  json.end_array();
}

}  // namespace rulec::tooling
