// Expressions of the text form: operators, calls and quantifiers to their twins.
#include <algorithm>
#include <iterator>
#include <utility>

#include "parser/dsl/faults.h"
#include "parser/dsl/twin_reader.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

TextRange range_of(const SyntaxNode& node) {
  return TextState::range_of(node);
}

std::vector<SyntaxNode> children_of(const SyntaxNode& node, SyntaxField field) {
  std::vector<SyntaxNode> found;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.field == field) {
      found.push_back(child.node);
    }
  }
  return found;
}

bool is_empty(const SyntaxNode& container) {
  for (const SyntaxChild& child : SyntaxChildren(container)) {
    if (child.node.is_named()) {
      return false;
    }
  }
  return true;
}

}  // namespace

SyntaxNode TwinReader::unwrapped(SyntaxNode node) {
  while (node.kind() == SyntaxKind::kParenthesisedExpression) {
    node = node.field(SyntaxField::kExpression);
  }
  return node;
}

bool TwinReader::expression(const SyntaxNode& written) {
  using Read = bool (TwinReader::*)(const SyntaxNode&);
  constexpr std::pair<SyntaxKind, Read> kReaders[] = {
      {SyntaxKind::kPath, &TwinReader::path},
      {SyntaxKind::kString, &TwinReader::text},
      {SyntaxKind::kNumber, &TwinReader::number},
      {SyntaxKind::kTrue, &TwinReader::constant},
      {SyntaxKind::kFalse, &TwinReader::constant},
      {SyntaxKind::kNull, &TwinReader::constant},
      {SyntaxKind::kComparisonExpression, &TwinReader::comparison},
      {SyntaxKind::kAndExpression, &TwinReader::junction},
      {SyntaxKind::kOrExpression, &TwinReader::junction},
      {SyntaxKind::kDefaultExpression, &TwinReader::junction},
      {SyntaxKind::kInExpression, &TwinReader::membership},
      {SyntaxKind::kNotExpression, &TwinReader::negation},
      {SyntaxKind::kMinusExpression, &TwinReader::minus},
      {SyntaxKind::kSumExpression, &TwinReader::runs},
      {SyntaxKind::kProductExpression, &TwinReader::runs},
      {SyntaxKind::kCallExpression, &TwinReader::call},
      {SyntaxKind::kAction, &TwinReader::call},  // `x = sum(l)`, put in for `$x`
      {SyntaxKind::kQuantifierExpression, &TwinReader::quantifier},
      {SyntaxKind::kReduceExpression, &TwinReader::reduction},
      {SyntaxKind::kMissingExpression, &TwinReader::missing},
      {SyntaxKind::kExistsExpression, &TwinReader::exists},
      {SyntaxKind::kList, &TwinReader::list},
      {SyntaxKind::kObject, &TwinReader::empty_object},
      {SyntaxKind::kReference, &TwinReader::reference_path},
      {SyntaxKind::kMethodCall, &TwinReader::method_call}};
  SyntaxNode node = unwrapped(written);
  for (const auto& [kind, read] : kReaders) {
    if (kind == node.kind()) {
      return (this->*read)(node);
    }
  }
  return state_.refuse(node.begin());
}

bool TwinReader::constant(const SyntaxNode& node) {
  if (node.kind() == SyntaxKind::kNull) {
    twin_.null(range_of(node));
  } else {
    twin_.boolean(range_of(node), node.kind() == SyntaxKind::kTrue);
  }
  return true;
}

bool TwinReader::empty_object(const SyntaxNode& node) {
  if (!is_empty(node)) {
    return state_.refuse(node.begin());
  }
  OpenContainer object(state_, Kind::kObject, range_of(node));
  return object.fits();
}

// --- calls

bool TwinReader::operands_of(const Callee& callee, std::span<const SyntaxNode> operands) {
  OpenContainer array(state_, Kind::kArray, callee.range);
  bool has_scopes = callee.name == "try";
  bool is_good = array.fits();
  for (std::size_t i = 0; is_good && i < operands.size(); ++i) {
    bool reads_error = has_scopes && i > 0;
    if (reads_error) {
      state_.scopes.push({.kind = Scope::Kind::kTry, .item = {}, .accumulator = {}});
    }
    is_good = expression(operands[i]);
    if (reads_error) {
      state_.scopes.pop();
    }
  }
  return is_good;
}

