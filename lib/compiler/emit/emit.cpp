// Model and Ir -> Program. Rules in byte order of their ids, so that neither the order of files nor
// that of rules in them shows in the bytes.
#include <algorithm>
#include <map>
#include <set>

#include "compiler/compiler.h"
#include "compiler/emit/code_emitter.h"
#include "compiler/emit/features.h"
#include "compiler/emit/logic_value.h"
#include "compiler/emit/source_map.h"
#include "compiler/emit/tables.h"
#include "compiler/model.h"
#include "schema/schema.h"

namespace rulec::compiler {
namespace {

using bytecode::Program;

// Members of an action that are no arguments of it.
bool is_argument(const CheckedAction& action, std::string_view name) {
  bool is_in_row =
      action.kind == bytecode::ActionKind::kUpdate && (name == "target" || name == "operation");
  return !is_about_action(name) && !is_in_row;
}

class Emission {
 public:
  Emission(const Input& input, const Model& model, const Ir& ir, std::span<std::string> rule_texts)
      : input_(input),
        model_(model),
        ir_(ir),
        rule_texts_(rule_texts),
        tables_(program_),
        source_map_(input, program_),
        code_(program_, tables_, source_map_, ir) {}

  Program run() {
    const Settings& settings = input_.settings;
    program_.name = settings.name;
    program_.version = settings.version;
    program_.order = settings.order == Order::kAscending ? "ascending" : "descending";
    program_.expr_cost = settings.expr_cost;
    program_.source_sha256 = settings.source_sha256;
    program_.features = features_of(model_);
    make_room();
    for (std::size_t i = 0; i < model_.rules.size(); ++i) {
      rule(model_.rules[i], ir_.rules[i]);
    }
    for (std::size_t i = 0; i < model_.entry_points.size(); ++i) {
      entry_point(model_.entry_points[i], ir_.entry_points[i]);
    }
    for (std::size_t i = 0; i < model_.scorecards.size(); ++i) {
      scorecard(model_.scorecards[i], ir_.scorecards[i]);
    }
    for (std::size_t i = 0; i < model_.templates.size(); ++i) {
      message_template(model_.templates[i], ir_.templates[i]);
    }
    add_unicode_feature(program_);
    source_map_.finish();
    sort_strings(program_);
    return std::move(program_);
  }

 private:
  void rule(const CheckedRule& rule, const IrRule& lowered) {
    const parser::RuleNode& node = *rule.node;
    bytecode::Rule row;
    row.id = tables_.string(node.id.text);
    row.name = tables_.string_or_none(node.name.text);
    row.priority = node.priority;
    row.flags = static_cast<std::uint8_t>((node.is_active ? bytecode::kActive : 0) |
                                          (node.stops ? bytecode::kStop : 0));
    row.active_from_ms = rule.active_from_ms;
    row.active_until_ms = rule.active_until_ms;
    if (lowered.condition.is_valid()) {
      row.condition = code_.emit(lowered.condition);
    }
    row.first_action = static_cast<std::uint32_t>(program_.actions.size());
    row.action_count = static_cast<std::uint32_t>(rule.actions.size());
    for (std::size_t i = 0; i < rule.actions.size(); ++i) {
      action(rule.actions[i], lowered.actions[i]);
    }
    program_.rules.push_back(row);
    if (!input_.settings.strips) {
      program_.rule_texts.push_back(text_of(node));
    }
  }

  std::string text_of(const parser::RuleNode& node) {
    if (rule_texts_.empty()) {
      return parser::canonical_json(input_.ast, input_.documents, node);
    }
    return std::move(rule_texts_[static_cast<std::size_t>(&node - input_.ast.rules.data())]);
  }

  // For about what will come.
  void make_room() {
    program_.rules.reserve(model_.rules.size());
    program_.actions.reserve(model_.rules.size());
    if (!input_.settings.strips) {
      program_.rule_texts.reserve(model_.rules.size());
      program_.source_map.reserve(ir_.nodes.size());
    }
    program_.code.reserve(ir_.nodes.size());
  }

