// The tables of a Program: every id in range, every row meaningful, nothing shared that could make
// a small file a large amount of work (constants nested in constants, expressions used twice). The
// instructions are validate_code.cpp.
#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_set>

#include "base/calendar.h"
#include "base/utf8.h"
#include "bytecode/bytecode.h"
#include "bytecode/internal/probes.h"
#include "bytecode/internal/section_io.h"
#include "bytecode/internal/validate_code.h"
#include "bytecode/internal/validate_rows.h"
#include "value/decimal.h"

namespace rulec::bytecode {
namespace {

// --- strings

bool are_distinct(const std::vector<std::string>& strings) {
  // The compiler sorts them; others may not.
  bool ascends = std::ranges::adjacent_find(strings, std::greater_equal<>()) == strings.end();
  if (ascends) {
    return true;
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& text : strings) {
    if (!seen.insert(text).second) {
      return false;
    }
  }
  return true;
}

Status validate_strings(const Program& program) {
  for (const auto& text : program.strings) {
    if (text.size() > kMaxStringBytes) {
      return exceeds("strings", kMaxStringBytes, "bytes in one string");
    }
  }
  if (!are_distinct(program.strings)) {
    return damaged("strings", "a string stands twice");
  }
  return {};
}

// --- constants

// Finite and canonical in the binary encoding of IEEE 754-2008, table 3.6 (coefficient below 10^34,
// no infinity, no NaN), and no negative zero.
bool is_plain_decimal(std::uint64_t low, std::uint64_t high) {
  constexpr std::uint64_t kLargeForm = 0x6000'0000'0000'0000;
  constexpr std::uint64_t kCoefficient = 0x0001'ffff'ffff'ffff;
  constexpr std::uint64_t kMaxHigh = 0x0001'ed09'bead'87c0;
  constexpr std::uint64_t kMaxLow = 0x378d'8e63'ffff'ffff;
  if ((high & kLargeForm) == kLargeForm) {
    return false;
  }
  std::uint64_t top = high & kCoefficient;
  bool is_negative_zero = (high >> 63U) != 0 && top == 0 && low == 0;
  return !is_negative_zero && (top < kMaxHigh || (top == kMaxHigh && low <= kMaxLow));
}

bool is_plain_double(std::uint64_t bits) {
  constexpr std::uint64_t kExponent = 0x7ff0'0000'0000'0000;
  constexpr std::uint64_t kNegativeZero = 0x8000'0000'0000'0000;
  return (bits & kExponent) != kExponent && bits != kNegativeZero;
}

// How large a constant is when written out: constants share children, so depth and size are
// counted, not walked.
struct Extent {
  std::uint64_t nodes = 1;
  std::uint32_t depth = 0;
};

class ConstantChecker {
 public:
  explicit ConstantChecker(const Program& program) : program_(program) {}

  Status check() {
    extents_.reserve(program_.constants.size());
    for (const auto& constant : program_.constants) {
      extents_.emplace_back();
      RULEC_TRY_STATUS(check_one(constant));
    }
    if (next_child_ != program_.children.size()) {
      return damaged("constants", "a child belongs to no list or object");
    }
    return {};
  }

 private:
  Status check_one(const Constant& constant) {
    bool is_container =
        constant.kind == ConstantKind::kList || constant.kind == ConstantKind::kObject;
    if (!is_container && (constant.first != 0 || constant.count != 0)) {
      return damaged("constants", "a scalar has children");
    }
    if (constant.kind != ConstantKind::kDecimal && constant.high != 0) {
      return damaged("constants", "an unused field is not zero");
    }
    switch (constant.kind) {
      case ConstantKind::kInteger:
        return {};
      case ConstantKind::kDouble:
        return require(is_plain_double(constant.bits), "a double is infinite, NaN or -0");
      case ConstantKind::kDecimal:
        return require(is_plain_decimal(constant.bits, constant.high),
                       "a decimal is infinite, NaN or not canonical");
      case ConstantKind::kString:
        return require(constant.bits < program_.strings.size(),
                       "a text names a string that is not there");
      case ConstantKind::kNull:
      case ConstantKind::kFalse:
      case ConstantKind::kTrue:
        return require(constant.bits == 0, "an unused field is not zero");
      case ConstantKind::kList:
        return check_children(constant, 1);
      case ConstantKind::kObject:
        return check_children(constant, 2);
    }
    return damaged("constants", "a kind is not known");
  }

