// LoadedRuleset: a Program made ready to run. Constants are Values, paths are segments, entry
// points know their active rules, actions know the members of what they put into a decision.
// Immutable after load(), shared by threads; everything a decision points at for its lifetime lies
// here.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "bytecode/program.h"
#include "runtime/engine.h"
#include "runtime/internal/code.h"
#include "runtime/internal/native_table.h"
#include "runtime/internal/projected_paths.h"
#include "runtime/internal/reads.h"
#include "schema/schema.h"
#include "value/formats.h"
#include "value/operators.h"
#include "value/value.h"

namespace rulec::runtime {

namespace index {
class ClassIndex;
}

// One argument of an action, evaluated in authored order before the action does anything.
struct LoadedArgument {
  std::string_view name;
  Value constant;         // when `expression` is null
  std::size_t bytes = 0;  // of the constant, see measure.h
  const bytecode::Expression* expression = nullptr;
  CodeAt code = kNoCode;  // of the expression
};

inline constexpr std::uint32_t kNoArgument = 0xffffffff;

// Where a member of a message, prompt or effect comes from.
enum class MemberSource : std::uint8_t {
  kConstant,   // known at load
  kArgument,   // value of an argument
  kMessageId,  // msg_N
  kRuleId,
  kTitle,     // the argument, else the title inside the content
  kContent,   // see ContentSource
  kPriority,  // the argument, else the rule's
  kRequired,  // truth of the argument
  kBlocking,  // the argument, else: a required acknowledgement that is not given
  // Of the template that is shown.
  kTemplateId,
  kLanguage,
  kFormat,
  kComponentType,
  kVariant,
  kContentHtml
};

struct OutputMember {
  std::string_view key;
  MemberSource source = MemberSource::kArgument;
  std::uint32_t argument = kNoArgument;
  Value constant;
};

// Arguments that make the `content` of inline messages.
struct ContentSource {
  std::uint32_t content = kNoArgument;
  std::uint32_t title = kNoArgument;
  std::uint32_t message = kNoArgument;
};

struct LoadedAction {
  const bytecode::Action* row = nullptr;
  std::span<LoadedArgument> arguments;
  std::span<const OutputMember> output;  // messages, prompts, effects: members in order
  ContentSource content;
  std::uint32_t vars_argument = kNoArgument;
  bool shows_template = false;  // the content is that of the template, none of the action's own
  // Truth of `required` without the argument, and the argument.
  bool is_required_by_default = false;
  std::uint32_t required_argument = kNoArgument;
  std::uint32_t blocking_argument = kNoArgument;
  // user_acknowledge
  std::string_view ack_key;
  std::uint32_t ack_index = 0;  // dense number of the key
  std::string_view scope;
  // update
  std::span<const value::Segment> target;
  std::string_view target_text;
  std::uint32_t value_argument = kNoArgument;
  // effect: of its arguments; null: anything goes
  const schema::CompiledSchema* schema = nullptr;
  bool is_computed = false;  // effect: an argument is
  CodeAt test = kNoCode;     // none: always taken
  // effect: members that say how it hangs together with others, behind those of its own
  std::span<const Member> step_members;
  std::size_t step_bytes = 0;  // of them, see measure.h
};

struct LoadedFilter {
  bytecode::FilterKind kind = bytecode::FilterKind::kUpper;
  Value argument;              // kDefault
  value::NumberFormat number;  // kNumber, kCurrency
  value::DateFormat date;      // kDate
};

// One variant of a template.
struct LoadedTemplate {
  const bytecode::Template* row = nullptr;
  std::string_view language;
  CodeAt values = kNoCode;  // none: no holes
};

// An active rule at its place in the order of an entry point.
struct Turn {
  std::uint32_t rule = 0;
  CodeAt condition = kNoCode;  // none: always holds
  std::int64_t from_ms = INT64_MIN;
  std::int64_t until_ms = INT64_MAX;  // half-open
};

struct LoadedPattern {
  std::span<const value::Segment> segments;
  std::string_view type;  // JSON type, or ""
};

struct LoadedItem {
  std::string_view symbol;
  DecimalBits points;
  CodeAt condition = kNoCode;  // none: always holds
};

struct LoadedSymbols {
  std::string_view symbols;
  std::string_view recommendation;
};

struct LoadedBand {
  DecimalBits from;
  std::string_view recommendation;
};

struct LoadedScorecard {
  const bytecode::Scorecard* row = nullptr;
  std::vector<LoadedItem> items;        // in evaluation order
  std::size_t symbol_bytes = 0;         // the longest result
  std::vector<LoadedSymbols> patterns;  // in byte order of the symbols
  std::vector<LoadedBand> bands;        // ascending
};

inline constexpr std::uint32_t kNoScorecard = UINT32_MAX;

struct LoadedEntryPoint {
  std::string_view name;
  const bytecode::EntryPoint* row = nullptr;
  std::vector<Turn> turns;
  std::vector<LoadedPattern> updates;
  const schema::CompiledSchema* schema = nullptr;   // null when there is none
  ReadFields checked;                               // what of the context the schema is asked about
  std::uint32_t scorecard = kNoScorecard;           // index into LoadedRuleset::scorecards
  std::unique_ptr<const ProjectedPaths> projected;  // null: contexts are read as a whole
  bool skips_actions = false;                       // when it is only asked which rules fire
  std::shared_ptr<const index::ClassIndex> index;   // null when it was not built
};

class LoadedRuleset {
 public:
  explicit LoadedRuleset(bytecode::Program compiled) : program(std::move(compiled)) {}

