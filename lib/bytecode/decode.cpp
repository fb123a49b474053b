// Sections -> Program: the shape of every table, with each count compared with the bytes that are
// there before room is made for it. What the numbers mean is validate()'s business.
#include <optional>

#include "base/limits.h"
#include "base/utf8.h"
#include "bytecode/bytecode.h"
#include "bytecode/internal/decode_rows.h"
#include "bytecode/internal/layout.h"
#include "bytecode/internal/probes.h"
#include "bytecode/internal/section_io.h"
#include "value/operators.h"

namespace rulec::bytecode {
namespace {

constexpr std::uint64_t kMaxOperators = 256;
struct TextLimit {
  std::size_t bytes;
  std::string_view section;
  std::string_view what;
};

Status read_texts(SectionReader& in, std::uint32_t count, const TextLimit& limit,
                  std::vector<std::string>& texts) {
  std::vector<std::uint32_t> lengths(count);
  for (auto& length : lengths) {
    length = in.u32();
    if (length > limit.bytes) {
      return exceeds(limit.section, limit.bytes, limit.what);
    }
  }
  texts.reserve(count);
  for (std::uint32_t length : lengths) {
    texts.emplace_back(in.text(length));
    if (utf8::find_invalid(texts.back()) != std::string_view::npos) {
      in.fail("a text is not UTF-8");
    }
  }
  return {};
}

Status decode_strings(std::string_view bytes, Program& program) {
  SectionReader in("strings", bytes);
  std::uint32_t count = in.count(layout::kId, kUnlimited, "strings");
  RULEC_TRY_STATUS(read_texts(
      in, count, {.bytes = kMaxStringBytes, .section = "strings", .what = "bytes in one string"},
      program.strings));
  return in.finish();
}

Constant read_constant(SectionReader& in) {
  Constant constant;
  constant.kind = read_enum(in, in.u32(), ConstantKind::kObject, "the kind");
  constant.count = in.u32();
  constant.bits = in.u64();
  constant.high = in.u64();
  constant.first = in.u32();
  in.expect_zero(in.u32());
  return constant;
}

void read_paths(SectionReader& in, std::uint32_t paths, std::uint32_t segments, Program& program) {
  std::vector<std::uint32_t> lengths(paths);
  std::uint64_t total = 0;
  for (auto& length : lengths) {
    length = in.u32();
    total += length;
  }
  if (total != segments) {
    return in.fail("the paths do not have the segments they count");
  }
  program.paths.reserve(paths);
  for (std::uint32_t length : lengths) {
    auto& path = program.paths.emplace_back();
    path.segments.reserve(length);
    for (std::uint32_t i = 0; i < length; ++i) {
      path.segments.push_back(read_id<StringId>(in));
    }
  }
}

Status decode_constants(std::string_view bytes, Program& program) {
  SectionReader in("constants", bytes);
  std::uint32_t constants = in.count(layout::kConstant, kUnlimited, "constants");
  std::uint32_t children = in.count(layout::kId, kUnlimited, "children");
  std::uint32_t paths = in.count(layout::kId, kUnlimited, "paths");
  std::uint32_t segments = in.count(layout::kId, kUnlimited, "segments");
  program.constants.reserve(constants);
  for (std::uint32_t i = 0; i < constants; ++i) {
    program.constants.push_back(read_constant(in));
  }
  program.children.reserve(children);
  for (std::uint32_t i = 0; i < children; ++i) {
    program.children.push_back(in.u32());
  }
  read_paths(in, paths, segments, program);
  return in.finish();
}

// Numbers of operators in the file -> numbers in this program.
Result<std::vector<std::uint8_t>> read_operators(SectionReader& in, std::uint32_t count) {
  std::vector<std::string> names;
  RULEC_TRY_STATUS(read_texts(
      in, count,
      {.bytes = kMaxIdBytes, .section = "code", .what = "bytes in the name of one operator"},
      names));
  std::vector<std::uint8_t> numbers;
  for (const auto& name : names) {
    const auto* row = value::find_operator(name);
    if (row == nullptr) {
      return damaged("code", "an operator is not known");
    }
    numbers.push_back(static_cast<std::uint8_t>(row->id));
  }
  return numbers;
}

Status number_operators(const std::vector<std::uint8_t>& numbers, std::vector<Instruction>& code) {
  for (std::size_t pc = 0; pc < code.size();) {
    Instruction& at = code[pc];
    if (static_cast<std::size_t>(at.op) >= kOpcodeCount) {
      return damaged("code", "an opcode is not known");
    }
    if (layout::names_operator(at.op)) {
      if (at.n >= numbers.size()) {
        return damaged("code", "an instruction names an operator that is not there");
      }
      at.n = numbers[at.n];
    }
    pc += kOpcodes[static_cast<std::size_t>(at.op)].words;
  }
  return {};
}

Status decode_code(std::string_view bytes, Program& program) {
  SectionReader in("code", bytes);
  std::uint32_t count = in.count(layout::kSlot, kUnlimited, "slots");
  std::uint32_t operators = in.count(layout::kId, kMaxOperators, "operators");
  program.code.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    auto op = static_cast<Opcode>(in.u8());
    std::uint8_t n = in.u8();
    std::uint16_t a = in.u16();
    program.code.push_back({.op = op, .n = n, .a = a, .b = in.u32()});
  }
  RULEC_TRY(numbers, read_operators(in, operators));
  RULEC_TRY_STATUS(in.finish());
  return number_operators(numbers, program.code);
}

Rule read_rule(SectionReader& in) {
  Rule rule;
  rule.id = read_id<StringId>(in);
  rule.name = read_id<StringId>(in);
  rule.priority = static_cast<std::int32_t>(in.u32());
  std::uint32_t flags = in.u32();
  if (flags > (kActive | kStop)) {
    in.fail("a flag of a rule is not known");
  }
  rule.flags = static_cast<std::uint8_t>(flags);
  rule.active_from_ms = static_cast<std::int64_t>(in.u64());
  rule.active_until_ms = static_cast<std::int64_t>(in.u64());
  rule.condition = read_expression(in);
  rule.first_action = in.u32();
  rule.action_count = in.u32();
  in.expect_zero(in.u32());
  return rule;
}

// Rows whose variable parts follow in tables of their own.
struct EntryPointCounts {
  std::uint32_t turns = 0;
  std::uint32_t patterns = 0;
  std::uint32_t reads = 0;
};

EntryPoint read_entry_point(SectionReader& in, EntryPointCounts& counts) {
  EntryPoint entry;
  entry.name = read_id<StringId>(in);
  entry.hit_policy = read_enum(in, in.u8(), HitPolicy::kFirst, "the hit policy");
  entry.on_error = read_enum(in, in.u8(), OnError::kFail, "the error policy");
  entry.validation = read_enum(in, in.u8(), Validation::kLight, "the validation");
  std::uint8_t flags = in.u8();
  if (flags > (layout::kCritical | layout::kReadsAll)) {
    in.fail("a flag of an entry point is not known");
  }
  entry.is_critical = (flags & layout::kCritical) != 0;
  entry.reads_all = (flags & layout::kReadsAll) != 0;
  entry.schema = in.u32();
  counts.turns = in.u32();
  counts.patterns = in.u32();
  counts.reads = in.u32();
  return entry;
}

struct RuleCounts {
  std::uint32_t turns = 0;
  std::uint32_t patterns = 0;
  std::uint32_t segments = 0;
  std::uint32_t reads = 0;
};

void read_patterns(SectionReader& in, std::uint32_t segments, Program& program) {
  std::vector<std::uint32_t> lengths;
  std::uint64_t total = 0;
  for (auto& entry : program.entry_points) {
    for (auto& pattern : entry.updates) {
      lengths.push_back(in.u32());
      total += lengths.back();
      pattern.type = read_id<StringId>(in);
    }
  }
  if (total != segments) {
    return in.fail("the update patterns do not have the segments they count");
  }
  std::size_t next = 0;
  for (auto& entry : program.entry_points) {
    for (auto& pattern : entry.updates) {
      std::uint32_t length = lengths[next++];
      pattern.segments.reserve(length);
      for (std::uint32_t i = 0; i < length; ++i) {
        pattern.segments.push_back(read_id<StringId>(in));
      }
    }
  }
}

void read_entry_points(SectionReader& in, std::uint32_t count, const RuleCounts& totals,
                       Program& program) {
  std::vector<EntryPointCounts> counts(count);
  std::uint64_t turns = 0;
  std::uint64_t patterns = 0;
  std::uint64_t reads = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    program.entry_points.push_back(read_entry_point(in, counts[i]));
    turns += counts[i].turns;
    patterns += counts[i].patterns;
    reads += counts[i].reads;
  }
  if (turns != totals.turns || patterns != totals.patterns || reads != totals.reads) {
    return in.fail("the entry points do not have the rules, updates and reads they count");
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    auto& rules = program.entry_points[i].rules;
    rules.reserve(counts[i].turns);
    for (std::uint32_t turn = 0; turn < counts[i].turns; ++turn) {
      rules.push_back(in.u32());
    }
    program.entry_points[i].updates.resize(counts[i].patterns);
  }
  read_patterns(in, totals.segments, program);
  for (std::uint32_t i = 0; i < count; ++i) {
    auto& paths = program.entry_points[i].reads;
    paths.reserve(counts[i].reads);
    for (std::uint32_t read = 0; read < counts[i].reads; ++read) {
      paths.push_back(read_id<PathId>(in));
    }
  }
}

