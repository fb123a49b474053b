// Decision tables of GoRules graphs (github.com/gorules/zen, JDM) as rules of ours: a project a
// table, a rule a row, the first row that holds decides where the table says so.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace rulec::testing {

struct JdmTable {
  std::string name;         // of the node
  std::string config;       // rulec.yaml
  std::string rules;        // rules/table.rule.json
  std::size_t rows = 0;     // converted
  std::size_t refused = 0;  // rows with an expression that has no counterpart
};

// All decision tables of a graph, in its order.
[[nodiscard]] std::vector<JdmTable> convert_jdm(const nlohmann::ordered_json& graph);

}  // namespace rulec::testing
