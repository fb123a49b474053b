// One function a group of operators; the text of the language document stands beside it.
#include "reference.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "arithmetic.h"
#include "comparison.h"
#include "meter.h"
#include "numbers.h"
#include "own.h"
#include "text.h"

namespace rulec::reference {
namespace {

// Level 2k is the context of the k-th scope outwards, level 2k + 1 what belongs to it.
struct Scope {
  Json current;
  Json meta;
  const Scope* outer = nullptr;
};

using Eager = std::function<Json(const Operands&, const Scope&)>;

// --- paths
std::optional<std::size_t> list_index(const std::string& text) {
  bool is_digits = !text.empty() && text.size() < 10 &&
                   std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return is_digits ? std::optional<std::size_t>(std::stoul(text)) : std::nullopt;
}

// One step; nothing when it leads nowhere.
std::optional<Json> step(const Json& from, const std::string& key) {
  if (from.is_object()) {
    auto found = from.find(key);
    return found == from.end() ? std::nullopt : std::optional<Json>(*found);
  }
  if (from.is_array()) {
    auto index = list_index(key);
    return index && *index < from.size() ? std::optional<Json>(from[*index]) : std::nullopt;
  }
  return std::nullopt;
}

// Path text or integer, from a context.
std::optional<Json> dotted(const Json& from, const Json& path) {
  if (path.is_null() || path == Json("")) {
    return from;
  }
  if (!path.is_string() && !path.is_number_integer()) {
    bad_arguments();
  }
  std::string text = path.is_string() ? path.get<std::string>() : number_text(path);
  std::optional<Json> at = from;
  std::size_t begin = 0;
  while (at) {
    std::size_t dot = text.find('.', begin);
    at = step(*at, text.substr(begin, dot == std::string::npos ? dot : dot - begin));
    if (dot == std::string::npos) {
      break;
    }
    begin = dot + 1;
  }
  return at;
}

Json op_var(const Operands& operands, const Scope& scope) {
  if (operands.size() > 2) {
    bad_arguments();
  }
  auto found = dotted(scope.current, operands.empty() ? Json() : operands[0]);
  return found ? *found : operands.size() > 1 ? operands[1] : Json();
}

// `val` and `exists`: keys one by one, a first [k] goes up |k| levels.
std::optional<Json> by_keys(const Operands& operands, const Scope& scope) {
  std::size_t first = 0;
  std::optional<Json> at = scope.current;
  bool has_level = !operands.empty() && operands[0].is_array() && operands[0].size() == 1 &&
                   operands[0][0].is_number_integer();
  if (has_level) {
    first = 1;
    auto written = operands[0][0].get<std::int64_t>();
    auto level = static_cast<std::uint64_t>(written);
    level = written < 0 ? 0 - level : level;
    const Scope* target = &scope;
    for (std::uint64_t i = 0; i < level / 2 && target != nullptr; ++i) {
      target = target->outer;
    }
    bool is_beyond = target == nullptr || (level % 2 == 1 && target->outer == nullptr);
    at = is_beyond ? std::nullopt
                   : std::optional<Json>(level % 2 == 1 ? target->meta : target->current);
  }
  for (std::size_t i = first; i < operands.size() && at; ++i) {
    const Json& key = operands[i];
    if (key.is_string()) {
      at = step(*at, key.get<std::string>());
    } else if (key.is_number_integer()) {
      at = step(*at, number_text(key));
    } else if (key.is_null() && operands.size() == 1) {
      return at;
    } else {
      at = std::nullopt;
    }
  }
  return at;
}

Json op_val(const Operands& operands, const Scope& scope) {
  auto found = by_keys(operands, scope);
  return found ? *found : Json();
}

Json op_exists(const Operands& operands, const Scope& scope) {
  return by_keys(operands, scope).has_value();
}

Json missing_of(const Json& paths, const Scope& scope) {
  Json missing = Json::array();
  for (const Json& path : paths) {
    auto found = dotted(scope.current, path);
    if (!found || found->is_null() || *found == Json("")) {
      missing.push_back(path);
    }
  }
  return missing;
}

Json op_missing(const Operands& operands, const Scope& scope) {
  Json paths = Json::array();
  for (const Json& operand : operands) {
    if (operand.is_array()) {
      paths.insert(paths.end(), operand.begin(), operand.end());
    } else {
      paths.push_back(operand);
    }
  }
  return missing_of(paths, scope);
}

Json op_missing_some(const Operands& operands, const Scope& scope) {
  if (operands.size() != 2 || !operands[0].is_number_integer() || !operands[1].is_array()) {
    bad_arguments();
  }
  Json missing = missing_of(operands[1], scope);
  auto present = static_cast<std::int64_t>(operands[1].size() - missing.size());
  return present >= operands[0].get<std::int64_t>() ? Json::array() : missing;
}

Json op_throw(const Operands& operands, const Scope&) {
  if (operands.size() == 1 && operands[0].is_string()) {
    throw Thrown{Json{{"type", operands[0]}}};
  }
  bool is_error = operands.size() == 1 && operands[0].is_object() && operands[0].contains("type") &&
                  operands[0]["type"].is_string();
  if (is_error) {
    throw Thrown{operands[0]};
  }
  bad_arguments();
}

Json op_log(const Operands& operands, const Scope&) {
  if (operands.size() != 1) {
    bad_arguments();
  }
  return operands[0];
}

const std::map<std::string, Eager>& spreading() {
  static const std::map<std::string, Eager> kOperators = {
      {"+", [](const Operands& o, const Scope&) { return add_all(o); }},
      {"-", [](const Operands& o, const Scope&) { return subtract_all(o); }},
      {"*", [](const Operands& o, const Scope&) { return multiply_all(o); }},
      {"/", [](const Operands& o, const Scope&) { return divide_all(o); }},
      {"%", [](const Operands& o, const Scope&) { return remainder_all(o); }},
      {"merge", [](const Operands& o, const Scope&) { return merge(o); }},
      {"in", [](const Operands& o, const Scope&) { return in(o); }},
      {"cat", [](const Operands& o, const Scope&) { return cat(o); }},
      {"substr", [](const Operands& o, const Scope&) { return substr(o); }},
      {"var", op_var},
      {"val", op_val},
      {"exists", op_exists},
      {"missing", op_missing},
      {"missing_some", op_missing_some},
      {"min", [](const Operands& o, const Scope&) { return least(o); }},
      {"max", [](const Operands& o, const Scope&) { return greatest(o); }}};
  return kOperators;
}

// Of at most one operand; none is false.
bool is_true(const Operands& operands) {
  if (operands.size() > 1) {
    bad_arguments();
  }
  return !operands.empty() && truthy(operands[0]);
}

const std::map<std::string, Eager>& unary() {
  static const std::map<std::string, Eager> kOperators = {
      {"!", [](const Operands& o, const Scope&) { return Json(!is_true(o)); }},
      {"!!", [](const Operands& o, const Scope&) { return Json(is_true(o)); }},
      {"throw", op_throw},
      {"log", op_log}};
  return kOperators;
}

class Evaluator {
 public:
  Evaluator(std::int64_t now, std::uint64_t expr_cost) : now_(now), meter_(expr_cost) {}

