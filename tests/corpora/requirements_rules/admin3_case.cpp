#include "admin3_case.h"

#include <algorithm>
#include <map>

namespace rulec::testing {

void give_up(const std::string& text) {
  throw Failure{text};
}

ProcessResult must_run(const std::vector<std::string>& arguments, const ScratchFolder& folder) {
  ProcessOptions options{.folder = folder.path()};
  options.environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_SYSTEM", "/dev/null"}};
  ProcessResult result = run_process(arguments, options);
  if (result.exit_status != 0) {
    std::string line;
    for (const std::string& argument : arguments) {
      line += argument + " ";
    }
    give_up(line + "exits " + std::to_string(result.exit_status) + "\n" + result.out + result.err);
  }
  return result;
}

// --- checks
namespace {

std::string our_name(const std::string& key) {
  static const std::map<std::string, std::string> kNames = {{"message_type", "variant"},
                                                            {"preferenceKey", "preference_key"}};
  auto found = kNames.find(key);
  return found == kNames.end() ? key : found->second;
}

// Only fired rules are listed, so `condition_result` of a listed rule is true.
Json member_of(const Json& value, const std::string& key) {
  if (key == "condition_result" && value.is_object()) {
    return true;
  }
  return value.is_object() && value.contains(our_name(key)) ? value[our_name(key)] : Json();
}

Json walk(Json value, const Json& path) {
  for (const Json& step : path) {
    if (step.is_string()) {
      value = member_of(value, step);
    } else if (step.is_number()) {
      std::size_t index = step;
      value = value.is_array() && index < value.size() ? value[index] : Json();
    }  // {"where": "condition_result"} keeps the listed rules, which are those
  }
  return value;
}

bool is_truthy(const Json& value) {
  if (value.is_null() || (value.is_boolean() && !value.get<bool>())) {
    return false;
  }
  if (value.is_number()) {
    return value.get<double>() != 0;
  }
  return !(value.is_string() || value.is_array()) || !value.empty();
}

bool contains(const Json& value, const Json& wanted) {
  if (value.is_object()) {
    return value.contains(wanted.get<std::string>());
  }
  if (value.is_string()) {
    return value.get<std::string>().find(wanted.get<std::string>()) != std::string::npos;
  }
  return std::ranges::any_of(value, [&](const Json& item) {
    return item == wanted || (item.is_object() && Json(item.value("ack_key", "")) == wanted);
  });
}

bool holds(const std::string& op, const Json& got, const Json& value, const Json& answer) {
  auto size = static_cast<std::int64_t>(got.is_array() || got.is_object() ? got.size() : 0);
  if (op == "truthy") {
    return is_truthy(got);
  }
  if (op == "falsy") {
    return !is_truthy(got);
  }
  if (op == "eq") {
    return got == value;
  }
  if (op == "eq_path") {
    return got == walk(answer, value);
  }
  if (op == "len_eq") {
    return size == value.get<std::int64_t>();
  }
  if (op == "len_gt") {
    return size > value.get<std::int64_t>();
  }
  if (op == "len_ge") {
    return size >= value.get<std::int64_t>();
  }
  if (op == "gt") {
    return got > value;
  }
  if (op == "ge") {
    return got >= value;
  }
  if (op == "contains") {
    return contains(got, value);
  }
  if (op == "not_contains") {
    return !contains(got, value);
  }
  if (op == "is_null") {
    return got.is_null();
  }
  if (op == "not_null") {
    return !got.is_null();
  }
  if (op == "one_of") {
    return contains(value, got);
  }
  give_up("the check `" + op + "` is not known here");
}

}  // namespace

void compare(const Json& checks, const Json& answer) {
  for (const Json& check : checks) {
    Json got = walk(answer, check["path"]);
    if (!holds(check["op"], got, check.value("value", Json()), answer)) {
      give_up("check " + check.dump() + " finds " + got.dump() + " in " + answer.dump());
    }
  }
}

Json credible(const Json& checks, const Json& observed) {
  Json kept = Json::array();
  for (const Json& check : checks) {
    if (holds(check["op"], walk(observed, check["path"]), check.value("value", Json()), observed)) {
      kept.push_back(check);
    }
  }
  return kept;
}

// --- translation

// Ids have no blanks.
std::string id_of_name(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

void translate_action(Json& action) {
  if (action.contains("templateName")) {
    action["templateName"] = id_of_name(action["templateName"]);
  }
  for (const char* name : {"templateId", "messageTemplateId"}) {
    if (action.contains(name) && action[name].is_number()) {
      action[name] = std::to_string(action[name].get<int>());
    }
  }
  if (action.contains("context_mapping")) {
    for (Json& value : action["context_mapping"]) {
      if (value.is_object() && value.value("type", "") == "context") {
        Json path = value["path"];
        value = {{"expr", {{"var", path}}}};
      } else if (value.is_object() && value.contains("value")) {
        value = Json(value["value"]);
      }
    }
  }
}

namespace {

// `user.name` in the context.
bool resolves(const std::string& path, const Json& context) {
  std::string pointer = "/" + path;
  std::ranges::replace(pointer, '.', '/');
  return context.contains(Json::json_pointer(pointer));
}

}  // namespace

std::string translated_text(const std::string& text, const Json& mapped, const Json* context) {
  std::string out;
  std::size_t at = 0;
  for (auto open = text.find("{{"); open != std::string::npos; open = text.find("{{", at)) {
    std::size_t close = text.find("}}", open);
    std::string name = text.substr(open + 2, close - open - 2);
    out += text.substr(at, open - at);
    std::string path = name;
    std::ranges::replace(path, '_', '.');
    if (mapped.contains(name)) {
      out += "{{ vars." + name + " }}";
    } else if (context != nullptr && !resolves(path, *context)) {
      out += "\\{{" + name + "}}";
    } else {
      out += "{{ " + path + " }}";
    }
    at = close + 2;
  }
  return out + text.substr(at);
}

namespace {

void translate_texts(Json& value, const Json& mapped, const Json& context) {
  if (value.is_string()) {
    value = translated_text(value, mapped, &context);
  } else if (value.is_structured()) {
    for (Json& part : value) {
      translate_texts(part, mapped, context);
    }
  }
}

}  // namespace

void write_templates(const Json& templates, const Json& actions, const Json& context,
                     const ScratchFolder& folder) {
  Json mapped = Json::object();
  bool shows_message = false;
  for (const Json& action : actions) {
    mapped.update(action.value("context_mapping", Json::object()));
    shows_message = shows_message || action["type"] == "display_message";
  }
  for (const Json& from : templates) {
    Json content;
    bool is_json = from.value("json_content", Json()).is_object();
    if (is_json) {
      content = from["json_content"].value("content", from["json_content"]);
      translate_texts(content, mapped, context);
    } else if (shows_message || actions.empty()) {
      content = {{"title", translated_text(from.value("title", ""), mapped, &context)},
                 {"message", translated_text(from.value("content", ""), mapped, &context)}};
    } else {
      content = translated_text(from.value("content", ""), mapped, &context);
    }
    bool is_numbered = !from.contains("id") || from["id"].is_number();
    std::string id =
        is_numbered ? std::to_string(from.value("id", 0)) : from["id"].get<std::string>();
    for (const std::string& name : {id, id_of_name(from.value("name", id))}) {
      folder.write("templates/" + name + ".template.json",
                   Json({{"id", name}, {"format", is_json ? "json" : "text"}, {"content", content}})
                       .dump(2));
    }
  }
}

}  // namespace rulec::testing
