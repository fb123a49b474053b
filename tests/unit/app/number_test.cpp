#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "argument_scan.h"

using rulec::app::parse_size;
using rulec::app::parse_whole_number;

TEST_CASE("whole numbers are digits and nothing else, inside their bounds") {
  struct Row {
    std::string text;
    std::optional<std::uint64_t> expected;
  };
  const Row rows[] = {
      {"0", 0},
      {"7", 7},
      {"9223372036854775807", 9223372036854775807ULL},
      {"9223372036854775808", std::nullopt},  // CLI11 would clamp it
      {"99999999999999999999", std::nullopt},
      {"", std::nullopt},     // CLI11 would read 0
      {"010", std::nullopt},  // CLI11 would read 8
      {"0x10", std::nullopt},
      {"+1", std::nullopt},
      {"-1", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"1e3", std::nullopt},
      {"1.0", std::nullopt},
      {"nan", std::nullopt},
      {"inf", std::nullopt},
      {"٣", std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_whole_number(row.text, 0, INT64_MAX) == row.expected);
  }
  CHECK(parse_whole_number("5", 6, 9) == std::nullopt);
  CHECK(parse_whole_number("6", 6, 9) == 6);
  CHECK(parse_whole_number("9", 6, 9) == 9);
  CHECK(parse_whole_number("10", 6, 9) == std::nullopt);
}

TEST_CASE("sizes have binary units or none, and do not overflow") {
  CHECK(parse_size("4096") == 4096);
  CHECK(parse_size("64KiB") == 64 * 1024);
  CHECK(parse_size("64MiB") == 64 * 1024 * 1024);
  CHECK(parse_size("1GiB") == 1024 * 1024 * 1024);
  CHECK(parse_size("17179869183GiB") == 17179869183ULL << 30);
  CHECK(parse_size("17179869184GiB") == std::nullopt);
  for (const char* text : {"", "KiB", "64MB", "64 MiB", "64mib", "-1KiB", "1.5MiB", "010KiB"}) {
    CAPTURE(text);
    CHECK(parse_size(text) == std::nullopt);
  }
}
