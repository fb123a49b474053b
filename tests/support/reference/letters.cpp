#include "letters.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

namespace rulec::reference {
namespace {

// `count` capitals from `upper`, each `step` after the other, with their small letters beside them.
struct Alphabet {
  char32_t upper;
  char32_t lower;
  unsigned count;
  unsigned step = 1;
};
constexpr std::array kAlphabets = {
    Alphabet{U'A', U'a', 26}, Alphabet{U'À', U'à', 23},  // × and ÷ stand between
    Alphabet{U'Ø', U'ø', 7},  Alphabet{U'Ā', U'ā', 24, 2},
    Alphabet{U'Ÿ', U'ÿ', 1},  Alphabet{U'Α', U'α', 17},  // ς stands below no capital
    Alphabet{U'Σ', U'σ', 9},  Alphabet{U'Ά', U'ά', 1},
    Alphabet{U'Έ', U'έ', 3},  Alphabet{U'А', U'а', 32},
    Alphabet{U'Ѐ', U'ѐ', 16}, Alphabet{U'\U00010400', U'\U00010428', 38}};

struct OneWay {
  char32_t from;
  char32_t to;
};
constexpr std::array kOnlyLower = {
    OneWay{U'İ', U'i'}, OneWay{U'\u212a', U'k'}, OneWay{U'\u212b', U'å'}, OneWay{U'\u2126', U'ω'},
    OneWay{U'ẞ', U'ß'}, OneWay{U'ǅ', U'ǆ'},      OneWay{U'Ǆ', U'ǆ'}};
constexpr std::array kOnlyUpper = {OneWay{U'ı', U'I'}, OneWay{U'ſ', U'S'}, OneWay{U'ς', U'Σ'},
                                   OneWay{U'µ', U'Μ'}, OneWay{U'ǅ', U'Ǆ'}, OneWay{U'ǆ', U'Ǆ'}};
// Without a mapping, though some grow to several letters by full mapping.
constexpr std::u32string_view kCaseless =
    U"ßﬁŉΐ×÷«»€日本語😀\u0301\u0085\u00a0\u1680\u2003\u2028"
    U"\u202f\u205f\u3000\u200b\ufeff";
constexpr std::u32string_view kWhiteSpace =
    U"\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    U"\u200a\u2028\u2029\u202f\u205f\u3000";

std::string utf8(char32_t c) {
  auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  auto tail = [&](unsigned shift) { return byte(0x80U | (c >> shift & 0x3fU)); };
  if (c < 0x80) {
    return {byte(c)};
  }
  if (c < 0x800) {
    return {byte(0xc0U | c >> 6U), tail(0)};
  }
  if (c < 0x10000) {
    return {byte(0xe0U | c >> 12U), tail(6), tail(0)};
  }
  return {byte(0xf0U | c >> 18U), tail(12), tail(6), tail(0)};
}

struct Mappings {
  std::map<std::string, std::string> lower;
  std::map<std::string, std::string> upper;
  std::set<std::string> caseless;
};

Mappings read_tables() {
  Mappings made;
  for (const Alphabet& alphabet : kAlphabets) {
    for (char32_t i = 0; i < alphabet.count; ++i) {
      std::string capital = utf8(alphabet.upper + i * alphabet.step);
      std::string small = utf8(alphabet.lower + i * alphabet.step);
      made.lower[capital] = small;
      made.upper[small] = capital;
    }
  }
  for (const OneWay& letter : kOnlyLower) {
    made.lower[utf8(letter.from)] = utf8(letter.to);
  }
  for (const OneWay& letter : kOnlyUpper) {
    made.upper[utf8(letter.from)] = utf8(letter.to);
  }
  for (char32_t c : kCaseless) {
    made.caseless.insert(utf8(c));
  }
  return made;
}

const Mappings& mappings() {
  static const Mappings kMappings = read_tables();
  return kMappings;
}

std::string mapped(const std::map<std::string, std::string>& table, const std::string& letter) {
  auto found = table.find(letter);
  if (found != table.end()) {
    return found->second;
  }
  const Mappings& all = mappings();
  bool is_known = letter.size() == 1 || all.caseless.contains(letter) ||
                  all.lower.contains(letter) || all.upper.contains(letter);
  if (!is_known) {
    std::fprintf(stderr, "the reference knows no case of '%s'\n", letter.c_str());
    std::abort();
  }
  return letter;
}

}  // namespace

std::string lower_letter(const std::string& code_point) {
  return mapped(mappings().lower, code_point);
}

std::string upper_letter(const std::string& code_point) {
  return mapped(mappings().upper, code_point);
}

bool is_white_space(const std::string& code_point) {
  for (char32_t c : kWhiteSpace) {
    if (utf8(c) == code_point) {
      return true;
    }
  }
  return false;
}

}  // namespace rulec::reference
