// Texts to documents, findings to lines, for the tests of schemas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/json/document.h"
#include "schema/schema.h"

namespace rulec::testing {

struct Parsed {
  SourceMap sources;
  json::Document document;
};
// A text that the strict reader accepts.
[[nodiscard]] Parsed parse(std::string_view text, std::string_view name = "x.json");

// "RC2009 2:3 message" for each finding, by place; with what follows it:
// " | label: …", " | note: …", " | help: …", " | fix: TITLE => TEXT".
[[nodiscard]] std::vector<std::string> lines(diag::Collector& collector, const SourceMap& sources);

// Findings of rulec's own schema about a text.
[[nodiscard]] std::vector<std::string> check(schema::BuiltIn schema, std::string_view text);
// Findings of the gate.
[[nodiscard]] std::vector<std::string> vet(std::string_view schema);

// "valid", or "path keyword expected/got" for each error.
[[nodiscard]] std::vector<std::string> validate(std::string_view schema, std::string_view instance);

}  // namespace rulec::testing
