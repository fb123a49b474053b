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

bool is_loopback(const ListenAddress& address) {
  return address.host == "localhost" || address.host == "::1" || address.host.starts_with("127.");
}

}  // namespace rulec::dev
