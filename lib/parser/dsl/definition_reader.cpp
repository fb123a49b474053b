#include "parser/dsl/definition_reader.h"

#include <algorithm>

#include "parser/internal/shape.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

TextRange range_of(const SyntaxNode& node) {
  return TextState::range_of(node);
}

bool is_id_byte(char c) {
  return is_word(std::string_view(&c, 1)) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// The id of a rule that has a name in the input dialect: `Big Order` gives `Big_Order`.
std::string id_of_name(std::string_view name) {
  std::string id;
  bool is_in_gap = false;
  for (char c : name) {
    if (is_id_byte(c)) {
      id += c;
    } else if (!is_in_gap) {
      id += '_';
    }
    is_in_gap = !is_id_byte(c);
  }
  return id;
}

bool is_of_input_dialect(const SyntaxNode& clause) {
  if (clause.kind() == SyntaxKind::kWhenBlock) {
    return true;
  }
  std::size_t position = 0;
  for (const SyntaxChild& child : SyntaxChildren(clause)) {
    if (position++ == 1) {
      return clause.kind() == SyntaxKind::kThenClause && child.node.is_token("{");
    }
  }
  return false;
}

}  // namespace

bool DefinitionReader::read(const SyntaxNode& declaration) {
  Notes notes;
  Sections sections;
  state_.is_input_dialect = false;
  state_.entry_points.clear();
  state_.named_items.clear();
  state_.locals.clear();
  state_.result_names.clear();
  state_.results.clear();
  state_.open_locals.clear();
  state_.first_node = twin_.next_id().index();
  if (!notes_of(declaration, notes) || !sections_of(declaration, sections)) {
    return false;
  }
  if (declaration.kind() == SyntaxKind::kScorecardDeclaration) {
    return scorecard(declaration, notes, sections);
  }
  auto count =
      std::max<std::size_t>({sections.conditions.size(), sections.actions.size(), std::size_t{1}});
  for (std::size_t i = 0; i < count; ++i) {
    if (!rule(declaration, notes, sections, i)) {
      return false;
    }
  }
  return true;
}

// --- sections

bool DefinitionReader::keep_one(SyntaxNode& kept, const SyntaxNode& found) {
  if (kept) {
    return state_.refuse(found.begin());
  }
  kept = found;
  return true;
}

// A part that can be there once has a place of its own, the others are listed.
bool DefinitionReader::keep(const SyntaxChild& child, Sections& sections) {
  using Single = SyntaxNode Sections::*;
  using Listed = std::vector<SyntaxNode> Sections::*;
  constexpr std::pair<SyntaxField, Single> kSingle[] = {
      {SyntaxField::kId, &Sections::id},
      {SyntaxField::kPriority, &Sections::priority},
      {SyntaxField::kVersion, &Sections::version},
      {SyntaxField::kStop, &Sections::stop},
      {SyntaxField::kInactive, &Sections::inactive},
      {SyntaxField::kActive, &Sections::active}};
  constexpr std::pair<SyntaxField, Listed> kListed[] = {
      {SyntaxField::kEntryPoint, &Sections::entry_points},
      {SyntaxField::kCondition, &Sections::conditions},
      {SyntaxField::kThen, &Sections::actions},
      {SyntaxField::kSteps, &Sections::actions},
      {SyntaxField::kTest, &Sections::tests}};
  for (const auto& [field, place] : kSingle) {
    if (field == child.field) {
      return keep_one(sections.*place, child.node);
    }
  }
  for (const auto& [field, place] : kListed) {
    if (field == child.field) {
      (sections.*place).push_back(child.node);
      return true;
    }
  }
  if (child.node.is_named()) {
    sections.parts.push_back(child.node);
  }
  return true;
}

bool DefinitionReader::sections_of(const SyntaxNode& node, Sections& sections) {
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    if (!keep(child, sections)) {
      return false;
    }
    state_.is_input_dialect = state_.is_input_dialect || is_of_input_dialect(child.node);
  }
  for (const SyntaxNode& name : sections.entry_points) {
    state_.entry_points.push_back(state_.name_of(name));
  }
  if (state_.entry_points.empty()) {
    state_.entry_points.push_back(state_.entry_point.empty() ? "default" : state_.entry_point);
  }
  return true;
}

bool DefinitionReader::number_member(std::string_view name, const SyntaxNode& number) {
  if (!number) {
    return true;
  }
  twin_.key(name, range_of(number));
  return reader_.number(number);
}

