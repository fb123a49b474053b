// The values that the subject of some tests can have, cut into cells: values that no test tells
// apart lie in one cell, with one of them for all. So what holds in every cell holds for every
// value. A subject is a field of the context, or an expression that is compared with constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/arena.h"
#include "tooling/synthetic/path_reads.h"
#include "value/operators.h"
#include "value/signatures.h"

namespace rulec::tooling {

enum class Truth : std::uint8_t { kFalse, kTrue, kError };

// What is known of a value before any test. The more a schema says, the fewer cells there are.
struct Bounds {
  value::TypeSet types = value::kAny;
  bool may_be_absent = true;
  bool is_integer = false;         // numbers among them have no fraction
  std::vector<Value> enum_values;  // the only ones; empty: not said
  std::optional<Value> minimum;    // of numbers
  std::optional<Value> maximum;
  bool excludes_minimum = false;
  bool excludes_maximum = false;
  bool has_no_empty_text = false;
};
// What both allow together.
[[nodiscard]] Bounds united(const Bounds& a, const Bounds& b);

struct Subject {
  std::string key;           // equal for what gives the same value
  std::optional<Path> path;  // of a field
  bool can_throw = false;
  Bounds bounds;
};

struct Test {
  enum class Kind : std::uint8_t { kTruthy, kCompare, kIn, kExists, kMissing };
  Kind kind = Kind::kTruthy;
  std::size_t subject = 0;
  value::Comparison comparison = value::Comparison::kStrictEqual;
  Value constant;  // kCompare
  bool has_constant_left = false;
  std::vector<Value> items;          // kIn: scalars
  Value fallback = Value::absent();  // taken instead of an absent value
  bool falls_back_on_null = false;   // and instead of null
};

struct Cell {
  Value value;            // one of it; absent: the field is not there
  bool is_error = false;  // the expression throws
  // A text that is none of the constants, between two of them in byte order. `value` is such a
  // text, or null when none was found. `number` is what it counts as, absent: no number.
  bool is_other_text = false;
  std::size_t gap = 0;  // how many of Domain::texts are smaller
  Value number = Value::absent();
};

struct Domain {
  std::vector<Cell> cells;
  std::vector<std::string> texts;  // constants, ascending

  [[nodiscard]] Truth outcome(const Test& test, const Cell& cell) const;
};

// More cells than this are not looked at.
inline constexpr std::size_t kMaxCells = 1000;

// Nothing when the tests cannot be told apart by cells, or there would be too many. Texts live in
// `arena`.
[[nodiscard]] std::optional<Domain> domain_of(const Subject& subject,
                                              const std::vector<const Test*>& tests, Arena& arena);

}  // namespace rulec::tooling
