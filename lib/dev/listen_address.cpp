#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "dev/http.h"

namespace rulec::dev {
namespace {

constexpr std::size_t kMaxHostBytes = 255;

std::unexpected<Error> not_one(std::string_view text) {
  return fail(ErrorCode::kUsage,
              "`" + std::string(text) + "` is no address to listen on, such as 127.0.0.1:8787");
}

bool is_port(std::string_view text, std::uint16_t& port) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

constexpr std::uint8_t kLoopbackNet = 127;

// The 4 or 16 bytes of an address; empty when the text is none.
std::string address_bytes(const std::string& text) {
  std::array<char, sizeof(in6_addr)> bytes = {};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return {bytes.data(), sizeof(in_addr)};
  }
  return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1
             ? std::string(bytes.data(), bytes.size())
             : std::string();
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  ListenAddress address;
  std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return is_port(text, address.port) ? Result<ListenAddress>(address) : not_one(text);
  }
  std::string_view host = text.substr(0, colon);
  bool is_bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (is_bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return not_one(text);
  }
  if (!is_port(text.substr(colon + 1), address.port) || host.size() > kMaxHostBytes) {
    return not_one(text);
  }
  if (!host.empty()) {
    address.host = host;
  }
  return address;
}

bool is_ip_literal(std::string_view host) {
  return !address_bytes(std::string(host)).empty();
}

bool is_loopback_host(std::string_view host) {
  if (lower_case(host) == "localhost") {
    return true;
  }
  std::string bytes = address_bytes(std::string(host));
  return bytes.size() == sizeof(in_addr)
             ? static_cast<std::uint8_t>(bytes[0]) == kLoopbackNet
             : bytes == std::string(sizeof(in6_addr) - 1, '\0') + '\x01';
}

bool is_loopback(const ListenAddress& address) {
  return is_loopback_host(address.host);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

}  // namespace rulec::dev
