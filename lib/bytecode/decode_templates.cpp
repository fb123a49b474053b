#include "base/limits.h"
#include "bytecode/internal/decode_rows.h"
#include "bytecode/internal/layout.h"

namespace rulec::bytecode {
namespace {

Template read_template(SectionReader& in) {
  Template row;
  row.id = read_id<StringId>(in);
  row.language = read_id<StringId>(in);
  row.component_type = read_id<StringId>(in);
  row.variant = read_id<StringId>(in);
  row.fallback = in.u32();
  row.format = read_enum(in, in.u8(), TemplateFormat::kJson, "the format");
  std::uint8_t flags = in.u8();
  if (flags > (layout::kDefaultVariant | layout::kReadsVars)) {
    in.fail("a flag of a template is not known");
  }
  row.is_default = (flags & layout::kDefaultVariant) != 0;
  row.reads_vars = (flags & layout::kReadsVars) != 0;
  std::uint16_t unused = in.u16();
  in.expect_zero(unused);
  row.values = read_expression(in);
  row.step_count = in.u32();
  row.rendered_step_count = in.u32();
  return row;
}

TemplateStep read_step(SectionReader& in) {
  TemplateStep step;
  step.kind = read_enum(in, in.u8(), StepKind::kEnd, "the kind of step");
  step.place = read_enum(in, in.u8(), HolePlace::kMarkdownUrlPart, "the place of a hole");
  step.filter_count = in.u16();
  step.text = read_id<StringId>(in);
  step.constant = read_id<ConstantId>(in);
  step.value = in.u32();
  return step;
}

// Where the steps of each template and the filters of each step lie follows from their counts.
bool place_steps(Program& program, std::uint64_t steps) {
  std::uint64_t next = 0;
  for (auto& row : program.templates) {
    if (std::uint64_t{row.step_count} + row.rendered_step_count > steps - next) {
      return false;
    }
    row.first_step = static_cast<std::uint32_t>(next);
    row.first_rendered_step = row.first_step + row.step_count;
    next += std::uint64_t{row.step_count} + row.rendered_step_count;
  }
  return next == steps;
}

bool place_filters(Program& program, std::uint64_t filters) {
  std::uint64_t next = 0;
  for (auto& step : program.steps) {
    step.first_filter = step.filter_count == 0 ? 0 : static_cast<std::uint32_t>(next);
    next += step.filter_count;
  }
  return next == filters;
}

}  // namespace

Status decode_templates(std::string_view bytes, Program& program) {
  SectionReader in("templates", bytes);
  std::uint32_t templates = in.count(layout::kTemplate, kMaxTemplates, "templates");
  std::uint32_t steps = in.count(layout::kTemplateStep, kUnlimited, "steps");
  std::uint32_t filters = in.count(layout::kTemplateFilter, kUnlimited, "filters");
  program.templates.reserve(templates);
  for (std::uint32_t i = 0; i < templates; ++i) {
    program.templates.push_back(read_template(in));
  }
  program.steps.reserve(steps);
  for (std::uint32_t i = 0; i < steps; ++i) {
    program.steps.push_back(read_step(in));
  }
  program.filters.reserve(filters);
  for (std::uint32_t i = 0; i < filters; ++i) {
    TemplateFilter filter;
    filter.kind = read_enum(in, in.u32(), FilterKind::kCurrency, "the filter");
    filter.argument = read_id<ConstantId>(in);
    program.filters.push_back(filter);
  }
  RULEC_TRY_STATUS(in.finish());
  if (!place_steps(program, steps) || !place_filters(program, filters)) {
    return damaged("templates", "the templates do not have the steps and filters they count");
  }
  return {};
}

}  // namespace rulec::bytecode
