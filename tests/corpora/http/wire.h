// A connection as a client makes it: bytes as they stand, and all that comes back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rulec::testing {

struct Heard {
  bool has_ended = false;     // the server closed the connection in time
  std::vector<int> statuses;  // of its answers, 100 left out
  std::string bytes;
};

// Sends `bytes` and no more: the sending side is closed, so that nothing has to be waited for.
[[nodiscard]] Heard send_all(std::uint16_t port, const std::string& bytes);

}  // namespace rulec::testing
