// Attack requests of the Core Rule Set's regression tests.
#pragma once

#include <string>
#include <vector>

namespace rulec::testing {

struct AttackRequest {
  std::string place;    // "920100.json: 3"
  std::string bytes;    // the request as it goes on the wire
  std::string payload;  // its data, else its target
};
[[nodiscard]] std::vector<AttackRequest> read_crs(const std::string& folder);

}  // namespace rulec::testing