  void action(const CheckedAction& action, const IrAction& lowered) {
    bytecode::Action row;
    row.kind = action.kind;
    row.type = tables_.string(action.node->type);
    if (const auto* id = action.node->find("id")) {
      row.id = tables_.string_or_none(id->value->literal.as_string());
    }
    if (action.kind == bytecode::ActionKind::kUpdate) {
      row.operation = static_cast<std::uint8_t>(action.operation);
      row.target = tables_.path(action.target);
    }
    row.message_template = action.message_template;
    auto next = lowered.arguments.begin();  // those that are no literals, in the same order
    for (const parser::ActionArgument& argument : action.node->arguments) {
      const IrArgument* computed = argument.value->is_constant() ? nullptr : &*next++;
      if (is_argument(action, argument.name)) {
        row.arguments.push_back(argument_row(argument, computed));
      }
    }
    step(action, lowered, row);
    // Literals were compared by the checker; what is computed is compared when the action runs.
    if (!lowered.arguments.empty() && action.kind == bytecode::ActionKind::kEffect) {
      const EffectSettings* effect = find_effect(*action.node, input_.settings);
      row.schema = schema(effect == nullptr ? nullptr : effect->schema);
    }
    program_.actions.push_back(std::move(row));
  }

  void step(const CheckedAction& action, const IrAction& lowered, bytecode::Action& row) {
    const CheckedStep& step = action.step;
    if (lowered.test.is_valid()) {
      row.test = code_.emit(lowered.test);
    }
    row.result = tables_.string_or_none(action.node->result.text);
    for (std::string_view result : step.after) {
      row.after.push_back(tables_.string(result));
    }
    row.references = step.reference_count;
    if (step.carried != nullptr) {
      Arena arena;
      row.carried = tables_.constant(logic_value(*step.carried, arena));
    }
  }

  bytecode::Argument argument_row(const parser::ActionArgument& argument,
                                  const IrArgument* computed) {
    bytecode::Argument row;
    row.name = tables_.string(argument.name);
    if (computed == nullptr) {
      row.constant = tables_.constant(argument.value->literal);
    } else if (!computed->root.is_valid()) {
      row.constant = tables_.constant(Value::null());  // of a dead rule: nobody reads it
    } else {
      row.expression = code_.emit(computed->root);
    }
    return row;
  }

  void entry_point(const CheckedEntryPoint& entry, const IrEntryPoint& lowered) {
    bytecode::EntryPoint row;
    row.name = tables_.string(entry.name);
    row.rules = entry.rules;
    if (entry.settings != nullptr) {
      const EntryPointSettings& settings = *entry.settings;
      row.hit_policy = settings.hit_policy;
      row.on_error = settings.on_error;
      row.validation = settings.validation;
      row.is_critical = settings.is_critical;
      row.schema = schema(settings.schema);
      for (const UpdateRule& update : settings.updates) {
        row.updates.push_back(pattern(update));
      }
    }
    row.reads_all = lowered.reads.are_all;
    for (IrPathId path : lowered.reads.paths) {
      row.reads.push_back(tables_.path(ir_.paths[path.index()]));
    }
    std::ranges::sort(row.reads);
    program_.entry_points.push_back(std::move(row));
  }

  void scorecard(const CheckedScorecard& scorecard, const IrScorecard& lowered) {
    const parser::ScorecardNode& node = *scorecard.node;
    bytecode::Scorecard row;
    row.id = tables_.string(node.id.text);
    row.entry_point = scorecard.entry_point;
    for (std::size_t i = 0; i < scorecard.items.size(); ++i) {
      row.items.push_back(item(scorecard.items[i], lowered.conditions[i]));
    }
    std::map<std::string_view, std::string_view> patterns;  // in byte order
    for (const parser::ScorecardPatternNode& pattern : node.patterns) {
      patterns.emplace(pattern.symbols.text, pattern.recommendation);
    }
    for (const auto& [symbols, recommendation] : patterns) {
      row.patterns.push_back(
          {.symbols = tables_.string(symbols), .recommendation = tables_.string(recommendation)});
    }
    for (const CheckedBand& band : scorecard.bands) {
      row.bands.push_back({.from = tables_.constant(Value::decimal(&band.from)),
                           .recommendation = tables_.string(band.node->recommendation)});
    }
    if (node.default_recommendation) {
      row.default_recommendation = tables_.string(*node.default_recommendation);
    }
    program_.scorecards.push_back(std::move(row));
    if (!input_.settings.strips) {
      program_.scorecard_texts.push_back(
          parser::canonical_json(input_.ast, input_.documents, node));
    }
  }

