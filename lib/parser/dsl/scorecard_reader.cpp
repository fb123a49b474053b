// Scorecards of the text form to their twins.
#include <algorithm>

#include "parser/dsl/definition_reader.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

TextRange range_of(const SyntaxNode& node) {
  return TextState::range_of(node);
}

}  // namespace

bool DefinitionReader::scorecard(const SyntaxNode& node, const Notes& notes,
                                 const Sections& sections) {
  if (sections.entry_points.size() > 1) {
    return state_.refuse(sections.entry_points[1].begin());
  }
  json::NodeId id = twin_.next_id();
  state_.anchors.push_back({.range = range_of(node),
                            .node = id,
                            .last = {},
                            .has_end = true,
                            .inside = inside_of(node)});
  OpenContainer object(state_, Kind::kObject, range_of(node));
  if (!object.fits() || !head(notes, sections, "scorecard", 0)) {
    return false;
  }
  SyntaxNode default_clause;
  for (const SyntaxNode& part : sections.parts) {
    if (part.kind() == SyntaxKind::kDefaultClause && !keep_one(default_clause, part)) {
      return false;
    }
  }
  if (!items(sections.parts) || !patterns(sections.parts)) {
    return false;
  }
  if (default_clause) {
    twin_.key("default", range_of(default_clause));
    anchor(default_clause);
    if (!reader_.text(default_clause.field(SyntaxField::kValue))) {
      return false;
    }
  }
  return bands(sections.parts) && member(notes, "context_schema") && metadata(notes) &&
         own_members(notes) && item_names(id);
}

bool DefinitionReader::items(const std::vector<SyntaxNode>& parts) {
  // A scorecard without items has an empty list, about which its schema speaks.
  TextRange range = {.begin = twin_.peek().at(state_.anchors.back().node).span.begin,
                     .end = twin_.peek().at(state_.anchors.back().node).span.end};
  twin_.key("items", range);
  OpenContainer array(state_, Kind::kArray, range);
  return array.fits() && std::ranges::all_of(parts, [this](const SyntaxNode& part) {
           return part.kind() != SyntaxKind::kItem || item(part);
         });
}

bool DefinitionReader::item_numbers(const SyntaxNode& node) {
  SyntaxNode priority, points, weight, symbol;
  for (const SyntaxChild& child : SyntaxChildren(node)) {
    SyntaxField field = child.field;
    bool is_good = (field != SyntaxField::kPriority || keep_one(priority, child.node)) &&
                   (field != SyntaxField::kPoints || keep_one(points, child.node)) &&
                   (field != SyntaxField::kWeight || keep_one(weight, child.node)) &&
                   (field != SyntaxField::kSymbol || keep_one(symbol, child.node));
    if (!is_good) {
      return false;
    }
  }
  bool is_good = number_member("points", points) && number_member("weight", weight);
  if (symbol && is_good) {
    twin_.key("symbol", range_of(symbol));
    is_good = reader_.text(symbol);
  }
  return is_good && number_member("priority", priority);
}

bool DefinitionReader::item(const SyntaxNode& node) {
  Notes notes;
  if (!notes_of(node, notes) || !has_only_own(notes, "an item", "")) {
    return false;
  }
  anchor(node);
  OpenContainer object(state_, Kind::kObject, range_of(node));
  SyntaxNode id = node.field(SyntaxField::kId);
  text_member("id", range_of(id), state_.name_of(id));
  SyntaxNode written = node.field(SyntaxField::kCondition);
  if (written) {
    twin_.key("condition", range_of(written));
  }
  return object.fits() && (!written || reader_.expression(written)) && item_numbers(node) &&
         own_members(notes);
}

bool DefinitionReader::patterns(const std::vector<SyntaxNode>& parts) {
  auto is_pattern = [](const SyntaxNode& part) { return part.kind() == SyntaxKind::kPattern; };
  auto first = std::ranges::find_if(parts, is_pattern);
  if (first == parts.end()) {
    return true;
  }
  twin_.key("patterns", range_of(*first));
  OpenContainer object(state_, Kind::kObject, range_of(*first));
  std::set<std::string> seen;
  return object.fits() && std::ranges::all_of(parts, [&](const SyntaxNode& part) {
           if (!is_pattern(part)) {
             return true;
           }
           if (!reader_.new_key(part.field(SyntaxField::kPattern), seen)) {
             return false;
           }
           anchor(part);
           return reader_.text(part.field(SyntaxField::kRecommend));
         });
}

bool DefinitionReader::bands(const std::vector<SyntaxNode>& parts) {
  auto is_band = [](const SyntaxNode& part) { return part.kind() == SyntaxKind::kBand; };
  auto first = std::ranges::find_if(parts, is_band);
  if (first == parts.end()) {
    return true;
  }
  twin_.key("bands", range_of(*first));
  OpenContainer array(state_, Kind::kArray, range_of(*first));
  return array.fits() && std::ranges::all_of(parts, [&](const SyntaxNode& part) {
           return !is_band(part) || band(part);
         });
}

bool DefinitionReader::band(const SyntaxNode& node) {
  Notes notes;
  if (!notes_of(node, notes) || !has_only_own(notes, "a band", "")) {
    return false;
  }
  anchor(node);
  OpenContainer object(state_, Kind::kObject, range_of(node));
  if (!object.fits() || !number_member("from", node.field(SyntaxField::kFrom))) {
    return false;
  }
  SyntaxNode recommend = node.field(SyntaxField::kRecommend);
  twin_.key("recommend", range_of(recommend));
  return reader_.text(recommend) && own_members(notes);
}

}  // namespace rulec::parser
