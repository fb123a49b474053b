// The input dialect of existing files (language.md section 11.1): methods of a host language,
// lambdas and local names, each with its counterpart of the language.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "diag/suggest.h"
#include "parser/dsl/faults.h"
#include "parser/dsl/twin_reader.h"
#include "parser/json/tokens.h"
#include "value/operators.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

// Seconds of the units that products of durations are made of.
std::optional<double> unit_seconds(std::string_view unit) {
  if (unit == "time.Hour") {
    return 3600;
  }
  if (unit == "time.Minute") {
    return 60;
  }
  return unit == "time.Second" ? std::optional(1.0) : std::nullopt;
}

// What is written here for methods and functions that rules of other systems call. `$` stands for
// what the method is called on, `#` for its arguments.
struct Counterpart {
  std::string_view method;
  std::string_view ours;
};
constexpr Counterpart kCounterparts[] = {
    {"Sub", R"(date_diff($, #, "seconds"))"},
    {"Since", R"(date_diff(now(), #, "seconds"))"},
    {"Until", R"(date_diff(#, now(), "seconds"))"},
    {"AddDate", R"(date_add($, "P1Y2M3D"))"},
    {"Equal", "instant($) == instant(#)"},
    {"Compare", "instant($) < instant(#)"},
    {"IsZero", "$ == null"},
    {"Unix", R"(date_diff($, "1970-01-01", "seconds"))"},
    {"UnixMilli", R"(date_diff($, "1970-01-01", "milliseconds"))"},
    {"Year", R"(date_part($, "year"))"},
    {"Month", R"(date_part($, "month"))"},
    {"Day", R"(date_part($, "day"))"},
    {"Hour", R"(date_part($, "hour"))"},
    {"Minute", R"(date_part($, "minute"))"},
    {"Second", R"(date_part($, "second"))"},
    {"Weekday", R"(date_part($, "weekday"))"},
    {"YearDay", R"(date_part($, "yearday"))"},
    {"Truncate", "date($)"},
    {"Format", "date($)"},
    {"Contains", "# in $"},
    {"Includes", "# in $"},
    {"IndexOf", "# in $"},
    {"HasPrefix", "starts_with($, #)"},
    {"StartsWith", "starts_with($, #)"},
    {"HasSuffix", "ends_with($, #)"},
    {"EndsWith", "ends_with($, #)"},
    {"Match", "matches($, #)"},
    {"MatchString", "matches($, #)"},
    {"ToLower", "lower($)"},
    {"ToLowerCase", "lower($)"},
    {"ToUpper", "upper($)"},
    {"ToUpperCase", "upper($)"},
    {"TrimSpace", "trim($)"},
    {"Trim", "trim($)"},
    {"Split", "split($, #)"},
    {"Join", "join($, #)"},
    {"Len", "length($)"},
    {"Length", "length($)"},
    {"Size", "length($)"},
    {"Count", "count($)"},
    {"String", "to_string($)"},
    {"ToString", "to_string($)"},
    {"Some", "some it in $: (…)"},
    {"Any", "some it in $: (…)"},
    {"All", "all it in $: (…)"},
    {"Every", "all it in $: (…)"},
    {"Filter", "filter it in $: (…)"},
    {"Map", "map it in $: (…)"},
    {"Keys", "keys($)"},
    {"Values", "values($)"},
    {"Abs", "abs(#)"},
    {"Ceil", "ceil(#)"},
    {"Floor", "floor(#)"},
    {"Round", "round(#)"},
    {"Min", "min(#)"},
    {"Max", "max(#)"}};

// `strings.HasPrefix(a, b)`: what the function is about is its first argument.
constexpr std::string_view kPackages[] = {"strings", "slices", "regexp", "time",
                                          "strconv", "Object", "Math",   "math"};

bool is_equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

std::string filled(std::string_view pattern, std::string_view receiver,
                   std::string_view arguments) {
  std::string text;
  for (char c : pattern) {
    if (c == '$') {
      text += receiver;
    } else if (c == '#') {
      text += arguments;
    } else {
      text += c;
    }
  }
  return text;
}

// A part of the text for a help, or what stands for it where it is none or long.
std::string shown(std::string_view text, std::string_view other) {
  constexpr std::size_t kMaxShown = 60;
  return std::string(text.empty() || text.size() > kMaxShown ? other : text);
}

// The operator whose name is nearest to that of the method.
std::string nearest_operator(std::string_view method) {
  std::vector<std::string_view> names;
  for (const value::OperatorRow& row : value::operator_table()) {
    names.push_back(row.name);
  }
  std::string lower(method);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::vector<std::string> near = diag::suggest(lower, names);
  return near.empty() ? "" : near[0];
}

std::vector<SyntaxNode> values_of(const SyntaxNode& arguments) {
  std::vector<SyntaxNode> found;
  for (const SyntaxChild& child : SyntaxChildren(arguments)) {
    if (child.node.is_named()) {
      found.push_back(child.node);
    }
  }
  return found;
}

