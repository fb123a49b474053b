#include "support.h"

#include <doctest/doctest.h>

#include <array>

#include "parser/json/reader.h"

namespace rulec::testing {

Parsed parse(std::string_view text, std::string_view name) {
  Parsed parsed;
  SourceId source = parsed.sources.add(std::string(name), std::string(text));
  diag::Collector collector;
  parsed.document = json::parse(parsed.sources, source, {}, collector);
  REQUIRE_MESSAGE(!collector.has_errors(), std::string(text));
  return parsed;
}

std::vector<std::string> lines(diag::Collector& collector, const SourceMap& sources) {
  std::vector<std::string> all;
  for (const diag::Diagnostic& finding : collector.take_sorted()) {
    LineColumn place =
        sources.at(finding.primary.span.source).line_column(finding.primary.span.begin);
    std::string line = diag::code_text(finding.code) + " " + std::to_string(place.line) + ":" +
                       std::to_string(place.column) + " " + diag::message_of(finding);
    line += " | " + std::string(sources.text(finding.primary.span));
    if (!finding.place.rule_id.empty()) {
      line += " | rule " + finding.place.rule_id;
    }
    line += " | at " + finding.place.pointer;
    for (const std::string& help : finding.helps) {
      line += " | help: " + help;
    }
    for (const std::string& note : finding.notes) {
      line += " | note: " + note;
    }
    for (const diag::Fix& fix : finding.fixes) {
      line += " | fix: " + fix.title + " =>";
      for (const diag::Edit& edit : fix.edits) {
        line += " " + edit.new_text;
      }
    }
    all.push_back(line);
  }
  return all;
}

std::vector<std::string> check(schema::BuiltIn schema, std::string_view text) {
  Parsed parsed = parse(text);
  diag::Collector collector;
  bool fits = schema::check_document(schema, parsed.document, parsed.sources, collector);
  CHECK(fits == !collector.has_errors());
  return lines(collector, parsed.sources);
}

std::vector<std::string> vet(std::string_view schema) {
  Parsed parsed = parse(schema);
  diag::Collector collector;
  bool fits = schema::vet(parsed.document, parsed.sources, collector);
  CHECK(fits == !collector.has_errors());
  return lines(collector, parsed.sources);
}

std::vector<std::string> validate(std::string_view schema, std::string_view instance) {
  auto compiled = schema::compile(schema);
  if (!compiled) {
    return {"refused: " + compiled.error().message};
  }
  Parsed parsed = parse(instance);
  Arena arena;
  Value value = json::to_value(parsed.document, parsed.document.root(), arena);
  std::array<schema::CheckError, 16> errors;
  std::size_t count = 0;
  if (schema::validate(**compiled, value, arena, errors, count)) {
    CHECK(count == 0);
    return {"valid"};
  }
  std::vector<std::string> all;
  for (const schema::CheckError& error : std::span(errors).first(count)) {
    all.push_back(std::string(error.path) + " " + std::string(error.keyword) + " " +
                  std::string(error.expected) + "/" + std::string(error.got));
  }
  return all;
}

}  // namespace rulec::testing
