#include "tooling/diff/side.h"

#include <algorithm>

#include "bytecode/bytecode.h"

namespace rulec::tooling {
namespace {

std::string word(bytecode::HitPolicy policy) {
  return policy == bytecode::HitPolicy::kFirst ? "first" : "all";
}

std::string word(bytecode::OnError on_error) {
  return on_error == bytecode::OnError::kFail ? "fail" : "skip_rule";
}

std::string word(bytecode::Validation validation) {
  return validation == bytecode::Validation::kLight ? "light" : "full";
}

std::optional<ComparedSchema> compared(const schema::ContextSchema* schema) {
  return schema == nullptr
             ? std::nullopt
             : std::optional(ComparedSchema{.path = schema->path(), .text = schema->text()});
}

ComparedSettings settings_of(const compiler::Settings& from) {
  ComparedSettings to{
      .name = from.name,
      .version = from.version,
      .order = from.order == compiler::Order::kAscending ? "ascending" : "descending",
      .expr_cost = from.expr_cost,
      .entry_points = {},
      .default_language = from.default_language,
      .effects = std::map<std::string, std::optional<ComparedSchema>>()};
  for (const compiler::EntryPointSettings& entry : from.entry_points) {
    ComparedEntryPoint& row = to.entry_points[entry.name];
    row.hit_policy = word(entry.hit_policy);
    row.on_error = word(entry.on_error);
    row.validate = word(entry.validation);
    row.is_critical = entry.is_critical;
    row.allows_all_updates = entry.allows_all_updates;
    row.schema = compared(entry.schema);
    for (const compiler::UpdateRule& update : entry.updates) {
      row.updates.emplace_back(update.pattern, update.type);
    }
    std::ranges::sort(row.updates);
  }
  for (const compiler::EffectSettings& effect : from.effects) {
    to.effects->emplace(effect.name, compared(effect.schema));
  }
  return to;
}

class OfProgram {
 public:
  explicit OfProgram(const bytecode::Program& program) : program_(program) {}

  ComparedSettings run() {
    ComparedSettings to{.name = program_.name,
                        .version = program_.version,
                        .order = program_.order,
                        .expr_cost = program_.expr_cost,
                        .entry_points = {},
                        .default_language = {},
                        .effects = {}};
    for (const bytecode::EntryPoint& entry : program_.entry_points) {
      to.entry_points.emplace(text(entry.name), compared_entry(entry));
    }
    return to;
  }

 private:
  [[nodiscard]] std::string text(bytecode::StringId id) const {
    return id.is_valid() ? program_.strings[id.index()] : std::string();
  }

  [[nodiscard]] ComparedEntryPoint compared_entry(const bytecode::EntryPoint& entry) const {
    ComparedEntryPoint row{.hit_policy = word(entry.hit_policy),
                           .on_error = word(entry.on_error),
                           .validate = word(entry.validation),
                           .is_critical = entry.is_critical,
                           .updates = {},
                           .schema = {}};
    for (const bytecode::UpdatePattern& pattern : entry.updates) {
      std::string joined;
      for (bytecode::StringId segment : pattern.segments) {
        joined += (joined.empty() ? "" : ".") + text(segment);
      }
      row.updates.emplace_back(std::move(joined), text(pattern.type));
    }
    std::ranges::sort(row.updates);
    if (entry.schema != UINT32_MAX) {
      const bytecode::Schema& schema = program_.schemas[entry.schema];
      row.schema = ComparedSchema{.path = text(schema.name), .text = schema.text};
    }
    return row;
  }

  const bytecode::Program& program_;
};

}  // namespace

RulesetSide::RulesetSide(std::unique_ptr<Build> build, std::size_t errors)
    : build_(std::move(build)), settings_(settings_of(build_->settings)), errors_(errors) {}

RulesetSide::RulesetSide(bytecode::Program program, const bundle::Container& container)
    : texts_(rule_sources(program)), program_(std::move(program)), digest_(container.digest) {
  settings_ = OfProgram(*program_).run();
  for (const bundle::SectionEntry& entry : container.entries) {
    sections_.push_back(
        {.name = std::string(bytecode::section_name(entry.type)), .sha256 = entry.sha256});
  }
  // A bundle without any rule, scorecard or template has no texts, and none to compare.
  if (texts_ == nullptr && program_->rules.empty() && program_->scorecards.empty() &&
      program_->templates.empty()) {
    texts_ = std::make_unique<RuleSources>();
  }
}

const bytecode::Program* RulesetSide::program() const {
  const std::optional<bytecode::Program>& made = build_ ? build_->program : program_;
  return made ? &*made : nullptr;
}

}  // namespace rulec::tooling
