#include "bytecode/internal/section_io.h"

#include <array>
#include <limits>

#include "base/check.h"

namespace rulec::bytecode {
namespace {

// Numbers of the catalogue of diagnostics, which this library does not use otherwise.
constexpr std::uint16_t kRcLimitExceeded = 5014;
constexpr std::uint16_t kRcBadSection = 5015;

template <class Integer>
void append_little_endian(std::string& out, Integer value) {
  std::array<char, sizeof(Integer)> bytes;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xffU);
  }
  out.append(bytes.data(), bytes.size());
}

}  // namespace

std::unexpected<Error> damaged(std::string_view section, std::string_view problem) {
  return rulec::fail(ErrorCode::kBadArtifact,
                     "section `" + std::string(section) + "` is damaged: " + std::string(problem),
                     kRcBadSection);
}

std::unexpected<Error> exceeds(std::string_view section, std::uint64_t limit,
                               std::string_view what) {
  return rulec::fail(ErrorCode::kBadArtifact,
                     "section `" + std::string(section) + "` has more than " +
                         std::to_string(limit) + " " + std::string(what),
                     kRcLimitExceeded);
}

void SectionWriter::u16(std::uint16_t value) {
  append_little_endian(out_, value);
}

void SectionWriter::u32(std::uint32_t value) {
  append_little_endian(out_, value);
}

void SectionWriter::u64(std::uint64_t value) {
  append_little_endian(out_, value);
}

void SectionWriter::count(std::size_t value) {
  RULEC_CHECK(value < std::numeric_limits<std::uint32_t>::max());
  u32(static_cast<std::uint32_t>(value));
}

bool SectionReader::take(std::uint64_t length) {
  if (error_) {
    return false;
  }
  if (length > bytes_.size() - at_) {
    fail("it ends inside a table");
    return false;
  }
  at_ += length;
  return true;
}

template <class Integer>
Integer SectionReader::integer() {
  if (!take(sizeof(Integer))) {
    return 0;
  }
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    auto byte = static_cast<unsigned char>(bytes_[at_ - sizeof(Integer) + i]);
    value |= std::uint64_t{byte} << (8 * i);
  }
  return static_cast<Integer>(value);
}

std::uint8_t SectionReader::u8() {
  return integer<std::uint8_t>();
}

std::uint16_t SectionReader::u16() {
  return integer<std::uint16_t>();
}

std::uint32_t SectionReader::u32() {
  return integer<std::uint32_t>();
}

std::uint64_t SectionReader::u64() {
  return integer<std::uint64_t>();
}

std::string_view SectionReader::text(std::uint64_t length) {
  return take(length) ? bytes_.substr(at_ - length, length) : std::string_view();
}

void SectionReader::expect_zero(std::uint32_t value) {
  if (value != 0) {
    fail("a reserved field is not zero");
  }
}

std::uint32_t SectionReader::count(std::uint64_t row_bytes, std::uint64_t limit,
                                   std::string_view what) {
  std::uint32_t rows = u32();
  if (error_) {
    return 0;
  }
  if (rows > limit) {
    error_ = exceeds(section_, limit, what).error();
    return 0;
  }
  reserved_ += rows * row_bytes;  // below 2^32 · 2^8 a table
  if (reserved_ > bytes_.size() - at_) {
    fail("it is too short for " + std::to_string(rows) + " " + std::string(what));
    return 0;
  }
  return rows;
}

void SectionReader::fail(std::string_view problem) {
  if (!error_) {
    error_ = damaged(section_, problem).error();
  }
}

Status SectionReader::finish() {
  if (!error_ && at_ != bytes_.size()) {
    fail("bytes follow its last table");
  }
  if (error_) {
    return std::unexpected(*error_);
  }
  return {};
}

}  // namespace rulec::bytecode
