// What the cases of corpora/requirements-rules/admin3 have in common: how they are compared, and
// how what they hold is written down as a project of ours.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "process.h"

namespace rulec::testing {

using Json = nlohmann::ordered_json;

// Why a case failed.
struct Failure {
  std::string text;
};
[[noreturn]] void give_up(const std::string& text);

// The result of a program that must end with 0.
ProcessResult must_run(const std::vector<std::string>& arguments, const ScratchFolder& folder);

// Gives up at the first check that does not hold for `answer`.
void compare(const Json& checks, const Json& answer);
// The checks that hold for what the original answered: a few in the corpus contradict it.
[[nodiscard]] Json credible(const Json& checks, const Json& observed);

// Older systems number their templates, and map variables as {"type": "context", "path"} or
// {"type": "static", "value"}.
void translate_action(Json& action);

// A file for each template of the case. In its texts `{{name}}` stands for a variable that one of
// the actions maps, else for a path with `_` in place of dots; `{{ vars.name }}` and `{{ a.b }}`
// are ours. What leads nowhere in the context of the case, if it is given, is left as a tag by the
// original, so it is written as text.
void write_templates(const Json& templates, const Json& actions, const Json& context,
                     const ScratchFolder& folder);
[[nodiscard]] std::string translated_text(const std::string& text, const Json& mapped,
                                          const Json* context = nullptr);
[[nodiscard]] std::string id_of_name(std::string name);

}  // namespace rulec::testing
