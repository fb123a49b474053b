// parse_rules: the members of rules and flows and their actions from JSON. Silent about shape (the
// schema check has spoken); what cannot be used sets is_bad.
#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "parser/aliases.h"
#include "parser/dsl/grammar.h"
#include "parser/internal/expression_builder.h"
#include "parser/internal/members.h"
#include "parser/internal/scorecard_builder.h"
#include "parser/internal/shape.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

class RuleBuilder {
 public:
  RuleBuilder(const json::Document& document, std::uint32_t index, Ast& ast, diag::Emitter& emitter)
      : document_(document),
        index_(index),
        ast_(ast),
        emitter_(emitter),
        expressions_(document, index, ast, emitter) {}

  void build(json::NodeId id) {
    if (document_.at(id).kind != NodeKind::kObject) {
      return;
    }
    RuleNode rule;
    rule_ = &rule;
    rule.node = expressions_.add_node(id);
    rule.document = index_;
    rule.is_bad = has_fault_inside(document_, id);
    rule.is_flow = document_.member(id, "flow").is_valid();
    Members members = members_of(id, AliasScope::kRule);
    for (const auto& [name, member] : members) {
      rule_member(name, member);
    }
    bool has_names = !rule.id.text.empty() && !rule.entry_points.empty();
    rule.is_bad = rule.is_bad || !has_names;
    ast_.rules.push_back(std::move(rule));
  }

 private:
  using Members = std::vector<std::pair<std::string_view, json::NodeId>>;

  Members members_of(json::NodeId object, AliasScope scope) {
    CanonicalMembers found = canonical_members(document_, object, scope, emitter_);
    rule_->is_bad = rule_->is_bad || found.has_alias_beside_name;
    return std::move(found.members);
  }

  // A text member; poisons the rule when it is none.
  TextAt text(json::NodeId id) {
    const json::Node& node = document_.at(id);
    rule_->is_bad = rule_->is_bad || node.kind != NodeKind::kString;
    return {.text = node.text, .node = expressions_.add_node(id)};
  }

  void rule_member(std::string_view name, json::NodeId id) {
    if (name == (rule_->is_flow ? "flow" : "id")) {
      rule_->id = text(id);
      rule_->is_bad = rule_->is_bad || !is_name(rule_->id.text, kMaxIdBytes);
    } else if (name == "name") {
      rule_->name = text(id);
    } else if (name == "description") {
      rule_->description = text(id);
    } else if (name == "entry_point") {
      entry_points(id);
    } else if (name == "active_from") {
      rule_->active_from = text(id);
    } else if (name == "active_until") {
      rule_->active_until = text(id);
    } else if (name == "condition") {
      condition(id);
    } else if (name == (rule_->is_flow ? "steps" : "actions")) {
      actions(id);
    } else if (name == "tests") {
      tests(id);
    } else {
      scalar_member(name, id);
    }
  }

  void scalar_member(std::string_view name, json::NodeId id) {
    const json::Node& node = document_.at(id);
    bool is_good = true;
    if (name == "priority") {
      is_good = node.kind == NodeKind::kInteger &&
                node.integer >= std::numeric_limits<std::int32_t>::min() &&
                node.integer <= std::numeric_limits<std::int32_t>::max();
      rule_->priority = is_good ? static_cast<std::int32_t>(node.integer) : 0;
      rule_->priority_node = expressions_.add_node(id);
    } else if (name == "version") {
      is_good = node.kind == NodeKind::kInteger && node.integer >= 1;
      rule_->version = is_good ? node.integer : 1;
    } else if (name == "active") {
      is_good = node.kind == NodeKind::kBool;
      rule_->is_active = !is_good || node.boolean;
    } else if (name == "stop_processing") {
      is_good = node.kind == NodeKind::kBool;
      rule_->stops = node.boolean;
    } else if (name == "context_schema") {
      is_good = node.kind == NodeKind::kString;
    } else if (name == "metadata") {
      is_good = node.kind == NodeKind::kObject;
      if (is_good) {
        static_cast<void>(members_of(id, AliasScope::kMetadata));  // for aliases beside names
      }
    } else {
      is_good = name.starts_with("x_") || name == "$schema";
    }
    rule_->is_bad = rule_->is_bad || !is_good;
  }

  void entry_points(json::NodeId id) {
    if (document_.at(id).kind == NodeKind::kArray) {
      for (json::NodeId item : document_.children(id)) {
        rule_->entry_points.push_back(text(item));
      }
    } else {
      rule_->entry_points.push_back(text(id));
    }
    for (const TextAt& name : rule_->entry_points) {
      rule_->is_bad = rule_->is_bad || !is_name(name.text, kMaxEntryPointBytes);
    }
  }

  void condition(json::NodeId id) {
    rule_->condition_node = expressions_.add_node(id);
    rule_->condition = expressions_.condition(id);
  }

