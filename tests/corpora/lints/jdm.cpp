#include "jdm.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace rulec::testing {
namespace {

using Json = nlohmann::ordered_json;

struct Refusal {};

Json call(std::string_view name, Json operands) {
  return Json{{std::string(name), std::move(operands)}};
}

// A cell of a table: a test of `$`, the column's field, or an expression where it has none.
class Cell {
 public:
  Cell(std::string_view text, std::string_view field) : text_(text), field_(field) { next(); }

  Json read() {
    Json test = either();
    if (!token_.empty()) {
      throw Refusal{};
    }
    return test;
  }

  // One literal and nothing else.
  std::optional<Json> constant() {
    try {
      std::optional<Json> value = literal();
      return token_.empty() ? value : std::nullopt;
    } catch (const Refusal&) {
      return std::nullopt;
    }
  }

 private:
  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
  }

  void next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
      ++at_;
    }
    std::size_t begin = at_;
    if (at_ == text_.size()) {
      token_ = {};
      return;
    }
    char c = text_[at_];
    bool is_digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (c == '"' || c == '\'') {
      at_ = text_.find(c, at_ + 1);
      if (at_ == std::string_view::npos) {
        throw Refusal{};
      }
      ++at_;
    } else if (is_digit) {
      while (at_ < text_.size() && (is_word(text_[at_]) || is_point(at_))) {
        ++at_;
      }
    } else if (is_word(c)) {
      while (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')) {
        ++at_;
      }
    } else {
      static constexpr std::string_view kSigns[] = {"==", "!=", "<=", ">=", ".."};
      const auto* sign = std::ranges::find_if(
          kSigns, [&](std::string_view each) { return text_.substr(at_).starts_with(each); });
      at_ += sign != std::end(kSigns) ? 2 : 1;
    }
    token_ = text_.substr(begin, at_ - begin);
  }
  // `1.5`, and not `1..5`.
  [[nodiscard]] bool is_point(std::size_t at) const {
    return text_[at] == '.' && at + 1 < text_.size() && text_[at + 1] != '.';
  }
  bool take(std::string_view token) {
    bool is_it = token_ == token;
    if (is_it) {
      next();
    }
    return is_it;
  }
  void expect(std::string_view token) {
    if (!take(token)) {
      throw Refusal{};
    }
  }

  [[nodiscard]] Json reference() const {
    if (field_.empty()) {
      throw Refusal{};
    }
    return call("var", std::string(field_));
  }

  Json either() {
    std::vector<Json> parts = {both()};
    while (take("or") || (!field_.empty() && take(","))) {
      parts.push_back(both());
    }
    return parts.size() == 1 ? parts.front() : call("or", Json(parts));
  }
  Json both() {
    std::vector<Json> parts = {test()};
    while (take("and")) {
      parts.push_back(test());
    }
    return parts.size() == 1 ? parts.front() : call("and", Json(parts));
  }

  static std::optional<std::string> comparison(std::string_view token) {
    if (token == "==" || token == "!=") {
      return std::string(token) + "=";
    }
    bool is_order = token == "<" || token == "<=" || token == ">" || token == ">=";
    return is_order ? std::optional<std::string>(token) : std::nullopt;
  }

  Json test() {
    if (take("!") || take("not")) {
      return call("!", Json::array({test()}));
    }
    if (std::optional<std::string> sign = comparison(token_)) {
      next();
      return call(*sign, Json::array({reference(), operand()}));
    }
    if (token_ == "[" || token_ == "(") {
      return bracketed();
    }
    bool is_value = is_literal();
    std::string_view word = token_;
    Json left = operand();
    if (token_ == "(") {
      return function(word);
    }
    if (std::optional<std::string> sign = comparison(token_)) {
      next();
      return call(*sign, Json::array({std::move(left), operand()}));
    }
    if (take("in")) {
      return call("in", Json::array({std::move(left), token_ == "[" ? list() : operand()}));
    }
    return is_value && !field_.empty() ? call("===", Json::array({reference(), std::move(left)}))
                                       : left;
  }

  Json bracketed() {
    bool is_closed = token_ == "[";
    next();
    if (!is_literal()) {
      Json inner = either();
      expect(")");
      return inner;
    }
    Json from = *literal();
    expect("..");
    Json to = operand();
    bool ends_closed = token_ == "]";
    if (!take("]")) {
      expect(")");
    }
    return call("and",
                Json::array({call(is_closed ? ">=" : ">", Json::array({reference(), from})),
                             call(ends_closed ? "<=" : "<", Json::array({reference(), to}))}));
  }

  Json list() {
    expect("[");
    Json items = Json::array();
    while (!take("]")) {
      std::optional<Json> item = literal();
      if (!item) {
        throw Refusal{};
      }
      items.push_back(*item);
      if (token_ != "]") {
        expect(",");
      }
    }
    return items;
  }

  Json function(std::string_view name) {
    expect("(");
    Json first = token_ == "[" ? list() : operand();
    expect(",");
    Json second = operand();
    expect(")");
    if (name == "startsWith") {
      return call("starts_with", Json::array({first, second}));
    }
    if (name == "endsWith") {
      return call("ends_with", Json::array({first, second}));
    }
    if (name == "contains") {
      return call("in", Json::array({second, first}));
    }
    throw Refusal{};
  }

  [[nodiscard]] bool is_literal() const {
    return !token_.empty() && (token_[0] == '"' || token_[0] == '\'' || token_[0] == '-' ||
                               token_ == "true" || token_ == "false" || token_ == "null" ||
                               std::isdigit(static_cast<unsigned char>(token_[0])) != 0);
  }
  std::optional<Json> literal() {
    if (!is_literal()) {
      return std::nullopt;
    }
    if (token_[0] == '"' || token_[0] == '\'') {
      std::string text(token_.substr(1, token_.size() - 2));
      next();
      return text;
    }
    std::string number = take("-") ? "-" : "";
    std::ranges::copy_if(token_, std::back_inserter(number), [](char c) { return c != '_'; });
    if (!Json::accept(number)) {
      throw Refusal{};
    }
    next();
    return Json::parse(number);
  }
  Json operand() {
    if (std::optional<Json> value = literal()) {
      return *value;
    }
    if (take("$")) {
      return reference();
    }
    if (token_.empty() || !is_word(token_[0]) || token_.starts_with('$')) {
      throw Refusal{};
    }
    std::string path(token_);
    next();
    return call("var", path);
  }

  std::string_view text_;
  std::string_view field_;
  std::size_t at_ = 0;
  std::string_view token_;
};

