#include "compiler/check/steps.h"

#include <algorithm>

#include "compiler/check/actions.h"
#include "compiler/check/expressions.h"
#include "compiler/check/types.h"
#include "diag/suggest.h"
#include "schema/schema.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using parser::ActionNode;
using parser::ArgumentKind;
using parser::ArgumentValue;
using parser::Expr;
using parser::ExprKind;

// The text of a member of the JSON object at a node, without its quotes; or the whole object.
Span member_span(parser::NodeId node, std::string_view key, const RuleReport& report) {
  const parser::NodeOrigin& origin = report.input().ast.nodes[node.index()];
  const json::Document& document = report.input().documents.documents[origin.document];
  json::NodeId member = document.member(json::NodeId(origin.json_node), key);
  if (!member.is_valid()) {
    return origin.span;
  }
  Span span = document.at(member).span;
  std::string_view text = report.input().sources.text(span);
  bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? Span{span.source, span.begin + 1, span.end - 1} : span;
}

std::string quoted(std::string_view name) {
  return "`" + std::string(name) + "`";
}

constexpr std::string_view kArgumentHelp =
    "give the result to the step as an argument by itself, and let whoever carries it out compute";
constexpr std::string_view kActionHelp =
    "only an effect can wait for a result; all other actions run with the decision";

}  // namespace

StepChecker::StepChecker(const parser::RuleNode& rule,
                         std::span<const EntryPointSettings* const> entry_points,
                         RuleReport& report, Arena& arena)
    : rule_(rule), entry_points_(entry_points), report_(report), arena_(arena) {}

CheckedStep StepChecker::check(const ActionNode& action) {
  CheckedStep step;
  auto kind = kind_of(action, report_.input().settings);
  is_effect_ = !kind || *kind == bytecode::ActionKind::kEffect;
  for (const parser::ActionArgument& argument : action.arguments) {
    check_value(*argument.value, step);
  }
  if (action.test != nullptr) {
    check_expression(*action.test, report_);
    check_test(*action.test, step);
  }
  add_result(action);
  return step;
}

// --- tests

void StepChecker::check_test(const Expr& test, CheckedStep& step) {
  std::vector<const Expr*> context;
  std::vector<const Expr*> carried;
  for (const Expr* part : conjuncts_of(test)) {
    check_conjunct(*part, context, carried, step);
  }
  step.test = joined(context);
  step.carried = joined(carried);
}

void StepChecker::check_conjunct(const Expr& part, std::vector<const Expr*>& context,
                                 std::vector<const Expr*>& carried, CheckedStep& step) {
  // Names that come later are looked for too: whoever writes one means a result.
  std::vector<std::string_view> all;
  for (const ActionNode& action : rule_.actions) {
    bool is_meant = !action.result.text.empty() &&
                    (results_.contains(action.result.text) || !is_field(action.result.text));
    if (is_meant) {
      all.push_back(action.result.text);
    }
  }
  Reads reads = reads_of(part, all);
  for (const ResultRead& read : reads.results) {
    if (auto result = results_.find(read.result); result == results_.end()) {
      report_unknown(read.result, read.at->node, report_.text_span(read.at->node));
    } else if (!is_effect_) {
      report_not_known(read.result, read.at->node, kActionHelp);
    } else {
      use(read.result, step);
      if (read.is_whole) {
        check_path(result->second, read.rest, read.at->node);
      }
    }
  }
  if (!reads.results.empty() && reads.context != nullptr) {
    report_mixed(part, reads.results.front(), *reads.context);
  }
  (reads.results.empty() ? context : carried).push_back(&part);
}

const Expr* StepChecker::joined(const std::vector<const Expr*>& parts) {
  if (parts.size() < 2) {
    return parts.empty() ? nullptr : parts[0];
  }
  auto operands = arena_.make_span<Expr*>(parts.size());
  std::ranges::transform(parts, operands.begin(), [this](const Expr* part) {
    return arena_.make<Expr>(*part);  // a copy: those of the Ast are not to be changed
  });
  Expr* made = arena_.make<Expr>();
  made->kind = ExprKind::kCall;
  made->node = parts[0]->node;
  made->operator_name = "and";
  made->name_node = parts[0]->node;
  made->operands = operands;
  return made;
}

// --- arguments

void StepChecker::check_value(const ArgumentValue& value, CheckedStep& step) {
  if (value.kind == ArgumentKind::kReference) {
    check_reference(value, step);
  } else if (value.kind == ArgumentKind::kExpression) {
    check_expression_reads(*value.expression);
  }
  for (const ArgumentValue* child : value.children) {
    check_value(*child, step);
  }
}

void StepChecker::check_reference(const ArgumentValue& value, CheckedStep& step) {
  auto result = results_.find(value.result);
  if (result == results_.end()) {
    return report_unknown(value.result, value.node, member_span(value.node, "$ref", report_));
  }
  if (!is_effect_) {
    return report_not_known(value.result, value.node, kActionHelp);
  }
  use(value.result, step);
  ++step.reference_count;
  if (!value.path.empty()) {
    check_path(result->second, segments_of(value.path), value.node);
  }
}

// The reader of texts writes `$m.x` inside an expression as the path `m.x`, and a path that meant
// the context would look just so: both are refused, whatever the schema says.
void StepChecker::check_expression_reads(const Expr& expr) {
  for (const ResultRead& read : reads_of(expr, names_).results) {
    refused_.insert(&expr);
    report_not_known(read.result, read.at->node, is_effect_ ? kArgumentHelp : kActionHelp);
  }
}

