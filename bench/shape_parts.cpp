#include "shape_parts.h"

#include "workload.h"

namespace rulec::bench {

std::string quoted(const std::string& text) {
  return '"' + text + '"';
}

std::string var(const std::string& path) {
  return R"({"var":")" + path + R"("})";
}

std::string call(std::string_view name, const std::vector<std::string>& operands) {
  std::string text = R"({")";
  text += name;
  text += R"(":[)";
  for (std::size_t i = 0; i < operands.size(); ++i) {
    text += i == 0 ? "" : ",";
    text += operands[i];
  }
  return text + "]}";
}

std::string rule_of(const std::string& id, std::size_t priority, const std::string& condition) {
  return R"({"id":")" + id + R"(","entry_point":")" + kEntryPoint + R"(","priority":)" +
         std::to_string(priority) + R"(,"condition":)" + condition + "}";
}

std::string rules_file(const std::vector<std::string>& rules) {
  std::string text = "{\"rules\":[\n";
  for (std::size_t i = 0; i < rules.size(); ++i) {
    text += i == 0 ? "" : ",\n";
    text += rules[i];
  }
  return text + "\n]}\n";
}

}  // namespace rulec::bench