  bytecode::ScorecardItem item(const CheckedItem& item, IrId condition) {
    bytecode::ScorecardItem row{.id = tables_.string(item.node->id.text),
                                .symbol = tables_.string(item.node->symbol),
                                .points = tables_.constant(Value::decimal(&item.points)),
                                .condition = {}};
    if (condition.is_valid()) {
      row.condition = code_.emit(condition);
    }
    return row;
  }

  void message_template(const CheckedTemplate& checked, const IrTemplate& lowered) {
    const parser::TemplateNode& node = *checked.node;
    bytecode::Template row;
    row.id = tables_.string(node.id.text);
    row.language = tables_.string_or_none(node.language.text);
    row.component_type = tables_.string_or_none(node.component_type.text);
    row.variant = tables_.string_or_none(node.variant.text);
    row.format = checked.format;
    row.is_default = checked.is_default;
    row.reads_vars = node.reads_vars;
    row.fallback = checked.fallback;
    if (lowered.values.is_valid()) {
      row.values = code_.emit(lowered.values);
    }
    row.first_step = add_steps(checked.skeleton.content);
    row.step_count = static_cast<std::uint32_t>(checked.skeleton.content.size());
    row.first_rendered_step = add_steps(checked.skeleton.rendered);
    row.rendered_step_count = static_cast<std::uint32_t>(checked.skeleton.rendered.size());
    program_.templates.push_back(row);
    if (!input_.settings.strips) {
      program_.template_texts.push_back(parser::canonical_json(input_.ast, input_.documents, node));
    }
  }

  // Where they begin.
  std::uint32_t add_steps(const std::vector<SkeletonStep>& steps) {
    auto first = static_cast<std::uint32_t>(program_.steps.size());
    for (const SkeletonStep& step : steps) {
      bytecode::TemplateStep row{.kind = step.kind, .place = step.place, .value = step.value};
      if (step.kind == bytecode::StepKind::kText || step.kind == bytecode::StepKind::kKey) {
        row.text = tables_.string(step.text);
      } else if (step.kind == bytecode::StepKind::kHole && !input_.settings.strips) {
        row.text = tables_.string_or_none(step.text);
      } else if (step.kind == bytecode::StepKind::kConstant) {
        row.constant = tables_.constant(step.constant);
      }
      row.filter_count = static_cast<std::uint32_t>(step.filters.size());
      row.first_filter =
          step.filters.empty() ? 0 : static_cast<std::uint32_t>(program_.filters.size());
      for (const SkeletonFilter& filter : step.filters) {
        program_.filters.push_back({.kind = filter.kind,
                                    .argument = filter.has_argument
                                                    ? tables_.constant(filter.argument)
                                                    : bytecode::ConstantId()});
      }
      program_.steps.push_back(row);
    }
    return first;
  }

  std::uint32_t schema(const schema::ContextSchema* schema) {
    if (schema == nullptr) {
      return UINT32_MAX;
    }
    auto [found, is_new] =
        schemas_.emplace(schema->path(), static_cast<std::uint32_t>(program_.schemas.size()));
    if (is_new) {
      program_.schemas.push_back({.name = tables_.string(schema->path()), .text = schema->text()});
    }
    return found->second;
  }

  bytecode::UpdatePattern pattern(const UpdateRule& update) {
    bytecode::UpdatePattern row;
    for (std::string_view segment : segments_of(update.pattern)) {
      row.segments.push_back(tables_.string(segment));
    }
    row.type = tables_.string_or_none(update.type);
    return row;
  }

  const Input& input_;
  const Model& model_;
  const Ir& ir_;
  std::span<std::string> rule_texts_;  // by place in the Ast; moved away
  Program program_;
  Tables tables_;
  SourceMapBuilder source_map_;
  CodeEmitter code_;
  std::map<std::string, std::uint32_t> schemas_;  // path -> index
};

}  // namespace

bytecode::Program emit(const Input& input, const Model& model, const Ir& ir,
                       std::span<std::string> rule_texts) {
  return Emission(input, model, ir, rule_texts).run();
}

}  // namespace rulec::compiler
