#include "watched_program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace rulec::testing {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds left_until(Clock::time_point end) {
  return std::max(std::chrono::milliseconds(0),
                  std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()));
}

}  // namespace

namespace {

// Our end and that of the program; -1 when there is none to be had.
std::array<int, 2> open_terminal() {
  int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0 || ::grantpt(ours) != 0 || ::unlockpt(ours) != 0) {
    return {-1, -1};
  }
  int theirs = ::open(::ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  winsize size = {.ws_row = 40, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
  ::ioctl(ours, TIOCSWINSZ, &size);
  return {ours, theirs};
}

std::array<int, 2> open_pipe() {
  std::array<int, 2> ends = {-1, -1};
  return ::pipe2(ends.data(), O_CLOEXEC) == 0 ? ends : std::array<int, 2>{-1, -1};
}

}  // namespace

WatchedProgram::WatchedProgram(const std::vector<std::string>& arguments, const std::string& folder,
                               Streams streams) {
  const bool is_terminal = streams == Streams::kTerminal;
  std::array<int, 2> ends = is_terminal ? open_terminal() : open_pipe();
  if (ends[1] < 0) {
    throw std::runtime_error("no pipe");
  }
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  child_ = ::fork();
  if (child_ == 0) {
    if (is_terminal) {
      ::setsid();
      ::ioctl(ends[1], TIOCSCTTY, 0);
    }
    ::dup2(is_terminal ? ends[1] : ::open("/dev/null", O_RDONLY), 0);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    if (::chdir(folder.c_str()) != 0) {
      ::_exit(126);
    }
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  if (is_terminal) {
    terminal_ = ends[1];  // held, so that it can be asked about when the program has ended
  } else {
    ::close(ends[1]);
  }
  out_ = ends[0];
  if (child_ < 0) {
    throw std::runtime_error("no process");
  }
}

WatchedProgram::~WatchedProgram() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  for (int fd : {out_, terminal_}) {
    if (fd >= 0) {
      ::close(fd);
    }
  }
}

bool WatchedProgram::shows(std::string_view text, std::chrono::milliseconds deadline) {
  Clock::time_point end = Clock::now() + deadline;
  while (true) {
    std::size_t at = all_.find(text, shown_);
    if (at != std::string::npos) {
      shown_ = at + text.size();
      return true;
    }
    if (!read_more(left_until(end)) && (out_ < 0 || Clock::now() >= end)) {
      return false;
    }
  }
}

void WatchedProgram::type(std::string_view keys) const {
  ssize_t written = ::write(out_, keys.data(), keys.size());
  static_cast<void>(written);
}

void WatchedProgram::set_columns(std::uint16_t columns) const {
  winsize size = {.ws_row = 40, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  ::ioctl(out_, TIOCSWINSZ, &size);
}

bool WatchedProgram::has_terminal_as_before() const {
  termios settings = {};
  constexpr tcflag_t kUsual = ECHO | ICANON | ISIG;
  return ::tcgetattr(terminal_, &settings) == 0 && (settings.c_lflag & kUsual) == kUsual;
}

bool WatchedProgram::read_more(std::chrono::milliseconds wait) {
  if (out_ < 0) {
    return false;
  }
  pollfd fd{out_, POLLIN, 0};
  if (::poll(&fd, 1, static_cast<int>(wait.count())) <= 0) {
    return false;
  }
  std::array<char, 65536> bytes;
  ssize_t got = ::read(out_, bytes.data(), bytes.size());
  if (got > 0) {
    all_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }
  ::close(out_);
  out_ = -1;
  return false;
}

bool WatchedProgram::take_line(std::string& line) {
  std::size_t end = all_.find('\n', taken_);
  if (end == std::string::npos) {
    return false;
  }
  line = all_.substr(taken_, end - taken_);
  taken_ = end + 1;
  return true;
}

std::string WatchedProgram::wait_for(std::string_view head, std::chrono::milliseconds deadline) {
  Clock::time_point end = Clock::now() + deadline;
  std::string line;
  while (true) {
    while (take_line(line)) {
      if (line.starts_with(head)) {
        return line;
      }
    }
    if (!read_more(left_until(end)) && (out_ < 0 || Clock::now() >= end)) {
      return "";
    }
  }
}

std::size_t WatchedProgram::count(std::string_view head) {
  while (read_more(std::chrono::milliseconds(0))) {
  }
  std::size_t number = 0;
  for (std::size_t at = 0; at < all_.size(); at = all_.find('\n', at) + 1) {
    number += std::string_view(all_).substr(at).starts_with(head) ? 1 : 0;
    if (all_.find('\n', at) == std::string::npos) {
      break;
    }
  }
  return number;
}

bool WatchedProgram::stays_silent(std::string_view head, std::chrono::milliseconds time) {
  std::size_t before = count(head);
  Clock::time_point end = Clock::now() + time;
  while (Clock::now() < end) {
    static_cast<void>(read_more(left_until(end)));
    if (out_ < 0) {
      break;
    }
  }
  return count(head) == before;
}

void WatchedProgram::send_signal(int signal) const {
  if (child_ > 0) {
    ::kill(child_, signal);
  }
}

int WatchedProgram::wait_for_end(std::chrono::milliseconds deadline) {
  Clock::time_point end = Clock::now() + deadline;
  int status = 0;
  while (::waitpid(child_, &status, WNOHANG) != child_) {
    if (Clock::now() >= end) {
      return -1;
    }
    if (!read_more(std::chrono::milliseconds(20)) && out_ < 0) {
      ::usleep(5'000);  // it has closed its streams and is about to end
    }
  }
  child_ = -1;
  while (read_more(std::chrono::milliseconds(0))) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::uint16_t port_in(std::string_view text) {
  std::size_t at = text.find("http://127.0.0.1:");
  return at == std::string_view::npos
             ? std::uint16_t{0}
             : static_cast<std::uint16_t>(std::atoi(std::string(text.substr(at + 17)).c_str()));
}

std::string HttpAnswer::header(const std::string& name) const {
  for (std::size_t at = head.find("\r\n"); at != std::string::npos;) {
    std::size_t begin = at + 2;
    std::size_t end = head.find("\r\n", begin);
    std::string line = head.substr(begin, end == std::string::npos ? end : end - begin);
    std::size_t colon = line.find(':');
    if (colon != std::string::npos) {
      std::string key = line.substr(0, colon);
      std::ranges::transform(key, key.begin(),
                             [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      if (key == name) {
        std::size_t value = line.find_first_not_of(' ', colon + 1);
        return value == std::string::npos ? "" : line.substr(value);
      }
    }
    at = end;
  }
  return "";
}

HttpAnswer exchange_http(std::uint16_t port, std::string_view bytes) {
  HttpAnswer answer;
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval patience = {.tv_sec = 20, .tv_usec = 0};
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    return answer;
  }
  while (!bytes.empty()) {
    ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      break;  // the other side has heard enough; its answer may be there
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string all;
  std::array<char, 65536> piece;
  for (ssize_t got = 0; (got = ::recv(fd, piece.data(), piece.size(), 0)) > 0;) {
    all.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(fd);
  std::size_t end = all.find("\r\n\r\n");
  if (all.starts_with("HTTP/1.1 ") && end != std::string::npos) {
    answer.status = std::atoi(all.substr(9, 3).c_str());
    answer.head = all.substr(0, end);
    answer.body = all.substr(end + 4);
  }
  return answer;
}

HttpAnswer post_json(std::uint16_t port, const std::string& path, const std::string& body) {
  return exchange_http(port, "POST " + path +
                                 " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                 "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                                 "Content-Length: " +
                                 std::to_string(body.size()) + "\r\n\r\n" + body);
}

HttpAnswer get_http(std::uint16_t port, const std::string& path) {
  return exchange_http(port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                                 std::to_string(port) + "\r\nConnection: close\r\n\r\n");
}

}  // namespace rulec::testing
