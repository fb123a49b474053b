#include "schema/internal/valijson_adapter.h"

// valijson and nlohmann are slow to compile and are included here only. Their headers are not clean
// under our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wswitch-enum"
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include <exception>
#include <optional>

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;
using Dom = nlohmann::json;

enum class Role : std::uint8_t { kSchema, kMap, kData };

Dom scalar_of(const json::Node& node) {
  switch (node.kind) {
    case NodeKind::kBool:
      return node.boolean;
    case NodeKind::kInteger:
      return node.integer;
    case NodeKind::kDouble:
      return node.number;
    case NodeKind::kString:
      return std::string(node.text);
    case NodeKind::kBad:
    case NodeKind::kNull:
    case NodeKind::kArray:
    case NodeKind::kObject:
      return nullptr;
  }
  return nullptr;
}

bool is_map_of_schemas(std::string_view key) {
  return key == "properties" || key == "patternProperties" || key == "definitions" ||
         key == "dependencies";
}

Role role_of_member(Role role, std::string_view key) {
  switch (role) {
    case Role::kSchema:
      if (key == "enum" || key == "const" || key == "default" || key == "examples") {
        return Role::kData;
      }
      return is_map_of_schemas(key) ? Role::kMap : Role::kSchema;
    case Role::kMap:
      return Role::kSchema;
    case Role::kData:
      return Role::kData;
  }
  return Role::kData;
}

// Text forms are judged elsewhere: patterns by RE2, formats by our own code.
bool is_text_form(std::string_view key) {
  return key == "pattern" || key == "format";
}

// Recursion is bounded by the depth limit of the reader.
Dom dom_of(const json::Document& document, NodeId id, Role role) {
  const json::Node& node = document.at(id);
  if (node.kind == NodeKind::kArray) {
    Dom list = Dom::array();
    for (NodeId child : document.children(id)) {
      list.push_back(dom_of(document, child, role));
    }
    return list;
  }
  if (node.kind == NodeKind::kObject) {
    Dom object = Dom::object();
    for (NodeId child : document.children(id)) {
      std::string key(document.at(child).key);
      if (role == Role::kSchema && is_text_form(key)) {
        continue;
      }
      object[key] = dom_of(document, child, role_of_member(role, key));
    }
    return object;
  }
  return scalar_of(node);
}

// valijson writes a place as "<root>", "[key]", "[0]".
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (const std::string& part : context) {
    if (part == "<root>" || part.size() < 2) {
      continue;
    }
    pointer += '/';
    for (char c : part.substr(1, part.size() - 2)) {
      pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
  }
  return pointer;
}

}  // namespace

Result<std::vector<ValijsonFinding>> run_valijson(const json::Document& schema,
                                                  const json::Document& instance,
                                                  NodeId instance_root) {
  try {
    Dom schema_dom = dom_of(schema, schema.root(), Role::kSchema);
    Dom instance_dom = dom_of(instance, instance_root, Role::kData);
    using Adapter = valijson::adapters::NlohmannJsonAdapter;
    NodeId draft = schema.member(schema.root(), "$schema");
    bool is_draft_4 =
        draft.is_valid() && schema.at(draft).text.find("draft-04") != std::string::npos;
    valijson::SchemaParser parser(is_draft_4 ? valijson::SchemaParser::kDraft4
                                             : valijson::SchemaParser::kDraft7);
    valijson::Schema compiled;
    parser.populateSchema(Adapter(schema_dom), compiled);
    valijson::Validator validator;
    valijson::ValidationResults results;
    std::vector<ValijsonFinding> findings;
    if (validator.validate(compiled, Adapter(instance_dom), &results)) {
      return findings;
    }
    for (const auto& error : results) {
      findings.push_back({.pointer = pointer_of(error.context), .text = error.description});
    }
    if (findings.empty()) {
      findings.push_back({.pointer = "", .text = "does not fit"});
    }
    return findings;
  } catch (const std::exception& problem) {
    return fail(ErrorCode::kInternal, problem.what());
  }
}

}  // namespace rulec::schema
