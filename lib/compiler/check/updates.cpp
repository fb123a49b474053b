// Targets of updates: their form, and the allow-lists of rulec.yaml.
#include <algorithm>

#include "compiler/check/actions.h"
#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using Segments = std::span<const std::string_view>;

bool is_wildcard(std::string_view segment) {
  return segment == "*" || segment == "**";
}

// `*` is one segment, `**` at the end one or more.
bool covers(Segments pattern, Segments target) {
  bool is_open = !pattern.empty() && pattern.back() == "**";
  std::size_t fixed = pattern.size() - (is_open ? 1 : 0);
  if (is_open ? target.size() <= fixed : target.size() != fixed) {
    return false;
  }
  for (std::size_t i = 0; i < fixed; ++i) {
    if (pattern[i] != "*" && pattern[i] != target[i]) {
      return false;
    }
  }
  return true;
}

bool is_parent_of(Segments target, Segments pattern) {
  return target.size() < pattern.size() && covers(pattern.first(target.size()), target);
}

void add_allowed(diag::Diagnostic& finding, const EntryPointSettings& entry, Segments target,
                 const parser::ActionArgument& target_node, const RuleReport& report) {
  std::vector<std::string> patterns;
  std::vector<std::string> plain;
  for (const UpdateRule& update : entry.updates) {
    auto pattern = segments_of(update.pattern);
    patterns.push_back(update.pattern);
    if (std::ranges::none_of(pattern, is_wildcard)) {
      plain.push_back(update.pattern);
    }
    if (is_parent_of(target, pattern)) {
      finding.note("`" + update.pattern + "` is allowed, and not what lies above it");
    }
  }
  Span list = entry.updates.empty() ? entry.span : entry.updates.front().span;
  if (list.source.is_valid()) {
    finding.label(list, patterns.empty() ? "has no `updates`" : "allowed are " + listed(patterns));
  }
  const parser::ArgumentValue& written = *target_node.value;
  report.suggest(finding,
                 diag::suggest(written.literal.as_string(), std::span<const std::string>(plain)),
                 written.node);
}

void report_not_allowed(const parser::ActionArgument& target, Segments segments,
                        const EntryPointSettings& entry, RuleReport& report) {
  std::string text(target.value->literal.as_string());
  Span span = report.text_span(target.value->node);
  auto finding = diag::make(Code::kTargetNotAllowed, span, "not in the allow-list",
                            {{"entry_point", entry.name}, {"target", text}});
  add_allowed(finding, entry, segments, target, report);
  finding.help("add the path under `updates:` of `" + entry.name +
               "` in rulec.yaml when rules may write it");
  report.emit(std::move(finding), target.value->node);
}

bool has_good_form(const parser::ActionArgument& target, Segments segments, RuleReport& report) {
  std::string text(target.value->literal.as_string());
  Span span = report.text_span(target.value->node);
  if (text.find("[]") != std::string::npos) {
    report.emit(
        diag::make(Code::kLegacyConstruct, span, "not part of the language", {{"construct", text}})
            .help("name one item (`cart.items.0.x`), or write the whole list with an "
                  "expression: `{\"expr\": {\"map\": [ … ]}}`"),
        target.value->node);
    return false;
  }
  if (std::ranges::find(segments, std::string_view()) != segments.end()) {
    report.emit(diag::make(Code::kBadName, span, "has an empty segment",
                           {{"value", text}, {"form", "of a dotted path such as `cart.discount`"}}),
                target.value->node);
    return false;
  }
  return true;
}

}  // namespace

const UpdateRule* find_pattern(const EntryPointSettings& entry_point, Segments target) {
  auto found = std::ranges::find_if(entry_point.updates, [&](const UpdateRule& update) {
    return covers(segments_of(update.pattern), target);
  });
  return found == entry_point.updates.end() ? nullptr : &*found;
}

std::optional<std::vector<std::string_view>> check_target(
    const parser::ActionArgument& target, std::span<const EntryPointSettings* const> entry_points,
    RuleReport& report) {
  if (!target.value->literal.is_string()) {
    return std::nullopt;  // the rule schema has spoken
  }
  auto segments = segments_of(target.value->literal.as_string());
  if (!has_good_form(target, segments, report)) {
    return std::nullopt;
  }
  for (const EntryPointSettings* entry : entry_points) {
    if (!entry->allows_all_updates && find_pattern(*entry, segments) == nullptr) {
      report_not_allowed(target, segments, *entry, report);
      return std::nullopt;
    }
  }
  return segments;
}

}  // namespace rulec::compiler
