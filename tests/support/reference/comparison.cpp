// Truth, equality and order (3.2).
#include "comparison.h"

#include <algorithm>

#include "numbers.h"
#include "own.h"

namespace rulec::reference {
namespace {

bool loose_equal(const Json& a, const Json& b) {
  if (a.is_string() && b.is_string()) {
    return a == b;
  }
  Pair pair = numbers_of(a, b);
  return compare_numbers(pair.left, pair.right) == 0;
}

int order(const Json& a, const Json& b) {
  if (a.is_string() && b.is_string()) {
    int c = a.get<std::string>().compare(b.get<std::string>());
    return c < 0 ? -1 : c > 0 ? 1 : 0;
  }
  Pair pair = numbers_of(a, b);
  return compare_numbers(pair.left, pair.right);
}

}  // namespace

bool truthy(const Json& value) {
  if (value.is_null()) {
    return false;
  }
  if (value.is_boolean()) {
    return value.get<bool>();
  }
  if (is_number(value)) {
    return compare_numbers(value, 0) != 0;
  }
  if (value.is_string()) {
    return !value.get<std::string>().empty();
  }
  return value.is_object() || !value.empty();
}

bool pair_holds(const std::string& op, const Json& a, const Json& b) {
  if (op == "==") {
    return loose_equal(a, b);
  }
  if (op == "!=") {
    return !loose_equal(a, b);
  }
  if (op == "===") {
    return equal(a, b);
  }
  if (op == "!==") {
    return !equal(a, b);
  }
  int c = order(a, b);
  if (op == "<") {
    return c < 0;
  }
  if (op == "<=") {
    return c <= 0;
  }
  if (op == ">") {
    return c > 0;
  }
  return c >= 0;
}

// "both ends included; as {"<=":[low, x, high]}"
Json between(const Operands& o) {
  return pair_holds("<=", o[1], o[0]) && pair_holds("<=", o[0], o[2]);
}

bool equal(const Json& a, const Json& b) {
  if (is_number(a) && is_number(b)) {
    return compare_numbers(a, b) == 0;
  }
  if (a.type() != b.type() || a.size() != b.size()) {
    return false;
  }
  if (a.is_array()) {
    return std::ranges::equal(a, b, equal);
  }
  if (a.is_object()) {
    return std::ranges::all_of(a.items(), [&](const auto& member) {
      auto other = b.find(member.key());
      return other != b.end() && equal(member.value(), *other);
    });
  }
  return a == b;
}

}  // namespace rulec::reference
