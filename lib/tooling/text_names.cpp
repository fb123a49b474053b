#include "tooling/text_names.h"

#include <algorithm>
#include <optional>
#include <ranges>

#include "parser/json/reader.h"
#include "schema/schema.h"

namespace rulec::tooling {

struct TextNames::Schema {
  SourceMap sources;
  json::Document document;
  std::optional<schema::ContextSchema> fields;  // none: it cannot be used
};

TextNames::TextNames(FileSystem& files, const project::Opened& project,
                     std::size_t max_source_bytes)
    : files_(files), project_(project), max_source_bytes_(max_source_bytes) {}
TextNames::~TextNames() = default;

parser::TextOptions TextNames::options() {
  return {.keeps_layout = true,
          .positional = [this](std::string_view effect) { return positional(effect); },
          .has_length = [this](std::string_view entry_point,
                               std::string_view field) { return has_length(entry_point, field); }};
}

const TextNames::Schema& TextNames::schema_at(const std::string& path) {
  auto [found, is_new] = schemas_.try_emplace(path);
  if (!is_new) {
    return *found->second;
  }
  found->second = std::make_unique<Schema>();
  Schema& schema = *found->second;
  auto bytes = files_.read_file(join_path(project_.root, path), max_source_bytes_);
  if (!bytes) {
    return schema;
  }
  diag::Collector findings;
  SourceId source = schema.sources.add(path, std::move(*bytes));
  schema.document = json::parse(schema.sources, source, {.max_bytes = max_source_bytes_}, findings);
  bool is_good = !findings.has_errors() && schema.document.has_root() &&
                 schema::vet(schema.document, schema.sources, findings);
  if (is_good) {
    schema.fields.emplace(schema.document, path, std::string(schema.sources.at(source).bytes()));
  }
  return schema;
}

std::vector<std::string> TextNames::positional(std::string_view effect) {
  std::scoped_lock lock(mutex_);
  const auto& effects = project_.config.effects;
  auto declared = std::ranges::find(effects, effect, &project::EffectConfig::name);
  if (declared == effects.end() || declared->arguments.empty()) {
    return {};
  }
  const Schema& schema = schema_at(declared->arguments);
  std::vector<std::string> names;
  if (schema.fields) {
    json::NodeId list = schema.document.member(schema.document.root(), "x-positional");
    for (json::NodeId name : list.is_valid() ? schema.document.children(list)
                                             : json::Document::Children(&schema.document, {})) {
      names.emplace_back(schema.document.at(name).text);
    }
  }
  return names;
}

bool TextNames::has_length(std::string_view entry_point, std::string_view field) {
  std::scoped_lock lock(mutex_);
  const auto& declared = project_.config.entry_points;
  auto found = std::ranges::find(declared, entry_point, &project::EntryPointConfig::name);
  bool is_named = found != declared.end() && !found->context_schema.empty();
  const Schema& schema = schema_at(
      is_named ? found->context_schema : "schemas/" + std::string(entry_point) + ".context.json");
  if (!schema.fields) {
    return false;
  }
  std::vector<std::string_view> segments;
  for (auto part : std::views::split(field, '.')) {
    segments.emplace_back(part.begin(), part.end());
  }
  std::vector<std::string> types = schema.fields->find(segments).types;
  return !types.empty() && std::ranges::all_of(types, [](const std::string& type) {
    return type == "array" || type == "string" || type == "null";
  });
}

}  // namespace rulec::tooling
