#include "tooling/import/clause.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/json_writer.h"
#include "tooling/import/constant.h"

namespace rulec::tooling::imports {
namespace {

enum class Relation : std::uint8_t {
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kIn,
  kNotIn,
  kContains
};

struct RelationName {
  std::string_view name;
  Relation relation;
};

// What the form defines.
constexpr std::array<RelationName, 7> kRelations = {{
    {"equal", Relation::kEqual},
    {"not_equal", Relation::kNotEqual},
    {"greater_than", Relation::kGreater},
    {"greater_than_or_equal", Relation::kGreaterOrEqual},
    {"less_than", Relation::kLess},
    {"less_than_or_equal", Relation::kLessOrEqual},
    {"range", Relation::kIn},
}};
// Other words for the same; taken with a remark.
constexpr std::array<RelationName, 24> kNearRelations = {{
    {"equals", Relation::kEqual},
    {"eq", Relation::kEqual},
    {"==", Relation::kEqual},
    {"=", Relation::kEqual},
    {"not_equals", Relation::kNotEqual},
    {"ne", Relation::kNotEqual},
    {"neq", Relation::kNotEqual},
    {"!=", Relation::kNotEqual},
    {"gt", Relation::kGreater},
    {">", Relation::kGreater},
    {"gte", Relation::kGreaterOrEqual},
    {"ge", Relation::kGreaterOrEqual},
    {">=", Relation::kGreaterOrEqual},
    {"greater_or_equal", Relation::kGreaterOrEqual},
    {"lt", Relation::kLess},
    {"<", Relation::kLess},
    {"lte", Relation::kLessOrEqual},
    {"le", Relation::kLessOrEqual},
    {"<=", Relation::kLessOrEqual},
    {"less_or_equal", Relation::kLessOrEqual},
    {"in", Relation::kIn},
    {"one_of", Relation::kIn},
    {"not_in", Relation::kNotIn},
    {"contains", Relation::kContains},
}};

std::string_view name_of(Relation relation) {
  switch (relation) {
    case Relation::kNotIn:
      return "not in the list";
    case Relation::kContains:
      return "contains";
    case Relation::kEqual:
    case Relation::kNotEqual:
    case Relation::kGreater:
    case Relation::kGreaterOrEqual:
    case Relation::kLess:
    case Relation::kLessOrEqual:
    case Relation::kIn:
      break;
  }
  return std::ranges::find(kRelations, relation, &RelationName::relation)->name;
}

std::string_view operator_of(Relation relation) {
  switch (relation) {
    case Relation::kEqual:
      return "===";
    case Relation::kNotEqual:
      return "!==";
    case Relation::kGreater:
      return ">";
    case Relation::kGreaterOrEqual:
      return ">=";
    case Relation::kLess:
      return "<";
    case Relation::kLessOrEqual:
      return "<=";
    case Relation::kIn:
    case Relation::kNotIn:
    case Relation::kContains:
      break;
  }
  return "in";
}

// "Greater Than" and "greater-than" are the same word.
std::string normalised(std::string_view text) {
  std::string word;
  for (char c : text) {
    bool is_upper = c >= 'A' && c <= 'Z';
    word += is_upper ? static_cast<char>(c - 'A' + 'a') : c == ' ' || c == '-' ? '_' : c;
  }
  return word;
}

// Letters, digits and `_`, with `.` between: what the other engine takes for a field. Bytes of
// other alphabets count as letters.
bool is_field(std::string_view text) {
  char before = '.';
  for (char c : text) {
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                     static_cast<unsigned char>(c) >= 0x80;
    bool is_digit = c >= '0' && c <= '9';
    if (!is_letter && !(is_digit && before != '.') && !(c == '.' && before != '.')) {
      return false;
    }
    before = c;
  }
  return before != '.';
}

std::string call(std::string_view name, std::string_view first, std::string_view second) {
  std::string text = "{ ";
  append_json_string(text, name);
  return text.append(": [").append(first).append(", ").append(second).append("] }");
}

std::string field(std::string_view attribute) {
  std::string text = "{ \"var\": ";
  append_json_string(text, attribute);
  return text + " }";
}

std::string exists(std::string_view attribute) {
  std::string keys;
  bool is_path = attribute.find('.') != std::string_view::npos;
  for (std::size_t begin = 0; begin <= attribute.size();) {
    std::size_t end = std::min(attribute.find('.', begin), attribute.size());
    keys += begin == 0 ? "" : ", ";
    append_json_string(keys, attribute.substr(begin, end - begin));
    begin = end + 1;
  }
  return is_path ? "{ \"exists\": [" + keys + "] }" : "{ \"exists\": " + keys + " }";
}

bool is_order(Relation relation) {
  return relation == Relation::kGreater || relation == Relation::kGreaterOrEqual ||
         relation == Relation::kLess || relation == Relation::kLessOrEqual;
}

// Whether 0, which null is in a comparison of numbers, is in this relation to `number`.
bool holds_for_null(Relation relation, double number) {
  return relation == Relation::kGreater          ? number < 0
         : relation == Relation::kGreaterOrEqual ? number <= 0
         : relation == Relation::kLess           ? number > 0
                                                 : number >= 0;
}

class Translator {
 public:
  Translator(const json::Document& document, const ClauseNodes& nodes)
      : document_(document), nodes_(nodes) {}

