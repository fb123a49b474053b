// CanonicalWalker: the canonical form of rules, flows, scorecards and templates (language.md
// section 2), told to a sink event by event. Everybody who needs that form has a sink: rule texts
// of bundles, documents of the formatter, comparisons. Internal to the parser.
//
// A sink has, with the node of the source that each event stands for:
//   key(name, node)     before the value of a member
//   begin_object(node), end_object(), begin_array(node), end_array()
//   copy(node)          the value at the node, with all that it holds
//   boolean(value, node), integer(value, lexeme, node), string(text, node)
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "parser/format/canonical_defaults.h"
#include "parser/format/member_order.h"
#include "parser/internal/expression_builder.h"
#include "value/operators.h"

namespace rulec::parser {

// What a canonical form is made for.
struct CanonicalOptions {
  // Keeps what says nothing about decisions but belongs to the file: `$schema`, and members that
  // the language does not know.
  bool is_for_files = false;
  bool keeps_layout = true;       // of files: `x_comments` and `x_names`
  bool keeps_own_members = true;  // those that begin with `x_`
};

template <class Sink>
class CanonicalWalker {
 public:
  CanonicalWalker(const json::Document& document, CanonicalOptions options, Sink& sink)
      : document_(document),
        defaults_(document),
        options_(options),
        sink_(sink),
        orders_(member_orders()) {}

  // A file: one definition, or {"rules": [ … ]}, which is left away around a single definition.
  void file(json::NodeId id) {
    if (!is_object(id) || !document_.member(id, "rules").is_valid()) {
      definition(id);
      return;
    }
    RankedMembers found = rank_members(document_, id, orders_.file);
    json::NodeId list = found.at[1];
    const json::Node& rules = at(list);
    if (at(id).child_count == 1 && rules.kind == NodeKind::kArray && rules.child_count == 1 &&
        is_definition(rules.first_child)) {
      definition(rules.first_child);
      return;
    }
    members(
        id, found, orders_.file, [](std::string_view, json::NodeId) { return false; },
        [this](std::string_view name, json::NodeId member) {
          name == "rules" ? items(member, [this](json::NodeId item) { definition(item); })
                          : sink_.copy(member);
        });
  }

  // A rule, flow or scorecard.
  void definition(json::NodeId id) {
    if (!is_object(id)) {
      sink_.copy(id);
    } else if (document_.member(id, "scorecard").is_valid()) {
      scorecard(id);
    } else {
      rule(id);
    }
  }

  // A rule or a flow.
  void rule(json::NodeId id) {
    bool is_flow = document_.member(id, "flow").is_valid();
    object(
        id, is_flow ? orders_.flow : orders_.rule,
        [this](std::string_view name, json::NodeId member) {
          return defaults_.is_default(name, member);
        },
        [this](std::string_view name, json::NodeId member) { rule_member(name, member); });
  }

  void scorecard(json::NodeId id) {
    object(
        id, orders_.scorecard,
        [this](std::string_view name, json::NodeId member) {
          return defaults_.is_default_in_scorecard(name, member);
        },
        [this](std::string_view name, json::NodeId member) { scorecard_member(name, member); });
  }

  void message_template(json::NodeId id) {
    json::NodeId content = document_.member(id, "content");
    object(
        id, orders_.message_template,
        [this, content](std::string_view name, json::NodeId member) {
          return defaults_.is_default_in_template(name, member, content);
        },
        [this](std::string_view name, json::NodeId member) {
          name == "content" ? argument(member) : sink_.copy(member);
        });
  }

 private:
  using NodeKind = json::NodeKind;

  [[nodiscard]] const json::Node& at(json::NodeId id) const { return document_.at(id); }
  [[nodiscard]] bool is_object(json::NodeId id) const { return at(id).kind == NodeKind::kObject; }
  [[nodiscard]] bool is_text(json::NodeId id) const { return at(id).kind == NodeKind::kString; }

  [[nodiscard]] bool is_definition(json::NodeId id) const {
    if (!is_object(id) || document_.member(id, "rules").is_valid()) {
      return false;
    }
    for (json::NodeId child : document_.children(id)) {
      std::string_view key = at(child).key;
      if (key == "scorecard" || key == "flow" || canonical_name(AliasScope::kRule, key) == "id") {
        return true;
      }
    }
    return false;
  }

  // --- objects with an order

  // Members with a rank come first, in that order and without defaults; then all others as written.
  // Where a name and an older spelling of it stand side by side nobody knows which is meant.
  template <class IsDefault, class Write>
  void object(json::NodeId id, const MemberOrder& order, IsDefault is_default, Write write) {
    if (!is_object(id)) {
      sink_.copy(id);
      return;
    }
    members(id, rank_members(document_, id, order), order, is_default, write);
  }

