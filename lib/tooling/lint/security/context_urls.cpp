// RC3104: a link whose host, or all of it, comes from the context: whoever makes the context sends
// the reader where he likes. The engine escapes such values and refuses schemes like `javascript:`
// already; where a link leads it cannot know.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/check/report.h"
#include "schema/schema.h"
#include "tooling/lint/entry_facts.h"
#include "tooling/lint/security/security.h"
#include "tooling/lint/security/shown_values.h"

namespace rulec::tooling {
namespace {

using bytecode::HolePlace;
using compiler::ReadField;
using parser::Expr;
using parser::PieceKind;

// Stands for what other placeholders show.
constexpr char kShown = '\x01';

// As the compiler of templates (a member whose text is taken for an address).
bool is_url_member(std::string_view key) {
  static constexpr std::array<std::string_view, 4> kNames = {"href", "url", "src", "link"};
  return std::ranges::find(kNames, key) != kNames.end() || key.ends_with("_url") ||
         key.ends_with("Url");
}

// Whether what follows this beginning of a link still says on which host it is.
bool is_host_open(std::string_view head) {
  if (head.empty()) {
    return true;
  }
  auto slashes = head.find("//");
  bool is_relative = slashes == std::string_view::npos;
  if (is_relative) {
    return head.ends_with(':') && !head.starts_with("mailto");
  }
  return head.find_first_of("/?#", slashes + 2) == std::string_view::npos;
}

// The part of the link in front of the placeholder; the quote, bracket or blank before it ends it.
std::string head_of(const parser::TemplateText& text, std::size_t piece) {
  std::string before;
  for (std::size_t i = 0; i < piece; ++i) {
    const parser::TemplatePiece& part = text.pieces[i];
    before += part.kind == PieceKind::kText ? std::string(part.text) : std::string(1, kShown);
  }
  auto begin = before.find_last_of("\"'(<> \t\r\n");
  return begin == std::string::npos ? before : before.substr(begin + 1);
}

class ContextUrls {
 public:
  ContextUrls(const LintInput& input, diag::Emitter& emitter)
      : model_(*input.build.model),
        emitter_(emitter),
        rules_(input.build.compiler_input()),
        entry_points_(input.build),
        messages_(message_actions(model_)) {
    for (const MessageAction& message : messages_) {
      for (const parser::TextAt& entry : message.rule->node->entry_points) {
        shown_at_[template_of(message, model_)].insert(entry.text);
      }
    }
  }

  void run() {
    for (const compiler::CheckedTemplate& shown : model_.templates) {
      if (!shown.is_bad) {
        look_at(shown);
      }
    }
    for (const MessageAction& message : messages_) {
      look_at(message);
    }
  }

 private:
  // The placeholders and the holes of the skeleton stand in one order.
  void look_at(const compiler::CheckedTemplate& shown) {
    const parser::TemplateNode& node = *shown.node;
    TemplateFields fields(node);
    compiler::RuleReport report(rules_, emitter_, &node);
    std::size_t step = 0;
    const auto& steps = shown.skeleton.content;
    for_each_placeholder(node.content, [&](const parser::TemplateText& text, std::size_t at) {
      while (step < steps.size() && steps[step].kind != bytecode::StepKind::kHole) {
        ++step;
      }
      if (step == steps.size()) {
        return;
      }
      HolePlace place = steps[step++].place;
      bool begins = place == HolePlace::kMarkupUrl || place == HolePlace::kMarkdownUrl;
      bool goes_on = place == HolePlace::kMarkupUrlPart || place == HolePlace::kMarkdownUrlPart;
      const ReadField* field = fields.find(text.pieces[at].shown);
      if (field == nullptr || !(begins || (goes_on && is_host_open(head_of(text, at))))) {
        return;
      }
      if (std::string_view variable = variable_of(*field); !variable.empty()) {
        variables_[node.id.text].insert(variable);
        return;
      }
      judge("the template `" + std::string(node.id.text) + "`", *field, text.pieces[at].node,
            shown_at_[node.id.text], report);
    });
  }