  Clause run() {
    if (read_attribute() && read_relation() && read_constant_of_row() && check_kind()) {
      write();
    }
    return std::move(clause_);
  }

 private:
  bool refuse(json::NodeId at, std::string reason) {
    clause_.refusal = Note{.at = at.is_valid() ? at : nodes_.row, .text = std::move(reason)};
    return false;
  }
  void remark(json::NodeId at, std::string text) {
    clause_.remarks.push_back({.at = at, .text = std::move(text)});
  }

  // The text of a member; nothing after a refusal.
  std::optional<std::string_view> text_of(json::NodeId id, std::string_view name) {
    bool is_text = id.is_valid() && document_.at(id).kind == json::NodeKind::kString;
    if (!is_text) {
      std::string problem = id.is_valid() ? "` is no text" : "` is missing";
      refuse(id, "`" + std::string(name) + problem);
      return std::nullopt;
    }
    return document_.at(id).text;
  }

  bool read_attribute() {
    auto text = text_of(nodes_.attribute, "attribute");
    if (text && !is_field(*text)) {
      return refuse(nodes_.attribute, "`" + std::string(*text) + "` is no name of a field");
    }
    clause_.attribute = text.value_or("");
    return text.has_value();
  }

  bool read_relation() {
    auto text = text_of(nodes_.equation, "equation");
    if (!text) {
      return false;
    }
    if (const auto* exact = std::ranges::find(kRelations, *text, &RelationName::name);
        exact != kRelations.end()) {
      relation_ = exact->relation;
      return true;
    }
    std::string word = normalised(*text);
    const auto* same = std::ranges::find(kRelations, word, &RelationName::name);
    const auto* near = std::ranges::find(kNearRelations, word, &RelationName::name);
    if (same == kRelations.end() && near == kNearRelations.end()) {
      return refuse(nodes_.equation, "the equation `" + std::string(*text) + "` is not known");
    }
    relation_ = same != kRelations.end() ? same->relation : near->relation;
    remark(nodes_.equation, "the equation `" + std::string(*text) + "` was taken for `" +
                                std::string(name_of(relation_)) + "`");
    return true;
  }

  bool read_constant_of_row() {
    if (!nodes_.constant.is_valid()) {
      return refuse(nodes_.row, "`constant` is missing");
    }
    constant_ = read_constant(document_, nodes_.constant);
    if (constant_.is_refused()) {
      return refuse(nodes_.constant, "the constant cannot be used: " + constant_.refusal);
    }
    if (!constant_.remark.empty()) {
      remark(nodes_.constant, constant_.remark);
    }
    return true;
  }

  // Whether the relation has a meaning for this kind of constant.
  bool check_kind() {
    bool is_scalar =
        constant_.kind == ConstantKind::kNumber || constant_.kind == ConstantKind::kText;
    if ((is_order(relation_) || relation_ == Relation::kContains) && !is_scalar) {
      return refuse(nodes_.constant,
                    "`" + std::string(name_of(relation_)) + "` needs a number or a text");
    }
    bool is_membership = relation_ == Relation::kIn || relation_ == Relation::kNotIn;
    if (is_membership && constant_.kind == ConstantKind::kText) {
      remark(nodes_.constant, "the constant is a text, so the field's text is looked for in it");
    } else if (is_membership && constant_.kind != ConstantKind::kList) {
      return refuse(nodes_.constant, "`range` needs a list");
    }
    return true;
  }

  void write() {
    std::string var = field(clause_.attribute);
    bool is_negation = relation_ == Relation::kNotEqual || relation_ == Relation::kNotIn;
    bool is_true_for_null = is_order(relation_) && (constant_.kind == ConstantKind::kText ||
                                                    holds_for_null(relation_, constant_.number));
    if (is_negation) {
      clause_.parts.push_back(exists(clause_.attribute));
    } else if (is_true_for_null) {
      clause_.parts.push_back(call("!==", var, "null"));
    }
    bool is_reversed = relation_ == Relation::kContains;
    std::string comparison = call(operator_of(relation_), is_reversed ? constant_.json : var,
                                  is_reversed ? var : constant_.json);
    clause_.parts.push_back(relation_ == Relation::kNotIn ? "{ \"!\": " + comparison + " }"
                                                          : comparison);
  }

  const json::Document& document_;
  const ClauseNodes& nodes_;
  Clause clause_;
  Relation relation_ = Relation::kEqual;
  Constant constant_;
};

std::string joined(std::string_view name, const std::vector<std::string>& parts) {
  if (parts.size() == 1) {
    return parts.front();
  }
  std::string text = "{ \"" + std::string(name) + "\": [";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text.append(i == 0 ? "" : ", ").append(parts[i]);
  }
  return text + "] }";
}

}  // namespace

Clause translate_clause(const json::Document& document, const ClauseNodes& nodes) {
  return Translator(document, nodes).run();
}

std::string join_clauses(const std::vector<const Clause*>& clauses, Joint joint) {
  std::vector<std::string> parts;
  for (const Clause* clause : clauses) {
    if (joint == Joint::kAnd) {
      parts.insert(parts.end(), clause->parts.begin(), clause->parts.end());
    } else {
      parts.push_back(joined("and", clause->parts));
    }
  }
  return joined(joint == Joint::kAnd ? "and" : "or", parts);
}

}  // namespace rulec::tooling::imports
