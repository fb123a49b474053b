#include "meter.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "numbers.h"
#include "text.h"

namespace rulec::reference {
namespace {

using Price = std::uint64_t (*)(const Operands&);

constexpr std::uint64_t kRefused = 0;

std::uint64_t units_of(std::uint64_t bytes) {
  return bytes / 16;
}

std::uint64_t bytes_of(const Json& value) {
  return value.is_string() ? value.get<std::string>().size() : 0;
}

// Only texts among them count.
std::uint64_t bytes_among(const Json& list) {
  std::uint64_t bytes = 0;
  for (const Json& item : list) {
    bytes += bytes_of(item);
  }
  return bytes;
}

std::uint64_t values_in(const Json& value) {
  if (!value.is_structured()) {
    return 0;
  }
  std::uint64_t count = 0;
  for (const Json& inner : value) {
    count += 1 + values_in(inner);
  }
  return count;
}

// ⌈log2(n + 1)⌉: how often n can be halved until nothing is left.
std::uint64_t halvings(std::uint64_t n) {
  std::uint64_t count = 0;
  for (; n > 0; n /= 2) {
    ++count;
  }
  return count;
}

bool is_textual(const Json& value) {
  return value.is_string() || value.is_null();
}

std::uint64_t of_text(const Operands& o) {
  return is_textual(o[0]) ? 1 + units_of(bytes_of(o[0])) : kRefused;
}

std::uint64_t of_two_texts(const Operands& o) {
  return is_textual(o[0]) && o[1].is_string() ? 1 + units_of(bytes_of(o[0]) + bytes_of(o[1]))
                                              : kRefused;
}

std::uint64_t of_size(const Operands& o) {
  return 1 + (o[0].is_null() ? 0 : o[0].size());
}

std::uint64_t of_length(const Operands& o) {
  if (o[0].is_string()) {
    return of_text(o);
  }
  return o[0].is_null() || o[0].is_structured() ? of_size(o) : kRefused;
}

std::uint64_t of_count(const Operands& o) {
  return o[0].is_null() || o[0].is_array() ? of_size(o) : kRefused;
}

std::uint64_t of_members(const Operands& o) {
  return o[0].is_object() ? of_size(o) : kRefused;
}

std::uint64_t of_list(const Operands& o) {
  if (o[0].is_null()) {
    return 1;
  }
  return o[0].is_array() ? 1 + o[0].size() + units_of(bytes_among(o[0])) : kRefused;
}

std::uint64_t of_matches(const Operands& o) {
  return is_textual(o[0]) && is_pattern(o[1]) ? of_text(o) : kRefused;
}

std::uint64_t of_split(const Operands& o) {
  if (!o[0].is_string() || !o[1].is_string() || o[1] == Json("")) {
    return kRefused;
  }
  auto text = o[0].get<std::string>();
  auto separator = o[1].get<std::string>();
  std::uint64_t pieces = 1;
  for (std::size_t at = text.find(separator); at != std::string::npos;
       at = text.find(separator, at + separator.size())) {
    ++pieces;
  }
  return 1 + pieces + units_of(text.size() + separator.size());
}

// The text is made, and charged, only where all items have one.
std::uint64_t of_join(const Operands& o) {
  if (!o[0].is_array() || !o[1].is_string()) {
    return kRefused;
  }
  std::uint64_t bytes = o[0].empty() ? 0 : (o[0].size() - 1) * bytes_of(o[1]);
  for (const Json& item : o[0]) {
    if (item.is_structured()) {
      return 1 + o[0].size();
    }
    bytes += cat_text(item).size();
  }
  return 1 + o[0].size() + units_of(bytes);
}

std::uint64_t of_distinct(const Operands& o) {
  if (!o[0].is_array()) {
    return kRefused;
  }
  std::uint64_t inner = values_in(o[0]) - o[0].size();
  return 1 + o[0].size() + inner * halvings(o[0].size()) + units_of(bytes_among(o[0]));
}

std::uint64_t of_sort(const Operands& o) {
  bool is_direction = o.size() == 1 || o[1] == Json("asc") || o[1] == Json("desc");
  if (!o[0].is_array() || !is_direction) {
    return kRefused;
  }
  return 1 + o[0].size() * halvings(o[0].size()) + units_of(bytes_among(o[0]));
}

std::uint64_t of_to_string(const Operands& o) {
  if (o[0].is_string()) {
    return of_text(o);
  }
  return 1 + values_in(o[0]) + units_of(json_text(o[0]).size());
}

std::uint64_t of_cat(const Operands& o) {
  std::uint64_t bytes = 0;
  for (const Json& operand : o) {
    if (operand.is_structured()) {
      return kRefused;
    }
    bytes += cat_text(operand).size();
  }
  return 1 + o.size() + units_of(bytes);
}

std::uint64_t of_substr(const Operands& o) {
  bool is_one = o.size() == 2 || o.size() == 3;
  is_one = is_one && (o[0].is_string() || is_number(o[0])) &&
           std::all_of(o.begin() + 1, o.end(), [](const Json& n) { return n.is_number_integer(); });
  return is_one ? 1 + units_of(cat_text(o[0]).size()) : kRefused;
}

std::uint64_t of_merge(const Operands& o) {
  std::uint64_t items = 0;
  for (const Json& operand : o) {
    items += operand.is_array() ? operand.size() : 1;
  }
  return 1 + items;
}

std::uint64_t of_in(const Operands& o) {
  if (o.size() != 2) {
    return kRefused;
  }
  if (o[1].is_string()) {
    bool has_text = !o[0].is_null() && !o[0].is_structured();
    return 1 + units_of(bytes_of(o[1]) + (has_text ? cat_text(o[0]).size() : 0));
  }
  if (!o[1].is_array()) {
    return kRefused;
  }
  std::uint64_t units = 1 + o[1].size() + units_of(bytes_of(o[0]));
  for (const Json& item : o[1]) {
    units += compared_values(item, o[0]);
  }
  return units;
}

std::uint64_t of_missing(const Operands& o) {
  std::uint64_t paths = 0;
  std::uint64_t bytes = 0;
  for (const Json& operand : o) {
    paths += operand.is_array() ? operand.size() : 1;
    bytes += operand.is_array() ? bytes_among(operand) : bytes_of(operand);
  }
  return 1 + paths + units_of(bytes);
}

std::uint64_t of_missing_some(const Operands& o) {
  bool is_one = o.size() == 2 && o[0].is_number_integer() && o[1].is_array();
  return is_one ? of_missing({o[1]}) : kRefused;
}

const std::map<std::string, Price>& prices() {
  static const std::map<std::string, Price> kPrices = {
      {"length", of_length},
      {"count", of_count},
      {"lower", of_text},
      {"upper", of_text},
      {"trim", of_text},
      {"starts_with", of_two_texts},
      {"ends_with", of_two_texts},
      {"matches", of_matches},
      {"split", of_split},
      {"join", of_join},
      {"keys", of_members},
      {"values", of_members},
      {"sum", of_list},
      {"avg", of_list},
      {"distinct", of_distinct},
      {"sort", of_sort},
      {"to_string", of_to_string},
      {"merge", of_merge},
      {"in", of_in},
      {"cat", of_cat},
      {"substr", of_substr},
      {"missing", of_missing},
      {"missing_some", of_missing_some},
      {"sha256", [](const Operands& o) { return o[0].is_string() ? of_text(o) : kRefused; }}};
  return kPrices;
}

bool spreads_at_a_price(const std::string& name) {
  return name == "+" || name == "*" || name == "min" || name == "max";
}

bool is_literal(const Json& written) {
  return !written.is_structured() || written == Json::object();
}

}  // namespace

void Meter::charge(std::uint64_t units) {
  if (units > left_) {
    left_ = 0;
    throw Stopped{Json{{"type", "budget-exceeded"}}};
  }
  left_ -= units;
}

Meter::Opened::Opened(Meter& meter, bool is_metered)
    : meter_(meter), is_outermost_(is_metered && !meter.is_open_) {
  if (is_outermost_) {
    meter_.is_open_ = true;
    meter_.left_ = meter_.expr_cost_;
  }
}

Meter::Opened::~Opened() {
  if (is_outermost_) {
    meter_.is_open_ = false;
  }
}

bool is_metered(const std::string& name, const Json& written) {
  static const std::set<std::string> kIterators = {"map",  "filter", "all",
                                                   "some", "none",   "reduce"};
  if (name == "===" || name == "!==") {
    return written.is_array() && std::ranges::count_if(written, is_literal) + 1 <
                                     static_cast<std::ptrdiff_t>(written.size());
  }
  return kIterators.contains(name) || prices().contains(name) ||
         (spreads_at_a_price(name) && !written.is_array());
}

std::uint64_t price_of(const std::string& name, const Operands& o, bool is_spread) {
  if (is_spread && spreads_at_a_price(name)) {
    return 1 + o.size() + units_of(bytes_among(o));
  }
  auto found = prices().find(name);
  return found == prices().end() ? 0 : found->second(o);
}

std::uint64_t nodes_of(const Json& written) {
  if (!written.is_structured() || written.empty()) {
    return 1;
  }
  if (written.is_object() && written.size() == 1) {
    const auto& call = written.items().begin();
    if (call.key() == "preserve") {
      return 2;
    }
    return call.value().is_array() ? nodes_of(call.value()) : 1 + nodes_of(call.value());
  }
  std::uint64_t count = 1;
  for (const Json& operand : written) {
    count += nodes_of(operand);
  }
  return count;
}

std::uint64_t compared_values(const Json& a, const Json& b) {
  bool are_alike = (a.is_array() && b.is_array()) || (a.is_object() && b.is_object());
  return are_alike ? std::min(values_in(a), values_in(b)) : 0;
}

}  // namespace rulec::reference
