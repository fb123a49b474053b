// Ast: rules, scorecards and templates as typed nodes, where JSON and the `.eff` text meet.
// Everything after the parser knows only this. Built by parse_rules, parse_scorecard and
// parse_template (parser.h) from documents whose shape the JSON Schema of rules has already been
// compared with, so the builder stays silent about shape and poisons what it cannot use. Nodes live
// in the Ast's arena; texts look into the sources or the arena.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/arena.h"
#include "base/source.h"
#include "parser/dsl/placed_text.h"
#include "value/value.h"

namespace rulec::parser {

// Number of a node in its Ast, and of the table that knows where it stands.
struct NodeOrigin {
  Span span;
  std::uint32_t document = 0;   // index into Ast::documents
  std::uint32_t json_node = 0;  // json::NodeId index in it
};
using NodeId = Id<NodeOrigin>;

enum class ExprKind : std::uint8_t {
  kBad,      // could not be read; silent later
  kLiteral,  // null, bool, number, text; `{}` is the empty object literal
  kList,     // [ … ]: elements are expressions
  kCall,     // {"op": operands}; the name may be unknown
  kNoCall,   // an object with two and more members: no expression (compile error, thrown at run
             // time)
};

struct Expr {
  ExprKind kind = ExprKind::kBad;
  NodeId node;
  Value literal;                   // kLiteral
  std::string_view operator_name;  // kCall, as written
  NodeId name_node;                // kCall: span of the key
  // kCall: {"op":[a,b]} gives a, b; {"op":a} gives a with is_bare true. kList: the elements.
  std::span<Expr* const> operands;
  bool is_bare = false;  // the operand was not written as a list (language.md 3.3)
  Value raw;             // kCall: the operand(s) as data, for `preserve`; kNoCall: the object
  std::uint32_t member_count = 0;  // kNoCall
};

// A value of an action argument: literal data in which {"expr": E} objects are expressions and
// {"$ref": name, "path": keys} objects are results of earlier steps.
enum class ArgumentKind : std::uint8_t { kLiteral, kExpression, kList, kObject, kReference };
struct ArgumentValue {
  ArgumentKind kind = ArgumentKind::kLiteral;
  NodeId node;
  Value literal;               // kLiteral, kReference: the whole value
  bool is_unread = false;      // kLiteral: the reader could not save all of it
  Expr* expression = nullptr;  // kExpression
  std::span<ArgumentValue* const>
      children;  // kList, kObject: values that hold an expression somewhere
  std::span<const std::string_view> keys;  // kObject
  std::string_view result;                 // kReference: the name after `$`
  std::string_view path;                   // kReference: dotted, "" for the whole result

