// rulec_explainer: decisions with the reason of each rule, from the rules' texts in the bundle.
#include "rulec/explain.h"

#include <memory>
#include <string>
#include <utility>

#include "base/json_writer.h"
#include "c_api/boundary.h"
#include "c_api/open.h"
#include "compiler/compiler.h"
#include "runtime/decision_json.h"
#include "runtime/engine.h"
#include "runtime/self_test.h"
#include "tooling/explain/explain.h"

struct rulec_explainer {  // NOLINT(readability-identifier-naming): the C interface's name
  rulec::runtime::RulesetPtr ruleset;
  std::unique_ptr<rulec::tooling::RuleSources> texts;
  rulec::runtime::Workspace workspace;
  std::string answer;
  rulec_status status = RULEC_NO_ANSWER;
};

namespace rulec::capi {
namespace {

rulec_status load(const void* bytes, size_t length, const rulec_load_options* options,
                  rulec_explainer** explainer, rulec_error* error) {
  auto container = open_bytes(bytes, length, options);
  if (!container) {
    return report(error, container.error());
  }
  auto program = bundle::read_program(*container);
  if (!program) {
    return report(error, program.error());
  }
  auto made = std::make_unique<rulec_explainer>();
  made->texts = tooling::rule_sources(*program);
  if (made->texts == nullptr) {
    return report(error, RULEC_NO_RULE_TEXTS,
                  "the bundle was compiled with --strip, so its rules cannot be explained");
  }
  // Watched decisions take the bytecode, so there is no use for an index.
  auto ruleset = runtime::load_tested(std::move(*program), container->digest,
                                      {.index = runtime::IndexChoice::kNever});
  if (!ruleset) {
    return report(error, ruleset.error());
  }
  made->ruleset = std::move(*ruleset);
  *explainer = made.release();
  return RULEC_OK;
}

rulec_status explain(rulec_explainer& explainer, const rulec_request& given, rulec_error* error) {
  explainer.status = RULEC_NO_ANSWER;
  explainer.answer.clear();
  const runtime::LoadedRuleset& ruleset = *explainer.ruleset;
  const tooling::RuleSources& texts = *explainer.texts;
  const runtime::Request request = request_of(given);
  runtime::Decision decision;
  JsonWriter json(explainer.answer);
  json.begin_object();
  if (const runtime::Problem* problem =
          runtime::decide(ruleset, request, explainer.workspace, decision)) {
    json.key("problem");
    runtime::write_problem(json, ruleset, request.entry_point, *problem);
    json.end_object();
    explainer.status = problem->code;
    return report(error, problem->code, problem->detail, problem->offset);
  }
  json.key("decision");
  runtime::write_decision(json, ruleset, decision);
  json.key("explain");
  const compiler::Input rules{.sources = texts.sources,
                              .documents = texts.documents,
                              .ast = texts.ast,
                              .settings = texts.settings};
  tooling::write_explanation(json, tooling::explain(rules, ruleset, request));
  json.end_object();
  explainer.status = RULEC_OK;
  return RULEC_OK;
}

}  // namespace
}  // namespace rulec::capi

// NOLINTBEGIN(google-build-using-namespace): C functions have no namespace of their own
extern "C" {

rulec_status rulec_explainer_load(const void* bytes, size_t length,
                                  const rulec_load_options* options, rulec_explainer** explainer,
                                  rulec_error* error) {
  using namespace rulec::capi;
  if (explainer != nullptr) {
    *explainer = nullptr;
  }
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (bytes == nullptr || explainer == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the bytes or the place for the explainer are NULL");
  }
  if (rulec_status status = check_options(options, error); status != RULEC_OK) {
    return status;
  }
  return guarded(error, [&] { return load(bytes, length, options, explainer, error); });
}

void rulec_explainer_free(rulec_explainer* explainer) {
  delete explainer;
}

rulec_status rulec_explain(rulec_explainer* explainer, const rulec_request* request, char* buffer,
                           size_t capacity, size_t* length, rulec_error* error) {
  using namespace rulec::capi;
  if (rulec_status status = check_error(error); status != RULEC_OK) {
    return status;
  }
  if (length == nullptr || (buffer == nullptr && capacity != 0)) {
    return report(error, RULEC_BAD_ARGUMENT, "the buffer or the place for its length is NULL");
  }
  *length = 0;
  if (explainer == nullptr) {
    return report(error, RULEC_BAD_ARGUMENT, "the explainer is NULL");
  }
  if (rulec_status status = check_request(request, error); status != RULEC_OK) {
    return status;
  }
  return guarded(error, [&] {
    rulec_status status = explain(*explainer, *request, error);
    return give(explainer->answer, status, buffer, capacity, length, error);
  });
}

rulec_status rulec_explainer_answer(const rulec_explainer* explainer, const char** text,
                                    size_t* length) {
  if (text == nullptr || length == nullptr) {
    return RULEC_BAD_ARGUMENT;
  }
  bool has_answer = explainer != nullptr && explainer->status != RULEC_NO_ANSWER;
  *text = has_answer ? explainer->answer.c_str() : nullptr;
  *length = has_answer ? explainer->answer.size() : 0;
  return explainer == nullptr ? rulec_status{RULEC_BAD_ARGUMENT} : explainer->status;
}

}  // extern "C"
// NOLINTEND(google-build-using-namespace)