  [[nodiscard]] std::string_view text(bytecode::StringId id) const {
    return id.is_valid() ? std::string_view(program.strings[id.index()]) : std::string_view();
  }
  [[nodiscard]] std::string_view rule_id(std::uint32_t rule) const {
    return text(program.rules[rule].id);
  }
  // Null when there is none of that name.
  [[nodiscard]] const LoadedEntryPoint* find_entry_point(std::string_view name) const;

  const bytecode::Program program;
  std::string digest;  // set before anybody else sees the ruleset
  Arena arena;         // owns what the tables below point at
  std::vector<Value> constants;
  std::vector<std::span<const value::Segment>> paths;
  std::vector<std::shared_ptr<const schema::CompiledSchema>> schemas;
  std::vector<LoadedAction> actions;
  std::vector<Code> code;
  CodeAt first_condition = kNoCode;            // of the first rule, for evaluate()
  std::vector<LoadedEntryPoint> entry_points;  // in byte order of the names
  std::vector<LoadedScorecard> scorecards;
  std::vector<LoadedTemplate> templates;
  std::vector<LoadedFilter> filters;
  std::size_t max_registers = 0;
  std::size_t max_arguments = 0;
  std::size_t ack_key_count = 0;
  NativePlace native;  // filled later, if at all
};

// `load`, before the ruleset has its digest.
[[nodiscard]] Result<std::shared_ptr<LoadedRuleset>> load_unnamed(bytecode::Program program);
// Builds the indexes of the entry points that shall have one.
void build_indexes(LoadedRuleset& ruleset, IndexChoice choice);
// Fills `ruleset.code`, after everything else.
void load_code(LoadedRuleset& ruleset);
// Fills `ruleset.templates` and `ruleset.filters`. Fails when a format is none.
[[nodiscard]] Status load_templates(LoadedRuleset& ruleset);
// Whether actions make no difference to which rules fire, nor to whether there is a decision.
[[nodiscard]] bool can_skip_actions(const LoadedRuleset& ruleset,
                                    const LoadedEntryPoint& entry_point);
// Fills `ruleset.actions`. Fails when an action lacks what it cannot run without.
[[nodiscard]] Status load_actions(LoadedRuleset& ruleset);

}  // namespace rulec::runtime
