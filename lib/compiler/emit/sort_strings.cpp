#include <algorithm>
#include <numeric>

#include "compiler/emit/tables.h"

namespace rulec::compiler {
namespace {

using bytecode::StringId;

// old id -> new id
std::vector<std::uint32_t> places_by_text(const std::vector<std::string>& strings) {
  std::vector<std::uint32_t> order(strings.size());
  std::iota(order.begin(), order.end(), 0U);  // NOLINT(modernize-use-ranges): GCC 12 has none
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::string_view(strings[i]); });
  std::vector<std::uint32_t> places(strings.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    places[order[place]] = place;
  }
  return places;
}

class Renaming {
 public:
  explicit Renaming(std::vector<std::uint32_t> places) : places_(std::move(places)) {}

  void id(StringId& id) const {
    if (id.is_valid()) {
      id = StringId(places_[id.index()]);
    }
  }
  void ids(std::vector<StringId>& ids) const {
    for (StringId& one : ids) {
      id(one);
    }
  }
  void scorecard(bytecode::Scorecard& scorecard) const {
    id(scorecard.id);
    id(scorecard.default_recommendation);
    for (bytecode::ScorecardItem& item : scorecard.items) {
      id(item.id);
      id(item.symbol);
    }
    for (bytecode::ScorecardPattern& pattern : scorecard.patterns) {
      id(pattern.symbols);
      id(pattern.recommendation);
    }
    for (bytecode::ScorecardBand& band : scorecard.bands) {
      id(band.recommendation);
    }
  }
  void message_template(bytecode::Template& row) const {
    id(row.id);
    id(row.language);
    id(row.component_type);
    id(row.variant);
  }
  void constants(bytecode::Program& program) const {
    for (bytecode::Constant& constant : program.constants) {
      if (constant.kind == bytecode::ConstantKind::kString) {
        constant.bits = places_[constant.bits];
      } else if (constant.kind == bytecode::ConstantKind::kObject) {
        for (std::uint32_t i = 0; i < constant.count; ++i) {
          auto& key = program.children[constant.first + 2 * std::size_t{i}];
          key = places_[key];
        }
      }
    }
  }

 private:
  std::vector<std::uint32_t> places_;
};

}  // namespace

void sort_strings(bytecode::Program& program) {
  std::vector<std::uint32_t> places = places_by_text(program.strings);
  std::vector<std::string> sorted(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    sorted[places[i]] = std::move(program.strings[i]);
  }
  program.strings = std::move(sorted);
  rename_strings(program, std::move(places));
}

void rename_strings(bytecode::Program& program, std::vector<std::uint32_t> places) {
  Renaming renaming(std::move(places));
  renaming.constants(program);
  for (bytecode::Path& path : program.paths) {
    renaming.ids(path.segments);
  }
  for (bytecode::Rule& rule : program.rules) {
    renaming.id(rule.id);
    renaming.id(rule.name);
  }
  for (bytecode::Action& action : program.actions) {
    renaming.id(action.id);
    renaming.id(action.type);
    renaming.id(action.result);
    renaming.ids(action.after);
    for (bytecode::Argument& argument : action.arguments) {
      renaming.id(argument.name);
    }
  }
  for (bytecode::EntryPoint& entry : program.entry_points) {
    renaming.id(entry.name);
    for (bytecode::UpdatePattern& pattern : entry.updates) {
      renaming.ids(pattern.segments);
      renaming.id(pattern.type);
    }
  }
  for (bytecode::Scorecard& scorecard : program.scorecards) {
    renaming.scorecard(scorecard);
  }
  for (bytecode::Template& row : program.templates) {
    renaming.message_template(row);
  }
  for (bytecode::TemplateStep& step : program.steps) {
    renaming.id(step.text);
  }
  for (bytecode::Schema& schema : program.schemas) {
    renaming.id(schema.name);
  }
}

}  // namespace rulec::compiler
