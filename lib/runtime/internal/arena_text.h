// Short texts for people, put together in an arena.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include "base/arena.h"

namespace rulec::runtime {

inline std::string_view join(Arena& arena, std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (std::string_view part : parts) {
    size += part.size();
  }
  auto text = arena.make_span<char>(size);
  char* at = text.data();
  for (std::string_view part : parts) {
    if (!part.empty()) {
      std::memcpy(at, part.data(), part.size());
      at += part.size();
    }
  }
  return {text.data(), size};
}

inline std::string_view number_text(Arena& arena, std::uint64_t number) {
  auto text = arena.make_span<char>(20);
  auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

}  // namespace rulec::runtime
