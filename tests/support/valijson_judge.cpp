#include "valijson_judge.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace rulec::testing {

std::string valijson_faults(std::string_view text, std::string_view schema) {
  nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
  nlohmann::json rules = nlohmann::json::parse(schema, nullptr, false);
  if (document.is_discarded() || rules.is_discarded()) {
    return document.is_discarded() ? "no JSON" : "the schema is no JSON";
  }
  valijson::Schema compiled;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(rules), compiled);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
    return "";
  }
  std::string faults;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) {
      faults += step;
    }
    faults += ": " + error.description + "\n";
  }
  return faults.empty() ? "refused" : faults;
}

}  // namespace rulec::testing
