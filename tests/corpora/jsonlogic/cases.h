// Cases of the JSONLogic suites, in the three forms of their sources (jsonlogic/README.md there).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rulec::conformance {

struct Case {
  std::string file;        // "compat-tables/control/and.json"
  std::size_t number = 0;  // position in the file, headings not counted
  std::string rule;        // JSON text as it stands there
  std::string data;
  std::string expected;  // JSON text; unused when an error is expected
  bool expects_error = false;
  std::string error_type;  // "" when any error will do
  bool is_templating = false;
  std::string refusal;  // why our reader does not take the file; then there is no more

  [[nodiscard]] std::string suite() const { return file.substr(0, file.find('/')); }
  [[nodiscard]] std::string name() const { return file + "#" + std::to_string(number); }
};

// All cases below `folder`, by file name, then position.
[[nodiscard]] std::vector<Case> read_cases(const std::string& folder);

// Rules on which the suites disagree, and cases of another dialect: lists of the corpus itself.
struct Known {
  std::string suite;  // "" for a contradiction: every suite but the deciding one
  std::string rule;
  std::string data;
};
[[nodiscard]] std::vector<Known> read_contradictions(const std::string& folder);
[[nodiscard]] std::vector<Known> read_dialect(const std::string& folder);

}  // namespace rulec::conformance
