// Templates as text: head, values, then the steps, indented by what is open.
#include <fmt/format.h>

#include "bytecode/bytecode.h"
#include "bytecode/internal/disassemble_text.h"

namespace rulec::bytecode {
namespace {

constexpr std::string_view kPlaces[] = {"json",          "text",         "markup",
                                        "url",           "url part",     "markdown",
                                        "markdown code", "markdown url", "markdown url part"};
constexpr std::string_view kFilters[] = {"upper", "lower", "default", "date", "number", "currency"};

std::string hole_text(const Program& program, const TemplateStep& step) {
  std::string text = fmt::format("value {}", step.value);
  text += step.text.is_valid() ? " " + quoted(text_of(program, step.text)) : "";
  for (std::uint32_t i = 0; i < step.filter_count; ++i) {
    const TemplateFilter& filter = program.filters[step.first_filter + i];
    text += fmt::format(" | {}", kFilters[static_cast<std::size_t>(filter.kind)]);
    if (filter.argument.is_valid()) {
      text += fmt::format("({})", constant_text(program, filter.argument));
    }
  }
  return text + fmt::format(" as {}", kPlaces[static_cast<std::size_t>(step.place)]);
}

std::string step_text(const Program& program, const TemplateStep& step) {
  switch (step.kind) {
    case StepKind::kConstant:
      return constant_text(program, step.constant);
    case StepKind::kTyped:
      return fmt::format("value {} as it is", step.value);
    case StepKind::kBeginObject:
      return "object";
    case StepKind::kBeginList:
      return "list";
    case StepKind::kBeginText:
      return "text";
    case StepKind::kKey:
      return "key " + quoted(text_of(program, step.text));
    case StepKind::kText:
      return quoted(text_of(program, step.text));
    case StepKind::kHole:
      return hole_text(program, step);
    case StepKind::kIf:
      return fmt::format("if value {}", step.value);
    case StepKind::kElse:
      return "else";
    case StepKind::kEach:
      return fmt::format("each of value {}", step.value);
    case StepKind::kEndObject:
    case StepKind::kEndList:
    case StepKind::kEndText:
    case StepKind::kEnd:
      return "end";
  }
  return "";
}

bool opens(StepKind kind) {
  return kind == StepKind::kBeginObject || kind == StepKind::kBeginList ||
         kind == StepKind::kBeginText || kind == StepKind::kIf || kind == StepKind::kElse ||
         kind == StepKind::kEach;
}
bool closes(StepKind kind) {
  return kind == StepKind::kEndObject || kind == StepKind::kEndList || kind == StepKind::kEndText ||
         kind == StepKind::kElse || kind == StepKind::kEnd;
}

void append_steps(std::string& out, const Program& program, std::string_view what,
                  std::uint32_t first, std::uint32_t count) {
  out += fmt::format("  {}:\n", what);
  std::size_t depth = 2;
  for (std::uint32_t i = 0; i < count; ++i) {
    const TemplateStep& step = program.steps[first + i];
    depth -= closes(step.kind) ? 1 : 0;
    out += std::string(2 * depth, ' ') + step_text(program, step) + '\n';
    depth += opens(step.kind) ? 1 : 0;
  }
}

}  // namespace

void append_template(std::string& out, const Program& program, const Template& row) {
  out += fmt::format("template {}", text_of(program, row.id));
  out += row.language.is_valid() ? " " + text_of(program, row.language) : "";
  out += row.is_default ? " default\n" : "\n";
  out += fmt::format("  format {}", format_name(row.format));
  out += row.component_type.is_valid()
             ? fmt::format(", component {}", text_of(program, row.component_type))
             : "";
  out += row.variant.is_valid() ? fmt::format(", variant {}", text_of(program, row.variant)) : "";
  out += row.fallback != kNoTemplate
             ? fmt::format(", fallback {}", text_of(program, program.templates[row.fallback].id))
             : "";
  out += row.reads_vars ? ", reads vars\n" : "\n";
  if (row.values.is_present()) {
    append_expression(out, program, "values", "  ", row.values);
  }
  append_steps(out, program, "content", row.first_step, row.step_count);
  if (row.rendered_step_count > 0) {
    append_steps(out, program, "content as HTML", row.first_rendered_step, row.rendered_step_count);
  }
}

}  // namespace rulec::bytecode
