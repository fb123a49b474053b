#include <algorithm>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/found_turns.h"
#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime {
namespace {

class Loader {
 public:
  explicit Loader(LoadedRuleset& ruleset) : ruleset_(ruleset), program_(ruleset.program) {}

  Status load() {
    load_constants();
    load_paths();
    RULEC_TRY_STATUS(load_schemas());
    RULEC_TRY_STATUS(load_templates(ruleset_));
    RULEC_TRY_STATUS(load_actions(ruleset_));
    load_entry_points();
    load_scorecards();
    load_code(ruleset_);
    load_projections();
    measure_frames();
    return {};
  }

 private:
  // Children come before their parents, so one pass does.
  void load_constants() {
    ruleset_.constants.reserve(program_.constants.size());
    for (const bytecode::Constant& constant : program_.constants) {
      ruleset_.constants.push_back(constant_value(constant));
    }
  }

  Value constant_value(const bytecode::Constant& constant) {
    using bytecode::ConstantKind;
    switch (constant.kind) {
      case ConstantKind::kNull:
        return Value::null();
      case ConstantKind::kFalse:
        return Value::boolean(false);
      case ConstantKind::kTrue:
        return Value::boolean(true);
      case ConstantKind::kInteger:
        return Value::integer(static_cast<std::int64_t>(constant.bits));
      case ConstantKind::kDouble:
        return Value::real(std::bit_cast<double>(constant.bits));
      case ConstantKind::kDecimal:
        return Value::decimal(ruleset_.arena.make<DecimalBits>(constant.bits, constant.high));
      case ConstantKind::kString:
        return Value::string(program_.strings[constant.bits]);
      case ConstantKind::kList:
        return list_value(constant);
      case ConstantKind::kObject:
        return object_value(constant);
    }
    return Value::null();
  }

  Value list_value(const bytecode::Constant& constant) {
    auto items = ruleset_.arena.make_span<Value>(constant.count);
    for (std::uint32_t i = 0; i < constant.count; ++i) {
      items[i] = ruleset_.constants[program_.children[constant.first + i]];
    }
    return Value::list(items);
  }

  Value object_value(const bytecode::Constant& constant) {
    auto members = ruleset_.arena.make_span<Member>(constant.count);
    for (std::uint32_t i = 0; i < constant.count; ++i) {
      std::size_t at = constant.first + 2 * std::size_t{i};
      members[i].key = program_.strings[program_.children[at]];
      members[i].value = ruleset_.constants[program_.children[at + 1]];
    }
    return make_object(ruleset_.arena, members);
  }

  void load_paths() {
    ruleset_.paths.reserve(program_.paths.size());
    for (const bytecode::Path& path : program_.paths) {
      ruleset_.paths.push_back(segments_of(path.segments));
    }
  }

  std::span<const value::Segment> segments_of(const std::vector<bytecode::StringId>& ids) {
    auto segments = ruleset_.arena.make_span<value::Segment>(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      segments[i] = value::make_segment(ruleset_.text(ids[i]));
    }
    return segments;
  }

  Status load_schemas() {
    for (const bytecode::Schema& schema : program_.schemas) {
      auto compiled = schema::compile(schema.text);
      if (!compiled) {
        return fail(ErrorCode::kBadArtifact,
                    "the schema " + std::string(ruleset_.text(schema.name)) +
                        " is refused: " + compiled.error().message,
                    5015);
      }
      ruleset_.schemas.push_back(*compiled);
    }
    return {};
  }

  void load_entry_points() {
    for (const bytecode::EntryPoint& row : program_.entry_points) {
      LoadedEntryPoint loaded{.name = ruleset_.text(row.name), .row = &row};
      loaded.turns = active_turns(row);
      for (const bytecode::UpdatePattern& pattern : row.updates) {
        loaded.updates.push_back(
            {.segments = segments_of(pattern.segments), .type = ruleset_.text(pattern.type)});
      }
      if (row.schema < ruleset_.schemas.size()) {
        loaded.schema = ruleset_.schemas[row.schema].get();
        loaded.checked = row.validation == bytecode::Validation::kLight
                             ? read_fields_of(ruleset_, row)
                             : ReadFields{.are_all = true, .paths = {}};
      }
      ruleset_.entry_points.push_back(std::move(loaded));
    }
  }

  std::vector<Turn> active_turns(const bytecode::EntryPoint& row) {
    std::vector<Turn> turns;
    for (std::uint32_t index : row.rules) {
      const bytecode::Rule& rule = program_.rules[index];
      if ((rule.flags & bytecode::kActive) != 0) {
        turns.push_back(
            {.rule = index, .from_ms = rule.active_from_ms, .until_ms = rule.active_until_ms});
      }
    }
    return turns;
  }

  void load_scorecards() {
    ruleset_.scorecards.reserve(program_.scorecards.size());
    for (const bytecode::Scorecard& row : program_.scorecards) {
      auto& entry_point = ruleset_.entry_points[row.entry_point];
      entry_point.scorecard = static_cast<std::uint32_t>(ruleset_.scorecards.size());
      ruleset_.scorecards.push_back(loaded(row));
    }
  }