Status decode_rules(std::string_view bytes, Program& program) {
  SectionReader in("rules", bytes);
  std::uint32_t rules = in.count(layout::kRule, kMaxRules, "rules");
  std::uint32_t entries = in.count(layout::kEntryPoint, kMaxEntryPoints, "entry points");
  RuleCounts totals;
  totals.turns = in.count(layout::kId, kUnlimited, "turns");
  totals.patterns = in.count(layout::kPattern, kUnlimited, "update patterns");
  totals.segments = in.count(layout::kId, kUnlimited, "segments");
  totals.reads = in.count(layout::kId, kUnlimited, "reads");
  program.rules.reserve(rules);
  for (std::uint32_t i = 0; i < rules; ++i) {
    program.rules.push_back(read_rule(in));
  }
  read_entry_points(in, entries, totals, program);
  return in.finish();
}

Action read_action(SectionReader& in, std::uint32_t& argument_count) {
  Action action;
  action.kind = read_enum(in, in.u8(), ActionKind::kEffect, "the kind of action");
  action.operation = in.u8();
  in.expect_zero(in.u16());
  action.id = read_id<StringId>(in);
  action.type = read_id<StringId>(in);
  action.target = read_id<PathId>(in);
  action.schema = in.u32();
  action.message_template = in.u32();
  argument_count = in.u32();
  return action;
}

