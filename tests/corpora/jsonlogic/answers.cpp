#include "answers.h"

#include <cmath>
#include <cstdlib>

#include "base/limits.h"
#include "compiler/compiler.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "parser/parser.h"
#include "runtime/engine.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::conformance {
namespace {

// 2026-01-01T00:00:00.000Z
constexpr std::int64_t kNowMs = 1'767'225'600'000;

Answer refused(const std::string& why) {
  return {.is_error = true, .error_type = "refused: " + why, .json = {}};
}

bool read(const std::string& text, Arena& arena, Value& value, std::string& problem) {
  json::ReaderScratch scratch;
  json::Fault fault;
  json::ValueLimits limits{.max_bytes = kMaxSourceBytes, .max_depth = kMaxRuleDepth};
  if (json::read_value(text, limits, arena, scratch, value, fault)) {
    return true;
  }
  problem = fault.message;
  return false;
}

Answer run(const runtime::LoadedRuleset& ruleset, const std::string& data) {
  Arena arena;
  Value context;
  std::string problem;
  if (!read(data, arena, context, problem)) {
    return refused(problem);
  }
  runtime::Workspace workspace;
  Value value = runtime::evaluate(ruleset, context, kNowMs, workspace);
  if (value.is_error()) {
    return {.is_error = true, .error_type = std::string(value::error_type(value)), .json = {}};
  }
  Answer answer;
  append_value(answer.json, value);
  return answer;
}

double as_double(const Value& number) {
  if (number.is_double()) {
    return number.as_double();
  }
  std::string text;
  append_number(text, number);
  return std::strtod(text.c_str(), nullptr);
}

bool same_numbers(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) {
    return a.as_integer() == b.as_integer();
  }
  return std::fabs(as_double(a) - as_double(b)) <= 1e-10;
}

// Recursion is bounded by the depth limit of the reader.
bool same_values(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    return same_numbers(a, b);
  }
  if (a.kind() != b.kind() || a.length() != b.length()) {
    return false;
  }
  if (a.is_list()) {
    for (std::uint32_t i = 0; i < a.length(); ++i) {
      if (!same_values(a.as_list()[i], b.as_list()[i])) {
        return false;
      }
    }
    return true;
  }
  if (a.is_object()) {
    for (const Member& member : a.members()) {
      if (!same_values(member.value, b.member(member.key))) {
        return false;
      }
    }
    return true;
  }
  return value::strict_equal(a, b);
}

std::string find_unknown(const Value& rule) {
  if (rule.is_list()) {
    for (const Value& item : rule.as_list()) {
      if (std::string found = find_unknown(item); !found.empty()) {
        return found;
      }
    }
  }
  if (!rule.is_object() || rule.length() != 1) {
    return {};
  }
  const Member& call = rule.members().front();
  if (value::find_operator(call.key) == nullptr) {
    return std::string(call.key);
  }
  return call.key == "preserve" ? std::string() : find_unknown(call.value);
}

}  // namespace

Answer answer_of(const std::string& rule, const std::string& data, int level) {
  diag::Collector findings;
  SourceMap sources;
  parser::RuleDocuments documents;
  parser::Ast ast;
  SourceId source = sources.add("<rule>", rule);
  documents.documents.push_back(json::parse(sources, source, {}, findings));
  const parser::Expr* expr = findings.has_errors()
                                 ? nullptr
                                 : parser::parse_expression(documents, 0, sources, ast, findings);
  if (expr == nullptr || findings.has_errors()) {
    return refused(findings.kept().empty() ? "no expression"
                                           : diag::message_of(findings.kept()[0]));
  }
  compiler::Settings settings;
  settings.optimisation_level = level;
  compiler::Input input{
      .sources = sources, .documents = documents, .ast = ast, .settings = settings};
  auto ruleset = runtime::load(compiler::compile_expression(input, *expr), "");
  return ruleset ? run(**ruleset, data) : refused(ruleset.error().message);
}

bool same_json(const std::string& a, const std::string& b) {
  Arena arena;
  Value left;
  Value right;
  std::string problem;
  return read(a, arena, left, problem) && read(b, arena, right, problem) &&
         same_values(left, right);
}

std::string unknown_operator_in(const std::string& rule) {
  Arena arena;
  Value value;
  std::string problem;
  return read(rule, arena, value, problem) ? find_unknown(value) : std::string();
}

}  // namespace rulec::conformance
