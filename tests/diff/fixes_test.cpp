// What `rulec lint --fix` may do to random rules, in both spellings.
// Safe fixes: a lint that offers right and wrong rewritings alike as safe must never change a
// decision; the reference evaluator says whether one changed. Suggested fixes: after
// `--fix-suggested` the files can be read, no error is new, each finding is gone or its fix
// reported as dropped, and doing it again changes nothing.
//   rulec_diff_fixes [--rules N] [--typos N] [--seed S]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "generate.h"
#include "memory_file_system.h"
#include "parser/dsl/text_reader.h"
#include "parser/format/format.h"
#include "parser/json/reader.h"
#include "reference/reference.h"
#include "tooling/fix/fix.h"
#include "tooling/lint/edits.h"
#include "tooling/lint/lint.h"
#include "tooling/twin_text.h"

namespace {

using rulec::SourceId;
using rulec::SourceMap;
using rulec::difftest::Generator;
using rulec::difftest::Json;
using rulec::tooling::FixLevel;
namespace diag = rulec::diag;
namespace parser = rulec::parser;
namespace reference = rulec::reference;
namespace tooling = rulec::tooling;

constexpr std::int64_t kNow = 1'772'323'198'765;

struct Tally {
  long rules = 0;
  long texts = 0;
  long fixed = 0;
  long dropped = 0;
  long failed = 0;
};

// --- files

std::string as_text(const std::string& json) {
  SourceMap sources;
  diag::Collector findings;
  SourceId id = sources.add("a.rule.json", json);
  auto document = rulec::json::parse(sources, id, {}, findings);
  auto text =
      parser::print_text(parser::canonical_document(document, parser::DocumentKind::kRules), {});
  return text && !findings.has_errors() ? *text : "";
}

// The rule that a file holds, as JSON.
Json rule_in(const std::string& path, const std::string& bytes) {
  SourceMap sources;
  diag::Collector findings;
  SourceId id = sources.add(path, bytes);
  auto document = path.ends_with(".json") ? rulec::json::parse(sources, id, {}, findings)
                                          : parser::read_text(sources, id, {}, findings);
  if (findings.has_errors() || !document.has_root()) {
    return nullptr;
  }
  return Json::parse(tooling::TwinText(document, document.root()).text());
}

// --- a lint that is right and wrong by turns

class EagerLint {
 public:
  explicit EagerLint(Generator& generator) : generator_(generator) {}

  void operator()(const tooling::LintInput& input, diag::Emitter& emitter) {
    for (const parser::RuleNode& rule : input.build.ast.rules) {
      if (rule.condition != nullptr) {
        visit(input.build, *rule.condition, rule, emitter);
      }
    }
  }

 private:
  void visit(const tooling::Build& build, const parser::Expr& expr, const parser::RuleNode& rule,
             diag::Emitter& emitter) {
    if (expr.kind == parser::ExprKind::kCall) {
      offer(build, expr, rule, emitter);
    }
    for (const parser::Expr* operand : expr.operands) {
      visit(build, *operand, rule, emitter);
    }
  }

  void offer(const tooling::Build& build, const parser::Expr& expr, const parser::RuleNode& rule,
             diag::Emitter& emitter) {
    std::string_view name = expr.operator_name;
    bool is_junction = (name == "and" || name == "or") && !expr.is_bare && expr.operands.size() > 1;
    if (name == "!" && expr.operands.size() == 1) {
      const parser::Expr& inner = *expr.operands[0];
      bool is_twice = inner.operator_name == "!" && inner.operands.size() == 1;
      if (is_twice) {  // right where only the truth counts
        emit(tooling::replace_by_part(build, expr, *inner.operands[0]), expr, build, rule, emitter);
      } else if (generator_.below(8) == 0) {  // wrong
        emit(tooling::replace_by_part(build, expr, inner), expr, build, rule, emitter);
      }
    } else if (is_junction && generator_.below(3) == 0) {  // right where it is implied
      std::size_t at = generator_.below(expr.operands.size());
      emit(tooling::remove_operand(build, expr, at), expr, build, rule, emitter);
    } else if (is_junction && generator_.below(3) == 0) {
      emit(tooling::replace_key(build, expr.name_node, name == "and" ? "or" : "and"), expr, build,
           rule, emitter);
    }
  }

  static void emit(diag::Edit edit, const parser::Expr& expr, const tooling::Build& build,
                   const parser::RuleNode& rule, diag::Emitter& emitter) {
    diag::Diagnostic finding = diag::make(diag::Code::kDoubleNegation, build.ast.span(expr.node),
                                          "", {{"expression", ""}});
    finding.place.rule_id = rule.id.text;
    finding.place.subject = parser::infix(expr);
    finding.fix({.fix_class = diag::FixClass::kSafe, .title = "x", .edits = {std::move(edit)}});
    emitter.emit(std::move(finding));
  }