Argument read_argument(SectionReader& in) {
  Argument argument;
  argument.name = read_id<StringId>(in);
  argument.constant = read_id<ConstantId>(in);
  argument.expression = read_expression(in);
  return argument;
}

Status decode_actions(std::string_view bytes, Program& program) {
  SectionReader in("actions", bytes);
  std::uint32_t actions = in.count(layout::kAction, kUnlimited, "actions");
  std::uint32_t arguments = in.count(layout::kArgument, kUnlimited, "arguments");
  std::vector<std::uint32_t> counts(actions);
  std::uint64_t total = 0;
  program.actions.reserve(actions);
  for (auto& count : counts) {
    program.actions.push_back(read_action(in, count));
    total += count;
  }
  if (total != arguments) {
    return damaged("actions", "the actions do not have the arguments they count");
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    program.actions[i].arguments.reserve(counts[i]);
    for (std::uint32_t argument = 0; argument < counts[i]; ++argument) {
      program.actions[i].arguments.push_back(read_argument(in));
    }
  }
  return in.finish();
}

Status decode_schemas(std::string_view bytes, Program& program) {
  SectionReader in("schemas", bytes);
  std::uint32_t count = in.count(layout::kSchema, kMaxSchemas, "schemas");
  std::vector<std::uint32_t> lengths(count);
  for (auto& length : lengths) {
    program.schemas.push_back({.name = read_id<StringId>(in), .text = {}});
    length = in.u32();
    if (length > kMaxSchemaBytes) {
      return exceeds("schemas", kMaxSchemaBytes, "bytes in one schema");
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    program.schemas[i].text = in.text(lengths[i]);
    if (utf8::find_invalid(program.schemas[i].text) != std::string_view::npos) {
      in.fail("a schema is not UTF-8");
    }
  }
  return in.finish();
}

struct ScorecardCounts {
  std::uint32_t items = 0;
  std::uint32_t patterns = 0;
  std::uint32_t bands = 0;
};

Scorecard read_scorecard(SectionReader& in, ScorecardCounts& counts) {
  Scorecard scorecard;
  scorecard.id = read_id<StringId>(in);
  scorecard.entry_point = in.u32();
  scorecard.default_recommendation = read_id<StringId>(in);
  counts.items = in.u32();
  counts.patterns = in.u32();
  counts.bands = in.u32();
  return scorecard;
}

ScorecardItem read_item(SectionReader& in) {
  ScorecardItem item;
  item.id = read_id<StringId>(in);
  item.symbol = read_id<StringId>(in);
  item.points = read_id<ConstantId>(in);
  item.condition = read_expression(in);
  return item;
}

void read_scorecard_parts(SectionReader& in, const std::vector<ScorecardCounts>& counts,
                          Program& program) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto& items = program.scorecards[i].items;
    items.reserve(counts[i].items);
    for (std::uint32_t item = 0; item < counts[i].items; ++item) {
      items.push_back(read_item(in));
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto& patterns = program.scorecards[i].patterns;
    patterns.resize(counts[i].patterns);
    for (auto& pattern : patterns) {
      pattern.symbols = read_id<StringId>(in);
      pattern.recommendation = read_id<StringId>(in);
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    auto& bands = program.scorecards[i].bands;
    bands.resize(counts[i].bands);
    for (auto& band : bands) {
      band.from = read_id<ConstantId>(in);
      band.recommendation = read_id<StringId>(in);
    }
  }
}

Status decode_scorecards(std::string_view bytes, Program& program) {
  SectionReader in("scorecards", bytes);
  std::uint32_t scorecards = in.count(layout::kScorecard, kMaxEntryPoints, "scorecards");
  std::uint32_t items = in.count(layout::kScorecardItem, kUnlimited, "items");
  std::uint32_t patterns = in.count(layout::kScorecardPattern, kUnlimited, "patterns");
  std::uint32_t bands = in.count(layout::kScorecardBand, kUnlimited, "bands");
  std::vector<ScorecardCounts> counts(scorecards);
  std::uint64_t all_items = 0;
  std::uint64_t all_patterns = 0;
  std::uint64_t all_bands = 0;
  for (auto& count : counts) {
    program.scorecards.push_back(read_scorecard(in, count));
    all_items += count.items;
    all_patterns += count.patterns;
    all_bands += count.bands;
  }
  if (all_items != items || all_patterns != patterns || all_bands != bands) {
    return damaged("scorecards", "the scorecards do not have the parts they count");
  }
  read_scorecard_parts(in, counts, program);
  return in.finish();
}

Status decode_source_map(std::string_view bytes, Program& program) {
  SectionReader in("source_map", bytes);
  std::uint32_t files = in.count(layout::kId, kUnlimited, "files");
  std::uint32_t rows = in.count(layout::kSourceMapRow, kUnlimited, "rows");
  program.source_map.reserve(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    SourceMapRow row;
    row.pc = in.u32();
    row.file = in.u32();
    row.begin = in.u32();
    row.end = in.u32();
    program.source_map.push_back(row);
  }
  RULEC_TRY_STATUS(read_texts(
      in, files,
      {.bytes = kMaxStringBytes, .section = "source_map", .what = "bytes in one file name"},
      program.source_files));
  return in.finish();
}

Status decode_rule_texts(std::string_view bytes, Program& program) {
  SectionReader in("rule_text", bytes);
  std::uint32_t rules = in.count(layout::kId, kMaxRules, "rules");
  std::uint32_t scorecards = in.count(layout::kId, kMaxEntryPoints, "scorecards");
  std::uint32_t templates = in.count(layout::kId, kMaxTemplates, "templates");
  auto read = [&](std::uint32_t count, std::string_view what, std::vector<std::string>& texts) {
    return read_texts(in, count,
                      {.bytes = kHardMaxSourceBytes, .section = "rule_text", .what = what}, texts);
  };
  RULEC_TRY_STATUS(read(rules, "bytes in one rule", program.rule_texts));
  RULEC_TRY_STATUS(read(scorecards, "bytes in one scorecard", program.scorecard_texts));
  RULEC_TRY_STATUS(read(templates, "bytes in one template", program.template_texts));
  return in.finish();
}

struct Decoder {
  SectionType type;
  bool is_required;
  Status (*decode)(std::string_view bytes, Program& program);
};
constexpr Decoder kDecoders[] = {
    {SectionType::kStrings, true, decode_strings},
    {SectionType::kConstants, true, decode_constants},
    {SectionType::kCode, true, decode_code},
    {SectionType::kRules, true, decode_rules},
    {SectionType::kActions, true, decode_actions},
    {SectionType::kTemplates, false, decode_templates},
    {SectionType::kSchemas, false, decode_schemas},
    {SectionType::kScorecards, false, decode_scorecards},
    {SectionType::kFlows, false, decode_flows},
    {SectionType::kSourceMap, false, decode_source_map},
    {SectionType::kRuleText, false, decode_rule_texts},
    {SectionType::kProbes, false, decode_probes},
};

const SectionView* find_section(std::span<const SectionView> sections, SectionType type) {
  for (const auto& section : sections) {
    if (section.type == static_cast<std::uint32_t>(type)) {
      return &section;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view section_name(std::uint32_t type) {
  switch (static_cast<SectionType>(type)) {
    case SectionType::kManifest:
      return "manifest";
    case SectionType::kStrings:
      return "strings";
    case SectionType::kConstants:
      return "constants";
    case SectionType::kCode:
      return "code";
    case SectionType::kRules:
      return "rules";
    case SectionType::kActions:
      return "actions";
    case SectionType::kTemplates:
      return "templates";
    case SectionType::kSchemas:
      return "schemas";
    case SectionType::kScorecards:
      return "scorecards";
    case SectionType::kFlows:
      return "flows";
    case SectionType::kSourceMap:
      return "source_map";
    case SectionType::kRuleText:
      return "rule_text";
    case SectionType::kProbes:
      return "probes";
    case SectionType::kNative:
      return "native";
  }
  return "";
}

Result<Program> decode(std::span<const SectionView> sections) {
  Program program;
  for (const auto& decoder : kDecoders) {
    const SectionView* section = find_section(sections, decoder.type);
    if (section == nullptr) {
      if (decoder.is_required) {
        return damaged(section_name(static_cast<std::uint32_t>(decoder.type)), "it is missing");
      }
      continue;
    }
    RULEC_TRY_STATUS(decoder.decode(section->bytes, program));
  }
  return program;
}

}  // namespace rulec::bytecode
