// The projection scanner against the strict reader over mutated texts: same verdict, same values,
// nothing read behind the end. Texts are made: objects of every shape with keys and values that
// need care, written with and without blanks; then changed in a few places.
//   rulec_diff_projection [--texts N] [--seed S]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "projected.h"

namespace {

namespace json = rulec::json;

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  template <std::size_t N>
  std::string_view one_of(const std::string_view (&choices)[N]) {
    return choices[below(N)];
  }

  std::string text() {
    has_blanks_ = below(3) == 0;
    std::string made;
    value(made, 1 + below(4), below(8) != 0);
    return made;
  }

  // One to four changes.
  void change(std::string& text, std::string_view other) {
    if (below(4) == 0) {
      return change_mildly(text);
    }
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
      change_once(text, other);
    }
  }

 private:
  void blank(std::string& out) {
    static constexpr std::string_view kBlanks[] = {" ",      "\n",     "  ",
                                                   "\n    ", "\r\n\t", "\n                    "};
    if (has_blanks_ && below(2) == 0) {
      out += one_of(kBlanks);
    }
  }

  void value(std::string& out, std::size_t depth, bool is_open) {
    if (depth > 0 && (is_open || below(3) == 0)) {
      below(3) == 0 ? list(out, depth) : object(out, depth);
    } else {
      scalar(out);
    }
  }

  void list(std::string& out, std::size_t depth) {
    out += '[';
    for (std::size_t i = 0, count = below(6); i < count; ++i) {
      out += i == 0 ? "" : ",";
      blank(out);
      value(out, depth - 1, false);
      blank(out);
    }
    out += ']';
  }

  void object(std::string& out, std::size_t depth) {
    out += '{';
    std::size_t count = below(12) == 0 ? 20 + below(60) : below(12);
    for (std::size_t i = 0; i < count; ++i) {
      out += i == 0 ? "" : ",";
      blank(out);
      key(out, i);
      blank(out);
      out += ':';
      blank(out);
      value(out, depth - 1, false);
      blank(out);
    }
    out += '}';
  }

  void key(std::string& out, std::size_t number) {
    static constexpr std::string_view kKeys[] = {"a",
                                                 "b",
                                                 "amount",
                                                 "customer_id",
                                                 "0",
                                                 "1",
                                                 "01",
                                                 "",
                                                 "order.total",
                                                 "\xc3\xa9t\xc3\xa9",
                                                 "\\u0061",
                                                 "a_key_that_is_longer_than_thirty_two_bytes",
                                                 "twenty_nine_bytes_are_in_this",
                                                 "\\n",
                                                 "\\\"",
                                                 "\xf0\x9f\x98\x80"};
    out += '"';
    if (below(3) != 0) {
      out += one_of(kKeys);
    }
    // Mostly distinct.
    out += below(100) == 0 ? "" : std::to_string(number);
    out += '"';
  }

  void scalar(std::string& out) {
    static constexpr std::string_view kScalars[] = {"true",
                                                    "false",
                                                    "null",
                                                    "0",
                                                    "-0",
                                                    "-1",
                                                    "7",
                                                    "99",
                                                    "12345678",
                                                    "123456789",
                                                    "1234567890123456",
                                                    "123456789012345678",
                                                    "9223372036854775807",
                                                    "-9223372036854775808",

                                                    "0.1",
                                                    "-0.0",
                                                    "1.5",
                                                    "49.99",
                                                    "1e3",
                                                    "1E-2",
                                                    "0.30000000000000004",
                                                    "12345678.1234567",
                                                    "9007199254740993.0",
                                                    "123456789.1234567",
                                                    "1234567890.1234567",
                                                    "99999999.99999999",
                                                    "1.7976931348623157e308",
                                                    "5e-324",

                                                    "100.0",
                                                    "0.000001",
                                                    "-273.15",
                                                    "43273.74",
                                                    "4.35",
                                                    "0.07",
                                                    "2.675"};
    static constexpr const char* kLetters =
        "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82, \xd0\xbc\xd0\xb8\xd1\x80! "
        "\xe4\xb8\x96\xe7\x95\x8c";
    static constexpr std::string_view kTexts[] = {
        "",
        "x",
        "gold",
        "fifteen bytes!!",
        "sixteen bytes!!!",
        "\\u0041\\n",
        "caf\xc3\xa9",
        "\xe2\x82\xac 10",
        "\xf0\x9f\x98\x80",
        "\\ud83d\\ude00",
        "\\\\",
        "\\\"quoted\\\"",
        "a text that is a good deal longer than thirty-two bytes, so that one look is not enough",
        "a long text with an escape near its end, behind the first thirty-two bytes: \\t.",
        kLetters};
    if (below(2) == 0) {
      out += one_of(kScalars);
      return;
    }
    out += '"';
    out += one_of(kTexts);
    out.append(below(4) == 0 ? below(70) : 0, 'z');
    out += '"';
  }

  // Mostly still good: other digits and letters, more blanks.
  void change_mildly(std::string& text) {
    for (char& c : text) {
      if (c >= '1' && c <= '9' && below(8) == 0) {
        c = static_cast<char>('1' + below(9));
      } else if (c == ',' && below(64) == 0) {
        text.insert(static_cast<std::size_t>(&c - text.data()), " ");
        return;
      }
    }
  }

  void change_once(std::string& text, std::string_view other) {
    using namespace std::string_view_literals;
    static constexpr std::string_view kPieces[] = {"["sv,
                                                   "]"sv,
                                                   "{"sv,
                                                   "}"sv,
                                                   ","sv,
                                                   ":"sv,
                                                   "\""sv,
                                                   "\\"sv,
                                                   "\\u0000"sv,
                                                   "\\ud834"sv,
                                                   "\\udd1e"sv,
                                                   "\\u0041"sv,
                                                   "null"sv,
                                                   "true"sv,
                                                   "0"sv,
                                                   "-"sv,
                                                   "."sv,
                                                   "1e999"sv,
                                                   "e5"sv,
                                                   " "sv,
                                                   "\n"sv,
                                                   "\x80"sv,
                                                   "\xc3"sv,
                                                   "\xf0\x9f"sv,
                                                   "\xed\xa0\x80"sv,
                                                   "\xef\xbb\xbf"sv,
                                                   "\0"sv,
                                                   "\x1f"sv,
                                                   "\x7f"sv,
                                                   "'"sv,
                                                   "//x\n"sv,
                                                   "\"a\":1,"sv,
                                                   "{\"a\":1}"sv,
                                                   "9223372036854775808"sv,
                                                   "1e-400"sv};
    std::size_t at = below(text.size() + 1);
    switch (below(7)) {
      case 0:
        text.insert(at, one_of(kPieces));
        return;
      case 1:
        text.erase(at, 1 + below(4));
        return;
      case 2:
        if (at < text.size()) {
          text[at] = static_cast<char>(random_());
        }
        return;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), 1 + below(24)));
        return;
      case 4:
        text.insert(at, other.substr(below(other.size() + 1), 1 + below(40)));
        return;
      case 5:
        if (at < text.size()) {
          text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        }
        return;
      default:
        text.resize(at);
    }
  }

  std::mt19937_64 random_;
  bool has_blanks_ = false;
};

