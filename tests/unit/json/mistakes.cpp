#include "mistakes.h"

namespace rulec::testing {
namespace {

constexpr std::string_view kRule = R"({
  "id": "free_shipping",
  "name": "Free shipping, for members",
  "entry_point": "checkout",
  "priority": 10,
  "active": true,
  "condition": {
    "and": [
      { ">=": [{ "var": "cart.total" }, 100] },
      { "in": [{ "var": "user.region" }, ["EU", "UK"]] },
      {
        "or": [
          { "==": [{ "var": "user.tier" }, "gold"] },
          { "!": { "var": "user.is_guest" } }
        ]
      }
    ]
  },
  "actions": [
    { "type": "display_message", "message": "Shipping is free: enjoy, it is on us!" },
    {
      "type": "update",
      "target": "cart.shipping",
      "operation": "set",
      "value": 0
    }
  ],
  "metadata": { "owner": "shop-team", "x_rank": 1.5 }
}
)";

constexpr std::string_view kTest = R"({
  "description": "who ships for free",
  "entry_point": "checkout",
  "now": "2026-03-01T09:00:00Z",
  "base": {
    "user": { "tier": "gold", "region": "EU" },
    "cart": { "total": 120, "items": [] }
  },
  "cases": [
    {
      "name": "gold members do",
      "expect": { "fires": true, "messages": [{ "type": "display_message" }] }
    },
    {
      "name": "small carts do not",
      "context": { "cart": { "total": 9.5 } },
      "expect": { "fires_exactly": [] }
    },
    {
      "name": "by region",
      "table": {
        "columns": ["user.region", "=> fires"],
        "rows": [
          ["EU", true],
          ["US", false]
        ]
      }
    }
  ]
}
)";

constexpr std::string_view kSchema = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "What the checkout knows",
  "type": "object",
  "required": ["user", "cart"],
  "properties": {
    "user": {
      "type": "object",
      "properties": {
        "tier": { "enum": ["gold", "silver"] },
        "region": { "type": "string", "minLength": 2 },
        "is_guest": { "type": "boolean" }
      },
      "additionalProperties": false
    },
    "cart": {
      "type": "object",
      "properties": {
        "total": { "type": "number", "minimum": 0 },
        "shipping": { "type": "integer" },
        "items": {
          "type": "array",
          "items": { "type": ["string", "null"] }
        }
      }
    }
  },
  "additionalProperties": false
}
)";

constexpr std::string_view kExtras = "\"{}[],:";

bool is_bracket(char c) {
  return c == '{' || c == '}' || c == '[' || c == ']';
}

void add(std::vector<Mistake>& mistakes, const std::string& good, std::string text,
         std::size_t offset, std::string about) {
  if (text != good) {
    mistakes.push_back({.text = std::move(text), .offset = offset, .about = std::move(about)});
  }
}

std::string quoted(char c) {
  return c == '\n' ? "a line end" : "`" + std::string(1, c) + "`";
}

void lose(std::vector<Mistake>& mistakes, const std::string& good, std::size_t at) {
  if (at > 0 && good[at] == good[at - 1]) {
    return;  // the same text again
  }
  add(mistakes, good, std::string(good).erase(at, 1), at, "lost " + quoted(good[at]));
}

void insert(std::vector<Mistake>& mistakes, const std::string& good, std::size_t at) {
  for (char extra : kExtras) {
    bool is_same_again = at > 0 && good[at - 1] == extra;
    if (!is_same_again) {
      add(mistakes, good, std::string(good).insert(at, 1, extra), at, "extra " + quoted(extra));
    }
  }
}

void replace(std::vector<Mistake>& mistakes, const std::string& good, std::size_t at) {
  for (char other : std::string_view("{}[]")) {
    std::string text = good;
    text[at] = other;
    add(mistakes, good, std::move(text), at, quoted(other) + " for " + quoted(good[at]));
  }
}

}  // namespace

// No text here holds a line end or two blanks inside a string.
std::string laid_out(std::string_view pretty, Layout layout) {
  if (layout == Layout::kPretty) {
    return std::string(pretty);
  }
  std::string text;
  bool is_inside = false;
  for (std::size_t i = 0; i < pretty.size(); ++i) {
    char c = pretty[i];
    is_inside = is_inside != (c == '"');
    bool is_blank = !is_inside && (c == ' ' || c == '\n');
    if (!is_blank) {
      text += c;
    } else if (layout == Layout::kOneLine && !text.ends_with(' ') && i + 1 < pretty.size()) {
      text += ' ';
    }
  }
  return text;
}

const std::vector<TypicalText>& typical_texts() {
  static const std::vector<TypicalText> kTexts = {
      {"rule", "rules/free_shipping.rule.json", kRule},
      {"test", "tests/free_shipping.test.json", kTest},
      {"schema", "schemas/checkout.context.json", kSchema},
  };
  return kTexts;
}

std::vector<Mistake> mistakes_in(const std::string& good, MistakeKind kind, std::size_t step) {
  std::vector<Mistake> mistakes;
  for (std::size_t at = 0; at < good.size(); at += step) {
    switch (kind) {
      case MistakeKind::kLostByte:
        lose(mistakes, good, at);
        break;
      case MistakeKind::kExtraByte:
        insert(mistakes, good, at);
        break;
      case MistakeKind::kOtherBracket:
        if (is_bracket(good[at])) {
          replace(mistakes, good, at);
        }
        break;
    }
  }
  return mistakes;
}

}  // namespace rulec::testing
