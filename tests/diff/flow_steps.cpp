#include "flow_steps.h"

#include <string>
#include <vector>

namespace rulec::difftest {
namespace {

// A part of a test that is carried. In canonical form, which is what the decision shows.
Json result_test(Generator& generator, const std::string& name) {
  switch (generator.below(5)) {
    case 0:
      return {{"var", name + ".ok"}};
    case 1:
      return {{">", Json::array({Json{{"var", Json::array({name + ".n", 0})}}, 1})}};
    case 2:
      return {
          {"some",
           Json::array({Json{{"val", Json::array({name, "l"})}},
                        Json{{"===", Json::array({Json{{"var", ""}},
                                                  Json{{"val", Json::array({Json::array({2}), name,
                                                                            "k"})}}})}}})}};
    case 3:
      return {{"missing", Json::array({name + ".a", name})}};
    default:
      return {{"or", Json::array({Json{{"!", Json{{"exists", name}}}}, Json{{"var", name}}})}};
  }
}

Json step_test(Generator& generator, const std::vector<std::string>& names) {
  auto part = [&]() -> Json {
    bool is_carried = !names.empty() && generator.below(2) == 0;
    return is_carried ? result_test(generator, names[generator.below(names.size())])
                      : generator.condition(1);
  };
  switch (generator.below(4)) {
    case 0:
      return part();
    case 1:
      return {{"and", Json::array({part(), part()})}};
    case 2:
      return {{"and", Json::array({part(), Json{{"and", Json::array({part(), part()})}}})}};
    default:
      return {{"or", Json::array({part(), part()})}};  // may be mixed: then it does not compile
  }
}

Json step_argument(Generator& generator, const std::vector<std::string>& names) {
  bool uses_result = !names.empty() && generator.below(2) == 0;
  if (uses_result) {
    Json reference = {{"$ref", names[generator.below(names.size())]}};
    if (generator.below(2) == 0) {
      reference["path"] = "l.0.k";
    }
    return reference;
  }
  return generator.below(2) == 0 ? Json{{"expr", generator.condition(1)}}
                                 : literals()[generator.below(13)];
}

Json step(Generator& generator, std::vector<std::string>& names) {
  Json made = {{"type", "fx"}};
  std::string name = "r" + std::to_string(names.size());
  bool is_named = generator.below(2) == 0;
  if (is_named) {
    made["as"] = name;
  }
  made["x"] = step_argument(generator, names);
  if (generator.below(2) == 0) {
    made["y"] = {{"in", Json::array({step_argument(generator, names), 1})},
                 {"k", step_argument(generator, names)}};
  }
  if (generator.below(2) == 0) {
    made["when"] = {{"expr", step_test(generator, names)}};
  }
  if (is_named) {
    names.push_back(name);
  }
  return made;
}

}  // namespace

Json steps_of(Generator& generator) {
  Json steps = Json::array();
  std::vector<std::string> names;
  for (std::size_t count = 1 + generator.below(4); steps.size() < count;) {
    steps.push_back(step(generator, names));
  }
  return steps;
}

}  // namespace rulec::difftest
