#include "flows.h"

#include <algorithm>
#include <vector>

#include "comparison.h"

namespace rulec::reference {
namespace {

using Names = std::vector<std::string>;

bool is_call(const Json& expression) {
  return expression.is_object() && expression.size() == 1;
}

std::string first_segment(const std::string& path) {
  return path.substr(0, path.find('.'));
}

// The results that a part of a test reads, in order: paths outside of any scope, and those of `val`
// whose level leads out of all of them.
void add_results(const Json& part, const Names& names, int depth, Names& found) {
  if (part.is_array()) {
    for (const Json& item : part) {
      add_results(item, names, depth, found);
    }
    return;
  }
  if (!is_call(part)) {
    return;
  }
  std::string op = part.begin().key();
  const Json& operands = part.begin().value();
  auto note = [&](const Json& path) {
    if (path.is_string()) {
      std::string name = first_segment(path.get<std::string>());
      if (std::ranges::find(names, name) != names.end()) {
        found.push_back(name);
      }
    }
  };
  Json list = operands.is_array() ? operands : Json::array({operands});
  if (op == "preserve") {
    return;
  }
  if (op == "var" && depth == 0 && !list.empty()) {
    note(list[0]);
  }
  if ((op == "val" || op == "exists") && !list.empty()) {
    bool has_level = list[0].is_array() && list[0].size() == 1 && list[0][0].is_number_integer();
    std::int64_t level = has_level ? std::abs(list[0][0].get<std::int64_t>()) : 0;
    std::size_t key = has_level ? 1 : 0;
    if (level == 2 * std::int64_t{depth} && key < list.size() && list[key].is_string() &&
        std::ranges::find(names, list[key].get<std::string>()) != names.end()) {
      found.push_back(list[key].get<std::string>());
    }
  }
  if ((op == "missing" || op == "missing_some") && depth == 0) {
    for (std::size_t i = op == "missing_some" ? 1 : 0; i < list.size(); ++i) {
      for (const Json& path : list[i].is_array() ? list[i] : Json::array({list[i]})) {
        note(path);
      }
    }
  }
  static const Names kIterators = {"map", "filter", "reduce", "all", "some", "none"};
  bool iterates = std::ranges::find(kIterators, op) != kIterators.end();
  for (std::size_t i = 0; i < list.size(); ++i) {
    bool is_inside = (iterates && i == 1) || (op == "try" && i > 0);
    add_results(list[i], names, is_inside ? depth + 1 : depth, found);
  }
}

void add_conjuncts(const Json& test, std::vector<Json>& parts) {
  bool is_and = is_call(test) && test.begin().key() == "and" && test.begin().value().is_array() &&
                !test.begin().value().empty();
  if (!is_and) {
    parts.push_back(test);
    return;
  }
  for (const Json& operand : test.begin().value()) {
    add_conjuncts(operand, parts);
  }
}

class Steps {
 public:
  Steps(const Json& rule, const Json& context, std::int64_t now, std::uint64_t expr_cost)
      : rule_(rule), context_(context), now_(now), expr_cost_(expr_cost) {}

  std::optional<Json> run() {
    Json effects = Json::array();
    for (const Json& step : rule_.contains("flow") ? rule_["steps"] : rule_["actions"]) {
      std::vector<Json> carried;
      bool is_taken = take(step, carried);
      if (is_taken && !has_failed_) {
        effects.push_back(effect_of(step, carried));
      }
      if (has_failed_) {
        return std::nullopt;
      }
      if (step.contains("as")) {
        names_.push_back(step["as"].get<std::string>());
      }
    }
    return effects;
  }

 private:
  // One expression: all parts that read the context, up to the first that does not hold.
  bool take(const Json& step, std::vector<Json>& carried) {
    if (!step.contains("when")) {
      return true;
    }
    std::vector<Json> parts;
    add_conjuncts(step["when"]["expr"], parts);
    Json asked = Json::array();
    for (const Json& part : parts) {
      Names used;
      add_results(part, names_, 0, used);
      if (used.empty()) {
        asked.push_back(part);
      } else {
        carried.push_back(part);
      }
    }
    if (asked.empty()) {
      return true;
    }
    Json test = asked.size() == 1 ? asked[0] : Json{{"and", asked}};
    return truthy(value_of(test));
  }

  Json value_of(const Json& expression) {
    Outcome outcome = evaluate(expression, context_, now_, expr_cost_);
    has_failed_ = has_failed_ || outcome.is_error;
    return outcome.is_error ? Json() : outcome.value;
  }

  Json argument(const Json& value, Names& used) {
    if (is_call(value) && value.contains("expr")) {
      return value_of(value["expr"]);
    }
    if (value.is_object() && value.contains("$ref")) {
      note(value["$ref"].get<std::string>(), used);
      return value;
    }
    Json made = value;
    if (value.is_structured()) {
      for (Json& child : made) {
        child = argument(child, used);
      }
    }
    return made;
  }

  static void note(const std::string& name, Names& used) {
    if (std::ranges::find(used, name) == used.end()) {
      used.push_back(name);
    }
  }

  Json effect_of(const Json& step, const std::vector<Json>& carried) {
    Names used;
    Json arguments = Json::object();
    for (auto it = step.begin(); it != step.end(); ++it) {
      if (it.key() != "type" && it.key() != "as" && it.key() != "when") {
        arguments[it.key()] = argument(it.value(), used);
      }
    }
    for (const Json& part : carried) {
      Names results;
      add_results(part, names_, 0, results);
      for (const std::string& name : results) {
        note(name, used);
      }
    }
    Json effect = {{"type", step["type"]}, {"arguments", arguments}, {"rule_id", id()}};
    if (step.contains("as")) {
      effect["as"] = step["as"];
    }
    if (!used.empty()) {
      effect["after"] = used;
    }
    if (!carried.empty()) {
      effect["when"] = carried.size() == 1 ? carried[0] : Json{{"and", carried}};
    }
    return effect;
  }

  [[nodiscard]] Json id() const { return rule_.contains("flow") ? rule_["flow"] : rule_["id"]; }

  const Json& rule_;
  const Json& context_;
  std::int64_t now_;
  std::uint64_t expr_cost_;
  Names names_;
  bool has_failed_ = false;
};

}  // namespace

std::optional<Json> effects_of(const Json& rule, const Json& context, std::int64_t now,
                               std::uint64_t expr_cost) {
  return Steps(rule, context, now, expr_cost).run();
}

}  // namespace rulec::reference
