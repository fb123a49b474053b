// The program: fills Env with the real files, clock, streams and terminal, and runs one command.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "app.h"
#include "base/check.h"
#include "base/program_file.h"
#include "live_session.h"
#include "native_code.h"

namespace {

using rulec::ErrorCode;
using rulec::fail;
using rulec::Result;

// What has no reader any more (`rulec lint | head`) is dropped in silence; every other lost byte is
// a failure. SIGPIPE is ignored, so that the difference can be seen.
class FileOutput final : public rulec::app::Output {
 public:
  explicit FileOutput(int fd) : fd_(fd) {}

  bool write(std::string_view text) override {
    while (!text.empty() && !has_no_reader_) {
      ssize_t written = ::write(fd_, text.data(), text.size());
      if (written >= 0) {
        text.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno == EPIPE) {
        has_no_reader_ = true;
      } else if (errno != EINTR) {
        return false;
      }
    }
    return true;
  }

 private:
  int fd_;
  bool has_no_reader_ = false;
};

class FileInput final : public rulec::app::Input {
 public:
  Result<std::string> read_all(std::size_t max_bytes) override {
    while (buffer_.size() <= max_bytes) {
      Result<bool> more = fill();
      if (!more) {
        return std::unexpected(more.error());
      }
      if (!*more) {
        return std::move(buffer_);
      }
    }
    return too_large(max_bytes);
  }

  Result<bool> read_line(std::string& line, std::size_t max_bytes) override {
    std::size_t searched = 0;
    while (true) {
      std::size_t end = buffer_.find('\n', searched);
      if (std::min(end, buffer_.size()) > max_bytes) {
        return too_large(max_bytes);
      }
      if (end != std::string::npos) {
        line.assign(buffer_, 0, end);
        buffer_.erase(0, end + 1);
        return true;
      }
      searched = buffer_.size();
      Result<bool> more = fill();
      if (!more || !*more) {
        bool has_last_line = more.has_value() && !buffer_.empty();
        line = std::exchange(buffer_, std::string());
        return more ? Result<bool>(has_last_line) : more;
      }
    }
  }

  Result<std::string> read_secret(std::string_view prompt, std::size_t max_bytes) override {
    termios shown = {};
    if (::tcgetattr(STDIN_FILENO, &shown) != 0) {
      return fail(ErrorCode::kUsage, "there is no terminal");
    }
    FileOutput err(STDERR_FILENO);
    static_cast<void>(err.write(prompt));
    termios hidden = shown;
    // Without signals, so that Ctrl-C cannot leave the terminal silent; it ends the line instead.
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    hidden.c_cc[VEOL] = kInterrupt;
    static_cast<void>(::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden));
    std::string line;
    Result<bool> got = read_typed(line, max_bytes);
    static_cast<void>(::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown));
    static_cast<void>(err.write("\n"));
    if (!got) {
      return std::unexpected(got.error());
    }
    return *got ? Result<std::string>(std::move(line))
                : Result<std::string>(fail(ErrorCode::kUsage, "nothing was typed"));
  }

 private:
  static constexpr char kInterrupt = '\x03';

  // False when the person gave up.
  static Result<bool> read_typed(std::string& line, std::size_t max_bytes) {
    char byte = 0;
    while (line.size() <= max_bytes) {
      ssize_t got = ::read(STDIN_FILENO, &byte, 1);
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        return fail(ErrorCode::kIo, "the terminal cannot be read");
      }
      if (got == 0 || byte == kInterrupt) {
        return false;
      }
      if (byte == '\n') {
        return true;
      }
      line += byte;
    }
    return too_large(max_bytes);
  }

  static std::unexpected<rulec::Error> too_large(std::size_t max_bytes) {
    return fail(ErrorCode::kTooLarge, "standard input is larger than the limit of " +
                                          std::to_string(max_bytes) + " bytes");
  }

  // False at the end of the input.
  Result<bool> fill() {
    static constexpr std::size_t kPiece = 64 * 1024;
    std::size_t have = buffer_.size();
    buffer_.resize(have + kPiece);
    ssize_t got = -1;
    do {
      got = ::read(STDIN_FILENO, buffer_.data() + have, kPiece);
    } while (got < 0 && errno == EINTR);
    buffer_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) {
      return fail(ErrorCode::kIo, "standard input cannot be read");
    }
    return got > 0;
  }

  std::string buffer_;
};

// A standard stream that was closed would be given to the next file opened, and rules would be
// written into it or read from it. The stand-in fails on use: reading from it, writing to it.
void guard_standard_streams() {
  for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      // The lowest free number, which is `fd`, since those below it are open.
      int opened = ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
      static_cast<void>(opened);
    }
  }
}

// A private key must not end in a file because the process crashed, nor be read by a debugger of
// the same user. Under a sanitizer its own checks need what this forbids.
void forbid_core_dumps() {
  const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
#ifndef __SANITIZE_ADDRESS__
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
#endif
}

std::uint32_t terminal_height() {
  winsize size = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

std::uint32_t terminal_width(const std::map<std::string, std::string, std::less<>>& variables) {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  auto columns = variables.find("COLUMNS");
  if (columns != variables.end() && !columns->second.empty() && columns->second.size() <= 4 &&
      std::ranges::all_of(columns->second, [](char c) { return c >= '0' && c <= '9'; })) {
    return static_cast<std::uint32_t>(std::max(20, std::atoi(columns->second.c_str())));
  }
  return 100;
}

std::map<std::string, std::string, std::less<>> environment() {
  std::map<std::string, std::string, std::less<>> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text(*entry);
    std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // A parent that ignored it left that to us, and the end of a program could not be waited for.
  std::signal(SIGCHLD, SIG_DFL);
  guard_standard_streams();
  // A failed check becomes exit 70 with a report instead of an abort.
  rulec::set_check_handler([](const char* condition, const char* file, int line) {
    throw std::logic_error(std::string("check failed: ") + condition + " at " + file + ":" +
                           std::to_string(line));
  });
  rulec::RealFileSystem files;
  rulec::RealClock clock;
  FileOutput out(STDOUT_FILENO);
  FileOutput err(STDERR_FILENO);
  FileInput in;
  rulec::RealProgramRunner programs;
  rulec::app::RealLiveSession live;
  rulec::RealPager pager;
  rulec::app::Env env{.files = files,
                      .clock = clock,
                      .out = out,
                      .err = err,
                      .in = in,
                      .variables = environment(),
                      .terminal = {.out_is_tty = ::isatty(STDOUT_FILENO) == 1,
                                   .err_is_tty = ::isatty(STDERR_FILENO) == 1,
                                   .in_is_tty = ::isatty(STDIN_FILENO) == 1,
                                   .width = 100,
                                   .height = terminal_height()},
                      .programs = &programs,
                      .forbid_core_dumps = forbid_core_dumps,
                      .live = &live,
                      .pager = &pager,
                      .make_executable = rulec::make_executable};
  env.terminal.width = terminal_width(env.variables);
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  if (rulec::app::is_native_worker(arguments)) {
    return static_cast<int>(rulec::app::run_native_worker(arguments, env));
  }
  return static_cast<int>(rulec::app::run(arguments, env));
}
