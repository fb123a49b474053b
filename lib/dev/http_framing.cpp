#include "dev/http_framing.h"

#include <algorithm>

namespace rulec::dev {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kMaxLengthDigits = 12;

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos
             ? std::string_view()
             : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_same_name(std::string_view name, std::string_view lower) {
  return std::ranges::equal(
      name, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

bool is_length(std::string_view value) {
  return !value.empty() && value.size() <= kMaxLengthDigits &&
         value.find_first_not_of("0123456789") == std::string_view::npos;
}

// `*` is the target of OPTIONS about the whole server. Forms with a host (`http://…`, `host:port`)
// are for proxies.
bool is_plain_target(std::string_view method, std::string_view target) {
  if (target == "*") {
    return method == "OPTIONS";
  }
  if (!target.starts_with('/') ||
      !std::ranges::all_of(target, [](char c) { return c > ' ' && c <= '~'; })) {
    return false;
  }
  std::string_view path = target.substr(0, target.find('?'));
  while (!path.empty()) {
    path.remove_prefix(1);
    std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "." || segment == ".." || (segment.empty() && !path.empty())) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<std::size_t> header_end(std::string_view bytes) {
  std::size_t at = bytes.find("\r\n\r\n");
  return at == std::string_view::npos ? std::nullopt : std::optional(at + 2 * kLineEnd.size());
}

bool is_hopeless(std::string_view bytes) {
  std::size_t line_feed = bytes.find('\n');
  if (line_feed != std::string_view::npos && (line_feed == 0 || bytes[line_feed - 1] != '\r')) {
    return true;
  }
  std::string_view method = bytes.substr(0, bytes.find(' '));
  return bytes.starts_with(' ') ||
         !std::ranges::all_of(method, [](char c) { return c > ' ' && c <= '~'; });
}

bool is_plain_header(std::string_view header) {
  std::size_t end = header.find(kLineEnd);
  std::string_view line = header.substr(0, end);
  std::size_t first = line.find(' ');
  std::size_t last = line.rfind(' ');
  if (end == std::string_view::npos || first == std::string_view::npos || first == last ||
      !is_plain_target(line.substr(0, first), line.substr(first + 1, last - first - 1))) {
    return false;
  }
  while (end != std::string_view::npos) {
    header.remove_prefix(end + kLineEnd.size());
    end = header.find(kLineEnd);
    line = header.substr(0, end);
    if (line.starts_with(' ') || line.starts_with('\t')) {
      return false;
    }
    std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && is_same_name(line.substr(0, colon), "content-length") &&
        !is_length(trimmed(line.substr(colon + 1)))) {
      return false;
    }
  }
  return true;
}

bool says_head(std::string_view bytes) {
  return bytes.starts_with("HEAD ");
}

}  // namespace rulec::dev
