// The engine: a loaded ruleset, a context, a decision. A LoadedRuleset is immutable and shared by
// threads; a Workspace belongs to one thread and is reused: from the second decision on nothing is
// asked of the heap. No files, clock, network, parser of rules, compiler.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bytecode/program.h"
#include "value/value.h"

namespace rulec::runtime {

class LoadedRuleset;  // internal
using RulesetPtr = std::shared_ptr<const LoadedRuleset>;

// How conditions are found to hold. All engines give the same decisions; they differ in time.
enum class EngineKind : std::uint8_t {
  kAuto,      // what is expected to be fastest of what the ruleset was loaded with
  kBytecode,  // condition after condition
  kIndex,     // classes of field values first, bytecode for what they leave open
  kNative     // machine code
};

// Whether load() builds the index over the rules. It costs some microseconds a rule, so it pays
// from some hundreds of decisions on.
enum class IndexChoice : std::uint8_t {
  kAuto,   // for entry points where it is expected to be faster than bytecode
  kNever,  // for a ruleset that decides a few times
  kAlways
};

struct LoadOptions {
  IndexChoice index = IndexChoice::kAuto;
};

// Validates `program` and prepares constants, paths and schemas. `digest` is "sha256:…" of the
// bundle, or "" for a program that was never a bundle.
[[nodiscard]] Result<RulesetPtr> load(bytecode::Program program, std::string digest,
                                      const LoadOptions& options = {});
[[nodiscard]] const bytecode::Program& program_of(const LoadedRuleset& ruleset);
[[nodiscard]] std::string_view digest_of(const LoadedRuleset& ruleset);
// Whether decisions of `entry_point` can be asked of `engine`; false when there is none of the
// name.
[[nodiscard]] bool has_engine(const LoadedRuleset& ruleset, std::string_view entry_point,
                              EngineKind engine);

struct SchemaError {
  std::string_view path;  // JSON pointer into the context
  std::string_view rule;  // keyword
  std::string_view expected;
  std::string_view got;  // a kind or length, never the value itself
};

// Why there is no decision: the fields of a problem document.
struct Problem {
  std::uint16_t code = 0;  // 6101, 6110, 6111, 6140, 6141
  std::string_view detail;
  std::string_view rule_id;                    // 6140; that of the scorecard for an item
  std::string_view item_id;                    // 6140 of an item of a scorecard
  std::string_view error_type;                 // 6140
  std::uint16_t error_code = 0;                // 6140: 60xx
  std::string_view error_message;              // 6140
  std::uint32_t offset = 0;                    // 6101: byte
  std::span<const SchemaError> schema_errors;  // 6110
};

struct ExecutedRule {
  std::uint32_t rule = 0;  // index into Program::rules
  bool stopped = false;
  std::uint32_t actions = 0;  // run
  std::string_view error;     // type of the error of a failed action, else ""
};

// Of a rule, or of an item of the entry point's scorecard.
struct DecisionError {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t rule = kNone;
  std::uint32_t item = kNone;  // index into Scorecard::items
  std::uint16_t code = 0;      // 60xx
  std::string_view message;
};

struct Acknowledgement {
  std::string_view ack_key;
  std::uint32_t rule = 0;
  std::string_view message_id;
  std::string_view scope;
};

struct ContextUpdate {
  std::string_view target;
  std::string_view operation;
  Value value;  // absent when the action has none
  std::uint32_t rule = 0;
};

// What a scorecard gives: language.md section 9.
struct ScorecardResult {
  Value total_points;               // a decimal
  std::string_view pattern_result;  // a symbol for each item
  Value action_recommendation;      // a text, or null
};

// All in the Workspace's arena until its next decision; texts may point into Request::context.
struct Decision {
  std::uint32_t entry_point = 0;
  bool blocked = false;
  std::uint32_t rules_evaluated = 0;
  std::span<const ExecutedRule> rules_executed;
  std::span<const Value> messages;  // objects, in the member order of serve-and-deploy.md 3.1
  std::span<const std::uint32_t> templates;  // shown, in that order; into Program::templates
  std::span<const Acknowledgement> required;
  std::span<const Acknowledgement> satisfied;
  std::span<const std::uint32_t> blocking_rules;
  std::span<const Value> preference_prompts;  // objects
  std::span<const ContextUpdate> context_updates;
  Value updates;                   // nested object of final values
  std::span<const Value> effects;  // objects
  std::span<const DecisionError> errors;
  std::uint64_t errors_omitted = 0;
  std::optional<ScorecardResult> result;  // of an entry point with a scorecard
};

enum class RuleOutcome : std::uint8_t { kFired, kNotFired, kSkipped, kNotReached };

// Told about every active rule of the entry point, in order, just before its actions run:
// explanations are recomputed from what it sees, so they cost one branch a decision and one an item
// of a scorecard when nobody watches.
class RuleObserver {
 public:
  virtual ~RuleObserver() = default;
  // `context` is the working context of the rule's turn; `error` is the condition's error value
  // when `outcome` is kSkipped. Rules after a stop come last as kNotReached; inactive rules and
  // those out of their window are not told.
  virtual void on_rule(std::uint32_t rule, RuleOutcome outcome, const Value& context,
                       const Value& error) = 0;
  // The same for every action of a rule that fires and has a test, when its turn comes: what the
  // test gave, a value or an error, on the working context as it stands then.
  virtual void on_step(std::uint32_t /*rule*/, std::uint32_t /*action*/, const Value& /*test*/,
                       const Value& /*context*/) {}
  // The same for every item of the entry point's scorecard, after all rules: kFired when it holds,
  // kSkipped when its condition was an error; never kNotReached.
  virtual void on_item(std::uint32_t /*item*/, RuleOutcome /*outcome*/, const Value& /*context*/,
                       const Value& /*error*/) {}
};

struct Request {
  std::string_view entry_point;
  std::string_view context;  // JSON text
  std::string_view
      acknowledgements;  // JSON text of an object, or "": read beside the context's own
  std::int64_t now_ms = 0;
  RuleObserver* observer = nullptr;       // with one, conditions run as bytecode
  EngineKind engine = EngineKind::kAuto;  // one that the ruleset lacks: as kBytecode
};

class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  struct State;
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// Null on success (then `decision` is filled), else the problem. Both live until the next call with
// the same workspace.
[[nodiscard]] const Problem* decide(const LoadedRuleset& ruleset, const Request& request,
                                    Workspace& workspace, Decision& decision);

// The value of one expression program (compile_expression): a value or an error value, which lives
// until the next call with the same workspace and as long as `ruleset` and `context`. One that
// would take more than kMaxArgumentBytes as JSON is value-too-large.
[[nodiscard]] Value evaluate(const LoadedRuleset& ruleset, const Value& context,
                             std::int64_t now_ms, Workspace& workspace);

}  // namespace rulec::runtime
