#include "runtime/index/attribute.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "value/operators.h"

namespace rulec::runtime::index {
namespace {

constexpr double kTwoTo63 = 0x1p63;
constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

bool is_less(const Value& a, const Value& b) {
  return value::compare(value::Comparison::kLess, a, b).is_true();
}

bool is_exact_double(std::int64_t integer) {
  return integer >= -kExactInDouble && integer <= kExactInDouble;
}

// Finite doubles in their order; there is no -0 among values.
std::int64_t order_of(double real) {
  constexpr std::int64_t kBelowSign = std::numeric_limits<std::int64_t>::max();
  auto bits = std::bit_cast<std::int64_t>(real);
  return bits < 0 ? bits ^ kBelowSign : bits;
}

// Up to 8 bytes, the least significant first.
std::uint64_t word_of(std::string_view bytes) {
  std::uint64_t word = 0;
  if (std::endian::native == std::endian::little && bytes.size() == sizeof word) {
    std::memcpy(&word, bytes.data(), sizeof word);
    return word;
  }
  for (std::size_t i = bytes.size(); i > 0; --i) {
    word = word << 8U | static_cast<unsigned char>(bytes[i - 1]);
  }
  return word;
}

}  // namespace

TextWords words_of(std::string_view text) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (text.size() <= kWord) {
    return {.first = word_of(text), .last = 0};
  }
  return {.first = word_of(text.substr(0, kWord)),
          .last = word_of(text.substr(text.size() - kWord))};
}

bool may_be_number(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return true;  // nothing but blanks is 0
  }
  char c = text[first];
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

void Attribute::add_text(std::string_view text) {
  // Of small tables a quarter is used, so that most texts lie where they are looked for first; of
  // large ones a half.
  constexpr std::size_t kSmallTable = 4096;
  std::size_t places_for_text = table_.size() < kSmallTable ? 4 : 2;
  if (places_for_text * (texts_.size() + 1) > table_.size()) {
    grow_table();
  }
  if (slot_of(text, words_of(text)).number == 0) {
    texts_.push_back(text);
    put_text(static_cast<std::uint32_t>(texts_.size()));
  }
}

const Attribute::TextSlot& Attribute::slot_of(std::string_view text, const TextWords& words) const {
  for (std::size_t at = first_slot(text, words);; at = (at + 1) & (table_.size() - 1)) {
    const TextSlot& slot = table_[at];
    bool is_same = slot.words == words && slot.size == text.size();
    if (slot.number == 0 ||
        (is_same && (text.size() <= kWholeInWords || texts_[slot.number - 1] == text))) {
      return slot;
    }
  }
}

void Attribute::put_text(std::uint32_t number) {
  std::string_view text = texts_[number - 1];
  TextWords words = words_of(text);
  auto at = &slot_of(text, words) - table_.data();
  table_[static_cast<std::size_t>(at)] = {
      .words = words, .size = static_cast<std::uint32_t>(text.size()), .number = number};
}

void Attribute::grow_table() {
  table_.assign(std::max<std::size_t>(16, 2 * table_.size()), {});
  table_shift_ = 64 - static_cast<unsigned>(std::countr_zero(table_.size()));
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    put_text(i + 1);
  }
}

std::size_t Attribute::bytes() const {
  return by_integer_.capacity() * sizeof(ClassId) + numbers_.capacity() * sizeof(Value) +
         integers_.bytes() + doubles_.bytes() + texts_.capacity() * sizeof(std::string_view) +
         table_.capacity() * sizeof(TextSlot);
}

void Attribute::finish() {
  bool are_integers =
      std::ranges::all_of(numbers_, [](const Value& number) { return number.is_integer(); });
  if (are_integers) {
    std::ranges::sort(numbers_, {}, &Value::as_integer);
  } else {
    std::ranges::sort(numbers_, is_less);
  }
  auto repeated = std::ranges::unique(
      numbers_, [](const Value& a, const Value& b) { return value::strict_equal(a, b); });
  numbers_.erase(repeated.begin(), repeated.end());
  numbers_.shrink_to_fit();
  number_classes();
  first_text_ = kFirstNumberClass + static_cast<ClassId>(2 * numbers_.size()) + 1;
  if (has_text_order_) {
    std::ranges::sort(texts_);
    table_ = {};
  }
  texts_.shrink_to_fit();
}

