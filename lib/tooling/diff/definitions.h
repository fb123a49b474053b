// What comparing rules, scorecards and templates has in common.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tooling/diff/diff.h"

namespace rulec::tooling {

// Members that say something about a definition and change no decision.
[[nodiscard]] bool is_for_people(std::string_view member);

// One member of two canonical texts, as a change for people; `absent` is its default.
[[nodiscard]] ReadableChange member_change(std::string_view what, std::string_view a,
                                           std::string_view b, std::string_view absent);

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

}  // namespace rulec::tooling
