// What a value becomes at each place of a hole.
#include "runtime/escape.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::runtime {
namespace {

using bytecode::HolePlace;

std::string escaped(HolePlace place, std::string_view value) {
  std::string room(value.size() * 6 + 16, '\0');
  BoundedText text(room);
  Escaped result = append_escaped(place, value, text);
  CHECK_FALSE(text.has_overflowed());
  std::string shown(text.text());
  return result.blocked_scheme.empty() ? shown : shown + " " + std::string(result.blocked_scheme);
}

struct Case {
  std::string_view value;
  std::string_view expected;
};

void check(HolePlace place, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.value);
    CHECK(escaped(place, one.value) == one.expected);
  }
}

constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

TEST_CASE("JSON is escaped by its writer") {
  check(HolePlace::kJson, {{"\"\n\x01<", "\"\n\x01<"}});
}

TEST_CASE("plain text loses control characters and nothing else") {
  check(HolePlace::kText, {
                              {"", ""},
                              {"a\tb\nc", "a\tb\nc"},
                              {"a\x01\x1b[0m\x7f\r", "a[0m"},
                              {"a\xc2\x80\xc2\x9fz", "az"},
                              {"\xc2\xa0\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
                               "\xc2\xa0\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
                              {kPunctuation, kPunctuation},
                          });
}

TEST_CASE("markup: five characters as references") {
  check(HolePlace::kMarkup,
        {
            {"<b a=\"1\" c='2'>&amp;", "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;"},
            {"a\nb\x02\xc2\x85`", "a\nb`"},
            {"\xc3\xa4", "\xc3\xa4"},
        });
}

TEST_CASE("a URL has a good scheme or none") {
  check(HolePlace::kMarkupUrl,
        {
            {"", ""},
            {"https://example.com/a?b=c&d=e#f", "https://example.com/a?b=c&amp;d=e#f"},
            {"HTTP://x", "HTTP://x"},
            {"mailto:a@b.example", "mailto:a@b.example"},
            {"//host/x", "//host/x"},
            {"/a:b", "/a:b"},
            {"?a:b", "?a:b"},
            {"#a:b", "#a:b"},
            {"a b", "a%20b"},
            {" \t\n/a\x01\r\n ", "/a"},
            {"\xc2\xa0/a\xe2\x80\x83", "/a"},
            {"ht\ntps://x", "https://x"},
            {"/\xc3\xa4", "/%C3%A4"},
            {"/%41%4g%", "/%41%254g%25"},
            {"/\"<>`{}|^\\", "/%22%3C%3E%60%7B%7D%7C%5E%5C"},
            {"/'", "/&#39;"},
            {"/\xc2\x85\xc2\xa0x", "/%C2%A0x"},
            {"\\\\evil.example", "%5C%5Cevil.example"},
            {"javascript:alert(1)", "#blocked javascript"},
            {"JavaScript:alert(1)", "#blocked JavaScript"},
            {" javascript:x", "#blocked javascript"},
            {"\x01javascript:x", "#blocked javascript"},
            {"java\tscript:x", "#blocked ?"},
            {"java script:x", "#blocked ?"},
            {"\\javascript:x", "#blocked ?"},
            {"&#106;avascript:x", "&amp;#106;avascript:x"},  // a fragment behind `&`
            {"javascript&colon;alert(1)", "javascript&amp;colon;alert(1)"},
            {"%6aavascript:x", "#blocked ?"},
            {"data:text/html,x", "#blocked data"},
            {"vbscript:x", "#blocked vbscript"},
            {":x", "#blocked ?"},
            {"max@example.com: hello", "#blocked ?"},
            {"httpss://x", "#blocked httpss"},
            {"htt:x", "#blocked htt"},
        });
}

TEST_CASE("a part of a URL is nothing but a part") {
  check(HolePlace::kMarkupUrlPart,
        {
            {"", ""},
            {"aZ09-_.!~*()", "aZ09-_.!~*()"},
            {"a/b?c#d&e=f:g@h%41+ ", "a%2Fb%3Fc%23d%26e%3Df%3Ag%40h%2541%2B%20"},
            {"\"'<>\\`", "%22%27%3C%3E%5C%60"},
            {"\xc3\xa4\xc2\xa0", "%C3%A4%C2%A0"},
            {"a\tb\nc\x01", "abc"},
            {".", "_"},
            {"..", "__"},
            {"\x01..", "__"},
            {"...", "..."},
            {"a..", "a.."},
        });
}

TEST_CASE("Markdown: punctuation, white space, nothing") {
  check(HolePlace::kMarkdown,
        {
            {"", "&#32;"},
            {" \n\t", "&#32;"},
            {"\xc2\xa0\x01", "&#32;"},
            {"plain text", "plain text"},
            {kPunctuation,
             "\\!&quot;\\#\\$\\%&amp;&#39;\\(\\)\\*\\+\\,\\-\\.\\/"
             "\\:\\;&lt;\\=&gt;\\?\\@\\[&#92;\\]\\^"
             "\\_&#96;\\{\\|\\}\\~"},
            {"a\n\nb\tc", "a  b c"},
            {"    code", "code"},
            {"1. a", "1\\. a"},
            {"- a", "\\- a"},
            {"www.x.y", "www\\.x\\.y"},
            {"https://x", "https\\:\\/\\/x"},
            {"\xc3\xa4 \xe2\x80\x9ex\xe2\x80\x9c", "\xc3\xa4 \xe2\x80\x9ex\xe2\x80\x9c"},
        });
}

TEST_CASE("code in Markdown cannot be ended") {
  check(HolePlace::kMarkdownCode, {
                                      {"", "\xc2\xa0"},
                                      {" ", "\xc2\xa0"},
                                      {"a`b```c",
                                       "a\xcb\x8b"
                                       "b\xcb\x8b\xcb\x8b\xcb\x8b"
                                       "c"},
                                      {"~~~", "\xe2\x88\xbc\xe2\x88\xbc\xe2\x88\xbc"},
                                      {"a\nb", "a b"},
                                      {"<b>&amp;\\", "<b>&amp;\\"},
                                  });
}

TEST_CASE("destinations in Markdown cannot be ended") {
  check(HolePlace::kMarkdownUrl,
        {
            {"", "#"},
            {" ", "#"},
            {"https://x.example/a?b&c", "https://x.example/a?b&amp;c"},
            {"/a(b)[c]<d> 'e'*\\", "/a%28b%29%5Bc%5D%3Cd%3E%20%27e%27%2A%5C"},
            {"javascript:x", "#blocked javascript"},
        });
  check(HolePlace::kMarkdownUrlPart, {
                                         {"", ""},
                                         {"a/b(c)*&", "a%2Fb%28c%29%2A%26"},
                                         {"..", "__"},
                                     });
}

TEST_CASE("a text that is full says so and writes nothing beyond") {
  std::array<char, 9> room{};
  room.back() = '!';
  BoundedText text({room.data(), 8});
  append_escaped(HolePlace::kMarkup, "ab", text);
  CHECK_FALSE(text.has_overflowed());
  append_escaped(HolePlace::kMarkup, "<<", text);
  CHECK(text.has_overflowed());
  CHECK(text.text() == "ab&lt;");
  CHECK(room.back() == '!');

  BoundedText exact({room.data(), 8});
  append_escaped(HolePlace::kMarkup, "&ltx", exact);
  CHECK_FALSE(exact.has_overflowed());
  append_escaped(HolePlace::kMarkup, "x", exact);
  CHECK(exact.has_overflowed());
}

TEST_CASE("no place gives more than six bytes for one") {
  for (int place = 0; place <= static_cast<int>(HolePlace::kMarkdownUrlPart); ++place) {
    for (int byte = 1; byte < 128; ++byte) {
      std::string value = "/" + std::string(10, static_cast<char>(byte)) + "/";
      std::string room(6 * value.size() + 16, '\0');
      BoundedText text(room);
      append_escaped(static_cast<HolePlace>(place), value, text);
      CHECK(text.size() <= 6 * value.size());
    }
  }
}

}  // namespace
}  // namespace rulec::runtime
