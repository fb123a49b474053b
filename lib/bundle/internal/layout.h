// The numbers of the container layout, shared by writer and reader, and access to little-endian
// integers. Offsets and sizes are bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::bundle {

// A 7-bit channel, a line-end conversion or a text editor breaks it visibly.
inline constexpr std::string_view kMagic = "\x89RBX\r\n\x1a\n";

inline constexpr std::size_t kHeaderBytes = 64;
inline constexpr std::size_t kEntryBytes = 64;
inline constexpr std::size_t kAlignment = 64;
inline constexpr std::size_t kHashBytes = 32;

// Fields of the header.
inline constexpr std::size_t kMajorAt = 8;
inline constexpr std::size_t kMinorAt = 10;
inline constexpr std::size_t kHeaderSizeAt = 12;
inline constexpr std::size_t kFileSizeAt = 16;
inline constexpr std::size_t kSectionCountAt = 24;
inline constexpr std::size_t kEntrySizeAt = 28;
inline constexpr std::size_t kHeadHashAt = 32;

// Fields of a table entry, from its begin.
inline constexpr std::size_t kTypeAt = 0;
inline constexpr std::size_t kFlagsAt = 4;
inline constexpr std::size_t kOffsetAt = 8;
inline constexpr std::size_t kLengthAt = 16;
inline constexpr std::size_t kReservedAt = 24;
inline constexpr std::size_t kHashAt = 32;

inline constexpr std::uint32_t kCriticalFlag = 1;

[[nodiscard]] constexpr std::uint64_t align_up(std::uint64_t offset) {
  return (offset + (kAlignment - 1)) & ~std::uint64_t{kAlignment - 1};
}

// `Int` at `offset`; the caller knows that the bytes are there.
template <class Int>
[[nodiscard]] Int load(std::string_view bytes, std::size_t offset) {
  Int value = 0;
  for (std::size_t i = 0; i < sizeof(Int); ++i) {
    auto byte = static_cast<Int>(static_cast<unsigned char>(bytes[offset + i]));
    value = static_cast<Int>(value | static_cast<Int>(byte << (8 * i)));
  }
  return value;
}

template <class Int>
void append(std::string& out, Int value) {
  for (std::size_t i = 0; i < sizeof(Int); ++i) {
    out += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

}  // namespace rulec::bundle
