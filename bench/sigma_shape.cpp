#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <vector>

#include "shapes.h"
#include "sigma.h"

namespace rulec::bench {
namespace {

using testing::Json;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Workload sigma_shape(const std::string& corpora) {
  std::map<std::string, std::vector<Json>> rules;
  std::ifstream lines(corpora + "/sigma/rules.jsonl");
  for (std::string line; std::getline(lines, line);) {
    const Json file = Json::parse(line);
    for (const Json& document : file.at("rule")) {
      auto made = testing::convert_sigma(document);
      if (const auto* rule = std::get_if<testing::SigmaRule>(&made)) {
        rules[rule->entry_point].push_back(rule->rule.at("condition"));
      }
    }
  }
  Workload made{.name = "sigma"};
  const std::vector<Json>* largest = nullptr;
  for (const auto& [entry_point, list] : rules) {
    largest = largest == nullptr || list.size() > largest->size() ? &list : largest;
  }
  if (largest == nullptr) {
    return made;
  }
  made.rules_text = "{\"rules\":[\n";
  for (std::size_t i = 0; i < largest->size(); ++i) {
    made.rules_text += (i == 0 ? R"({"id":")" : ",\n{\"id\":\"") + std::to_string(i + 1) +
                       R"(","entry_point":")" + kEntryPoint + R"(","condition":)" +
                       (*largest)[i].dump() + "}";
  }
  made.rules_text += "\n]}\n";
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(corpora + "/sigma/rules-with-events")) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  for (const fs::path& path : paths) {
    const Json file = Json::parse(read_file(path));
    for (const Json& event : file.at("events")) {
      made.events.push_back(testing::flat_event(event).dump());
    }
  }
  made.params = R"({"rules":)" + std::to_string(largest->size()) + R"(,"events":)" +
                std::to_string(made.events.size()) + "}";
  return made;
}

}  // namespace rulec::bench