  Generator& generator_;
};

std::string outcome_of(const Json& expression, const Json& context) {
  reference::Outcome outcome =
      reference::evaluate(Json{{"!!", Json::array({expression})}}, context, kNow);
  return (outcome.is_error ? "error " : "") + reference::described(outcome.value);
}

Json with_negations(const Json& e, Generator& generator) {
  Json made = e;
  if (e.is_object() && e.size() == 1 && e.begin().value().is_array()) {
    Json operands = Json::array();
    for (const Json& operand : e.begin().value()) {
      operands.push_back(with_negations(operand, generator));
    }
    made = Json{{e.begin().key(), operands}};
  }
  if (e.is_object() && generator.below(4) == 0) {
    Json inner = Json::array({made});
    made = Json{{"!", Json::array({Json{{"!", inner}}})}};
  }
  return made;
}

void check_safe(Generator& generator, bool is_text, Tally& tally) {
  Json condition = with_negations(generator.condition(2), generator);
  Json rule = {{"id", "r"}, {"entry_point", "checkout"}, {"condition", {{"expr", condition}}}};
  if (generator.below(2) == 0) {
    rule["condition"] = condition;
  }
  std::string bytes = rule.dump();
  std::string path = "rules/a.rule.json";
  if (is_text) {
    path = "rules/a.eff";
    bytes = as_text(bytes);
  }
  Json before = bytes.empty() ? Json() : rule_in(path, bytes);
  if (before.is_null() || !before.contains("condition")) {
    return;
  }
  rulec::testing::MemoryFileSystem disk;
  disk.add_file(path, bytes);
  tooling::FixOptions options;
  options.analysis.lints = EagerLint(generator);
  tooling::FixRun run = tooling::fix(disk, options);
  ++tally.rules;
  tally.texts += is_text ? 1 : 0;
  for (const diag::Diagnostic& finding : run.findings) {
    tally.dropped += finding.code == diag::Code::kFixDropped ? 1 : 0;
  }
  if (run.files.empty()) {
    return;
  }
  ++tally.fixed;
  Json after = rule_in(path, run.files[0].after);
  Json condition_after = after.contains("condition") ? after["condition"] : Json(true);
  for (const Json& context : rulec::difftest::contexts()) {
    std::string of_a = outcome_of(before["condition"], context);
    std::string of_b = after.is_null() ? "unread" : outcome_of(condition_after, context);
    if (of_a != of_b) {
      ++tally.failed;
      std::printf("DIFFERS\n%s\nis %s\n%s\nis %s in %s\n", bytes.c_str(), of_a.c_str(),
                  run.files[0].after.c_str(), of_b.c_str(), context.dump().c_str());
      return;
    }
  }
}

// --- typos

constexpr const char* kYaml =
    "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n"
    "  checkout: {context_schema: schemas/c.json, updates: {cart.note: {}}}\n";
constexpr const char* kSchema =
    R"({"type":"object","additionalProperties":false,"properties":{"cart":{"type":"object",
"additionalProperties":false,"properties":{"total":{"type":"number"},"e-mail":{"type":"string"},
"note":{"type":"string"},"items":{"type":"array","items":{"type":"object",
"additionalProperties":false,"properties":{"price":{"type":"number"},"name":{"type":"string"}}}}}},
"tier":{"enum":["gold","silver"]},"age":{"type":"integer"}}})";

class Typist {
 public:
  explicit Typist(Generator& generator) : generator_(generator) {}

  Json rule() {
    Json condition = junction(2);
    Json action = {{"type", word("display_message")}, {"message", "x"}};
    if (generator_.below(2) == 0) {
      action = {
          {"type", "update"}, {"target", word("cart.note")}, {"operation", "set"}, {"value", "x"}};
    }
    return {{"id", "r"},
            {"entry_point", word("checkout")},
            {"condition", condition},
            {"actions", Json::array({action})}};
  }

 private:
  // Sometimes with one wrong, missing or doubled letter.
  std::string word(std::string text) {
    if (generator_.below(4) != 0) {
      return text;
    }
    std::size_t at = generator_.below(text.size());
    switch (generator_.below(3)) {
      case 0:
        return text.erase(at, 1);
      case 1:
        return text.insert(at, 1, text[at]);
      default:
        text[at] = 'q';
        return text;
    }
  }

  Json var(const std::string& path) { return Json{{"var", word(path)}}; }

