// Rules, flows and scorecards as text.
#include <algorithm>

#include "parser/format/text_printer.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

// `2026-01-31`, `2026-01-31T09:00:00.000+02:00`: read without quotes. Whether there is such a day
// is not asked.
bool is_bare_moment(std::string_view text) {
  constexpr std::string_view kDate = "dddd-dd-dd";
  constexpr std::string_view kTime = "Tdd:dd";
  auto take = [&](std::string_view form) {
    bool fits = text.size() >= form.size() &&
                std::ranges::equal(text.substr(0, form.size()), form, [](char c, char of) {
                  return of == 'd' ? c >= '0' && c <= '9' : c == of;
                });
    text.remove_prefix(fits ? form.size() : 0);
    return fits;
  };
  if (!take(kDate)) {
    return false;
  }
  if (text.empty()) {
    return true;
  }
  if (!take(kTime)) {
    return false;
  }
  if (take(":dd") && take(".d")) {
    while (take("d")) {
    }
  }
  return text == "Z" || ((take("+dd:dd") || take("-dd:dd")) && text.empty());
}

// An id that stands between the words of a head.
std::string id_text(std::string_view id) {
  static constexpr std::string_view kWords[] = {"on",  "priority", "version", "stop", "inactive",
                                                "and", "or",       "in",      "not"};
  return name_text(id, std::ranges::find(kWords, id) != std::end(kWords));
}

constexpr std::string_view kRuleMembers[] = {"$schema",      "id",
                                             "name",         "description",
                                             "entry_point",  "priority",
                                             "active",       "active_from",
                                             "active_until", "version",
                                             "condition",    "stop_processing",
                                             "tests",        "context_schema",
                                             "metadata",     "actions"};
constexpr std::string_view kFlowMembers[] = {
    "$schema", "flow",           "name",         "description", "entry_point", "priority",
    "active",  "active_from",    "active_until", "version",     "condition",   "stop_processing",
    "tests",   "context_schema", "metadata",     "steps"};
constexpr std::string_view kScorecardMembers[] = {
    "$schema", "scorecard", "name",    "description",    "entry_point", "items",
    "bands",   "patterns",  "default", "context_schema", "metadata"};
constexpr std::string_view kItemMembers[] = {"id",     "condition", "points",
                                             "weight", "symbol",    "priority"};
constexpr std::string_view kBandMembers[] = {"from", "recommend"};

}  // namespace

void TextPrinter::definitions(NodeId list) {
  for (NodeId child : document_.children(list)) {
    if (has_header_ || at(child).index > 0) {
      out_.hard();
      out_.hard();
    }
    definition(child);
  }
}

void TextPrinter::definition(NodeId id) {
  file_.definitions.insert(id.index());
  results_.clear();
  read_names(id);
  mark(id, Place::kBefore);
  if (member(id, "scorecard").is_valid()) {
    check_members(id, kScorecardMembers, "a scorecard");
    scorecard(id);
  } else if (member(id, "flow").is_valid()) {
    check_members(id, kFlowMembers, "a flow");
    rule(id, true);
  } else if (member(id, "id").is_valid() && member(id, "entry_point").is_valid()) {
    check_members(id, kRuleMembers, "a rule");
    rule(id, false);
  } else {
    refuse(id, "it is no rule, flow or scorecard");
  }
  mark(id, Place::kAfter);
}

void TextPrinter::check_members(NodeId object, std::span<const std::string_view> names,
                                std::string_view what) {
  for (NodeId child : document_.children(object)) {
    std::string_view key = at(child).key;
    if (!key.starts_with("x_") && std::ranges::find(names, key) == names.end()) {
      refuse(child, std::string(what) + " has no such member");
    }
  }
}

// --- rules and flows

void TextPrinter::rule(NodeId id, bool is_flow) {
  notes(id);
  head(id, is_flow);
  out_.begin_group();
  out_.text(" {");
  out_.indent();
  window(id);
  if (NodeId when = member(id, "condition"); when.is_valid()) {
    out_.hard();
    condition(when, true);
  }
  rule_steps(member(id, is_flow ? "steps" : "actions"), is_flow);
  tests(member(id, "tests"));
  mark(id, Place::kEnd);
  out_.dedent();
  out_.soft();
  out_.text("}");
  out_.end_group();
}

