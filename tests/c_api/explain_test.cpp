// explain.h: the explanation is that of lib/tooling, and the refusals are those of rulec.h.
#include "rulec/explain.h"

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "bundle/bundle.h"
#include "small_ruleset.h"

namespace rulec {
namespace {

using testing::small_contexts;
using testing::small_ruleset;

struct Free {
  void operator()(rulec_explainer* explainer) const { rulec_explainer_free(explainer); }
};
using Explainer = std::unique_ptr<rulec_explainer, Free>;

rulec_status load(const std::string& bytes, Explainer& made,
                  const rulec_load_options* options = nullptr) {
  rulec_explainer* explainer = nullptr;
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_status status =
      rulec_explainer_load(bytes.data(), bytes.size(), options, &explainer, &error);
  CHECK(error.code == status);
  CHECK((status == RULEC_OK) == (explainer != nullptr));
  made.reset(explainer);
  return status;
}

Explainer small_explainer() {
  Explainer made;
  REQUIRE(load(bundle::write_bundle(small_ruleset()), made) == RULEC_OK);
  return made;
}

rulec_request request(const char* entry_point, std::string_view context) {
  rulec_request made = RULEC_INIT(rulec_request);
  made.entry_point = entry_point;
  made.context = context.data();
  made.context_length = context.size();
  return made;
}

}  // namespace

TEST_CASE("a decision with the turn of every rule") {
  Explainer explainer = small_explainer();
  rulec_request asked = request("checkout", small_contexts()[0]);
  size_t length = 0;
  rulec_error error = RULEC_INIT(rulec_error);
  CHECK(rulec_explain(explainer.get(), &asked, nullptr, 0, &length, &error) ==
        RULEC_BUFFER_TOO_SMALL);
  std::string text(length + 1, '#');
  CHECK(rulec_explain(explainer.get(), &asked, text.data(), text.size(), &length, nullptr) ==
        RULEC_OK);
  CHECK(text.back() == '\0');
  text.pop_back();
  CHECK(text.starts_with(R"({"decision":{"success":true)"));
  for (const char* part : {R"("explain":[)", R"("rule_id":"big")", R"("rule_id":"old")",
                           R"("tree":{"text":)", R"("children":[)"}) {
    INFO(std::string(part));
    CHECK(text.find(part) != std::string::npos);
  }
  const char* kept = nullptr;
  CHECK(rulec_explainer_answer(explainer.get(), &kept, &length) == RULEC_OK);
  CHECK(std::string_view(kept, length) == text);
}

TEST_CASE("what cannot be decided is not explained") {
  Explainer explainer = small_explainer();
  char buffer[2048];
  size_t length = 0;
  rulec_error error = RULEC_INIT(rulec_error);
  rulec_request unknown = request("nowhere", "{}");
  CHECK(rulec_explain(explainer.get(), &unknown, buffer, sizeof buffer, &length, &error) == 6111);
  CHECK(error.code == 6111);
  CHECK(std::string_view(buffer, length).starts_with(R"({"problem":{"type":)"));
  CHECK(std::string_view(buffer, length).ends_with("}}"));
  rulec_request bad = request("checkout", "{");
  CHECK(rulec_explain(explainer.get(), &bad, buffer, sizeof buffer, &length, &error) == 6101);
  CHECK(error.offset == 1);
}

TEST_CASE("bundles without texts, damaged ones, other digests") {
  Explainer made;
  bytecode::Program stripped = small_ruleset();
  stripped.rule_texts.clear();
  stripped.scorecard_texts.clear();
  stripped.template_texts.clear();
  CHECK(load(bundle::write_bundle(stripped), made) == RULEC_NO_RULE_TEXTS);
  CHECK(load("no bundle at all", made) == 5003);
  rulec_load_options options = RULEC_INIT(rulec_load_options);
  options.expected_digest = "sha256:00";
  CHECK(load(bundle::write_bundle(small_ruleset()), made, &options) == 5020);
  options.struct_size = 1;
  CHECK(load(bundle::write_bundle(small_ruleset()), made, &options) == RULEC_BAD_VERSION);
}

TEST_CASE("null arguments of explanations") {
  Explainer explainer = small_explainer();
  rulec_request good = request("checkout", small_contexts()[0]);
  rulec_explainer* made = nullptr;
  char buffer[16];
  size_t length = 0;
  const char* text = nullptr;
  rulec_explainer_free(nullptr);
  CHECK(rulec_explainer_load(nullptr, 0, nullptr, &made, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explainer_load("x", 1, nullptr, nullptr, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explain(nullptr, &good, buffer, 16, &length, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explain(explainer.get(), nullptr, buffer, 16, &length, nullptr) ==
        RULEC_BAD_ARGUMENT);
  CHECK(rulec_explain(explainer.get(), &good, nullptr, 16, &length, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explain(explainer.get(), &good, buffer, 16, nullptr, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explainer_answer(nullptr, &text, &length) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explainer_answer(explainer.get(), nullptr, &length) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explainer_answer(explainer.get(), &text, nullptr) == RULEC_BAD_ARGUMENT);
  CHECK(rulec_explainer_answer(explainer.get(), &text, &length) == RULEC_NO_ANSWER);
  rulec_error error = RULEC_INIT(rulec_error);
  error.struct_size = 8;
  CHECK(rulec_explain(explainer.get(), &good, buffer, 16, &length, &error) == RULEC_BAD_VERSION);
  CHECK(rulec_explainer_load("x", 1, nullptr, &made, &error) == RULEC_BAD_VERSION);
}

}  // namespace rulec
