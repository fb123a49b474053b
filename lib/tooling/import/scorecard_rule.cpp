#include "tooling/import/scorecard_rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "base/limits.h"
#include "base/utf8.h"
#include "diag/suggest.h"
#include "tooling/import/constant.h"

namespace rulec::tooling::imports {
namespace {

using json::NodeId;
using json::NodeKind;

// Members of a rule that are read. All others are named and left out.
constexpr std::array<std::string_view, 18> kMembers = {
    "id",       "rule_name",    "rulename", "type",        "attribute", "condition",
    "constant", "conditions",   "message",  "description", "result",    "action_result",
    "action",   "condition_id", "weight",   "rule_point",  "rulepoint", "priority"};

// Points times weight of an item, either sign (RC2017), with room for rounding.
constexpr double kMostPoints = 0.99e200;
constexpr double kLeastPoints = 1.01e-200;

class RuleReader {
 public:
  RuleReader(const json::Document& document, NodeId rule, Catalogue& catalogue,
             diag::Emitter& emitter)
      : document_(document), rule_(rule), catalogue_(catalogue), emitter_(emitter) {}

  Item run(std::set<std::string>& ids) {
    what_ = "rule number " + std::to_string(document_.at(rule_).index + 1);
    if (document_.at(rule_).kind != NodeKind::kObject) {
      refuse(rule_, "it is no object");
      read_id(ids);
      return std::move(item_);
    }
    read_id(ids);
    read_names();
    read_priority();
    read_symbol();
    read_points();
    read_condition();
    name_unknown_members();
    return std::move(item_);
  }

 private:
  // --- findings
  void refuse(NodeId at, std::string reason, std::vector<std::string> suggestions = {}) {
    if (item_.fate == Fate::kRefused) {
      return;  // the first reason is enough
    }
    item_.fate = Fate::kRefused;
    item_.refusal = reason;
    diag::Diagnostic finding = refusal(document_, at, what_, std::move(reason));
    if (std::string tip = diag::did_you_mean(suggestions); !tip.empty()) {
      finding.help(std::move(tip));
    }
    emitter_.emit(std::move(finding));
  }
  void say(NodeId at, std::string text) { say_at(at, document_.at(at).span, std::move(text)); }
  void say_about_key(NodeId at, std::string text) {
    say_at(at, document_.at(at).key_span, std::move(text));
  }
  void say_at(NodeId at, Span span, std::string text) {
    if (item_.fate == Fate::kRefused) {
      return;
    }
    item_.fate = Fate::kRemarked;
    diag::Diagnostic finding = remark(document_, at, what_, std::move(text));
    finding.primary.span = span;
    emitter_.emit(std::move(finding));
  }

  // --- members
  [[nodiscard]] NodeId member(std::string_view name) const { return document_.member(rule_, name); }
  [[nodiscard]] NodeId first_member(std::initializer_list<std::string_view> names) const {
    for (std::string_view name : names) {
      if (NodeId found = member(name); found.is_valid()) {
        return found;
      }
    }
    return {};
  }
  [[nodiscard]] std::string_view text_at(NodeId id) const {
    return id.is_valid() && document_.at(id).kind == NodeKind::kString ? document_.at(id).text
                                                                       : std::string_view();
  }

  void read_id(std::set<std::string>& ids) {
    NodeId at = member("id");
    std::string_view written = text_at(at);
    NodeId name = first_member({"rule_name", "rulename"});
    std::string id = id_of(written.empty() ? text_at(name) : written, kMaxIdBytes - 8);
    if (id.empty()) {
      id = "rule_" + std::to_string(document_.at(rule_).index + 1);
    }
    std::string unique = id;
    for (std::size_t number = 2; ids.contains(unique); ++number) {
      unique = id + "_" + std::to_string(number);
    }
    if (!written.empty()) {
      what_ = "the rule " + quoted(written);
    }
    if (ids.contains(id)) {
      say(at.is_valid() ? at : rule_, "its id stands twice, so it is now " + quoted(unique));
    } else if (unique != written && item_.fate != Fate::kRefused) {
      say(at.is_valid() ? at : rule_, "its id is now " + quoted(unique));
    }
    item_.id = unique;
    ids.insert(std::move(unique));
  }

  void read_names() {
    item_.name = text_at(first_member({"rule_name", "rulename"}));
    item_.description = text_at(first_member({"description", "message"}));
  }

