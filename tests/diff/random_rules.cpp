#include "random_rules.h"

#include <vector>

#include "flow_steps.h"

namespace rulec::difftest {
namespace {

Json update(Generator& generator) {
  static const std::vector<Json> kTargets = {"a", "b.c", "b", "l.0", "l", "n", "zz", "o.k", "s"};
  static const std::vector<Json> kOperations = {"set", "increment", "append", "remove", "merge"};
  Json action = {{"type", "update"},
                 {"target", kTargets[generator.below(kTargets.size())]},
                 {"operation", kOperations[generator.below(kOperations.size())]}};
  const auto& values = literals();
  switch (generator.below(3)) {
    case 0:
      action["value"] = Json{{"expr", generator.condition(1)}};
      break;
    case 1:
      action["value"] = values[generator.below(13)];  // scalars
      break;
    default:
      action["value"] = Json{{"k", Json{{"expr", generator.condition(1)}}}};
      break;
  }
  return action;
}

Json action(Generator& generator) {
  switch (generator.below(4)) {
    case 0:
      return {{"type", "display_message"}, {"message", Json{{"expr", generator.condition(1)}}}};
    case 1:
      return {{"type", "user_acknowledge"},
              {"when", Json{{"expr", generator.condition(1)}}},
              {"ack_key", "k" + std::to_string(generator.below(2))},
              {"message", "m"},
              {"required", Json{{"expr", generator.condition(1)}}}};
    default:
      return update(generator);
  }
}

void add_condition(Json& rule, Generator& generator) {
  switch (generator.below(10)) {
    case 0:
      break;
    case 1:
      rule["condition"] = generator.below(2) == 0;
      break;
    case 2:
      rule["condition"] = Json{{"and", {generator.condition(1), false}}};
      break;
    case 3:
      rule["condition"] = Json{{"or", {generator.condition(1), true}}};
      break;
    default:
      rule["condition"] = generator.condition(2);
      break;
  }
}

}  // namespace

Json rule_of(Generator& generator, const std::string& id) {
  Json rule = {{"id", id}, {"priority", generator.below(3)}};
  switch (generator.below(3)) {
    case 0:
      rule["entry_point"] = "e";
      break;
    case 1:
      rule["entry_point"] = "f";
      break;
    default:
      rule["entry_point"] = {"e", "f"};
      break;
  }
  if (generator.below(8) == 0) {
    rule["active"] = false;
  }
  if (generator.below(8) == 0) {
    rule[generator.below(2) == 0 ? "active_from" : "active_until"] =
        generator.below(2) == 0 ? "1999-01-01" : "2001-01-01";
  }
  if (generator.below(3) == 0) {
    rule["stop_processing"] = true;
  }
  add_condition(rule, generator);
  if (generator.below(3) == 0) {
    rule["flow"] = rule["id"];
    rule.erase("id");
    rule["steps"] = steps_of(generator);
    return rule;
  }
  Json actions = Json::array();
  for (std::size_t count = generator.below(3); count > 0; --count) {
    actions.push_back(action(generator));
  }
  rule["actions"] = actions;
  return rule;
}

// Few symbols and numbers, so that patterns and bands are met, and ties of priorities happen.
Json scorecard_of(Generator& generator, const char* entry_point) {
  static const std::vector<Json> kNumbers = {0, 1, 2, -3, 0.1, 0.25, 20, 1.5, 1e-7, 1e20};
  static const std::vector<Json> kSymbols = {"Y", "a", "\u00e4", "?"};
  auto one_of = [&](const std::vector<Json>& list) { return list[generator.below(list.size())]; };
  Json scorecard = {{"scorecard", std::string("s_") + entry_point}, {"entry_point", entry_point}};
  Json items = Json::array();
  for (std::size_t count = generator.below(5); items.size() < count;) {
    Json item = {{"id", "i" + std::to_string(items.size())}, {"points", one_of(kNumbers)}};
    if (generator.below(2) == 0) {
      item["weight"] = one_of(kNumbers);
    }
    if (generator.below(2) == 0) {
      item["symbol"] = one_of(kSymbols);
    }
    if (generator.below(2) == 0) {
      item["priority"] = generator.below(2);
    }
    add_condition(item, generator);
    items.push_back(std::move(item));
  }
  scorecard["items"] = items;
  for (std::size_t i = 0; i < 3; ++i) {
    std::string pattern;
    for (const Json& item : items) {
      pattern += generator.below(2) == 0 ? "-" : item.value("symbol", "Y");
    }
    scorecard["patterns"][pattern] = "pattern " + std::to_string(i);
  }
  scorecard["bands"] = {{{"from", 2}, {"recommend", "from 2"}},
                        {{"from", -1.5}, {"recommend", "from -1.5"}}};
  if (generator.below(2) == 0) {
    scorecard["default"] = "default";
  }
  return scorecard;
}

Json condition_over(Generator& generator, const Json& term) {
  static constexpr std::array kOperators = {"==", "===", "!=", "<", "<=", ">", ">="};
  Json asked = {{kOperators[generator.below(kOperators.size())],
                 Json::array({term, static_cast<int>(generator.below(4))})}};
  switch (generator.below(4)) {
    case 0:
      return Json{{"or", Json::array({term, generator.condition(1)})}};
    case 1:
      return Json{{"and", Json::array({generator.condition(1), asked})}};
    default:
      return asked;
  }
}

}  // namespace rulec::difftest
