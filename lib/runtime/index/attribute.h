// Attribute: what conditions of an entry point compare with constants: a path of the context, or
// the time of the decision. The constants cut its values into classes, so that no atom tells two
// values of a class apart, but for those that are open (see atom_sets.h).
//
// Classes are numbered along one axis: null, false, true, list, object, then numbers by value
// (below the first constant, the first constant, between it and the second, …), then texts (any
// other text, then each constant; or like numbers when texts are compared by order). Nothing there
// and null are one class, since an atom reads a null in both cases.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/internal/code.h"
#include "value/value.h"

namespace rulec::runtime::index {

// Kinds of values that an atom may leave open as a whole. A number text is one that an operator may
// read as a number; some that none reads so are among them.
enum class Group : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kList,
  kObject,
  kNumber,
  kText,
  kNumberText
};
inline constexpr std::size_t kGroupCount = 8;
using GroupSet = std::uint8_t;  // bit i for group i
[[nodiscard]] constexpr GroupSet bit_of(Group group) {
  return static_cast<GroupSet>(1U << static_cast<unsigned>(group));
}

using ClassId = std::uint32_t;
inline constexpr ClassId kFirstNumberClass = 5;  // the groups before have one class each

// First and last bytes of a text, as words; of texts up to 16 bytes they hold every byte.
struct TextEnds {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const TextEnds&) const = default;
};

[[nodiscard]] bool may_be_number(std::string_view text);

class Attribute {
 public:
  // Constants, before finish(). Texts must outlive the attribute.
  void add_number(const Value& number) { numbers_.push_back(number); }
  void add_text(std::string_view text);
  void order_texts() { has_text_order_ = true; }
  // Some atom is open for number texts: then they are told from other texts.
  void tell_number_texts() { tells_number_texts_ = true; }
  void finish();

  [[nodiscard]] std::uint32_t class_count() const {
    return first_text_ + static_cast<std::uint32_t>(texts_.size() * (has_text_order_ ? 2 : 1)) + 1;
  }
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] ClassId first_text() const { return first_text_; }
  [[nodiscard]] bool has_text_order() const { return has_text_order_; }

  // `key` is key_of(value). Of lists and objects only the kind is looked at.
  [[nodiscard]] ClassId class_of(const Value& value, std::uint64_t key) const {
    if (value.is_integer() && !integers_.empty()) [[likely]] {
      return integer_class(value.as_integer());
    }
    if (value.is_string()) {
      return text_class(value.as_string(), key);
    }
    return other_class(value);
  }
  [[nodiscard]] ClassId class_of(const Value& value) const {
    return class_of(value, key_of(value));
  }
  [[nodiscard]] Group group_of(const Value& value) const {
    if (value.is_string() && tells_number_texts_) {
      return may_be_number(value.as_string()) ? Group::kNumberText : Group::kText;
    }
    return value.is_true() ? Group::kTrue : kGroups[static_cast<std::size_t>(value.kind())];
  }

 private:
  // By kind; true and number texts apart.
  static constexpr std::array<Group, 10> kGroups = {
      Group::kNull,   Group::kNull, Group::kFalse, Group::kNumber, Group::kNumber,
      Group::kNumber, Group::kText, Group::kList,  Group::kObject, Group::kNull};
  static_assert(static_cast<std::size_t>(Kind::kError) + 1 == kGroups.size());

  [[nodiscard]] ClassId integer_class(std::int64_t integer) const {
    if (integer < integers_.front()) {
      return kFirstNumberClass;
    }
    std::uint64_t offset =
        static_cast<std::uint64_t>(integer) - static_cast<std::uint64_t>(integers_.front());
    std::uint64_t bucket = offset >> bucket_bits_;
    if (bucket + 1 >= buckets_.size()) {
      return kFirstNumberClass + 2 * static_cast<ClassId>(integers_.size());
    }
    std::uint32_t at = buckets_[bucket];
    std::uint32_t end = buckets_[bucket + 1];
    if (end - at > kMostSearched) [[unlikely]] {
      return searched_integer(integer);
    }
    while (at < end && integers_[at] < integer) {
      ++at;
    }
    bool is_constant = at < integers_.size() && integers_[at] == integer;
    return kFirstNumberClass + 2 * at + (is_constant ? 1 : 0);
  }
  [[nodiscard]] ClassId searched_integer(std::int64_t integer) const;
  [[nodiscard]] ClassId double_class(double real) const;
  [[nodiscard]] ClassId other_class(const Value& value) const;
  [[nodiscard]] ClassId number_class(const Value& number) const;
  [[nodiscard]] ClassId searched_number(const Value& number) const;
  [[nodiscard]] ClassId text_class(std::string_view text, std::uint64_t tag) const;
  // Position in `texts_`, or texts_.size().
  [[nodiscard]] std::uint32_t find_text(std::string_view text, std::uint64_t tag) const;
  void put_text(std::uint32_t number);
  void grow_table();
  void number_classes();

  std::vector<Value> numbers_;          // ascending, distinct, once finished
  std::vector<std::int64_t> integers_;  // the same when all are integers
  std::vector<double> doubles_;         // the same when all are doubles, or integers that are
  // Of the integers: how many lie before each of equal parts of the way from the first to the last.
  static constexpr std::uint32_t kMostSearched = 16;
  std::vector<std::uint32_t> buckets_;
  unsigned bucket_bits_ = 0;
  std::vector<std::string_view> texts_;
  // Hash table of them. Length, first and last 8 bytes are a text of up to 16.
  struct TextSlot {
    TextEnds ends;
    std::uint32_t size = 0;
    std::uint32_t number = 0;  // position in texts_ plus 1; 0: free
  };
  std::vector<TextSlot> table_;  // a power of two
  ClassId first_text_ = kFirstNumberClass + 1;
  bool has_text_order_ = false;
  bool tells_number_texts_ = false;
};

}  // namespace rulec::runtime::index
