#include "digits.h"

#include <vector>

namespace rulec::reference::digits {
namespace {

// The digit at `i` from the right; zeros in front of the number.
int digit_at(const std::string& a, std::size_t i) {
  return i < a.size() ? a[a.size() - 1 - i] - '0' : 0;
}

char as_char(int digit) {
  return static_cast<char>('0' + digit);
}

std::string reversed(const std::string& a) {
  return {a.rbegin(), a.rend()};
}

}  // namespace

std::string stripped(const std::string& a) {
  std::size_t first = a.find_first_not_of('0');
  return first == std::string::npos ? "0" : a.substr(first);
}

int compare(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) {
    return a.size() < b.size() ? -1 : 1;
  }
  int c = a.compare(b);
  return c < 0 ? -1 : c > 0 ? 1 : 0;
}

std::string add(const std::string& a, const std::string& b) {
  std::string sum;
  int carry = 0;
  for (std::size_t i = 0; i < a.size() || i < b.size() || carry > 0; ++i) {
    int digit = digit_at(a, i) + digit_at(b, i) + carry;
    sum += as_char(digit % 10);
    carry = digit / 10;
  }
  return stripped(reversed(sum));
}

std::string subtract(const std::string& a, const std::string& b) {
  std::string difference;
  int borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    int digit = digit_at(a, i) - digit_at(b, i) - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference += as_char(digit + 10 * borrow);
  }
  return stripped(reversed(difference));
}

std::string multiply(const std::string& a, const std::string& b) {
  std::vector<int> columns(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < b.size(); ++k) {
      columns[i + k] += digit_at(a, i) * digit_at(b, k);
    }
  }
  std::string product;
  int carry = 0;
  for (int column : columns) {
    product += as_char((column + carry) % 10);
    carry = (column + carry) / 10;
  }
  return stripped(reversed(product));
}

Quotient divide(const std::string& a, const std::string& b) {
  std::string whole;
  std::string rest = "0";
  for (char digit : a) {
    rest += digit;
    rest = stripped(rest);
    int times = 0;
    for (; compare(rest, b) >= 0; ++times) {
      rest = subtract(rest, b);
    }
    whole += as_char(times);
  }
  return {.whole = stripped(whole), .rest = rest};
}

}  // namespace rulec::reference::digits
