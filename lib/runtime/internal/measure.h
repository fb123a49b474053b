// How large a value is when written as JSON: a lower bound that needs no writing, found in time
// proportional to the limit. Values may share parts, so a few kilobytes of memory can stand for
// more text than a machine holds; whatever writes, copies or keeps a value asks here first.
#pragma once

#include <cstddef>
#include <vector>

#include "value/value.h"

namespace rulec::runtime {

// Bytes, or some number above `limit` as soon as that is passed. `stack` is working memory of the
// caller, kept so that nothing is asked of the heap.
[[nodiscard]] std::size_t measure(const Value& value, std::size_t limit, std::vector<Value>& stack);

}  // namespace rulec::runtime