  template <class IsDefault, class Write>
  void members(json::NodeId id, const RankedMembers& found, const MemberOrder& order,
               IsDefault is_default, Write write) {
    if (found.has_clash) {
      sink_.copy(id);
      return;
    }
    sink_.begin_object(id);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      json::NodeId member = found.at[rank];
      std::string_view name = order.name(rank);
      bool is_left_out = !member.is_valid() || (name == "$schema" && !options_.is_for_files) ||
                         is_default(name, member);
      if (!is_left_out) {
        sink_.key(name, member);
        write(name, member);
      }
    }
    if (found.has_others) {
      other_members(id, order);
    }
    sink_.end_object();
  }

  void other_members(json::NodeId object, const MemberOrder& order) {
    for (json::NodeId child : document_.children(object)) {
      const json::Node& node = at(child);
      bool is_other = !node.is_duplicate && order.rank(node.key) == MemberOrder::kUnknown;
      if (is_other && keeps(node.key)) {
        sink_.key(node.key, child);
        sink_.copy(child);
      }
    }
  }

  // Whether a member without a rank belongs to the form.
  [[nodiscard]] bool keeps(std::string_view key) const {
    if (!key.starts_with("x_")) {
      return options_.is_for_files;
    }
    bool is_layout = key == "x_comments" || key == "x_names";
    bool keeps_layout = options_.is_for_files && options_.keeps_layout;
    return options_.keeps_own_members && (keeps_layout || !is_layout);
  }

  template <class Write>
  void items(json::NodeId list, Write write) {
    if (at(list).kind != NodeKind::kArray) {
      sink_.copy(list);
      return;
    }
    sink_.begin_array(list);
    for (json::NodeId child : document_.children(list)) {
      write(child);
    }
    sink_.end_array();
  }

  // --- members

  void rule_member(std::string_view name, json::NodeId id) {
    if (name == "condition") {
      condition(id);
    } else if (name == "actions" || name == "steps") {
      items(id, [this](json::NodeId item) { action(item); });
    } else if (name == "tests") {
      items(id, [this](json::NodeId item) { test(item); });
    } else if (name == "entry_point") {
      const json::Node& node = at(id);
      bool is_single =
          node.kind == NodeKind::kArray && node.child_count == 1 && is_text(node.first_child);
      sink_.copy(is_single ? node.first_child : id);
    } else if (name == "metadata") {
      metadata(id);
    } else {
      sink_.copy(id);
    }
  }

  void scorecard_member(std::string_view name, json::NodeId id) {
    if (name == "items") {
      items(id, [this](json::NodeId item) { scorecard_item(item); });
    } else if (name == "bands") {
      items(id, [this](json::NodeId item) {
        object(
            item, orders_.band, [](std::string_view, json::NodeId) { return false; },
            [this](std::string_view, json::NodeId member) { sink_.copy(member); });
      });
    } else {
      sink_.copy(id);
    }
  }

  void scorecard_item(json::NodeId id) {
    object(
        id, orders_.item,
        [this](std::string_view name, json::NodeId member) {
          return defaults_.is_default_in_scorecard(name, member);
        },
        [this](std::string_view name, json::NodeId member) {
          name == "condition" ? condition(member) : sink_.copy(member);
        });
  }

  void metadata(json::NodeId id) {
    if (!is_object(id) || has_alias_clash(id, AliasScope::kMetadata)) {
      sink_.copy(id);
      return;
    }
    sink_.begin_object(id);
    for (json::NodeId child : document_.children(id)) {
      sink_.key(canonical_name(AliasScope::kMetadata, at(child).key), child);
      sink_.copy(child);
    }
    sink_.end_object();
  }

  // Whether two members mean the same name, one of them by an older spelling.
  [[nodiscard]] bool has_alias_clash(json::NodeId object, AliasScope scope) const {
    for (json::NodeId child : document_.children(object)) {
      std::string_view name = canonical_name(scope, at(child).key);
      if (name == at(child).key) {
        continue;
      }
      for (json::NodeId other : document_.children(object)) {
        if (other != child && canonical_name(scope, at(other).key) == name) {
          return true;
        }
      }
    }
    return false;
  }

  // What the text form has places for, and between them the others as written.
  void test(json::NodeId id) {
    if (!is_object(id)) {
      sink_.copy(id);
      return;
    }
    RankedMembers found = rank_members(document_, id, orders_.test);
    std::size_t last = orders_.test.size() - 1;
    sink_.begin_object(id);
    for (std::size_t rank = 0; rank <= last; ++rank) {
      if (rank == last && found.has_others) {
        test_others(id);
      }
      if (found.at[rank].is_valid()) {
        sink_.key(orders_.test.name(rank), found.at[rank]);
        sink_.copy(found.at[rank]);
      }
    }
    sink_.end_object();
  }

