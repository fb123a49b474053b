#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/file_system.h"
#include "base/hash.h"
#include "base/json_writer.h"
#include "base/source.h"
#include "base/utf8.h"

using namespace rulec;

TEST_CASE("every byte is escaped or copied, wherever it stands in a text") {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t length : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 15U, 16U, 17U, 21U}) {
      for (std::size_t place = 0; place < length; ++place) {
        std::string text(length, 'a');
        text[place] = static_cast<char>(byte);
        std::string written;
        append_json_string(written, text);
        std::string alone;
        append_json_string(alone, std::string_view(text).substr(place, 1));
        std::string inside = alone.substr(1, alone.size() - 2);
        bool is_special = byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f;
        CHECK((inside.size() > 1) == is_special);
        std::string wanted = "\"";
        wanted.append(text, 0, place).append(inside).append(text, place + 1).append("\"");
        CHECK(written == wanted);
        std::string object;
        JsonWriter json(object);
        json.begin_object();
        json.member(text, text);
        json.key(text);
        json.begin_array();
        json.string(text);
        json.string(text);
        json.end_array();
        json.end_object();
        std::string made = "{";
        for (const char* behind : {":", ",", ":[", ",", "]}"}) {
          made.append(wanted).append(behind);
        }
        CHECK(object == made);
      }
    }
  }
}

TEST_CASE("a column is a code point, a line end may be CRLF") {
  Source source("a", "ab\r\n\xc3\xa9\xf0\x9f\x98\x80x\n");
  CHECK(source.line_count() == 3);
  CHECK(source.line_text(1) == "ab");
  CHECK(source.line_column(4).line == 2);
  CHECK(source.line_column(10).column == 3);
}

TEST_CASE("UTF-8: overlong, surrogate, cut and too large sequences are found") {
  CHECK(utf8::find_invalid("plain \xc3\xa9 \xf0\x9f\x98\x80") == std::string_view::npos);
  CHECK(utf8::find_invalid("12345678\xc0\x80") == 8);
  CHECK(utf8::find_invalid("\xed\xa0\x80") == 0);
  CHECK(utf8::find_invalid("a\xe2\x82") == 1);
  CHECK(utf8::find_invalid("\xf4\x90\x80\x80") == 0);
}

TEST_CASE("code points are counted alike in runs of ASCII and beside other characters") {
  CHECK(utf8::count("") == 0);
  CHECK(utf8::count("1234567") == 7);
  CHECK(utf8::count("12345678") == 8);
  CHECK(utf8::count("1234567\xc3\xa9"
                    "12345678\xff"
                    "9") == 18);
  CHECK(utf8::count("\xf0\x9f\x98\x80"
                    "12345678") == 9);
}

TEST_CASE("an arena keeps its blocks over a reset") {
  Arena arena;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 1000; ++i) {
      CHECK(arena.allocate(1000, 8) != nullptr);
    }
    CHECK(arena.used_bytes() >= 1'000'000);
    arena.reset();
    CHECK(arena.used_bytes() == 0);
  }
  std::size_t held = arena.held_bytes();
  for (int i = 0; i < 1000; ++i) {
    CHECK(arena.allocate(1000, 8) != nullptr);
  }
  CHECK(arena.held_bytes() == held);
}

TEST_CASE("the writer escapes what JSON needs and prints doubles by their shortest text") {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("a\"b", "tab\t\x01");
  json.key("n");
  json.begin_array();
  json.number(0.1);
  json.number(-0.0);
  json.number(4.0);
  json.end_array();
  json.end_object();
  CHECK(out == "{\"a\\\"b\":\"tab\\t\\u0001\",\"n\":[0.1,0,4]}");
}

TEST_CASE("dates and instants") {
  CHECK(calendar::parse_moment("1970-01-01")->ms == 0);
  CHECK(calendar::parse_moment("2026-03-01T09:00:00Z")->ms == 1772355600000);
  CHECK(calendar::parse_moment("2026-03-01T10:00:00.1239+01:00")->ms == 1772355600123);
  CHECK_FALSE(calendar::parse_moment("2026-02-29"));
  CHECK_FALSE(calendar::parse_moment("2026-03-01T09:00:00"));
  CHECK_FALSE(calendar::parse_moment("2026-03-01T09:00:60Z"));
  CHECK_FALSE(calendar::parse_moment("0001-01-01T00:00:00+01:00"));
  CHECK(calendar::format_instant(calendar::kMaxMs) == "9999-12-31T23:59:59.999Z");
  CHECK(calendar::format_instant(calendar::kMinMs) == "0001-01-01T00:00:00.000Z");
}

TEST_CASE("SHA-256 of the empty text") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a large double prints as a double, so that it reads back as one") {
  auto text = [](double value) {
    std::string out;
    append_number(out, value);
    return out;
  };
  CHECK(text(9007199254740991.0) == "9007199254740991");
  CHECK(text(9007199254740992.0) == "9007199254740992.0");
  CHECK(text(9223372036854775808.0) == "9223372036854775808.0");
  CHECK(text(-9223372036854775808.0) == "-9223372036854775808.0");
  CHECK(text(1e300) == "1e+300");
}

TEST_CASE("a file that is replaced keeps its mode, and one that nobody may write stays") {
  char name[] = "/tmp/rulec-base-XXXXXX";
  REQUIRE(::mkdtemp(name) != nullptr);
  std::string path = std::string(name) + "/a.txt";
  rulec::RealFileSystem files;
  REQUIRE(files.write_file(path, "one").has_value());
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  bool is_root = ::geteuid() == 0;
  if (is_root) {
    REQUIRE(::chown(path.c_str(), 1, 2) == 0);
  }
  CHECK(files.write_file(path, "two").has_value());
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(status.st_uid == (is_root ? 1 : ::geteuid()));
  CHECK((!is_root || status.st_gid == 2));

  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  rulec::Status refused = files.write_file(path, "three");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == rulec::ErrorCode::kPermission);
  CHECK(refused.error().message == path + ": is read-only");
  CHECK(files.read_file(path, 100).value() == "two");
  CHECK(files.remove_file(path).has_value());
  CHECK(::rmdir(name) == 0);
}
