// Templates: ids, languages, fallbacks, texts; what actions give to them; what they read of the
// contexts in which they are shown. Internal to the checker.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/check/field_uses.h"
#include "compiler/check/fields.h"
#include "compiler/check/report.h"
#include "compiler/check/types.h"
#include "compiler/model.h"

namespace rulec::compiler {

// What is known of the entry points whose rules show templates, by name.
struct EntryPointFacts {
  std::map<std::string_view, WrittenPaths>& written;
  std::map<std::string_view, FieldUses>& uses;
};

class TemplateChecker {
 public:
  TemplateChecker(const Input& input, diag::Emitter& emitter, Model& model)
      : input_(input), emitter_(emitter), model_(model) {}

  // Every template by itself; fills Model::templates, in the order of a Program. Before the rules.
  void check_all();
  // The template that an action names, and the variables that it gives. Notes where it is shown.
  void check_use(CheckedAction& action, std::span<const EntryPointSettings* const> entry_points,
                 RuleReport& report);
  // What the templates read, in every context in which one is shown. After the rules.
  void check_contexts(const EntryPointFacts& facts);

 private:
  void check_one(CheckedTemplate& checked);
  void check_variants(std::span<CheckedTemplate> variants);
  [[nodiscard]] bool choose_default(std::span<CheckedTemplate> variants) const;
  void report_no_default(std::span<CheckedTemplate> variants);
  void resolve_fallbacks();
  void check_cycles();
  [[nodiscard]] std::span<CheckedTemplate> variants_at(std::uint32_t first);
  void report_unknown(std::string_view id, Span span, parser::NodeId at, RuleReport& report);
  void check_variables(const parser::ActionNode& action, const parser::TemplateNode& shown,
                       RuleReport& report);
  void check_context(const parser::TemplateNode& node, const EntryPointSettings& entry_point,
                     const EntryPointFacts& facts, FieldChecker& fields, RuleReport& report);
  void check_shown(const parser::TemplatePiece& hole, const StaticType& type, RuleReport& report,
                   MadeFindings& made);

  const Input& input_;
  diag::Emitter& emitter_;
  Model& model_;
  std::map<std::string_view, std::uint32_t> first_variants_;  // by id
  std::set<std::pair<std::uint32_t, const EntryPointSettings*>> shown_;
  std::map<const parser::TemplateNode*, MadeFindings> made_;
};

}  // namespace rulec::compiler
