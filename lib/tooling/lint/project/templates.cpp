// RC3305 and RC3306.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/report.h"
#include "compiler/model.h"
#include "tooling/lint/definition.h"
#include "tooling/lint/project/project.h"

namespace rulec::tooling {
namespace {

using compiler::CheckedTemplate;
using diag::Code;
using parser::TemplateNode;

// Texts anywhere in the arguments of actions: an effect may name a template of ours too.
class Texts {
 public:
  void add(const parser::ArgumentValue& value) {
    if (value.kind == parser::ArgumentKind::kExpression) {
      add(*value.expression);
    } else if (value.is_constant()) {
      add(value.literal);
    }
    for (const parser::ArgumentValue* child : value.children) {
      add(*child);
    }
  }
  [[nodiscard]] bool hold(std::string_view text) const { return texts_.contains(text); }

 private:
  void add(const Value& value) {
    if (value.is_string()) {
      texts_.emplace(value.as_string());
    } else if (value.is_integer()) {
      texts_.insert(std::to_string(value.as_integer()));  // older systems number them
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) {
        add(item);
      }
    } else if (value.is_object()) {
      for (const Member& member : value.members()) {
        add(member.value);
      }
    }
  }
  void add(const parser::Expr& expr) {
    if (expr.kind == parser::ExprKind::kLiteral) {
      add(expr.literal);
    }
    for (const parser::Expr* operand : expr.operands) {
      add(*operand);
    }
  }

  std::set<std::string, std::less<>> texts_;
};

bool has_bad(const compiler::Model& model, const parser::RuleDocuments& documents) {
  return model.has_errors || std::ranges::any_of(documents.documents, &json::Document::has_faults);
}

// One id with all its languages.
struct Message {
  const TemplateNode* first = nullptr;
  std::set<std::string_view> languages;
  std::uint32_t fallback = bytecode::kNoTemplate;
  bool is_neutral = false;  // a variant names no language
};

using Messages = std::map<std::string_view, Message>;

Messages messages_of(const compiler::Model& model) {
  Messages messages;
  for (const CheckedTemplate& checked : model.templates) {
    Message& message = messages[checked.node->id.text];
    message.first = message.first == nullptr ? checked.node : message.first;
    if (checked.node->language.text.empty()) {
      message.is_neutral = true;
    } else {
      message.languages.insert(checked.node->language.text);
    }
    if (checked.fallback != bytecode::kNoTemplate) {
      message.fallback = checked.fallback;
    }
  }
  return messages;
}

// `de` serves who asks for `de-AT`, and a variant without a language serves all.
bool serves(const Message& message, std::string_view language) {
  return message.is_neutral || message.languages.contains(language) ||
         message.languages.contains(language.substr(0, language.find('-')));
}

// Itself or one of its fallbacks.
bool is_served(const compiler::Model& model, const Messages& messages, const Message& message,
               std::string_view language) {
  const Message* at = &message;
  for (std::size_t steps = 0; steps <= messages.size(); ++steps) {
    if (serves(*at, language)) {
      return true;
    }
    if (at->fallback == bytecode::kNoTemplate) {
      return false;
    }
    at = &messages.at(model.templates[at->fallback].node->id.text);
  }
  return false;
}

}  // namespace

void lint_unused_templates(const LintInput& input, diag::Emitter& emitter) {
  const compiler::Model& model = *input.build.model;
  bool may_look = input.is_whole && input.is_wanted(Code::kUnusedTemplate) &&
                  !model.templates.empty() && !has_bad(model, input.build.documents);
  if (!may_look) {
    return;
  }
  Texts texts;
  for (const parser::RuleNode& rule : input.build.ast.rules) {
    for (const parser::ActionNode& action : rule.actions) {
      for (const parser::ActionArgument& argument : action.arguments) {
        texts.add(*argument.value);
      }
    }
  }
  std::set<std::string_view> fallbacks;
  for (const CheckedTemplate& checked : model.templates) {
    fallbacks.insert(checked.node->fallback.text);
  }
  for (const auto& [id, message] : messages_of(model)) {
    if (!texts.hold(id) && !fallbacks.contains(id)) {
      parser::NodeId node = message.first->id.node;
      emit_at(input, emitter, message.first, node,
              diag::make(Code::kUnusedTemplate, text_span(input, node), "shown nowhere",
                         {{"template", std::string(id)}})
                  .help("name it as `template` of an action, or remove the file"));
    }
  }
}

void lint_template_languages(const LintInput& input, diag::Emitter& emitter) {
  const compiler::Model& model = *input.build.model;
  bool may_look =
      input.is_wanted(Code::kMissingTemplateLanguage) && !has_bad(model, input.build.documents);
  if (!may_look) {
    return;
  }
  constexpr std::size_t kLeastMessages = 2;  // that have the language
  Messages messages = messages_of(model);
  std::map<std::string_view, std::size_t> counts;
  std::size_t spoken = 0;  // messages that are in some language
  for (const auto& [id, message] : messages) {
    spoken += message.languages.empty() ? 0 : 1;
    for (std::string_view language : message.languages) {
      ++counts[language];
    }
  }
  for (const auto& [id, message] : messages) {
    std::vector<std::string> missing;
    for (const auto& [language, count] : counts) {
      bool is_usual = count >= kLeastMessages && count * 2 > spoken;
      if (is_usual && !is_served(model, messages, message, language)) {
        missing.emplace_back(language);
      }
    }
    // A message without any language is a picture, a number, or of a project that has begun so.
    if (missing.empty() || message.languages.empty()) {
      continue;
    }
    parser::NodeId node = message.first->id.node;
    emit_at(input, emitter, message.first, node,
            diag::make(Code::kMissingTemplateLanguage, text_span(input, node),
                       "most other templates have it",
                       {{"template", std::string(id)}, {"languages", compiler::listed(missing)}})
                .help("write a file with the same `id` and that `language`"));
  }
}

}  // namespace rulec::tooling
