// Why a decision came out as it did: each rule's outcome and its condition as a tree with the value
// of every operand. Recomputed on demand from the rules and the very working context of each rule's
// turn (runtime::RuleObserver), so a decision costs nothing extra when nobody asks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "parser/parser.h"
#include "runtime/engine.h"

namespace rulec::tooling {

struct WhyNode {
  std::string text;          // infix of the operand; "and", "or", "not" for inner nodes
  std::string value;         // "true", "false", "not evaluated", "error NaN", or the value as JSON
  std::string operands;      // "120 >= 100" for comparisons, else ""
  Span span;                 // of the operand in its source
  bool is_decisive = false;  // this operand made its parent what it is
  std::vector<WhyNode> children;
};

enum class RuleTurn : std::uint8_t {
  kFired,
  kNotFired,
  kSkipped,
  kNotReached,
  kInactive,
  kOutOfWindow
};

// An action or step with a test on the context, of a rule that fired.
struct StepWhy {
  std::size_t number = 0;  // among the actions of its rule, from 1
  std::string type;
  std::string result;  // the name of what it gives, or ""
  bool is_taken = false;
  std::string reason;           // the error of its test
  std::optional<WhyNode> tree;  // absent where the source of the rule is
};

struct RuleWhy {
  std::uint32_t rule = 0;  // index into Program::rules
  std::string rule_id;
  std::int32_t priority = 0;
  RuleTurn turn = RuleTurn::kNotFired;
  bool stopped = false;
  std::string reason;           // "its window ended 2026-10-01", the error's type …
  std::optional<WhyNode> tree;  // absent without a condition, and when it was not evaluated
  std::vector<StepWhy> steps;   // those that have a test and got their turn
};

struct ItemWhy {
  std::string item_id;
  std::string symbol;                   // what stands in the result: the item's, or "-"
  std::string points;                   // what was added, as text
  RuleTurn turn = RuleTurn::kNotFired;  // kFired: it holds; kSkipped: its condition was an error
  std::string reason;
  std::optional<WhyNode> tree;
};

struct ScorecardWhy {
  std::string scorecard_id;
  std::vector<ItemWhy> items;  // in evaluation order
};

struct Explanation {
  std::vector<RuleWhy> rules;
  std::optional<ScorecardWhy> scorecard;  // of an entry point with one, when it was reached
  [[nodiscard]] bool is_empty() const { return rules.empty() && !scorecard; }
};

// Rules and scorecards of a program in their source form: a Build has them; for a bundle they are
// parsed from its rule texts (sources are then named after the rules).
struct RuleSources {
  SourceMap sources;
  parser::RuleDocuments documents;
  parser::Ast ast;
  compiler::Settings settings;
};
// Null when the bundle was compiled with --strip.
[[nodiscard]] std::unique_ptr<RuleSources> rule_sources(const bytecode::Program& program);

// All rules of the entry point in evaluation order, then its scorecard. Empty when there is no such
// entry point or the request has no decision (an invalid context).
[[nodiscard]] Explanation explain(const compiler::Input& rules,
                                  const runtime::LoadedRuleset& ruleset,
                                  const runtime::Request& request);

// Transcript form, one line a rule and its tree below; `sources` gives places of failed operands.
[[nodiscard]] std::string render_explanation(const Explanation& why, const SourceMap& sources);
// The steps of a rule that have tests, each with its tree.
[[nodiscard]] std::string render_steps(const RuleWhy& rule, const SourceMap& sources);
// The tree alone, each line behind `indent`.
[[nodiscard]] std::string render_tree(const WhyNode& tree, const SourceMap& sources,
                                      const std::string& indent);
// [{"rule_id","outcome","reason","tree":{…}}]; a rule has "steps" too, [{"step","type","as",
// "taken","reason","tree"}], where some have tests; an item has "item_id" too, and in "rule_id" the
// scorecard.
void write_explanation(JsonWriter& json, const Explanation& why);

}  // namespace rulec::tooling
