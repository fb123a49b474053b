#include "tooling/import/constant.h"

#include <optional>
#include <string_view>

#include "base/arena.h"
#include "base/json_writer.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::tooling::imports {
namespace {

using json::NodeKind;

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool is_quote(char c) {
  return c == '\'' || c == '"';
}

Constant refused(std::string reason) {
  Constant constant;
  constant.refusal = std::move(reason);
  return constant;
}

Constant constant_of(ConstantKind kind, std::string json) {
  Constant constant;
  constant.kind = kind;
  constant.json = std::move(json);
  return constant;
}

Constant number_of(std::string_view lexeme, double value) {
  Constant constant = constant_of(ConstantKind::kNumber, std::string(lexeme));
  constant.number = value;
  return constant;
}

Constant text_constant(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return constant_of(ConstantKind::kText, std::move(json));
}

Constant bool_constant(bool value) {
  return constant_of(ConstantKind::kBool, value ? "true" : "false");
}

// A number as JSON writes it; "007" and "1_000" are none.
std::optional<Constant> number_constant(std::string_view text) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value = Value::null();
  json::Fault fault;
  if (!json::read_value(text, {}, arena, scratch, value, fault) || !value.is_number()) {
    return std::nullopt;
  }
  return number_of(
      text, value.is_integer() ? static_cast<double>(value.as_integer()) : value.as_double());
}

// Reads the literals of the other engine's expressions, one after the other, from the front.
class Literals {
 public:
  explicit Literals(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_at_end() {
    rest_ = trimmed(rest_);
    return rest_.empty();
  }

  bool take(char c) {
    rest_ = trimmed(rest_);
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  // 'text' or "text"; nothing when its end is missing or an escape is not known.
  std::optional<std::string> quoted() {
    char quote = rest_.front();
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (rest_[i] != '\\') {
        text += rest_[i];
        continue;
      }
      ++i;
      if (i == rest_.size() || !append_escaped(text, rest_[i])) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  // Text, number, true or false.
  std::optional<std::string> scalar_json() {
    rest_ = trimmed(rest_);
    if (rest_.empty()) {
      return std::nullopt;
    }
    if (is_quote(rest_.front())) {
      std::optional<std::string> text = quoted();
      return text ? std::optional(text_constant(*text).json) : std::nullopt;
    }
    std::string_view word = trimmed(rest_.substr(0, rest_.find_first_of(",]")));
    rest_.remove_prefix(word.size());
    if (word == "true" || word == "True") {
      return "true";
    }
    if (word == "false" || word == "False") {
      return "false";
    }
    std::optional<Constant> number = number_constant(word);
    return number ? std::optional(number->json) : std::nullopt;
  }

 private:
  static bool append_escaped(std::string& text, char c) {
    switch (c) {
      case '\\':
      case '\'':
      case '"':
        text += c;
        return true;
      case 'n':
        text += '\n';
        return true;
      case 't':
        text += '\t';
        return true;
      default:
        return false;
    }
  }

  std::string_view rest_;
};

// ['DC', 'Marvel', 3]
Constant list_of_text(std::string_view text) {
  static constexpr std::string_view kProblem =
      "the text is no list of texts, numbers, true and false such as `['a', 'b']`";
  Literals literals(text);
  literals.take('[');
  std::string items;
  while (!literals.take(']')) {
    if (!items.empty() && !literals.take(',')) {
      return refused(std::string(kProblem));
    }
    std::optional<std::string> item = literals.scalar_json();
    if (!item) {
      return refused(std::string(kProblem));
    }
    items.append(items.empty() ? "" : ", ").append(*item);
  }
  if (!literals.is_at_end()) {
    return refused(std::string(kProblem));
  }
  Constant constant = constant_of(ConstantKind::kList, "[" + items + "]");
  constant.remark = "the text was read as a list";
  return constant;
}

Constant quoted_text(std::string_view text) {
  Literals literals(text);
  std::optional<std::string> inside = literals.quoted();
  if (!inside || !literals.is_at_end()) {
    return refused("the quotes inside the text do not match");
  }
  Constant constant = text_constant(*inside);
  constant.remark = "the quotes inside the text were taken off";
  return constant;
}

bool is_date_literal(std::string_view text) {
  return text.size() > 1 && (text[0] == 'd' || text[0] == 't') && is_quote(text[1]);
}

Constant of_text(std::string_view written) {
  std::string_view text = trimmed(written);
  if (text.empty()) {
    return refused("the text is empty");
  }
  if (text.front() == '[') {
    return list_of_text(text);
  }
  if (is_quote(text.front())) {
    return quoted_text(text);
  }
  if (text.front() == '{' || is_date_literal(text)) {
    return refused("objects, dates and times are not carried over");
  }
  if (text == "null" || text == "None") {
    return refused("comparisons with null are not carried over");
  }
  if (text == "true" || text == "True" || text == "false" || text == "False") {
    Constant constant = bool_constant(text.front() == 't' || text.front() == 'T');
    constant.remark = "the text was read as " + constant.json;
    return constant;
  }
  if (std::optional<Constant> number = number_constant(text)) {
    number->remark = "the text was read as the number " + number->json;
    return *number;
  }
  Constant constant = text_constant(text);
  constant.remark = "a text without quotes inside was taken for the text, not for a field's name";
  return constant;
}

// Items of a JSON list are expressions of the other engine too, but it quotes texts by itself.
Constant of_list(const json::Document& document, json::NodeId list) {
  std::string items;
  for (json::NodeId id : document.children(list)) {
    const json::Node& item = document.at(id);
    items += items.empty() ? "" : ", ";
    switch (item.kind) {
      case NodeKind::kInteger:
      case NodeKind::kDouble:
        items += item.text;
        break;
      case NodeKind::kBool:
        items += item.boolean ? "true" : "false";
        break;
      case NodeKind::kString:
        append_json_string(items, item.text);
        break;
      case NodeKind::kBad:
      case NodeKind::kNull:
      case NodeKind::kArray:
      case NodeKind::kObject:
        return refused("its list holds something else than texts, numbers, true and false");
    }
  }
  return constant_of(ConstantKind::kList, "[" + items + "]");
}

}  // namespace

Constant read_constant(const json::Document& document, json::NodeId id) {
  const json::Node& node = document.at(id);
  switch (node.kind) {
    case NodeKind::kInteger:
      return number_of(node.text, static_cast<double>(node.integer));
    case NodeKind::kDouble:
      return number_of(node.text, node.number);
    case NodeKind::kBool:
      return bool_constant(node.boolean);
    case NodeKind::kString:
      return of_text(node.text);
    case NodeKind::kArray:
      return of_list(document, id);
    case NodeKind::kNull:
      return refused("comparisons with null are not carried over");
    case NodeKind::kBad:
    case NodeKind::kObject:
      break;
  }
  return refused("it is neither number, text, list, true nor false");
}

}  // namespace rulec::tooling::imports
