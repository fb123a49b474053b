// sha256 and bucket (language.md 3.5).
#include <algorithm>

#include "base/hash.h"
#include "value/cost.h"
#include "value/functions.h"

namespace rulec::value {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::string_view kBucketPrefix = "rulec-split-v1";
constexpr char kUnitSeparator = '\x1f';

std::uint64_t first_eight_bytes(const Sha256Digest& digest) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value = (value << 8U) | digest[i];
  }
  return value;
}

// The text that is hashed, put together in the arena.
std::string_view bucket_text(Arena& arena, std::string_view salt, std::string_view key) {
  auto text = arena.make_span<char>(kBucketPrefix.size() + salt.size() + key.size() + 2);
  char* next = std::ranges::copy(kBucketPrefix, text.data()).out;
  *next++ = kUnitSeparator;
  next = std::ranges::copy(salt, next).out;
  *next++ = kUnitSeparator;
  std::ranges::copy(key, next);
  return {text.data(), text.size()};
}

}  // namespace

Value op_bucket(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  bool are_fit = operands.size() == 3 && operands[0].is_string() && operands[0].length() > 0 &&
                 operands[1].is_string() && operands[2].is_integer() &&
                 operands[2].as_integer() > 0;
  if (!are_fit) {
    return invalid_arguments();
  }
  std::string_view text = bucket_text(ctx.arena, operands[1].as_string(), operands[0].as_string());
  auto count = static_cast<std::uint64_t>(operands[2].as_integer());
  Wide scaled = Wide{first_eight_bytes(sha256(text))} * count;
  return Value::integer(static_cast<std::int64_t>(scaled >> 64U));
}

Value op_sha256(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() != 1 || !operands[0].is_string()) {
    return invalid_arguments();
  }
  std::string_view text = operands[0].as_string();
  if (!charge_work(ctx, 0, text.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size())) {
    return value_too_large();
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  Sha256Digest digest = sha256(text);
  auto hex = ctx.arena.make_span<char>(digest.size() * 2);
  for (std::size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = kDigits[digest[i] >> 4U];
    hex[2 * i + 1] = kDigits[digest[i] & 15U];
  }
  return Value::string({hex.data(), hex.size()});
}

}  // namespace rulec::value
