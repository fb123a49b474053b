// Expressions in lines of a width: they are read again as what they were, and no line is longer
// than the width that could have been broken.
#include <algorithm>
#include <set>
#include <sstream>

#include "../../../diff/generate.h"
#include "../dsl/dsl_support.h"
#include "../dsl/spelling_support.h"
#include "base/utf8.h"
#include "parser/format/expression_printer.h"
#include "text_support.h"

namespace rulec::parser {
namespace {

using difftest::Generator;
using difftest::Json;

std::string printed_in(std::uint32_t width, const Loaded& from) {
  LayoutText text;
  ExpressionFacts facts{.document = from.documents.documents[0], .ast = from.ast, .names = {}};
  ExpressionPrinter(text, &facts).print(*from.expr);
  return text.render({.width = width});
}

// The words of a line, where a text in quotes or ticks is one.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words(1);
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (quote == 0 && c == ' ') {
      words.emplace_back();
      continue;
    }
    words.back() += c;
    if (quote != 0 && c == '\\') {
      words.back() += line[++i];
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '`')) {
      quote = c;
    }
  }
  std::erase(words, "");
  return words;
}

// Words that stand in one line with what they belong to.
bool is_held(const std::string& word) {
  static const std::set<std::string> kWords = {"and",  "or",      "not",    "in",    "from",
                                               "(",    "missing", "exists", "some",  "all",
                                               "none", "map",     "filter", "reduce"};
  bool is_sign =
      std::ranges::none_of(word, [](char c) { return is_letter(c) || is_digits({&c, 1}); });
  bool is_name = word.starts_with("it") || word.starts_with("acc");
  std::size_t bare = word.find_first_not_of('(');
  return is_sign || is_name || (bare != std::string::npos && kWords.contains(word.substr(bare)));
}

void check_widths(std::string_view text, std::uint32_t width) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(!line.ends_with(' '));
    if (utf8::count(line) > width) {
      std::vector<std::string> words = words_of(line);
      CHECK(std::ranges::count_if(words, [](const auto& word) { return !is_held(word); }) <= 1);
    }
  }
}

class Widths {
 public:
  void run(const Json& json) {
    Loaded twin(json.dump(), Loaded::As::kExpression);
    REQUIRE(twin.expr != nullptr);
    if (!unreadable(*twin.expr).empty()) {
      ++skipped_;
      return;
    }
    make_canonical(*twin.expr);
    std::string wanted = shape(*twin.expr);
    for (std::uint32_t width : {20U, 40U, 100U}) {
      std::string text = printed_in(width, twin);
      CAPTURE(text);
      check_widths(text, width);
      Read read(text);
      REQUIRE(read.findings.empty());
      CHECK(shape(*read.expr) == wanted);
      broken_ += text.contains('\n') ? 1 : 0;
    }
    ++read_;
  }

  void finish() const {
    MESSAGE(read_ << " read, " << broken_ << " times broken, " << skipped_ << " skipped");
    CHECK(read_ > 4 * skipped_);
    CHECK(broken_ > read_ / 2);
  }

 private:
  std::size_t read_ = 0;
  std::size_t broken_ = 0;
  std::size_t skipped_ = 0;
};

TEST_CASE("text: random expressions are read again from lines of any width") {
  Widths widths;
  Generator generator(21);
  for (int i = 0; i < 20'000; ++i) {
    widths.run(generator.expression(1 + i % 5));
  }
  widths.finish();
}

TEST_CASE("text: random conditions are read again from lines of any width") {
  Widths widths;
  Generator generator(22);
  for (int i = 0; i < 4'000; ++i) {
    widths.run(generator.condition(1 + i % 4));
  }
  widths.finish();
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string made;
  for (std::size_t i = 0; i < times; ++i) {
    made += text;
  }
  return made;
}

// Each of these would take hours if a printer's time were not linear.
TEST_CASE("text: long and deep expressions") {
  std::string chain = R"({"and":[)" + repeated(R"({"var":"a"},)", 9'999) + R"({"var":"a"}]})";
  Loaded long_one(chain, Loaded::As::kExpression);
  CHECK(printed_in(100, long_one) == "a" + repeated("\n  and a", 9'999));

  std::string list = "[" + repeated("1.50,", 59'999) + "1.50]";
  Loaded wide_one(list, Loaded::As::kExpression);
  CHECK(printed_in(100, wide_one) == "[" + repeated("\n  1.50,", 59'999) + "\n  1.50\n]");

  std::string deep =
      repeated(R"({"cat":["a",)", 60) + "[" + repeated("1,", 9'999) + "1]" + repeated("]}", 60);
  Loaded deep_one(deep, Loaded::As::kExpression);
  REQUIRE(deep_one.findings.empty());
  std::string text = printed_in(100, deep_one);
  CHECK(std::ranges::count(text, '\n') == 10'000 + 1 + 60 * 3);
  check_widths(text, 100);
}

}  // namespace
}  // namespace rulec::parser
