#include "schema/internal/built_in.h"

#include <cstddef>

#include "base/check.h"
#include "base/embedded_file.h"
#include "schema/internal/place_schemas.h"

extern const rulec::EmbeddedFile rulec_schema_files[];
extern const std::size_t rulec_schema_files_count;

namespace rulec::schema {

namespace {

std::span<const EmbeddedFile> files() {
  return {rulec_schema_files, rulec_schema_files_count};
}

std::string_view file_of(BuiltIn schema) {
  switch (schema) {
    case BuiltIn::kRule:
      return "rule.schema.json";
    case BuiltIn::kScorecard:
      return "scorecard.schema.json";
    case BuiltIn::kTemplate:
      return "template.schema.json";
    case BuiltIn::kTest:
      return "test.schema.json";
    case BuiltIn::kConfig:
      return "rulec.schema.json";
  }
  return "";
}

// A test lets them all pass the gate.
std::shared_ptr<const CompiledSchema> compile_built_in(BuiltIn schema) {
  auto compiled = compile_with(built_in_text(schema), Integers::kByForm, Trust::kVetted);
  RULEC_CHECK(compiled.has_value());
  return std::move(*compiled);
}

}  // namespace

std::string_view built_in_file(std::string_view name) {
  for (const EmbeddedFile& file : files()) {
    if (file.name == name) {
      return file.text;
    }
  }
  return {};
}

std::string_view built_in_text(BuiltIn schema) {
  return built_in_file(file_of(schema));
}

std::vector<std::string_view> built_in_names() {
  std::vector<std::string_view> names;
  for (const EmbeddedFile& file : files()) {
    names.push_back(file.name);
  }
  return names;
}

std::vector<std::string> types_at(BuiltIn schema, std::span<const std::string_view> path) {
  const json::Document& document = built_in(schema).document;
  PlaceSchemas schemas(document);
  PlaceSchemas::Place place = schemas.expand({document.root()});
  for (std::string_view segment : path) {
    place = schemas.step(place, segment).place;
  }
  return names_in(schemas.types(place));
}

const CompiledSchema& built_in(BuiltIn schema) {
  switch (schema) {
    case BuiltIn::kRule:
      break;
    case BuiltIn::kScorecard: {
      static const auto kScorecard = compile_built_in(BuiltIn::kScorecard);
      return *kScorecard;
    }
    case BuiltIn::kTemplate: {
      static const auto kTemplate = compile_built_in(BuiltIn::kTemplate);
      return *kTemplate;
    }
    case BuiltIn::kTest: {
      static const auto kTest = compile_built_in(BuiltIn::kTest);
      return *kTest;
    }
    case BuiltIn::kConfig: {
      static const auto kConfig = compile_built_in(BuiltIn::kConfig);
      return *kConfig;
    }
  }
  static const auto kRule = compile_built_in(BuiltIn::kRule);
  return *kRule;
}

}  // namespace rulec::schema
