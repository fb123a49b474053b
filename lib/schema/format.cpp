#include "schema/internal/format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/calendar.h"

namespace rulec::schema {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A number of exactly `count` digits at the front of `text`, which is cut; -1 when it is not there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::ranges::all_of(text.substr(0, count), is_digit)) {
    return -1;
  }
  int number = 0;
  for (char c : text.substr(0, count)) {
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) {
    return false;
  }
  int month = take_digits(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) {
    return false;
  }
  int day = take_digits(text, 2);
  return day >= 1 && day <= calendar::days_in_month(year, month);
}

// Minutes of `Z` or `±hh:mm`.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) {
    return 0;
  }
  int sign = text.starts_with('-') ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) {
    return std::nullopt;
  }
  int hours = take_digits(text, 2);
  if (hours < 0 || hours > 23 || !take(text, ':')) {
    return std::nullopt;
  }
  int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) {
    return std::nullopt;
  }
  return sign * (hours * 60 + minutes);
}

bool is_date_time(std::string_view text) {
  if (!take_date(text) || !(take(text, 'T') || take(text, 't'))) {
    return false;
  }
  int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) {
    return false;
  }
  int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) {
    return false;
  }
  int second = take_digits(text, 2);
  if (second < 0 || second > 60) {
    return false;
  }
  if (take(text, '.')) {
    std::size_t digits = 0;
    while (!text.empty() && is_digit(text[0])) {
      text.remove_prefix(1);
      ++digits;
    }
    if (digits == 0) {
      return false;
    }
  }
  std::optional<int> offset = take_offset(text);
  if (!offset || !text.empty()) {
    return false;
  }
  constexpr int kDay = 24 * 60;
  int utc = (hour * 60 + minute - *offset + 2 * kDay) % kDay;
  return second < 60 || utc == kDay - 1;
}

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) {
    return false;
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (is_dash ? text[at] != '-' : !is_hex(text[at])) {
      return false;
    }
  }
  return true;
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && is_digit(text[digits])) {
      ++digits;
    }
    bool has_leading_zero = digits > 1 && text[0] == '0';
    int number = digits == 0 || has_leading_zero ? -1 : take_digits(text, digits);
    if (number < 0 || number > 255 || (part < 3 && !take(text, '.'))) {
      return false;
    }
  }
  return text.empty();
}

// RFC 4291 text form: eight groups, one run of them as `::`, the last two perhaps as IPv4.
bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool has_gap = false;
  if (text.starts_with("::")) {
    has_gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && is_hex(text[length])) {
      ++length;
    }
    if (length < text.size() && text[length] == '.') {
      groups += is_ipv4(text) ? 2 : 100;
      text = {};
      break;
    }
    if (length == 0 || length > 4) {
      return false;
    }
    ++groups;
    text.remove_prefix(length);
    if (text.empty()) {
      break;
    }
    if (!take(text, ':') || text.empty()) {
      return false;
    }
    if (take(text, ':')) {
      if (has_gap) {
        return false;
      }
      has_gap = true;
    }
  }
  return has_gap ? groups < 8 : groups == 8;
}

bool is_atom_character(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool is_dot_atom(std::string_view text) {
  bool needs_atom = true;
  for (char c : text) {
    if (c == '.') {
      if (needs_atom) {
        return false;
      }
      needs_atom = true;
    } else if (is_atom_character(c)) {
      needs_atom = false;
    } else {
      return false;
    }
  }
  return !needs_atom;
}

bool is_quoted_local(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
    return false;
  }
  text = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
      if (at == text.size()) {
        return false;
      }
    } else if (text[at] == '"' || static_cast<unsigned char>(text[at]) < 32) {
      return false;
    }
  }
  return true;
}

bool is_domain(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    std::string_view address = text.substr(1, text.size() - 2);
    constexpr std::string_view kIpv6 = "IPv6:";
    return address.starts_with(kIpv6) ? is_ipv6(address.substr(kIpv6.size())) : is_ipv4(address);
  }
  char before = '.';
  std::size_t label = 0;
  for (char c : text) {
    if (c == '.') {
      if (before == '.' || before == '-') {
        return false;
      }
      label = 0;
    } else if (is_letter(c) || is_digit(c) || (c == '-' && before != '.')) {
      if (++label > 63) {
        return false;
      }
    } else {
      return false;
    }
    before = c;
  }
  return before != '.' && before != '-' && text.size() <= 255;
}

bool is_email(std::string_view text) {
  std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) {
    return false;
  }
  std::string_view local = text.substr(0, at);
  return (is_dot_atom(local) || is_quoted_local(local)) && is_domain(text.substr(at + 1));
}

// Characters of a part of a URI: unreserved, sub-delims, `extra`, and percent-encoded bytes.
bool has_uri_characters(std::string_view text, std::string_view extra) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) {
        return false;
      }
      at += 2;
    } else if (!is_letter(c) && !is_digit(c) && !std::string_view("-._~!$&'()*+,;=").contains(c) &&
               !extra.contains(c)) {
      return false;
    }
  }
  return true;
}

bool is_authority(std::string_view text) {
  if (std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (!has_uri_characters(text.substr(0, at), ":")) {
      return false;
    }
    text.remove_prefix(at + 1);
  }
  std::string_view port;
  if (text.starts_with('[')) {
    std::size_t end = text.find(']');
    if (end == std::string_view::npos || !is_ipv6(text.substr(1, end - 1))) {
      return false;
    }
    port = text.substr(end + 1);
    return port.empty() || (port[0] == ':' && std::ranges::all_of(port.substr(1), is_digit));
  }
  std::size_t colon = text.find(':');
  port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  return has_uri_characters(text.substr(0, colon), "") && std::ranges::all_of(port, is_digit);
}

bool is_uri(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text[0])) {
    return false;
  }
  auto is_scheme_character = [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  if (!std::ranges::all_of(text.substr(0, colon), is_scheme_character)) {
    return false;
  }
  std::string_view rest = text.substr(colon + 1);
  if (std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    if (!has_uri_characters(rest.substr(hash + 1), ":@/?")) {
      return false;
    }
    rest = rest.substr(0, hash);
  }
  if (std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    if (!has_uri_characters(rest.substr(mark + 1), ":@/?")) {
      return false;
    }
    rest = rest.substr(0, mark);
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    std::size_t slash = std::min(rest.find('/'), rest.size());
    if (!is_authority(rest.substr(0, slash))) {
      return false;
    }
    rest.remove_prefix(slash);
  }
  return has_uri_characters(rest, ":@/");
}

struct FormatRow {
  Format format;
  std::string_view name;
  bool (*test)(std::string_view);
};

constexpr auto kFormats = std::to_array<FormatRow>({
    {Format::kDate, "date", is_date},
    {Format::kDateTime, "date-time", is_date_time},
    {Format::kEmail, "email", is_email},
    {Format::kUri, "uri", is_uri},
    {Format::kUuid, "uuid", is_uuid},
});

}  // namespace

Format find_format(std::string_view name) {
  for (const FormatRow& row : kFormats) {
    if (row.name == name) {
      return row.format;
    }
  }
  return Format::kNone;
}

std::string_view name_of(Format format) {
  return format == Format::kNone ? "" : kFormats[static_cast<std::size_t>(format) - 1].name;
}

bool has_format(Format format, std::string_view text) {
  return format == Format::kNone || kFormats[static_cast<std::size_t>(format) - 1].test(text);
}

}  // namespace rulec::schema
