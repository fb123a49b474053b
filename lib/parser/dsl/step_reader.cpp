#include "parser/dsl/step_reader.h"

#include <algorithm>

#include "parser/dsl/faults.h"
#include "parser/internal/expression_builder.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

TextRange range_of(const SyntaxNode& node) {
  return TextState::range_of(node);
}

}  // namespace

bool StepReader::steps(const SyntaxNode& container) {
  for (const SyntaxChild& child : SyntaxChildren(container)) {
    bool is_test = child.field == SyntaxField::kCondition;  // of the `if` itself
    if (child.node.is_named() && !is_test && !step(child.node)) {
      return false;
    }
  }
  return true;
}

bool StepReader::step(const SyntaxNode& node) {
  if (node.kind() == SyntaxKind::kIfStep) {
    return if_step(node);
  }
  if (node.kind() == SyntaxKind::kLocal) {
    return local(node, node.field(SyntaxField::kValue));
  }
  if (is_operator(node)) {
    return local(node, node);
  }
  keys_.clear();
  state_.anchors.push_back({.range = range_of(node),
                            .node = twin_.next_id(),
                            .last = {},
                            .has_end = node.kind() == SyntaxKind::kAction});
  OpenContainer object(state_, Kind::kObject, range_of(node));
  if (!object.fits()) {
    return false;
  }
  bool is_good = false;
  if (node.kind() == SyntaxKind::kUpdate) {
    is_good = update(node);
  } else {
    is_good = node.kind() == SyntaxKind::kCall ? call(node) : action(node);
  }
  is_good = is_good && test(node);
  // A step does not see its own.
  state_.results.insert(new_results_.begin(), new_results_.end());
  new_results_.clear();
  return is_good;
}

void StepReader::text_member(std::string_view name, TextRange range, std::string_view value) {
  keys_.emplace(name);
  twin_.key(name, range);
  twin_.text(range, value);
}

bool StepReader::target(std::string_view name, const SyntaxNode& path) {
  if (reader_.begins_reserved(path)) {
    return state_.refuse(path.begin());
  }
  text_member(name, range_of(path), reader_.dotted(path));
  return true;
}

// `x = f()` and `f() -> x`; with both, the second is the name and the first stands for it.
bool StepReader::result(const SyntaxNode& node) {
  SyntaxNode name = node.field(SyntaxField::kResult);
  SyntaxNode arrow = node.field(SyntaxField::kArrowResult);
  if (arrow && !state_.is_input_dialect) {
    return state_.refuse(arrow.begin());
  }
  if (arrow && name) {
    state_.result_names[state_.name_of(name)] = state_.name_of(arrow);
  }
  SyntaxNode counted = arrow ? arrow : name;
  if (counted) {
    text_member("as", range_of(counted), state_.name_of(counted));
    new_results_.push_back(state_.name_of(counted));
    if (arrow && name) {
      new_results_.push_back(state_.name_of(name));
    }
  }
  return true;
}

bool StepReader::action(const SyntaxNode& node) {
  SyntaxNode name = node.field(SyntaxField::kName);
  std::string type = state_.name_of(name);
  text_member("type", range_of(name), type);
  return result(node) && arguments(node.field(SyntaxField::kArguments), type);
}

bool StepReader::update(const SyntaxNode& node) {
  SyntaxNode sign = node.field(SyntaxField::kOperation);
  std::string_view written = sign.name();
  std::string_view operation = written;
  if (written == "=") {
    operation = "set";
  } else if (written == "+=") {
    operation = "increment";
  } else if (written == "delete") {
    operation = "remove";
  }
  TextRange keyword = {.begin = node.begin(), .end = node.begin() + std::size("update") - 1};
  text_member("type", keyword, "update");
  bool is_good = target("target", node.field(SyntaxField::kTarget));
  text_member("operation", range_of(sign), operation);
  if (SyntaxNode value = node.field(SyntaxField::kValue); value && is_good) {
    keys_.emplace("value");
    twin_.key("value", range_of(value));
    is_good = reader_.value(value);
  }
  SyntaxNode with = node.field(SyntaxField::kWith);
  return is_good && (!with || arguments(with, ""));
}

