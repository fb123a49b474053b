#include "support.h"

#include <fmt/format.h>

#include <stdexcept>

namespace rulec::compiler::testing {

Project& Project::rule(std::string text, std::string name) {
  SourceId source = sources.add(std::move(name), std::move(text));
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, collector));
  auto document = static_cast<std::uint32_t>(documents.documents.size() - 1);
  parser::parse_rules(documents, document, sources, ast, collector);
  return *this;
}

Project& Project::scorecard(std::string text, std::string name) {
  SourceId source = sources.add(std::move(name), std::move(text));
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, collector));
  auto document = static_cast<std::uint32_t>(documents.documents.size() - 1);
  parser::parse_scorecard(documents, document, ast, collector);
  return *this;
}

Project& Project::message_template(std::string text, std::string name) {
  SourceId source = sources.add(std::move(name), std::move(text));
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, collector));
  auto document = static_cast<std::uint32_t>(documents.documents.size() - 1);
  parser::parse_template(documents, document, sources, ast, collector);
  return *this;
}

EntryPointSettings& Project::entry_point(std::string name) {
  settings.has_declared_entry_points = true;
  return settings.entry_points.emplace_back(EntryPointSettings{.name = std::move(name)});
}

Project& Project::context(std::string_view entry_point, std::string text) {
  std::string path = "schemas/" + std::string(entry_point) + ".context.json";
  SourceId source = sources.add(path, text);
  schema_documents_.push_back(json::parse(sources, source, {}, collector));
  schemas_.emplace_back(schema_documents_.back(), path, std::move(text));
  for (EntryPointSettings& settings_of : settings.entry_points) {
    if (settings_of.name == entry_point) {
      settings_of.schema = &schemas_.back();
    }
  }
  return *this;
}

Span Project::in_config(std::string text) {
  auto size = static_cast<std::uint32_t>(text.size());
  return {.source = sources.add("rulec.yaml", std::move(text)), .begin = 0, .end = size};
}

ModelPtr Project::check() {
  return compiler::check(input(), collector);
}

std::optional<bytecode::Program> Project::compile() {
  return compiler::compile(input(), collector);
}

std::string Project::findings() {
  std::string text;
  for (const diag::Diagnostic& finding : collector.take_sorted()) {
    std::string place = "-";
    if (finding.has_primary) {
      auto at = sources.at(finding.primary.span.source).line_column(finding.primary.span.begin);
      place = fmt::format("{}:{}", at.line, at.column);
    }
    text +=
        fmt::format("{} {} {}\n", diag::code_text(finding.code), place, diag::message_of(finding));
  }
  return text;
}

std::string rule_text(std::string_view id, std::string_view members) {
  return fmt::format(R"({{"id":"{}","entry_point":"e"{}{}}})", id, members.empty() ? "" : ",",
                     members);
}

std::string code_for_condition(std::string_view condition) {
  Project project;
  project.rule(rule_text("r", fmt::format(R"("condition":{})", condition)));
  static_cast<void>(project.check());
  const auto& kept = project.collector.kept();
  if (kept.empty()) {
    return "";
  }
  return kept.size() == 1 ? diag::code_text(kept[0].code) : "several";
}

bytecode::Program compile_text(std::string_view expression, int level) {
  Project project;
  project.settings.optimisation_level = level;
  project.settings.strips = true;
  SourceId source = project.sources.add("<expression>", std::string(expression));
  project.documents.documents.push_back(
      json::parse(project.sources, source, {.max_bytes = kHardMaxSourceBytes}, project.collector));
  auto* expr = parser::parse_expression(project.documents, 0, project.sources, project.ast,
                                        project.collector);
  if (project.collector.has_errors()) {
    throw std::logic_error("no JSON: " + std::string(expression));
  }
  return compile_expression(project.input(), *expr);
}

std::string listing(std::string_view condition, int level) {
  std::string text = bytecode::disassemble_rule(compile_text(condition, level), 0);
  text.erase(0, text.find('\n') + 1);       // rule expr
  return text.substr(text.find('\n') + 1);  // condition: …
}

}  // namespace rulec::compiler::testing