  void load_projections() {
    for (LoadedEntryPoint& entry_point : ruleset_.entry_points) {
      entry_point.projected = projected_paths_of(ruleset_, entry_point);
      entry_point.skips_actions = can_skip_actions(ruleset_, entry_point);
    }
  }

  [[nodiscard]] LoadedScorecard loaded(const bytecode::Scorecard& row) const {
    LoadedScorecard loaded{.row = &row, .items = {}, .patterns = {}, .bands = {}};
    for (const bytecode::ScorecardItem& item : row.items) {
      std::string_view symbol = ruleset_.text(item.symbol);
      loaded.items.push_back({.symbol = symbol, .points = decimal_of(item.points)});
      loaded.symbol_bytes += symbol.size();
    }
    for (const bytecode::ScorecardPattern& pattern : row.patterns) {
      loaded.patterns.push_back({.symbols = ruleset_.text(pattern.symbols),
                                 .recommendation = ruleset_.text(pattern.recommendation)});
    }
    for (const bytecode::ScorecardBand& band : row.bands) {
      loaded.bands.push_back(
          {.from = decimal_of(band.from), .recommendation = ruleset_.text(band.recommendation)});
    }
    return loaded;
  }

  [[nodiscard]] DecimalBits decimal_of(bytecode::ConstantId id) const {
    const bytecode::Constant& constant = program_.constants[id.index()];
    return {.low = constant.bits, .high = constant.high};
  }

  void measure(const bytecode::Expression& expression) {
    ruleset_.max_registers = std::max<std::size_t>(ruleset_.max_registers, expression.registers);
  }

  void measure_frames() {
    for (const bytecode::Rule& rule : program_.rules) {
      measure(rule.condition);
    }
    for (const bytecode::Action& action : program_.actions) {
      ruleset_.max_arguments = std::max(ruleset_.max_arguments, action.arguments.size());
      measure(action.test);
      for (const bytecode::Argument& argument : action.arguments) {
        measure(argument.expression);
      }
    }
    for (const bytecode::Scorecard& scorecard : program_.scorecards) {
      for (const bytecode::ScorecardItem& item : scorecard.items) {
        measure(item.condition);
      }
    }
    for (const bytecode::Template& row : program_.templates) {
      measure(row.values);
    }
  }

  LoadedRuleset& ruleset_;
  const bytecode::Program& program_;
};

}  // namespace

const LoadedEntryPoint* LoadedRuleset::find_entry_point(std::string_view name) const {
  // Most rulesets have one, and every decision asks.
  if (entry_points.size() == 1) {
    return entry_points.front().name == name ? &entry_points.front() : nullptr;
  }
  auto found = std::ranges::lower_bound(entry_points, name, {}, &LoadedEntryPoint::name);
  return found != entry_points.end() && found->name == name ? &*found : nullptr;
}

Result<std::shared_ptr<LoadedRuleset>> load_unnamed(bytecode::Program program) {
  RULEC_TRY_STATUS(bytecode::validate(program));
  auto ruleset = std::make_shared<LoadedRuleset>(std::move(program));
  RULEC_TRY_STATUS(Loader(*ruleset).load());
  return ruleset;
}

void build_indexes(LoadedRuleset& ruleset, IndexChoice choice) {
  if (choice == IndexChoice::kNever) {
    return;
  }
  constexpr std::size_t kFewTurns = 17;  // fewer are not worth the look
  for (LoadedEntryPoint& entry_point : ruleset.entry_points) {
    if (choice == IndexChoice::kAuto && entry_point.turns.size() < kFewTurns) {
      continue;
    }
    auto built = std::make_shared<const index::ClassIndex>(ruleset, entry_point);
    if (choice == IndexChoice::kAlways || built->pays()) {
      entry_point.index = std::move(built);
    }
  }
}

Result<RulesetPtr> load(bytecode::Program program, std::string digest, const LoadOptions& options) {
  RULEC_TRY(ruleset, load_unnamed(std::move(program)));
  ruleset->digest = std::move(digest);
  build_indexes(*ruleset, options.index);
  return RulesetPtr(std::move(ruleset));
}

const bytecode::Program& program_of(const LoadedRuleset& ruleset) {
  return ruleset.program;
}

std::string_view digest_of(const LoadedRuleset& ruleset) {
  return ruleset.digest;
}

bool has_engine(const LoadedRuleset& ruleset, std::string_view entry_point, EngineKind engine) {
  const LoadedEntryPoint* found = ruleset.find_entry_point(entry_point);
  if (found == nullptr) {
    return false;
  }
  switch (engine) {
    case EngineKind::kAuto:
    case EngineKind::kBytecode:
      return true;
    case EngineKind::kIndex:
      return found->index != nullptr;
    case EngineKind::kNative:
      return native_function(ruleset, *found) != nullptr;
  }
  return false;
}

}  // namespace rulec::runtime
