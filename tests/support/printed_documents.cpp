#include "printed_documents.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "schema/schema.h"
#include "value/json_value.h"

namespace rulec::testing {
namespace {

// The lines of a text that form a document, each whole.
std::vector<std::string> documents_in(std::string_view printed) {
  std::vector<std::string> documents;
  std::string open;
  for (std::size_t begin = 0; begin < printed.size();) {
    std::size_t end = std::min(printed.find('\n', begin), printed.size());
    std::string_view line = printed.substr(begin, end - begin);
    begin = end + 1;
    if (open.empty() && !line.starts_with('{')) {
      continue;
    }
    open.append(line).append("\n");
    bool is_last = line.starts_with('}') || (open.size() == line.size() + 1 && line.ends_with('}'));
    if (is_last) {
      documents.push_back(std::exchange(open, {}));
    }
  }
  return documents;
}

// The schema of "rulec.lint/1" is schemas/output/lint.json, of a line of it that says its `kind`
// schemas/output/lint-line.json, where lines have a schema of their own.
std::string output_schema(std::string_view name, bool is_line) {
  constexpr std::string_view kHead = "rulec.";
  constexpr std::string_view kVersion = "/1";
  if (!name.starts_with(kHead) || !name.ends_with(kVersion)) {
    return "";
  }
  name.remove_prefix(kHead.size());
  name.remove_suffix(kVersion.size());
  std::string path = std::string(RULEC_OUTPUT_SCHEMAS) + "/" + std::string(name);
  std::ifstream file(path + (is_line ? "-line.json" : ".json"), std::ios::binary);
  if (!file) {
    file.open(path + ".json", std::ios::binary);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string faults_of(const Value& value, std::string_view schema_file, std::string_view schema,
                      Arena& arena) {
  auto compiled = schema::compile(schema);
  if (!compiled) {
    return std::string(schema_file) + " is no schema";
  }
  std::vector<schema::CheckError> errors(8);
  std::size_t count = 0;
  if (schema::validate(**compiled, value, arena, errors, count)) {
    return "";
  }
  std::string faults;
  for (const schema::CheckError& error : std::span(errors).first(std::min(count, errors.size()))) {
    faults += std::string(error.path) + ": " + std::string(error.keyword) + ", expected " +
              std::string(error.expected) + ", got " + std::string(error.got) + "\n";
  }
  std::string text;
  append_value(text, value);
  return faults + "in " + text;
}

std::string faults_of(const Value& value, std::string_view schema_file, Arena& arena) {
  return faults_of(value, schema_file, schema::built_in_file(schema_file), arena);
}

// A decision says how many rules had their turn; a problem that there was no success.
std::string form_of(const Value& value) {
  if (!value.is_object()) {
    return "";
  }
  if (!value.member("rules_evaluated").is_absent()) {
    return "decision.schema.json";
  }
  Value success = value.member("success");
  return success.is_bool() && !success.as_bool() ? "problem.schema.json" : "";
}

}  // namespace

std::string schema_faults(std::string_view text, std::string_view schema_file) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!json::read_value(text, {}, arena, scratch, value, fault)) {
    return "no JSON: " + fault.message;
  }
  return faults_of(value, schema_file, arena);
}

std::vector<std::string> printed_document_faults(std::string_view printed) {
  std::vector<std::string> faults;
  Arena arena;
  json::ReaderScratch scratch;
  for (const std::string& text : documents_in(printed)) {
    Value document;
    json::Fault fault;
    if (!json::read_value(text, {}, arena, scratch, document, fault)) {
      // Something else that begins with a brace, unless it says what only a decision says.
      if (text.find("\"rules_evaluated\"") != std::string::npos) {
        faults.push_back("no JSON: " + fault.message + "\nin " + text);
      }
      continue;
    }
    Value name = document.member("schema");
    if (name.is_string() && name.as_string().starts_with("rulec.")) {
      std::string wrong =
          faults_of(document, name.as_string(),
                    output_schema(name.as_string(), !document.member("kind").is_absent()), arena);
      if (!wrong.empty()) {
        faults.push_back(std::move(wrong));
      }
    }
    for (const Value& part : {document, document.member("decision"), document.member("problem")}) {
      std::string form = form_of(part);
      std::string wrong = form.empty() ? "" : faults_of(part, form, arena);
      if (!wrong.empty()) {
        faults.push_back(std::move(wrong));
      }
    }
  }
  return faults;
}

}  // namespace rulec::testing