  Json expression(const Json& expr, const Scope& scope) {
    if (expr.is_array()) {
      Json list = Json::array();
      for (const Json& item : expr) {
        list.push_back(expression(item, scope));
      }
      return list;
    }
    if (!expr.is_object() || expr.empty()) {
      return expr;
    }
    if (expr.size() != 1) {
      throw_type("Unknown Operator");
    }
    return call(expr.items().begin().key(), expr.items().begin().value(), scope);
  }

 private:
  Json call(const std::string& name, const Json& written, const Scope& scope) {
    Meter::Opened opened(meter_, is_metered(name, written));
    if (name == "preserve") {
      return written;
    }
    if (auto found = spreading().find(name); found != spreading().end()) {
      return spreading_call(name, found->second, written, scope);
    }
    if (auto found = unary().find(name); found != unary().end()) {
      return found->second(unary_operands(written, scope), scope);
    }
    if (auto found = own_operators().find(name); found != own_operators().end()) {
      return own(name, found->second, written, scope);
    }
    if (auto found = lazy().find(name); found != lazy().end()) {
      if (!written.is_array()) {
        bad_arguments();
      }
      return (this->*found->second)(name, written, scope);
    }
    throw_type("Unknown Operator");
  }

  Operands list_operands(const Json& written, const Scope& scope) {
    Operands operands;
    for (const Json& operand : written) {
      operands.push_back(expression(operand, scope));
    }
    return operands;
  }