void TextPrinter::head(NodeId id, bool is_flow) {
  std::string_view kind = is_flow ? "flow" : "rule";
  out_.text(std::string(kind) + " " + id_text(required_text(id, is_flow ? "flow" : "id")));
  out_.fill();
  entry_points(member(id, "entry_point"));
  number(id, "priority");
  number(id, "version");
  flag(id, "stop_processing", true, "stop");
  flag(id, "active", false, "inactive");
}

void TextPrinter::entry_points(NodeId id) {
  bool is_list = is_kind(id, NodeKind::kArray) && at(id).child_count > 0;
  for (NodeId name = is_list ? at(id).first_child : id; name.is_valid();
       name = is_list ? at(name).next : NodeId()) {
    if (!is_kind(name, NodeKind::kString)) {
      refuse(name, "an entry point is a text");
      return;
    }
    bool is_first = !is_list || at(name).index == 0;
    bool is_last = !is_list || !at(name).next.is_valid();
    if (!is_first) {
      out_.fill();
    }
    out_.text((is_first ? "on " : "") + id_text(at(name).text) + (is_last ? "" : ","));
  }
}

// `priority 5`, where the member is there.
void TextPrinter::number(NodeId object, std::string_view name) {
  NodeId id = member(object, name);
  if (!id.is_valid()) {
    return;
  }
  if (!is_kind(id, NodeKind::kInteger) && !is_kind(id, NodeKind::kDouble)) {
    refuse(id, "it is no number");
    return;
  }
  out_.fill();
  out_.text(std::string(name) + " " + std::string(at(id).text));
}

void TextPrinter::flag(NodeId object, std::string_view name, bool value, std::string_view word) {
  NodeId id = member(object, name);
  if (!id.is_valid()) {
    return;
  }
  if (!is_kind(id, NodeKind::kBool)) {
    refuse(id, "it is neither true nor false");
  } else if (at(id).boolean == value) {
    out_.fill();
    out_.text(word);
  }
}

void TextPrinter::window(NodeId rule) {
  std::string words;
  for (std::string_view name : {"active_from", "active_until"}) {
    NodeId id = member(rule, name);
    if (!id.is_valid()) {
      continue;
    }
    std::string_view text = required_text(rule, name);
    words += " " + std::string(name.substr(name.find('_') + 1)) + " " +
             (is_bare_moment(text) ? std::string(text) : string_text(text));
  }
  if (!words.empty()) {
    out_.hard();
    out_.text("active" + words);
  }
}

void TextPrinter::rule_steps(NodeId list, bool is_flow) {
  bool is_empty = !list.is_valid() || at(list).child_count == 0;
  if (is_empty && !is_flow) {
    return;
  }
  if (list.is_valid() && !is_kind(list, NodeKind::kArray)) {
    refuse(list, "it is no list");
    return;
  }
  auto mark_list = [&](Place place) {
    if (list.is_valid()) {
      mark(list, place);
    }
  };
  out_.hard();
  mark_list(Place::kBefore);
  out_.begin_group();
  out_.text(is_flow ? "steps {" : "then");
  out_.indent();
  if (list.is_valid()) {
    steps(list);
  }
  mark_list(Place::kEnd);
  out_.dedent();
  if (is_flow) {
    out_.soft();
    out_.text("}");
    mark_list(Place::kAfter);
  }
  out_.end_group();
}

// --- tests

void TextPrinter::tests(NodeId list) {
  if (!list.is_valid()) {
    return;
  }
  if (!is_kind(list, NodeKind::kArray)) {
    refuse(list, "it is no list");
    return;
  }
  for (NodeId child : document_.children(list)) {
    out_.hard();
    test(child);
  }
}

