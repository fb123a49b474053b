// Two rulesets compared by meaning (bundles-and-trust.md section 12). Rules, scorecards and
// templates are matched by their ids, conditions by what they are after the optimiser. Nothing is
// run, nothing is read or written. Time and memory grow with the size of both sides; proofs are
// tried for definitions whose text changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tooling/diff/json_changes.h"
#include "tooling/diff/readable.h"
#include "tooling/diff/side.h"

namespace rulec::tooling {

// kRewritten: the text is another one, the meaning is not, and nothing that people read changed.
enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kChanged, kRewritten };

struct DefinitionChange {
  std::string id;
  std::string language;  // of a template; "" for none
  ChangeKind kind = ChangeKind::kChanged;
  std::vector<FieldChange> fields;       // of the canonical texts
  std::vector<ReadableChange> readable;  // the same for people
  // The smallest part of the condition that holds every change of it; both "" without one.
  std::string reads_as_a;
  std::string reads_as_b;
  bool is_proved_same = false;  // every decision is the same, whatever the context
  std::string summary;          // of what was added: "entry point checkout, priority 90"
  std::string note;             // "same condition and actions as old-id"
  std::string text_a;           // canonical JSON, or the listing of a stripped bundle
  std::string text_b;
};

struct DefinitionChanges {
  std::vector<DefinitionChange> changes;  // by id
  std::size_t same = 0;                   // those that do not stand in `changes`

  [[nodiscard]] std::size_t count(ChangeKind kind) const;
};

struct SchemaChange {
  std::string name;  // of the entry point, or "effect NAME"
  // schema_added, schema_removed, field_added, field_removed, type_changed, required_added,
  // required_removed, rule_changed (any other keyword)
  std::string change;
  std::string path;  // of the field, with `[]` for items; "" for the context
  std::string a;     // as JSON; "" for nothing
  std::string b;
  // Whether every context that was valid before stays valid; nothing: not decided.
  std::optional<bool> is_compatible;
};

struct SettingChange {
  std::string path;  // "order", "entry_points.checkout.hit_policy"
  std::string a;     // "" for nothing
  std::string b;
};

struct SectionChange {
  std::string name;
  bool has_changed = false;
};

struct Comparison {
  DefinitionChanges rules;
  DefinitionChanges scorecards;
  DefinitionChanges templates;
  std::vector<SchemaChange> schemas;
  std::vector<SettingChange> settings;
  std::vector<SectionChange> sections;  // when both sides are bundles
  std::vector<std::string> notes;       // what could not be compared, and why
  bool is_complete = true;              // false: what was not compared may decide

  // Something differs, or may, that was not shown to give the same decisions.
  [[nodiscard]] bool may_differ() const;
};

// When one side has no texts, both have a program.
[[nodiscard]] Comparison compare(const RulesetSide& a, const RulesetSide& b);

// --- the parts of it

[[nodiscard]] DefinitionChanges compare_rules(const RulesetSide& a, const RulesetSide& b);
[[nodiscard]] DefinitionChanges compare_scorecards(const RulesetSide& a, const RulesetSide& b);
[[nodiscard]] DefinitionChanges compare_templates(const RulesetSide& a, const RulesetSide& b);
// Listings of the bytecode, which has no places in it.
void compare_programs(const bytecode::Program& a, const bytecode::Program& b,
                      Comparison& comparison);
// False: a text could not be read, so nothing was compared.
[[nodiscard]] bool compare_schemas(const ComparedSchema& a, const ComparedSchema& b,
                                   const std::string& name, std::vector<SchemaChange>& changes);
void compare_settings(const ComparedSettings& a, const ComparedSettings& b, Comparison& comparison);

}  // namespace rulec::tooling