  void look_at(const MessageAction& message) {
    compiler::RuleReport report(rules_, emitter_, message.rule->node);
    std::string_view id = template_of(message, model_);
    auto variables = variables_.find(id);
    std::set<std::string_view> entries;
    for (const parser::TextAt& entry : message.rule->node->entry_points) {
      entries.insert(entry.text);
    }
    for_each_computed(
        *message.action, [&](std::string_view argument, std::string_view member, const Expr& expr) {
          bool is_variable = argument == "vars";
          bool is_link = is_variable
                             ? variables != variables_.end() && variables->second.contains(member)
                             : is_url_member(member);
          if (is_link) {
            look_at_link(is_variable ? "the template `" + std::string(id) + "`" : "the message",
                         expr, entries, report);
          }
        });
  }

  // What stands at the beginning of the link that the expression gives.
  void look_at_link(const std::string& what, const Expr& expr,
                    const std::set<std::string_view>& entries, compiler::RuleReport& report) {
    if (expr.kind == parser::ExprKind::kCall && expr.operator_name == "cat" && !expr.is_bare) {
      std::string head;
      for (const Expr* part : expr.operands) {
        if (!is_host_open(head)) {
          return;
        }
        bool is_text = part->kind == parser::ExprKind::kLiteral && part->literal.is_string();
        if (!is_text) {
          look_at_link(what, *part, entries, report);
          return;
        }
        head += part->literal.as_string();
      }
      return;
    }
    bool chooses = expr.kind == parser::ExprKind::kCall &&
                   (expr.operator_name == "if" || expr.operator_name == "?:");
    for (std::size_t i = 0; chooses && i < expr.operands.size(); ++i) {
      if (i % 2 == 1 || i + 1 == expr.operands.size()) {
        look_at_link(what, *expr.operands[i], entries, report);
      }
    }
    if (!chooses) {
      for_each_shown_field(expr, [&](const Expr& read, const ReadField& field) {
        judge(what, field, read.node, entries, report);
      });
    }
  }

  // A field that has one of a few values that the schema lists, or a number, is no address of
  // somebody else; a field that rules write has what they say.
  [[nodiscard]] bool is_harmless(const ReadField& field,
                                 const std::set<std::string_view>& entries) {
    return entries.empty() || std::ranges::any_of(entries, [&](std::string_view name) {
             EntryFacts& entry = entry_points_.at(name);
             if (entry.written.touch(field.path)) {
               return true;
             }
             if (entry.settings->schema == nullptr) {
               return false;
             }
             auto info = entry.settings->schema->find(field.path, field.given);
             bool is_text =
                 info.types.empty() || std::ranges::find(info.types, "string") != info.types.end();
             return !info.enum_values.empty() || !is_text;
           });
  }

  void judge(const std::string& what, const ReadField& field, parser::NodeId at,
             const std::set<std::string_view>& entries, compiler::RuleReport& report) {
    if (field.path.empty() || is_harmless(field, entries) || !told_.insert(at.index()).second) {
      return;
    }
    auto finding =
        diag::make(diag::Code::kContextUrl, report.span(at), "says where the link leads",
                   {{"what", what}, {"path", compiler::shown_path(field.path, field.given)}});
    finding.help(
        "write scheme and host as text, and let the context give a part of the path: "
        "`https://shop.example/orders/{{ order.id }}`");
    report.emit(std::move(finding), at);
  }

  const compiler::Model& model_;
  diag::Emitter& emitter_;
  compiler::Input rules_;
  EntryFactsTable entry_points_;
  std::vector<MessageAction> messages_;
  std::map<std::string_view, std::set<std::string_view>> shown_at_;   // by template
  std::map<std::string_view, std::set<std::string_view>> variables_;  // of links, by template
  std::set<std::size_t> told_;
};

}  // namespace

void lint_context_urls(const LintInput& input, diag::Emitter& emitter) {
  ContextUrls(input, emitter).run();
}

}  // namespace rulec::tooling
