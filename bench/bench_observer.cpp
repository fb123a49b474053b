// Decides N times and prints nothing but how many rules fired: bench/observer.sh counts the
// instructions. A hundred rules, a scorecard of ten items, contexts that make some of them fire.
//   bench_runtime_decisions N
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "compiler/compiler.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/engine.h"

namespace {

namespace diag = rulec::diag;
namespace json = rulec::json;
namespace parser = rulec::parser;
namespace compiler = rulec::compiler;
namespace runtime = rulec::runtime;
using rulec::SourceId;
using rulec::SourceMap;

std::string rules_text() {
  std::string text = R"({"rules":[)";
  for (int i = 0; i < 100; ++i) {
    std::string number = std::to_string(i);
    text += i == 0 ? "" : ",";
    text.append(R"({"id":"r)").append(number).append(R"(","entry_point":"e","condition":)");
    text.append(R"({"and":[{">=":[{"var":"a"},)").append(number);
    text.append(R"(]},{"===":[{"var":"s"},"x"]}]}})");
  }
  return text + "]}";
}

std::string scorecard_text() {
  std::string text = R"({"scorecard":"s","entry_point":"e","items":[)";
  for (int i = 0; i < 10; ++i) {
    std::string number = std::to_string(i);
    text += i == 0 ? "" : ",";
    text.append(R"({"id":"i)").append(number).append(R"(","condition":{">":[{"var":"a"},)");
    text.append(number).append(R"(]},"points":)").append(number).append("}");
  }
  return text + "]}";
}

runtime::RulesetPtr build() {
  SourceMap sources;
  diag::Collector findings;
  parser::RuleDocuments documents;
  parser::Ast ast;
  for (const std::string& text : {rules_text(), scorecard_text()}) {
    SourceId source = sources.add("bench.json", text);
    documents.documents.push_back(json::parse(sources, source, {}, findings));
  }
  parser::parse_rules(documents, 0, sources, ast, findings);
  parser::parse_scorecard(documents, 1, ast, findings);
  compiler::Settings settings;
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program) {
    std::fputs("the rules do not compile\n", stderr);
    std::exit(2);
  }
  auto ruleset = runtime::load(std::move(*program), "");
  if (!ruleset) {
    std::fputs("the program does not load\n", stderr);
    std::exit(2);
  }
  return *ruleset;
}

}  // namespace

int main(int argc, char** argv) {
  long decisions = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 1000;
  runtime::RulesetPtr ruleset = build();
  const std::array<std::string, 3> contexts = {R"({"a":5,"s":"x"})", R"({"a":60,"s":"y"})",
                                               R"({"a":95,"s":"x"})"};
  runtime::Workspace workspace;
  std::size_t fired = 0;
  for (long i = 0; i < decisions; ++i) {
    runtime::Decision decision;
    runtime::Request request{.entry_point = "e",
                             .context = contexts[static_cast<std::size_t>(i) % contexts.size()]};
    if (runtime::decide(*ruleset, request, workspace, decision) != nullptr) {
      std::fputs("a context was refused\n", stderr);
      return 2;
    }
    fired += decision.rules_executed.size();
  }
  std::printf("%zu\n", fired);
  return 0;
}
