#include "tooling/lint/values/money_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "tooling/lint/names.h"

namespace rulec::tooling {
namespace {

constexpr std::array<std::string_view, 13> kMoneyWords = {
    "amount", "balance", "cost",   "deposit",  "fee",       "payment", "price",
    "refund", "revenue", "salary", "subtotal", "surcharge", "wage"};

// Those mean a count, or electricity, as well.
constexpr std::array<std::string_view, 2> kWeakWords = {"charge", "total"};

// What makes one of the weak words mean money.
constexpr std::array<std::string_view, 24> kContextWords = {
    "bank",    "basket",   "bill",    "billing",  "budget", "cart",    "checkout", "currency",
    "deal",    "discount", "invoice", "loan",     "net",    "gross",   "order",    "paid",
    "payable", "payroll",  "premium", "purchase", "quote",  "receipt", "tax",      "vat"};

bool is_one_of(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_index(std::string_view segment) {
  return !segment.empty() && segment.find_first_not_of("0123456789") == std::string_view::npos;
}

bool speaks_of_money(std::string_view segment) {
  return std::ranges::any_of(words_of(segment), [](std::string_view word) {
    bool is_plural =
        word.ends_with('s') && is_one_of(kContextWords, word.substr(0, word.size() - 1));
    return is_plural || is_one_of(kMoneyWords, word) || is_one_of(kContextWords, word);
  });
}

}  // namespace

bool is_money_name(std::span<const std::string_view> path, std::span<const std::string> siblings) {
  while (!path.empty() && is_index(path.back())) {
    path = path.first(path.size() - 1);
  }
  std::vector<std::string> words =
      path.empty() ? std::vector<std::string>() : words_of(path.back());
  if (words.empty()) {
    return false;
  }
  if (is_one_of(kMoneyWords, words.back())) {
    return true;
  }
  return is_one_of(kWeakWords, words.back()) && (std::ranges::any_of(path, speaks_of_money) ||
                                                 std::ranges::any_of(siblings, speaks_of_money));
}

}  // namespace rulec::tooling
