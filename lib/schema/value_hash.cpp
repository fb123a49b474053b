#include "schema/internal/value_hash.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::schema {

namespace {

struct Key {
  std::uint64_t first;
  std::uint64_t second;
};

const Key& process_key() {
  static const Key kKey = [] {
    std::random_device random;
    auto word = [&] { return std::uint64_t{random()} << 32 | random(); };
    return Key{.first = word(), .second = word()};
  }();
  return kKey;
}

// SipHash-1-3 (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
class SipHash {
 public:
  explicit SipHash(const Key& key)
      : v0_(key.first ^ 0x736f6d6570736575U),
        v1_(key.second ^ 0x646f72616e646f6dU),
        v2_(key.first ^ 0x6c7967656e657261U),
        v3_(key.second ^ 0x7465646279746573U) {}

  void add(std::uint64_t word) {
    v3_ ^= word;
    round();
    v0_ ^= word;
  }
  void add(std::string_view text) {
    add(text.size());
    for (; text.size() >= 8; text.remove_prefix(8)) {
      add(load(text));
    }
    add(load(text));
  }
  std::uint64_t finish() {
    v2_ ^= 0xff;
    round();
    round();
    round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  static std::uint64_t load(std::string_view text) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), text.size() < 8 ? text.size() : 8);
    return word;
  }
  void round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_;
  std::uint64_t v1_;
  std::uint64_t v2_;
  std::uint64_t v3_;
};

// Numbers that are equal are nearest to the same double.
double nearest_double(const Value& number) {
  if (number.is_integer()) {
    return static_cast<double>(number.as_integer());
  }
  if (number.is_double()) {
    return number.as_double();
  }
  std::string text;
  append_number(text, number);
  double nearest = 0;
  std::from_chars(text.data(), text.data() + text.size(), nearest);
  return nearest;
}

void add_value(SipHash& hash, const Value& value);

// Members are added up, so that their order does not matter.
std::uint64_t hash_members(const Value& object) {
  std::uint64_t sum = 0;
  for (const Member& member : object.members()) {
    SipHash hash(process_key());
    hash.add(member.key);
    add_value(hash, member.value);
    sum += hash.finish();
  }
  return sum;
}

// Recursion is bounded by the depth limit of the reader that made the value.
void add_value(SipHash& hash, const Value& value) {
  if (value.is_number()) {
    hash.add(1);
    hash.add(std::bit_cast<std::uint64_t>(nearest_double(value)));
    return;
  }
  hash.add(static_cast<std::uint64_t>(value.kind()) + 16);
  if (value.is_bool()) {
    hash.add(value.as_bool() ? 1 : 0);
  } else if (value.is_string()) {
    hash.add(value.as_string());
  } else if (value.is_object()) {
    hash.add(value.length());
    hash.add(hash_members(value));
  } else if (value.is_list()) {
    hash.add(value.length());
    for (const Value& item : value.as_list()) {
      add_value(hash, item);
    }
  }
}

}  // namespace

std::uint64_t hash_of(const Value& value) {
  SipHash hash(process_key());
  add_value(hash, value);
  return hash.finish();
}

bool has_equal_items(std::span<const Value> items, Arena& arena) {
  if (items.size() < 2) {
    return false;
  }
  struct Slot {
    std::uint64_t hash;
    std::uint32_t item;  // from 1; 0 is free
  };
  std::size_t size = std::bit_ceil(items.size() * 2);
  auto slots = arena.make_span<Slot>(size);
  std::memset(slots.data(), 0, slots.size_bytes());
  for (std::size_t at = 0; at < items.size(); ++at) {
    std::uint64_t hash = hash_of(items[at]);
    std::size_t place = hash & (size - 1);
    for (; slots[place].item != 0; place = (place + 1) & (size - 1)) {
      if (slots[place].hash == hash &&
          value::strict_equal(items[slots[place].item - 1], items[at])) {
        return true;
      }
    }
    slots[place] = {.hash = hash, .item = static_cast<std::uint32_t>(at + 1)};
  }
  return false;
}

}  // namespace rulec::schema
