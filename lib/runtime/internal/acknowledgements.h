// Which acknowledgements count as given: those that the caller vouches for, and, unless the entry
// point is critical, those that the context itself claims.
#pragma once

#include <string_view>

#include "runtime/internal/context_reader.h"
#include "value/value.h"

namespace rulec::runtime {

class Acknowledgements {
 public:
  // `stored` and the member of the context are objects from ack_key to `true` or {"acknowledged":
  // true}; anything else holds no acknowledgement. `context` is as it came (no rule acknowledges
  // for a person), or null for a critical entry point.
  Acknowledgements(const Value& stored, ContextText* context)
      : stored_(stored), context_(context) {}

  [[nodiscard]] bool has(std::string_view ack_key) const {
    return is_given(stored_.member(ack_key)) ||
           (context_ != nullptr && is_given(context_->acknowledgements().member(ack_key)));
  }

 private:
  static bool is_given(const Value& entry) {
    return entry.is_true() || entry.member("acknowledged").is_true();
  }

  Value stored_;
  ContextText* context_;
};

}  // namespace rulec::runtime
