// Model as text for --emit=model.
#include <fmt/format.h>

#include "base/calendar.h"
#include "base/json_writer.h"
#include "bytecode/bytecode.h"
#include "compiler/model.h"
#include "parser/parser.h"
#include "value/decimal.h"

namespace rulec::compiler {
namespace {

constexpr std::string_view kOperations[] = {"set", "increment", "append", "remove", "merge"};

std::string moment_text(std::int64_t ms) {
  return ms > calendar::kMaxMs ? "10000-01-01T00:00:00.000Z" : calendar::format_instant(ms);
}

std::string step_text(const CheckedAction& action) {
  std::string out;
  if (!action.node->result.text.empty()) {
    out += fmt::format("    as {}\n", action.node->result.text);
  }
  if (!action.step.after.empty()) {
    out += fmt::format("    after {}\n", fmt::join(action.step.after, ", "));
  }
  if (action.step.test != nullptr) {
    out += fmt::format("    taken when {}\n", parser::infix(*action.step.test));
  }
  if (action.step.carried != nullptr) {
    out += fmt::format("    carries {}\n", parser::infix(*action.step.carried));
  }
  return out;
}

std::string rule_text(const CheckedRule& rule) {
  const parser::RuleNode& node = *rule.node;
  std::string out = fmt::format("{} {}{}\n", node.is_flow ? "flow" : "rule", node.id.text,
                                rule.is_bad ? " (bad)" : "");
  out += fmt::format("  priority {}{}{}\n", node.priority, node.stops ? ", stops" : "",
                     node.is_active ? "" : ", inactive");
  if (rule.active_from_ms != INT64_MIN) {
    out += fmt::format("  from {}\n", moment_text(rule.active_from_ms));
  }
  if (rule.active_until_ms != INT64_MAX) {
    out += fmt::format("  until {}\n", moment_text(rule.active_until_ms));
  }
  out += fmt::format("  when {}\n",
                     node.condition == nullptr ? "true" : parser::infix(*node.condition));
  for (const CheckedAction& action : rule.actions) {
    out += fmt::format("  then {}", action.node->type);
    if (action.kind == bytecode::ActionKind::kUpdate) {
      out += fmt::format(" {} {}", kOperations[static_cast<int>(action.operation)],
                         fmt::join(action.target, "."));
    }
    out += '\n' + step_text(action);
  }
  return out;
}

std::string entry_point_text(const CheckedEntryPoint& entry, const Model& model) {
  std::string out =
      fmt::format("entry point {}{}\n", entry.name, entry.settings == nullptr ? " (defaults)" : "");
  for (std::uint32_t rule : entry.rules) {
    out += fmt::format("  {}\n", model.rules[rule].node->id.text);
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string decimal_text(DecimalBits bits) {
  value::NumberBuffer buffer;
  return std::string(value::print_decimal(bits, buffer));
}

std::string item_text(const CheckedItem& item) {
  const parser::ScorecardItemNode& node = *item.node;
  return fmt::format("  item {} priority {}, symbol {}, points {}\n    when {}\n", node.id.text,
                     node.priority, quoted(node.symbol), decimal_text(item.points),
                     node.condition == nullptr ? "true" : parser::infix(*node.condition));
}

std::string scorecard_text(const CheckedScorecard& scorecard) {
  const parser::ScorecardNode& node = *scorecard.node;
  std::string out = fmt::format("scorecard {}{}\n  entry point {}\n", node.id.text,
                                scorecard.is_bad ? " (bad)" : "", node.entry_point.text);
  for (const CheckedItem& item : scorecard.items) {
    out += item_text(item);
  }
  for (const parser::ScorecardPatternNode& pattern : node.patterns) {
    out += fmt::format("  pattern {} {}\n", quoted(pattern.symbols.text),
                       quoted(pattern.recommendation));
  }
  for (const CheckedBand& band : scorecard.bands) {
    out += fmt::format("  band from {} {}\n", decimal_text(band.from),
                       quoted(band.node->recommendation));
  }
  if (node.default_recommendation) {
    out += fmt::format("  default {}\n", quoted(*node.default_recommendation));
  }
  return out;
}

std::string template_text(const CheckedTemplate& checked, const Model& model) {
  const parser::TemplateNode& node = *checked.node;
  std::string out = fmt::format("template {}{}{}\n", node.id.text,
                                node.language.text.empty() ? "" : " ", node.language.text);
  if (checked.is_bad) {
    out.insert(out.size() - 1, " (bad)");
  }
  out += fmt::format("  format {}{}\n", bytecode::format_name(checked.format),
                     checked.is_default ? ", default" : "");
  if (checked.fallback != bytecode::kNoTemplate) {
    out += fmt::format("  fallback {}\n", model.templates[checked.fallback].node->id.text);
  }
  if (node.values != nullptr) {
    out += fmt::format("  values {}\n", parser::infix(*node.values));
  }
  return out;
}

}  // namespace

std::string dump(const Model& model) {
  std::string out;
  for (const CheckedEntryPoint& entry : model.entry_points) {
    out += entry_point_text(entry, model);
  }
  for (const CheckedRule& rule : model.rules) {
    out += rule_text(rule);
  }
  for (const CheckedScorecard& scorecard : model.scorecards) {
    out += scorecard_text(scorecard);
  }
  for (const CheckedTemplate& checked : model.templates) {
    out += template_text(checked, model);
  }
  return out;
}

}  // namespace rulec::compiler