// Folds a product of numbers and one unit of time; nothing for anything else. (A number alone would
// be nanoseconds.)
class Seconds {
 public:
  explicit Seconds(const TextState& state) : state_(state) {}

  [[nodiscard]] std::optional<double> whole(const SyntaxNode& written) {
    std::optional<double> made = of(written);
    return units_ == 1 ? made : std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<double> of(const SyntaxNode& written) {
    SyntaxNode node = TwinReader::unwrapped(written);
    if (node.kind() == SyntaxKind::kNumber) {
      return number(state_.text_of(node));
    }
    if (node.kind() == SyntaxKind::kPath) {
      ++units_;
      return unit_seconds(state_.text_of(node));
    }
    if (node.kind() == SyntaxKind::kMinusExpression) {
      auto inner = of(node.field(SyntaxField::kOperand));
      return inner ? std::optional(-*inner) : std::nullopt;
    }
    return node.kind() == SyntaxKind::kProductExpression ? product(node) : std::nullopt;
  }

  static std::optional<double> number(std::string_view lexeme) {
    json::Number read = json::read_number(lexeme.data(), lexeme.data() + lexeme.size());
    if (read.is_bad) {
      return std::nullopt;
    }
    return read.is_real ? read.real : static_cast<double>(read.integer);
  }

  [[nodiscard]] std::optional<double> product(const SyntaxNode& node) {
    double made = 1;
    for (const SyntaxChild& child : SyntaxChildren(node)) {
      if (child.field != SyntaxField::kOperand) {
        if (!child.node.is_token("*")) {
          return std::nullopt;
        }
        continue;
      }
      auto factor = of(child.node);
      if (!factor) {
        return std::nullopt;
      }
      made *= *factor;
    }
    return made;
  }

  const TextState& state_;
  std::size_t units_ = 0;
};

}  // namespace

bool TwinReader::receiver_value(const Receiver& receiver) {
  if (receiver.node) {
    return expression(receiver.node);
  }
  return read_path(receiver.range, receiver.segments,
                   state_.scopes.reading_of(receiver.segments.front().text));
}

bool TwinReader::method_call(const SyntaxNode& node) {
  if (!state_.is_input_dialect) {
    return state_.refuse(node.begin());
  }
  Receiver receiver{.node = node.field(SyntaxField::kReceiver), .segments = {}, .range = {}};
  std::string_view name;
  TextRange name_range;
  if (receiver.node) {
    SyntaxNode method = node.field(SyntaxField::kMethod);
    receiver.range = TextState::range_of(receiver.node);
    name = state_.text_of(method);
    name_range = TextState::range_of(method);
  } else {
    receiver.segments = segments_of(node.field(SyntaxField::kPath));
    name = receiver.segments.back().text;
    name_range = receiver.segments.back().range;
    receiver.segments.pop_back();
    receiver.range = {.begin = node.begin(), .end = receiver.segments.back().range.end};
  }
  std::size_t count = values_of(node.field(SyntaxField::kArguments)).size();
  std::string_view on =
      state_.text.substr(receiver.range.begin, receiver.range.end - receiver.range.begin);
  if (on == "time" && name == "Now" && count == 0) {
    return call_of({.range = TextState::range_of(node), .name = "now", .name_range = name_range},
                   {});
  }
  if ((name == "After" || name == "Before") && count == 1) {
    return compare_instants(node, receiver, name == "After" ? ">" : "<");
  }
  if (name == "Add" && count == 1) {
    return add_duration(node, receiver, name_range);
  }
  return foreign(node, name, name_range);
}

bool TwinReader::instant_of(const Receiver& receiver) {
  OpenContainer object(state_, Kind::kObject, receiver.range);
  twin_.key("instant", receiver.range);
  return object.fits() && receiver_value(receiver);
}

bool TwinReader::compare_instants(const SyntaxNode& node, const Receiver& receiver,
                                  std::string_view sign) {
  TextRange range = TextState::range_of(node);
  SyntaxNode other = values_of(node.field(SyntaxField::kArguments))[0];
  OpenContainer object(state_, Kind::kObject, range);
  twin_.key(sign, range);
  OpenContainer array(state_, Kind::kArray, range);
  return object.fits() && array.fits() && instant_of(receiver) &&
         instant_of({.node = other, .segments = {}, .range = TextState::range_of(other)});
}