void TextPrinter::test(NodeId id) {
  mark(id, Place::kBefore);
  out_.begin_group();
  out_.text("test " + string_text(required_text(id, "name")) + " {");
  out_.indent();
  bool has_members = at(id).child_count > 1;
  if (NodeId context = member(id, "context"); context.is_valid()) {
    out_.line();
    out_.text("given ");
    print_json(context);
  }
  if (NodeId now = member(id, "now"); is_kind(now, NodeKind::kString)) {
    out_.line();
    out_.text("now " + string_text(at(now).text));
  }
  test_with(id);
  if (NodeId expect = member(id, "expect"); expect.is_valid()) {
    out_.line();
    out_.text("expect ");
    bool is_short =
        at(expect).child_count == 1 && is_kind(member(expect, "fires"), NodeKind::kBool);
    if (is_short) {
      out_.text(at(at(expect).first_child).boolean ? "fires" : "silent");
    } else {
      print_json(expect);
    }
  }
  out_.dedent();
  has_members ? out_.line() : out_.soft();
  out_.text("}");
  out_.end_group();
  mark(id, Place::kAfter);
}

// `with` and all members that have no words of their own.
void TextPrinter::test_with(NodeId test) {
  std::vector<NodeId> members;
  for (NodeId child : document_.children(test)) {
    std::string_view key = at(child).key;
    bool is_spoken_for = key == "name" || key == "context" || key == "expect" ||
                         (key == "now" && is_kind(child, NodeKind::kString));
    if (!is_spoken_for) {
      members.push_back(child);
    }
  }
  if (members.empty()) {
    return;
  }
  out_.line();
  out_.text("with ");
  print_children(out_, document_, NodeKind::kObject, members,
                 [this](NodeId child) { print_json(child); });
}

// --- scorecards

void TextPrinter::scorecard(NodeId id) {
  notes(id);
  out_.text("scorecard " + id_text(required_text(id, "scorecard")));
  out_.fill();
  entry_points(member(id, "entry_point"));
  out_.begin_group();
  out_.text(" {");
  out_.indent();
  lines(member(id, "items"), NodeKind::kArray, &TextPrinter::item);
  lines(member(id, "patterns"), NodeKind::kObject, &TextPrinter::pattern);
  if (NodeId text = member(id, "default"); text.is_valid()) {
    out_.hard();
    mark(text, Place::kBefore);
    out_.text("default " + string_text(required_text(id, "default")));
    mark(text, Place::kAfter);
  }
  lines(member(id, "bands"), NodeKind::kArray, &TextPrinter::band);
  mark(id, Place::kEnd);
  out_.dedent();
  out_.soft();
  out_.text("}");
  out_.end_group();
}

// The children of a list or object, each in lines of its own.
void TextPrinter::lines(NodeId list, NodeKind kind, void (TextPrinter::*print)(NodeId)) {
  if (!list.is_valid()) {
    return;
  }
  if (!is_kind(list, kind)) {
    refuse(list, kind == NodeKind::kArray ? "it is no list" : "it is no object");
    return;
  }
  for (NodeId child : document_.children(list)) {
    out_.hard();
    mark(child, Place::kBefore);
    (this->*print)(child);
    mark(child, Place::kAfter);
  }
}

void TextPrinter::item(NodeId id) {
  check_members(id, kItemMembers, "an item");
  own_notes(id);
  out_.text("item " + id_text(required_text(id, "id")));
  for (std::string_view name : {"priority", "points", "weight"}) {
    number(id, name);
  }
  if (member(id, "symbol").is_valid()) {
    out_.fill();
    out_.text("symbol " + string_text(required_text(id, "symbol")));
  }
  if (NodeId when = member(id, "condition"); when.is_valid()) {
    out_.text(" ");
    condition(when, false);
  }
}

void TextPrinter::pattern(NodeId id) {
  if (!is_kind(id, NodeKind::kString)) {
    refuse(id, "it is no text");
    return;
  }
  out_.text("pattern " + string_text(at(id).key) + " = " + string_text(at(id).text));
}

void TextPrinter::band(NodeId id) {
  check_members(id, kBandMembers, "a band");
  own_notes(id);
  out_.text("band");
  NodeId from = member(id, "from");
  if (!from.is_valid()) {
    refuse(id, "it has no `from`");
    return;
  }
  number(id, "from");
  out_.text(" = " + string_text(required_text(id, "recommend")));
}

}  // namespace rulec::parser
