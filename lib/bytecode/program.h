// Program: a compiled ruleset as tables, the documented contract between compiler and runtime. The
// compiler builds it, encode() writes it into bundle sections, decode() reads them back, validate()
// proves that running it stays inside memory and ends. No pointers: every reference is an index,
// checked by validate(). Version history: 1.0, the first; scorecards, templates and flows were
// added before its release.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/limits.h"
#include "value/value.h"

namespace rulec::bytecode {

enum class Opcode : std::uint8_t {
#define RULEC_OPCODE(name, text, words) k##name,
#include "bytecode/opcodes.def"
#undef RULEC_OPCODE
};

struct OpcodeRow {
  std::string_view text;  // as the disassembler prints it
  std::uint8_t words = 1;
};
inline constexpr OpcodeRow kOpcodes[] = {
#define RULEC_OPCODE(name, text, words) {text, words},
#include "bytecode/opcodes.def"
#undef RULEC_OPCODE
};
inline constexpr std::size_t kOpcodeCount = std::size(kOpcodes);

// 64-bit instructions: path and constant ids of a ruleset of 250,000 rules need 32 bits, and one
// layout without wide forms keeps decoder and validator small.
struct Instruction {
  Opcode op;
  std::uint8_t n = 0;
  std::uint16_t a = 0;
  std::uint32_t b = 0;
};
static_assert(sizeof(Instruction) == 8);

// The second word of a two-word instruction, in the slot after it: x fills the place of op, n and a
// (in this order, from the low byte), y that of b.
struct ExtraWord {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
};
[[nodiscard]] constexpr ExtraWord extra_of(const Instruction& slot) {
  return {.x = static_cast<std::uint32_t>(slot.op) | (std::uint32_t{slot.n} << 8U) |
               (std::uint32_t{slot.a} << 16U),
          .y = slot.b};
}
[[nodiscard]] constexpr Instruction to_slot(const ExtraWord& extra) {
  return {.op = static_cast<Opcode>(extra.x & 0xffU),
          .n = static_cast<std::uint8_t>(extra.x >> 8U & 0xffU),
          .a = static_cast<std::uint16_t>(extra.x >> 16U),
          .b = extra.y};
}

// Flags of IterBegin, in x.
inline constexpr std::uint32_t kSourceWrittenNull = 1;
inline constexpr std::uint32_t kHasStart = 2;

// Frame and scope chain of an expression. Registers and scopes come from the nesting of the source,
// which the limits of a rule bound; a scope costs at least two levels of JSON.
inline constexpr std::size_t kMaxRegisters = 65'535;
inline constexpr std::uint32_t kMaxScopes = kMaxRuleDepth;
// An iterator charges its body by the nodes it was written with; an instruction slot of the body is
// at most this part of a charged node, so that what a unit pays for stays bounded.
inline constexpr std::uint32_t kMaxSlotsPerNode = 16;
// Constants share children, so their size is that of the text they stand for.
inline constexpr std::uint64_t kMaxConstantNodes = kMaxNodesPerRule;

struct StringRow;
struct ConstantRow;
struct PathRow;
struct CodeRow;
using StringId = Id<StringRow>;
using ConstantId = Id<ConstantRow>;
using PathId = Id<PathRow>;
using PcId = Id<CodeRow>;  // index of an instruction

// A constant: scalars inline, lists and objects by the ids of their children (smaller than their
// own).
enum class ConstantKind : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kInteger,
  kDouble,
  kDecimal,
  kString,
  kList,
  kObject
};
struct Constant {
  ConstantKind kind = ConstantKind::kNull;
  std::uint64_t bits = 0;   // integer, double's bits, decimal's low half, string id
  std::uint64_t high = 0;   // decimal's high half
  std::uint32_t first = 0;  // list, object: first index into Program::children
  std::uint32_t count = 0;  // list: items; object: members (key string id, value id alternating)
};

// A path as literal segments from some context: `user.region`. Empty: the context itself.
struct Path {
  std::vector<StringId> segments;
};

// One expression: a run of instructions ending in Return.
struct Expression {
  PcId begin;
  std::uint32_t length = 0;     // instruction slots, extra words included
  std::uint16_t registers = 0;  // frame size
  [[nodiscard]] bool is_present() const { return begin.is_valid(); }
};

enum class ActionKind : std::uint8_t {
  kDisplayMessage,
  kDisplayModal,
  kUserAcknowledge,
  kUserPreference,
  kUpdate,
  kEffect
};

