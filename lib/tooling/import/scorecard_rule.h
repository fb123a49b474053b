// One rule of a `rules_set` as an item of a scorecard. Internal to the import.
//
// A rule that cannot be carried over keeps its place as an item that never holds: patterns have one
// symbol for each rule, and all of them would be wrong when one item was missing.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "base/json_writer.h"
#include "tooling/import/catalogue.h"

namespace rulec::tooling::imports {

struct Item {
  std::string id;
  std::string condition;  // JSONLogic on one line
  std::string points;     // number as JSON, "" when absent
  std::string weight;
  std::string symbol = "Y";
  std::int32_t priority = 0;
  bool has_priority = false;
  bool has_usable_priority = true;  // else the order of all items is unknown
  std::string name;
  std::string description;
  std::string refusal;  // "" when the rule was carried over
  Fate fate = Fate::kCarried;
};

// Reads the rule at `node`; findings go to `emitter`. `ids` are those of the set's earlier items;
// the item's is added.
[[nodiscard]] Item read_rule(const json::Document& document, json::NodeId node,
                             Catalogue& catalogue, std::set<std::string>& ids,
                             diag::Emitter& emitter);

void write_item(JsonWriter& json, const Item& item);

// `text` with what an id cannot hold replaced by `_`, at most `max_bytes`; "" when nothing is left.
[[nodiscard]] std::string id_of(std::string_view text, std::size_t max_bytes);

}  // namespace rulec::tooling::imports
