#include "parser/dsl/diagnoser/keywords.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "diag/suggest.h"

namespace rulec::parser {
namespace {

// Words for a keyword that no rule of spelling leads to.
constexpr std::pair<std::string_view, std::string_view> kOtherWords[] = {
    {"to", "until"},          {"since", "from"},     {"salience", "priority"},
    {"disabled", "inactive"}, {"do", "then"},        {"set", "update"},
    {"else_if", "if"},        {"context", "given"},  {"add", "append"},
    {"unset", "delete"},      {"ruleset", "rule"},   {"prio", "priority"},
    {"fire", "fires"},        {"fired", "fires"},    {"case", "test"},
    {"rules", "rule"},        {"silence", "silent"}, {"then", "steps"},
    {"steps", "then"},        {"to", "="},           {"actions", "then"},
    {"if", "when"},           {"condition", "when"}, {"where", "when"},
    {"tests", "test"},        {"entry_point", "on"}, {"for", "on"}};

// Shorter words are near to too much.
constexpr std::size_t kShortestGuess = 3;

}  // namespace

bool is_one_of(Words words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

std::optional<std::string_view> nearest(Words words, std::string_view written) {
  for (const auto& [other, ours] : kOtherWords) {
    if (other == written && is_one_of(words, ours)) {
      return ours;
    }
  }
  if (written.size() < kShortestGuess) {
    return std::nullopt;
  }
  std::vector<std::string> found = diag::suggest(written, words);
  return found.size() == 1 ? std::optional(*std::ranges::find(words, found[0])) : std::nullopt;
}

std::string list_of(Words words) {
  std::string text;
  for (std::string_view word : words) {
    text += (text.empty() ? "`" : ", `") + std::string(word) + "`";
  }
  return text;
}

std::string any_of(Words words) {
  std::string last = " or `" + std::string(words.back()) + "`";
  return list_of(words.first(words.size() - 1)) + last;
}

}  // namespace rulec::parser
