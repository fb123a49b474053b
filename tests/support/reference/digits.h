// School arithmetic on whole numbers written as decimal digits: any length, never negative, no
// leading zeros, zero is "0".
#pragma once

#include <string>

namespace rulec::reference::digits {

[[nodiscard]] std::string stripped(const std::string& a);  // without leading zeros
[[nodiscard]] int compare(const std::string& a, const std::string& b);
[[nodiscard]] std::string add(const std::string& a, const std::string& b);
[[nodiscard]] std::string subtract(const std::string& a, const std::string& b);  // a >= b
[[nodiscard]] std::string multiply(const std::string& a, const std::string& b);

struct Quotient {
  std::string whole;
  std::string rest;
};
[[nodiscard]] Quotient divide(const std::string& a, const std::string& b);  // b is not 0

}  // namespace rulec::reference::digits
