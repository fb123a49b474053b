#include "compiler/emit/features.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <set>

#include "value/letters.h"

namespace rulec::compiler {
namespace {

// Of operators, each asked for many times.
class Names {
 public:
  void add(const value::OperatorRow& row) { is_used_[static_cast<std::uint8_t>(row.id)] = true; }
  [[nodiscard]] std::set<std::string_view> in_order() const {
    std::set<std::string_view> names;
    for (const value::OperatorRow& row : value::operator_table()) {
      if (is_used_[static_cast<std::uint8_t>(row.id)]) {
        names.insert(row.name);
      }
    }
    return names;
  }

 private:
  std::bitset<256> is_used_;
};

void collect(const parser::Expr& expr, Names& names) {
  if (expr.kind == parser::ExprKind::kCall) {
    const value::OperatorRow* row = value::find_operator(expr.operator_name);
    if (row != nullptr && row->has(value::kRulecOnly)) {
      names.add(*row);
    }
  }
  for (const parser::Expr* operand : expr.operands) {
    collect(*operand, names);
  }
}

void collect(const parser::ArgumentValue& value, Names& names) {
  if (value.expression != nullptr) {
    collect(*value.expression, names);
  }
  for (const parser::ArgumentValue* child : value.children) {
    collect(*child, names);
  }
}

}  // namespace

std::vector<std::string> features_of(const Model& model) {
  Names names;
  for (const CheckedRule& rule : model.rules) {
    if (rule.node->condition != nullptr) {
      collect(*rule.node->condition, names);
    }
    for (const CheckedAction& action : rule.actions) {
      if (action.step.test != nullptr) {
        collect(*action.step.test, names);
      }
      for (const parser::ActionArgument& argument : action.node->arguments) {
        collect(*argument.value, names);
      }
    }
  }
  for (const CheckedScorecard& scorecard : model.scorecards) {
    for (const CheckedItem& item : scorecard.items) {
      if (item.node->condition != nullptr) {
        collect(*item.node->condition, names);
      }
    }
  }
  for (const CheckedTemplate& checked : model.templates) {
    if (checked.node->values != nullptr) {
      collect(*checked.node->values, names);
    }
  }
  std::vector<std::string> features;
  for (std::string_view name : names.in_order()) {
    features.push_back("op." + std::string(name));
  }
  return features;
}

void add_unicode_feature(bytecode::Program& program) {
  auto is_mapping = [](const bytecode::TemplateFilter& filter) {
    return filter.kind == bytecode::FilterKind::kUpper ||
           filter.kind == bytecode::FilterKind::kLower;
  };
  auto is_named = [&](std::string_view feature) {
    return std::ranges::find(program.features, feature) != program.features.end();
  };
  if (is_named("op.lower") || is_named("op.upper") ||
      std::ranges::any_of(program.filters, is_mapping)) {
    program.features.push_back("unicode." + value::unicode_version());
  }
}

}  // namespace rulec::compiler
