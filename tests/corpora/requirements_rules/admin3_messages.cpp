#include "admin3_messages.h"

#include <cstdio>

namespace rulec::testing {
namespace {

// Actions that the compiler refuses, while the original finds out when it runs them.
struct Refusal {
  std::string code;
  std::string reason;
};

// Null when the actions of the case compile.
const Refusal* refusal_of(const Json& test) {
  static const Refusal kFunction{
      .code = "RC7001", .reason = "`call_function` is refused until functions run in a sandbox"};
  static const Refusal kUnknown{
      .code = "RC2006", .reason = "an unknown action is refused by the compiler, in its own words"};
  static const Refusal kTemplate{
      .code = "RC2033",
      .reason =
          "a template that does not exist is refused by the compiler; the original shows the "
          "action's own text"};
  for (const Json& action : test["request"]["actions"]) {
    std::string type = action["type"];
    if (type == "call_function") {
      return &kFunction;
    }
    if (type == "nonexistent_action") {
      return &kUnknown;
    }
    if (action.contains("templateId") && test["templates"].empty()) {
      return &kTemplate;
    }
  }
  return nullptr;
}

void write_project(const Json& actions, const Json& context, const ScratchFolder& folder) {
  std::string yaml =
      "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n  dispatch:\n    updates:\n"
      "      placeholder.never.written: {}\n";
  for (const Json& action : actions) {
    if (action["type"] == "update") {
      yaml += "      " + action["target"].get<std::string>() + ": {}\n";
    }
  }
  folder.write("rulec.yaml", yaml);
  folder.write(
      "rules/dispatch.rule.json",
      Json({{"id", "dispatch"}, {"entry_point", "dispatch"}, {"actions", actions}}).dump(2));
  folder.write("context.json", context.dump());
}

Json decision_of(const ScratchFolder& folder) {
  return Json::parse(
      must_run({RULEC_PROGRAM, "eval", "dispatch", "--context", "context.json"}, folder).out);
}

void expect_refusal(const Refusal& refusal, const ScratchFolder& folder) {
  ProcessResult linted = run_process({RULEC_PROGRAM, "lint"}, {.folder = folder.path()});
  if (linted.exit_status == 0 || linted.out.find(refusal.code) == std::string::npos) {
    give_up("lint does not refuse with " + refusal.code + ":\n" + linted.out + linted.err);
  }
}

// As the original answers: a result for each action. Messages and prompts come in the order of the
// actions.
Json results_of(const Json& actions, const Json& decision) {
  Json results = Json::array();
  std::size_t message = 0;
  std::size_t prompt = 0;
  for (const Json& action : actions) {
    Json result = {{"success", decision["errors"].empty()}};
    if (action["type"] == "user_preference") {
      result["preference"] = decision["preference_prompts"].at(prompt++);
    } else if (action["type"] != "update") {
      result["message"] = decision["messages"].at(message++);
    }
    results.push_back(result);
  }
  return results;
}

// Takes out the checks of a description that the author did not write; the reason, or "".
std::string without_descriptions(Json& checks) {
  Json kept = Json::array();
  for (const Json& check : checks) {
    if (check["path"].empty() || check["path"].back() != "description") {
      kept.push_back(check);
    }
  }
  bool is_whole = kept.size() == checks.size();
  checks = kept;
  return is_whole ? ""
                  : "the original gives an update that has no description one of its own; a "
                    "decision lists the update as it is, and all else is checked";
}

}  // namespace

std::string run_dispatch(const Json& test) {
  ScratchFolder folder;
  Json actions = test["request"]["actions"];
  write_templates(test["templates"], actions, test["request"]["context"], folder);
  for (Json& action : actions) {
    translate_action(action);
  }
  write_project(actions, test["request"]["context"], folder);
  if (const Refusal* refusal = refusal_of(test)) {
    expect_refusal(*refusal, folder);
    // To fail is what some of these cases ask for.
    bool asks_more = false;
    for (const Json& check : test["expect"]["checks"]) {
      bool fits = check["op"] == "falsy";
      asks_more = asks_more || !fits;
    }
    return asks_more ? refusal->reason : "";
  }
  Json decision = decision_of(folder);
  const Json& all = test["expect"]["checks"];
  Json checks = credible(all, test["observed"]);
  if (checks.size() < all.size()) {
    std::printf("%s: %zu checks contradict what the original answered\n",
                test["id"].get<std::string>().c_str(), all.size() - checks.size());
  }
  std::string reason = without_descriptions(checks);
  compare(checks, results_of(actions, decision));
  Json after = test.value("observed_context_after", Json::object());
  if (test["request"]["context"].empty() && decision["updates"] != after) {
    give_up("the updates " + decision["updates"].dump() + " are not " + after.dump());
  }
  return reason;
}

std::string run_template(const Json& test) {
  ScratchFolder folder;
  const Json& request = test["request"];
  const Json& mapped = request["context_mapping"];
  Json content = {{"content", translated_text(request["content"], mapped)}};
  content["title"] = request["title"].is_string() ? Json(translated_text(request["title"], mapped))
                                                  : request["title"];
  folder.write("templates/t.template.json",
               Json({{"id", "t"}, {"format", "text"}, {"content", content}}).dump(2));
  Json action = {{"type", "display_message"}, {"template", "t"}, {"context_mapping", mapped}};
  translate_action(action);
  write_project(Json::array({action}), request["context"], folder);
  Json decision = decision_of(folder);
  if (decision["messages"].empty()) {
    bool is_listed = decision["errors"].size() == 1 && decision["errors"][0]["code"] == "RC6016";
    if (!is_listed) {
      give_up("no message, and not for a missing value: " + decision.dump());
    }
    return "a placeholder without a value drops the message, which is listed in `errors`; the "
           "original shows the tag";
  }
  const Json& shown = decision["messages"][0]["content"];
  compare(test["expect"]["checks"], Json::array({shown["content"], shown["title"]}));
  return "";
}

}  // namespace rulec::testing
