// Program -> sections. Each section is its counts, then its tables as rows of fixed size, then its
// texts; decode.cpp reads the same layouts, stated in internal/layout.h.
#include <algorithm>
#include <map>

#include "bytecode/bytecode.h"
#include "bytecode/internal/layout.h"
#include "bytecode/internal/probes.h"
#include "bytecode/internal/section_io.h"
#include "value/operators.h"

namespace rulec::bytecode {
namespace {

// Lengths, then the texts one after the other.
void write_texts(SectionWriter& out, const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    out.count(text.size());
  }
  for (const auto& text : texts) {
    out.text(text);
  }
}

std::string encode_strings(const Program& program) {
  SectionWriter out;
  out.count(program.strings.size());
  write_texts(out, program.strings);
  return out.take();
}

void write_constant(SectionWriter& out, const Constant& constant) {
  out.u32(static_cast<std::uint32_t>(constant.kind));
  out.u32(constant.count);
  out.u64(constant.bits);
  out.u64(constant.high);
  out.u32(constant.first);
  out.u32(0);
}

std::string encode_constants(const Program& program) {
  std::size_t segments = 0;
  for (const auto& path : program.paths) {
    segments += path.segments.size();
  }
  SectionWriter out;
  out.count(program.constants.size());
  out.count(program.children.size());
  out.count(program.paths.size());
  out.count(segments);
  for (const auto& constant : program.constants) {
    write_constant(out, constant);
  }
  for (std::uint32_t child : program.children) {
    out.u32(child);
  }
  for (const auto& path : program.paths) {
    out.count(path.segments.size());
  }
  for (const auto& path : program.paths) {
    for (StringId segment : path.segments) {
      out.u32(segment.index());
    }
  }
  return out.take();
}

// Calls `visit` with the index of every instruction, extra words left out.
template <class Visitor>
void for_each_instruction(const std::vector<Instruction>& code, Visitor visit) {
  for (std::size_t pc = 0; pc < code.size();) {
    visit(pc);
    pc += kOpcodes[static_cast<std::size_t>(code[pc].op)].words;
  }
}

// Operators that the code names, by their names.
std::map<std::string_view, std::uint8_t> operators_of(const Program& program) {
  std::map<std::string_view, std::uint8_t> places;
  auto table = value::operator_table();
  for_each_instruction(program.code, [&](std::size_t pc) {
    const Instruction& at = program.code[pc];
    if (layout::names_operator(at.op)) {
      places.emplace(table[at.n].name, 0);
    }
  });
  std::uint8_t next = 0;
  for (auto& [name, place] : places) {
    place = next++;
  }
  return places;
}

std::string encode_code(const Program& program) {
  auto places = operators_of(program);
  std::vector<Instruction> code = program.code;
  for_each_instruction(program.code, [&](std::size_t pc) {
    if (layout::names_operator(code[pc].op)) {
      code[pc].n = places.at(value::operator_table()[code[pc].n].name);
    }
  });
  SectionWriter out;
  out.count(code.size());
  out.count(places.size());
  for (const auto& instruction : code) {
    out.u8(static_cast<std::uint8_t>(instruction.op));
    out.u8(instruction.n);
    out.u16(instruction.a);
    out.u32(instruction.b);
  }
  std::vector<std::string> names;
  names.reserve(places.size());
  for (const auto& [name, place] : places) {
    names.emplace_back(name);
  }
  write_texts(out, names);
  return out.take();
}

void write_expression(SectionWriter& out, const Expression& expression) {
  out.u32(expression.begin.index());
  out.u32(expression.length);
  out.u32(expression.registers);
}

void write_rule(SectionWriter& out, const Rule& rule) {
  out.u32(rule.id.index());
  out.u32(rule.name.index());
  out.u32(static_cast<std::uint32_t>(rule.priority));
  out.u32(rule.flags);
  out.u64(static_cast<std::uint64_t>(rule.active_from_ms));
  out.u64(static_cast<std::uint64_t>(rule.active_until_ms));
  write_expression(out, rule.condition);
  out.u32(rule.first_action);
  out.u32(rule.action_count);
  out.u32(0);
}

void write_entry_point(SectionWriter& out, const EntryPoint& entry) {
  out.u32(entry.name.index());
  out.u8(static_cast<std::uint8_t>(entry.hit_policy));
  out.u8(static_cast<std::uint8_t>(entry.on_error));
  out.u8(static_cast<std::uint8_t>(entry.validation));
  out.u8(static_cast<std::uint8_t>((entry.is_critical ? layout::kCritical : 0) |
                                   (entry.reads_all ? layout::kReadsAll : 0)));
  out.u32(entry.schema);
  out.count(entry.rules.size());
  out.count(entry.updates.size());
  out.count(entry.reads.size());
}

void write_patterns(SectionWriter& out, const Program& program) {
  for (const auto& entry : program.entry_points) {
    for (const auto& pattern : entry.updates) {
      out.count(pattern.segments.size());
      out.u32(pattern.type.index());
    }
  }
  for (const auto& entry : program.entry_points) {
    for (const auto& pattern : entry.updates) {
      for (StringId segment : pattern.segments) {
        out.u32(segment.index());
      }
    }
  }
}

std::string encode_rules(const Program& program) {
  std::size_t turns = 0;
  std::size_t patterns = 0;
  std::size_t segments = 0;
  std::size_t reads = 0;
  for (const auto& entry : program.entry_points) {
    reads += entry.reads.size();
    turns += entry.rules.size();
    patterns += entry.updates.size();
    for (const auto& pattern : entry.updates) {
      segments += pattern.segments.size();
    }
  }
  SectionWriter out;
  out.count(program.rules.size());
  out.count(program.entry_points.size());
  out.count(turns);
  out.count(patterns);
  out.count(segments);
  out.count(reads);
  for (const auto& rule : program.rules) {
    write_rule(out, rule);
  }
  for (const auto& entry : program.entry_points) {
    write_entry_point(out, entry);
  }
  for (const auto& entry : program.entry_points) {
    for (std::uint32_t rule : entry.rules) {
      out.u32(rule);
    }
  }
  write_patterns(out, program);
  for (const auto& entry : program.entry_points) {
    for (PathId path : entry.reads) {
      out.u32(path.index());
    }
  }
  return out.take();
}

void write_action(SectionWriter& out, const Action& action) {
  out.u8(static_cast<std::uint8_t>(action.kind));
  out.u8(action.operation);
  out.u16(0);
  out.u32(action.id.index());
  out.u32(action.type.index());
  out.u32(action.target.index());
  out.u32(action.schema);
  out.u32(action.message_template);
  out.count(action.arguments.size());
}

std::string encode_actions(const Program& program) {
  std::size_t arguments = 0;
  for (const auto& action : program.actions) {
    arguments += action.arguments.size();
  }
  SectionWriter out;
  out.count(program.actions.size());
  out.count(arguments);
  for (const auto& action : program.actions) {
    write_action(out, action);
  }
  for (const auto& action : program.actions) {
    for (const auto& argument : action.arguments) {
      out.u32(argument.name.index());
      out.u32(argument.constant.index());
      write_expression(out, argument.expression);
    }
  }
  return out.take();
}

void write_template(SectionWriter& out, const Template& row) {
  out.u32(row.id.index());
  out.u32(row.language.index());
  out.u32(row.component_type.index());
  out.u32(row.variant.index());
  out.u32(row.fallback);
  out.u8(static_cast<std::uint8_t>(row.format));
  out.u8(static_cast<std::uint8_t>((row.is_default ? layout::kDefaultVariant : 0) |
                                   (row.reads_vars ? layout::kReadsVars : 0)));
  out.u16(0);
  write_expression(out, row.values);
  out.u32(row.step_count);
  out.u32(row.rendered_step_count);
}

std::string encode_templates(const Program& program) {
  SectionWriter out;
  out.count(program.templates.size());
  out.count(program.steps.size());
  out.count(program.filters.size());
  for (const auto& row : program.templates) {
    write_template(out, row);
  }
  for (const auto& step : program.steps) {
    out.u8(static_cast<std::uint8_t>(step.kind));
    out.u8(static_cast<std::uint8_t>(step.place));
    out.u16(static_cast<std::uint16_t>(step.filter_count));
    out.u32(step.text.index());
    out.u32(step.constant.index());
    out.u32(step.value);
  }
  for (const auto& filter : program.filters) {
    out.u32(static_cast<std::uint32_t>(filter.kind));
    out.u32(filter.argument.index());
  }
  return out.take();
}

std::string encode_schemas(const Program& program) {
  SectionWriter out;
  out.count(program.schemas.size());
  for (const auto& schema : program.schemas) {
    out.u32(schema.name.index());
    out.count(schema.text.size());
  }
  for (const auto& schema : program.schemas) {
    out.text(schema.text);
  }
  return out.take();
}

std::string encode_scorecards(const Program& program) {
  std::size_t items = 0;
  std::size_t patterns = 0;
  std::size_t bands = 0;
  for (const auto& scorecard : program.scorecards) {
    items += scorecard.items.size();
    patterns += scorecard.patterns.size();
    bands += scorecard.bands.size();
  }
  SectionWriter out;
  out.count(program.scorecards.size());
  out.count(items);
  out.count(patterns);
  out.count(bands);
  for (const auto& scorecard : program.scorecards) {
    out.u32(scorecard.id.index());
    out.u32(scorecard.entry_point);
    out.u32(scorecard.default_recommendation.index());
    out.count(scorecard.items.size());
    out.count(scorecard.patterns.size());
    out.count(scorecard.bands.size());
  }
  for (const auto& scorecard : program.scorecards) {
    for (const auto& item : scorecard.items) {
      out.u32(item.id.index());
      out.u32(item.symbol.index());
      out.u32(item.points.index());
      write_expression(out, item.condition);
    }
  }
  for (const auto& scorecard : program.scorecards) {
    for (const auto& pattern : scorecard.patterns) {
      out.u32(pattern.symbols.index());
      out.u32(pattern.recommendation.index());
    }
  }
  for (const auto& scorecard : program.scorecards) {
    for (const auto& band : scorecard.bands) {
      out.u32(band.from.index());
      out.u32(band.recommendation.index());
    }
  }
  return out.take();
}

std::string encode_flows(const Program& program) {
  std::size_t steps = 0;
  std::size_t results = 0;
  for (const auto& action : program.actions) {
    steps += action.is_step() ? 1 : 0;
    results += action.after.size();
  }
  SectionWriter out;
  out.count(steps);
  out.count(results);
  for (std::size_t i = 0; i < program.actions.size(); ++i) {
    const Action& action = program.actions[i];
    if (action.is_step()) {
      out.count(i);
      out.u32(action.result.index());
      write_expression(out, action.test);
      out.u32(action.carried.index());
      out.u32(action.references);
      out.count(action.after.size());
    }
  }
  for (const auto& action : program.actions) {
    for (StringId result : action.after) {
      out.u32(result.index());
    }
  }
  return out.take();
}

std::string encode_source_map(const Program& program) {
  SectionWriter out;
  out.count(program.source_files.size());
  out.count(program.source_map.size());
  for (const auto& row : program.source_map) {
    out.u32(row.pc);
    out.u32(row.file);
    out.u32(row.begin);
    out.u32(row.end);
  }
  write_texts(out, program.source_files);
  return out.take();
}

std::string encode_rule_texts(const Program& program) {
  SectionWriter out;
  out.count(program.rule_texts.size());
  out.count(program.scorecard_texts.size());
  out.count(program.template_texts.size());
  write_texts(out, program.rule_texts);
  write_texts(out, program.scorecard_texts);
  write_texts(out, program.template_texts);
  return out.take();
}

}  // namespace

