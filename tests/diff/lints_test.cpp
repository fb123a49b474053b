// Whatever a lint of logic says of made rulesets is so on every context tried, by the reference
// evaluator: what is always true is never false, a shadowed rule never holds alone, an operand that
// is taken out changes nothing, a witness shows what it is said to show.
//   rulec_diff_lints [--rulesets N] [--seed S]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memory_file_system.h"
#include "reference/reference.h"
#include "tooling/analysis.h"
#include "tooling/random.h"

namespace {

using rulec::diag::Code;
using rulec::diag::Diagnostic;
using rulec::tooling::Random;
using Json = nlohmann::ordered_json;
namespace reference = rulec::reference;

constexpr std::int64_t kNow = 1'750'000'000'000;
constexpr std::size_t kContexts = 400;

// --- a field of made contexts
struct Field {
  std::string name;
  Json schema;  // null: the schema says nothing of it
  bool is_required = false;
  std::vector<Json> values;  // beside being absent; those that the schema refuses are left out
};

const std::vector<Json>& all_values() {
  static const std::vector<Json> kValues{
      Json(nullptr),    Json(true),    Json(false), Json(-1),   Json(0),    Json(0.5),
      Json(1),          Json(2),       Json(2.5),   Json(3),    Json(4),    Json(5),
      Json(6),          Json(7),       Json(8),     Json(100),  Json(""),   Json(" "),
      Json("a"),        Json("b"),     Json("c"),   Json("ab"), Json("A"),  Json("zz"),
      Json("3"),        Json("5.0"),   Json(" 2 "), Json("-4"), Json("6x"), Json::array(),
      Json::array({1}), Json::object()};
  return kValues;
}

bool fits(const Json& schema, const Json& value) {
  if (schema.is_null()) {
    return true;
  }
  if (schema.contains("enum")) {
    return std::ranges::any_of(schema["enum"],
                               [&](const Json& each) { return reference::equal(each, value); });
  }
  const auto& type = schema["type"].get_ref<const std::string&>();
  if (type == "string") {
    return value.is_string() &&
           (!schema.contains("minLength") || !value.get<std::string>().empty());
  }
  if (type == "boolean") {
    return value.is_boolean();
  }
  bool is_whole = value.is_number_integer() ||
                  (value.is_number_float() && value.get<double>() == static_cast<int>(value));
  bool is_number = type == "integer" ? is_whole : value.is_number();
  auto edge = [&](const char* key) { return schema.contains(key); };
  return is_number &&
         (!edge("minimum") || value.get<double>() >= schema["minimum"].get<double>()) &&
         (!edge("maximum") || value.get<double>() <= schema["maximum"].get<double>()) &&
         (!edge("exclusiveMinimum") ||
          value.get<double>() > schema["exclusiveMinimum"].get<double>());
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::vector<Field> fields(bool has_schema) {
    std::vector<Field> made;
    for (const char* name : {"x", "y", "s", "t"}) {
      Field field{.name = name, .schema = nullptr, .values = {}};
      if (has_schema && random_.below(5) != 0) {
        field.schema = schema();
        field.is_required = random_.below(2) == 0;
      }
      std::ranges::copy_if(all_values(), std::back_inserter(field.values),
                           [&](const Json& value) { return fits(field.schema, value); });
      made.push_back(std::move(field));
    }
    return made;
  }

  Json condition(std::size_t depth) {
    if (depth == 0 || random_.below(5) == 0) {
      return test();
    }
    switch (random_.below(9)) {
      case 0:
        return Json{{"!", condition(depth - 1)}};
      case 1: {
        Json operands = Json::array();
        for (std::size_t i = 2 + random_.below(4); i > 0; --i) {
          operands.push_back(condition(depth - 1));
        }
        return Json{{"if", operands}};
      }
      case 2:
      case 3:
      case 4:
        return junction("or", depth);
      default:
        return junction("and", depth);
    }
  }

  std::size_t below(std::size_t limit) { return random_.below(limit); }

 private:
  Json schema() {
    switch (random_.below(6)) {
      case 0:
        return Json{{"type", "string"}, {"enum", {"a", "b", "c"}}};
      case 1:
        return Json{{"type", "string"}, {"minLength", 1}};
      case 2:
        return Json{{"type", "integer"}, {"minimum", 1}, {"maximum", 7}};
      case 3:
        return Json{{"type", "number"}, {"exclusiveMinimum", 0}};
      case 4:
        return Json{{"type", "boolean"}};
      default:
        return Json{{"type", "integer"}};
    }
  }

  Json junction(const char* name, std::size_t depth) {
    Json operands = Json::array();
    for (std::size_t i = 2 + random_.below(2); i > 0; --i) {
      operands.push_back(condition(depth - 1));
    }
    if (random_.below(6) == 0) {
      operands.push_back(operands[random_.below(operands.size())]);
    }
    return Json{{name, operands}};
  }

  Json field() {
    static constexpr const char* kNames[] = {"x", "x", "x", "y", "s", "s", "t"};
    std::string name = kNames[random_.below(std::size(kNames))];
    switch (random_.below(12)) {
      case 0:
        return Json{{"var", {name, constant()}}};
      case 1:
        return Json{{"??", {Json{{"var", name}}, constant()}}};
      case 2:
        return Json{{"val", name}};
      case 3:
        return Json{{"length", Json{{"var", name}}}};
      case 4:
        return Json{{"+", {Json{{"var", name}}, 1}}};
      default:
        return Json{{"var", name}};
    }
  }

  Json constant() {
    static const std::vector<Json> kConstants{
        Json(0),  Json(1),   Json(2),     Json(3),    Json(5),     Json(5),
        Json(7),  Json(2.5), Json("a"),   Json("b"),  Json("c"),   Json("a"),
        Json(""), Json("3"), Json("5.0"), Json(true), Json(false), Json(nullptr)};
    return kConstants[random_.below(kConstants.size())];
  }

  Json test() {
    static constexpr const char* kOrders[] = {"<", "<=", ">", ">=", ">", "<"};
    static constexpr const char* kEqualities[] = {"==", "!=", "===", "!==", "===", "==="};
    Json literals = Json::array({constant(), constant(), constant()});
    switch (random_.below(12)) {
      case 0:
        return field();
      case 1:
        return Json{{"missing", Json::array({"x", "s"})}};
      case 2:
        return Json{{"exists", "y"}};
      case 3:
        return Json{{"in", {field(), literals}}};
      case 4:
        return Json{
            {kOrders[random_.below(std::size(kOrders))], {constant(), field(), constant()}}};
      case 5:
        return Json{{"between", {field(), random_.below(4), 2 + random_.below(6)}}};
      case 6:
        return Json{{kOrders[random_.below(std::size(kOrders))], {field(), field()}}};
      case 7:
      case 8:
        return Json{{kEqualities[random_.below(std::size(kEqualities))], {field(), constant()}}};
      default:
        return Json{{kOrders[random_.below(std::size(kOrders))], {field(), constant()}}};
    }
  }

  Random random_;
};

// --- what the reference says
enum class Truth : std::uint8_t { kFalse, kTrue, kError };

std::string told(const Json& expression, const Json& context) {
  reference::Outcome outcome =
      reference::evaluate(Json{{"!!", Json::array({expression})}}, context, kNow);
  return (outcome.is_error ? "error " : "") + reference::described(outcome.value);
}

Truth truth(const Json& expression, const Json& context) {
  std::string text = told(expression, context);
  return text == "true" ? Truth::kTrue : text == "false" ? Truth::kFalse : Truth::kError;
}

struct Tally {
  std::map<Code, long> found;
  long wrong = 0;
  long witnesses = 0;
};

class Project {
 public:
  Project(std::uint64_t seed, Tally& tally) : maker_(seed), tally_(tally) {
    fields_ = maker_.fields(maker_.below(3) != 0);
    make_rules();
    make_contexts();
  }

