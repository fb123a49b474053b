// Program -> text. Instruction numbers and jump targets count from the start of their expression,
// so that a change of one rule leaves the text of all others alone.
#include <fmt/format.h>

#include "base/calendar.h"
#include "base/json_writer.h"
#include "bytecode/bytecode.h"
#include "bytecode/internal/disassemble_text.h"
#include "value/operators.h"

namespace rulec::bytecode {
namespace {

constexpr std::string_view kComparisons[] = {"==", "!=", "===", "!==", "<", "<=", ">", ">="};
constexpr std::string_view kOperations[] = {"set", "increment", "append", "remove", "merge"};

std::string path_or_context(const Program& program, std::uint32_t path) {
  std::string text = path_text(program, PathId(path));
  return text.empty() ? "(context)" : text;
}

// r3 · r3 .. r5 · (none)
std::string register_range(std::uint32_t first, std::uint32_t count) {
  if (count == 0) {
    return "(none)";
  }
  return count == 1 ? fmt::format("r{}", first)
                    : fmt::format("r{} .. r{}", first, first + count - 1);
}

// The operands of one instruction in words.
class OperandText {
 public:
  OperandText(const Program& program, const Expression& expression, std::uint32_t pc)
      : program_(program),
        begin_(expression.begin.index()),
        at_(program.code[begin_ + pc]),
        extra_(kOpcodes[static_cast<std::size_t>(at_.op)].words == 2
                   ? extra_of(program.code[begin_ + pc + 1])
                   : ExtraWord{}) {}

  [[nodiscard]] std::string text() const {
    using enum Opcode;
    switch (at_.op) {
      case kConstant:
      case kMove:
      case kLoadPath:
      case kLoadPathRaw:
      case kLoadItem:
      case kLoadItemRaw:
      case kLoadLevel:
      case kExistsLevel:
      case kMakeList:
      case kMakeObject:
        return fmt::format("r{} = {}", at_.a, loaded());
      case kCall:
        return fmt::format("r{} = {} {}", at_.a, operator_name(), register_range(at_.a, at_.b));
      case kCallSpread:
        return fmt::format("r{} = {} ...r{}", at_.a, operator_name(), at_.a);
      case kNot:
      case kTruthy:
      case kScopePop:
      case kMeterBegin:
        return at_.op == kNot || at_.op == kTruthy ? fmt::format("r{}", at_.a) : "";
      case kCompare:
      case kComparePath:
      case kComparePathAnd:
      case kComparePathOr:
      case kInPath:
        return compared();
      case kJump:
      case kJumpUnlessTruthy:
      case kJumpUnlessFalsy:
      case kJumpUnlessNull:
      case kJumpIfPresent:
      case kJumpIfError:
      case kJumpUnlessCaught:
        return jump();
      case kIterBegin:
        return fmt::format("{} r{}{} body {} nodes, done -> {}", operator_name(), at_.a,
                           iterator_flags(), extra_.y, target(at_.b));
      case kIterNext:
        return fmt::format("{} r{} -> {}", operator_name(), at_.a, target(at_.b));
      case kTryPush:
      case kReturn:
        return fmt::format("r{}", at_.a);
      case kCharge:
        return fmt::format("{} or r{}", at_.b, at_.a);
    }
    return "";
  }

 private:
  [[nodiscard]] std::string loaded() const {
    using enum Opcode;
    if (at_.op == kConstant) {
      return constant_text(program_, ConstantId(at_.b));
    }
    if (at_.op == kMove) {
      return fmt::format("r{}", at_.b);
    }
    if (at_.op == kMakeList) {
      return register_range(at_.a, at_.b);
    }
    if (at_.op == kMakeObject) {
      return fmt::format("{} from r{}", constant_text(program_, ConstantId(at_.b)), at_.a);
    }
    std::string path = path_or_context(program_, at_.b);
    bool has_level = at_.op == kLoadLevel || at_.op == kExistsLevel;
    return has_level ? fmt::format("{} at level {}", path, at_.n) : path;
  }

  [[nodiscard]] std::string compared() const {
    if (at_.op == Opcode::kCompare) {
      return fmt::format("r{} = r{} {} r{}", at_.a, extra_.x, kComparisons[at_.n], extra_.y);
    }
    std::string path = path_or_context(program_, at_.b);
    std::string constant = constant_text(program_, ConstantId(extra_.x));
    if (at_.op == Opcode::kInPath) {
      return fmt::format("r{} = {} in {}", at_.a, path, constant);
    }
    std::string text = fmt::format("r{} = {} {} {}", at_.a, path, kComparisons[at_.n], constant);
    return at_.op == Opcode::kComparePath ? text : text + fmt::format(" -> {}", target(extra_.y));
  }