  // Known before any decision: `literal` is what it shows.
  [[nodiscard]] bool is_constant() const {
    return kind == ArgumentKind::kLiteral || kind == ArgumentKind::kReference;
  }
};

struct TextAt {
  std::string_view text;
  NodeId node;
};

struct ActionArgument {
  std::string_view name;  // canonical (aliases replaced)
  NodeId name_node;
  ArgumentValue* value = nullptr;
};

struct ActionNode {
  NodeId node;
  std::string_view type;  // canonical; "" when missing
  NodeId type_node;
  TextAt result;                          // `as`: the name of what the step gives; "" without
  Expr* test = nullptr;                   // `when`: null when the step is always taken
  NodeId test_node;                       // the value of `when`
  std::vector<ActionArgument> arguments;  // all other members in written order
  bool is_damaged = false;                // members may be missing that the reader could not save
  [[nodiscard]] const ActionArgument* find(std::string_view name) const;
};

struct RuleNode {
  NodeId node;
  bool is_bad = false;   // shape errors: checked as far as possible, never compiled
  bool is_flow = false;  // written as a flow: `flow` and `steps` for `id` and `actions`
  TextAt id;
  TextAt name;
  TextAt description;
  std::vector<TextAt> entry_points;
  std::int32_t priority = 0;
  NodeId priority_node;
  bool is_active = true;
  std::optional<TextAt> active_from;
  std::optional<TextAt> active_until;
  std::int64_t version = 1;
  Expr* condition = nullptr;  // null: always true
  NodeId condition_node;      // the member's value as written, wrapper included
  std::vector<ActionNode> actions;
  bool stops = false;
  std::uint32_t tests_json = UINT32_MAX;  // json node of the `tests` list
  std::uint32_t document = 0;
};

// One item of a scorecard; what is not written has its default.
struct ScorecardItemNode {
  NodeId node;
  TextAt id;
  Expr* condition = nullptr;  // null: always true
  NodeId condition_node;      // as in RuleNode
  Value points = Value::integer(0);
  Value weight = Value::integer(1);
  std::string_view symbol = "Y";
  std::int32_t priority = 0;
};

struct ScorecardPatternNode {
  TextAt symbols;  // the node is that of the key
  std::string_view recommendation;
};

struct ScorecardBandNode {
  Value from;
  NodeId from_node;
  std::string_view recommendation;
};

struct ScorecardNode {
  NodeId node;
  bool is_bad = false;  // as in RuleNode
  TextAt id;
  TextAt name;
  TextAt description;
  TextAt entry_point;
  std::vector<ScorecardItemNode> items;  // as written
  std::vector<ScorecardPatternNode> patterns;
  std::vector<ScorecardBandNode> bands;
  std::optional<std::string_view> default_recommendation;
};

// `upper`, `date("d. MMMM")`: changes a value before it is shown.
struct TemplateFilterNode {
  TextAt name;
  bool has_argument = false;
  Value argument;  // a scalar
  NodeId argument_node;
};

enum class PieceKind : std::uint8_t { kText, kHole, kIf, kElse, kEach, kEnd };

// A part of a text of a template. Blocks are balanced.
struct TemplatePiece {
  PieceKind kind = PieceKind::kText;
  NodeId node;            // of the text, or of the tag with its braces
  std::string_view text;  // kText: without escapes, a part of TemplateText::placed
  std::size_t begin = 0;  // kText: where in it
  // kHole, kIf, kEach: which value of the list that is in force; see TemplateNode::values.
  std::uint32_t item = 0;
  std::vector<TemplateFilterNode> filters;  // kHole
  const Expr* shown = nullptr;              // kHole: the path
  std::string_view source;                  // kHole: the path as written
};

struct TemplateText {
  PlacedText placed{{}, {}, {}};
  std::vector<TemplatePiece> pieces;
};

enum class ContentKind : std::uint8_t { kConstant, kTyped, kText, kList, kObject };

// The content of a template: literal data around texts and, in the format json, values.
struct TemplateContent {
  ContentKind kind = ContentKind::kConstant;
  NodeId node;
  Value constant = Value::null();         // kConstant: no text
  std::uint32_t item = 0;                 // kTyped
  const TemplateText* text = nullptr;     // kText; owned by the Ast
  std::vector<std::string_view> keys;     // kObject
  std::vector<TemplateContent> children;  // kList, kObject
};

// A variable of the action that a template reads as `vars.x`.
struct TemplateVariable {
  std::string_view name;
  NodeId node;
  bool is_needed = false;  // shown somewhere without a default and outside of every `if`
};

struct TemplateNode {
  NodeId node;
  bool is_bad = false;  // as in RuleNode
  TextAt id;
  TextAt name;
  TextAt language;
  TextAt format;
  TextAt component_type;
  TextAt variant;
  TextAt fallback;
  NodeId content_node;
  TemplateContent content;
  // A list of what the content takes, in one expression, so that checks, optimiser and engines know
  // nothing of templates. Of an `if` {"if": [test, [true, …], [false, …]]}, of an `each`
  // {"map": [list, […]]}, where the inner lists hold what stands inside. Null without placeholders.
  Expr* values = nullptr;
  std::vector<TemplateVariable> variables;
  bool reads_vars = false;
};

// What a finding can lie in.
using Definition = std::variant<const RuleNode*, const ScorecardNode*, const TemplateNode*>;

struct Ast {
  Arena arena;
  std::vector<NodeOrigin> nodes;
  std::vector<RuleNode> rules;            // in order of files, then of place
  std::vector<ScorecardNode> scorecards;  // in order of files
  std::vector<TemplateNode> templates;    // in order of files
  std::deque<TemplateText> template_texts;

  [[nodiscard]] Span span(NodeId id) const { return nodes[id.index()].span; }
};

}  // namespace rulec::parser