  void check() {
    rulec::testing::MemoryFileSystem disk;
    disk.add_file("rulec.yaml", config_);
    disk.add_file("rules/r.rule.json", document_.dump());
    if (!schema_.is_null()) {
      disk.add_file("schemas/e.context.json", schema_.dump());
    }
    rulec::diag::Collector findings;
    auto analysis = rulec::tooling::analyse(disk, {.now_ms = kNow, .selection = {}}, findings);
    for (const Diagnostic& finding : findings.take_sorted()) {
      auto number = static_cast<unsigned>(finding.code);
      if (number >= 3001 && number <= 3009 && number != 3007 && number != 3008) {
        ++tally_.found[finding.code];
        if (!is_right(finding)) {
          ++tally_.wrong;
          std::printf("WRONG %s\n  %s\n  schema %s\n  %s\n",
                      rulec::diag::message_of(finding).c_str(), finding.place.pointer.c_str(),
                      schema_.dump().c_str(), document_.dump().c_str());
        }
      }
    }
  }

 private:
  void make_rules() {
    std::string policy = maker_.below(2) == 0 ? "first" : "all";
    config_ = "rulec: 1\nname: made\nentry_points:\n  e: { hit_policy: " + policy + " }\n";
    document_ = Json{{"rules", Json::array()}};
    Json& rules = document_["rules"];
    for (std::size_t i = 2 + maker_.below(4); i > 0; --i) {
      Json condition = maker_.condition(1 + maker_.below(3));
      if (!rules.empty() && maker_.below(4) == 0) {
        condition = Json{{"and", {rules[0]["condition"], condition}}};
      } else if (!rules.empty() && maker_.below(8) == 0) {
        condition = rules[0]["condition"];
      }
      Json message{{"type", "display_message"}, {"message", "m" + std::to_string(i)}};
      rules.push_back(Json{{"id", "r" + std::to_string(rules.size())},
                           {"entry_point", "e"},
                           {"priority", maker_.below(3)},
                           {"condition", condition},
                           {"actions", Json::array({message})},
                           {"stop_processing", maker_.below(3) == 0}});
    }
    bool has_schema =
        std::ranges::any_of(fields_, [](const Field& field) { return !field.schema.is_null(); });
    if (has_schema) {
      schema_ =
          Json{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
      for (const Field& field : fields_) {
        schema_["properties"][field.name] = field.schema.is_null() ? Json::object() : field.schema;
        if (field.is_required) {
          schema_["required"].push_back(field.name);
        }
      }
    }
  }

  void make_contexts() {
    for (std::size_t i = 0; i < kContexts; ++i) {
      Json context = Json::object();
      for (const Field& field : fields_) {
        bool is_there = !field.values.empty() && (field.is_required || maker_.below(6) != 0);
        if (is_there) {
          context[field.name] = field.values[maker_.below(field.values.size())];
        }
      }
      contexts_.push_back(std::move(context));
    }
  }

  [[nodiscard]] Json at(const std::string& pointer) const {
    return document_.at(Json::json_pointer(pointer));
  }

  [[nodiscard]] Json condition_of(const std::string& id) const {
    for (const Json& rule : document_["rules"]) {
      if (rule["id"] == id) {
        return rule["condition"];
      }
    }
    return nullptr;
  }

  template <class Predicate>
  [[nodiscard]] bool on_all(Predicate holds) const {
    return std::ranges::all_of(contexts_, std::move(holds));
  }

  static std::string argument(const Diagnostic& finding, std::string_view name) {
    for (const rulec::diag::Argument& argument : finding.arguments) {
      if (argument.name == name) {
        return std::get<std::string>(argument.value);
      }
    }
    return "";
  }

  bool is_right(const Diagnostic& finding) {
    const std::string& pointer = finding.place.pointer;
    switch (static_cast<int>(finding.code)) {
      case static_cast<int>(Code::kAlwaysTrue):
        return on_all([&, e = at(pointer)](const Json& c) { return truth(e, c) == Truth::kTrue; });
      case static_cast<int>(Code::kAlwaysFalse):
        return on_all([&, e = at(pointer)](const Json& c) { return truth(e, c) != Truth::kTrue; });
      case static_cast<int>(Code::kRedundantOperand):
        return is_redundant(pointer);
      case static_cast<int>(Code::kUnreachableBranch):
        return is_unreachable(pointer);
      case static_cast<int>(Code::kDuplicateCondition):
        return are_duplicates(finding);
      case static_cast<int>(Code::kShadowedRule):
        return is_shadowed(finding);
      default:
        return finding.witness &&
               is_witness(finding, argument(finding, "rule"), argument(finding, "other"));
    }
  }

  // "/rules/0/condition/and/1": the junction, and which operand.
  struct Operand {
    Json whole;
    std::string name;
    std::size_t number = 0;
  };
  [[nodiscard]] Operand operand_at(const std::string& pointer) const {
    std::size_t last = pointer.rfind('/');
    std::size_t before = pointer.rfind('/', last - 1);
    return {.whole = at(pointer.substr(0, before)),
            .name = pointer.substr(before + 1, last - before - 1),
            .number = std::strtoul(pointer.c_str() + last + 1, nullptr, 10)};
  }

  [[nodiscard]] bool is_redundant(const std::string& pointer) const {
    Operand operand = operand_at(pointer);
    Json shorter = operand.whole;
    shorter[operand.name].erase(operand.number);
    return on_all([&](const Json& c) { return told(operand.whole, c) == told(shorter, c); });
  }

  [[nodiscard]] bool is_unreachable(const std::string& pointer) const {
    Operand operand = operand_at(pointer);
    const Json& operands = operand.whole[operand.name];
    if (operand.name != "if") {
      return false;  // no literals are made
    }
    return on_all([&](const Json& c) {
      std::size_t i = 0;
      for (; i + 1 < operands.size(); i += 2) {
        Truth test = truth(operands[i], c);
        if (test == Truth::kError) {
          return true;
        }
        if (test == Truth::kTrue) {
          return operand.number != i + 1;
        }
      }
      return operand.number != i;
    });
  }

  bool are_duplicates(const Diagnostic& finding) {
    std::string rule = argument(finding, "rule");
    std::string other = argument(finding, "other");
    Json a = condition_of(rule);
    Json b = condition_of(other);
    return on_all([&](const Json& c) { return told(a, c) == told(b, c); }) &&
           (!finding.witness || is_witness(finding, rule, other));
  }

  bool is_shadowed(const Diagnostic& finding) {
    std::string rule = argument(finding, "rule");
    std::string reason = argument(finding, "reason");
    std::string other = reason.substr(1, reason.find('`', 1) - 1);
    Json later = condition_of(rule);
    Json earlier = condition_of(other);
    return on_all([&](const Json& c) {
             return truth(later, c) != Truth::kTrue || truth(earlier, c) == Truth::kTrue;
           }) &&
           (!finding.witness || is_witness(finding, rule, other));
  }

  bool is_witness(const Diagnostic& finding, const std::string& a, const std::string& b) {
    ++tally_.witnesses;
    Json context = Json::parse(finding.witness->context);
    bool is_valid = std::ranges::all_of(fields_, [&](const Field& field) {
      return context.contains(field.name) ? fits(field.schema, context[field.name])
                                          : !field.is_required;
    });
    return is_valid && truth(condition_of(a), context) == Truth::kTrue &&
           truth(condition_of(b), context) == Truth::kTrue;
  }

  Maker maker_;
  Tally& tally_;
  std::vector<Field> fields_;
  std::string config_;
  Json document_;
  Json schema_;
  std::vector<Json> contexts_;
};

long number_of(const char* text) {
  return std::strtol(text, nullptr, 10);
}

}  // namespace

int main(int argc, char** argv) {
  long rulesets = 1'000;
  long seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    (std::strcmp(argv[i], "--rulesets") == 0 ? rulesets : seed) = number_of(argv[i + 1]);
  }
  Tally tally;
  for (long number = 0; number < rulesets; ++number) {
    Project(static_cast<std::uint64_t>(seed * 1'000'000 + number), tally).check();
  }
  // A run in which a lint finds nothing would show nothing of it.
  bool says_something = true;
  for (Code code :
       {Code::kAlwaysTrue, Code::kAlwaysFalse, Code::kDuplicateCondition, Code::kShadowedRule,
        Code::kRedundantOperand, Code::kPriorityTie, Code::kUnreachableBranch}) {
    std::printf("%s: %ld\n", rulec::diag::code_text(code).c_str(), tally.found[code]);
    says_something = says_something && tally.found[code] > 0;
  }
  std::printf("%ld rulesets, %ld witnesses, %ld wrong\n", rulesets, tally.witnesses, tally.wrong);
  return tally.wrong == 0 && says_something ? EXIT_SUCCESS : EXIT_FAILURE;
}
