// Lists and objects of 3.5.
#include <algorithm>
#include <map>

#include "arithmetic.h"
#include "numbers.h"
#include "own.h"
#include "text.h"

namespace rulec::reference {
namespace {

void require_list(const Json& operand) {
  if (!operand.is_array()) {
    bad_arguments();
  }
}

std::map<std::string, Json> members(const Json& operand) {
  if (!operand.is_object()) {
    bad_arguments();
  }
  std::map<std::string, Json> sorted;
  for (const auto& member : operand.items()) {
    sorted.emplace(member.key(), member.value());
  }
  return sorted;
}

// "null < bool < number < string; a list or object throws"
int rank(const Json& value) {
  if (value.is_null()) {
    return 0;
  }
  if (value.is_boolean()) {
    return 1;
  }
  if (is_number(value)) {
    return 2;
  }
  if (value.is_string()) {
    return 3;
  }
  bad_arguments();
}

bool sorts_before(const Json& a, const Json& b) {
  if (rank(a) != rank(b)) {
    return rank(a) < rank(b);
  }
  switch (rank(a)) {
    case 1:
      return !a.get<bool>() && b.get<bool>();
    case 2:
      return compare_numbers(a, b) < 0;
    case 3:
      return a.get<std::string>().compare(b.get<std::string>()) < 0;
    default:
      return false;
  }
}

}  // namespace

// "code points, elements, members; null → 0"
Json length(const Operands& o) {
  if (o[0].is_null()) {
    return 0;
  }
  if (o[0].is_string()) {
    return code_points(o[0].get<std::string>()).size();
  }
  if (!o[0].is_array() && !o[0].is_object()) {
    bad_arguments();
  }
  return o[0].size();
}

// "list → int; null → 0"
Json count(const Operands& o) {
  if (o[0].is_null()) {
    return 0;
  }
  require_list(o[0]);
  return o[0].size();
}

// "in byte order of the keys"
Json keys(const Operands& o) {
  Json list = Json::array();
  for (const auto& [key, value] : members(o[0])) {
    list.push_back(key);
  }
  return list;
}

Json values(const Operands& o) {
  Json list = Json::array();
  for (const auto& [key, value] : members(o[0])) {
    list.push_back(value);
  }
  return list;
}

// "object or list, key or index → bool: member is there, null included; null → false"
Json has(const Operands& o) {
  if (o[0].is_null()) {
    return false;
  }
  if (o[0].is_object()) {
    return o[0].contains(text_operand(o[1]));
  }
  require_list(o[0]);
  std::int64_t index = integer_operand(o[1]);
  return index >= 0 && index < static_cast<std::int64_t>(o[0].size());
}

// "elements as for `+`; [], null → 0"
Json sum(const Operands& o) {
  if (o[0].is_null()) {
    return 0;
  }
  require_list(o[0]);
  return add_all({o[0].begin(), o[0].end()});
}

// "sum / count; [], null → null"
Json average(const Operands& o) {
  if (o[0].is_null() || o[0] == Json::array()) {
    return nullptr;
  }
  return divide(sum(o), static_cast<std::int64_t>(o[0].size()));
}

// "strict equality, first one stays"
Json distinct(const Operands& o) {
  require_list(o[0]);
  Json kept = Json::array();
  for (const Json& item : o[0]) {
    if (std::ranges::none_of(kept, [&](const Json& other) { return equal(item, other); })) {
      kept.push_back(item);
    }
  }
  return kept;
}

// Stable; "asc" or "desc". By insertion: a later element moves only before those it must precede.
Json sort(const Operands& o) {
  require_list(o[0]);
  std::string direction = o.size() == 2 ? text_operand(o[1]) : "asc";
  if (direction != "asc" && direction != "desc") {
    bad_arguments();
  }
  Operands sorted;
  for (const Json& item : o[0]) {
    static_cast<void>(rank(item));
    auto at = sorted.end();
    while (at != sorted.begin() &&
           (direction == "asc" ? sorts_before(item, *(at - 1)) : sorts_before(*(at - 1), item))) {
      --at;
    }
    sorted.insert(at, item);
  }
  return sorted;
}

}  // namespace rulec::reference
