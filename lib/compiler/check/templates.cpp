#include "compiler/check/templates.h"

#include <algorithm>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "compiler/check/expressions.h"
#include "compiler/ir/extent.h"
#include "compiler/templates/skeleton.h"
#include "diag/suggest.h"
#include "parser/dsl/expression.h"

namespace rulec::compiler {
namespace {

using bytecode::TemplateFormat;
using diag::Code;
using parser::TemplateNode;

// A content that is no text is data, if nothing else is said.
TemplateFormat format_of(const TemplateNode& node) {
  for (TemplateFormat format : {TemplateFormat::kText, TemplateFormat::kHtml,
                                TemplateFormat::kMarkdown, TemplateFormat::kJson}) {
    if (bytecode::format_name(format) == node.format.text) {
      return format;
    }
  }
  bool is_data = node.content.kind == parser::ContentKind::kObject ||
                 node.content.kind == parser::ContentKind::kList;
  return is_data ? TemplateFormat::kJson : TemplateFormat::kText;
}

// Older systems number their templates.
std::string id_of(const Value& named) {
  if (named.is_integer()) {
    return std::to_string(named.as_integer());
  }
  return named.is_string() ? std::string(named.as_string()) : std::string();
}

std::string name_of(const TemplateNode& node) {
  return node.language.text.empty() ? "no language"
                                    : "the language `" + std::string(node.language.text) + "`";
}

// Of the template that the findings are about; "" for a rule.
std::string_view id_of_definition(const RuleReport& report) {
  const auto* const* node = std::get_if<const TemplateNode*>(&report.definition());
  return node != nullptr ? (*node)->id.text : std::string_view();
}

// The holes of the content by the expressions that they show.
void collect_holes(const parser::TemplateContent& content,
                   std::map<const parser::Expr*, const parser::TemplatePiece*>& holes) {
  if (content.text != nullptr) {
    for (const parser::TemplatePiece& piece : content.text->pieces) {
      if (piece.shown != nullptr) {
        holes.emplace(piece.shown, &piece);
      }
    }
  }
  for (const parser::TemplateContent& child : content.children) {
    collect_holes(child, holes);
  }
}

diag::Diagnostic may_be_missing_finding(const parser::TemplatePiece& hole, Span span) {
  std::string source(hole.source);
  auto finding = diag::make(Code::kMayBeMissing, span, "may be missing", {{"placeholder", source}});
  finding.help("show something in its place: `{{ " + source +
               " | default(\"-\") }}`, or nothing: `{{#if " + source + "}}…{{/if}}`");
  return finding;
}

diag::Diagnostic not_showable(const parser::TemplatePiece& hole, const StaticType& type,
                              Span span) {
  std::string source(hole.source);
  auto finding = diag::make(Code::kNotShowable, span, "no text",
                            {{"placeholder", source}, {"found", value::type_words(type.types)}});
  finding.help("show a field of it, or each of its items: `{{#each " + source +
               "}}{{ this }}{{/each}}`");
  return finding;
}

}  // namespace

void TemplateChecker::check_all() {
  for (const TemplateNode& node : input_.ast.templates) {
    model_.templates.push_back({.node = &node, .format = format_of(node)});
  }
  std::ranges::stable_sort(model_.templates,
                           [](const CheckedTemplate& a, const CheckedTemplate& b) {
                             return std::pair(a.node->id.text, a.node->language.text) <
                                    std::pair(b.node->id.text, b.node->language.text);
                           });
  for (CheckedTemplate& checked : model_.templates) {
    check_one(checked);
  }
  auto all = std::span(model_.templates);
  for (std::size_t first = 0; first < all.size();) {
    std::string_view id = all[first].node->id.text;
    std::size_t end = first;
    while (end < all.size() && all[end].node->id.text == id) {
      ++end;
    }
    first_variants_.emplace(id, static_cast<std::uint32_t>(first));
    check_variants(all.subspan(first, end - first));
    first = end;
  }
  resolve_fallbacks();
}

void TemplateChecker::check_one(CheckedTemplate& checked) {
  const TemplateNode& node = *checked.node;
  RuleReport report(input_, emitter_, &node);
  if (node.values != nullptr) {
    check_expression(*node.values, report);
    Extent extent = extent_of(*node.values);
    if (extent.nodes > kMaxNodesPerRule) {
      report.emit(diag::make(Code::kTooManyNodes, report.span(node.content_node),
                             std::to_string(extent.nodes) + " nodes",
                             {{"limit", static_cast<std::int64_t>(kMaxNodesPerRule)}}),
                  node.content_node);
    }
  }
  if (!node.is_bad) {
    checked.skeleton = make_skeleton(node, checked.format, model_.arena, report);
  }
  checked.is_bad = report.is_bad();
}

// --- variants of one id

void TemplateChecker::check_variants(std::span<CheckedTemplate> variants) {
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const TemplateNode& later = *variants[i].node;
    auto same = std::ranges::find_if(variants.first(i), [&](const CheckedTemplate& earlier) {
      return bytecode::are_same_language(earlier.node->language.text, later.language.text);
    });
    if (same == variants.begin() + static_cast<std::ptrdiff_t>(i) || later.id.text.empty()) {
      continue;
    }
    RuleReport report(input_, emitter_, &later);
    report.emit(
        diag::make(Code::kDuplicateTemplate, report.text_span(later.id.node), "the second one",
                   {{"id", std::string(later.id.text)}, {"what", "and " + name_of(later)}})
            .label(report.text_span(same->node->id.node), "the first one"),
        later.id.node);
    variants[i].is_bad = true;
  }
  bool has_default = choose_default(variants);
  bool has_duplicate =
      std::ranges::any_of(variants, [](const CheckedTemplate& variant) { return variant.is_bad; });
  if (!has_default && !has_duplicate) {
    report_no_default(variants);
  }
}

