// What comparing rules, scorecards and templates has in common.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/parser.h"
#include "tooling/diff/diff.h"
#include "tooling/diff/proof.h"

namespace rulec::tooling {

// Members that say something about a definition and change no decision.
[[nodiscard]] bool is_for_people(std::string_view member);

// One member of two canonical texts, as a change for people; `absent` is its default.
[[nodiscard]] ReadableChange member_change(std::string_view what, std::string_view a,
                                           std::string_view b, std::string_view absent);

// What can be proved of the definitions that both sides have.
class ProofTerms {
 public:
  ProofTerms(const RulesetSide& a, const RulesetSide& b);

  // Not where a side has errors.
  [[nodiscard]] bool can_prove() const { return can_prove_; }
  // What a proof for this entry point has to show of the fields that are read.
  [[nodiscard]] Reads reads_at(std::string_view entry_point) const;

 private:
  bool can_prove_;
  std::set<std::string, std::less<>> light_;  // entry points that check what is read alone
};

// Both sides in the order of `key`; of equal keys (a mistake in the sources) the first counts.
// `visit` gets a pair in which one may be null.
template <class Node, class Key, class Visit>
void match_by(const std::vector<Node>& a, const std::vector<Node>& b, Key key, Visit visit) {
  std::map<decltype(key(a.front())), std::pair<const Node*, const Node*>> pairs;
  for (const Node& node : a) {
    auto& pair = pairs[key(node)];
    pair.first = pair.first == nullptr ? &node : pair.first;
  }
  for (const Node& node : b) {
    auto& pair = pairs[key(node)];
    pair.second = pair.second == nullptr ? &node : pair.second;
  }
  for (const auto& [name, pair] : pairs) {
    visit(pair.first, pair.second);
  }
}

// All definitions of a kind on both sides, matched by `key`. Those with equal canonical texts are
// the same; of two others `compare` says how they differ, or nothing; `summary` is for one without
// the other. `name` says which definition a change is about.
template <class Node, class Key, class Compare, class Summary, class Name>
DefinitionChanges compare_definitions(const RulesetSide& side_a, const RulesetSide& side_b,
                                      const std::vector<Node>& a, const std::vector<Node>& b,
                                      Key key, Compare compare, Summary summary, Name name) {
  DefinitionChanges made;
  auto text = [](const RulesetSide& side, const Node* node) {
    return node == nullptr ? std::string()
                           : parser::canonical_json(side.ast(), side.documents(), *node);
  };
  match_by(a, b, key, [&](const Node* of_a, const Node* of_b) {
    std::string text_a = text(side_a, of_a);
    std::string text_b = text(side_b, of_b);
    if (text_a == text_b) {
      ++made.same;
      return;
    }
    std::optional<DefinitionChange> change;
    if (of_a != nullptr && of_b != nullptr) {
      change = compare(*of_a, *of_b, std::move(text_a), std::move(text_b));
    } else {
      change.emplace();
      change->kind = of_a != nullptr ? ChangeKind::kRemoved : ChangeKind::kAdded;
      change->summary = summary(of_a != nullptr ? *of_a : *of_b);
      change->text_a = std::move(text_a);
      change->text_b = std::move(text_b);
    }
    if (!change) {
      ++made.same;
      return;
    }
    name(of_b != nullptr ? *of_b : *of_a, *change);
    made.changes.push_back(std::move(*change));
  });
  return made;
}

}  // namespace rulec::tooling