std::vector<Section> encode(const Program& program) {
  std::vector<Section> sections;
  auto add = [&](SectionType type, bool is_critical, std::string bytes) {
    sections.push_back({.type = static_cast<std::uint32_t>(type),
                        .is_critical = is_critical,
                        .bytes = std::move(bytes)});
  };
  add(SectionType::kStrings, true, encode_strings(program));
  add(SectionType::kConstants, true, encode_constants(program));
  add(SectionType::kCode, true, encode_code(program));
  add(SectionType::kRules, true, encode_rules(program));
  add(SectionType::kActions, true, encode_actions(program));
  if (!program.templates.empty()) {
    add(SectionType::kTemplates, true, encode_templates(program));
  }
  if (!program.schemas.empty()) {
    add(SectionType::kSchemas, true, encode_schemas(program));
  }
  if (!program.scorecards.empty()) {
    add(SectionType::kScorecards, true, encode_scorecards(program));
  }
  if (std::ranges::any_of(program.actions, &Action::is_step)) {
    add(SectionType::kFlows, true, encode_flows(program));
  }
  if (!program.source_map.empty()) {
    add(SectionType::kSourceMap, false, encode_source_map(program));
  }
  if (!program.rule_texts.empty() || !program.scorecard_texts.empty() ||
      !program.template_texts.empty()) {
    add(SectionType::kRuleText, false, encode_rule_texts(program));
  }
  if (!program.probes.empty()) {
    add(SectionType::kProbes, false, encode_probes(program));
  }
  return sections;
}

}  // namespace rulec::bytecode
