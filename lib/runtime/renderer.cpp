// language.md section 8 and serve-and-deploy.md section 5. validate() has proved that the steps
// close what they open, no deeper than kMaxTemplateDepth; values may be anything.
#include "runtime/internal/renderer.h"

#include <algorithm>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "runtime/internal/arena_text.h"
#include "runtime/internal/measure.h"
#include "value/text.h"

namespace rulec::runtime {
namespace {

using bytecode::FilterKind;
using bytecode::StepKind;
using bytecode::TemplateStep;

// The longest language of a template, `x-form` of its schema: eight letters, then four subtags.
constexpr std::size_t kMaxLanguageBytes = 8 + (4 * 9);
// Steps of a turn of an `each` for one unit that its `map` has paid: a text on both sides of each
// hole, and a hole that stands twice in the HTML of a Markdown link. Only a program that nobody
// compiled comes here with more turns than were paid for.
constexpr std::uint64_t kStepsPerUnit = 4;

}  // namespace

// `de-AT`, then `de`, then the default.
std::uint32_t Renderer::choose(std::uint32_t first_variant) const {
  const auto& templates = ruleset_.templates;
  bytecode::StringId id = templates[first_variant].row->id;
  std::uint32_t chosen = first_variant;
  std::uint32_t end = first_variant;
  for (; end < templates.size() && templates[end].row->id == id; ++end) {
    chosen = templates[end].row->is_default ? end : chosen;
  }
  Value asked = vm_.user_language();
  std::string_view language = asked.is_string() ? asked.as_string() : std::string_view();
  if (language.size() > kMaxLanguageBytes) {  // no variant is; its beginning may be one
    std::size_t dash = language.substr(0, kMaxLanguageBytes + 1).rfind('-');
    language = language.substr(0, dash == std::string_view::npos ? 0 : dash);
  }
  while (!language.empty()) {
    for (std::uint32_t i = first_variant; i < end; ++i) {
      if (bytecode::are_same_language(templates[i].language, language)) {
        return i;
      }
    }
    std::size_t dash = language.rfind('-');
    language = language.substr(0, dash == std::string_view::npos ? 0 : dash);
  }
  return chosen;
}

Rendered Renderer::render(std::uint32_t first_variant, const Value& vars, std::uint32_t rule) {
  rule_ = rule;
  kept_ = 0;
  std::uint32_t next = first_variant;
  while (next != bytecode::kNoTemplate) {  // fallbacks end: validate()
    const LoadedTemplate& shown = ruleset_.templates[choose(next)];
    Rendered made;
    if (show(shown, vars, made)) {
      made.shown = &shown;
      made.bytes = kept_;
      return made;
    }
    next = shown.row->fallback;
    std::string_view other = next == bytecode::kNoTemplate ? "" : id_of(ruleset_.templates[next]);
    std::string_view instead =
        other.empty() ? "" : join(state_.arena, {"; `", other, "` is tried in its place"});
    add_error(failure_.code,
              join(state_.arena, {"template `", id_of(shown), "`: ", failure_.message, instead}));
  }
  Rendered nothing;
  nothing.bytes = kept_;
  return nothing;
}

void Renderer::add_error(std::uint16_t code, std::string_view message) {
  kept_ += message.size();
  state_.outcome.add_error({.rule = rule_, .code = code, .message = message});
}

bool Renderer::show(const LoadedTemplate& shown, const Value& vars, Rendered& made) {
  shown_ = &shown;
  is_once_more_ = false;
  Value values = Value::list({});
  if (!evaluate(shown, vars, values)) {
    return false;
  }
  const bytecode::Template& row = *shown.row;
  if (!run(row.first_step, row.step_count, values, made.content)) {
    return false;
  }
  is_once_more_ = true;  // the same as HTML
  return row.rendered_step_count == 0 ||
         run(row.first_rendered_step, row.rendered_step_count, values, made.html);
}

// The context, with `vars` of the action where the template reads them.
bool Renderer::evaluate(const LoadedTemplate& shown, const Value& vars, Value& values) {
  if (shown.values == kNoCode) {
    return true;
  }
  state_.scratch.reset();
  const Vm::Mark mark = vm_.mark();
  if (shown.row->reads_vars) {
    const Value& before = vm_.context();
    std::size_t count = before.is_object() ? before.length() : 0;
    auto members = state_.scratch.make_span<Member>(count + 1);
    std::size_t used = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (before.members()[i].key != "vars") {
        members[used++] = before.members()[i];
      }
    }
    members[used++] = {.key = "vars", .value = vars.is_absent() ? Value::null() : vars};
    vm_.set_context(make_object(state_.scratch, members.first(used)));
  }
  values = vm_.run(shown.values, state_.scratch);
  if (shown.row->reads_vars) {
    vm_.go_back(mark);
  }
  return !values.is_error() || fail(failure_of(values, ruleset_.program.expr_cost, state_.arena));
}