bool DefinitionReader::head(const Notes& notes, const Sections& sections,
                            std::string_view id_member, std::size_t pair) {
  std::string written = state_.name_of(sections.id);
  std::string id = written;
  bool is_name = state_.is_input_dialect && sections.id.kind() == SyntaxKind::kString;
  if (is_name) {
    id = id_of_name(written);
  }
  bool is_renamed = id != written;
  if (pair > 0) {
    constexpr std::size_t kFirstOfTwoDigits = 9;
    id += (pair < kFirstOfTwoDigits ? ".0" : ".") + std::to_string(pair + 1);
  }
  bool has_name =
      std::ranges::find(notes.members, "name", &Notes::Note::member) != notes.members.end();
  if (!member(notes, "$schema")) {
    return false;
  }
  text_member(id_member, range_of(sections.id), id);
  if (is_name && !has_name && is_renamed) {
    text_member("name", range_of(sections.id), written);
  }
  if (!member(notes, "name") || !description(notes)) {
    return false;
  }
  entry_points(sections, id_member == "id" ? "rule" : id_member, pair == 0);
  return true;
}

void DefinitionReader::entry_points(const Sections& sections, std::string_view keyword,
                                    bool is_first) {
  const std::vector<SyntaxNode>& written = sections.entry_points;
  TextRange id = range_of(sections.id);
  if (written.empty()) {
    if (state_.entry_point.empty() && is_first) {
      std::string name = state_.name_of(sections.id);
      state_.emitter.emit(diag::make(diag::Code::kDefaultEntryPoint, twin_.span(id),
                                     "no `on` behind it", {{"what", "`" + name + "`"}})
                              .help("name it, as in `" + std::string(keyword) + " " +
                                    id_of_name(name) +
                                    " on default`, or for the whole file with a first line " +
                                    "`entry_point default`"));
    }
    text_member("entry_point", id, state_.entry_points.front());
    return;
  }
  if (written.size() == 1) {
    text_member("entry_point", range_of(written[0]), state_.entry_points[0]);
    return;
  }
  TextRange range = {.begin = written.front().begin(), .end = written.back().end()};
  twin_.key("entry_point", range);
  OpenContainer array(state_, Kind::kArray, range);
  for (std::size_t i = 0; i < written.size(); ++i) {
    twin_.text(range_of(written[i]), state_.entry_points[i]);
  }
}

bool DefinitionReader::window(const SyntaxNode& active) {
  if (!active) {
    return true;
  }
  SyntaxNode from = active.field(SyntaxField::kFrom);
  SyntaxNode until = active.field(SyntaxField::kUntil);
  if (!from && !until) {
    return state_.refuse(active.end());
  }
  if (from) {
    text_member("active_from", range_of(from), state_.name_of(from));
  }
  if (until) {
    text_member("active_until", range_of(until), state_.name_of(until));
  }
  return true;
}

// --- rules and flows

bool DefinitionReader::condition(const SyntaxNode& clause) {
  std::vector<SyntaxNode> predicates;
  for (const SyntaxChild& child : SyntaxChildren(clause)) {
    bool is_predicate =
        child.field == SyntaxField::kPredicate || child.field == SyntaxField::kCondition;
    if (is_predicate) {
      predicates.push_back(child.node);
    }
  }
  if (predicates.empty()) {
    return true;
  }
  twin_.key("condition", {.begin = predicates.front().begin(), .end = predicates.back().end()});
  json::NodeId node = twin_.next_id();
  bool is_good =
      predicates.size() == 1 ? reader_.expression(predicates[0]) : reader_.conjunction(predicates);
  if (is_good) {
    // Comments behind `when` belong to what follows.
    state_.anchors.push_back(
        {.range = range_of(clause), .node = node, .last = {}, .is_chain = true});
    anchor_operands(predicates, node);
  }
  return is_good;
}

// The operands of a chain stand on lines of their own.
void DefinitionReader::anchor_operands(const std::vector<SyntaxNode>& predicates,
                                       json::NodeId condition) {
  std::vector<SyntaxNode> operands = TwinReader::operands_of_chain(predicates);
  if (operands.size() < 2) {
    return;
  }
  const json::Document& document = twin_.peek();
  std::size_t i = 0;
  for (json::NodeId operand : document.children(document.at(condition).first_child)) {
    state_.anchors.push_back({.range = range_of(operands[i++]), .node = operand, .last = {}});
  }
}

bool DefinitionReader::actions(std::string_view name, const SyntaxNode& clause) {
  twin_.key(name, range_of(clause));
  if (name == "steps") {
    state_.anchors.push_back(
        {.range = range_of(clause), .node = twin_.next_id(), .last = {}, .has_end = true});
  }
  OpenContainer array(state_, Kind::kArray, range_of(clause));
  state_.locals.clear();
  state_.used_locals.clear();
  state_.result_names.clear();
  state_.results.clear();
  return array.fits() && steps_.steps(clause) && steps_.finish();
}

// The tests of a declaration with several pairs are those of its first rule.
bool DefinitionReader::tail(const Notes& notes, const Sections& sections, json::NodeId definition,
                            std::size_t pair) {
  if (sections.stop) {
    twin_.key("stop_processing", range_of(sections.stop));
    twin_.boolean(range_of(sections.stop), true);
  }
  return (pair > 0 || tests(sections.tests)) && member(notes, "context_schema") &&
         metadata(notes) && own_members(notes) && item_names(definition);
}