bool StepReader::call(const SyntaxNode& node) {
  SyntaxNode function = node.field(SyntaxField::kFunction);
  TextRange keyword = {.begin = node.begin(), .end = node.begin() + std::size("call") - 1};
  text_member("type", keyword, "call_function");
  text_member("function", range_of(function), state_.name_of(function));
  SyntaxNode given = node.field(SyntaxField::kArguments);
  std::vector<SyntaxNode> values;
  for (const SyntaxChild& child : SyntaxChildren(given)) {
    if (child.node.kind() == SyntaxKind::kPair || child.node.kind() == SyntaxKind::kSpread) {
      return state_.refuse(child.node.begin());
    }
    if (child.node.is_named()) {
      values.push_back(child.node);
    }
  }
  if (!list("args", values, range_of(given))) {
    return false;
  }
  SyntaxNode into = node.field(SyntaxField::kTarget);
  bool is_good = !into || target("store_result_in", into);
  SyntaxNode with = node.field(SyntaxField::kWith);
  return is_good && (!with || arguments(with, ""));
}

bool StepReader::argument(const Argument& given) {
  if (!keys_.insert(given.name).second) {
    return state_.fail(diag::make(diag::Code::kDuplicateKey, twin_.span(given.name_range),
                                  "given before in this action", {{"key", given.name}}));
  }
  twin_.key(given.name, given.name_range);
  state_.anchors.push_back({.range = given.range, .node = twin_.next_id(), .last = {}});
  return reader_.value(given.value);
}

bool StepReader::arguments(const SyntaxNode& written, std::string_view type) {
  std::vector<Argument> given;
  std::vector<SyntaxNode> values;
  for (const SyntaxChild& child : SyntaxChildren(written)) {
    if (child.node.kind() == SyntaxKind::kPair) {
      SyntaxNode key = child.node.field(SyntaxField::kKey);
      given.push_back({.name = state_.name_of(key),
                       .name_range = range_of(key),
                       .value = child.node.field(SyntaxField::kValue),
                       .range = range_of(child.node)});
      continue;
    }
    bool is_value =
        state_.is_input_dialect && !type.empty() && child.node.kind() != SyntaxKind::kSpread;
    if (child.node.is_named() && !is_value) {
      return state_.refuse(child.node.begin());
    }
    if (child.node.is_named()) {
      values.push_back(child.node);
    }
  }
  name_positional(values, type, given);
  bool is_good = std::ranges::all_of(
      given, [this](const Argument& one) { return is_action_member(one.name) || argument(one); });
  is_good = is_good && (values.empty() || list("args", values, range_of(written)));
  return is_good && nested_arguments(given, range_of(written));
}

// Arguments whose names are those of members of an action stand in an object of their own.
bool StepReader::nested_arguments(const std::vector<Argument>& given, TextRange range) {
  auto is_nested = [](const Argument& one) { return is_action_member(one.name); };
  if (std::ranges::none_of(given, is_nested)) {
    return true;
  }
  keys_.clear();
  twin_.key("arguments", range);
  OpenContainer object(state_, Kind::kObject, range);
  return object.fits() && std::ranges::all_of(given, [&](const Argument& one) {
           return !is_nested(one) || argument(one);
         });
}

// The input dialect: values by their places, which the schema of the effect names. Those without
// names stay in `values`.
void StepReader::name_positional(std::vector<SyntaxNode>& values, std::string_view type,
                                 std::vector<Argument>& given) {
  std::vector<std::string> names;
  if (!values.empty() && state_.options.positional) {
    names = state_.options.positional(type);
  }
  if (names.size() < values.size()) {
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    given.push_back({.name = names[i],
                     .name_range = range_of(values[i]),
                     .value = values[i],
                     .range = range_of(values[i])});
  }
  values.clear();
}