  // Unlike in definitions, all of them belong to a test.
  void test_others(json::NodeId id) {
    for (json::NodeId child : document_.children(id)) {
      const json::Node& node = at(child);
      bool is_other = !node.is_duplicate && orders_.test.rank(node.key) == MemberOrder::kUnknown;
      if (is_other && (options_.keeps_own_members || !node.key.starts_with("x_"))) {
        sink_.key(node.key, child);
        sink_.copy(child);
      }
    }
  }

  // --- conditions and actions

  void condition(json::NodeId id) {
    std::string_view type = defaults_.wrapper(id);
    if (type == "always_false" || type == "always_true") {
      sink_.boolean(type == "always_true", id);
    } else {
      expression(defaults_.unwrapped(id));
    }
  }

  // What the text form has places for first, then the others as written, `when` last.
  void action(json::NodeId id) {
    if (!is_object(id) || has_alias_clash(id, AliasScope::kAction)) {
      sink_.copy(id);
      return;
    }
    RankedMembers found = rank_members(document_, id, orders_.action);
    sink_.begin_object(id);
    std::string_view type = action_type(found.at[kType]);
    std::uint64_t placed = std::uint64_t{1} << kType;
    auto place = [&](std::size_t rank) {
      if (found.at[rank].is_valid()) {
        placed |= std::uint64_t{1} << rank;
        sink_.key(orders_.action.name(rank), found.at[rank]);
        argument(orders_.action.name(rank), found.at[rank]);
      }
    };
    place(kResult);
    if (type == "update") {
      place(kTarget);
      place(kOperation);
      place(kValue);
      bool is_increment = found.at[kOperation].is_valid() && is_text(found.at[kOperation]) &&
                          at(found.at[kOperation]).text == "increment";
      if (is_increment && !found.at[kValue].is_valid()) {
        sink_.key("value", found.at[kOperation]);
        sink_.integer(1, "1", found.at[kOperation]);
      }
    } else if (type == "call_function") {
      place(kFunction);
      place(kArguments);
      place(kStoreResult);
    }
    placed |= std::uint64_t{1} << kWhen;
    json::NodeId nested = found.at[kNested];
    if (nested.is_valid() && may_be_hoisted(id, nested)) {
      placed |= std::uint64_t{1} << kNested;
      other_arguments(id, placed);
      nested_arguments(nested);
    } else {
      other_arguments(id, placed);
    }
    place(kWhen);
    sink_.end_object();
  }

  // Positions in the order of actions.
  enum ActionRank : std::uint8_t {
    kType,
    kResult,
    kTarget,
    kOperation,
    kValue,
    kFunction,
    kArguments,
    kStoreResult,
    kNested,
    kWhen
  };

  // Writes the type; its canonical name, "" where there is none.
  std::string_view action_type(json::NodeId type) {
    if (!type.is_valid()) {
      return {};
    }
    sink_.key("type", type);
    if (!is_text(type)) {
      sink_.copy(type);
      return {};
    }
    std::string_view name = canonical_name(AliasScope::kActionType, at(type).text);
    sink_.string(name, type);
    return name;
  }

  // Whether the members of `arguments` can stand beside it: they have other names.
  [[nodiscard]] bool may_be_hoisted(json::NodeId action, json::NodeId nested) const {
    if (!is_object(nested)) {
      return false;
    }
    std::vector<std::string_view> names;
    for (json::NodeId child : document_.children(action)) {
      names.push_back(canonical_name(AliasScope::kAction, at(child).key));
    }
    for (json::NodeId child : document_.children(nested)) {
      std::string_view name = canonical_name(AliasScope::kAction, at(child).key);
      bool is_taken = std::ranges::find(names, name) != names.end();
      if (at(child).is_duplicate || (is_taken && !is_action_member(name))) {
        return false;
      }
      if (!is_action_member(name)) {
        names.push_back(name);
      }
    }
    return true;
  }

  // Arguments with names of their own beside the others, the rest in `arguments`.
  void nested_arguments(json::NodeId nested) {
    bool has_rest = false;
    for (json::NodeId child : document_.children(nested)) {
      std::string_view name = canonical_name(AliasScope::kAction, at(child).key);
      if (is_action_member(name)) {
        has_rest = true;
      } else if (options_.keeps_own_members || !name.starts_with("x_")) {
        sink_.key(name, child);
        argument(name, child);
      }
    }
    if (!has_rest) {
      return;
    }
    sink_.key("arguments", nested);
    sink_.begin_object(nested);
    for (json::NodeId child : document_.children(nested)) {
      if (is_action_member(at(child).key)) {
        sink_.key(at(child).key, child);
        argument(child);
      }
    }
    sink_.end_object();
  }

