// Messages, acknowledgements, prompts and effects (language.md 6.2, serve-and-deploy.md 3.1).
#include <algorithm>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "runtime/internal/action_runner.h"
#include "runtime/internal/arena_text.h"
#include "value/json_value.h"

namespace rulec::runtime {

void ActionRunner::run_message(const LoadedAction& action) {
  ++message_number_;
  std::string_view id = join(state_.arena, {"msg_", number_text(state_.arena, message_number_)});
  bool is_shown = render(action);
  Value message = is_shown ? output_object(action, id) : Value::absent();
  if (is_shown && is_too_large(message)) {
    state_.outcome.add_error(
        {.rule = rule_,
         .code = 6015,
         .message = join(state_.arena, {"message `", id, "` is dropped: it would be longer than ",
                                        number_text(state_.arena, kMaxMessageBytes), " bytes"})});
  } else if (is_shown) {
    state_.outcome.add_message(message);
    note_template();
  }
  if (action.row->kind == bytecode::ActionKind::kUserAcknowledge) {
    acknowledge(action, id);
  }
}

// A message that was dropped still asks: what must be acknowledged stays blocked.
void ActionRunner::acknowledge(const LoadedAction& action, std::string_view message_id) {
  Acknowledgement entry{
      .ack_key = action.ack_key, .rule = rule_, .message_id = message_id, .scope = action.scope};
  if (is_given(action)) {
    state_.outcome.add_acknowledgement(action, entry, Outcome::Given::kYes);
  } else if (is_required(action)) {
    state_.outcome.add_acknowledgement(action, entry, Outcome::Given::kNo);
    state_.outcome.add_blocking_rule(rule_);
  }
}

void ActionRunner::run_prompt(const LoadedAction& action) {
  if (render(action)) {
    state_.outcome.add_prompt(output_object(action, {}));
    note_template();
  }
}

void ActionRunner::note_template() {
  if (rendered_.shown != nullptr) {
    state_.outcome.add_template(
        static_cast<std::uint32_t>(rendered_.shown - ruleset_.templates.data()));
  }
}

bool ActionRunner::render(const LoadedAction& action) {
  rendered_ = {};
  std::uint32_t first = action.row->message_template;
  if (first == bytecode::kNoTemplate) {
    return true;
  }
  if (!action.shows_template) {  // the action's own content: only what is said about it
    rendered_.shown = &ruleset_.templates[renderer_.choose(first)];
    return true;
  }
  rendered_ = renderer_.render(first, argument(action.vars_argument), rule_);
  return rendered_.shown != nullptr;
}

Value ActionRunner::of_template(MemberSource source) const {
  const bytecode::Template& row = *rendered_.shown->row;
  auto text = [&](bytecode::StringId id) {
    return id.is_valid() ? Value::string(ruleset_.text(id)) : Value::absent();
  };
  if (source == MemberSource::kTemplateId) {
    return text(row.id);
  }
  if (source == MemberSource::kLanguage) {
    return text(row.language);
  }
  if (source == MemberSource::kFormat) {
    return Value::string(bytecode::format_name(row.format));
  }
  if (source == MemberSource::kComponentType) {
    return text(row.component_type);
  }
  return source == MemberSource::kVariant ? text(row.variant) : rendered_.html;
}

namespace {

// {"$ref": text}, perhaps with a "path" that is a text too: stands for a result.
bool is_reference(const Value& value) {
  if (!value.is_object() || !value.member("$ref").is_string() || value.length() > 2) {
    return false;
  }
  return value.length() == 1 || value.member("path").is_string();
}

}  // namespace

// With an explicit stack: a computed value may be as deep as a context.
std::size_t ActionRunner::count_references(const Value& arguments) {
  std::vector<Value>& stack = state_.actions.measured;
  stack.assign(1, arguments);
  std::size_t count = 0;
  while (!stack.empty()) {
    Value value = stack.back();
    stack.pop_back();
    if (is_reference(value)) {
      ++count;
    } else if (value.is_list()) {
      stack.insert(stack.end(), value.as_list().begin(), value.as_list().end());
    } else if (value.is_object()) {
      for (const Member& member : value.members()) {
        stack.push_back(member.value);
      }
    }
  }
  return count;
}

// What results will be is not known: their places become absent.
Value ActionRunner::without_references(const Value& value) {
  if (is_reference(value)) {
    return Value::absent();
  }
  if (value.is_list()) {
    auto items = state_.arena.make_span<Value>(value.length());
    std::ranges::transform(value.as_list(), items.begin(),
                           [this](const Value& item) { return without_references(item); });
    return Value::list(items);
  }
  if (!value.is_object()) {
    return value;
  }
  auto members = state_.arena.make_span<Member>(value.length());
  std::ranges::transform(value.members(), members.begin(), [this](const Member& member) {
    return Member{.key = member.key, .value = without_references(member.value)};
  });
  return make_object(state_.arena, members);
}

// Nothing that is computed may look like a reference: whoever carries the effect out would take it
// for one, and its text may come from anybody.
bool ActionRunner::check_effect(const LoadedAction& action, const Value& arguments) {
  bool has_references = action.row->references > 0;
  if (action.is_computed && count_references(arguments) != action.row->references) {
    return fail_with(refused("a computed argument has the form of a reference, `{\"$ref\": …}`"));
  }
  if (action.schema == nullptr) {
    return true;
  }
  state_.check_errors.resize(1);
  std::size_t count = 0;
  bool fits = has_references ? schema::validate_known(*action.schema, without_references(arguments),
                                                      state_.arena, state_.check_errors, count)
                             : schema::validate(*action.schema, arguments, state_.arena,
                                                state_.check_errors, count);
  if (fits) {
    return true;
  }
  const schema::CheckError& error = state_.check_errors.front();
  return fail_with(refused(
      join(state_.arena, {"the argument at `", error.path, "` does not fit the effect's schema: `",
                          error.keyword, "` wants ", error.expected, ", got ", error.got})));
}

// {id, type, arguments, rule_id, as, after, when}; each of `id` and the last three only when there
// is something to say. False: the arguments do not fit the schema that the project declares for
// them.
bool ActionRunner::run_effect(const LoadedAction& action) {
  auto arguments = state_.arena.make_span<Member>(action.arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = {.key = action.arguments[i].name, .value = state_.actions.arguments[i]};
  }
  Value all = make_object(state_.arena, arguments);
  if (!check_effect(action, all) || !account(action.step_bytes)) {
    return false;
  }
  std::vector<Member>& members = state_.actions.members;
  members.clear();
  if (action.row->id.is_valid()) {
    members.push_back({.key = "id", .value = Value::string(ruleset_.text(action.row->id))});
  }
  members.push_back({.key = "type", .value = Value::string(ruleset_.text(action.row->type))});
  members.push_back({.key = "arguments", .value = all});
  members.push_back({.key = "rule_id", .value = Value::string(ruleset_.rule_id(rule_))});
  members.insert(members.end(), action.step_members.begin(), action.step_members.end());
  state_.outcome.add_effect(
      make_object(state_.arena, state_.arena.copy(std::span<const Member>(members))));
  return true;
}

Value ActionRunner::output_object(const LoadedAction& action, std::string_view message_id) {
  std::vector<Member>& members = state_.actions.members;
  members.clear();
  for (const OutputMember& member : action.output) {
    Value value = output_value(action, member, message_id);
    if (!value.is_absent()) {
      members.push_back({.key = member.key, .value = value});
    }
  }
  return make_object(state_.arena, state_.arena.copy(std::span<const Member>(members)));
}

Value ActionRunner::output_value(const LoadedAction& action, const OutputMember& member,
                                 std::string_view message_id) {
  switch (member.source) {
    case MemberSource::kConstant:
      return member.constant;
    case MemberSource::kArgument:
      return argument(member.argument);
    case MemberSource::kMessageId:
      return Value::string(message_id);
    case MemberSource::kRuleId:
      return Value::string(ruleset_.rule_id(rule_));
    case MemberSource::kTitle:
      return member.argument != kNoArgument
                 ? argument(member.argument)
                 : (action.shows_template ? rendered_.content : argument(action.content.content))
                       .member("title");
    case MemberSource::kContent:
      return action.shows_template ? rendered_.content : content(action.content);
    case MemberSource::kPriority:
      return member.argument != kNoArgument
                 ? argument(member.argument)
                 : Value::integer(ruleset_.program.rules[rule_].priority);
    case MemberSource::kRequired:
      return Value::boolean(is_required(action));
    case MemberSource::kBlocking:
      return action.blocking_argument != kNoArgument
                 ? argument(action.blocking_argument)
                 : Value::boolean(is_required(action) && !is_given(action));
    case MemberSource::kTemplateId:
    case MemberSource::kLanguage:
    case MemberSource::kFormat:
    case MemberSource::kComponentType:
    case MemberSource::kVariant:
    case MemberSource::kContentHtml:
      return of_template(member.source);
  }
  return Value::absent();
}

// An object stays; a text becomes {title?, message}. `title` and `message` fill in what is not
// there. Nothing at all: absent.
Value ActionRunner::content(const ContentSource& source) {
  Value given = argument(source.content);
  Value title = argument(source.title);
  Value message = argument(source.message);
  bool is_text = !given.is_absent() && !given.is_object();
  if (is_text) {
    message = given;
  }
  bool adds_title = !title.is_absent() && given.member("title").is_absent();
  bool adds_message = !message.is_absent() && given.member("message").is_absent();
  if (given.is_object() && !adds_title && !adds_message) {
    return given;
  }
  std::size_t count =
      (given.is_object() ? given.length() : 0) + (adds_title ? 1U : 0U) + (adds_message ? 1U : 0U);
  if (count == 0) {
    return Value::absent();
  }
  auto members = state_.arena.make_span<Member>(count);
  auto at = members.begin();
  if (adds_title) {
    *at++ = {.key = "title", .value = title};
  }
  if (adds_message) {
    *at++ = {.key = "message", .value = message};
  }
  if (given.is_object()) {
    std::ranges::copy(given.members(), at);
  }
  return make_object(state_.arena, members);
}

bool ActionRunner::is_required(const LoadedAction& action) const {
  Value given = argument(action.required_argument);
  return given.is_absent() ? action.is_required_by_default : value::is_truthy(given);
}

bool ActionRunner::is_given(const LoadedAction& action) const {
  return acknowledgements_.has(action.ack_key);
}

// Its arguments have been measured, so writing it is bounded.
bool ActionRunner::is_too_large(const Value& message) {
  std::string& text = state_.actions.text;
  text.clear();
  append_value(text, message);
  return text.size() > kMaxMessageBytes;
}

}  // namespace rulec::runtime
