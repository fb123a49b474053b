// Attribute: what conditions of an entry point compare with constants: a path of the context, or
// the time of the decision. The constants cut its values into classes, so that no atom tells two
// values of a class apart, but for those that are open (see atom_sets.h).
//
// Classes are numbered along one axis: null, false, true, list, object, then numbers by value
// (below the first constant, the first constant, between it and the second, …), then texts (any
// other text, then each constant; or like numbers when texts are compared by order). Nothing there
// and null are one class, since an atom reads a null in both cases.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/index/ranks.h"
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
  kNumberText,
  kError  // of a term
};
inline constexpr std::size_t kGroupCount = 9;
using GroupSet = std::uint16_t;  // bit i for group i
[[nodiscard]] constexpr GroupSet bit_of(Group group) {
  return static_cast<GroupSet>(1U << static_cast<unsigned>(group));
}

using ClassId = std::uint32_t;
inline constexpr ClassId kFirstNumberClass = 5;  // the groups before have one class each
// That of an error: none of its own, since turns that read it are open, whatever rows say.
inline constexpr ClassId kErrorClass = 0;

// A text as words: up to 8 bytes in one, else the first and the last 8. Up to 16 bytes and with its
// length they are the text.
struct TextWords {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const TextWords&) const = default;
};
[[nodiscard]] TextWords words_of(std::string_view text);

// Bytes that may be read. Most texts of a decision lie in the text of its context, behind 8 bytes
// more, and one read that ends where the text ends is all that a short one needs: lengths change
// from decision to decision, so branches on them are guessed wrong (about 10 ns each).
struct Readable {
  const char* begin = nullptr;
  std::size_t size = 0;

  [[nodiscard]] TextWords words(std::string_view text) const {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    auto offset = std::bit_cast<std::uintptr_t>(text.data()) - std::bit_cast<std::uintptr_t>(begin);
    bool has_more = offset - kWord < size && offset >= kWord;
    if (std::endian::native != std::endian::little || !has_more || text.empty()) {
      return words_of(text);
    }
    TextWords words;
    const char* end = text.data() + text.size();
    std::memcpy(&words.last, end - kWord, kWord);
    if (text.size() <= kWord) {
      return {.first = words.last >> (8 * (kWord - text.size())), .last = 0};
    }
    std::memcpy(&words.first, text.data(), kWord);
    return words;
  }
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

  // Of lists and objects only the kind is looked at.
  [[nodiscard, gnu::always_inline]] ClassId class_of(const Value& value,
                                                     const Readable& readable) const {
    if (value.is_integer()) {
      if (!by_integer_.empty()) [[likely]] {
        return near_integer_class(value.as_integer());
      }
      return integers_.is_empty() ? number_class(value) : integer_class(value.as_integer());
    }
    if (value.is_bool()) {
      // No branch on the value.
      return static_cast<ClassId>(Group::kFalse) + (value.as_bool() ? 1 : 0);
    }
    if (value.is_string()) {
      return has_text_order_ ? ordered_text_class(value.as_string())
                             : text_class(value.as_string(), readable.words(value.as_string()));
    }
    return value.is_number() ? number_class(value) : static_cast<ClassId>(group_of(value));
  }
  [[nodiscard]] ClassId class_of(const Value& value) const { return class_of(value, {}); }
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
      Group::kNumber, Group::kText, Group::kList,  Group::kObject, Group::kError};
  static_assert(static_cast<std::size_t>(Kind::kError) + 1 == kGroups.size());
  static_assert(static_cast<int>(Group::kTrue) == static_cast<int>(Group::kFalse) + 1);

  // Gaps have even places, constants odd ones.
  template <class Key>
  [[nodiscard]] static ClassId place_of(const Ranks<Key>& constants, Key key) {
    std::uint32_t rank = constants.below(key);
    return kFirstNumberClass + 2 * rank + (constants.has_at(rank, key) ? 1 : 0);
  }
  [[nodiscard]] ClassId integer_class(std::int64_t integer) const {
    return place_of(integers_, integer);
  }
  [[nodiscard]] ClassId near_integer_class(std::int64_t integer) const {
    std::int64_t inside = std::min(std::max(integer, lowest_), highest_);
    return by_integer_[static_cast<std::size_t>(inside - lowest_)];
  }
  void keep_near_integers();
  [[nodiscard]] ClassId double_class(double real) const;
  [[nodiscard]] ClassId number_class(const Value& number) const;
  [[nodiscard]] ClassId searched_number(const Value& number) const;

  // Texts that are not constants have the class before those of the constants.
  [[nodiscard, gnu::always_inline]] ClassId text_class(std::string_view text,
                                                       const TextWords& words) const {
    const TextSlot& slot = table_[first_slot(text, words)];
    std::uint64_t difference = (slot.words.first ^ words.first) | (slot.words.last ^ words.last) |
                               (slot.size ^ text.size());
    // One branch that is foreseen: whether a text is a constant changes from decision to decision,
    // whether it lies elsewhere in the table hardly ever does. A free slot has number 0. Sums,
    // since a compiler would make a branch of each condition.
    std::uint64_t is_other = difference != 0 ? 1 : 0;
    if (is_other * slot.number + (text.size() - 1) / kWholeInWords != 0) [[unlikely]] {
      return first_text_ + slot_of(text, words).number;
    }
    return first_text_ + slot.number;
  }
  [[nodiscard]] ClassId ordered_text_class(std::string_view text) const;

  // Hash table of texts.
  struct TextSlot {
    TextWords words;
    std::uint32_t size = 0;
    std::uint32_t number = 0;  // position in texts_ plus 1; 0: free
  };
  static constexpr std::size_t kWholeInWords = 16;
  [[nodiscard]] std::size_t first_slot(std::string_view text, const TextWords& words) const {
    std::uint64_t mixed = (words.first ^ std::rotl(words.last, 23) ^ text.size()) * kMixer;
    return mixed >> table_shift_;
  }
  static constexpr std::uint64_t kMixer = 0x9e37'79b9'7f4a'7c15;
  // That of the text, or a free one.
  [[nodiscard]] const TextSlot& slot_of(std::string_view text, const TextWords& words) const;
  void put_text(std::uint32_t number);
  void grow_table();
  void number_classes();

  // When all numbers are integers and lie near each other: classes of the integers from the one
  // before the first number to the one behind the last.
  std::vector<ClassId> by_integer_;
  std::int64_t lowest_ = 0;
  std::int64_t highest_ = 0;
  std::vector<Value> numbers_;    // ascending, distinct, once finished
  Ranks<std::int64_t> integers_;  // the same when all are integers
  Ranks<std::int64_t> doubles_;  // the same when all are doubles, or integers that are; by order_of
  std::vector<std::string_view> texts_;
  std::vector<TextSlot> table_ = std::vector<TextSlot>(2);  // a power of two
  unsigned table_shift_ = 63;  // leaves as many bits as its places have
  ClassId first_text_ = kFirstNumberClass + 1;
  bool has_text_order_ = false;
  bool tells_number_texts_ = false;
};

}  // namespace rulec::runtime::index
