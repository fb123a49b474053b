#include "schema/internal/format.h"

#include <doctest/doctest.h>

#include <string>

namespace rulec::schema {

namespace {

struct Case {
  Format format;
  std::string_view text;
  bool fits;
};

}  // namespace

TEST_CASE("formats that are asserted") {
  for (const Case& c : {
           Case{Format::kDate, "2024-02-29", true},
           Case{Format::kDate, "2023-02-29", false},
           Case{Format::kDate, "2024-2-9", false},
           Case{Format::kDate, "2024-01-01T", false},
           Case{Format::kDateTime, "2026-03-01T09:00:00Z", true},
           Case{Format::kDateTime, "2026-03-01T09:00:00.123456789+05:30", true},
           Case{Format::kDateTime, "2026-03-01T09:00:00", false},
           Case{Format::kDateTime, "2016-12-31T23:59:60Z", true},
           Case{Format::kDateTime, "2016-12-31T15:59:60-08:00", true},
           Case{Format::kDateTime, "2016-12-31T22:59:60Z", false},
           Case{Format::kDateTime, "2026-03-01 09:00:00Z", false},
           Case{Format::kEmail, "a.b+c@example.com", true},
           Case{Format::kEmail, "\"a b\"@[IPv6:::1]", true},
           Case{Format::kEmail, "a@[127.0.0.300]", false},
           Case{Format::kEmail, ".a@example.com", false},
           Case{Format::kEmail, "a..b@example.com", false},
           Case{Format::kEmail, "a@-b.com", false},
           Case{Format::kEmail, "a", false},
           Case{Format::kUri, "https://u:p@[::1]:80/a%20b?c#d", true},
           Case{Format::kUri, "urn:a:b", true},
           Case{Format::kUri, "/relative", false},
           Case{Format::kUri, "http://a b", false},
           Case{Format::kUri, "http://a/%zz", false},
           Case{Format::kUri, "http://[::1", false},
           Case{Format::kUuid, "2EB8AA08-aa98-11ea-b4aa-73b441d16380", true},
           Case{Format::kUuid, "2eb8aa08aa9811eab4aa73b441d16380", false},
           Case{Format::kNone, "anything", true},
       }) {
    CHECK_MESSAGE(has_format(c.format, c.text) == c.fits, std::string(c.text));
  }
}

TEST_CASE("other formats are annotations") {
  CHECK(find_format("hostname") == Format::kNone);
  CHECK(find_format("date") == Format::kDate);
}

}  // namespace rulec::schema