// --- steps

bool Renderer::run(std::uint32_t first, std::uint32_t count, const Value& values, Value& made) {
  at_ = first;
  values_ = &values;
  made = Value::absent();
  bytes_ = 0;
  turn_steps_ = 0;
  filter_budget_ = static_cast<std::int64_t>(ruleset_.program.expr_cost);
  bool is_made = count == 0 || content(made);
  kept_ += bytes_;
  return is_made;
}

// Room for so many bytes of the content as JSON.
bool Renderer::take(std::size_t bytes) {
  bytes_ += bytes;
  return bytes_ <= kMaxMessageBytes || too_large();
}

bool Renderer::content(Value& made) {
  const TemplateStep& first = step();
  ++at_;
  if (first.kind == StepKind::kConstant) {
    made = ruleset_.constants[first.constant.index()];
    return take(measure(made, kMaxMessageBytes, state_.actions.measured));
  }
  if (first.kind == StepKind::kTyped) {
    return typed(first, made);
  }
  if (first.kind == StepKind::kBeginObject) {
    return object(made);
  }
  return first.kind == StepKind::kBeginList ? list(made) : text(made);
}

bool Renderer::typed(const TemplateStep& step, Value& made) {
  Value value = values_->item(step.value);
  if (!take(measure(value, kMaxMessageBytes, state_.actions.measured))) {
    return false;
  }
  made = value.is_absent() ? Value::null() : deep_copy(value, state_.arena);
  return true;
}

// How many children stand before the end that belongs to this level is not written down: they are
// gathered in a stack that all levels share.
bool Renderer::object(Value& made) {
  if (!take(2)) {
    return false;
  }
  auto& gathered = state_.actions.gathered;
  std::size_t base = gathered.size();
  while (step().kind != StepKind::kEndObject) {
    std::string_view key = ruleset_.text(step().text);
    ++at_;
    Value value;
    if (!take(key.size() + 4) || !content(value)) {
      gathered.resize(base);
      return false;
    }
    gathered.push_back({.key = key, .value = value});
  }
  ++at_;
  auto members = state_.arena.copy(std::span<const Member>(gathered).subspan(base));
  gathered.resize(base);
  made = make_object(state_.arena, members);
  return true;
}

bool Renderer::list(Value& made) {
  if (!take(2)) {
    return false;
  }
  auto& gathered = state_.actions.gathered;
  std::size_t base = gathered.size();
  while (step().kind != StepKind::kEndList) {
    Value value;
    if (!take(1) || !content(value)) {
      gathered.resize(base);
      return false;
    }
    gathered.push_back({.key = {}, .value = value});
  }
  ++at_;
  auto items = state_.arena.make_span<Value>(gathered.size() - base);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = gathered[base + i].value;
  }
  gathered.resize(base);
  made = Value::list(items);
  return true;
}

bool Renderer::text(Value& made) {
  auto& room = state_.actions.message;
  out_ = BoundedText(std::span(room).first(room.size() - std::min(bytes_, room.size())));
  if (!parts(*values_)) {
    return false;
  }
  ++at_;
  bytes_ += out_.size();
  made = Value::string(state_.arena.copy(out_.text()));
  return true;
}

// Up to the end of the text or block, which stays.
bool Renderer::parts(const Value& values) {
  for (;;) {
    const TemplateStep& next = step();
    if (next.kind == StepKind::kText) {
      out_.append(ruleset_.text(next.text));
    } else if (next.kind != StepKind::kHole && next.kind != StepKind::kIf &&
               next.kind != StepKind::kEach) {
      return true;
    }
    ++at_;
    if (next.kind != StepKind::kText && !filled(next, values.item(next.value))) {
      return false;
    }
    if (out_.has_overflowed()) {
      return too_large();
    }
  }
}

bool Renderer::filled(const TemplateStep& step, const Value& value) {
  if (step.kind == StepKind::kHole) {
    return hole(step, value);
  }
  return step.kind == StepKind::kIf ? branch(value) : turns(value);
}

