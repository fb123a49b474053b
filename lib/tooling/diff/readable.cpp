#include "tooling/diff/readable.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

#include "parser/parser.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using parser::ActionArgument;
using parser::ActionNode;
using parser::ArgumentKind;
using parser::ArgumentValue;
using parser::Expr;
using parser::ExprKind;
using Operands = std::span<Expr* const>;

std::string json_text(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

// --- expressions; recursion ends at the depth that the reader allows

bool is_equal(const Expr& a, const Expr& b) {
  if (a.kind != b.kind) {
    return false;
  }
  switch (a.kind) {
    case ExprKind::kBad:
      return false;
    case ExprKind::kLiteral:
      return json_text(a.literal) == json_text(b.literal);
    case ExprKind::kNoCall:
      return json_text(a.raw) == json_text(b.raw);
    case ExprKind::kCall:
    case ExprKind::kList:
      return a.operator_name == b.operator_name && a.is_bare == b.is_bare &&
             std::ranges::equal(a.operands, b.operands,
                                [](const Expr* x, const Expr* y) { return is_equal(*x, *y); });
  }
  return false;
}

bool is_junction(const Expr& expr) {
  return expr.kind == ExprKind::kCall && !expr.is_bare &&
         (expr.operator_name == "and" || expr.operator_name == "or");
}

// Operators whose operands are conditions of their own: `cart.total >= 100` is shown whole.
bool is_logic(const Expr& expr) {
  static constexpr std::string_view kLogic[] = {"and", "or", "!", "!!", "if", "?:"};
  return expr.kind == ExprKind::kCall &&
         std::ranges::find(kLogic, expr.operator_name) != std::end(kLogic);
}

struct Range {
  std::size_t head = 0;  // equal operands before
  std::size_t tail = 0;  // and behind
};

Range trimmed(Operands a, Operands b) {
  std::size_t shorter = std::min(a.size(), b.size());
  Range range;
  while (range.head < shorter && is_equal(*a[range.head], *b[range.head])) {
    ++range.head;
  }
  while (range.tail < shorter - range.head &&
         is_equal(*a[a.size() - 1 - range.tail], *b[b.size() - 1 - range.tail])) {
    ++range.tail;
  }
  return range;
}

std::string middle_text(const Expr& junction, const Range& range) {
  Operands operands =
      junction.operands.subspan(range.head, junction.operands.size() - range.head - range.tail);
  if (operands.empty()) {
    return "";
  }
  if (operands.size() == 1) {
    return parser::infix(*operands[0]);
  }
  Expr part = junction;
  part.operands = operands;
  return parser::infix(part);
}

ReadableChange expression_change(const Expr& a, const Expr& b) {
  bool has_same_head = a.operator_name == b.operator_name && a.is_bare == b.is_bare;
  if (has_same_head && is_logic(a) && is_logic(b)) {
    Range range = trimmed(a.operands, b.operands);
    std::size_t changed_a = a.operands.size() - range.head - range.tail;
    std::size_t changed_b = b.operands.size() - range.head - range.tail;
    if (changed_a == 1 && changed_b == 1) {
      return expression_change(*a.operands[range.head], *b.operands[range.head]);
    }
    if (is_junction(a) && range.head + range.tail > 0) {
      std::string joined = std::string(a.operator_name) + " ";
      std::string text_a = middle_text(a, range);
      std::string text_b = middle_text(b, range);
      bool is_one_sided = text_a.empty() || text_b.empty();
      auto shown = [&](const std::string& text) {
        return is_one_sided && !text.empty() ? joined + text : text;
      };
      return {.what = {}, .a = shown(text_a), .b = shown(text_b)};
    }
  }
  return {.what = {}, .a = parser::infix(a), .b = parser::infix(b)};
}

// --- actions

std::string argument_text(const ArgumentValue& value) {
  std::string text;
  switch (value.kind) {
    case ArgumentKind::kLiteral:
      return json_text(value.literal);
    case ArgumentKind::kReference:
      text = "$" + std::string(value.result);
      return value.path.empty() ? text : text + "." + std::string(value.path);
    case ArgumentKind::kExpression:
      return parser::infix(*value.expression);
    case ArgumentKind::kList:
      for (const ArgumentValue* child : value.children) {
        text += (text.empty() ? "" : ", ") + argument_text(*child);
      }
      return "[" + text + "]";
    case ArgumentKind::kObject:
      for (std::size_t i = 0; i < value.children.size(); ++i) {
        text.append(text.empty() ? "" : ", ").append(value.keys[i]).append(": ");
        text += argument_text(*value.children[i]);
      }
      return "{ " + text + " }";
  }
  return text;
}

// "" when it is always taken.
std::string test_text(const ActionNode& action) {
  return action.test == nullptr ? std::string() : parser::infix(*action.test);
}

std::string id_of(const ActionNode& action) {
  const ActionArgument* id = action.find("id");
  bool is_text =
      id != nullptr && id->value->kind == ArgumentKind::kLiteral && id->value->literal.is_string();
  return is_text ? std::string(id->value->literal.as_string()) : std::string();
}

std::string name_of(const ActionNode& action) {
  std::string id = id_of(action);
  return "action " + (id.empty() ? std::string(action.type) : id);
}

class MatchedActions {
 public:
  MatchedActions(const std::vector<ActionNode>& a, const std::vector<ActionNode>& b)
      : a_(a), b_(b), partner_(a.size()), is_taken_(b.size(), false) {
    match([](const ActionNode& action) { return id_of(action); });
    match([](const ActionNode& action) { return action_text(action); });
    // Those that are left, by type; an id names one action and no other.
    match([](const ActionNode& action) {
      return id_of(action).empty() ? std::string(action.type) : std::string();
    });
  }

  std::vector<ReadableChange> run() {
    for (std::size_t i = 0; i < a_.size(); ++i) {
      if (const std::optional<std::size_t>& partner = partner_[i]) {
        arguments(a_[i], b_[*partner]);
      } else {
        changes_.push_back({.what = "action removed", .a = action_text(a_[i]), .b = {}});
      }
    }
    for (std::size_t i = 0; i < b_.size(); ++i) {
      if (!is_taken_[i]) {
        changes_.push_back({.what = "action added", .a = {}, .b = action_text(b_[i])});
      }
    }
    order();
    return std::move(changes_);
  }

 private:
  // Those that have no partner yet and the same key, in order; "" is none.
  template <class Key>
  void match(Key key) {
    std::unordered_map<std::string, std::vector<std::size_t>> free;  // last one first
    for (std::size_t k = b_.size(); k-- > 0;) {
      if (std::string name = is_taken_[k] ? "" : key(b_[k]); !name.empty()) {
        free[name].push_back(k);
      }
    }
    for (std::size_t i = 0; i < a_.size(); ++i) {
      auto found = partner_[i] ? free.end() : free.find(key(a_[i]));
      if (found != free.end() && !found->second.empty()) {
        partner_[i] = found->second.back();
        is_taken_[found->second.back()] = true;
        found->second.pop_back();
      }
    }
  }

  void arguments(const ActionNode& a, const ActionNode& b) {
    if (a.type != b.type) {
      changes_.push_back(
          {.what = name_of(b) + ": type", .a = std::string(a.type), .b = std::string(b.type)});
    }
    auto compare_words = [&](std::string_view name, std::string of_a, std::string of_b) {
      if (of_a != of_b) {
        changes_.push_back({.what = name_of(b) + ": " + std::string(name),
                            .a = std::move(of_a),
                            .b = std::move(of_b)});
      }
    };
    compare_words("as", std::string(a.result.text), std::string(b.result.text));
    compare_words("when", test_text(a), test_text(b));
    auto text = [](const ActionNode& action, std::string_view name) {
      const ActionArgument* found = action.find(name);
      return found == nullptr ? std::string() : argument_text(*found->value);
    };
    auto compare = [&](std::string_view name) {
      compare_words(name, text(a, name), text(b, name));
    };
    for (const ActionArgument& argument : a.arguments) {
      compare(argument.name);
    }
    for (const ActionArgument& argument : b.arguments) {
      if (a.find(argument.name) == nullptr) {
        compare(argument.name);
      }
    }
  }

  void order() {
    std::string before;
    std::string after;
    std::vector<std::size_t> kept;
    for (const std::optional<std::size_t>& partner : partner_) {
      if (partner) {
        kept.push_back(*partner);
      }
    }
    if (std::ranges::is_sorted(kept)) {
      return;
    }
    auto append = [&](std::string& text, std::size_t i) {
      text += (text.empty() ? "" : ", ") + name_of(b_[i]).substr(sizeof("action ") - 1);
    };
    for (std::size_t i : kept) {
      append(before, i);
    }
    std::ranges::sort(kept);
    for (std::size_t i : kept) {
      append(after, i);
    }
    changes_.push_back({.what = "order of actions", .a = before, .b = after});
  }

  const std::vector<ActionNode>& a_;
  const std::vector<ActionNode>& b_;
  std::vector<std::optional<std::size_t>> partner_;  // by action of a
  std::vector<bool> is_taken_;                       // by action of b
  std::vector<ReadableChange> changes_;
};

}  // namespace

ReadableChange condition_change(const Expr* a, const Expr* b) {
  ReadableChange change;
  if (a != nullptr && b != nullptr) {
    change = expression_change(*a, *b);
  } else {
    change.a = a == nullptr ? "always" : parser::infix(*a);
    change.b = b == nullptr ? "always" : parser::infix(*b);
  }
  change.what = "condition";
  return change;
}

std::vector<ReadableChange> action_changes(const std::vector<ActionNode>& a,
                                           const std::vector<ActionNode>& b) {
  return MatchedActions(a, b).run();
}

std::string action_text(const ActionNode& action) {
  std::string text(action.result.text);
  text += text.empty() ? "" : " = ";
  text += std::string(action.type) + "(";
  for (const ActionArgument& argument : action.arguments) {
    text.append(text.ends_with('(') ? "" : ", ").append(argument.name).append(": ");
    text += argument_text(*argument.value);
  }
  text += ")";
  return action.test == nullptr ? text : text + " when (" + test_text(action) + ")";
}

}  // namespace rulec::tooling
