#include "tooling/lint/values/money_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tooling/lint/names.h"

namespace rulec::tooling {
namespace {

constexpr std::array<std::string_view, 15> kMoneyWords = {
    "amount", "balance", "charge", "cost",     "deposit",   "fee",   "payment", "price",
    "refund", "revenue", "salary", "subtotal", "surcharge", "total", "wage"};

bool is_index(std::string_view segment) {
  return !segment.empty() && segment.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool is_money_name(std::span<const std::string_view> path) {
  while (!path.empty() && is_index(path.back())) {
    path = path.first(path.size() - 1);
  }
  if (path.empty()) {
    return false;
  }
  std::vector<std::string> words = words_of(path.back());
  return !words.empty() && std::ranges::find(kMoneyWords, words.back()) != kMoneyWords.end();
}

}  // namespace rulec::tooling