  // Those whose rank is not among `placed`.
  void other_arguments(json::NodeId id, std::uint64_t placed) {
    for (json::NodeId child : document_.children(id)) {
      const json::Node& node = at(child);
      std::uint8_t rank = orders_.action.rank(node.key);
      bool is_placed = rank != MemberOrder::kUnknown && ((placed >> rank) & 1U) != 0;
      bool is_own = node.key.starts_with("x_");
      if (!node.is_duplicate && !is_placed && (options_.keeps_own_members || !is_own)) {
        std::string_view name = canonical_name(AliasScope::kAction, node.key);
        sink_.key(name, child);
        argument(name, child);
      }
    }
  }

  void argument(std::string_view name, json::NodeId id) {
    is_literal_argument(name) ? sink_.copy(id) : argument(id);
  }

  void argument(json::NodeId id) {
    const json::Node& node = at(id);
    if (is_expression_hole(document_, id)) {
      sink_.begin_object(id);
      sink_.key("expr", node.first_child);
      expression(node.first_child);
      sink_.end_object();
    } else if (is_turned_reference(node)) {
      sink_.begin_object(id);
      sink_.key("$ref", at(node.first_child).next);
      sink_.copy(at(node.first_child).next);
      sink_.key("path", node.first_child);
      sink_.copy(node.first_child);
      sink_.end_object();
    } else {
      children(id, [this](json::NodeId child) { argument(child); });
    }
  }

  // {"path": …, "$ref": …}, a reference with its members the other way round.
  [[nodiscard]] bool is_turned_reference(const json::Node& node) const {
    if (node.kind != NodeKind::kObject || node.child_count != 2) {
      return false;
    }
    json::NodeId second = at(node.first_child).next;
    return at(node.first_child).key == "path" && is_text(node.first_child) &&
           at(second).key == "$ref" && is_text(second);
  }

  // --- expressions

  void expression(json::NodeId id) {
    const json::Node& node = at(id);
    if (node.kind == NodeKind::kArray) {
      children(id, [this](json::NodeId child) { expression(child); });
    } else if (node.kind != NodeKind::kObject || node.child_count != 1) {
      sink_.copy(id);
    } else {
      std::string_view name = at(node.first_child).key;
      sink_.begin_object(id);
      sink_.key(name, node.first_child);
      name == "preserve" ? sink_.copy(node.first_child) : operands(name, node.first_child);
      sink_.end_object();
    }
  }

  // {"!": [x]} is {"!": x}, and {"+": 1} is {"+": [1]}: one form for one operand.
  void operands(std::string_view name, json::NodeId id) {
    const json::Node& node = at(id);
    bool is_list = node.kind == NodeKind::kArray;
    bool is_scalar = !is_list && node.kind != NodeKind::kObject;
    bool is_path = name == "var" || name == "val" || name == "exists";
    bool is_settled = is_list ? node.child_count != 1 : !is_scalar || (is_path && is_text(id));
    if (is_settled) {
      expression(id);
      return;
    }
    const value::OperatorRow* row = value::find_operator(name);
    bool is_spreading = row != nullptr && row->form == value::OperandForm::kSpreading;
    if (is_list && row != nullptr && is_single_operand(*row, is_path, node.first_child)) {
      expression(node.first_child);
    } else if (is_scalar && is_spreading) {
      sink_.begin_array(id);
      sink_.copy(id);
      sink_.end_array();
    } else {
      expression(id);
    }
  }

  // Whether the only operand of a list stands alone in the canonical form.
  [[nodiscard]] bool is_single_operand(const value::OperatorRow& row, bool is_path,
                                       json::NodeId only) const {
    bool is_unary = row.form == value::OperandForm::kUnary;
    return (is_path && is_text(only)) || (is_unary && at(only).kind != NodeKind::kArray);
  }

  template <class Write>
  void children(json::NodeId id, Write write) {
    const json::Node& node = at(id);
    if (node.kind == NodeKind::kArray) {
      items(id, write);
    } else if (node.kind == NodeKind::kObject) {
      sink_.begin_object(id);
      for (json::NodeId child : document_.children(id)) {
        if (!at(child).is_duplicate) {
          sink_.key(at(child).key, child);
          write(child);
        }
      }
      sink_.end_object();
    } else {
      sink_.copy(id);
    }
  }

  const json::Document& document_;
  CanonicalDefaults defaults_;
  CanonicalOptions options_;
  Sink& sink_;
  const MemberOrders& orders_;
};

}  // namespace rulec::parser
