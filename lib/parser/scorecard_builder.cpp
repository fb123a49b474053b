// parse_scorecard: the members of a scorecard from JSON. Silent about shape (the schema check has
// spoken); what cannot be used sets is_bad.
#include "parser/internal/scorecard_builder.h"

#include <limits>

#include "base/limits.h"
#include "base/utf8.h"
#include "parser/internal/expression_builder.h"
#include "parser/internal/shape.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::parser {
namespace {

using json::NodeKind;

class ScorecardBuilder {
 public:
  ScorecardBuilder(const json::Document& document, std::uint32_t index, Ast& ast,
                   diag::Emitter& emitter)
      : document_(document), ast_(ast), expressions_(document, index, ast, emitter) {}

  void build(json::NodeId id) {
    if (document_.at(id).kind != NodeKind::kObject) {
      return;
    }
    scorecard_.node = expressions_.add_node(id);
    scorecard_.is_bad = has_fault_inside(document_, id);
    for_each_member(
        id, [this](std::string_view name, json::NodeId member) { scorecard_member(name, member); });
    require(is_name(scorecard_.id.text, kMaxIdBytes));
    require(is_name(scorecard_.entry_point.text, kMaxEntryPointBytes));
    ast_.scorecards.push_back(std::move(scorecard_));
  }

 private:
  void require(bool is_good) { scorecard_.is_bad = scorecard_.is_bad || !is_good; }

  template <class Visitor>
  void for_each_member(json::NodeId object, Visitor visit) {
    require(document_.at(object).kind == NodeKind::kObject);
    for (json::NodeId child : document_.children(object)) {
      const json::Node& node = document_.at(child);
      if (!node.is_duplicate) {  // else the reader has spoken
        visit(node.key, child);
      }
    }
  }

  template <class Visitor>
  void for_each_item(json::NodeId list, Visitor visit) {
    require(document_.at(list).kind == NodeKind::kArray);
    for (json::NodeId child : document_.children(list)) {
      visit(child);
    }
  }

  std::string_view text(json::NodeId id) {
    const json::Node& node = document_.at(id);
    require(node.kind == NodeKind::kString);
    return node.text;
  }
  TextAt text_at(json::NodeId id) { return {.text = text(id), .node = expressions_.add_node(id)}; }

  Value number(json::NodeId id) {
    Value value = json::to_value(document_, id, ast_.arena);
    require(value.is_number());
    return value.is_number() ? value : Value::integer(0);
  }

  void scorecard_member(std::string_view name, json::NodeId id) {
    if (name == "scorecard") {
      scorecard_.id = text_at(id);
    } else if (name == "name") {
      scorecard_.name = text_at(id);
    } else if (name == "description") {
      scorecard_.description = text_at(id);
    } else if (name == "entry_point") {
      scorecard_.entry_point = text_at(id);
    } else if (name == "items") {
      for_each_item(id, [this](json::NodeId item) { add_item(item); });
    } else if (name == "patterns") {
      for_each_member(id, [this](std::string_view symbols, json::NodeId member) {
        scorecard_.patterns.push_back(
            {.symbols = {.text = symbols, .node = expressions_.add_key_node(member)},
             .recommendation = text(member)});
      });
    } else if (name == "bands") {
      for_each_item(id, [this](json::NodeId band) { add_band(band); });
    } else if (name == "default") {
      scorecard_.default_recommendation = text(id);
    } else if (name == "metadata") {
      require(document_.at(id).kind == NodeKind::kObject);
    } else {
      require(name.starts_with("x_") || name == "$schema");
    }
  }

  void add_item(json::NodeId id) {
    ScorecardItemNode item{.node = expressions_.add_node(id)};
    for_each_member(
        id, [&](std::string_view name, json::NodeId member) { item_member(item, name, member); });
    require(is_name(item.id.text, kMaxIdBytes));
    scorecard_.items.push_back(item);
  }

  void item_member(ScorecardItemNode& item, std::string_view name, json::NodeId id) {
    if (name == "id") {
      item.id = text_at(id);
    } else if (name == "condition") {
      item.condition_node = expressions_.add_node(id);
      item.condition = expressions_.condition(id);
    } else if (name == "points") {
      item.points = number(id);
    } else if (name == "weight") {
      item.weight = number(id);
    } else if (name == "symbol") {
      item.symbol = text(id);
      require(utf8::count(item.symbol) == 1 && item.symbol != "-");
    } else if (name == "priority") {
      item.priority = priority(id);
    } else {
      require(name.starts_with("x_"));
    }
  }

  std::int32_t priority(json::NodeId id) {
    const json::Node& node = document_.at(id);
    bool is_good = node.kind == NodeKind::kInteger &&
                   node.integer >= std::numeric_limits<std::int32_t>::min() &&
                   node.integer <= std::numeric_limits<std::int32_t>::max();
    require(is_good);
    return is_good ? static_cast<std::int32_t>(node.integer) : 0;
  }

  void add_band(json::NodeId id) {
    ScorecardBandNode band{.from = Value::absent(), .from_node = {}, .recommendation = {}};
    bool has_recommendation = false;
    for_each_member(id, [&](std::string_view name, json::NodeId member) {
      if (name == "from") {
        band.from = number(member);
        band.from_node = expressions_.add_node(member);
      } else if (name == "recommend") {
        band.recommendation = text(member);
        has_recommendation = true;
      } else {
        require(name.starts_with("x_"));
      }
    });
    require(has_recommendation && band.from_node.is_valid());
    if (band.from_node.is_valid()) {
      scorecard_.bands.push_back(band);
    }
  }

  const json::Document& document_;
  Ast& ast_;
  ExpressionBuilder expressions_;
  ScorecardNode scorecard_;
};

}  // namespace

void build_scorecard(const json::Document& document, std::uint32_t index, json::NodeId id, Ast& ast,
                     diag::Emitter& emitter) {
  ScorecardBuilder(document, index, ast, emitter).build(id);
}

void parse_scorecard(const RuleDocuments& documents, std::uint32_t document, Ast& ast,
                     diag::Emitter& emitter) {
  const json::Document& from = documents.documents[document];
  if (from.has_root()) {
    build_scorecard(from, document, from.root(), ast, emitter);
  }
}

}  // namespace rulec::parser