// An argument: a constant, or an expression evaluated when the action runs.
struct Argument {
  StringId name;
  ConstantId constant;    // valid for a literal
  Expression expression;  // present otherwise
};

// --- templates: a message's content as a run of steps around the values of holes

enum class TemplateFormat : std::uint8_t { kText, kHtml, kMarkdown, kJson };

// Where a hole stands, which says what its text is escaped for (runtime/escape.h).
enum class HolePlace : std::uint8_t {
  kJson,           // inside a string of JSON: the writer of the decision escapes it
  kText,           // plain text
  kMarkup,         // HTML: text, or a quoted attribute that holds no URL
  kMarkupUrl,      // HTML: the beginning of an attribute that holds a URL
  kMarkupUrlPart,  // HTML: later in such an attribute
  kMarkdown,       // Markdown: text
  kMarkdownCode,   // Markdown: a code span or block
  kMarkdownUrl,    // Markdown: the beginning of a link's destination
  kMarkdownUrlPart
};

// Filters change a value before it is escaped. The argument is a constant: the value itself of
// kDefault, a format of value/formats.h of kDate, kNumber and kCurrency, else none.
enum class FilterKind : std::uint8_t { kUpper, kLower, kDefault, kDate, kNumber, kCurrency };
struct TemplateFilter {
  FilterKind kind = FilterKind::kUpper;
  ConstantId argument;
};

// The values of a template are one expression that gives a list. A step takes the item `value` of
// the list in force: of a hole its value; of an `if` the list of the values of one branch behind
// true or false; of an `each` a list of such lists, one for each turn.
enum class StepKind : std::uint8_t {
  // what a content is made of
  kConstant,     // any value without holes
  kTyped,        // the item `value` as it is
  kBeginObject,  // then kKey and a content, as often as there are members
  kKey,          // `text`
  kEndObject,
  kBeginList,
  kEndList,
  kBeginText,  // then steps of a text
  kEndText,
  // what a text is made of
  kText,  // `text`, copied
  kHole,
  kIf,
  kElse,
  kEach,
  kEnd  // of an `if` or an `each`
};

struct TemplateStep {
  StepKind kind = StepKind::kText;
  HolePlace place = HolePlace::kText;  // kHole
  StringId text;                       // kKey, kText; kHole: its name, or invalid
  ConstantId constant;                 // kConstant
  std::uint32_t value = 0;             // kTyped, kHole, kIf, kEach
  std::uint32_t first_filter = 0;      // kHole: into Program::filters
  std::uint32_t filter_count = 0;
};

inline constexpr std::uint32_t kNoTemplate = UINT32_MAX;

// One variant of a template; the variants of an id stand side by side.
struct Template {
  StringId id;
  StringId language;  // invalid: of none
  StringId component_type;
  StringId variant;
  TemplateFormat format = TemplateFormat::kText;
  bool is_default = false;               // of its id, exactly one
  bool reads_vars = false;               // `vars` of the action
  std::uint32_t fallback = kNoTemplate;  // first variant of the template shown in its place
  Expression values;                     // absent: no holes
  std::uint32_t first_step = 0;          // of the content, into Program::steps
  std::uint32_t step_count = 0;
  std::uint32_t first_rendered_step = 0;  // kMarkdown: of the same content as HTML
  std::uint32_t rendered_step_count = 0;
};

struct Action {
  ActionKind kind = ActionKind::kDisplayMessage;
  StringId id;                      // invalid when the author gave none
  StringId type;                    // as in the decision: "display_message", or the effect's name
  std::vector<Argument> arguments;  // without id, type, description, metadata; authored order
  std::uint32_t message_template = kNoTemplate;  // messages: first variant, into Program::templates
  // update only
  std::uint8_t operation = 0;  // value::UpdateOperation
  PathId target;
  // effect only: of the object that its arguments make; index into Program::schemas
  std::uint32_t schema = UINT32_MAX;
  Expression test;  // whether the action is taken, when its turn comes; absent: always
  // effect only: the name of what it gives, or invalid; the results of earlier effects of the rule
  // that it uses, in order of first use; how many objects in its arguments stand for one of them;
  // the part of its test that reads results (JSONLogic), or invalid
  StringId result;
  std::vector<StringId> after;
  std::uint32_t references = 0;
  ConstantId carried;
  // More than an action: has a row in the section `flows`.
  [[nodiscard]] bool is_step() const {
    return test.is_present() || result.is_valid() || !after.empty();
  }
};

enum RuleFlags : std::uint8_t { kActive = 1, kStop = 2 };

