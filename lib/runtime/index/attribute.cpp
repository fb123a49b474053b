#include "runtime/index/attribute.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "value/operators.h"

namespace rulec::runtime::index {
namespace {

// Buckets of integers: so many for each constant, and some.
constexpr std::uint64_t kBucketsForConstant = 4;
constexpr std::uint64_t kFewBuckets = 256;
constexpr double kTwoTo63 = 0x1p63;
constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

bool is_less(const Value& a, const Value& b) {
  return value::compare(value::Comparison::kLess, a, b).is_true();
}

bool is_exact_double(std::int64_t integer) {
  return integer >= -kExactInDouble && integer <= kExactInDouble;
}

// Gaps have even places, constants odd ones.
template <class Range, class Key>
ClassId place_of(const Range& constants, const Key& key) {
  auto found = std::ranges::lower_bound(constants, key);
  auto at = static_cast<ClassId>(found - constants.begin());
  return 2 * at + (found != constants.end() && *found == key ? 1 : 0);
}

constexpr std::size_t kWholeInEnds = 16;

// As text_tag reads them.
TextEnds ends_of(std::string_view text) {
  TextEnds ends;
  std::size_t size = text.size();
  if (size >= 8) {
    std::memcpy(&ends.first, text.data(), 8);
    std::memcpy(&ends.last, text.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&ends.first, text.data(), 4);
    std::memcpy(&ends.last, text.data() + size - 4, 4);
  } else {
    for (char c : text) {
      ends.first = ends.first << 8U | static_cast<unsigned char>(c);
    }
  }
  return ends;
}

std::uint32_t slot_of(std::uint64_t tag, std::size_t size) {
  return static_cast<std::uint32_t>(tag) & static_cast<std::uint32_t>(size - 1);
}

}  // namespace

bool may_be_number(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return true;  // nothing but blanks is 0
  }
  char c = text[first];
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

void Attribute::add_text(std::string_view text) {
  if (2 * (texts_.size() + 1) > table_.size()) {
    grow_table();
  }
  if (find_text(text, text_tag(text)) < texts_.size()) {
    return;
  }
  texts_.push_back(text);
  put_text(static_cast<std::uint32_t>(texts_.size()));
}

void Attribute::put_text(std::uint32_t number) {
  std::string_view text = texts_[number - 1];
  std::uint32_t slot = slot_of(text_tag(text), table_.size());
  while (table_[slot].number != 0) {
    slot = (slot + 1) & static_cast<std::uint32_t>(table_.size() - 1);
  }
  table_[slot] = {
      .ends = ends_of(text), .size = static_cast<std::uint32_t>(text.size()), .number = number};
}

void Attribute::grow_table() {
  table_.assign(std::max<std::size_t>(16, 2 * table_.size()), {});
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    put_text(i + 1);
  }
}

std::size_t Attribute::bytes() const {
  return numbers_.capacity() * sizeof(Value) + integers_.capacity() * sizeof(std::int64_t) +
         doubles_.capacity() * sizeof(double) + buckets_.capacity() * sizeof(std::uint32_t) +
         texts_.capacity() * sizeof(std::string_view) + table_.capacity() * sizeof(TextSlot);
}

std::uint32_t Attribute::find_text(std::string_view text, std::uint64_t tag) const {
  if (table_.empty()) {
    return 0;
  }
  TextEnds ends = ends_of(text);
  std::uint32_t slot = slot_of(tag, table_.size());
  while (table_[slot].number != 0) {
    const TextSlot& there = table_[slot];
    bool is_same = there.size == text.size() && there.ends == ends &&
                   (text.size() <= kWholeInEnds || texts_[there.number - 1] == text);
    if (is_same) {
      return there.number - 1;
    }
    slot = (slot + 1) & static_cast<std::uint32_t>(table_.size() - 1);
  }
  return static_cast<std::uint32_t>(texts_.size());
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
    table_.clear();
    table_.shrink_to_fit();
  }
  texts_.shrink_to_fit();
}

void Attribute::number_classes() {
  bool are_doubles = true;
  for (const Value& number : numbers_) {
    if (number.is_integer()) {
      integers_.push_back(number.as_integer());
    }
    are_doubles = are_doubles && (number.is_double() ||
                                  (number.is_integer() && is_exact_double(number.as_integer())));
  }
  if (integers_.size() != numbers_.size()) {
    integers_.clear();
    for (const Value& number : numbers_) {
      if (are_doubles) {
        doubles_.push_back(number.is_double() ? number.as_double()
                                              : static_cast<double>(number.as_integer()));
      }
    }
    return;
  }
  if (integers_.empty()) {
    return;
  }
  std::uint64_t span =
      static_cast<std::uint64_t>(integers_.back()) - static_cast<std::uint64_t>(integers_.front());
  while (span >> bucket_bits_ >= kFewBuckets + kBucketsForConstant * integers_.size()) {
    ++bucket_bits_;
  }
  std::uint32_t before = 0;
  for (std::uint64_t bucket = 0; bucket <= span >> bucket_bits_; ++bucket) {
    while (before < integers_.size() && (static_cast<std::uint64_t>(integers_[before]) -
                                         static_cast<std::uint64_t>(integers_.front())) >>
                                            bucket_bits_ < bucket) {
      ++before;
    }
    buckets_.push_back(before);
  }
  buckets_.push_back(static_cast<std::uint32_t>(integers_.size()));
}

ClassId Attribute::searched_integer(std::int64_t integer) const {
  return kFirstNumberClass + place_of(integers_, integer);
}

ClassId Attribute::double_class(double real) const {
  if (!doubles_.empty()) {
    return kFirstNumberClass + place_of(doubles_, real);
  }
  if (real >= kTwoTo63 || integers_.empty()) {
    return kFirstNumberClass + static_cast<ClassId>(2 * integers_.size());
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
  auto count = std::ranges::upper_bound(integers_, whole) - integers_.begin();
  return kFirstNumberClass + static_cast<ClassId>(2 * count);
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
  if (number.is_double() && (!doubles_.empty() || !integers_.empty())) {
    return double_class(number.as_double());
  }
  if (number.is_integer() && !integers_.empty()) {
    return integer_class(number.as_integer());
  }
  if (number.is_integer() && !doubles_.empty() && is_exact_double(number.as_integer())) {
    return double_class(static_cast<double>(number.as_integer()));
  }
  return searched_number(number);
}

ClassId Attribute::text_class(std::string_view text, std::uint64_t tag) const {
  if (texts_.empty()) {
    return first_text_;
  }
  if (has_text_order_) {
    return first_text_ + place_of(texts_, text);
  }
  std::uint32_t found = find_text(text, tag);
  return found == texts_.size() ? first_text_ : first_text_ + 1 + found;
}

ClassId Attribute::other_class(const Value& value) const {
  if (value.is_number()) {
    return number_class(value);
  }
  return static_cast<ClassId>(group_of(value));
}

}  // namespace rulec::runtime::index