std::string text_of(const Json& object, const std::string& key) {
  return object.contains(key) && object.at(key).is_string() ? object.at(key).get<std::string>()
                                                            : "";
}

Json rule_of(const Json& table, const Json& row) {
  std::vector<Json> tests;
  for (const Json& input : table.at("inputs")) {
    std::string cell = text_of(row, text_of(input, "id"));
    if (cell.find_first_not_of(" \t\n") != std::string::npos && cell != "-") {
      std::string field = text_of(input, "field");
      tests.push_back(Cell(cell, field).read());
    }
  }
  Json actions = Json::array();
  for (const Json& output : table.at("outputs")) {
    std::string cell = text_of(row, text_of(output, "id"));
    std::string target = text_of(output, "field");
    if (target.ends_with("[]")) {
      throw Refusal{};  // gathers values of several rows
    }
    if (!cell.empty() && !target.empty()) {
      std::optional<Json> value = Cell(cell, "").constant();
      actions.push_back({{"type", "update"},
                         {"target", target},
                         {"operation", "set"},
                         {"value", value ? *value : Json(cell)}});
    }
  }
  Json rule = {{"entry_point", "table"}};
  if (!tests.empty()) {
    rule["condition"] = tests.size() == 1 ? tests.front() : call("and", Json(tests));
  }
  rule["actions"] = std::move(actions);
  return rule;
}

JdmTable convert_table(const Json& node) {
  const Json& table = node.at("content");
  JdmTable made{.name = text_of(node, "name")};
  Json rules = Json::array();
  std::size_t number = 0;
  for (const Json& row : table.at("rules")) {
    ++number;
    try {
      Json rule = {{"id", "row-" + std::to_string(number)},
                   {"priority", table.at("rules").size() - number}};
      rule.update(rule_of(table, row));
      if (!rule.at("actions").empty()) {
        rules.push_back(std::move(rule));
      }
    } catch (const Refusal&) {
      ++made.refused;
    }
  }
  made.rows = rules.size();
  Json updates = Json::object();
  for (const Json& output : table.at("outputs")) {
    if (std::string target = text_of(output, "field"); !target.empty()) {
      updates[target] = Json::object();
    }
  }
  std::string policy = text_of(table, "hitPolicy") == "collect" ? "all" : "first";
  made.config =
      "rulec: 1\nname: table\nversion: 1.0.0\nentry_points: { table: { hit_policy: " + policy +
      ", updates: " + updates.dump() + " } }\n";
  made.rules = Json{{"rules", std::move(rules)}}.dump(1);
  return made;
}

}  // namespace

std::vector<JdmTable> convert_jdm(const Json& graph) {
  std::vector<JdmTable> tables;
  for (const Json& node : graph.value("nodes", Json::array())) {
    if (text_of(node, "type") == "decisionTableNode") {
      tables.push_back(convert_table(node));
    }
  }
  return tables;
}

}  // namespace rulec::testing
