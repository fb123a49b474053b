// RC3105: patterns of an allow-list that let rules write what nobody has looked at: everything
// below a place, or any member of it.
#include <algorithm>
#include <string>

#include "schema/schema.h"
#include "tooling/lint/effects/effects.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

using Segments = std::vector<std::string_view>;

bool is_scalar(std::string_view type) {
  return type == "boolean" || type == "integer" || type == "number" || type == "string";
}

// Whether the schema says that there is a list at the place; the wildcards of the pattern are its
// items.
bool is_list(const schema::ContextSchema* schema, std::span<const std::string_view> place) {
  if (schema == nullptr) {
    return false;
  }
  Segments path(place.begin(), place.end());
  std::ranges::replace(path, std::string_view("*"), std::string_view("0"));
  return schema->find(path).types == std::vector<std::string>{"array"};
}

// Why the pattern is wide; "" when it is not.
std::string problem_of(const compiler::UpdateRule& update, const Segments& segments,
                       const schema::ContextSchema* schema) {
  auto parent = std::span(segments).first(segments.size() - 1);
  std::string above = dotted(parent);
  if (segments.back() == "**") {
    return above.empty() ? "a rule may write the whole context"
                         : "a rule may write everything below `" + above + "`";
  }
  if (segments.front() == "*") {
    return "`*` stands for every member of the context";
  }
  if (segments.back() != "*" || is_scalar(update.type)) {
    return "";
  }
  if (is_list(schema, parent)) {
    return update.type.empty() ? "a rule may write whole items of `" + above + "`" : "";
  }
  return "a rule may write any member of `" + above + "`, whatever it holds";
}

}  // namespace

void lint_wide_updates(const LintInput& input, diag::Emitter& emitter) {
  for (const compiler::EntryPointSettings& entry : input.build.settings.entry_points) {
    for (const compiler::UpdateRule& update : entry.updates) {
      Segments segments = compiler::segments_of(update.pattern);
      bool is_good =
          update.span.source.is_valid() && std::ranges::none_of(segments, &std::string_view::empty);
      std::string problem = is_good ? problem_of(update, segments, entry.schema) : "";
      if (problem.empty()) {
        continue;
      }
      auto finding = diag::make(
          diag::Code::kWideUpdate, update.span, "wide",
          {{"entry_point", entry.name}, {"pattern", update.pattern}, {"problem", problem}});
      finding.place.subject = entry.name + " " + update.pattern;
      finding.help(
          "list the fields that rules write, or give the values a type: "
          "`user.preferences.*: { type: boolean }`");
      emitter.emit(std::move(finding));
    }
  }
}

}  // namespace rulec::tooling