bool TwinReader::call_of(const Callee& callee, std::span<const SyntaxNode> operands) {
  OpenContainer object(state_, Kind::kObject, callee.range);
  twin_.key(callee.name, callee.name_range);
  return operands_of(callee, operands) && object.fits();
}

bool TwinReader::bare_call(const Callee& callee, const SyntaxNode& operand) {
  OpenContainer object(state_, Kind::kObject, callee.range);
  twin_.key(callee.name, callee.name_range);
  return object.fits() && expression(operand);
}

bool TwinReader::canonical_call(const Callee& callee, std::span<const SyntaxNode> operands) {
  const value::OperatorRow* row = value::find_operator(callee.name);
  if (row != nullptr && operands.size() == 1) {
    SyntaxKind kind = unwrapped(operands[0]).kind();
    bool is_path = callee.name == "var" || callee.name == "val" || callee.name == "exists";
    bool is_unary = row->form == value::OperandForm::kUnary;
    if ((is_path && kind == SyntaxKind::kString) || (is_unary && kind != SyntaxKind::kList)) {
      return bare_call(callee, operands[0]);
    }
  }
  return call_of(callee, operands);
}

bool TwinReader::call(const SyntaxNode& node) {
  SyntaxNode function = node.field(SyntaxField::kFunction);
  if (node.kind() == SyntaxKind::kAction) {
    function = node.field(SyntaxField::kName);
  }
  SyntaxNode given = node.field(SyntaxField::kArguments);
  std::vector<SyntaxNode> arguments;
  for (const SyntaxChild& child : SyntaxChildren(given)) {
    if (child.node.kind() == SyntaxKind::kPair) {
      return state_.refuse(child.node.begin());
    }
    if (child.node.is_named()) {
      arguments.push_back(child.node);
    }
  }
  Callee callee = {.range = {.begin = function.begin(), .end = given.end()},
                   .name = state_.text_of(function),
                   .name_range = range_of(function)};
  // Where an operator cannot stand the grammar takes its word for a name.
  if (is_reserved_for_paths(callee.name)) {
    return state_.refuse(function.begin());
  }
  if (callee.name == "op") {
    return named_operator(node, arguments);
  }
  if (callee.name == "preserve") {
    return arguments.size() == 1 ? preserve(callee, arguments[0]) : state_.refuse(node.begin());
  }
  if (state_.is_input_dialect) {
    if (callee.name == "len") {
      callee.name = "length";
    }
    if (arguments.size() == 2 && arguments[1].kind() == SyntaxKind::kLambda) {
      return sum_of_lambda(callee, arguments[0], arguments[1]);
    }
  }
  bool is_spread = !arguments.empty() && arguments[0].kind() == SyntaxKind::kSpread;
  if (is_spread && arguments.size() == 1) {
    return bare_call(callee, arguments[0].field(SyntaxField::kValue));
  }
  return canonical_call(callee, arguments);  // a spread among others is refused there
}

// op("name", …): for names that are no words, and operators whose own spelling does not fit.
bool TwinReader::named_operator(const SyntaxNode& node, std::span<const SyntaxNode> arguments) {
  if (arguments.empty() || arguments[0].kind() != SyntaxKind::kString) {
    return state_.refuse(arguments.empty() ? node.begin() : arguments[0].begin());
  }
  std::string name = state_.name_of(arguments[0]);
  Callee callee = {.range = range_of(node), .name = name, .name_range = range_of(arguments[0])};
  std::span<const SyntaxNode> operands = arguments.subspan(1);
  if (name == "preserve") {
    return operands.size() == 1 ? preserve(callee, operands[0]) : state_.refuse(node.begin());
  }
  if (operands.size() == 1 && operands[0].kind() == SyntaxKind::kSpread) {
    return bare_call(callee, operands[0].field(SyntaxField::kValue));
  }
  return canonical_call(callee, operands);
}

bool TwinReader::preserve(const Callee& callee, const SyntaxNode& value) {
  OpenContainer object(state_, Kind::kObject, callee.range);
  twin_.key(callee.name, callee.name_range);
  return object.fits() && json(value);
}

// --- operators

