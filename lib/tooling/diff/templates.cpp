// Templates of both sides, matched by id and language.
#include "parser/parser.h"
#include "tooling/diff/definitions.h"

namespace rulec::tooling {
namespace {

using parser::TemplateNode;

class TwoTemplates {
 public:
  TwoTemplates(std::string text_a, std::string text_b)
      : text_a_(std::move(text_a)), text_b_(std::move(text_b)) {}

  // Nothing when no member counts that differs.
  std::optional<DefinitionChange> run() {
    change_.fields =
        changes_between(text_a_, text_b_, [](std::string_view pointer) { return pointer.empty(); });
    if (change_.fields.empty()) {
      return std::nullopt;
    }
    change_.is_proved_same = true;
    for (const FieldChange& field : change_.fields) {
      add(field);
    }
    change_.text_a = text_a_.text();
    change_.text_b = text_b_.text();
    return std::move(change_);
  }

 private:
  // "/content/title" reads as "content title".
  void add(const FieldChange& field) {
    std::string what = field.path.substr(1);
    std::ranges::replace(what, '/', ' ');
    std::string member = what.substr(0, what.find(' '));
    // A decision names no template but by its id.
    change_.is_proved_same = change_.is_proved_same && (is_for_people(member) || member == "name");
    change_.readable.push_back(
        member_change(what, field.a.value_or(""), field.b.value_or(""), "none"));
  }

  JsonText text_a_;
  JsonText text_b_;
  DefinitionChange change_;
};

std::string summary_of(const TemplateNode& node) {
  return node.language.text.empty() ? "no language" : "language " + std::string(node.language.text);
}

}  // namespace

DefinitionChanges compare_templates(const RulesetSide& a, const RulesetSide& b) {
  bool can_prove = a.errors() == 0 && b.errors() == 0;
  return compare_definitions(
      a, b, a.ast().templates, b.ast().templates,
      [](const TemplateNode& node) { return std::pair(node.id.text, node.language.text); },
      [&](const TemplateNode&, const TemplateNode&, std::string text_a, std::string text_b) {
        auto change = TwoTemplates(std::move(text_a), std::move(text_b)).run();
        if (change) {
          change->is_proved_same = change->is_proved_same && can_prove;
        }
        return change;
      },
      summary_of,
      [](const TemplateNode& node, DefinitionChange& change) {
        change.id = std::string(node.id.text);
        change.language = std::string(node.language.text);
      });
}

}  // namespace rulec::tooling