  Json spreading_call(const std::string& name, const Eager& run, const Json& written,
                      const Scope& scope) {
    Operands operands;
    bool is_spread = false;
    if (written.is_array()) {
      operands = list_operands(written, scope);
    } else {
      Json value = expression(written, scope);
      is_spread = value.is_array();
      operands = is_spread ? Operands(value.begin(), value.end()) : Operands{value};
    }
    meter_.charge(price_of(name, operands, is_spread));
    return run(operands, scope);
  }

  Operands unary_operands(const Json& written, const Scope& scope) {
    return written.is_array() ? list_operands(written, scope)
                              : Operands{expression(written, scope)};
  }

  // A wrong count and a computed operand where a constant belongs throw "when they are reached".
  Json own(const std::string& name, const OwnOperator& op, const Json& written,
           const Scope& scope) {
    Operands operands = unary_operands(written, scope);
    if (operands.size() < op.least || operands.size() > op.most) {
      bad_arguments();
    }
    auto literal = static_cast<std::size_t>(op.literal);
    if (op.literal >= 0 && literal < operands.size() && written[literal].is_structured()) {
      bad_arguments();
    }
    meter_.charge(price_of(name, operands, false));
    return op.run_at != nullptr ? op.run_at(now_) : op.run(operands);
  }

  using Lazy = Json (Evaluator::*)(const std::string&, const Json&, const Scope&);
  static const std::map<std::string, Lazy>& lazy() {
    static const std::map<std::string, Lazy> kOperators = {
        {"if", &Evaluator::branch},        {"?:", &Evaluator::branch},
        {"and", &Evaluator::chain},        {"or", &Evaluator::chain},
        {"??", &Evaluator::first_present}, {"coalesce", &Evaluator::first_present},
        {"try", &Evaluator::attempt},      {"==", &Evaluator::compare},
        {"!=", &Evaluator::compare},       {"===", &Evaluator::compare},
        {"!==", &Evaluator::compare},      {"<", &Evaluator::compare},
        {"<=", &Evaluator::compare},       {">", &Evaluator::compare},
        {">=", &Evaluator::compare},       {"map", &Evaluator::transform},
        {"filter", &Evaluator::transform}, {"all", &Evaluator::quantify},
        {"some", &Evaluator::quantify},    {"none", &Evaluator::quantify},
        {"reduce", &Evaluator::reduce}};
    return kOperators;
  }
  friend bool rulec::reference::knows(const std::string& name);

  Json branch(const std::string&, const Json& written, const Scope& scope) {
    std::size_t i = 0;
    for (; i + 1 < written.size(); i += 2) {
      if (truthy(expression(written[i], scope))) {
        return expression(written[i + 1], scope);
      }
    }
    return i < written.size() ? expression(written[i], scope) : Json();
  }

  Json chain(const std::string& name, const Json& written, const Scope& scope) {
    Json last = false;
    for (const Json& operand : written) {
      last = expression(operand, scope);
      if (truthy(last) == (name == "or")) {
        break;
      }
    }
    return last;
  }

  Json first_present(const std::string&, const Json& written, const Scope& scope) {
    for (const Json& operand : written) {
      Json value = expression(operand, scope);
      if (!value.is_null()) {
        return value;
      }
    }
    return nullptr;
  }