  static Status require(bool holds, std::string_view problem) {
    if (!holds) {
      return damaged("constants", problem);
    }
    return {};
  }

  Status check_children(const Constant& constant, std::uint32_t width) {
    RULEC_TRY_STATUS(require(constant.bits == 0, "an unused field is not zero"));
    std::uint64_t total = std::uint64_t{constant.count} * width;
    if (constant.first != next_child_ || total > program_.children.size() - next_child_) {
      return damaged("constants", "the children of a list or object are not its own");
    }
    next_child_ += total;
    Extent extent;
    for (std::uint64_t i = width - 1; i < total; i += width) {
      RULEC_TRY_STATUS(add_child(program_.children[constant.first + i], extent));
    }
    extents_.back() = extent;
    if (extent.depth > kMaxRuleDepth) {
      return exceeds("constants", kMaxRuleDepth, "levels in one constant");
    }
    return width == 1 ? Status() : check_keys(constant);
  }

  Status add_child(std::uint32_t child, Extent& extent) const {
    if (child >= extents_.size() - 1) {
      return damaged("constants", "a constant does not come after its children");
    }
    extent.depth = std::max(extent.depth, extents_[child].depth + 1);
    extent.nodes += extents_[child].nodes;
    if (extent.nodes > kMaxConstantNodes) {
      return exceeds("constants", kMaxConstantNodes, "nodes in one constant");
    }
    return {};
  }

  Status check_keys(const Constant& constant) {
    keys_.clear();
    for (std::uint32_t i = 0; i < constant.count; ++i) {
      keys_.push_back(program_.children[constant.first + 2 * std::size_t{i}]);
    }
    std::ranges::sort(keys_);
    if (!keys_.empty() && keys_.back() >= program_.strings.size()) {
      return damaged("constants", "a key names a string that is not there");
    }
    if (std::ranges::adjacent_find(keys_) != keys_.end()) {
      return damaged("constants", "an object has a key twice");
    }
    return {};
  }