  Json atom(bool is_in_loop) {
    if (is_in_loop) {
      return Json{{">", Json::array({var("price"), 5})}};
    }
    switch (generator_.below(6)) {
      case 0:
        return Json{{"===", Json::array({var("tier"), word("gold")})}};
      case 1:
        return Json{{"in", Json::array({var("tier"), Json::array({word("gold"), "silver"})})}};
      case 2:
        return Json{{word("starts_with"), Json::array({var("cart.e-mail"), "x"})}};
      case 3:
        return Json{{"some", Json::array({var("cart.items"), atom(true)})}};
      case 4:
        return Json{{">=", Json::array({var("age"), 18})}};
      default:
        return Json{{"<", Json::array({var("cart.total"), 100.5})}};
    }
  }

  Json junction(int depth) {
    if (depth == 0 || generator_.below(3) == 0) {
      return atom(false);
    }
    Json operands = Json::array();
    for (std::size_t i = 2 + generator_.below(2); i > 0; --i) {
      operands.push_back(junction(depth - 1));
    }
    return Json{{generator_.below(2) == 0 ? "and" : "or", operands}};
  }

  Generator& generator_;
};

struct Counted {
  long errors = 0;
  long of_reader = 0;
  long fixable = 0;
  long dropped = 0;
};

Counted counted(const std::vector<diag::Diagnostic>& findings) {
  Counted made;
  for (const diag::Diagnostic& finding : findings) {
    auto number = static_cast<int>(finding.code);
    bool is_error = finding.severity == diag::Severity::Error;
    made.errors += is_error ? 1 : 0;
    made.of_reader += is_error && number < 2000 ? 1 : 0;
    made.fixable += finding.fixes.empty() ? 0 : 1;
    made.dropped += finding.code == diag::Code::kFixDropped ? 1 : 0;
  }
  return made;
}

void check_typos(Generator& generator, bool is_text, Tally& tally) {
  std::string bytes = Typist(generator).rule().dump();
  std::string path = is_text ? "rules/a.eff" : "rules/a.rule.json";
  bytes = is_text ? as_text(bytes) : bytes;
  if (bytes.empty()) {
    return;
  }
  auto run_on = [&](const std::string& text) {
    rulec::testing::MemoryFileSystem disk;
    disk.add_file("rulec.yaml", kYaml);
    disk.add_file("schemas/c.json", kSchema);
    disk.add_file(path, text);
    tooling::FixOptions options;
    options.level = FixLevel::kSuggested;
    options.analysis.lints = [](const tooling::LintInput&, diag::Emitter&) {};
    return tooling::fix(disk, options);
  };
  tooling::FixRun first = run_on(bytes);
  ++tally.rules;
  tally.texts += is_text ? 1 : 0;
  Counted left = counted(first.findings);
  tally.dropped += left.dropped;
  std::string after = first.files.empty() ? bytes : first.files[0].after;
  tally.fixed += first.files.empty() ? 0 : 1;
  tooling::FixRun second = run_on(after);
  bool is_good = left.of_reader == 0 && left.fixable == left.dropped && second.files.empty() &&
                 !rule_in(path, after).is_null();
  if (!is_good) {
    ++tally.failed;
    std::printf("WRONG\n%s\nbecame\n%s\n%ld unread, %ld fixable, %ld dropped%s\n", bytes.c_str(),
                after.c_str(), left.of_reader, left.fixable, left.dropped,
                second.files.empty() ? "" : ", and changes again");
    for (const diag::Diagnostic& finding : first.findings) {
      std::printf("  %s %s\n", diag::code_text(finding.code).c_str(),
                  diag::message_of(finding).c_str());
    }
  }
}

void print(const char* what, const Tally& tally) {
  std::printf("%s: %ld rules, %ld of them as text, %ld changed, %ld fixes dropped, %ld wrong\n",
              what, tally.rules, tally.texts, tally.fixed, tally.dropped, tally.failed);
}

}  // namespace

int main(int argc, char** argv) {
  long rules = 2000;
  long typos = 2000;
  long seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    long& value = std::strcmp(argv[i], "--rules") == 0   ? rules
                  : std::strcmp(argv[i], "--typos") == 0 ? typos
                                                         : seed;
    value = std::strtol(argv[i + 1], nullptr, 10);
  }
  Tally safe;
  for (long number = 0; number < rules; ++number) {
    Generator generator(static_cast<std::uint64_t>(seed * 1'000'000 + number));
    check_safe(generator, number % 2 == 1, safe);
  }
  Tally suggested;
  for (long number = 0; number < typos; ++number) {
    Generator generator(static_cast<std::uint64_t>(seed * 1'000'000 + number));
    check_typos(generator, number % 2 == 1, suggested);
  }
  print("safe", safe);
  print("suggested", suggested);
  // A run that fixes or drops next to nothing would show nothing.
  bool says_something = safe.fixed * 10 > safe.rules && safe.dropped > 0 && safe.texts > 0 &&
                        suggested.fixed * 3 > suggested.rules && suggested.texts > 0;
  return safe.failed + suggested.failed == 0 && says_something ? 0 : 1;
}