std::size_t DefinitionReader::inside_of(const SyntaxNode& declaration) {
  for (const SyntaxChild& child : SyntaxChildren(declaration)) {
    if (child.node.is_token("{")) {
      return child.node.end();
    }
  }
  return declaration.begin();
}

bool DefinitionReader::rule(const SyntaxNode& node, const Notes& notes, const Sections& sections,
                            std::size_t pair) {
  bool is_flow = node.kind() == SyntaxKind::kFlowDeclaration;
  // Further pairs begin where their `when` does, so that comments find them.
  bool has_more = pair + 1 < sections.conditions.size();
  TextRange range = range_of(node);
  range.begin = pair > 0 ? sections.conditions[pair].begin() : range.begin;
  range.end = has_more ? sections.conditions[pair + 1].begin() : range.end;
  json::NodeId id = twin_.next_id();
  state_.anchors.push_back({.range = range,
                            .node = id,
                            .last = {},
                            .has_end = true,
                            .inside = pair > 0 ? 0 : inside_of(node)});
  OpenContainer object(state_, Kind::kObject, range);
  if (!object.fits() || !head(notes, sections, is_flow ? "flow" : "id", pair) ||
      !number_member("priority", sections.priority)) {
    return false;
  }
  if (sections.inactive) {
    twin_.key("active", range_of(sections.inactive));
    twin_.boolean(range_of(sections.inactive), false);
  }
  bool is_good = window(sections.active) && number_member("version", sections.version);
  if (is_good && pair < sections.conditions.size()) {
    is_good = condition(sections.conditions[pair]);
  }
  if (is_good && pair < sections.actions.size()) {
    is_good = actions(is_flow ? "steps" : "actions", sections.actions[pair]);
  }
  return is_good && tail(notes, sections, id, pair);
}

// Names that were chosen for items, as `x_names`: pointer of the call in the definition -> name.
bool DefinitionReader::item_names(json::NodeId definition) {
  if (state_.named_items.empty()) {
    return true;
  }
  const json::Document& document = twin_.peek();
  std::size_t above = document.pointer(definition).size();
  std::vector<std::pair<std::string, std::string>> names;
  names.reserve(state_.named_items.size());
  for (const TextState::NamedItem& item : state_.named_items) {
    names.emplace_back(document.pointer(item.node).substr(above), item.name);
  }
  TextRange range = {.begin = document.at(definition).span.begin,
                     .end = document.at(definition).span.end};
  twin_.key("x_names", range);
  OpenContainer object(state_, Kind::kObject, range);
  for (const auto& [pointer, name] : names) {
    text_member(pointer, range, name);
  }
  state_.named_items.clear();
  return object.fits();
}

// --- tests

bool DefinitionReader::tests(const std::vector<SyntaxNode>& written) {
  if (written.empty()) {
    return true;
  }
  TextRange range = {.begin = written.front().begin(), .end = written.back().end()};
  twin_.key("tests", range);
  OpenContainer array(state_, Kind::kArray, range);
  return array.fits() &&
         std::ranges::all_of(written, [this](const SyntaxNode& node) { return test(node); });
}

bool DefinitionReader::test(const SyntaxNode& node) {
  SyntaxNode given, now, with, expect;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    SyntaxKind kind = child.node.kind();
    bool is_good = (kind != SyntaxKind::kGivenClause || keep_one(given, child.node)) &&
                   (kind != SyntaxKind::kNowClause || keep_one(now, child.node)) &&
                   (kind != SyntaxKind::kWithClause || keep_one(with, child.node)) &&
                   (kind != SyntaxKind::kExpectClause || keep_one(expect, child.node));
    if (!is_good) {
      return false;
    }
  }
  anchor(node);
  OpenContainer object(state_, Kind::kObject, range_of(node));
  std::set<std::string> keys = {"name", "context", "now", "expect"};
  twin_.key("name", range_of(node.field(SyntaxField::kName)));
  bool is_good = object.fits() && reader_.text(node.field(SyntaxField::kName));
  if (given) {
    twin_.key("context", range_of(given));
    is_good = is_good && reader_.json(given.field(SyntaxField::kValue));
  }
  if (now && is_good) {
    twin_.key("now", range_of(now));
    is_good = reader_.text(now.field(SyntaxField::kValue));
  }
  if (with && is_good) {
    SyntaxNode members = with.field(SyntaxField::kValue);
    is_good = members.kind() == SyntaxKind::kObject ? reader_.json_members(members, keys)
                                                    : state_.refuse(members.begin());
  }
  return is_good && (!expect || expectation(expect));
}

bool DefinitionReader::expectation(const SyntaxNode& clause) {
  SyntaxNode value = clause.field(SyntaxField::kValue);
  twin_.key("expect", range_of(clause));
  if (value.is_named()) {
    return reader_.json(value);
  }
  OpenContainer object(state_, Kind::kObject, range_of(value));
  twin_.key("fires", range_of(value));
  twin_.boolean(range_of(value), value.is_token("fires"));
  return object.fits();
}

}  // namespace rulec::parser