bool TwinReader::junction(const SyntaxNode& node) {
  std::string_view name = "??";
  if (node.kind() != SyntaxKind::kDefaultExpression) {
    name = node.kind() == SyntaxKind::kAndExpression ? "and" : "or";
  }
  std::vector<SyntaxNode> operands;
  TextRange sign;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.field == SyntaxField::kOperand) {
      operands.push_back(child.node);
      continue;
    }
    bool is_foreign = state_.text_of(child.node) != name;
    if (is_foreign && !state_.is_input_dialect) {
      return state_.refuse(child.node.begin());
    }
    sign = sign.end == 0 ? range_of(child.node) : sign;
  }
  return call_of({.range = range_of(node), .name = name, .name_range = sign}, operands);
}

bool TwinReader::comparison(const SyntaxNode& node) {
  std::vector<SyntaxNode> operands;
  const Infix* infix = nullptr;
  TextRange sign;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.field == SyntaxField::kOperand) {
      operands.push_back(child.node);
      continue;
    }
    // `===` is another sign for the operator of `==`.
    const Infix* other = infix_of_sign(state_.text_of(child.node));
    if (infix != nullptr && other != infix) {
      return state_.refuse(child.node.begin());
    }
    if (infix == nullptr) {
      infix = other;
      sign = range_of(child.node);
    }
  }
  return call_of({.range = range_of(node), .name = infix->name, .name_range = sign}, operands);
}

bool TwinReader::membership(const SyntaxNode& node) {
  SyntaxNode negation = node.field(SyntaxField::kNot);
  SyntaxNode operands[] = {node.field(SyntaxField::kLeft), node.field(SyntaxField::kRight)};
  TextRange sign = {.begin = operands[0].end(), .end = operands[1].begin()};
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    sign = child.node.is_token("in") ? range_of(child.node) : sign;
  }
  Callee callee = {.range = range_of(node), .name = "in", .name_range = sign};
  if (!negation) {
    return call_of(callee, operands);
  }
  OpenContainer object(state_, Kind::kObject, range_of(node));
  twin_.key("!", range_of(negation));
  return object.fits() && call_of(callee, operands);
}

// `a + b + c - d`: the operands of one sign up to the next are one node.
bool TwinReader::runs(const SyntaxNode& node) {
  struct Run {
    SyntaxNode sign;
    std::vector<SyntaxNode> operands;  // behind the first one
  };
  std::vector<Run> found;
  SyntaxNode first;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.field == SyntaxField::kOperator) {
      if (found.empty() || found.back().sign.name() != child.node.name()) {
        found.push_back({.sign = child.node, .operands = {}});
      }
    } else if (found.empty()) {
      first = child.node;
    } else {
      found.back().operands.push_back(child.node);
    }
  }
  bool is_good = true;
  std::size_t opened = 0;
  auto range = [&](const Run& run) -> TextRange {
    return {.begin = node.begin(), .end = run.operands.back().end()};
  };
  for (auto run = found.rbegin(); run != found.rend() && is_good; ++run, ++opened) {
    is_good = twin_.levels() + 2 <= state_.max_levels;
    if (!is_good) {
      DslPlace place{.text = state_.placed, .begin = node.begin(), .end = node.end()};
      return state_.fail(describe_depth(place, {node.begin(), node.end()}));
    }
    twin_.begin_object(range(*run));
    twin_.key(state_.text_of(run->sign), range_of(run->sign));
    twin_.begin_array(range(*run));
  }
  is_good = expression(first);
  for (const Run& run : found) {
    for (const SyntaxNode& operand : run.operands) {
      is_good = is_good && expression(operand);
    }
    twin_.end();
    twin_.end();
  }
  return is_good;
}

bool TwinReader::minus(const SyntaxNode& node) {
  SyntaxNode operand = node.field(SyntaxField::kOperand);
  TextRange sign = {.begin = node.begin(), .end = node.begin() + 1};
  return call_of({.range = range_of(node), .name = "-", .name_range = sign}, {&operand, 1});
}

bool TwinReader::negation(const SyntaxNode& node) {
  SyntaxNode operand = node.field(SyntaxField::kOperand);
  SyntaxNode sign = node.field(SyntaxField::kOperator);
  if (sign.is_token("!") && !state_.is_input_dialect) {
    return state_.refuse(sign.begin());
  }
  return canonical_call({.range = range_of(node), .name = "!", .name_range = range_of(sign)},
                        {&operand, 1});
}

