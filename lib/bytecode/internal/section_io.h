// SectionWriter and SectionReader: the little-endian integers and counted tables of a section. The
// reader never allocates: it proves that `count` rows of a size are there before anyone makes room
// for them. Its first failure sticks; later reads give zeros, so a decoder checks once at the end
// of a table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rulec::bytecode {

// "section `code` is damaged: …" (RC5015) and "section `rules` has more than …" (RC5014).
[[nodiscard]] std::unexpected<Error> damaged(std::string_view section, std::string_view problem);
[[nodiscard]] std::unexpected<Error> exceeds(std::string_view section, std::uint64_t limit,
                                             std::string_view what);

class SectionWriter {
 public:
  void u8(std::uint8_t value) { out_ += static_cast<char>(value); }
  void u16(std::uint16_t value);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void count(std::size_t value);  // a table's size, below 2^32
  void text(std::string_view bytes) { out_ += bytes; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class SectionReader {
 public:
  SectionReader(std::string_view section, std::string_view bytes)
      : section_(section), bytes_(bytes) {}

  [[nodiscard]] std::uint8_t u8();
  [[nodiscard]] std::uint16_t u16();
  [[nodiscard]] std::uint32_t u32();
  [[nodiscard]] std::uint64_t u64();
  [[nodiscard]] std::string_view text(std::uint64_t length);
  void expect_zero(std::uint32_t value);

  // A count of the section's head. All counts come before all tables: together their rows must
  // still fit into the section, else a failure and 0. Above `limit` it is RC5014.
  [[nodiscard]] std::uint32_t count(std::uint64_t row_bytes, std::uint64_t limit,
                                    std::string_view what);

  void fail(std::string_view problem);
  // The first failure, or "bytes after the last table".
  [[nodiscard]] Status finish();
  [[nodiscard]] bool is_good() const { return !error_; }

 private:
  [[nodiscard]] bool take(std::uint64_t length);
  template <class Integer>
  [[nodiscard]] Integer integer();

  std::string_view section_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t reserved_ = 0;  // bytes that the tables counted so far need
  std::optional<Error> error_;
};

}  // namespace rulec::bytecode
