#include "tooling/diff/side.h"

#include <algorithm>

#include "bytecode/bytecode.h"
#include "compiler/model.h"

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

std::map<std::string, std::string> default_variants(const compiler::Model* model) {
  std::map<std::string, std::string> languages;
  if (model != nullptr) {
    for (const compiler::CheckedTemplate& variant : model->templates) {
      if (variant.is_default) {
        languages.emplace(variant.node->id.text, variant.node->language.text);
      }
    }
  }
  return languages;
}

ComparedSettings settings_of(const compiler::Settings& from, const compiler::Model* model) {
  ComparedSettings to{
      .name = from.name,
      .version = from.version,
      .order = from.order == compiler::Order::kAscending ? "ascending" : "descending",
      .expr_cost = from.expr_cost,
      .entry_points = {},
      .default_language = from.default_language,
      .default_variants = default_variants(model),
      .effects = {},
      .unclear_effects = {}};
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
    to.effects.emplace(effect.name, compared(effect.schema));
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
                        .default_variants = {},
                        .effects = {},
                        .unclear_effects = {},
                        .is_recorded = true};
    for (const bytecode::EntryPoint& entry : program_.entry_points) {
      to.entry_points.emplace(text(entry.name), compared_entry(entry));
    }
    for (const bytecode::Template& variant : program_.templates) {
      if (variant.is_default) {
        to.default_variants.emplace(text(variant.id), text(variant.language));
      }
    }
    for (const bytecode::Action& action : program_.actions) {
      add_effect(action, to);
    }
    return to;
  }

 private:
  void add_effect(const bytecode::Action& action, ComparedSettings& to) const {
    bool has_schema = action.schema != UINT32_MAX;
    bool is_checked =
        has_schema || std::ranges::any_of(action.arguments, [](const bytecode::Argument& argument) {
          return argument.expression.is_present();
        });
    if (action.kind != bytecode::ActionKind::kEffect || !is_checked) {
      return;
    }
    std::optional<ComparedSchema> schema = compared_schema(action.schema);
    auto [known, is_new] = to.effects.emplace(text(action.type), schema);
    const std::optional<ComparedSchema>& before = known->second;
    if (before.has_value() != has_schema || (before && schema && before->text != schema->text)) {
      to.unclear_effects.insert(known->first);
    }
  }

  [[nodiscard]] std::optional<ComparedSchema> compared_schema(std::uint32_t index) const {
    if (index == UINT32_MAX) {
      return std::nullopt;
    }
    const bytecode::Schema& schema = program_.schemas[index];
    return ComparedSchema{.path = text(schema.name), .text = schema.text};
  }

  [[nodiscard]] std::string text(bytecode::StringId id) const {
    return id.is_valid() ? program_.strings[id.index()] : std::string();
  }

  [[nodiscard]] ComparedEntryPoint compared_entry(const bytecode::EntryPoint& entry) const {
    ComparedEntryPoint row{.hit_policy = word(entry.hit_policy),
                           .on_error = word(entry.on_error),
                           .validate = word(entry.validation),
                           .is_critical = entry.is_critical,
                           .updates = {},
                           .schema = compared_schema(entry.schema)};
    for (const bytecode::UpdatePattern& pattern : entry.updates) {
      std::string joined;
      for (bytecode::StringId segment : pattern.segments) {
        joined += (joined.empty() ? "" : ".") + text(segment);
      }
      row.updates.emplace_back(std::move(joined), text(pattern.type));
    }
    std::ranges::sort(row.updates);
    return row;
  }

  const bytecode::Program& program_;
};

// Every text was read to its end and names one definition.
bool is_whole(const RuleSources& texts, const bytecode::Program& program) {
  auto is_good = [](const auto& node) { return !node.is_bad; };
  return std::ranges::none_of(texts.documents.documents, &json::Document::has_faults) &&
         texts.ast.rules.size() == program.rules.size() &&
         texts.ast.scorecards.size() == program.scorecards.size() &&
         texts.ast.templates.size() == program.templates.size() &&
         std::ranges::all_of(texts.ast.rules, is_good) &&
         std::ranges::all_of(texts.ast.scorecards, is_good) &&
         std::ranges::all_of(texts.ast.templates, is_good);
}

std::multimap<std::string_view, std::string_view> bytes_by_name(const SourceMap& sources) {
  std::multimap<std::string_view, std::string_view> files;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources.at(SourceId(i));
    files.emplace(source.name(), source.bytes());
  }
  return files;
}

}  // namespace

SideErrors side_errors(const diag::Collector& findings) {
  // Faults of the world: RC0001 to RC0099; what stands in a file has a place in it.
  constexpr int kWorld = 100;
  auto hides_file = [](const diag::Diagnostic& finding) {
    return finding.severity == diag::Severity::Error &&
           (!finding.has_primary || static_cast<int>(finding.code) < kWorld);
  };
  return {.count = findings.error_count(),
          .hide_files = findings.omitted() > 0 || std::ranges::any_of(findings.kept(), hides_file)};
}

RulesetSide::RulesetSide(std::unique_ptr<Build> build, SideErrors errors)
    : build_(std::move(build)),
      settings_(settings_of(build_->settings, build_->model.get())),
      errors_(errors) {}

RulesetSide::RulesetSide(const Build& build)
    : build_(std::shared_ptr<const Build>(), &build),
      settings_(settings_of(build.settings, build.model.get())) {}

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
  are_texts_whole_ = texts_ == nullptr || is_whole(*texts_, *program_);
}

bool RulesetSide::has_same_sources(const RulesetSide& other) const {
  return build_ != nullptr && other.build_ != nullptr && !errors_.hide_files &&
         !other.errors_.hide_files &&
         bytes_by_name(build_->sources) == bytes_by_name(other.build_->sources);
}

const bytecode::Program* RulesetSide::program() const {
  const std::optional<bytecode::Program>& made = build_ ? build_->program : program_;
  return made ? &*made : nullptr;
}

}  // namespace rulec::tooling