bool TwinReader::list(const SyntaxNode& node) {
  OpenContainer array(state_, Kind::kArray, range_of(node));
  if (!array.fits()) {
    return false;
  }
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (child.node.is_named() && !expression(child.node)) {
      return false;
    }
  }
  return true;
}

std::vector<SyntaxNode> TwinReader::operands_of_chain(std::span<const SyntaxNode> tests) {
  if (tests.size() == 1) {
    SyntaxNode test = unwrapped(tests[0]);
    bool is_chain =
        test.kind() == SyntaxKind::kAndExpression || test.kind() == SyntaxKind::kOrExpression;
    return is_chain ? children_of(test, SyntaxField::kOperand) : std::vector{tests[0]};
  }
  std::vector<SyntaxNode> operands;
  for (const SyntaxNode& written : tests) {
    SyntaxNode test = unwrapped(written);
    if (test.kind() == SyntaxKind::kAndExpression) {
      std::ranges::copy(children_of(test, SyntaxField::kOperand), std::back_inserter(operands));
    } else {
      operands.push_back(written);
    }
  }
  return operands;
}

bool TwinReader::conjunction(std::span<const SyntaxNode> tests) {
  if (tests.size() == 1) {
    return expression(tests[0]);
  }
  std::vector<SyntaxNode> operands = operands_of_chain(tests);
  TextRange range = {.begin = operands.front().begin(), .end = operands.back().end()};
  return call_of({.range = range, .name = "and", .name_range = range}, operands);
}

// --- quantifiers

void TwinReader::note_name(json::NodeId node, std::string_view name,
                           std::string_view default_name) {
  if (state_.options.keeps_layout && name != default_name) {
    state_.named_items.push_back({.node = node, .name = std::string(name)});
  }
}

bool TwinReader::body(const SyntaxNode& node, const Scope& scope) {
  state_.scopes.push(scope);
  bool is_good = expression(node);
  state_.scopes.pop();
  return is_good;
}

bool TwinReader::quantifier(const SyntaxNode& node) {
  SyntaxNode name = node.field(SyntaxField::kQuantifier);
  Scope scope{.kind = Scope::Kind::kItem,
              .item = state_.text_of(node.field(SyntaxField::kItem)),
              .accumulator = {}};
  if (is_reserved_for_paths(scope.item)) {
    return state_.refuse(node.field(SyntaxField::kItem).begin());
  }
  note_name(twin_.next_id(), scope.item, state_.scopes.default_name("it"));
  OpenContainer object(state_, Kind::kObject, range_of(node));
  twin_.key(state_.text_of(name), range_of(name));
  OpenContainer array(state_, Kind::kArray, range_of(node));
  return object.fits() && array.fits() && expression(node.field(SyntaxField::kSource)) &&
         body(node.field(SyntaxField::kBody), scope);
}

bool TwinReader::reduction(const SyntaxNode& node) {
  Scope scope{.kind = Scope::Kind::kReduce,
              .item = state_.text_of(node.field(SyntaxField::kItem)),
              .accumulator = state_.text_of(node.field(SyntaxField::kAccumulator))};
  if (is_reserved_for_paths(scope.item) || is_reserved_for_paths(scope.accumulator)) {
    return state_.refuse(node.field(SyntaxField::kAccumulator).begin());
  }
  auto both = [](std::string_view accumulator, std::string_view item) {
    return std::string(accumulator) + ", " + std::string(item);
  };
  note_name(twin_.next_id(), both(scope.accumulator, scope.item),
            both(state_.scopes.default_name("acc"), state_.scopes.default_name("it")));
  constexpr std::string_view kName = "reduce";
  TextRange name = {.begin = node.begin(), .end = node.begin() + kName.size()};
  OpenContainer object(state_, Kind::kObject, range_of(node));
  twin_.key(kName, name);
  OpenContainer array(state_, Kind::kArray, range_of(node));
  SyntaxNode start = node.field(SyntaxField::kStart);
  return object.fits() && array.fits() && expression(node.field(SyntaxField::kSource)) &&
         body(node.field(SyntaxField::kBody), scope) && (!start || expression(start));
}

}  // namespace rulec::parser