void StepChecker::check_path(const ResultFacts& result, std::span<const std::string_view> path,
                             parser::NodeId at) {
  if (result.schema == nullptr) {
    return;
  }
  for (std::size_t i = 0; i < path.size(); ++i) {
    value::TypeSet holder = FieldTypes::declared(path.first(i), i, result.schema).types;
    schema::FieldInfo info = result.schema->find(path.first(i + 1));
    bool has_members = (holder & (value::kObject | value::kList)) != 0;
    if (has_members && info.is_known) {
      continue;
    }
    std::string name = "the result " + quoted(result.name.text);
    std::string where =
        i == 0 ? name : quoted(shown_path(FieldPath(path.first(i)), 0)) + " of " + name;
    std::string problem =
        has_members ? where + " has no member " + quoted(path[i])
                    : where + " is " + value::type_words(holder) + ", which has no members";
    auto finding = diag::make(Code::kResultType, report_.span(at), "read here",
                              {{"problem", std::move(problem)}});
    finding.label(info.declared_at, "declared here");
    auto near = diag::suggest(path[i], std::span<const std::string>(info.siblings));
    if (has_members && !near.empty()) {
      finding.help(diag::did_you_mean(near));
    }
    return report_.emit(std::move(finding), at);
  }
}

// --- names

void StepChecker::add_result(const ActionNode& action) {
  const parser::TextAt& name = action.result;
  if (name.text.empty() || !is_effect_) {
    return;  // of another action the rule schema has refused it
  }
  const EffectSettings* effect = find_effect(action, report_.input().settings);
  ResultFacts facts{.name = name,
                    .schema = effect == nullptr ? nullptr : effect->result,
                    .may_be_absent = action.test != nullptr};
  auto [first, is_new] = results_.emplace(name.text, facts);
  if (is_new) {
    names_.push_back(name.text);
    return;
  }
  report_.emit(diag::make(Code::kDuplicateResult, report_.text_span(name.node), "the second one",
                          {{"name", std::string(name.text)}})
                   .label(report_.text_span(first->second.name.node), "the first one"),
               name.node);
}

void StepChecker::use(std::string_view result, CheckedStep& step) {
  if (std::ranges::find(step.after, result) == step.after.end()) {
    step.after.push_back(results_.find(result)->first);
  }
}

// --- findings

void StepChecker::report_unknown(std::string_view name, parser::NodeId at, Span text) {
  auto finding = diag::make(Code::kUnknownResult, text, "no earlier step has this name",
                            {{"name", std::string(name)}});
  auto later = std::ranges::find_if(rule_.actions, [&](const ActionNode& action) {
    return !name.empty() && action.result.text == name;  // a step without a name has ""
  });
  if (later != rule_.actions.end()) {
    finding.label(report_.text_span(later->result.node), "named here, by this step or a later one");
    finding.help("a step uses results of the steps before it");
    return report_.emit(std::move(finding), at);
  }
  auto near = diag::suggest(name, std::span<const std::string_view>(names_));
  if (report_.input().sources.text(text) == name) {
    add_suggestions(finding, near, text);
  } else if (!near.empty()) {
    finding.help(diag::did_you_mean(near));
  }
  if (near.empty()) {
    finding.help(names_.empty()
                     ? "name the result of an earlier effect with `as`"
                     : "results of earlier steps are " +
                           listed(std::vector<std::string>(names_.begin(), names_.end())));
  }
  report_.emit(std::move(finding), at);
}

void StepChecker::report_not_known(std::string_view result, parser::NodeId at,
                                   std::string_view help) {
  auto finding = diag::make(Code::kResultNotKnown, report_.span(at), "read with the decision",
                            {{"name", std::string(result)}});
  finding.label(report_.text_span(results_.find(result)->second.name.node),
                "the step that gives it");
  finding.help(std::string(help));
  add_hidden_field(finding, result);
  report_.emit(std::move(finding), at);
}

void StepChecker::report_mixed(const Expr& part, const ResultRead& read, const Expr& context) {
  auto finding = diag::make(Code::kMixedTest, report_.span(read.at->node), "a result",
                            {{"name", std::string(read.result)}});
  finding.label(report_.span(context.node), "known when the decision is made");
  finding.help(
      "join two tests with `and`, one on the context and one on results; or give the value of the "
      "context to an earlier effect as an argument");
  add_hidden_field(finding, read.result);
  report_.emit(std::move(finding), part.node);
}

bool StepChecker::is_field(std::string_view name) const {
  return std::ranges::any_of(entry_points_, [&](const EntryPointSettings* entry) {
    return entry->schema != nullptr && entry->schema->find({&name, 1}).is_declared;
  });
}

void StepChecker::add_hidden_field(diag::Diagnostic& finding, std::string_view result) const {
  if (is_field(result)) {
    finding.note("the context has a field " + quoted(result) +
                 " too, which the result hides; give the result another name to read the field");
  }
}

bool report_reference_as_expression(const Expr& expr, RuleReport& report) {
  Value name = Value::absent();
  if (expr.kind == ExprKind::kCall && expr.operator_name == "$ref" && expr.operands.size() == 1 &&
      expr.operands[0]->kind == ExprKind::kLiteral) {
    name = expr.operands[0]->literal;
  } else if (expr.kind == ExprKind::kNoCall) {
    name = expr.raw.member("$ref");
  }
  if (!name.is_string()) {
    return false;
  }
  auto finding = diag::make(Code::kResultNotKnown, report.span(expr.node), "inside an expression",
                            {{"name", std::string(name.as_string())}});
  finding.help(std::string(kArgumentHelp));
  report.emit(std::move(finding), expr.node);
  return true;
}

}  // namespace rulec::compiler
