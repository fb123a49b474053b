// Value: one JSON value, number kinds of the language included, in 16 bytes. Trivially copyable;
// what it points to lives in an Arena (a decision's, a ruleset's) or in static storage and outlives
// it. Values are immutable: an update makes new parents and shares the rest.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/arena.h"
#include "base/check.h"

namespace rulec {

enum class Kind : std::uint8_t {
  kAbsent,  // no value: an absent path. Only inside engines, never in a list, object or result
  kNull,
  kBool,
  kInteger,  // int64
  kDouble,   // finite, never -0
  kDecimal,  // IEEE 754 decimal128
  kString,   // UTF-8
  kList,
  kObject,
  kError,  // what a throwing expression yields; handed on by every operator but `try`
};

class Value;
struct Member;

// Members in the order they were written. `order` lists their positions in byte order of the keys
// when there are more than kLinearMembers, else it is null and look-up compares one by one.
struct ObjectData {
  const Member* members = nullptr;
  const std::uint32_t* order = nullptr;
  static constexpr std::uint32_t kLinearMembers = 8;
};

// 128 bits of a decimal in Intel's binary encoding; arithmetic is in value/decimal.h.
struct DecimalBits {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

class Value {
 public:
  constexpr Value() : kind_(Kind::kNull), integer_(0) {}

  static constexpr Value null() { return {}; }
  static constexpr Value absent() { return {Kind::kAbsent, 0}; }
  static constexpr Value boolean(bool value) { return {Kind::kBool, value ? 1 : 0}; }
  static constexpr Value integer(std::int64_t value) { return {Kind::kInteger, value}; }
  // `value` is finite; -0 becomes 0.
  static constexpr Value real(double value) {
    Value made(Kind::kDouble, 0);
    made.double_ = value == 0.0 ? 0.0 : value;
    return made;
  }
  static constexpr Value decimal(const DecimalBits* bits) {
    Value made(Kind::kDecimal, 0);
    made.decimal_ = bits;
    return made;
  }
  static constexpr Value string(std::string_view text) {
    Value made(Kind::kString, 0);
    made.length_ = static_cast<std::uint32_t>(text.size());
    made.chars_ = text.data();
    return made;
  }
  static constexpr Value list(std::span<const Value> items) {
    Value made(Kind::kList, 0);
    made.length_ = static_cast<std::uint32_t>(items.size());
    made.items_ = items.data();
    return made;
  }
  // Use make_object below; `count` members at data->members.
  static constexpr Value object(const ObjectData* data, std::uint32_t count) {
    Value made(Kind::kObject, 0);
    made.length_ = count;
    made.object_ = data;
    return made;
  }
  // `thrown` is the error object ({"type": …}) and outlives the value. An uncatchable error ends
  // the whole expression: `try` hands it on.
  static constexpr Value error(const Value* thrown, bool is_catchable = true) {
    Value made(Kind::kError, 0);
    made.flags_ = is_catchable ? 0 : 1;
    made.error_ = thrown;
    return made;
  }

  [[nodiscard]] constexpr Kind kind() const { return kind_; }
  [[nodiscard]] bool is_absent() const { return kind_ == Kind::kAbsent; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::kNull; }
  [[nodiscard]] bool is_bool() const { return kind_ == Kind::kBool; }
  [[nodiscard]] bool is_integer() const { return kind_ == Kind::kInteger; }
  [[nodiscard]] bool is_double() const { return kind_ == Kind::kDouble; }
  [[nodiscard]] bool is_decimal() const { return kind_ == Kind::kDecimal; }
  [[nodiscard]] bool is_number() const {
    return kind_ == Kind::kInteger || kind_ == Kind::kDouble || kind_ == Kind::kDecimal;
  }
  [[nodiscard]] bool is_string() const { return kind_ == Kind::kString; }
  [[nodiscard]] bool is_list() const { return kind_ == Kind::kList; }
  [[nodiscard]] bool is_object() const { return kind_ == Kind::kObject; }
  [[nodiscard]] bool is_error() const { return kind_ == Kind::kError; }
  [[nodiscard]] bool is_catchable() const { return is_error() && flags_ == 0; }
  [[nodiscard]] bool is_true() const { return kind_ == Kind::kBool && integer_ != 0; }

  [[nodiscard]] bool as_bool() const { return integer_ != 0; }
  [[nodiscard]] std::int64_t as_integer() const { return integer_; }
  [[nodiscard]] double as_double() const { return double_; }
  [[nodiscard]] DecimalBits as_decimal() const { return *decimal_; }
  [[nodiscard]] std::string_view as_string() const { return {chars_, length_}; }
  [[nodiscard]] std::span<const Value> as_list() const { return {items_, length_}; }
  [[nodiscard]] std::span<const Member> members() const;  // in written order
  [[nodiscard]] const Value& thrown() const { return *error_; }
  // Code units of a string, items of a list, members of an object.
  [[nodiscard]] std::uint32_t length() const { return length_; }

  // Member of an object, item of a list; absent when there is none or the value is no container.
  [[nodiscard]] Value member(std::string_view key) const;
  [[nodiscard]] Value item(std::uint64_t index) const;
  [[nodiscard]] const ObjectData& object_data() const { return *object_; }

 private:
  constexpr Value(Kind kind, std::int64_t integer) : kind_(kind), integer_(integer) {}

  Kind kind_;
  std::uint8_t flags_ = 0;
  std::uint32_t length_ = 0;
  union {  // NOLINTBEGIN(readability-identifier-naming): private, though tidy takes them as public
    std::int64_t integer_;
    double double_;
    const char* chars_;
    const Value* items_;
    const ObjectData* object_;
    const DecimalBits* decimal_;
    const Value* error_;
  };  // NOLINTEND(readability-identifier-naming)
};
static_assert(sizeof(Value) == 16);

struct Member {
  std::string_view key;
  Value value;
};

inline std::span<const Member> Value::members() const {
  return {object_->members, length_};
}

// An object of members with distinct keys. The span is kept as it is (it lives in `arena` or
// outlives it); the order index is made here when it is needed.
[[nodiscard]] Value make_object(Arena& arena, std::span<const Member> members);
// All of `value` copied into `arena`, texts included.
[[nodiscard]] Value deep_copy(const Value& value, Arena& arena);
// Positions of an object's members in byte order of the keys, in `arena` unless the object has
// them.
[[nodiscard]] std::span<const std::uint32_t> key_order(const Value& object, Arena& arena);

}  // namespace rulec
