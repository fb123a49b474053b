// Operators that make or read text.
#include "value/text.h"

#include <algorithm>
#include <cstring>

#include "value/cost.h"
#include "value/functions.h"

namespace rulec::value {
namespace {

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
}

// Code points [begin, end) of a text.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

Range substring_range(std::int64_t count, std::int64_t start, std::optional<std::int64_t> length) {
  std::int64_t begin =
      start < 0 ? std::max<std::int64_t>(count + start, 0) : std::min(start, count);
  std::int64_t end = count;
  if (length && *length >= 0) {
    end = *length > count - begin ? count : begin + *length;
  } else if (length) {
    end = *length < -count ? 0 : count + *length;
  }
  return {.begin = begin, .end = std::max(begin, end)};
}

std::string_view substring(std::string_view text, std::int64_t start,
                           std::optional<std::int64_t> length) {
  auto count = static_cast<std::int64_t>(count_code_points(text));
  // INT64_MIN has no negation: anything below -count means the same.
  Range range = substring_range(count, std::max(start, -count - 1), length);
  std::size_t begin = offset_of_code_point(text, static_cast<std::size_t>(range.begin));
  auto span = static_cast<std::size_t>(range.end - range.begin);
  std::string_view rest = text.substr(begin);
  return rest.substr(0, offset_of_code_point(rest, span));
}

struct CatSize {
  std::uint64_t bytes = 0;
  bool is_text = true;
};

CatSize cat_size(std::span<const Value> operands) {
  CatSize size;
  for (const Value& operand : operands) {
    NumberBuffer buffer;
    auto text = scalar_text(operand, buffer);
    size.is_text = size.is_text && text.has_value();
    size.bytes += text ? text->size() : 0;
  }
  return size;
}

Value cat_texts(OpContext& ctx, std::span<const Value> operands, std::size_t bytes) {
  auto made = ctx.arena.make_span<char>(bytes);
  auto* next = made.data();
  for (const Value& operand : operands) {
    NumberBuffer buffer;
    next = std::ranges::copy(scalar_text(operand, buffer).value_or(""), next).out;
  }
  return Value::string({made.data(), bytes});
}

}  // namespace

std::optional<std::string_view> scalar_text(const Value& value, NumberBuffer& buffer) {
  switch (value.kind()) {
    case Kind::kAbsent:
    case Kind::kNull:
      return std::string_view();
    case Kind::kBool:
      return value.as_bool() ? "true" : "false";
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return print_number(value, buffer);
    case Kind::kString:
      return value.as_string();
    case Kind::kList:
    case Kind::kObject:
    case Kind::kError:
      return std::nullopt;
  }
  return std::nullopt;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::size_t offset_of_code_point(std::string_view text, std::size_t index) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins_code_point(text[i]) && index-- == 0) {
      return i;
    }
  }
  return text.size();
}

std::size_t last_code_point(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && !begins_code_point(text[at])) {
    --at;
  }
  return at;
}

std::size_t find_text(std::string_view haystack, std::string_view needle, std::size_t from) {
  if (from >= haystack.size() || needle.empty()) {
    return needle.empty() && from <= haystack.size() ? from : std::string_view::npos;
  }
  // memmem uses the two-way algorithm; string_view::find is quadratic on texts like "aaaa…b".
  const void* found =
      ::memmem(haystack.data() + from, haystack.size() - from, needle.data(), needle.size());
  return found == nullptr
             ? std::string_view::npos
             : static_cast<std::size_t>(static_cast<const char*>(found) - haystack.data());
}

Value op_cat(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  CatSize size = cat_size(operands);
  if (!size.is_text) {
    return invalid_arguments();
  }
  if (!charge_work(ctx, operands.size(), size.bytes)) {
    return budget_exceeded();
  }
  return is_too_long(ctx, size.bytes) ? value_too_large() : cat_texts(ctx, operands, size.bytes);
}

Value op_substr(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  if (operands.size() < 2 || operands.size() > 3) {
    return invalid_arguments();
  }
  bool is_text = operands[0].is_string() || operands[0].is_number();
  bool are_integers = std::ranges::all_of(operands.subspan(1), &Value::is_integer);
  if (!is_text || !are_integers) {
    return invalid_arguments();
  }
  auto length = operands.size() == 3 ? std::optional(operands[2].as_integer()) : std::nullopt;
  NumberBuffer buffer;
  std::string_view text = scalar_text(operands[0], buffer).value_or("");
  if (!charge_work(ctx, 0, text.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size())) {
    return value_too_large();
  }
  std::string_view found = substring(text, operands[1].as_integer(), length);
  return Value::string(operands[0].is_string() ? found : ctx.arena.copy(found));
}

}  // namespace rulec::value
