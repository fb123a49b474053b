// What each action will put into a decision, worked out once: the members of its message, prompt or
// effect in the order of serve-and-deploy.md 3.1, each with the place its value comes from.
#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/measure.h"

namespace rulec::runtime {
namespace {

using bytecode::ActionKind;

// Arguments that become members under their own name, in this order; the rest follows as written.
constexpr std::array<std::string_view, 13> kMessageOrder = {
    "language", "format",      "component_type", "variant",  "title",    "content", "placement",
    "priority", "dismissible", "ack_key",        "required", "blocking", "scope"};
constexpr std::array<std::string_view, 4> kPromptOrder = {"preference_key", "category", "options",
                                                          "default_value"};
// Inputs of something else: the content, the template.
constexpr std::array<std::string_view, 3> kNoMembers = {"message", "template", "vars"};

class ActionLoader {
 public:
  ActionLoader(LoadedRuleset& ruleset, std::unordered_map<std::string_view, std::uint32_t>& keys,
               const bytecode::Action& row)
      : ruleset_(ruleset), keys_(keys), row_(row) {
    action_.row = &row;
  }

  Result<LoadedAction> load() {
    load_arguments();
    action_.content = {
        .content = find("content"), .title = find("title"), .message = find("message")};
    action_.vars_argument = find("vars");
    bool has_content =
        action_.content.content != kNoArgument || action_.content.message != kNoArgument;
    action_.shows_template = row_.message_template != bytecode::kNoTemplate && !has_content;
    action_.required_argument = find("required");
    action_.blocking_argument = find("blocking");
    switch (row_.kind) {
      case ActionKind::kDisplayMessage:
        message_members("inline");
        break;
      case ActionKind::kDisplayModal:
        message_members("modal");
        break;
      case ActionKind::kUserAcknowledge:
        RULEC_TRY_STATUS(load_acknowledgement());
        message_members("modal");
        break;
      case ActionKind::kUserPreference:
        prompt_members();
        break;
      case ActionKind::kUpdate:
        RULEC_TRY_STATUS(load_update());
        break;
      case ActionKind::kEffect:
        if (row_.schema < ruleset_.schemas.size()) {
          action_.schema = ruleset_.schemas[row_.schema].get();
        }
        load_step_members();
        break;
    }
    action_.output = ruleset_.arena.copy(std::span<const OutputMember>(members_));
    return action_;
  }

 private:
  void load_arguments() {
    auto loaded = ruleset_.arena.make_span<LoadedArgument>(row_.arguments.size());
    for (std::size_t i = 0; i < loaded.size(); ++i) {
      const bytecode::Argument& argument = row_.arguments[i];
      loaded[i] = {};
      loaded[i].name = ruleset_.text(argument.name);
      if (argument.expression.is_present()) {
        loaded[i].expression = &argument.expression;
      } else {
        loaded[i].constant = ruleset_.constants[argument.constant.index()];
        loaded[i].bytes = measure(loaded[i].constant, kMaxDecisionBytes, measured_);
      }
    }
    action_.arguments = loaded;
  }

  [[nodiscard]] std::uint32_t find(std::string_view name) const {
    auto at = std::ranges::find(action_.arguments, name, &LoadedArgument::name);
    return at == action_.arguments.end()
               ? kNoArgument
               : static_cast<std::uint32_t>(at - action_.arguments.begin());
  }

  // Text of a literal argument; "" when it is absent or no literal text.
  [[nodiscard]] std::string_view literal_text(std::string_view name) const {
    std::uint32_t at = find(name);
    if (at == kNoArgument || action_.arguments[at].expression != nullptr ||
        !action_.arguments[at].constant.is_string()) {
      return {};
    }
    return action_.arguments[at].constant.as_string();
  }

  Status load_acknowledgement() {
    action_.ack_key = literal_text("ack_key");
    action_.scope = literal_text("scope");
    action_.is_required_by_default = true;
    if (action_.ack_key.empty()) {
      return fail(ErrorCode::kBadArtifact,
                  "section `actions` is damaged: an acknowledgement has no literal `ack_key`",
                  5015);
    }
    auto next = static_cast<std::uint32_t>(keys_.size());
    action_.ack_index = keys_.emplace(action_.ack_key, next).first->second;
    return {};
  }

  Status load_update() {
    action_.value_argument = find("value");
    action_.target = ruleset_.paths[row_.target.index()];
    if (action_.target.empty() || action_.target.size() > kMaxRuleDepth) {
      return fail(ErrorCode::kBadArtifact,
                  "section `actions` is damaged: an update has a target of " +
                      std::to_string(action_.target.size()) + " segments",
                  5015);
    }
    action_.target_text =
        ruleset_.arena.copy(std::string_view(bytecode::path_text(ruleset_.program, row_.target)));
    return {};
  }