void Attribute::number_classes() {
  bool are_integers = true;
  bool are_doubles = true;
  for (const Value& number : numbers_) {
    are_integers = are_integers && number.is_integer();
    are_doubles = are_doubles && (number.is_double() ||
                                  (number.is_integer() && is_exact_double(number.as_integer())));
  }
  std::vector<std::int64_t> keys;
  if (are_integers || are_doubles) {
    keys.reserve(numbers_.size());
  }
  for (const Value& number : numbers_) {
    if (are_integers) {
      keys.push_back(number.as_integer());
    } else if (are_doubles) {
      keys.push_back(order_of(number.is_double() ? number.as_double()
                                                 : static_cast<double>(number.as_integer())));
    }
  }
  (are_integers ? integers_ : doubles_) = Ranks(std::move(keys));
  if (are_integers && !numbers_.empty()) {
    keep_near_integers();
  }
}

void Attribute::keep_near_integers() {
  // So many classes for each number, and some.
  constexpr std::uint64_t kForNumber = 16;
  constexpr std::uint64_t kSome = 1024;
  constexpr std::int64_t kFarthest = std::numeric_limits<std::int64_t>::max() / 2;
  std::int64_t first = numbers_.front().as_integer();
  std::int64_t last = numbers_.back().as_integer();
  bool is_near = first > -kFarthest && last < kFarthest &&
                 static_cast<std::uint64_t>(last - first) < kForNumber * numbers_.size() + kSome;
  if (!is_near) {
    return;
  }
  lowest_ = first - 1;
  highest_ = last + 1;
  by_integer_.reserve(static_cast<std::size_t>(highest_ - lowest_ + 1));
  for (std::int64_t integer = lowest_; integer <= highest_; ++integer) {
    by_integer_.push_back(integer_class(integer));
  }
}

ClassId Attribute::double_class(double real) const {
  if (!doubles_.is_empty()) {
    return place_of(doubles_, order_of(real));
  }
  if (real >= kTwoTo63 || integers_.is_empty()) {
    return kFirstNumberClass + 2 * integers_.size();
  }
  if (real < -kTwoTo63) {
    return kFirstNumberClass;
  }
  double below = std::floor(real);
  auto whole = static_cast<std::int64_t>(below);
  if (below == real) {
    return integer_class(whole);
  }
  // Between two integers: above every constant up to the lower one.
  return kFirstNumberClass + 2 * integers_.below(whole + 1);
}

ClassId Attribute::searched_number(const Value& number) const {
  auto found = std::ranges::lower_bound(numbers_, number, is_less);
  auto at = static_cast<ClassId>(found - numbers_.begin());
  bool is_constant = found != numbers_.end() && value::strict_equal(*found, number);
  return kFirstNumberClass + 2 * at + (is_constant ? 1 : 0);
}

ClassId Attribute::number_class(const Value& number) const {
  if (numbers_.empty()) {
    return kFirstNumberClass;
  }
  if (number.is_double() && (!doubles_.is_empty() || !integers_.is_empty())) {
    return double_class(number.as_double());
  }
  if (number.is_integer() && !integers_.is_empty()) {
    return integer_class(number.as_integer());
  }
  if (number.is_integer() && !doubles_.is_empty() && is_exact_double(number.as_integer())) {
    return double_class(static_cast<double>(number.as_integer()));
  }
  return searched_number(number);
}

ClassId Attribute::ordered_text_class(std::string_view text) const {
  auto found = std::ranges::lower_bound(texts_, text);
  auto at = static_cast<ClassId>(found - texts_.begin());
  return first_text_ + 2 * at + (found != texts_.end() && *found == text ? 1 : 0);
}

}  // namespace rulec::runtime::index
