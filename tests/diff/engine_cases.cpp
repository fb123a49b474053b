#include "engine_cases.h"

#include <array>
#include <cmath>

namespace rulec::difftest {
namespace {

constexpr std::array kFields = {"a", "b", "c.d", "c", "l.0", "l", "s", "t", "c.e.f"};
constexpr std::array<std::int64_t, 5> kTimes = {946'684'800'000, 946'684'800'001, 949'363'200'000,
                                                978'307'200'000, 0};

const std::vector<Json>& corners() {
  static const std::vector<Json> kCorners = {
      Json(0),
      Json(1),
      Json(-1),
      Json(5),
      Json(5.0),
      Json(-0.0),
      Json(0.1),
      Json(2.5),
      Json(-2.5),
      Json(1e300),
      Json(-1e300),
      Json(5e-324),
      Json(1.7976931348623157e308),
      Json(-1.7976931348623157e308),
      Json(9007199254740992),
      Json(9007199254740993),
      Json(9007199254740992.0),
      Json(std::int64_t{9223372036854775807}),
      Json(std::int64_t{-9223372036854775807} - 1),
      Json(9223372036854775808.0),
      Json(-9223372036854775808.0),
      Json(""),
      Json(" "),
      Json("0"),
      Json("5"),
      Json("5.0"),
      Json(" 5 "),
      Json("+5"),
      Json("-2.5"),
      Json(".1"),
      Json("1e999"),
      Json("1e3"),
      Json("9007199254740993"),
      Json("99999999999999999999"),
      Json("0.1000000000000000055511151231257827"),
      Json("a"),
      Json("ab"),
      Json("abc"),
      Json("b"),
      Json("é"),
      Json("2026-01-01"),
      Json("true"),
      Json("null"),
      Json("a text that is longer than a few words"),
      Json("a text that is larger than a few words"),
      Json(true),
      Json(false),
      Json(nullptr),
      Json::array(),
      Json::array({1}),
      Json::array({5}),
      Json::array({"a"}),
      Json::array({Json::array()}),
      Json::object(),
      Json{{"x", 1}},
      Json{{"d", 5}},
  };
  return kCorners;
}

const std::vector<Json>& decimals() {
  static const std::vector<Json> kDecimals = {
      Json{{"decimal", "5"}},
      Json{{"decimal", "0.1"}},
      Json{{"decimal", "5.00"}},
      Json{{"decimal", "-2.5"}},
      Json{{"decimal", "1e3"}},
      Json{{"decimal", "9007199254740993"}},
      Json{{"decimal", "1e400"}},
      Json{{"decimal", "-1e400"}},
      Json{{"decimal", "0.1000000000000000055511151231257827"}}};
  return kDecimals;
}

bool is_data(const Json& constant) {
  return !(constant.is_object() && constant.contains("decimal"));
}

std::string date_text(std::int64_t ms) {
  constexpr std::array<std::pair<std::int64_t, const char*>, 5> kTexts = {{
      {946'684'800'000, "2000-01-01T00:00:00Z"},
      {946'684'800'001, "2000-01-01T00:00:00.001Z"},
      {949'363'200'000, "2000-02-01T00:00:00Z"},
      {978'307'200'000, "2001-01-01T00:00:00Z"},
      {0, "1970-01-01T00:00:00Z"},
  }};
  for (const auto& [time, text] : kTexts) {
    if (time == ms) {
      return text;
    }
  }
  return "";
}

void put(Json& context, const std::string& field, const Json& value) {
  if (field == "l.0") {
    context["l"] = Json::array({value, 1});
  } else if (field == "c.d" || field == "c.e.f") {
    Json& outer = context["c"];
    if (!outer.is_object()) {
      outer = Json::object();
    }
    if (field == "c.d") {
      outer["d"] = value;
    } else {
      outer["e"] = Json{{"f", value}};
    }
  } else {
    context[field] = value;
  }
}

}  // namespace

std::string EngineCase::rules_text() const {
  Json list = Json::array();
  for (const EngineRule& rule : rules) {
    Json row = {{"id", rule.id},
                {"entry_point", kEngineEntryPoint},
                {"priority", rule.priority},
                {"condition", rule.condition},
                {"actions", rule.actions}};
    if (rule.stops) {
      row["stop_processing"] = true;
    }
    if (rule.from_ms != INT64_MIN) {
      row["active_from"] = date_text(rule.from_ms);
    }
    if (rule.until_ms != INT64_MAX) {
      row["active_until"] = date_text(rule.until_ms);
    }
    list.push_back(std::move(row));
  }
  return Json{{"rules", list}}.dump();
}

Json EngineGenerator::near_number() {
  static const std::vector<Json> kNear = {Json(3), Json(4),   Json(6),   Json(7),
                                          Json(8), Json(4.5), Json(5.5), Json(100)};
  return kNear[below(kNear.size())];
}

Json EngineGenerator::constant() {
  Json made;
  switch (flavour_ == 0 ? below(8) : static_cast<std::size_t>(flavour_)) {
    case 1:
      made = below(10) == 0 ? corners()[below(corners().size())]
                            : Json(static_cast<std::int64_t>(below(40)) - 5);
      break;
    case 2:
      made = "t" + std::to_string(below(30));
      break;
    case 3:
      made = near_number();
      break;
    case 4:
      made = decimals()[below(decimals().size())];
      break;
    default:
      made = corners()[below(corners().size())];
      break;
  }
  if (is_data(made)) {
    used_.push_back(made);
  }
  return made;
}

Json EngineGenerator::path() {
  // A few fields are read most often, so that they have many constants.
  std::size_t at = below(2) == 0 ? below(3) : below(kFields.size());
  return Json{{"var", kFields[at]}};
}

Json EngineGenerator::list_atom(const Json& path) {
  Json list = Json::array();
  for (std::size_t count = below(5); count > 0; --count) {
    Json item = constant();
    if (is_data(item) && (!item.is_object() || item.empty() || !item.contains("x"))) {
      list.push_back(std::move(item));
    }
  }
  return Json{{"in", Json::array({path, list})}};
}

namespace {

// Terms that throw for some values, that charge, that read lists and several fields.
const std::vector<Json>& computed_terms() {
  auto var = [](const char* path) { return Json{{"var", path}}; };
  static const std::vector<Json> kTerms = {
      Json{{"+", {var("a"), 1}}},
      Json{{"*", {var("a"), var("b")}}},
      Json{{"*", {2, var("c.d")}}},
      Json{{"-", {var("b"), var("a")}}},
      Json{{"/", {var("a"), var("b")}}},
      Json{{"%", {var("a"), 3}}},
      Json{{"max", {var("a"), var("b"), 5}}},
      Json{{"length", var("s")}},
      Json{{"substr", {var("s"), 0, 1}}},
      Json{{"cat", {var("s"), "x"}}},
      Json{{"lower", var("t")}},
      Json{{"some", {var("l"), {{">", {var(""), 1}}}}}},
      Json{{"all", {var("l"), {{"<", {var(""), 5}}}}}},
      Json{{"filter", {var("l"), {{"===", {var(""), 5}}}}}},
      Json{{"reduce", {var("l"), {{"+", {var("current"), var("accumulator")}}}, 0}}},
      Json{{"some", {var("l"), {{"==", {Json{{"val", {{1}, "a"}}}, var("")}}}}}},
      Json{{"==", {var("a"), var("b")}}},
      Json{{"===", {var("c"), var("l")}}},
      Json{{"<", {var("a"), var("c.d"), var("b")}}},
      Json{{"in", {var("a"), var("l")}}},
      Json{{"in", {"a", var("s")}}},
      Json{{"var", {"a", 5}}},
      Json{{"??", {var("a"), var("b")}}},
      Json{{"if", {{{">", {var("a"), 1}}}, var("b"), var("t")}}},
      Json{{"or", {var("a"), var("b")}}},
      Json{{"and", {var("a"), Json{{"*", {var("b"), 2}}}}}},
      Json{{"missing", {"a", "b"}}},
      Json{{"try", {Json{{"*", {var("a"), var("b")}}}, 3}}},
      Json{{"try", {Json{{"/", {var("a"), 0}}}, var("type")}}},
      Json{{"+", var("l")}},
      Json{{"throw", var("s")}},
      Json{{"exists", "c.d"}},
  };
  return kTerms;
}

}  // namespace

Json EngineGenerator::computed_atom() {
  static constexpr std::array kOperators = {"==", "===", "!=", "!==", "<", "<=", ">", ">="};
  const Json& term = terms_[below(terms_.size())];
  const char* op = kOperators[below(kOperators.size())];
  switch (below(8)) {
    case 0:
      return term;
    case 1:
      return Json{{"!", Json::array({term})}};
    case 2:
      return Json{{below(2) == 0 ? "<=" : "<", Json::array({constant(), term, constant()})}};
    case 3:
      return Json{{op, Json::array({constant(), term})}};
    case 4:
      return Json{{op, Json::array({Json{{"+", Json::array({term, 1})}}, constant()})}};
    default:
      return Json{{op, Json::array({term, constant()})}};
  }
}

Json EngineGenerator::atom() {
  static constexpr std::array kOperators = {"==", "==", "===", "!=", "!==", "<", "<=", ">", ">="};
  if (!terms_.empty() && below(2) == 0) {
    return computed_atom();
  }
  Json read = path();
  switch (below(14)) {
    case 0:
    case 1:
      return list_atom(read);
    case 2:
      return Json{{"<=", Json::array({constant(), read, constant()})}};
    case 3:
      return read;
    case 4:
      return below(4) == 0 ? Json{{"exists", read["var"]}} : Json{{"!", Json::array({read})}};
    case 5:
      return below(3) == 0
                 ? Json{{"==", Json::array({Json{{"+", Json::array({read, 1})}}, constant()})}}
                 : Json{{"!!", Json::array({read})}};
    case 6:
      return below(6) == 0 ? Json(below(2) == 0) : Json{{"!", Json::array({list_atom(read)})}};
    default:
      break;
  }
  Json other = constant();
  const char* op = kOperators[below(kOperators.size())];
  return below(4) == 0 ? Json{{op, Json::array({other, read})}}
                       : Json{{op, Json::array({read, other})}};
}

Json EngineGenerator::junction(int depth) {
  Json operands = Json::array();
  for (std::size_t count = 2 + below(3); count > 0; --count) {
    operands.push_back(condition(depth - 1));
  }
  return Json{{below(2) == 0 ? "and" : "or", operands}};
}

Json EngineGenerator::condition(int depth) {
  if (depth == 0) {
    return atom();
  }
  switch (below(10)) {
    case 0:
      return Json{{"!", Json::array({condition(depth - 1)})}};
    case 1:
      return Json{
          {"if", Json::array({condition(depth - 1), condition(depth - 1), condition(depth - 1)})}};
    case 2:
      return atom();
    default:
      return junction(depth);
  }
}

Json EngineGenerator::update() {
  static constexpr std::array kOperations = {"set", "set", "set", "increment", "append", "remove"};
  Json action = {{"type", "update"},
                 {"target", kFields[below(kFields.size())]},
                 {"operation", kOperations[below(kOperations.size())]}};
  if (action["operation"] == "remove") {
    return action;
  }
  if (below(4) == 0) {
    action["value"] = Json{{"expr", decimals()[below(decimals().size())]}};
  } else if (below(4) == 0) {
    action["value"] = Json{{"expr", path()}};
  } else {
    Json made = value();
    action["value"] = made.is_object() ? Json(5) : made;
  }
  return action;
}

EngineRule EngineGenerator::rule(std::size_t number, const EngineCase& made) {
  EngineRule rule{
      .id = "r" + std::to_string(number),
      .priority = static_cast<int>(below(4)),
      .condition = below(12) == 0 ? Json(true)
                                  : condition(static_cast<int>(below(10) == 0 ? 3 : 1 + below(2)))};
  rule.stops = below(20) == 0;
  if (below(10) == 0) {
    rule.from_ms = kTimes[below(kTimes.size())];
  }
  if (below(10) == 0) {
    rule.until_ms = kTimes[below(kTimes.size())];
  }
  bool is_window =
      rule.from_ms == INT64_MIN || rule.until_ms == INT64_MAX || rule.from_ms < rule.until_ms;
  if (!is_window) {
    rule.until_ms = INT64_MAX;
  }
  if (made.has_updates && below(3) == 0) {
    rule.actions.push_back(update());
  }
  return rule;
}

EngineCase EngineGenerator::ruleset() {
  EngineCase made{.stops_at_first = below(5) == 0,
                  .fails_on_error = below(6) == 0,
                  .has_schema = below(4) == 0,
                  .has_updates = below(3) == 0,
                  .level = below(6) == 0 ? 0 : 2};
  flavour_ = static_cast<int>(below(5));
  used_.clear();
  terms_.clear();
  for (std::size_t shared = below(2) == 0 ? 1 + below(4) : 0; shared > 0; --shared) {
    terms_.push_back(computed_terms()[below(computed_terms().size())]);
  }
  if (!terms_.empty() && below(4) == 0) {
    made.expr_cost = 1 + below(12);
  }
  std::size_t count = below(20) == 0 ? 700 : 1 + below(50);
  for (std::size_t i = 0; i < count; ++i) {
    made.rules.push_back(rule(i, made));
  }
  return made;
}

Json EngineGenerator::value() {
  if (!used_.empty() && below(3) != 0) {
    Json made = used_[below(used_.size())];
    if (made.is_number_integer() && below(2) == 0) {
      auto integer = made.get<std::int64_t>();
      bool is_small = integer > -1000 && integer < 1000;
      made = is_small ? Json(integer + static_cast<std::int64_t>(below(3)) - 1) : made;
      return below(3) == 0 ? Json(static_cast<double>(integer) + (below(2) == 0 ? 0 : 0.5)) : made;
    }
    if (made.is_number_float() && below(2) == 0) {
      double next = std::nextafter(made.get<double>(), below(2) == 0 ? 1e308 : -1e308);
      return std::isfinite(next) ? Json(next) : made;
    }
    if (made.is_string() && below(4) == 0) {
      return made.get<std::string>() + "x";
    }
    return made;
  }
  return corners()[below(corners().size())];
}

Json EngineGenerator::context() {
  Json made = Json::object();
  for (const char* field : kFields) {
    if (below(4) != 0) {
      put(made, field, value());
    }
  }
  return made;
}

std::int64_t EngineGenerator::now() {
  return kTimes[below(kTimes.size())] + static_cast<std::int64_t>(below(3)) - 1;
}

}  // namespace rulec::difftest
