// ReaderScratch: the buffers of read_value, kept between texts so that reading asks nothing of the
// heap once they have grown. One thread at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/limits.h"
#include "parser/json/core.h"
#include "parser/json/key_order.h"
#include "value/value.h"

namespace rulec::json {

class ReaderScratch {
 public:
  // Room for most requests at once: the second text may be larger than the first.
  ReaderScratch() {
    levels_.reserve(kMaxRuleDepth);
    open_.reserve(kMaxRuleDepth);
    items_.reserve(1024);
    members_.reserve(1024);
    key_begins_.reserve(1024);
    ranks_.reserve(1024);
  }

 private:
  friend class ValueBuilder;

  // Where an open array or object begins in the stack of its kind.
  struct Open {
    std::uint32_t first = 0;
    bool is_object = false;
  };
  std::vector<Level> levels_;
  std::vector<Open> open_;
  std::vector<Value> items_;               // of all open arrays, innermost last
  std::vector<Member> members_;            // of all open objects
  std::vector<std::uint32_t> key_begins_;  // offsets of their keys
  std::vector<KeyRank> ranks_;
};

}  // namespace rulec::json
