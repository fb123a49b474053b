// What a decision costs by what its rule does: nothing, an inline message, templates of each
// format. One rule that always holds, one context; a row of JSON each, with the factor against the
// bare condition and the bytes of the messages, which say that something was made.
//   bench_messages [--budget-ms N] [--pass-ms N]
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "compiler/compiler.h"
#include "measure.h"
#include "parser/json/reader.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "value/json_value.h"

namespace rulec::bench {
namespace {

struct Scenario {
  std::string_view name;
  std::string_view actions;
  std::string_view message_template;  // its `format` and `content`, or ""
};

constexpr Scenario kScenarios[] = {
    {"no action", "[]", ""},
    {"inline message", R"([{"type":"display_message","title":"Terms","message":"You pay"}])", ""},
    {"inline, text by `cat`",
     R"([{"type":"display_message","message":{"expr":{"cat":["You pay ",{"var":"cart.total"}," ",{"var":"cart.currency"}]}}}])",
     ""},
    {"template, text, 2 placeholders", R"([{"type":"display_message","template":"t"}])",
     R"("format":"text","content":"You pay {{ cart.total }} {{ cart.currency }}")"},
    {"template, html, 2 placeholders", R"([{"type":"display_message","template":"t"}])",
     R"("format":"html","content":"<p>You pay <b>{{ cart.total }}</b> {{ cart.currency }}</p>")"},
    {"template, html, formats, 10 items", R"([{"type":"display_message","template":"t"}])",
     R"("format":"html","content":"<p>{{ cart.total | currency(\"EUR\") }}</p><ul>{{#each i in cart.items}}<li title=\"{{ i.sku }}\">{{ i.name | upper }}: {{ i.price | number('#,##0.00') }}</li>{{/each}}</ul>")"},
    {"template, markdown, 10 items", R"([{"type":"display_message","template":"t"}])",
     R"("format":"markdown","content":"**You pay {{ cart.total }}**\n\n{{#each i in cart.items}}\n- {{ i.name }}: {{ i.price }}\n{{/each}}")"},
};

std::string context_text() {
  std::string text = R"({"cart":{"total":1234.5,"currency":"EUR","items":[)";
  for (int i = 0; i < 10; ++i) {
    std::string number = std::to_string(i);
    text += i == 0 ? "" : ",";
    text.append(R"({"sku":"sku-)").append(number).append(R"(","name":"Tea & jam )").append(number);
    text.append(R"(","price":)").append(number).append(".5}");
  }
  return text + "]}}";
}

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_messages: %s\n", problem.c_str());
  std::exit(2);
}

runtime::RulesetPtr build(const Scenario& scenario) {
  SourceMap sources;
  diag::Collector findings;
  parser::RuleDocuments documents;
  parser::Ast ast;
  auto read = [&](const std::string& text) {
    SourceId source = sources.add("bench.json", text);
    documents.documents.push_back(json::parse(sources, source, {}, findings));
  };
  read(R"({"id":"r","entry_point":"e","condition":{">":[{"var":"cart.total"},1]},"actions":)" +
       std::string(scenario.actions) + "}");
  parser::parse_rules(documents, 0, sources, ast, findings);
  if (!scenario.message_template.empty()) {
    read(R"({"id":"t",)" + std::string(scenario.message_template) + "}");
    parser::parse_template(documents, 1, sources, ast, findings);
  }
  compiler::Settings settings;
  auto program = compiler::compile({sources, documents, ast, settings}, findings);
  if (!program) {
    give_up(std::string(scenario.name) + " does not compile");
  }
  auto ruleset = runtime::load(std::move(*program), "");
  if (!ruleset) {
    give_up(std::string(scenario.name) + " does not load");
  }
  return *ruleset;
}

std::size_t message_bytes(const runtime::Decision& decision) {
  std::string text;
  for (const Value& message : decision.messages) {
    append_value(text, message);
  }
  return text.size();
}

void run(const Budget& budget) {
  std::string context = context_text();
  double bare = 0;
  for (const Scenario& scenario : kScenarios) {
    runtime::RulesetPtr ruleset = build(scenario);
    runtime::Workspace workspace;
    runtime::Decision decision;
    runtime::Request request{.entry_point = "e", .context = context};
    auto decide = [&](std::size_t) {
      decision = {};
      if (runtime::decide(*ruleset, request, workspace, decision) != nullptr ||
          !decision.errors.empty() || decision.rules_executed.size() != 1) {
        give_up(std::string(scenario.name) + " does not decide");
      }
    };
    decide(0);
    std::size_t bytes = message_bytes(decision);
    Timing timing = measure(decide, 1, budget);
    bare = bare == 0 ? timing.best : bare;
    std::string row;
    JsonWriter json(row);
    json.begin_object();
    json.member("measure", "messages");
    json.member("what", scenario.name);
    json.key("ns");
    json.number(timing.best);
    json.key("factor");
    json.number(timing.best / bare);
    json.member("message_bytes", std::uint64_t{bytes});
    json.end_object();
    std::printf("%s\n", row.c_str());
  }
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  rulec::bench::Budget budget;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view word = argv[i];
    if (word == "--budget-ms") {
      budget.budget_ms = std::strtoll(argv[i + 1], nullptr, 10);
    } else if (word == "--pass-ms") {
      budget.pass_ms = std::strtoll(argv[i + 1], nullptr, 10);
    } else {
      std::fprintf(stderr, "bench_messages: unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  rulec::bench::run(budget);
  return 0;
}
