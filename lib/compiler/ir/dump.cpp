// Ir as text: one line a node, operands indented below their user.
#include <fmt/format.h>

#include "compiler/ir/ir.h"
#include "value/json_value.h"

namespace rulec::compiler {
namespace {

constexpr std::string_view kNames[] = {"const",  "path",    "item",         "level",   "exists",
                                       "list",   "object",  "call",         "spread",  "not",
                                       "truthy", "and",     "or",           "if",      "default",
                                       "try",    "compare", "compare.path", "in.path", "iterate"};
constexpr std::string_view kComparisons[] = {"==", "!=", "===", "!==", "<", "<=", ">", ">="};

class Dump {
 public:
  explicit Dump(const Ir& ir) : ir_(ir) {}

  std::string run() {
    for (std::size_t i = 0; i < ir_.rules.size(); ++i) {
      out_ += fmt::format("rule {}\n", ir_.names.empty() ? "expr" : ir_.names[i]);
      rule(ir_.rules[i]);
    }
    for (const IrScorecard& one : ir_.scorecards) {
      scorecard(one);
    }
    for (const IrTemplate& one : ir_.templates) {
      message_template(one);
    }
    for (const IrEntryPoint& entry : ir_.entry_points) {
      entry_point(entry);
    }
    out_ += fmt::format("nodes {}", nodes_);
    out_ += ir_.term_count > 0 ? fmt::format(", distinct terms {}\n", ir_.term_count) : "\n";
    return std::move(out_);
  }

 private:
  void rule(const IrRule& rule) {
    if (rule.condition.is_valid()) {
      out_ += "  condition\n";
      node(rule.condition, 4);
    }
    for (std::size_t i = 0; i < rule.actions.size(); ++i) {
      if (rule.actions[i].test.is_valid()) {
        out_ += fmt::format("  action {} when\n", i);
        node(rule.actions[i].test, 4);
      }
      for (const IrArgument& argument : rule.actions[i].arguments) {
        if (!argument.root.is_valid()) {
          continue;
        }
        out_ += fmt::format("  action {} {}\n", i, argument.name);
        node(argument.root, 4);
      }
    }
  }

  void scorecard(const IrScorecard& scorecard) {
    out_ += fmt::format("scorecard {}\n", scorecard.name);
    for (std::size_t i = 0; i < scorecard.conditions.size(); ++i) {
      out_ += fmt::format("  item {}\n", scorecard.item_names[i]);
      if (scorecard.conditions[i].is_valid()) {
        node(scorecard.conditions[i], 4);
      }
    }
  }

  void message_template(const IrTemplate& message_template) {
    out_ += fmt::format("template {}\n", message_template.name);
    if (message_template.values.is_valid()) {
      node(message_template.values, 2);
    }
  }

  void entry_point(const IrEntryPoint& entry) {
    if (entry.strata.empty()) {
      return;
    }
    out_ += fmt::format("entry point {}\n", entry.name);
    for (const IrStratum& stratum : entry.strata) {
      out_ += fmt::format("  stratum at turn {}\n", stratum.opens_at);
      for (std::uint32_t turn : stratum.turns) {
        out_ += fmt::format("    {}\n", ir_.names[entry.rules[turn]]);
      }
    }
  }

  void node(IrId id, int indent) {
    const IrNode& at = ir_.at(id);
    ++nodes_;
    std::string line =
        fmt::format("{:{}}{}{}", "", indent, kNames[static_cast<int>(at.op)], details(at));
    if (ir_.term_count > 0) {
      line += fmt::format("  #{}", at.term);
    }
    out_ += line + "\n";
    for (IrId operand : ir_.operands_of(at)) {
      node(operand, indent + 2);
    }
  }

  [[nodiscard]] std::string details(const IrNode& at) const {
    switch (at.op) {
      case IrOp::kConstant:
      case IrOp::kObject:
        return " " + constant(at);
      case IrOp::kPath:
      case IrOp::kItem:
        return " " + path(at);
      case IrOp::kLevel:
      case IrOp::kExists:
        return fmt::format(" {} at level {}", path(at), at.n);
      case IrOp::kCall:
      case IrOp::kSpread:
        return " " + operator_name(at);
      case IrOp::kIterate:
        return fmt::format(" {} body {} nodes", operator_name(at), at.body_nodes);
      case IrOp::kCompare:
        return fmt::format(" {}", kComparisons[at.n]);
      case IrOp::kComparePath:
        return fmt::format(" {} {} {}", path(at), kComparisons[at.n], constant(at));
      case IrOp::kInPath:
        return fmt::format(" {} in {}", path(at), constant(at));
      case IrOp::kList:
      case IrOp::kNot:
      case IrOp::kTruthy:
      case IrOp::kAnd:
      case IrOp::kOr:
      case IrOp::kIf:
      case IrOp::kDefault:
      case IrOp::kTry:
        return "";
    }
    return "";
  }

  [[nodiscard]] std::string constant(const IrNode& at) const {
    std::string text;
    append_value(text, ir_.constant_of(at));
    return text;
  }

  [[nodiscard]] std::string path(const IrNode& at) const {
    std::string text;
    for (std::string_view segment : ir_.paths[at.path.index()]) {
      bool needs_quotes = segment.empty() || segment.find('.') != std::string_view::npos;
      text += text.empty() ? "" : ".";
      text += needs_quotes ? fmt::format("`{}`", segment) : std::string(segment);
    }
    return text.empty() ? "(context)" : text;
  }

  static std::string operator_name(const IrNode& at) {
    return std::string(value::row_of(static_cast<value::OperatorId>(at.n)).name);
  }

  const Ir& ir_;
  std::string out_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::string dump(const Ir& ir) {
  return Dump(ir).run();
}

}  // namespace rulec::compiler