  // The number of a member that may stand in quotes; nothing after a refusal.
  std::optional<Constant> number_at(NodeId at, std::string_view name) {
    Constant constant = read_constant(document_, at);
    if (constant.is_refused() || constant.kind != ConstantKind::kNumber) {
      refuse(at, quoted(name) + " is no number");
      return std::nullopt;
    }
    if (!constant.remark.empty()) {
      say(at, quoted(name) + ": " + constant.remark);
    }
    return constant;
  }

  void read_priority() {
    NodeId at = member("priority");
    if (!at.is_valid()) {
      return;
    }
    std::optional<Constant> number = number_at(at, "priority");
    bool is_whole = number && std::trunc(number->number) == number->number &&
                    number->number >= std::numeric_limits<std::int32_t>::min() &&
                    number->number <= std::numeric_limits<std::int32_t>::max();
    if (!is_whole) {
      item_.has_usable_priority = false;
      refuse(at, "`priority` is no whole number of 32 bits");
      return;
    }
    item_.has_priority = true;
    item_.priority = static_cast<std::int32_t>(number->number);
  }

  void read_symbol() {
    NodeId at = first_member({"action_result", "action", "result"});
    if (!at.is_valid()) {
      say(rule_, "it has no `action_result`, so its symbol is `Y`");
      return;
    }
    std::string_view text = text_at(at);
    if (utf8::count(text) != 1 || text == "-") {
      refuse(at, "its result is not one character other than `-`");
      return;
    }
    item_.symbol = text;
    NodeId other = member("result");
    if (other.is_valid() && other != at && text_at(other) != text) {
      say_about_key(other, "`result` is left out, " + quoted(document_.at(at).key) + " counts");
    }
  }

  void read_points() {
    NodeId points_at = first_member({"rule_point", "rulepoint"});
    NodeId weight_at = member("weight");
    std::optional<Constant> points =
        points_at.is_valid() ? number_at(points_at, "rule_point") : std::nullopt;
    std::optional<Constant> weight =
        weight_at.is_valid() ? number_at(weight_at, "weight") : std::nullopt;
    if (points) {
      item_.points = points->json;
    }
    if (weight) {
      item_.weight = weight->json;
    } else if (points) {
      item_.weight = "0";
      say(points_at, "it has no weight, which counts as 0");
    }
    if (points && weight) {
      check_size(points_at, points->number, weight->number);
    }
  }

  void check_size(NodeId at, double points, double weight) {
    double size = std::abs(points * weight);
    bool is_zero = points == 0 || weight == 0;
    if (!is_zero && !(size >= kLeastPoints && size <= kMostPoints)) {
      item_.points.clear();
      item_.weight.clear();
      refuse(at, "points times weight are not 0 and not between 1e-200 and 1e+200");
    }
  }

  // --- the condition: by reference, several by reference, or written in the rule
  void read_condition() {
    NodeId conditions = member("conditions");
    NodeId reference = member("condition_id");
    std::string_view type = text_at(member("type"));
    if (conditions.is_valid()) {
      read_conditions(conditions, type);
    } else if (reference.is_valid()) {
      add_reference(reference);
    } else if (type == "complex") {
      refuse(rule_, "`conditions` is missing");
    } else {
      add_inline(rule_, member("condition"));
    }
    bool is_known = type == "simple" || type == "complex" || type == "standard";
    if (member("type").is_valid() && !is_known) {
      refuse(member("type"), "its type is not `simple`, `complex` or `standard`");
    }
    if (item_.fate != Fate::kRefused) {
      item_.condition = join_clauses(clauses_, joint_);
    }
  }

  void read_conditions(NodeId conditions, std::string_view type) {
    if (document_.at(conditions).kind != NodeKind::kObject) {
      refuse(conditions, "`conditions` is no object");
      return;
    }
    if (member("attribute").is_valid()) {
      say_about_key(member("attribute"), "`attribute` is left out, `conditions` counts");
    }
    NodeId one = document_.member(conditions, "item");
    NodeId several = document_.member(conditions, "items");
    bool is_complex = type == "complex" || (type.empty() && several.is_valid());
    if (!is_complex && one.is_valid()) {
      add_reference(one);
    } else if (!is_complex) {
      refuse(conditions, "a simple rule needs `item`");
    } else if (!several.is_valid()) {
      refuse(conditions, "a complex rule needs `items`");
    } else {
      read_items(conditions, several);
    }
  }

  void read_items(NodeId conditions, NodeId items) {
    bool is_list = document_.at(items).kind == NodeKind::kArray;
    if (!is_list || document_.at(items).child_count == 0) {
      refuse(items, is_list ? "`items` is empty" : "`items` is no list");
      return;
    }
    read_mode(conditions);
    for (NodeId entry : document_.children(items)) {
      if (document_.at(entry).kind == NodeKind::kObject) {
        NodeId equation = document_.member(entry, "equation");
        add_inline(entry, equation.is_valid() ? equation : document_.member(entry, "condition"));
      } else {
        add_reference(entry);
      }
    }
    tell_absent_fields(items);
  }

