// Text of 3.5.
#include <map>
#include <optional>
#include <regex>

#include "letters.h"
#include "own.h"
#include "text.h"

namespace rulec::reference {
namespace {

Json each_letter(const Json& operand, std::string (*letter)(const std::string&)) {
  if (operand.is_null()) {
    return nullptr;
  }
  std::string result;
  for (const std::string& point : code_points(text_operand(operand))) {
    result += letter(point);
  }
  return result;
}

// std::regex means what RE2 means by the few patterns that are asked; null where both refuse.
const std::optional<std::regex>& pattern_of(const std::string& text) {
  static std::map<std::string, std::optional<std::regex>> patterns;
  auto [at, is_new] = patterns.try_emplace(text);
  if (is_new) {
    bool ignores_case = text.starts_with("(?i)");
    auto flags = ignores_case ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript;
    try {
      at->second.emplace(ignores_case ? text.substr(4) : text, flags);
    } catch (const std::regex_error&) {
      at->second.reset();
    }
  }
  return at->second;
}

}  // namespace

// "null → null; simple case mapping of Unicode, no locale"
Json lower(const Operands& o) {
  return each_letter(o[0], lower_letter);
}

Json upper(const Operands& o) {
  return each_letter(o[0], upper_letter);
}

// "null → null; Unicode White_Space at both ends"
Json trim(const Operands& o) {
  if (o[0].is_null()) {
    return nullptr;
  }
  auto points = code_points(text_operand(o[0]));
  while (!points.empty() && is_white_space(points.back())) {
    points.pop_back();
  }
  while (!points.empty() && is_white_space(points.front())) {
    points.erase(points.begin());
  }
  std::string result;
  for (const std::string& point : points) {
    result += point;
  }
  return result;
}

// "null first operand → false"; the second must be text whatever the first is.
Json starts_with(const Operands& o) {
  std::string part = text_operand(o[1]);
  return !o[0].is_null() && text_operand(o[0]).starts_with(part);
}

Json ends_with(const Operands& o) {
  std::string part = text_operand(o[1]);
  return !o[0].is_null() && text_operand(o[0]).ends_with(part);
}

// "null → false; found anywhere"; the pattern is looked at whatever the text is.
Json matches(const Operands& o) {
  const auto& pattern = pattern_of(text_operand(o[1]));
  if (!pattern) {
    bad_arguments();
  }
  return !o[0].is_null() && std::regex_search(text_operand(o[0]), *pattern);
}

bool is_pattern(const Json& operand) {
  return operand.is_string() && pattern_of(operand.get<std::string>());
}

// "separator not empty; split("a,,b", ",") = ["a","","b"]"
Json split(const Operands& o) {
  std::string text = text_operand(o[0]);
  std::string separator = text_operand(o[1]);
  if (separator.empty()) {
    bad_arguments();
  }
  Json parts = Json::array();
  std::size_t begin = 0;
  for (std::size_t at = text.find(separator); at != std::string::npos;
       at = text.find(separator, begin)) {
    parts.push_back(text.substr(begin, at - begin));
    begin = at + separator.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// "elements as for `cat`"
Json join(const Operands& o) {
  if (!o[0].is_array()) {
    bad_arguments();
  }
  std::string separator = text_operand(o[1]);
  std::string result;
  for (std::size_t i = 0; i < o[0].size(); ++i) {
    result += (i == 0 ? "" : separator) + cat_text(o[0][i]);
  }
  return result;
}

// "text stays; all else as compact JSON, keys in byte order; null → `null`"
Json to_string(const Operands& o) {
  return o[0].is_string() ? o[0] : Json(json_text(o[0]));
}

}  // namespace rulec::reference
