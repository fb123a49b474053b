// Model: the checked ruleset. Rules in byte order of their ids, entry points by name, each with its
// rules in the order they get their turn, scorecards by entry point, templates by id. Points into
// the Ast and the Settings, which outlive it. A rule with findings is marked bad; lowering starts
// only when none is.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bytecode/program.h"
#include "compiler/compiler.h"
#include "compiler/templates/skeleton.h"
#include "parser/ast.h"
#include "value/operators.h"

namespace rulec::compiler {

// What of an action depends on results of earlier steps (language.md section 10). The parts of
// `when` are its conjuncts, joined again by one `and` where there are several.
struct CheckedStep {
  const parser::Expr* test = nullptr;     // the part that reads the context; null: none
  const parser::Expr* carried = nullptr;  // the part that reads results; null: none
  std::vector<std::string_view> after;    // results that it uses, in order of first use
  std::uint32_t reference_count = 0;      // in its arguments
};

struct CheckedAction {
  const parser::ActionNode* node = nullptr;
  bytecode::ActionKind kind = bytecode::ActionKind::kDisplayMessage;
  value::UpdateOperation operation = value::UpdateOperation::kSet;
  std::vector<std::string_view> target;  // update: segments
  // Of a message: first variant, index into Model::templates; or none.
  std::uint32_t message_template = bytecode::kNoTemplate;
  CheckedStep step;
};

struct CheckedRule {
  const parser::RuleNode* node = nullptr;
  bool is_bad = false;
  std::int64_t active_from_ms = INT64_MIN;
  std::int64_t active_until_ms = INT64_MAX;
  std::vector<CheckedAction> actions;
};

struct CheckedItem {
  const parser::ScorecardItemNode* node = nullptr;
  DecimalBits points;  // the weight multiplied in
};

struct CheckedBand {
  const parser::ScorecardBandNode* node = nullptr;
  DecimalBits from;
};

struct CheckedScorecard {
  const parser::ScorecardNode* node = nullptr;
  bool is_bad = false;
  std::uint32_t entry_point = 0;   // index into Model::entry_points
  std::vector<CheckedItem> items;  // in the order of their turns
  std::vector<CheckedBand> bands;  // ascending
};

// One variant of a template.
struct CheckedTemplate {
  const parser::TemplateNode* node = nullptr;
  bool is_bad = false;
  bool is_default = false;
  bytecode::TemplateFormat format = bytecode::TemplateFormat::kText;
  std::uint32_t fallback = bytecode::kNoTemplate;  // first variant, index into Model::templates
  Skeleton skeleton;
};

struct CheckedEntryPoint {
  std::string_view name;
  const EntryPointSettings* settings = nullptr;  // null: defaults
  std::vector<std::uint32_t> rules;              // indexes into Model::rules, in evaluation order
};

struct Model {
  bool has_errors = false;
  std::vector<CheckedRule> rules;
  std::vector<CheckedEntryPoint> entry_points;
  std::vector<CheckedScorecard> scorecards;  // ascending by entry point
  std::vector<CheckedTemplate> templates;    // by id, then by language
  Arena arena;                               // constants of the skeletons, joined conjuncts
  Arena other_arena;                         // the same, of what another thread has checked
};

// Members of an action that say something about it and are no arguments: id, metadata, …
[[nodiscard]] bool is_about_action(std::string_view member);

// The effect that the action asks for, as rulec.yaml declares it; null for all else.
[[nodiscard]] const EffectSettings* find_effect(const parser::ActionNode& action,
                                                const Settings& settings);

// The pattern of the allow-list that covers the target; null when none does.
[[nodiscard]] const UpdateRule* find_pattern(const EntryPointSettings& entry_point,
                                             std::span<const std::string_view> target);

// "a.b.c" at its dots, without looking at what is between them; views into `path`.
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view path);

}  // namespace rulec::compiler
