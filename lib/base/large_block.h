// Memory that is about to be filled from front to back: told to the kernel, so that it comes in
// large pages instead of one fault for every four KiB. An advice: nothing follows where it is not
// taken.
#pragma once

#include <cstddef>
#include <vector>

namespace rulec {

// Smaller blocks gain nothing.
inline constexpr std::size_t kLargeBlockBytes = std::size_t{4} << 20;

// A block that nobody has written to yet.
void expect_filled(void* begin, std::size_t bytes);

// As table.reserve(count), for a table that will have about so many rows.
template <class T>
void reserve_filled(std::vector<T>& table, std::size_t count) {
  if (count <= table.capacity()) {
    return;
  }
  table.reserve(count);
  expect_filled(table.data() + table.size(), (count - table.size()) * sizeof(T));
}

}  // namespace rulec