// The variant without language, else that of the project's default language, else the only one.
bool TemplateChecker::choose_default(std::span<CheckedTemplate> variants) const {
  auto in = [&](std::string_view language) {
    return std::ranges::find_if(variants, [&](const CheckedTemplate& variant) {
      return bytecode::are_same_language(variant.node->language.text, language);
    });
  };
  auto chosen = in("");
  if (chosen == variants.end() && !input_.settings.default_language.empty()) {
    chosen = in(input_.settings.default_language);
  }
  if (chosen == variants.end() && variants.size() == 1) {
    chosen = variants.begin();
  }
  if (chosen == variants.end()) {
    return false;
  }
  chosen->is_default = true;
  return true;
}

void TemplateChecker::report_no_default(std::span<CheckedTemplate> variants) {
  const TemplateNode& node = *variants.front().node;
  std::vector<std::string> languages;
  for (const CheckedTemplate& variant : variants) {
    languages.emplace_back(variant.node->language.text);
  }
  RuleReport report(input_, emitter_, &node);
  report.emit(
      diag::make(Code::kNoDefaultLanguage, report.text_span(node.id.node), "one of its variants",
                 {{"template", std::string(node.id.text)}, {"languages", listed(languages)}})
          .help("leave out `language` in one variant, or name the language of the project "
                "in rulec.yaml: `default_language: en`"),
      node.id.node);
  variants.front().is_bad = true;
}

// --- fallbacks

std::span<CheckedTemplate> TemplateChecker::variants_at(std::uint32_t first) {
  std::size_t end = first;
  std::string_view id = model_.templates[first].node->id.text;
  while (end < model_.templates.size() && model_.templates[end].node->id.text == id) {
    ++end;
  }
  return std::span(model_.templates).subspan(first, end - first);
}

void TemplateChecker::report_unknown(std::string_view id, Span span, parser::NodeId at,
                                     RuleReport& report) {
  std::vector<std::string> known;
  for (const auto& [name, first] : first_variants_) {
    if (id_of_definition(report) != name) {
      known.emplace_back(name);
    }
  }
  std::string name(id);
  auto finding = diag::make(Code::kUnknownTemplate, span, "no such template", {{"template", name}});
  report.suggest(finding, diag::suggest(name, std::span<const std::string>(known)), at);
  if (known.empty()) {
    finding.help(
        "a template is a file `templates/**/*.template.json` with this `id`; a text of the "
        "action itself is its `message`");
  }
  report.emit(std::move(finding), at);
}