  void read_mode(NodeId conditions) {
    NodeId at = document_.member(conditions, "mode");
    std::string_view mode = text_at(at);
    if (mode == "inclusive" || mode == "and") {
      joint_ = Joint::kAnd;
    } else if (mode == "exclusive" || mode == "or") {
      joint_ = Joint::kOr;
    } else {
      refuse(at.is_valid() ? at : conditions,
             at.is_valid() ? "its mode is neither `inclusive` nor `exclusive`"
                           : "a complex rule needs `mode`");
      return;
    }
    if (mode == "and" || mode == "or") {
      say(at, "the mode " + quoted(mode) + " was taken for " +
                  quoted(joint_ == Joint::kAnd ? "inclusive" : "exclusive"));
    }
  }

  // The other engine gives a rule up at the first field that is absent.
  void tell_absent_fields(NodeId items) {
    bool has_others = std::ranges::any_of(clauses_, [&](const Clause* clause) {
      return clause->attribute != clauses_.front()->attribute;
    });
    if (joint_ == Joint::kOr && has_others) {
      say(items, "a field that is absent does not end the rule, the other conditions still count");
    }
  }

  void add_reference(NodeId at) {
    std::string_view id = text_at(at);
    if (id.empty()) {
      refuse(at, "it does not name a condition by a text");
      return;
    }
    const Catalogue::Row* row = catalogue_.use(id);
    if (row == nullptr) {
      refuse(at, "no file has a condition " + quoted(id), catalogue_.suggestions(id));
    } else if (row->is_refused()) {
      refuse(at, "its condition " + quoted(id) + " was refused");
    } else {
      clauses_.push_back(&row->clause);
    }
  }

  void add_inline(NodeId row, NodeId equation) {
    Clause& clause = inline_clauses_.emplace_back(
        translate_clause(document_, {.row = row,
                                     .attribute = document_.member(row, "attribute"),
                                     .equation = equation,
                                     .constant = document_.member(row, "constant")}));
    if (clause.refusal) {
      refuse(clause.refusal->at, clause.refusal->text);
      return;
    }
    for (const Note& note : clause.remarks) {
      say(note.at, note.text);
    }
    clauses_.push_back(&clause);
  }

  void name_unknown_members() {
    for (NodeId child : document_.children(rule_)) {
      std::string_view key = document_.at(child).key;
      if (std::ranges::find(kMembers, key) == kMembers.end()) {
        say_about_key(child, quoted(key) + " has no counterpart and is left out");
      }
    }
  }

  const json::Document& document_;
  NodeId rule_;
  Catalogue& catalogue_;
  diag::Emitter& emitter_;
  std::string what_;
  Item item_;
  Joint joint_ = Joint::kAnd;
  std::vector<const Clause*> clauses_;
  std::deque<Clause> inline_clauses_;
};

}  // namespace

Item read_rule(const json::Document& document, json::NodeId node, Catalogue& catalogue,
               std::set<std::string>& ids, diag::Emitter& emitter) {
  return RuleReader(document, node, catalogue, emitter).run(ids);
}

void write_item(JsonWriter& json, const Item& item) {
  bool is_refused = item.fate == Fate::kRefused;
  json.begin_object();
  json.member("id", item.id);
  if (item.has_priority) {
    json.member("priority", std::int64_t{item.priority});
  }
  for (const auto& [name, number] : {std::pair("points", &item.points), {"weight", &item.weight}}) {
    if (!number->empty()) {
      json.key(name);
      json.raw(*number);
    }
  }
  if (item.symbol != "Y") {
    json.member("symbol", item.symbol);
  }
  json.key("condition");
  json.raw(is_refused ? "false" : std::string_view(item.condition));
  if (!item.name.empty()) {
    json.member("x_name", item.name);
  }
  if (!item.description.empty()) {
    json.member("x_description", item.description);
  }
  if (is_refused) {
    json.member("x_refused", item.refusal);
  }
  json.end_object();
}

std::string id_of(std::string_view text, std::size_t max_bytes) {
  std::string id;
  for (char c : text) {
    bool is_allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '.' || c == '-';
    if (is_allowed || !id.ends_with('_')) {
      id += is_allowed ? c : '_';
    }
  }
  id.resize(std::min(id.size(), max_bytes));
  return id == "_" ? std::string() : id;
}

}  // namespace rulec::tooling::imports
