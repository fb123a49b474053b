// Scorecards of both sides, matched by id; their items, too.
#include "parser/parser.h"
#include "tooling/diff/definitions.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using parser::ScorecardItemNode;
using parser::ScorecardNode;

struct PlainMember {
  std::string_view name;
  std::string_view absent;
};
constexpr PlainMember kCardMembers[] = {{"name", "none"},
                                        {"description", "none"},
                                        {"entry_point", "none"},
                                        {"default", "none"},
                                        {"metadata", "none"}};
constexpr PlainMember kItemMembers[] = {
    {"points", "0"}, {"weight", "1"}, {"symbol", R"("Y")"}, {"priority", "0"}};

// "/items/3" is an item, too.
bool is_open(std::string_view pointer) {
  return pointer.empty() ||
         (pointer.starts_with("/items/") &&
          pointer.find('/', std::string_view("/items/").size()) == std::string_view::npos);
}

class TwoScorecards {
 public:
  TwoScorecards(const ScorecardNode& a, const ScorecardNode& b, std::string text_a,
                std::string text_b, const ProofTerms& terms)
      : a_(a),
        b_(b),
        can_prove_(terms.can_prove() && !a.is_bad && !b.is_bad),
        reads_(terms.reads_at(a.entry_point.text)),
        text_a_(std::move(text_a)),
        text_b_(std::move(text_b)) {}

  std::optional<DefinitionChange> run() {
    change_.fields = changes_between(text_a_, text_b_, is_open);
    if (change_.fields.empty()) {
      return std::nullopt;
    }
    is_same_ = can_prove_;
    for (const PlainMember& member : kCardMembers) {
      compare(member, "", text_a_.document().root(), text_b_.document().root());
    }
    items();
    patterns();
    bands();
    change_.is_proved_same = is_same_;
    if (is_same_ && !has_other_words_) {
      change_.kind = ChangeKind::kRewritten;
    }
    change_.text_a = text_a_.text();
    change_.text_b = text_b_.text();
    return std::move(change_);
  }

 private:
  void compare(const PlainMember& member, const std::string& place, json::NodeId a,
               json::NodeId b) {
    std::string_view of_a = text_a_.text_of(text_a_.document().member(a, member.name));
    std::string_view of_b = text_b_.text_of(text_b_.document().member(b, member.name));
    if (of_a != of_b) {
      // A decision names no scorecard but by its id.
      bool is_words = is_for_people(member.name) || member.name == "name";
      has_other_words_ = has_other_words_ || is_words;
      is_same_ = is_same_ && is_words;
      change_.readable.push_back(
          member_change(place + std::string(member.name), of_a, of_b, member.absent));
    }
  }

  void differ(std::string what, std::string a, std::string b) {
    is_same_ = false;
    change_.readable.push_back({.what = std::move(what), .a = std::move(a), .b = std::move(b)});
  }

  static std::vector<json::NodeId> item_nodes(const JsonText& text) {
    std::vector<json::NodeId> nodes;
    json::NodeId list = text.member("items");
    if (list.is_valid()) {
      for (json::NodeId item : text.document().children(list)) {
        nodes.push_back(item);
      }
    }
    return nodes;
  }

  struct PlacedItem {
    const ScorecardItemNode* node = nullptr;
    json::NodeId json;
  };
  static std::vector<PlacedItem> placed(const ScorecardNode& card, const JsonText& text) {
    std::vector<json::NodeId> nodes = item_nodes(text);
    std::vector<PlacedItem> items;
    for (std::size_t i = 0; i < std::min(nodes.size(), card.items.size()); ++i) {
      items.push_back({.node = &card.items[i], .json = nodes[i]});
    }
    return items;
  }

  void items() {
    std::vector<PlacedItem> of_a = placed(a_, text_a_);
    std::vector<PlacedItem> of_b = placed(b_, text_b_);
    match_by(
        of_a, of_b, [](const PlacedItem& item) { return item.node->id.text; },
        [&](const PlacedItem* a, const PlacedItem* b) {
          if (a != nullptr && b != nullptr) {
            item(*a, *b);
          } else {
            const ScorecardItemNode& node = a != nullptr ? *a->node : *b->node;
            std::string text =
                node.condition == nullptr ? "always" : parser::infix(*node.condition);
            differ("item " + std::string(node.id.text) + (a != nullptr ? " removed" : " added"),
                   a != nullptr ? text : "", a != nullptr ? "" : text);
          }
        });
    order();
  }

