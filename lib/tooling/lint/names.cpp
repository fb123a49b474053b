#include "tooling/lint/names.h"

namespace rulec::tooling {
namespace {

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_divider(char c) {
  return c == '_' || c == '-' || c == ' ' || c == '.';
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool begins = true;
  bool was_capital = false;
  for (char c : name) {
    if (is_divider(c)) {
      begins = true;
      continue;
    }
    // `userID` is "user", "id": a capital begins a word only behind another letter.
    begins = begins || (is_capital(c) && !was_capital);
    if (begins) {
      words.emplace_back();
    }
    begins = false;
    was_capital = is_capital(c);
    words.back().push_back(is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return words;
}

}  // namespace rulec::tooling