struct Counts {
  std::uint64_t tried = 0;
  std::uint64_t accepted = 0;
  std::uint64_t failed = 0;
};

void print_failure(std::string_view text, const std::string& difference) {
  std::printf("FAILED: %s\n  bytes ", difference.c_str());
  for (char c : text) {
    std::printf("%02x", static_cast<unsigned>(c) & 0xffU);
  }
  std::printf("\n");
}

// The paths of one text that a judge looks for: all of it, or its beginnings, and some that are not
// there.
json::Paths choose_paths(std::string_view text, Maker& maker) {
  json::Paths paths;
  rulec::Arena arena;
  json::ReaderScratch scratch;
  rulec::Value root;
  json::Fault fault;
  if (json::read_value(text, {}, arena, scratch, root, fault)) {
    paths.add_all_of(root, 1 + maker.below(4), 1 + maker.below(40));
  }
  paths.add({"a"});
  paths.add({"a", "0"});
  paths.add({"missing", "b"});
  if (maker.below(2) == 0) {
    paths.add({});
    paths.add({"0", "1"});
    paths.add({"order.total3"});
  }
  return paths;
}

Counts compare(std::uint64_t texts, std::uint64_t seed) {
  Counts counts;
  Maker maker(seed);
  std::string other = "{}";
  constexpr std::size_t kChangesOfOneText = 50;
  while (counts.tried < texts && counts.failed < 10) {
    const std::string text = maker.text();
    json::ProjectionJudge judge(choose_paths(text, maker));
    for (std::size_t i = 0; i < kChangesOfOneText; ++i) {
      // Now and then another text: what was learnt of the order of members is wrong then.
      std::string changed = i % 8 == 1 ? maker.text() : text;
      if (i % 8 > 1) {
        maker.change(changed, other);
      }
      std::string difference = judge.difference(changed);
      ++counts.tried;
      counts.accepted += judge.is_accepted() ? 1 : 0;
      if (!difference.empty()) {
        ++counts.failed;
        print_failure(changed, difference);
        break;
      }
    }
    other = text;
  }
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t texts = 200'000;
  std::uint64_t seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::uint64_t value = std::strtoull(argv[i + 1], nullptr, 10);
    (std::strcmp(argv[i], "--texts") == 0 ? texts : seed) = value;
  }
  Counts counts = compare(texts, seed);
  // A test that hardly ever sees a good text, or a bad one, shows little.
  bool is_mixed = counts.accepted * 10 > counts.tried && counts.accepted * 10 < counts.tried * 9;
  if (!is_mixed) {
    std::printf("FAILED: %llu of %llu texts are good\n",
                static_cast<unsigned long long>(counts.accepted),
                static_cast<unsigned long long>(counts.tried));
  }
  std::printf("%llu texts with seed %llu, %llu of them good\n",
              static_cast<unsigned long long>(counts.tried), static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(counts.accepted));
  std::printf("%llu passed, %llu failed\n",
              static_cast<unsigned long long>(counts.tried - counts.failed),
              static_cast<unsigned long long>(counts.failed));
  return counts.failed == 0 && is_mixed ? 0 : 1;
}
