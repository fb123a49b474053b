#include "value/order.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "value/number.h"
#include "value/small_stack.h"

namespace rulec::value {
namespace {

struct Pair {
  const Value* a;
  const Value* b;
};
using PairStack = SmallStack<Pair, 64>;

int rank_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return 0;
    case Kind::kBool:
      return 1;
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return 2;
    case Kind::kString:
      return 3;
    case Kind::kList:
      return 4;
    case Kind::kObject:
      return 5;
    case Kind::kError:
      return 6;
  }
  return 6;
}

std::strong_ordering order_of_scalars(const Value& a, const Value& b) {
  if (a.is_bool()) {
    return a.as_bool() <=> b.as_bool();
  }
  if (a.is_number()) {
    return compare_numbers(Number::of(a), Number::of(b));
  }
  return a.is_string() ? a.as_string().compare(b.as_string()) <=> 0 : std::strong_ordering::equal;
}

// Positions of an object's members in byte order of the keys, without an arena.
class KeyOrder {
 public:
  explicit KeyOrder(const Value& object) : order_(object.object_data().order) {
    if (order_ == nullptr) {
      auto members = object.members();
      auto end = small_.begin() + static_cast<std::ptrdiff_t>(members.size());
      std::iota(small_.begin(), end, 0U);
      std::sort(small_.begin(), end, [members](std::uint32_t a, std::uint32_t b) {
        return members[a].key < members[b].key;
      });
      order_ = small_.data();
    }
  }
  KeyOrder(const KeyOrder&) = delete;
  KeyOrder& operator=(const KeyOrder&) = delete;

  [[nodiscard]] std::uint32_t operator[](std::size_t i) const { return order_[i]; }

 private:
  const std::uint32_t* order_;
  std::array<std::uint32_t, ObjectData::kLinearMembers> small_{};
};

// Fewer items first, then item by item: those are put on the stack, the first on top.
std::strong_ordering open_lists(const Pair& pair, PairStack& open) {
  auto a = pair.a->as_list();
  auto b = pair.b->as_list();
  if (a.size() != b.size() || a.data() == b.data()) {
    return a.size() <=> b.size();
  }
  for (std::size_t i = a.size(); i > 0; --i) {
    open.push({.a = &a[i - 1], .b = &b[i - 1]});
  }
  return std::strong_ordering::equal;
}

// Fewer members first, then the keys in order, then the values in order of the keys.
std::strong_ordering open_objects(const Pair& pair, PairStack& open) {
  auto a = pair.a->members();
  auto b = pair.b->members();
  if (a.size() != b.size() || a.data() == b.data()) {
    return a.size() <=> b.size();
  }
  KeyOrder left(*pair.a);
  KeyOrder right(*pair.b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto keys = a[left[i]].key.compare(b[right[i]].key) <=> 0;
    if (keys != 0) {
      return keys;
    }
  }
  for (std::size_t i = a.size(); i > 0; --i) {
    open.push({.a = &a[left[i - 1]].value, .b = &b[right[i - 1]].value});
  }
  return std::strong_ordering::equal;
}

std::strong_ordering order_here(const Pair& pair, PairStack& open) {
  auto ranks = rank_of(*pair.a) <=> rank_of(*pair.b);
  if (ranks != 0) {
    return ranks;
  }
  if (pair.a->is_list()) {
    return open_lists(pair, open);
  }
  return pair.a->is_object() ? open_objects(pair, open) : order_of_scalars(*pair.a, *pair.b);
}

}  // namespace

std::strong_ordering order_of(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) {
    return order_of_scalars(a, b);
  }
  PairStack open;
  open.push({.a = &a, .b = &b});
  while (!open.empty()) {
    Pair next = open.top();
    open.pop();
    auto order = order_here(next, open);
    if (order != 0) {
      return order;
    }
  }
  return std::strong_ordering::equal;
}

}  // namespace rulec::value
