// What messages show of the context: which fields the placeholders of a template read, what actions
// give to it as `vars`, and which fields the value of an expression comes from. Shared by the lints
// of the group `security`.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/check/field_scope.h"
#include "compiler/model.h"

namespace rulec::tooling {

// The fields that the paths of a template read, by the expression.
class TemplateFields {
 public:
  explicit TemplateFields(const parser::TemplateNode& node);
  // Null where it is not known.
  [[nodiscard]] const compiler::ReadField* find(const parser::Expr* expr) const;

 private:
  std::unordered_map<const parser::Expr*, compiler::ReadField> fields_;
};

// The name of the variable that a field of a template is; "" for one of the context.
[[nodiscard]] std::string_view variable_of(const compiler::ReadField& field);

// Placeholders in the order of the source, and values that are no text, with the member of an
// object in which they stand.
using PlaceholderVisit = std::function<void(const parser::TemplateText& text, std::size_t piece)>;
void for_each_placeholder(const parser::TemplateContent& content, const PlaceholderVisit& visit);

// Fields whose value, or a part of it as it stands, is in what the expression gives; not what it is
// only compared with, or what is cut out or digested.
using FieldVisit = std::function<void(const parser::Expr& read, const compiler::ReadField& field)>;
void for_each_shown_field(const parser::Expr& expr, const FieldVisit& visit);

// An action of a rule that shows a message.
struct MessageAction {
  const compiler::CheckedRule* rule = nullptr;
  const compiler::CheckedAction* action = nullptr;
};
[[nodiscard]] bool is_message(bytecode::ActionKind kind);
// Of active rules that are not bad.
[[nodiscard]] std::vector<MessageAction> message_actions(const compiler::Model& model);
// The template that the action names; "" when it names none.
[[nodiscard]] std::string_view template_of(const MessageAction& message,
                                           const compiler::Model& model);
// Calls for each expression in an argument, with the name of the argument, or of the member of
// `vars` and other objects that it is the value of.
using ArgumentVisit = std::function<void(std::string_view argument, std::string_view member,
                                         const parser::Expr& expr)>;
void for_each_computed(const compiler::CheckedAction& action, const ArgumentVisit& visit);

}  // namespace rulec::tooling
