// Which acknowledgements count as given: those that the caller vouches for, and, unless the entry
// point is critical, those that the context itself claims.
#pragma once

#include <string_view>

#include "value/value.h"

namespace rulec::runtime {

class Acknowledgements {
 public:
  // `stored` and `claimed` are objects from ack_key to `true` or {"acknowledged": true}; anything
  // else holds no acknowledgement.
  Acknowledgements(const Value& stored, const Value& claimed)
      : stored_(stored), claimed_(claimed) {}

  [[nodiscard]] bool has(std::string_view ack_key) const {
    return is_given(stored_.member(ack_key)) || is_given(claimed_.member(ack_key));
  }

 private:
  static bool is_given(const Value& entry) {
    return entry.is_true() || entry.member("acknowledged").is_true();
  }

  Value stored_;
  Value claimed_;
};

}  // namespace rulec::runtime
