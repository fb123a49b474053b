// Rules of both sides, matched by id.
#include <set>
#include <unordered_map>

#include "compiler/model.h"
#include "parser/parser.h"
#include "tooling/diff/definitions.h"

namespace rulec::tooling {
namespace {

using parser::ActionArgument;
using parser::ActionNode;
using parser::RuleNode;

// The members of the canonical text that are compared by their own words; defaults are left out of
// it.
struct PlainMember {
  std::string_view name;
  std::string_view absent;
};
constexpr PlainMember kPlainMembers[] = {
    {"name", "none"},           {"description", "none"},      {"priority", "0"},
    {"active", "true"},         {"active_from", "none"},      {"active_until", "none"},
    {"version", "1"},           {"stop_processing", "false"}, {"tests", "none"},
    {"context_schema", "none"}, {"metadata", "none"}};

std::set<std::string_view> entry_points_of(const RuleNode& rule) {
  std::set<std::string_view> names;
  for (const parser::TextAt& name : rule.entry_points) {
    names.insert(name.text);
  }
  return names;
}

std::string joined(const std::set<std::string_view>& names) {
  std::string text;
  for (std::string_view name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

std::string summary_of(const RuleNode& rule) {
  std::set<std::string_view> names = entry_points_of(rule);
  return (names.size() == 1 ? "entry point " : "entry points ") + joined(names) + ", priority " +
         std::to_string(rule.priority) + (rule.is_active ? "" : ", inactive");
}

// Arguments that a decision shows or uses.
std::vector<const ActionArgument*> used_arguments(const ActionNode& action) {
  std::vector<const ActionArgument*> used;
  for (const ActionArgument& argument : action.arguments) {
    if (argument.name == "id" || !compiler::is_about_action(argument.name)) {
      used.push_back(&argument);
    }
  }
  return used;
}

class TwoRules {
 public:
  TwoRules(const RuleNode& a, const RuleNode& b, std::string text_a, std::string text_b,
           const ProofTerms& terms)
      : a_(a),
        b_(b),
        can_prove_(terms.can_prove() && !a.is_bad && !b.is_bad),
        reads_(reads_of(a, terms)),
        text_a_(std::move(text_a)),
        text_b_(std::move(text_b)) {}

  // Nothing when no member counts that differs.
  std::optional<DefinitionChange> run() {
    change_.fields =
        changes_between(text_a_, text_b_, [](std::string_view pointer) { return pointer.empty(); });
    if (change_.fields.empty()) {
      return std::nullopt;
    }
    is_same_ = can_prove_;
    if (a_.is_flow != b_.is_flow) {
      has_other_words_ = true;
      add({.what = "kind", .a = kind_of(a_), .b = kind_of(b_)});
    }
    entry_points();
    plain_members();
    condition();
    actions();
    change_.is_proved_same = is_same_;
    if (is_same_ && !has_other_words_) {
      change_.kind = ChangeKind::kRewritten;
    }
    change_.text_a = text_a_.text();
    change_.text_b = text_b_.text();
    return std::move(change_);
  }

 private:
  // Other entry points of `b` are a change of their own.
  static Reads reads_of(const RuleNode& rule, const ProofTerms& terms) {
    bool is_light = std::ranges::any_of(rule.entry_points, [&](const parser::TextAt& name) {
      return terms.reads_at(name.text) == Reads::kSame;
    });
    return is_light ? Reads::kSame : Reads::kAny;
  }

  void add(ReadableChange change) { change_.readable.push_back(std::move(change)); }

  [[nodiscard]] std::string_view a(std::string_view name) const {
    return text_a_.text_of(text_a_.member(name));
  }
  [[nodiscard]] std::string_view b(std::string_view name) const {
    return text_b_.text_of(text_b_.member(name));
  }

  void entry_points() {
    std::string of_a = joined(entry_points_of(a_));
    std::string of_b = joined(entry_points_of(b_));
    if (of_a != of_b) {
      is_same_ = false;
      add({.what = "entry points", .a = std::move(of_a), .b = std::move(of_b)});
    }
  }

  void plain_members() {
    for (const PlainMember& member : kPlainMembers) {
      if (a(member.name) != b(member.name)) {
        has_other_words_ = true;
        is_same_ = is_same_ && (is_for_people(member.name) || member.name == "context_schema");
        add(member_change(member.name, a(member.name), b(member.name), member.absent));
      }
    }
  }

  void condition() {
    if (a("condition") == b("condition")) {
      return;
    }
    ReadableChange change = condition_change(a_.condition, b_.condition);
    change_.reads_as_a = change.a;
    change_.reads_as_b = change.b;
    change.is_proved_same = can_prove_ && is_same_condition(a_.condition, b_.condition, reads_);
    is_same_ = is_same_ && change.is_proved_same;
    add(std::move(change));
  }

  static std::string_view actions_name(const RuleNode& rule) {
    return rule.is_flow ? "steps" : "actions";
  }
  static std::string kind_of(const RuleNode& rule) { return rule.is_flow ? "flow" : "rule"; }

  void actions() {
    if (a(actions_name(a_)) == b(actions_name(b_))) {
      return;
    }
    for (ReadableChange& change : action_changes(a_.actions, b_.actions)) {
      add(std::move(change));
    }
    is_same_ = is_same_ && have_same_actions();
  }

  // The order counts: it is that of the decision's lists.
  [[nodiscard]] bool have_same_actions() {
    std::vector<json::NodeId> nodes_a = action_nodes(text_a_, actions_name(a_));
    std::vector<json::NodeId> nodes_b = action_nodes(text_b_, actions_name(b_));
    if (a_.actions.size() != b_.actions.size() || nodes_a.size() != a_.actions.size() ||
        nodes_b.size() != b_.actions.size()) {
      return false;
    }
    std::vector<ArgumentPair> computed;
    for (std::size_t i = 0; i < a_.actions.size(); ++i) {
      if (!is_same_action({.action = a_.actions[i], .members = members_of(text_a_, nodes_a[i])},
                          {.action = b_.actions[i], .members = members_of(text_b_, nodes_b[i])},
                          computed)) {
        return false;
      }
    }
    return computed.empty() || are_same_arguments(computed, reads_);
  }

  // Arguments as they are written, by name: 1 and 1.0 are two things to what reads them later.
  using Members = std::unordered_map<std::string_view, std::string_view>;
  struct WrittenAction {
    const ActionNode& action;
    Members members;

    [[nodiscard]] std::string_view text_of(std::string_view name) const {
      auto found = members.find(name);
      return found == members.end() ? std::string_view() : found->second;
    }
  };

  bool is_same_action(const WrittenAction& of_a, const WrittenAction& of_b,
                      std::vector<ArgumentPair>& computed) {
    auto left = used_arguments(of_a.action);
    auto right = used_arguments(of_b.action);
    bool is_same_step =
        of_a.text_of("as") == of_b.text_of("as") && of_a.text_of("when") == of_b.text_of("when");
    if (of_a.action.type != of_b.action.type || !is_same_step || left.size() != right.size()) {
      return false;
    }
    has_other_words_ = has_other_words_ || left.size() != of_a.action.arguments.size() ||
                       right.size() != of_b.action.arguments.size();
    for (std::size_t i = 0; i < left.size(); ++i) {
      const parser::ArgumentValue& x = *left[i]->value;
      const parser::ArgumentValue& y = *right[i]->value;
      bool is_constant = x.is_constant();
      if (left[i]->name != right[i]->name || is_constant != y.is_constant()) {
        return false;
      }
      if (!is_constant) {
        computed.emplace_back(&x, &y);
      } else if (of_a.text_of(left[i]->name) != of_b.text_of(left[i]->name)) {
        return false;
      }
    }
    return true;
  }

  static std::vector<json::NodeId> action_nodes(const JsonText& text, std::string_view name) {
    std::vector<json::NodeId> nodes;
    json::NodeId list = text.member(name);
    if (list.is_valid()) {
      for (json::NodeId action : text.document().children(list)) {
        nodes.push_back(action);
      }
    }
    return nodes;
  }

  static Members members_of(const JsonText& text, json::NodeId object) {
    Members made;
    for (json::NodeId member : text.document().children(object)) {
      made.emplace(text.document().at(member).key, text.text_of(member));
    }
    return made;
  }

  const RuleNode& a_;
  const RuleNode& b_;
  bool can_prove_;
  Reads reads_;
  JsonText text_a_;
  JsonText text_b_;
  DefinitionChange change_;
  bool is_same_ = true;
  bool has_other_words_ = false;  // a member differs that people read
};

// Condition and actions as canonical text; "" when a rule has neither.
std::string content_of(const std::string& canonical) {
  JsonText text(canonical);
  std::string condition(text.text_of(text.member("condition")));
  std::string actions(text.text_of(text.member("actions")));
  actions += text.text_of(text.member("steps"));
  return condition.empty() && actions.empty() ? "" : condition + "\n" + actions;
}

// Names for each rule that was added the removed one that had its content.
void note_renamed(std::vector<DefinitionChange>& changes) {
  std::map<std::string, std::vector<std::string>> removed;
  for (const DefinitionChange& change : changes) {
    if (change.kind == ChangeKind::kRemoved) {
      removed[content_of(change.text_a)].push_back(change.id);
    }
  }
  removed.erase("");
  for (DefinitionChange& change : changes) {
    if (removed.empty() || change.kind != ChangeKind::kAdded) {
      continue;
    }
    if (auto found = removed.find(content_of(change.text_b)); found != removed.end()) {
      change.note = "same condition and actions as " + found->second.front();
    }
  }
}

}  // namespace

DefinitionChanges compare_rules(const RulesetSide& a, const RulesetSide& b) {
  ProofTerms terms(a, b);
  DefinitionChanges made = compare_definitions(
      a, b, a.ast().rules, b.ast().rules, [](const RuleNode& rule) { return rule.id.text; },
      [&](const RuleNode& of_a, const RuleNode& of_b, std::string text_a, std::string text_b) {
        return TwoRules(of_a, of_b, std::move(text_a), std::move(text_b), terms).run();
      },
      summary_of,
      [](const RuleNode& rule, DefinitionChange& change) {
        change.id = std::string(rule.id.text);
      });
  note_renamed(made.changes);
  return made;
}

}  // namespace rulec::tooling