  Json attempt(const std::string&, const Json& written, const Scope& scope) {
    if (written.empty()) {
      bad_arguments();
    }
    std::optional<Json> error;
    for (const Json& operand : written) {
      Scope inner{.current = error ? *error : Json(), .meta = Json::object(), .outer = &scope};
      try {
        return expression(operand, error ? inner : scope);
      } catch (const Thrown& thrown) {
        error = thrown.error;
      }
    }
    throw Thrown{*error};
  }

  Json compare(const std::string& name, const Json& written, const Scope& scope) {
    if (written.size() < 2) {
      bad_arguments();
    }
    Json left = expression(written[0], scope);
    for (std::size_t i = 1; i < written.size(); ++i) {
      Json right = expression(written[i], scope);
      if (name == "===" || name == "!==") {
        meter_.charge(compared_values(left, right));
      }
      if (!pair_holds(name, left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  Scope item_scope(const Json& item, std::size_t index, const Scope& outer) {
    return {.current = item, .meta = Json{{"index", index}}, .outer = &outer};
  }

  Json transform(const std::string& name, const Json& written, const Scope& scope) {
    if (written.size() != 2 || written[0].is_null()) {
      bad_arguments();
    }
    Json source = expression(written[0], scope);
    bool is_list = source.is_array() || source.is_null();
    if (written[1].is_null() || !is_list) {
      bad_arguments();  // the error of an operand comes before a complaint about the others
    }
    meter_.charge(1);
    if (source.is_null()) {
      return Json::array();
    }
    Json result = Json::array();
    for (std::size_t i = 0; i < source.size(); ++i) {
      meter_.charge(nodes_of(written[1]));
      Json value = expression(written[1], item_scope(source[i], i, scope));
      if (name == "map") {
        result.push_back(value);
      } else if (truthy(value)) {
        result.push_back(source[i]);
      }
    }
    return result;
  }

  Json quantify(const std::string& name, const Json& written, const Scope& scope) {
    if (written.size() != 2) {
      bad_arguments();
    }
    Json source = expression(written[0], scope);
    if (!source.is_array()) {
      bad_arguments();
    }
    meter_.charge(1);
    if (source.empty()) {
      return name == "none";
    }
    bool stops_at = name != "all";  // `all` stops at the first false, the others at the first true
    for (std::size_t i = 0; i < source.size(); ++i) {
      meter_.charge(nodes_of(written[1]));
      if (truthy(expression(written[1], item_scope(source[i], i, scope))) == stops_at) {
        return name == "some";
      }
    }
    return name != "some";
  }

  Json reduce(const std::string&, const Json& written, const Scope& scope) {
    if (written.size() < 2 || written.size() > 3) {
      bad_arguments();
    }
    Json source = expression(written[0], scope);
    std::optional<Json> accumulator;
    if (written.size() == 3) {
      accumulator = expression(written[2], scope);
    }
    if (!source.is_array() && !source.is_null()) {
      bad_arguments();
    }
    meter_.charge(1);
    if (source.is_null()) {
      return accumulator ? *accumulator : Json();
    }
    for (std::size_t i = 0; i < source.size(); ++i) {
      if (!accumulator) {
        accumulator = source[i];
        continue;
      }
      meter_.charge(nodes_of(written[1]));
      Json both = {{"current", source[i]}, {"accumulator", *accumulator}};
      accumulator = expression(written[1], item_scope(both, i, scope));
    }
    return accumulator ? *accumulator : Json();
  }

  std::int64_t now_;
  Meter meter_;
};

}  // namespace

bool knows(const std::string& name) {
  return name == "preserve" || spreading().contains(name) || unary().contains(name) ||
         own_operators().contains(name) || Evaluator::lazy().contains(name);
}

Outcome evaluate(const Json& expression, const Json& context, std::int64_t now,
                 std::uint64_t expr_cost) {
  Scope root{.current = context, .meta = Json(), .outer = nullptr};
  try {
    return {.is_error = false, .value = Evaluator(now, expr_cost).expression(expression, root)};
  } catch (const Thrown& thrown) {
    return {.is_error = true, .value = thrown.error};
  } catch (const Stopped& stopped) {
    return {.is_error = true, .value = stopped.error};
  }
}

}  // namespace rulec::reference