bool TwinReader::add_duration(const SyntaxNode& node, const Receiver& receiver, TextRange name) {
  SyntaxNode duration = values_of(node.field(SyntaxField::kArguments))[0];
  std::optional<double> seconds = Seconds(state_).whole(duration);
  // A number of seconds that a double cannot hold to the second is no duration of ours.
  constexpr double kMaxSeconds = 1e15;
  bool is_whole = seconds && std::abs(*seconds) < kMaxSeconds && *seconds == std::floor(*seconds);
  if (!is_whole) {
    return foreign(node, "Add", name);
  }
  TextRange range = TextState::range_of(node);
  OpenContainer object(state_, Kind::kObject, range);
  twin_.key("date_add", name);
  OpenContainer array(state_, Kind::kArray, range);
  if (!object.fits() || !array.fits() || !receiver_value(receiver)) {
    return false;
  }
  twin_.integer(TextState::range_of(duration), static_cast<std::int64_t>(*seconds));
  return true;
}

bool TwinReader::foreign(const SyntaxNode& node, std::string_view name, TextRange name_range) {
  std::string_view whole = state_.text.substr(node.begin(), name_range.end - node.begin());
  std::string written = shown(whole, name);
  std::size_t dot = written.rfind('.');
  bool has_path = node.field(SyntaxField::kPath) && dot != std::string::npos;
  std::string receiver = has_path ? written.substr(0, dot) : "x";
  const auto* row = std::ranges::find_if(kCounterparts, [&](const Counterpart& counterpart) {
    return is_equal_but_for_case(counterpart.method, name);
  });
  std::vector<SyntaxNode> given = values_of(node.field(SyntaxField::kArguments));
  bool is_of_package = row != std::end(kCounterparts) && row->ours.contains('$') &&
                       std::ranges::find(kPackages, receiver) != std::end(kPackages);
  if (is_of_package && !given.empty()) {
    receiver = shown(state_.text_of(given.front()), "x");
    given.erase(given.begin());
  }
  std::string arguments;
  for (const SyntaxNode& argument : given) {
    arguments += (arguments.empty() ? "" : ", ") + std::string(state_.text_of(argument));
  }
  arguments = shown(arguments, "y");
  diag::Diagnostic finding = diag::make(diag::Code::kForeignMethod, twin_.span(name_range),
                                        "rules have operators, no methods", {{"method", written}});
  if (name == "Add") {
    finding.help("the closest form is `date_add(" + receiver + ", d)`, where d is a number of " +
                 "seconds or a duration such as \"-P7D\"");
  } else if (row != std::end(kCounterparts)) {
    finding.help("the closest form is `" + filled(row->ours, receiver, arguments) + "`");
  } else if (std::string near = nearest_operator(name); !near.empty()) {
    finding.help("the closest operator is `" + near + "(" + receiver + ")`");
  } else {
    finding.help("`docs/operators.md` lists what there is");
  }
  // Reading goes on, so that each method gets its finding.
  state_.fail(std::move(finding));
  twin_.null(TextState::range_of(node));
  return true;
}

// sum(list, {.f}): the operator of the list that the field makes.
bool TwinReader::sum_of_lambda(const Callee& callee, const SyntaxNode& source,
                               const SyntaxNode& lambda) {
  SyntaxNode field = lambda.field(SyntaxField::kBody);
  TextRange range = {.begin = source.begin(), .end = lambda.end()};
  const value::OperatorRow* row = value::find_operator(callee.name);
  bool is_bare = row != nullptr && row->form == value::OperandForm::kUnary;
  OpenContainer object(state_, Kind::kObject, callee.range);
  twin_.key(callee.name, callee.name_range);
  std::optional<OpenContainer> operands;
  if (!is_bare) {
    operands.emplace(state_, Kind::kArray, range);
  }
  OpenContainer map(state_, Kind::kObject, range);
  twin_.key("map", range);
  OpenContainer array(state_, Kind::kArray, range);
  if (!object.fits() || !array.fits() || !expression(source)) {
    return false;
  }
  OpenContainer item(state_, Kind::kObject, TextState::range_of(field));
  twin_.key("var", TextState::range_of(field));
  twin_.text(TextState::range_of(field), dotted(field));
  return item.fits();
}

// What `x = e` gave a name, in the place of `$x`.
bool TwinReader::local_value(const SyntaxNode& reference, const std::string& name,
                             bool is_argument) {
  state_.used_locals.insert(name);
  // A name inside of a name doubles what it stands for, and so on.
  if (twin_.next_id().index() - state_.first_node > kMaxNodesPerRule) {
    return state_.fail(diag::make(diag::Code::kTooManyValues, state_.span_of(reference),
                                  "put in here",
                                  {{"limit", static_cast<std::int64_t>(kMaxNodesPerRule)},
                                   {"what", "values in one declaration"}}));
  }
  bool is_plain = segments_of(reference).size() == 1;
  if (!is_plain || !state_.open_locals.insert(name).second) {
    return state_.refuse(reference.begin());
  }
  SyntaxNode meant = state_.locals.find(name)->second;
  std::size_t hidden = state_.scopes.hide();
  bool is_good = is_argument ? value(meant) : expression(meant);
  state_.scopes.show(hidden);
  state_.open_locals.erase(name);
  return is_good;
}

}  // namespace rulec::parser