void TemplateChecker::resolve_fallbacks() {
  for (CheckedTemplate& checked : model_.templates) {
    const parser::TextAt& fallback = checked.node->fallback;
    if (fallback.text.empty()) {
      continue;
    }
    RuleReport report(input_, emitter_, checked.node);
    auto found = first_variants_.find(fallback.text);
    if (found == first_variants_.end()) {
      report_unknown(fallback.text, report.text_span(fallback.node), fallback.node, report);
      checked.is_bad = true;
    } else {
      checked.fallback = found->second;
    }
  }
  check_cycles();
}

// By ids, whatever the language: the walk from every id ends after as many steps as there are ids.
void TemplateChecker::check_cycles() {
  enum class State : std::uint8_t { kUnseen, kOpen, kDone };
  std::map<std::uint32_t, State> states;  // by first variant
  struct Step {
    std::uint32_t first = 0;
    std::size_t next = 0;  // variant whose fallback comes next
  };
  for (const auto& [id, start] : first_variants_) {
    std::vector<Step> way;
    auto enter = [&](std::uint32_t first) {
      states[first] = State::kOpen;
      way.push_back({.first = first});
    };
    if (states[start] == State::kUnseen) {
      enter(start);
    }
    while (!way.empty()) {
      auto variants = variants_at(way.back().first);
      if (way.back().next == variants.size()) {
        states[way.back().first] = State::kDone;
        way.pop_back();
        continue;
      }
      CheckedTemplate& variant = variants[way.back().next++];
      if (variant.fallback == bytecode::kNoTemplate) {
        continue;
      }
      if (states[variant.fallback] == State::kUnseen) {
        enter(variant.fallback);
      } else if (states[variant.fallback] == State::kOpen) {
        std::string chain;
        auto name = [&](std::uint32_t first) {
          return "`" + std::string(model_.templates[first].node->id.text) + "`";
        };
        auto from = std::ranges::find(way, variant.fallback, &Step::first);
        for (auto at = from; at != way.end(); ++at) {
          chain += name(at->first) + " -> ";
        }
        RuleReport report(input_, emitter_, variant.node);
        const parser::TextAt& fallback = variant.node->fallback;
        report.emit(diag::make(Code::kFallbackCycle, report.text_span(fallback.node), "leads back",
                               {{"chain", chain + name(variant.fallback)}}),
                    fallback.node);
        variant.is_bad = true;
        variant.fallback = bytecode::kNoTemplate;
      }
    }
  }
}

// --- uses

void TemplateChecker::check_use(CheckedAction& action,
                                std::span<const EntryPointSettings* const> entry_points,
                                RuleReport& report) {
  bool can_show =
      action.kind != bytecode::ActionKind::kUpdate && action.kind != bytecode::ActionKind::kEffect;
  const parser::ActionArgument* named = can_show ? action.node->find("template") : nullptr;
  std::string id = named == nullptr ? "" : id_of(named->value->literal);
  if (id.empty()) {
    return;  // none, or the schema has spoken
  }
  auto found = first_variants_.find(id);
  if (found == first_variants_.end()) {
    return report_unknown(id, report.text_span(named->value->node), named->value->node, report);
  }
  action.message_template = found->second;
  std::vector<std::uint32_t> open{found->second};
  std::set<std::uint32_t> seen(open.begin(), open.end());
  while (!open.empty()) {
    std::uint32_t first = open.back();
    open.pop_back();
    for (CheckedTemplate& variant : variants_at(first)) {
      check_variables(*action.node, *variant.node, report);
      if (variant.fallback != bytecode::kNoTemplate && seen.insert(variant.fallback).second) {
        open.push_back(variant.fallback);
      }
    }
    for (const EntryPointSettings* entry_point : entry_points) {
      shown_.emplace(first, entry_point);
    }
  }
}