  void tests(json::NodeId id) {
    if (document_.at(id).kind == NodeKind::kArray) {
      rule_->tests_json = id.index();
    } else {
      rule_->is_bad = true;
    }
  }

  void actions(json::NodeId id) {
    rule_->is_bad = rule_->is_bad || document_.at(id).kind != NodeKind::kArray;
    for (json::NodeId item : document_.children(id)) {
      if (document_.at(item).kind == NodeKind::kObject) {
        action(item);
      } else {
        rule_->is_bad = true;
      }
    }
  }

  void action(json::NodeId id) {
    ActionNode action{.node = expressions_.add_node(id), .is_damaged = document_.at(id).is_damaged};
    for (const auto& [name, member] : members_of(id, AliasScope::kAction)) {
      if (name == "type") {
        action.type_node = expressions_.add_node(member);
        action.type = canonical_name(AliasScope::kActionType, text(member).text);
      } else if (name == "as") {
        action.result = text(member);
        rule_->is_bad = rule_->is_bad || !is_word(action.result.text);
      } else if (name == "when") {
        test(member, action);
      } else if (name == "arguments" && document_.at(member).kind == NodeKind::kObject) {
        nested_arguments(member, action);
      } else {
        action.arguments.push_back(argument(name, member));
      }
    }
    rule_->is_bad = rule_->is_bad || action.type.empty();
    rule_->actions.push_back(std::move(action));
  }

  // Arguments of effects whose names are those of members of an action.
  void nested_arguments(json::NodeId id, ActionNode& action) {
    for (json::NodeId child : document_.children(id)) {
      const json::Node& node = document_.at(child);
      if (action.find(node.key) != nullptr) {
        emitter_.emit(diag::make(diag::Code::kDuplicateKey, node.key_span,
                                 "given beside `arguments`, too",
                                 {{"key", std::string(node.key)}}));
        rule_->is_bad = true;
      } else if (!node.is_duplicate) {
        action.arguments.push_back(argument(node.key, child));
      }
    }
  }

  void test(json::NodeId id, ActionNode& action) {
    action.test_node = expressions_.add_node(id);
    if (is_expression_hole(document_, id)) {
      action.test = expressions_.expression(document_.at(id).first_child);
    } else {
      rule_->is_bad = true;
    }
  }

  // What is said about an action is not for whoever carries it out, so it has no references.
  ActionArgument argument(std::string_view name, json::NodeId id) {
    bool is_about = name == "id" || name == "description" || name == "metadata";
    Holes holes{.expressions = !is_literal_argument(name),
                .references = !is_about && !name.starts_with("x_")};
    return {.name = name,
            .name_node = expressions_.add_key_node(id),
            .value = expressions_.argument(id, holes)};
  }

  const json::Document& document_;
  std::uint32_t index_;
  Ast& ast_;
  diag::Emitter& emitter_;
  ExpressionBuilder expressions_;
  RuleNode* rule_ = nullptr;  // the one being built
};

// For about `more`; grows by halves at least, so that many small files do not copy it each.
template <class T>
void make_room(std::vector<T>& table, std::size_t more) {
  std::size_t wanted = table.size() + more;
  if (wanted > table.capacity()) {
    table.reserve(std::max(wanted, table.capacity() + table.capacity() / 2));
  }
}

}  // namespace

const ActionArgument* ActionNode::find(std::string_view name) const {
  auto found = std::ranges::find(arguments, name, &ActionArgument::name);
  return found == arguments.end() ? nullptr : &*found;
}

void parse_rules(const RuleDocuments& documents, std::uint32_t document, const SourceMap& sources,
                 Ast& ast, diag::Emitter& emitter) {
  static_cast<void>(sources);
  const json::Document& from = documents.documents[document];
  if (!from.has_root()) {
    return;
  }
  // About a node for each value, and one for the name of each operator.
  make_room(ast.nodes, from.size() + from.size() / 4);
  RuleBuilder builder(from, document, ast, emitter);
  auto build = [&](json::NodeId definition) {
    if (from.member(definition, "scorecard").is_valid()) {
      build_scorecard(from, document, definition, ast, emitter);
    } else {
      builder.build(definition);
    }
  };
  json::NodeId list = from.member(from.root(), "rules");
  if (!list.is_valid()) {
    build(from.root());
    return;
  }
  make_room(ast.rules, from.at(list).child_count);
  for (json::NodeId definition : from.children(list)) {
    build(definition);
  }
}

Expr* parse_expression(const RuleDocuments& documents, std::uint32_t document,
                       const SourceMap& sources, Ast& ast, diag::Emitter& emitter) {
  static_cast<void>(sources);
  const json::Document& from = documents.documents[document];
  if (!from.has_root()) {
    return ast.arena.make<Expr>();
  }
  return ExpressionBuilder(from, document, ast, emitter).condition(from.root());
}

}  // namespace rulec::parser