  const Program& program_;
  std::vector<Extent> extents_;
  std::vector<std::uint32_t> keys_;
  std::uint64_t next_child_ = 0;
};

Status validate_paths(const Program& program) {
  for (const auto& path : program.paths) {
    for (StringId segment : path.segments) {
      if (!is_in(segment, program.strings)) {
        return damaged("constants", "a path names a string that is not there");
      }
    }
  }
  return {};
}

// --- rules

bool is_window_end(std::int64_t ms, std::int64_t open) {
  // The day after the last one is 1 ms above the calendar.
  return ms == open || (ms >= calendar::kMinMs && ms <= calendar::kMaxMs + 1);
}

Status validate_rule(const Program& program, const Rule& rule, std::uint64_t& next_action) {
  if (!is_name(program, rule.id, kMaxIdBytes)) {
    return damaged("rules", "a rule has no proper id");
  }
  if (rule.name.is_valid() && !is_in(rule.name, program.strings)) {
    return damaged("rules", "a name is a string that is not there");
  }
  if (rule.flags > (kActive | kStop)) {
    return damaged("rules", "a flag of a rule is not known");
  }
  if (!is_window_end(rule.active_from_ms, INT64_MIN) ||
      !is_window_end(rule.active_until_ms, INT64_MAX)) {
    return damaged("rules", "a window ends outside the calendar");
  }
  if (rule.first_action != next_action ||
      rule.action_count > program.actions.size() - next_action) {
    return damaged("rules", "the actions of a rule are not its own");
  }
  next_action += rule.action_count;
  return {};
}

Status validate_rules(const Program& program) {
  if (program.rules.size() > kMaxRules) {
    return exceeds("rules", kMaxRules, "rules");
  }
  std::uint64_t next_action = 0;
  const std::string* last = nullptr;
  for (const auto& rule : program.rules) {
    RULEC_TRY_STATUS(validate_rule(program, rule, next_action));
    const std::string& id = program.strings[rule.id.index()];
    if (last != nullptr && *last >= id) {
      return damaged("rules", "the rules are not in the order of their ids");
    }
    last = &id;
  }
  if (next_action != program.actions.size()) {
    return damaged("rules", "an action belongs to no rule");
  }
  return {};
}

bool is_json_type(std::string_view type) {
  constexpr std::string_view kTypes[] = {"array",  "boolean", "integer",
                                         "number", "object",  "string"};
  return std::ranges::find(kTypes, type) != std::end(kTypes);
}

Status validate_pattern(const Program& program, const UpdatePattern& pattern) {
  if (pattern.type.is_valid() && (!is_in(pattern.type, program.strings) ||
                                  !is_json_type(program.strings[pattern.type.index()]))) {
    return damaged("rules", "an update pattern has an unknown type");
  }
  for (std::size_t i = 0; i < pattern.segments.size(); ++i) {
    if (!is_in(pattern.segments[i], program.strings)) {
      return damaged("rules", "an update pattern names a string that is not there");
    }
    if (program.strings[pattern.segments[i].index()] == "**" && i + 1 != pattern.segments.size()) {
      return damaged("rules", "an update pattern has `**` before its end");
    }
  }
  return {};
}

Status validate_entry_point(const Program& program, const EntryPoint& entry,
                            std::vector<bool>& has_turn) {
  if (!is_name(program, entry.name, kMaxEntryPointBytes)) {
    return damaged("rules", "an entry point has no proper name");
  }
  if (entry.schema != UINT32_MAX && entry.schema >= program.schemas.size()) {
    return damaged("rules", "an entry point names a schema that is not there");
  }
  has_turn.assign(program.rules.size(), false);
  for (std::uint32_t rule : entry.rules) {
    if (rule >= program.rules.size() || has_turn[rule]) {
      return damaged("rules", "an entry point names a rule twice, or one that is not there");
    }
    has_turn[rule] = true;
  }
  for (const auto& pattern : entry.updates) {
    RULEC_TRY_STATUS(validate_pattern(program, pattern));
  }
  for (std::size_t i = 0; i < entry.reads.size(); ++i) {
    bool ascends = i == 0 || entry.reads[i - 1] < entry.reads[i];
    if (!ascends || !is_in(entry.reads[i], program.paths)) {
      return damaged("rules", "an entry point reads a path twice, or one that is not there");
    }
  }
  return {};
}

Status validate_entry_points(const Program& program) {
  if (program.entry_points.size() > kMaxEntryPoints) {
    return exceeds("rules", kMaxEntryPoints, "entry points");
  }
  std::vector<bool> has_turn;
  const std::string* last = nullptr;
  for (const auto& entry : program.entry_points) {
    RULEC_TRY_STATUS(validate_entry_point(program, entry, has_turn));
    const std::string& name = program.strings[entry.name.index()];
    if (last != nullptr && *last >= name) {
      return damaged("rules", "the entry points are not in the order of their names");
    }
    last = &name;
  }
  return {};
}

// --- actions

Status validate_argument(const Program& program, const Argument& argument) {
  if (!is_in(argument.name, program.strings)) {
    return damaged("actions", "an argument has no name");
  }
  if (argument.constant.is_valid() == argument.expression.is_present()) {
    return damaged("actions", "an argument is not one of constant and expression");
  }
  if (argument.constant.is_valid() && !is_in(argument.constant, program.constants)) {
    return damaged("actions", "an argument names a constant that is not there");
  }
  return {};
}

Status validate_action(const Program& program, const Action& action) {
  if (!is_in(action.type, program.strings) ||
      (action.id.is_valid() && !is_in(action.id, program.strings))) {
    return damaged("actions", "an action names a string that is not there");
  }
  bool is_update = action.kind == ActionKind::kUpdate;
  if (is_update != is_in(action.target, program.paths)) {
    return damaged("actions", "an update has no target, or another action has one");
  }
  auto last = static_cast<std::uint8_t>(value::UpdateOperation::kMerge);
  if (action.operation > (is_update ? last : 0)) {
    return damaged("actions", "an operation is not known");
  }
  bool may_have_schema =
      action.kind == ActionKind::kEffect && action.schema < program.schemas.size();
  if (action.schema != UINT32_MAX && !may_have_schema) {
    return damaged("actions", "an action has a schema that is not there, or that it cannot have");
  }
  RULEC_TRY_STATUS(validate_message_template(program, action));
  for (const auto& argument : action.arguments) {
    RULEC_TRY_STATUS(validate_argument(program, argument));
  }
  return {};
}

Status validate_actions(const Program& program) {
  for (const auto& action : program.actions) {
    RULEC_TRY_STATUS(validate_action(program, action));
  }
  return {};
}

// --- scorecards

bool is_decimal(const Program& program, ConstantId id) {
  return is_in(id, program.constants) &&
         program.constants[id.index()].kind == ConstantKind::kDecimal;
}

bool is_symbol(const std::string& text) {
  return text != "-" && !text.empty() && utf8::decode(text).length == text.size();
}

Status validate_items(const Program& program, const Scorecard& scorecard) {
  if (scorecard.items.size() > kMaxScorecardItems) {
    return exceeds("scorecards", kMaxScorecardItems, "items in one scorecard");
  }
  std::unordered_set<std::uint32_t> ids;
  for (const auto& item : scorecard.items) {
    if (!is_name(program, item.id, kMaxIdBytes) || !ids.insert(item.id.index()).second) {
      return damaged("scorecards", "an item has no proper id, or that of another");
    }
    if (!is_in(item.symbol, program.strings) || !is_symbol(program.strings[item.symbol.index()])) {
      return damaged("scorecards", "an item has no proper symbol");
    }
    if (!is_decimal(program, item.points)) {
      return damaged("scorecards", "the points of an item are no decimal");
    }
  }
  return {};
}

Status validate_recommendations(const Program& program, const Scorecard& scorecard) {
  const std::string* last = nullptr;
  for (const auto& pattern : scorecard.patterns) {
    if (!is_in(pattern.symbols, program.strings) ||
        !is_in(pattern.recommendation, program.strings)) {
      return damaged("scorecards", "a pattern names a string that is not there");
    }
    const std::string& symbols = program.strings[pattern.symbols.index()];
    if (last != nullptr && *last >= symbols) {
      return damaged("scorecards", "the patterns are not in the order of their symbols");
    }
    last = &symbols;
  }
  std::optional<DecimalBits> least;
  for (const auto& band : scorecard.bands) {
    if (!is_decimal(program, band.from) || !is_in(band.recommendation, program.strings)) {
      return damaged("scorecards", "a band names a decimal or a string that is not there");
    }
    const Constant& from = program.constants[band.from.index()];
    DecimalBits bits{.low = from.bits, .high = from.high};
    if (least && value::compare_decimals(*least, bits) >= 0) {
      return damaged("scorecards", "the bands are not ascending");
    }
    least = bits;
  }
  return {};
}

Status validate_scorecards(const Program& program) {
  const Scorecard* last = nullptr;
  for (const auto& scorecard : program.scorecards) {
    if (!is_name(program, scorecard.id, kMaxIdBytes)) {
      return damaged("scorecards", "a scorecard has no proper id");
    }
    if (scorecard.entry_point >= program.entry_points.size() ||
        (last != nullptr && last->entry_point >= scorecard.entry_point)) {
      return damaged("scorecards", "the scorecards are not in the order of their entry points");
    }
    if (scorecard.default_recommendation.is_valid() &&
        !is_in(scorecard.default_recommendation, program.strings)) {
      return damaged("scorecards", "a default is a string that is not there");
    }
    RULEC_TRY_STATUS(validate_items(program, scorecard));
    RULEC_TRY_STATUS(validate_recommendations(program, scorecard));
    last = &scorecard;
  }
  return {};
}

// --- code

// All expressions, in the order of their instructions.
Result<std::vector<Expression>> expressions_of(const Program& program) {
  std::vector<Expression> all;
  auto add = [&](const Expression& expression) {
    if (expression.is_present()) {
      all.push_back(expression);
    }
    return expression.is_present() || (expression.length == 0 && expression.registers == 0);
  };
  bool is_clean = true;
  for (const auto& rule : program.rules) {
    is_clean = add(rule.condition) && is_clean;
  }
  for (const auto& action : program.actions) {
    is_clean = add(action.test) && is_clean;
    for (const auto& argument : action.arguments) {
      is_clean = add(argument.expression) && is_clean;
    }
  }
  for (const auto& scorecard : program.scorecards) {
    for (const auto& item : scorecard.items) {
      is_clean = add(item.condition) && is_clean;
    }
  }
  for (const auto& row : program.templates) {
    is_clean = add(row.values) && is_clean;
  }
  if (!is_clean) {
    return damaged("rules", "an absent expression has a length");
  }
  if (!std::ranges::is_sorted(all, {}, &Expression::begin)) {
    std::ranges::sort(all, {}, &Expression::begin);
  }
  return all;
}

// Every slot belongs to exactly one expression, so all of them together are checked in one pass.
Status validate_code(const Program& program) {
  RULEC_TRY(all, expressions_of(program));
  FlowChecker checker(program);
  std::uint64_t next = 0;
  for (const auto& expression : all) {
    if (expression.begin.index() != next || expression.length == 0 ||
        expression.length > program.code.size() - next) {
      return damaged("code", "an expression does not begin where the one before ends");
    }
    next += expression.length;
    RULEC_TRY_STATUS(checker.check(expression));
  }
  if (next != program.code.size()) {
    return damaged("code", "instructions belong to no expression");
  }
  return {};
}

// --- what stands beside

Status validate_schemas(const Program& program) {
  if (program.schemas.size() > kMaxSchemas) {
    return exceeds("schemas", kMaxSchemas, "schemas");
  }
  for (const auto& schema : program.schemas) {
    if (!is_in(schema.name, program.strings)) {
      return damaged("schemas", "a schema has no name");
    }
    if (schema.text.size() > kMaxSchemaBytes) {
      return exceeds("schemas", kMaxSchemaBytes, "bytes in one schema");
    }
  }
  return {};
}

Status validate_source_map(const Program& program) {
  const SourceMapRow* last = nullptr;
  for (const auto& row : program.source_map) {
    if (row.pc >= program.code.size() || row.file >= program.source_files.size() ||
        row.begin > row.end) {
      return damaged("source_map", "a row names a place that is not there");
    }
    if (last != nullptr && last->pc >= row.pc) {
      return damaged("source_map", "the rows are not in the order of their instructions");
    }
    last = &row;
  }
  return {};
}

Status validate_rule_texts(const Program& program) {
  if (!program.rule_texts.empty() && program.rule_texts.size() != program.rules.size()) {
    return damaged("rule_text", "it has not one text for each rule");
  }
  if (!program.scorecard_texts.empty() &&
      program.scorecard_texts.size() != program.scorecards.size()) {
    return damaged("rule_text", "it has not one text for each scorecard");
  }
  if (!program.template_texts.empty() &&
      program.template_texts.size() != program.templates.size()) {
    return damaged("rule_text", "it has not one text for each template");
  }
  return {};
}

}  // namespace

Status validate(const Program& program) {
  RULEC_TRY_STATUS(validate_strings(program));
  RULEC_TRY_STATUS(ConstantChecker(program).check());
  RULEC_TRY_STATUS(validate_paths(program));
  RULEC_TRY_STATUS(validate_rules(program));
  RULEC_TRY_STATUS(validate_schemas(program));
  RULEC_TRY_STATUS(validate_entry_points(program));
  RULEC_TRY_STATUS(validate_actions(program));
  RULEC_TRY_STATUS(validate_flows(program));
  RULEC_TRY_STATUS(validate_scorecards(program));
  RULEC_TRY_STATUS(validate_templates(program));
  RULEC_TRY_STATUS(validate_code(program));
  RULEC_TRY_STATUS(validate_source_map(program));
  RULEC_TRY_STATUS(validate_rule_texts(program));
  return validate_probes(program);
}

}  // namespace rulec::bytecode