  [[nodiscard]] std::string jump() const {
    if (at_.op == Opcode::kJump) {
      return fmt::format("-> {}", target(at_.b));
    }
    if (at_.op == Opcode::kJumpIfError && extra_.x != at_.a) {
      return fmt::format("r{} as r{} -> {}", at_.a, extra_.x, target(at_.b));
    }
    return fmt::format("r{} -> {}", at_.a, target(at_.b));
  }

  [[nodiscard]] std::string iterator_flags() const {
    std::string text = (extra_.x & kSourceWrittenNull) != 0 ? ", source written null," : "";
    return (extra_.x & kHasStart) != 0 ? text + fmt::format(" start r{},", at_.a + 1) : text;
  }

  [[nodiscard]] std::string_view operator_name() const {
    return value::operator_table()[at_.n].name;
  }
  [[nodiscard]] std::uint32_t target(std::uint32_t absolute) const { return absolute - begin_; }

  const Program& program_;
  std::uint32_t begin_;
  const Instruction& at_;
  ExtraWord extra_;
};

std::string plural(std::uint32_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

void append_expression(std::string& out, const Program& program, std::string_view what,
                       std::string_view indent, const Expression& expression) {
  out += fmt::format("{}{}: {}, {}\n", indent, what, plural(expression.length, "slot"),
                     plural(expression.registers, "register"));
  for (std::uint32_t pc = 0; pc < expression.length;) {
    const Instruction& at = program.code[expression.begin.index() + pc];
    const OpcodeRow& row = kOpcodes[static_cast<std::size_t>(at.op)];
    std::string line = fmt::format("{}{:>6}  {:<18} {}", indent, pc, row.text,
                                   OperandText(program, expression, pc).text());
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
    pc += row.words;
  }
}

namespace {

std::string moment_text(std::int64_t ms) {
  // One past the calendar is the end of its last day.
  return ms > calendar::kMaxMs ? "10000-01-01T00:00:00.000Z" : calendar::format_instant(ms);
}

void append_window(std::string& out, const Rule& rule) {
  bool has_from = rule.active_from_ms != INT64_MIN;
  bool has_until = rule.active_until_ms != INT64_MAX;
  if (has_from || has_until) {
    out += "  active";
    out += has_from ? " from " + moment_text(rule.active_from_ms) : "";
    out += has_until ? " until " + moment_text(rule.active_until_ms) : "";
    out += '\n';
  }
}

void append_step(std::string& out, const Program& program, const Action& action) {
  if (action.result.is_valid()) {
    out += fmt::format("    gives {}\n", text_of(program, action.result));
  }
  if (!action.after.empty()) {
    out += "    uses";
    for (StringId result : action.after) {
      out += " " + text_of(program, result);
    }
    out += fmt::format(" ({} in arguments)\n", action.references);
  }
  if (action.carried.is_valid()) {
    out += fmt::format("    carries {}\n", constant_text(program, action.carried));
  }
  if (action.test.is_present()) {
    append_expression(out, program, "when", "    ", action.test);
  }
}

void append_action(std::string& out, const Program& program, const Action& action,
                   std::uint32_t number) {
  out += fmt::format("  action {}: {}", number, text_of(program, action.type));
  if (action.kind == ActionKind::kUpdate) {
    out += fmt::format(" {} {}", kOperations[action.operation], path_text(program, action.target));
  }
  out += action.id.is_valid() ? fmt::format(" as {}\n", quoted(text_of(program, action.id))) : "\n";
  if (action.message_template != kNoTemplate) {
    out += fmt::format("    shows template {}\n",
                       text_of(program, program.templates[action.message_template].id));
  }
  append_step(out, program, action);
  for (const auto& argument : action.arguments) {
    const std::string& name = text_of(program, argument.name);
    if (argument.constant.is_valid()) {
      out += fmt::format("    {} = {}\n", name, constant_text(program, argument.constant));
    } else {
      append_expression(out, program, name, "    ", argument.expression);
    }
  }
}

void append_rule(std::string& out, const Program& program, const Rule& rule) {
  out += fmt::format("rule {}", text_of(program, rule.id));
  out += rule.priority == 0 ? "" : fmt::format(" priority {}", rule.priority);
  out += (rule.flags & kStop) != 0 ? " stop" : "";
  out += (rule.flags & kActive) != 0 ? "\n" : " inactive\n";
  if (rule.name.is_valid()) {
    out += fmt::format("  name {}\n", quoted(text_of(program, rule.name)));
  }
  append_window(out, rule);
  if (rule.condition.is_present()) {
    append_expression(out, program, "condition", "  ", rule.condition);
  } else {
    out += "  condition: always\n";
  }
  for (std::uint32_t i = 0; i < rule.action_count; ++i) {
    append_action(out, program, program.actions[rule.first_action + i], i);
  }
}

std::string pattern_text(const Program& program, const UpdatePattern& pattern) {
  std::string text;
  for (StringId segment : pattern.segments) {
    text += (text.empty() ? "" : ".") + text_of(program, segment);
  }
  return pattern.type.is_valid() ? text + ": " + text_of(program, pattern.type) : text;
}

void append_entry_point(std::string& out, const Program& program, const EntryPoint& entry) {
  out += fmt::format("entry point {}\n  hit policy {}, on error {}, validate {}{}\n",
                     text_of(program, entry.name),
                     entry.hit_policy == HitPolicy::kAll ? "all" : "first",
                     entry.on_error == OnError::kFail ? "fail" : "skip_rule",
                     entry.validation == Validation::kFull ? "full" : "light",
                     entry.is_critical ? ", critical" : "");
  if (entry.schema != UINT32_MAX) {
    out += fmt::format("  schema {}\n", text_of(program, program.schemas[entry.schema].name));
  }
  for (const auto& pattern : entry.updates) {
    out += fmt::format("  updates {}\n", pattern_text(program, pattern));
  }
  if (entry.reads_all) {
    out += "  reads the whole context\n";
  }
  for (PathId path : entry.reads) {
    std::string text = path_text(program, path);
    out += fmt::format("  reads {}\n", text.empty() ? "(context)" : text);
  }
  for (std::uint32_t rule : entry.rules) {
    out += fmt::format("  rule {}\n", text_of(program, program.rules[rule].id));
  }
}

void append_scorecard(std::string& out, const Program& program, const Scorecard& scorecard) {
  out += fmt::format("scorecard {}\n  entry point {}\n", text_of(program, scorecard.id),
                     text_of(program, program.entry_points[scorecard.entry_point].name));
  for (const auto& item : scorecard.items) {
    out += fmt::format("  item {}: symbol {}, points {}\n", text_of(program, item.id),
                       quoted(text_of(program, item.symbol)), constant_text(program, item.points));
    if (item.condition.is_present()) {
      append_expression(out, program, "condition", "    ", item.condition);
    } else {
      out += "    condition: always\n";
    }
  }
  for (const auto& pattern : scorecard.patterns) {
    out += fmt::format("  pattern {}: {}\n", quoted(text_of(program, pattern.symbols)),
                       quoted(text_of(program, pattern.recommendation)));
  }
  for (const auto& band : scorecard.bands) {
    out += fmt::format("  band from {}: {}\n", constant_text(program, band.from),
                       quoted(text_of(program, band.recommendation)));
  }
  out += fmt::format("  default: {}\n",
                     scorecard.default_recommendation.is_valid()
                         ? quoted(text_of(program, scorecard.default_recommendation))
                         : "null");
}

}  // namespace

std::string disassemble(const Program& program) {
  std::string out;
  for (const auto& entry : program.entry_points) {
    append_entry_point(out, program, entry);
  }
  for (const auto& rule : program.rules) {
    append_rule(out, program, rule);
  }
  for (const auto& scorecard : program.scorecards) {
    append_scorecard(out, program, scorecard);
  }
  for (std::uint32_t i = 0; i < program.templates.size(); ++i) {
    append_template(out, program, program.templates[i]);
  }
  return out;
}

std::string disassemble_rule(const Program& program, std::uint32_t rule) {
  std::string out;
  append_rule(out, program, program.rules[rule]);
  return out;
}

std::string disassemble_scorecard(const Program& program, std::uint32_t scorecard) {
  std::string out;
  append_scorecard(out, program, program.scorecards[scorecard]);
  return out;
}

std::string disassemble_template(const Program& program, std::uint32_t index) {
  std::string out;
  append_template(out, program, program.templates[index]);
  return out;
}

}  // namespace rulec::bytecode
