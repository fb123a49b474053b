// Lists and text of the reference.
#include "text.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "decimals.h"
#include "numbers.h"

namespace rulec::reference {
namespace {

__extension__ using Wide = __int128;  // sums of int64 without overflow

}  // namespace

std::string cat_text(const Json& value) {
  if (value.is_null()) {
    return "";
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "true" : "false";
  }
  if (is_number(value)) {
    return number_text(value);
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  bad_arguments();
}

std::vector<std::string> code_points(const std::string& text) {
  std::vector<std::string> points;
  for (char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0U) == 0x80U && !points.empty()) {
      points.back() += c;
    } else {
      points.emplace_back(1, c);
    }
  }
  return points;
}

std::string json_text(const Json& value, std::string (*number)(const Json&)) {
  if (is_number(value)) {
    return number(value);
  }
  if (!value.is_structured()) {
    return value.dump();
  }
  if (value.is_array()) {
    std::string text;
    for (const Json& item : value) {
      text += (text.empty() ? "" : ",") + json_text(item, number);
    }
    return "[" + text + "]";
  }
  std::map<std::string, std::string> members;
  for (const auto& member : value.items()) {
    members[member.key()] = json_text(member.value(), number);
  }
  std::string text;
  for (const auto& [key, written] : members) {
    text += (text.empty() ? "" : ",") + Json(key).dump() + ":" + written;
  }
  return "{" + text + "}";
}

std::string described(const Json& value) {
  return json_text(value, [](const Json& number) {
    std::string text = number_text(number);
    return is_decimal(number) ? "decimal(" + text + ")" : text;
  });
}

Json merge(const Operands& operands) {
  Json list = Json::array();
  for (const Json& operand : operands) {
    if (operand.is_array()) {
      list.insert(list.end(), operand.begin(), operand.end());
    } else {
      list.push_back(operand);
    }
  }
  return list;
}

Json in(const Operands& operands) {
  if (operands.size() != 2) {
    bad_arguments();
  }
  const Json& needle = operands[0];
  const Json& haystack = operands[1];
  if (haystack.is_array()) {
    return std::ranges::any_of(haystack, [&](const Json& item) { return equal(item, needle); });
  }
  bool is_textual = needle.is_string() || is_number(needle) || needle.is_boolean();
  if (!haystack.is_string() || !is_textual) {
    return false;
  }
  return haystack.get<std::string>().find(cat_text(needle)) != std::string::npos;
}

Json cat(const Operands& operands) {
  std::string text;
  for (const Json& operand : operands) {
    text += cat_text(operand);
  }
  return text;
}

Json substr(const Operands& operands) {
  if (operands.size() < 2 || operands.size() > 3 ||
      !(operands[0].is_string() || is_number(operands[0]))) {
    bad_arguments();
  }
  for (std::size_t i = 1; i < operands.size(); ++i) {
    if (!operands[i].is_number_integer()) {
      bad_arguments();
    }
  }
  auto points = code_points(cat_text(operands[0]));
  auto size = static_cast<std::int64_t>(points.size());
  auto clamp = [size](Wide at) { return static_cast<std::int64_t>(std::clamp<Wide>(at, 0, size)); };
  Wide start = operands[1].get<std::int64_t>();
  std::int64_t begin = clamp(start < 0 ? start + size : start);
  std::int64_t end = size;
  if (operands.size() == 3) {
    Wide length = operands[2].get<std::int64_t>();
    end = clamp(length < 0 ? size + length : begin + length);
  }
  std::string text;
  for (std::int64_t i = begin; i < end; ++i) {
    text += points[static_cast<std::size_t>(i)];
  }
  return text;
}

}  // namespace rulec::reference