bool StepReader::list(std::string_view name, const std::vector<SyntaxNode>& values,
                      TextRange range) {
  keys_.emplace(name);
  twin_.key(name, range);
  OpenContainer array(state_, Kind::kArray, range);
  return array.fits() && std::ranges::all_of(values, [this](const SyntaxNode& value) {
           return reader_.value(value);
         });
}

// --- tests of steps

bool StepReader::if_step(const SyntaxNode& node) {
  tests_.push_back(node.field(SyntaxField::kCondition));
  std::size_t first = test_nodes_.size();
  bool is_good = steps(node);
  // Printed as a block again when it holds several steps with this one test.
  bool is_block = tests_.size() == 1 && test_nodes_.size() > first + 1 && !holds_if(node);
  tests_.pop_back();
  if (is_block) {
    state_.anchors.push_back({.range = range_of(node),
                              .node = test_nodes_[first],
                              .last = test_nodes_.back(),
                              .has_end = true});
  }
  return is_good;
}

bool StepReader::holds_if(const SyntaxNode& block) {
  for (const SyntaxChild& child : SyntaxChildren(block)) {
    if (child.node.kind() == SyntaxKind::kIfStep) {
      return true;
    }
  }
  return false;
}

bool StepReader::test(const SyntaxNode& node) {
  std::vector<SyntaxNode> tests = tests_;
  if (SyntaxNode own = node.field(SyntaxField::kWhen)) {
    tests.push_back(own);
  }
  if (tests.empty()) {
    return true;
  }
  TextRange range = range_of(tests.back());
  twin_.key("when", range);
  test_nodes_.push_back(twin_.next_id());
  OpenContainer object(state_, Kind::kObject, range);
  twin_.key("expr", range);
  return object.fits() && reader_.conjunction(tests);
}

// `x = sum(l)` of the input dialect: the grammar makes an effect with a result of it. Effects have
// names for their arguments.
bool StepReader::is_operator(const SyntaxNode& node) const {
  bool may_be_one = state_.is_input_dialect && node.kind() == SyntaxKind::kAction &&
                    node.field(SyntaxField::kResult) && !node.field(SyntaxField::kArrowResult) &&
                    !node.field(SyntaxField::kWhen);
  if (!may_be_one) {
    return false;
  }
  std::string_view name = state_.text_of(node.field(SyntaxField::kName));
  if (name != "len" && value::find_operator(name) == nullptr) {
    return false;
  }
  for (const SyntaxChild& child : SyntaxChildren(node.field(SyntaxField::kArguments))) {
    if (child.node.kind() == SyntaxKind::kPair) {
      return false;
    }
  }
  return true;
}

bool StepReader::local(const SyntaxNode& node, const SyntaxNode& value) {
  SyntaxNode name = node.field(SyntaxField::kResult);
  if (!state_.is_input_dialect) {
    return state_.refuse(name.begin());
  }
  if (!tests_.empty()) {
    // It is put in wherever its name stands, whatever the test says.
    return state_.fail(diag::make(diag::Code::kLegacyConstruct, state_.span_of(name),
                                  "a name for a value, inside of an `if`",
                                  {{"construct", state_.name_of(name) + " = …"}})
                           .help("choose the value itself, as in `x = if(test, a, b)` before"));
  }
  auto [known, is_new] = state_.locals.try_emplace(state_.name_of(name), value);
  if (!is_new) {
    return state_.fail(diag::make(diag::Code::kDuplicateResult, state_.span_of(name),
                                  "given a value before", {{"name", known->first}}));
  }
  return true;
}

// What was given a name and is used nowhere is gone, and may have been meant as a step.
bool StepReader::finish() {
  for (const auto& [name, value] : state_.locals) {
    if (!state_.used_locals.contains(name)) {
      return state_.fail(diag::make(diag::Code::kLegacyConstruct, state_.span_of(value),
                                    "nothing reads it", {{"construct", name + " = …"}})
                             .help("take it out, or read it as `$" + name +
                                   "`; an effect has names for its " +
                                   "arguments, as in `f(a: 1)`"));
    }
  }
  return true;
}

}  // namespace rulec::parser
