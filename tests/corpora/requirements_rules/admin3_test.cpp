// The cases of corpora/requirements-rules/admin3, by the real program. `execute` and `condition`: a
// git repository is made of the case's rules and schema, linted, compiled, and the request decided
// from the bundle and from the sources, which must give the same bytes. `validate` and `schema`:
// the schema is that of an entry point with one rule, and the context is decided with it; a schema
// that does not exist must be refused by lint.
//
// Cases that rulec decides otherwise on purpose are listed below with the reason. Where it refuses
// a schema for a misspelt keyword, that is checked, and the case is run with the keyword mended.
// Cases of kinds that no part of rulec can run yet are counted as skipped.
//
// `dispatch` and `template` are admin3_messages.h's.
//
// What is translated, and why: templates become files of ours (admin3_case.h); an update's target
// goes to the allow-list, which the original has not; older names in the checks are read as ours
// (message_type = variant, preferenceKey = preference_key, condition_result = the rule is listed,
// an acknowledgement listed by its key).
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "admin3_case.h"
#include "admin3_messages.h"
#include "process.h"

namespace {

using rulec::testing::compare;
using rulec::testing::Failure;
using rulec::testing::give_up;
using rulec::testing::Json;
using rulec::testing::must_run;
using rulec::testing::ProcessResult;
using rulec::testing::run_process;
using rulec::testing::ScratchFolder;
using rulec::testing::translate_action;
using rulec::testing::write_templates;

// Cases in which the original deviates from JSONLogic, named by the corpus itself.
const std::string kErrorIsFalse =
    "the original takes an error in a condition for false; here a text that is no number throws "
    "NaN "
    "in a comparison with null, so the rule is skipped and listed in `errors`";
const std::string kMisspeltKeyword =
    "its context schema misspells `items` as `item`; a keyword that would be ignored is refused";
const std::map<std::string, std::string> kKnownDeviations = {
    {"jsonlogic_string_comparison.gte_with_numeric_strings_as_numbers.0",
     "two strings compare as strings in JSONLogic; the original compares numeric strings as "
     "numbers"},
    {"jsonlogic_string_comparison.gte_with_missing_var.0", kErrorIsFalse},
    {"jsonlogic_string_comparison.gte_with_none_value.0", kErrorIsFalse},
    {"stage3_rules_condition.condition_with_missing_variable_path.0", kErrorIsFalse},
};
// Kinds that are not run, and why.
const std::map<std::string, std::string> kSkippedKinds = {
    {"http", "`rulec serve` will serve it"},
};

// --- from a case to a repository
Json translated_rule(Json rule) {
  if (rule.value("rules_fields_code", "").empty()) {
    rule.erase("rules_fields_code");
  }
  for (Json& action : rule["actions"]) {
    translate_action(action);
  }
  return rule;
}

void write_repository(const Json& test, const ScratchFolder& folder) {
  const Json& request = test["request"];
  std::string entry_point = request["entry_point"];
  std::string yaml =
      "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  " + entry_point + ":\n";
  if (test["schema"].is_object() && !test["schema"].empty()) {
    auto first = test["schema"].begin();
    const std::string& code = first.key();
    folder.write("schemas/" + code + ".context.json", (*first)["schema"].dump());
    yaml += "    context_schema: schemas/" + code + ".context.json\n";
  }
  yaml += "    updates:\n      placeholder.never.written: {}\n";
  int number = 0;
  for (const Json& rule : test["rules"]) {
    for (const Json& action : rule["actions"]) {
      if (action["type"] == "update") {
        yaml += "      " + action["target"].get<std::string>() + ": {}\n";
      }
    }
    folder.write("rules/r" + std::to_string(++number) + ".rule.json",
                 translated_rule(rule).dump(2));
  }
  write_templates(test["templates"], Json::array(), request["context"], folder);
  folder.write("rulec.yaml", yaml);
  folder.write("context.json", request["context"].dump());
  must_run({"git", "init", "-q"}, folder);
  must_run({"git", "add", "-A"}, folder);
  must_run({"git", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m",
            "rules"},
           folder);
}

std::string run_execute(const Json& test) {
  ScratchFolder folder;
  write_repository(test, folder);
  std::string entry_point = test["request"]["entry_point"];
  must_run({RULEC_PROGRAM, "lint"}, folder);
  must_run({RULEC_PROGRAM, "compile", "-o", "shop.rbx"}, folder);
  ProcessResult bundled = must_run(
      {RULEC_PROGRAM, "eval", entry_point, "--bundle", "shop.rbx", "--context", "context.json"},
      folder);
  ProcessResult plain =
      must_run({RULEC_PROGRAM, "eval", entry_point, "--context", "context.json"}, folder);
  if (bundled.out != plain.out) {
    give_up("bundle and sources answer differently:\n" + bundled.out + plain.out);
  }
  compare(test["expect"]["checks"], Json::parse(bundled.out));
  return "";
}

std::string run_condition(const Json& test) {
  ScratchFolder folder;
  folder.write("context.json", test["request"]["context"].dump());
  ProcessResult result =
      must_run({RULEC_PROGRAM, "eval", "--expr", test["request"]["condition"].dump(), "--context",
                "context.json"},
               folder);
  compare(test["expect"]["checks"], Json::parse(result.out));
  return "";
}

// --- a context against a schema
// Whether the schema takes the context; decides on an entry point with that schema and one rule.
bool is_valid(const std::string& code, const Json& schema, const Json& context) {
  ScratchFolder folder;
  std::string file = "schemas/" + code + ".context.json";
  folder.write("rulec.yaml",
               "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  check:\n"
               "    context_schema: " +
                   file + "\n");
  folder.write("rules/any.rule.json", R"({"id":"any","entry_point":"check"})");
  folder.write("context.json", context.dump());
  if (schema.is_null()) {
    ProcessResult linted = run_process({RULEC_PROGRAM, "lint"}, {.folder = folder.path()});
    if (linted.exit_status != 2 || linted.out.find("RC0010") == std::string::npos) {
      give_up("lint does not say that there is no schema:\n" + linted.out + linted.err);
    }
    return false;
  }
  folder.write(file, schema.dump());
  must_run({RULEC_PROGRAM, "lint"}, folder);
  ProcessResult decided = run_process({RULEC_PROGRAM, "eval", "check", "--context", "context.json"},
                                      {.folder = folder.path()});
  Json answer = Json::parse(decided.out, nullptr, false);
  if (decided.exit_status == 0 && answer.value("success", false)) {
    return true;
  }
  bool is_refused = decided.exit_status == 1 && answer.is_object() &&
                    !answer.value("schema_validation_errors", Json::array()).empty();
  if (!is_refused) {
    give_up("neither decided nor refused by the schema:\n" + decided.out + decided.err);
  }
  return false;
}

std::string run_validate(const Json& test) {
  std::string code = test["request"]["rules_fields_code"];
  Json schema;
  if (test["schema"].is_object() && test["schema"].contains(code)) {
    schema = test["schema"][code]["schema"];
  }
  compare(test["expect"]["checks"],
          {{"is_valid", is_valid(code, schema, test["request"]["context"])}});
  return "";
}

std::string run_schema(const Json& test) {
  bool got = is_valid("inline", test["schema"]["$inline"], test["request"]["context"]);
  if (got != test["expect"]["valid"].get<bool>()) {
    give_up(std::string("the context is ") + (got ? "valid" : "not valid"));
  }
  return "";
}

// --- a misspelt keyword in a schema
// The first object that has `item` where `items` was meant; null when there is none.
Json* find_misspelt(Json& schema) {
  if (schema.is_object() && schema.value("type", Json()) == "array" && schema.contains("item")) {
    return &schema;
  }
  for (Json& part : schema) {
    Json* found = part.is_structured() ? find_misspelt(part) : nullptr;
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

// False when no schema of the case has one. The schema as it is must be refused for that keyword.
bool mend_misspelt(Json& test) {
  Json* part = test["schema"].is_object() ? find_misspelt(test["schema"]) : nullptr;
  if (part == nullptr) {
    return false;
  }
  ScratchFolder folder;
  folder.write("rulec.yaml",
               "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  check:\n"
               "    context_schema: schemas/check.context.json\n");
  folder.write("rules/any.rule.json", R"({"id":"any","entry_point":"check"})");
  folder.write("schemas/check.context.json", part->dump());
  ProcessResult linted = run_process({RULEC_PROGRAM, "lint"}, {.folder = folder.path()});
  if (linted.exit_status != 1 || linted.out.find("`item`") == std::string::npos) {
    give_up("lint does not refuse the misspelt keyword:\n" + linted.out + linted.err);
  }
  (*part)["items"] = (*part)["item"];
  part->erase("item");
  return true;
}

struct Tally {
  int passed = 0;
  int failed = 0;
  int deviating = 0;
  int skipped = 0;
};

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// `run` gives the reason for which a case is decided otherwise, which it has checked; or "".
void run_kind(const std::filesystem::path& cases, const std::string& kind,
              std::string (*run)(const Json&), Tally& tally) {
  for (const std::filesystem::path& file : files_of(cases / kind)) {
    Json test = Json::parse(std::ifstream(file));
    std::string id = test["id"];
    if (auto known = kKnownDeviations.find(id); known != kKnownDeviations.end()) {
      std::printf("deviates %s: %s\n", id.c_str(), known->second.c_str());
      ++tally.deviating;
      continue;
    }
    try {
      bool was_mended = mend_misspelt(test);
      std::string reason = run(test);
      if (was_mended) {
        reason = kMisspeltKeyword;
        reason += "; mended, it passes";
      }
      if (!reason.empty()) {
        std::printf("deviates %s: %s\n", id.c_str(), reason.c_str());
      }
      ++(reason.empty() ? tally.passed : tally.deviating);
    } catch (const Failure& failure) {
      std::printf("FAILED %s %s\n%s\n", kind.c_str(), id.c_str(), failure.text.c_str());
      ++tally.failed;
    }
  }
}

}  // namespace

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("requirements-rules/admin3");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  std::filesystem::path cases = std::filesystem::path(corpora) / "requirements-rules/admin3/cases";
  Tally tally;
  run_kind(cases, "execute", run_execute, tally);
  run_kind(cases, "condition", run_condition, tally);
  run_kind(cases, "validate", run_validate, tally);
  run_kind(cases, "schema", run_schema, tally);
  run_kind(cases, "dispatch", rulec::testing::run_dispatch, tally);
  run_kind(cases, "template", rulec::testing::run_template, tally);
  for (const auto& [kind, reason] : kSkippedKinds) {
    for (const std::filesystem::path& file : files_of(cases / kind)) {
      std::printf("skipped %s: %s\n", file.stem().c_str(), reason.c_str());
      ++tally.skipped;
    }
  }
  std::printf("%d decided otherwise on purpose, each with its reason above\n", tally.deviating);
  std::printf("%d passed, %d failed, %d skipped\n", tally.passed, tally.failed, tally.skipped);
  return tally.failed == 0 && tally.passed > 0 ? 0 : 1;
}
