#include "wire.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace rulec::testing {
namespace {

// Long enough for any machine; what waits for the server's own 10 seconds is a hang.
constexpr int kDeadlineMs = 8000;

std::vector<int> statuses_in(std::string_view bytes) {
  constexpr std::string_view kStart = "HTTP/1.1 ";
  std::vector<int> statuses;
  for (std::size_t at = bytes.find(kStart); at != std::string_view::npos;
       at = bytes.find(kStart, at + 1)) {
    int status = std::atoi(std::string(bytes.substr(at + kStart.size(), 3)).c_str());
    if (status > 100) {
      statuses.push_back(status);
    }
  }
  return statuses;
}

}  // namespace

Heard send_all(std::uint16_t port, const std::string& bytes) {
  Heard heard;
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    return heard;
  }
  // The server may have heard enough; its answer is there all the same.
  std::string_view rest = bytes;
  while (!rest.empty()) {
    ssize_t sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      break;
    }
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  ::shutdown(fd, SHUT_WR);
  pollfd waited{.fd = fd, .events = POLLIN, .revents = 0};
  std::array<char, 65536> piece;
  while (::poll(&waited, 1, kDeadlineMs) > 0) {
    ssize_t got = ::recv(fd, piece.data(), piece.size(), 0);
    if (got <= 0) {
      heard.has_ended = true;
      break;
    }
    heard.bytes.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(fd);
  heard.statuses = statuses_in(heard.bytes);
  return heard;
}

}  // namespace rulec::testing
