// The numbers of a text, and what is known of its end. Part of the scanner, compiled as it is
// (projection_scanner.h).
#pragma once

#include "parser/json/internal/projection_windows.h"

namespace rulec::json::RULEC_SCAN_NAMESPACE {

// The base of Scanner, which uses all of it.
struct Numbers {
  explicit Numbers(const Text& text) : anywhere(text), text_end(text.end) {}

  // What is said of lists and objects alone is left as it was: fewer stores.
  [[gnu::always_inline]] static void put(ProjectedValue& to, Value value) {
    to.value = value;
    to.is_composite = false;
  }

  // A number without sign: mostly an integer of up to seven digits.
  template <class Window>
  [[gnu::always_inline]] const char* digits_first(const Window& text, const char* at,
                                                  ProjectedValue& to) const {
    // By number of digits: what is less begins with a zero, and what has 8 may have more.
    static constexpr std::uint64_t kLeast[] = {0,      0,       10,        100,       1'000,
                                               10'000, 100'000, 1'000'000, UINT64_MAX};
    Digits whole = Vector::digits(text.window(at));
    const char* stop = at + whole.count;
    if (whole.value < kLeast[whole.count]) [[unlikely]] {
      return number(at, to);
    }
    // What else may not follow a number may not follow a value.
    if (*stop != ',' && (*stop == '.' || (*stop | 0x20) == 'e')) {
      return fraction(at, whole, stop, false, to);
    }
    put(to, Value::integer(static_cast<std::int64_t>(whole.value)));
    return stop;
  }

  // Numbers with a sign, and long ones.
  [[gnu::noinline]] const char* number(const char* at, ProjectedValue& to) const {
    bool is_negative = *at == '-';
    const char* first = at + (is_negative ? 1 : 0);
    Digits whole = Vector::digits(anywhere.window(first));
    if (whole.count == 0 || (*first == '0' && whole.count > 1)) {
      return nullptr;
    }
    const char* stop = first + whole.count;
    if (whole.count == 8) {
      Digits more = Vector::digits(anywhere.window(stop));
      if (more.count == 8) {
        return scan_number(at, text_end, to);
      }
      whole.value = whole.value * power(more.count) + more.value;
      whole.count += more.count;
      stop += more.count;
    }
    if (*stop == '.' || (*stop | 0x20) == 'e') {
      return fraction(at, whole, stop, is_negative, to);
    }
    auto value = static_cast<std::int64_t>(whole.value);
    put(to, Value::integer(is_negative ? -value : value));
    return stop;
  }

  // The number at `at`, whose whole part ends at `stop`. Few digits and no exponent make a quotient
  // of two exact doubles, which is rounded once, as it must be.
  [[gnu::noinline]] const char* fraction(const char* at, Digits whole, const char* stop,
                                         bool is_negative, ProjectedValue& to) const {
    constexpr std::uint64_t kExact = std::uint64_t{1} << 53U;
    constexpr unsigned kMaxWhole = 10;  // with seven more they fit in 64 bits
    if (*stop != '.' || whole.count > kMaxWhole) {
      return scan_number(at, text_end, to);
    }
    Digits part = Vector::digits(anywhere.window(stop + 1));
    stop += 1 + part.count;
    if (part.count == 0 || part.count == 8 || (*stop | 0x20) == 'e') {
      return scan_number(at, text_end, to);
    }
    std::uint64_t scaled = whole.value * power(part.count) + part.value;
    if (scaled > kExact) {
      return scan_number(at, text_end, to);
    }
    double value = static_cast<double>(scaled) / static_cast<double>(power(part.count));
    put(to, Value::real(is_negative ? -value : value));
    return stop;
  }

  [[gnu::always_inline]] static std::uint64_t power(unsigned exponent) {
    static constexpr std::uint64_t kPowers[] = {1,      10,      100,       1'000,
                                                10'000, 100'000, 1'000'000, 10'000'000};
    return kPowers[exponent];
  }

  Text anywhere;
  const char* text_end;
};

}  // namespace rulec::json::RULEC_SCAN_NAMESPACE