  void load_step_members() {
    action_.is_computed = std::ranges::any_of(
        row_.arguments,
        [](const bytecode::Argument& argument) { return argument.expression.is_present(); });
    std::vector<Member> members;
    auto add_member = [&](std::string_view key, const Value& value) {
      members.push_back({.key = key, .value = value});
      action_.step_bytes += measure(value, kMaxDecisionBytes, measured_);
    };
    if (row_.result.is_valid()) {
      add_member("as", Value::string(ruleset_.text(row_.result)));
    }
    if (!row_.after.empty()) {
      auto names = ruleset_.arena.make_span<Value>(row_.after.size());
      std::ranges::transform(row_.after, names.begin(), [this](bytecode::StringId id) {
        return Value::string(ruleset_.text(id));
      });
      add_member("after", Value::list(names));
    }
    if (row_.carried.is_valid()) {
      add_member("when", ruleset_.constants[row_.carried.index()]);
    }
    action_.step_members = ruleset_.arena.copy(std::span<const Member>(members));
  }

  void add(std::string_view key, MemberSource source, std::uint32_t argument = kNoArgument) {
    members_.push_back({.key = key, .source = source, .argument = argument, .constant = {}});
  }
  void add_constant(std::string_view key, std::string_view text) {
    if (!text.empty()) {
      members_.push_back({.key = key,
                          .source = MemberSource::kConstant,
                          .argument = kNoArgument,
                          .constant = Value::string(text)});
    }
  }
  void add_argument(std::string_view key, std::string_view name) {
    if (std::uint32_t at = find(name); at != kNoArgument) {
      add(key, MemberSource::kArgument, at);
    }
  }

  void message_members(std::string_view display_type) {
    add("id", MemberSource::kMessageId);
    add("rule_id", MemberSource::kRuleId);
    add_constant("action_id", ruleset_.text(row_.id));
    add_constant("action_type", ruleset_.text(row_.type));
    add_constant("type", ruleset_.text(row_.type));
    add_constant("display_type", display_type);
    add_template_id();
    for (std::string_view name : kMessageOrder) {
      add_message_member(name);
    }
    add_argument("persist_to", "persist_to");
    add_rest();
  }

  void add_message_member(std::string_view name) {
    bool acknowledges = row_.kind == ActionKind::kUserAcknowledge;
    std::uint32_t at = find(name);
    if (name == "title") {
      add(name, MemberSource::kTitle, at);
    } else if (name == "content") {
      add(name, MemberSource::kContent);
      if (action_.shows_template) {
        add("content_html", MemberSource::kContentHtml);
      }
    } else if (name == "priority") {
      add(name, MemberSource::kPriority, at);
    } else if (name == "required" && acknowledges) {
      add(name, MemberSource::kRequired);
    } else if (name == "blocking" && acknowledges) {
      add(name, MemberSource::kBlocking);
    } else if (at != kNoArgument) {
      add(name, MemberSource::kArgument, at);
    } else if (row_.message_template != bytecode::kNoTemplate) {
      add_template_member(name);
    }
  }

  void add_template_id() {
    if (row_.message_template != bytecode::kNoTemplate) {
      add("template_id", MemberSource::kTemplateId);
    } else {
      add_argument("template_id", "template");
    }
  }

  void add_template_member(std::string_view name) {
    static constexpr std::pair<std::string_view, MemberSource> kSources[] = {
        {"language", MemberSource::kLanguage},
        {"format", MemberSource::kFormat},
        {"component_type", MemberSource::kComponentType},
        {"variant", MemberSource::kVariant}};
    for (const auto& [key, source] : kSources) {
      if (key == name) {
        add(name, source);
      }
    }
  }

  void prompt_members() {
    for (std::string_view name : kPromptOrder) {
      add_argument(name, name);
    }
    add("required", MemberSource::kRequired);
    add("message", MemberSource::kContent);
    add("rule_id", MemberSource::kRuleId);
    add_constant("action_id", ruleset_.text(row_.id));
    add_template_id();
    add_rest();
  }

  void add_rest() {
    for (std::uint32_t i = 0; i < action_.arguments.size(); ++i) {
      std::string_view name = action_.arguments[i].name;
      bool is_content = name == "content" || name == "title";
      bool is_placed = std::ranges::find(members_, name, &OutputMember::key) != members_.end();
      if (!is_placed && !is_content && std::ranges::find(kNoMembers, name) == kNoMembers.end()) {
        add(name, MemberSource::kArgument, i);
      }
    }
  }

  LoadedRuleset& ruleset_;
  std::unordered_map<std::string_view, std::uint32_t>& keys_;
  const bytecode::Action& row_;
  LoadedAction action_;
  std::vector<OutputMember> members_;
  std::vector<Value> measured_;
};

}  // namespace

Status load_actions(LoadedRuleset& ruleset) {
  std::unordered_map<std::string_view, std::uint32_t> keys;
  ruleset.actions.reserve(ruleset.program.actions.size());
  for (const bytecode::Action& row : ruleset.program.actions) {
    RULEC_TRY(action, ActionLoader(ruleset, keys, row).load());
    ruleset.actions.push_back(action);
  }
  ruleset.ack_key_count = keys.size();
  return {};
}

}  // namespace rulec::runtime
