#include "subject.h"

#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <optional>

#include "base/json_writer.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "compiler/compiler.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/decision_json.h"
#include "runtime/fired.h"
#include "schema/schema.h"

namespace rulec::bench {
namespace {

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench: %s\n", problem.c_str());
  std::exit(2);
}

double ms_since(std::int64_t start) {
  return static_cast<double>(wall_ns() - start) / 1e6;
}

std::size_t heap_bytes() {
  struct mallinfo2 facts = mallinfo2();
  return facts.uordblks + facts.hblkhd;
}

std::vector<std::uint64_t> ids_of(const bytecode::Program& program) {
  std::vector<std::uint64_t> ids;
  ids.reserve(program.rules.size());
  for (const bytecode::Rule& rule : program.rules) {
    ids.push_back(std::strtoull(program.strings[rule.id.index()].c_str(), nullptr, 10));
  }
  return ids;
}

bytecode::Program compiled(std::string_view rules_text, const SubjectOptions& options,
                           BuildTimes& times) {
  std::int64_t start = wall_ns();
  SourceMap sources;
  diag::Collector findings;
  SourceId source = sources.add("workload.rule.json", std::string(rules_text));
  parser::RuleDocuments documents;
  documents.documents.push_back(
      json::parse(sources, source, {.max_bytes = kHardMaxSourceBytes}, findings));
  parser::Ast ast;
  parser::parse_rules(documents, 0, sources, ast, findings);
  times.parse_ms = ms_since(start);

  compiler::Settings settings;
  settings.optimisation_level = options.optimisation_level;
  settings.has_declared_entry_points = true;
  compiler::EntryPointSettings entry_point{.name = kEntryPoint,
                                           .validation = bytecode::Validation::kLight};
  if (options.first_only) {
    entry_point.hit_policy = bytecode::HitPolicy::kFirst;
  }
  json::Document document;
  std::optional<schema::ContextSchema> schema;
  if (!options.schema.empty()) {
    SourceId id = sources.add("match.context.json", options.schema);
    document = json::parse(sources, id, {}, findings);
    schema.emplace(document, "match.context.json", options.schema);
    entry_point.schema = &*schema;
  }
  settings.entry_points.push_back(std::move(entry_point));
  start = wall_ns();
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  times.compile_ms = ms_since(start);
  if (!program || findings.has_errors()) {
    give_up("the rules do not compile");
  }
  return std::move(*program);
}

bytecode::Program read_back(const std::string& bytes) {
  auto sealed = bundle::seal(bytes);
  auto container = sealed ? bundle::open_container(*sealed, "") : std::unexpected(sealed.error());
  auto program = container ? bundle::read_program(*container) : std::unexpected(container.error());
  if (!program) {
    give_up("the bundle is refused: " + program.error().message);
  }
  return std::move(*program);
}

}  // namespace

Subject make_subject(std::string_view rules_text, const SubjectOptions& options) {
  Subject made;
  bytecode::Program program = compiled(rules_text, options, made.times);
  made.bundle = bundle::write_bundle(program);
  made.ids = ids_of(program);
  // As the C interface has it: read back from the bundle, without the rules' texts.
  program = {};
  std::size_t before = heap_bytes();
  program = read_back(made.bundle);
  program.rule_texts = {};
  std::int64_t start = wall_ns();
  auto ruleset = runtime::load(std::move(program), "", {.index = options.index});
  made.times.load_ms = ms_since(start);
  if (!ruleset) {
    give_up("the program does not load: " + ruleset.error().message);
  }
  made.loaded_bytes = heap_bytes() - before;
  made.ruleset = std::move(*ruleset);
  return made;
}

void Asker::refused(const runtime::Problem& problem) {
  give_up("an event was refused: " + std::string(problem.detail));
}

std::span<const std::uint32_t> Asker::fired(std::string_view event) {
  runtime::Request request{.entry_point = kEntryPoint, .context = event, .engine = engine_};
  std::span<const std::uint32_t> rules;
  if (const auto* problem = runtime::fired(*subject_.ruleset, request, workspace_, rules)) {
    refused(*problem);
  }
  return rules;
}

std::string_view Asker::decision(std::string_view event) {
  runtime::Request request{.entry_point = kEntryPoint, .context = event, .engine = engine_};
  if (const auto* problem = runtime::decide(*subject_.ruleset, request, workspace_, decision_)) {
    refused(*problem);
  }
  text_.clear();
  JsonWriter json(text_);
  runtime::write_decision(json, *subject_.ruleset, decision_);
  return text_;
}

}  // namespace rulec::bench