// What `vars` of the action has; an expression in place of the object may give anything.
void TemplateChecker::check_variables(const parser::ActionNode& action, const TemplateNode& shown,
                                      RuleReport& report) {
  const parser::ActionArgument* vars = action.find("vars");
  std::vector<std::string> given;
  if (vars != nullptr) {
    const parser::ArgumentValue& value = *vars->value;
    if (value.kind == parser::ArgumentKind::kObject) {
      given.assign(value.keys.begin(), value.keys.end());
    } else if (value.kind == parser::ArgumentKind::kLiteral && value.literal.is_object()) {
      for (const Member& member : value.literal.members()) {
        given.emplace_back(member.key);
      }
    } else {
      return;
    }
  }
  std::set<std::string_view> told;
  for (const parser::TemplateVariable& variable : shown.variables) {
    bool is_given = std::ranges::find(given, variable.name) != given.end();
    if (is_given || !variable.is_needed || !told.insert(variable.name).second) {
      continue;
    }
    const parser::ActionArgument& named = *action.find("template");
    auto finding = diag::make(
        Code::kMissingTemplateVariable, report.text_span(named.value->node), "shown here",
        {{"template", std::string(shown.id.text)}, {"name", std::string(variable.name)}});
    finding.label(report.span(variable.node), "read here");
    std::string name(variable.name);
    auto near = diag::suggest(name, std::span<const std::string>(given));
    std::string give = R"(give it: `"vars": {")";
    give.append(name).append("\": …}`, or show something in its place: `{{ vars.");
    give.append(name).append(R"( | default("") }}`)");
    finding.help(near.empty() ? give : "`vars` of the action has " + listed(near));
    report.emit(std::move(finding), named.value->node);
  }
}

// --- contexts

// One report for all entry points that show a variant: each place is told once, for the first of
// them in the order of their names.
void TemplateChecker::check_contexts(const EntryPointFacts& facts) {
  for (const auto& [id, first] : first_variants_) {
    std::vector<const EntryPointSettings*> entry_points;
    for (auto at = shown_.lower_bound({first, nullptr}); at != shown_.end() && at->first == first;
         ++at) {
      entry_points.push_back(at->second);
    }
    std::ranges::sort(entry_points, {}, &EntryPointSettings::name);
    for (CheckedTemplate& variant : variants_at(first)) {
      if (variant.node->values == nullptr) {
        continue;
      }
      RuleReport report(input_, emitter_, variant.node);
      FieldChecker fields(report);
      for (const EntryPointSettings* entry_point : entry_points) {
        check_context(*variant.node, *entry_point, facts, fields, report);
      }
      variant.is_bad = variant.is_bad || report.is_bad();
    }
  }
}

void TemplateChecker::check_context(const TemplateNode& node, const EntryPointSettings& entry_point,
                                    const EntryPointFacts& facts, FieldChecker& fields,
                                    RuleReport& report) {
  MadeFindings& made = made_[&node];
  WrittenPaths written = facts.written[entry_point.name];
  written.add({"vars"});  // what actions give
  if (entry_point.schema != nullptr) {
    fields.check(
        *node.values,
        {.entry_point = entry_point.name, .schema = *entry_point.schema, .written = written});
  }
  std::map<const parser::Expr*, const parser::TemplatePiece*> holes;
  collect_holes(node.content, holes);
  TypeContext context{
      .entry_point = entry_point, .written = written, .uses = facts.uses[entry_point.name]};
  FieldTypes types;  // not those of the rules: `vars` is nothing to them
  TypeChecker(report, context, types, made)
      .check_values(*node.values, [&](const parser::Expr& expr, const StaticType& type) {
        if (auto hole = holes.find(&expr); hole != holes.end()) {
          check_shown(*hole->second, type, report, made);
        }
      });
}

void TemplateChecker::check_shown(const parser::TemplatePiece& hole, const StaticType& type,
                                  RuleReport& report, MadeFindings& made) {
  bool is_text = type.has(value::kNull | value::kBool | value::kNumber | value::kText);
  bool has_default = std::ranges::any_of(
      hole.filters,
      [](const parser::TemplateFilterNode& filter) { return filter.name.text == "default"; });
  bool may_be_missing = type.field != nullptr && type.has(value::kNull) && !has_default;
  Code code = is_text ? Code::kMayBeMissing : Code::kNotShowable;
  if ((is_text && !may_be_missing) || !made.emplace(code, hole.node.index()).second) {
    return;
  }
  diag::Diagnostic finding = is_text ? may_be_missing_finding(hole, report.span(hole.node))
                                     : not_showable(hole, type, report.span(hole.node));
  if (type.field != nullptr && type.field->declared_at.source.is_valid()) {
    finding.label(type.field->declared_at, "declared here");
  }
  report.emit(std::move(finding), hole.node);
}

}  // namespace rulec::compiler