struct Rule {
  StringId id;
  StringId name;  // invalid when empty
  std::int32_t priority = 0;
  std::uint8_t flags = 0;  // RuleFlags
  std::int64_t active_from_ms = INT64_MIN;
  std::int64_t active_until_ms = INT64_MAX;  // half-open
  Expression condition;                      // absent: always holds
  std::uint32_t first_action = 0;
  std::uint32_t action_count = 0;
};

enum class HitPolicy : std::uint8_t { kAll, kFirst };
enum class OnError : std::uint8_t { kSkipRule, kFail };
enum class Validation : std::uint8_t { kFull, kLight };

// An allowed update: segments, `*` one segment, `**` (last) any depth; with a JSON type or none.
struct UpdatePattern {
  std::vector<StringId> segments;
  StringId type;  // "boolean", "number", "integer", "string", "array", "object", or invalid
};

struct EntryPoint {
  StringId name;
  HitPolicy hit_policy = HitPolicy::kAll;
  OnError on_error = OnError::kSkipRule;
  Validation validation = Validation::kFull;
  bool is_critical = false;
  std::uint32_t schema = UINT32_MAX;  // index into Program::schemas
  std::vector<std::uint32_t> rules;   // indexes into Program::rules, in evaluation order
  std::vector<UpdatePattern> updates;
  // Validation kLight: the fields that the rules read, as they were written, whatever the optimiser
  // left of them; only these are checked. Empty for kFull.
  bool reads_all = false;
  std::vector<PathId> reads;  // ascending
};

// One item of a scorecard.
struct ScorecardItem {
  StringId id;
  StringId symbol;       // one code point, not `-`: what stands in the result when it holds
  ConstantId points;     // a decimal, the weight multiplied in
  Expression condition;  // absent: always holds
};

struct ScorecardPattern {
  StringId symbols;
  StringId recommendation;
};

struct ScorecardBand {
  ConstantId from;  // a decimal: the least total of the band
  StringId recommendation;
};

struct Scorecard {
  StringId id;
  std::uint32_t entry_point = 0;           // index into Program::entry_points
  std::vector<ScorecardItem> items;        // in evaluation order
  std::vector<ScorecardPattern> patterns;  // in byte order of their symbols
  std::vector<ScorecardBand> bands;        // ascending by `from`
  StringId default_recommendation;         // invalid: null
};

struct Schema {
  StringId name;     // path in the project
  std::string text;  // JSON Schema as written
};

// pc -> place in the sources, ascending by pc; for errors, traces and coverage.
struct SourceMapRow {
  std::uint32_t pc = 0;
  std::uint32_t file = 0;   // index into Program::source_files
  std::uint32_t begin = 0;  // byte offsets
  std::uint32_t end = 0;
};

// A test context with what was decided for it when the bundle was built: whoever loads the bundle
// decides it again, so that an engine which differs is caught before it answers anybody.
struct Probe {
  std::uint32_t entry_point = 0;  // index into Program::entry_points
  std::int64_t now_ms = 0;
  std::string context;           // JSON text
  std::string acknowledgements;  // JSON text of an object, or ""
  std::string decision_sha256;   // 64 hex digits, of the decision as JSON
};

struct Program {
  std::string name;
  std::string version;
  std::string order = "descending";  // recorded in the manifest
  std::uint64_t expr_cost = 0;
  std::string source_sha256;
  std::vector<std::string> features;  // sorted: op.NAME, unicode.N

  std::vector<std::string> strings;  // distinct
  std::vector<Constant> constants;
  std::vector<std::uint32_t> children;  // of list and object constants
  std::vector<Path> paths;              // distinct
  std::vector<Instruction> code;
  std::vector<Rule> rules;  // in byte order of id
  std::vector<Action> actions;
  std::vector<EntryPoint> entry_points;  // in byte order of name
  std::vector<Scorecard> scorecards;     // ascending by entry point, at most one for each
  std::vector<Schema> schemas;
  std::vector<Template> templates;  // in byte order of id, then of language
  std::vector<TemplateStep> steps;
  std::vector<TemplateFilter> filters;

  std::vector<std::string> source_files;  // for source_map; project-relative
  std::vector<SourceMapRow> source_map;   // may be empty (--strip)
  // Canonical JSON by index; all may be empty (--strip).
  std::vector<std::string> rule_texts;
  std::vector<std::string> scorecard_texts;
  std::vector<std::string> template_texts;
  std::vector<Probe> probes;  // at most kMaxProbes
};

}  // namespace rulec::bytecode