  void item(const PlacedItem& a, const PlacedItem& b) {
    std::string place = "item " + std::string(b.node->id.text) + ": ";
    for (const PlainMember& member : kItemMembers) {
      compare(member, place, a.json, b.json);
    }
    std::string_view of_a = text_a_.text_of(text_a_.document().member(a.json, "condition"));
    std::string_view of_b = text_b_.text_of(text_b_.document().member(b.json, "condition"));
    if (of_a != of_b) {
      ReadableChange change = condition_change(a.node->condition, b.node->condition);
      change.what = place + "condition";
      change.is_proved_same =
          can_prove_ && is_same_condition(a.node->condition, b.node->condition, reads_);
      is_same_ = is_same_ && change.is_proved_same;
      change_.readable.push_back(std::move(change));
    }
  }

  // Of items with the same priority the first one written has its turn first.
  void order() {
    auto ids = [](const ScorecardNode& card, const ScorecardNode& other) {
      std::vector<std::string_view> known;
      known.reserve(other.items.size());
      for (const ScorecardItemNode& item : other.items) {
        known.push_back(item.id.text);
      }
      std::ranges::sort(known);
      std::string text;
      for (const ScorecardItemNode& item : card.items) {
        if (std::ranges::binary_search(known, item.id.text)) {
          text.append(text.empty() ? "" : ", ").append(item.id.text);
        }
      }
      return text;
    };
    std::string of_a = ids(a_, b_);
    std::string of_b = ids(b_, a_);
    if (of_a != of_b) {
      differ("order of items", std::move(of_a), std::move(of_b));
    }
  }

  template <class Node, class Key, class Text>
  void rows(const std::vector<Node>& a, const std::vector<Node>& b, Key key, Text text) {
    match_by(a, b, key, [&](const Node* of_a, const Node* of_b) {
      std::string before = of_a == nullptr ? "" : std::string(of_a->recommendation);
      std::string after = of_b == nullptr ? "" : std::string(of_b->recommendation);
      if (before != after || of_a == nullptr || of_b == nullptr) {
        auto quoted = [](const Node* node, const std::string& words) {
          return node == nullptr ? std::string("none") : "\"" + words + "\"";
        };
        differ(text(of_a == nullptr ? *of_b : *of_a), quoted(of_a, before), quoted(of_b, after));
      }
    });
  }

  // The order in which they are written means nothing.
  void patterns() {
    rows(
        a_.patterns, b_.patterns,
        [](const parser::ScorecardPatternNode& pattern) { return pattern.symbols.text; },
        [](const parser::ScorecardPatternNode& pattern) {
          return "pattern " + std::string(pattern.symbols.text);
        });
  }

  void bands() {
    auto from = [](const parser::ScorecardBandNode& band) {
      std::string text;
      append_value(text, band.from);
      return text;
    };
    rows(a_.bands, b_.bands, from,
         [&](const parser::ScorecardBandNode& band) { return "band from " + from(band); });
  }

  const ScorecardNode& a_;
  const ScorecardNode& b_;
  bool can_prove_;
  Reads reads_;
  JsonText text_a_;
  JsonText text_b_;
  DefinitionChange change_;
  bool is_same_ = true;
  bool has_other_words_ = false;
};

std::string summary_of(const ScorecardNode& card) {
  return "entry point " + std::string(card.entry_point.text) + ", " +
         std::to_string(card.items.size()) + (card.items.size() == 1 ? " item" : " items");
}

}  // namespace

DefinitionChanges compare_scorecards(const RulesetSide& a, const RulesetSide& b) {
  ProofTerms terms(a, b);
  return compare_definitions(
      a, b, a.ast().scorecards, b.ast().scorecards,
      [](const ScorecardNode& card) { return card.id.text; },
      [&](const ScorecardNode& of_a, const ScorecardNode& of_b, std::string text_a,
          std::string text_b) {
        return TwoScorecards(of_a, of_b, std::move(text_a), std::move(text_b), terms).run();
      },
      summary_of,
      [](const ScorecardNode& card, DefinitionChange& change) {
        change.id = std::string(card.id.text);
      });
}

}  // namespace rulec::tooling