// [true, …] shows what stands before `else`, [false, …] what stands behind it.
bool Renderer::branch(const Value& chosen) {
  bool holds = chosen.item(0).is_true();
  if (holds) {
    if (!parts(chosen)) {
      return false;
    }
    if (step().kind == StepKind::kElse) {
      ++at_;
      skip_block();
    }
  } else {
    skip_block();
    if (step().kind == StepKind::kElse) {
      ++at_;
      if (!parts(chosen)) {
        return false;
      }
    }
  }
  ++at_;  // kEnd
  return true;
}

bool Renderer::turns(const Value& items) {
  std::uint32_t begin = at_;
  skip_block();
  std::uint32_t end = at_;
  if (items.is_list()) {
    for (const Value& item : items.as_list()) {
      turn_steps_ += end - begin + 1;
      if (turn_steps_ > kStepsPerUnit * ruleset_.program.expr_cost) {
        return fail(failure_of(value::budget_exceeded(), ruleset_.program.expr_cost, state_.arena));
      }
      at_ = begin;
      if (!parts(item)) {
        return false;
      }
    }
  }
  at_ = end + 1;  // behind kEnd
  return true;
}

// To the `else` or end of the block in which `at_` stands.
void Renderer::skip_block() {
  for (std::uint32_t depth = 0;; ++at_) {
    StepKind kind = step().kind;
    if (kind == StepKind::kIf || kind == StepKind::kEach) {
      ++depth;
    } else if (depth == 0 && (kind == StepKind::kElse || kind == StepKind::kEnd)) {
      return;
    } else if (kind == StepKind::kEnd) {
      --depth;
    }
  }
}

// --- holes

bool Renderer::hole(const TemplateStep& step, Value value) {
  for (std::uint32_t i = 0; i < step.filter_count; ++i) {
    if (!filter(ruleset_.filters[step.first_filter + i], value)) {
      return false;
    }
  }
  if (value.is_null() || value.is_absent()) {
    return missing(step);
  }
  value::NumberBuffer buffer;
  auto shown = value::scalar_text(value, buffer);
  if (!shown) {
    return fail(refused(join(state_.arena, {"`", ruleset_.text(step.text),
                                            "` is a list or an object, which is not shown"})));
  }
  Escaped escaped = append_escaped(step.place, *shown, out_);
  if (!escaped.blocked_scheme.empty() && !is_once_more_) {
    add_error(6017, join(state_.arena,
                         {"template `", id_of(*shown_), "`: a URL with the scheme `",
                          escaped.blocked_scheme.substr(0, 32), "` was replaced by `#blocked`"}));
  }
  return true;
}

bool Renderer::missing(const TemplateStep& step) {
  std::string_view name = ruleset_.text(step.text);
  return fail({.code = 6016,
               .type = "missing-variable",
               .message = name.empty() ? std::string_view("a placeholder has no value")
                                       : join(state_.arena, {"`", name, "` has no value"})});
}

// A missing value stays missing, until `default` gives one.
bool Renderer::filter(const LoadedFilter& filter, Value& value) {
  bool is_missing = value.is_null() || value.is_absent();
  if (filter.kind == FilterKind::kDefault) {
    value = is_missing ? filter.argument : value;
    return true;
  }
  if (is_missing) {
    return true;
  }
  if (filter.kind == FilterKind::kUpper || filter.kind == FilterKind::kLower) {
    auto id =
        filter.kind == FilterKind::kUpper ? value::OperatorId::kUpper : value::OperatorId::kLower;
    value::OpContext context = vm_.op_context(state_.scratch);
    context.budget = filter_budget_;
    value = value::row_of(id).function(context, {&value, 1});
    filter_budget_ = context.budget;
    return !value.is_error() || fail(failure_of(value, ruleset_.program.expr_cost, state_.arena));
  }
  return format(filter, value);
}

bool Renderer::format(const LoadedFilter& filter, Value& value) {
  value::FormattedText text;
  bool is_date = filter.kind == FilterKind::kDate;
  bool is_formatted = is_date ? value::format_date(value, filter.date, text)
                              : value::format_number(value, filter.number, text);
  if (!is_formatted) {
    return fail(refused(is_date ? "the filter `date` got no date or date-time"
                                : "a filter for numbers got no number"));
  }
  value = Value::string(state_.scratch.copy(text.view()));
  return true;
}

bool Renderer::too_large() {
  return fail(
      {.code = 6015,
       .type = "value-too-large",
       .message = join(state_.arena, {"it would be longer than ",
                                      number_text(state_.arena, kMaxMessageBytes), " bytes"})});
}

bool Renderer::fail(const Failure& failure) {
  failure_ = failure;
  return false;
}

}  // namespace rulec::runtime
