// Handlers do what signal-safety(7) allows and no more: a byte into a pipe, the terminal's
// settings, and the end of the process.
#include "live_session.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "dev/folder_watcher.h"

namespace rulec::app {
namespace {

// What handlers see.
std::array<int, 2> wake_pipe = {-1, -1};
volatile std::sig_atomic_t interrupts = 0;
volatile std::sig_atomic_t is_raw = 0;
termios shown_settings = {};
termios raw_settings = {};

void restore_terminal() {
  if (is_raw != 0) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &shown_settings);
  }
}

void wake(char what) {
  int error = errno;
  ssize_t written = ::write(wake_pipe[1], &what, 1);  // a full pipe wakes as well
  static_cast<void>(written);
  errno = error;
}

void on_interrupt(int signal) {
  interrupts = interrupts + 1;
  if (interrupts > 1) {
    restore_terminal();
    ::_exit(128 + signal);
  }
  wake('i');
}

void on_resize(int /*signal*/) {
  wake('w');
}

// The shell gets its terminal back while we stand still.
void on_stop(int signal) {
  int error = errno;
  restore_terminal();
  struct sigaction as_usual = {};
  struct sigaction ours = {};
  as_usual.sa_handler = SIG_DFL;
  ::sigaction(signal, &as_usual, &ours);
  sigset_t set;
  sigset_t old;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &set, &old);  // here it stops
  ::sigprocmask(SIG_SETMASK, &old, nullptr);
  ::sigaction(signal, &ours, nullptr);
  if (is_raw != 0) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw_settings);
  }
  errno = error;
  wake('w');
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void RealLiveSession::begin(bool takes_keys) {
  if (wake_pipe[0] < 0) {
    static_cast<void>(::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK));
  }
  handle(SIGINT, on_interrupt);
  handle(SIGTERM, on_interrupt);
  takes_keys_ = takes_keys && ::tcgetattr(STDIN_FILENO, &shown_settings) == 0;
  if (takes_keys_) {
    handle(SIGWINCH, on_resize);
    handle(SIGTSTP, on_stop);
    raw_settings = shown_settings;
    raw_settings.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
    raw_settings.c_cc[VMIN] = 1;
    raw_settings.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw_settings);
    is_raw = 1;
  }
}

void RealLiveSession::end() {
  if (takes_keys_) {
    restore_terminal();
    is_raw = 0;
    handle(SIGTSTP, SIG_DFL);
    takes_keys_ = false;
  }
}

bool RealLiveSession::is_interrupted() const {
  return interrupts > 0;
}

LiveSession::Wake RealLiveSession::wait(int descriptor, int timeout_ms) {
  Wake woken;
  std::array<pollfd, 3> waited = {
      pollfd{.fd = descriptor, .events = POLLIN, .revents = 0},
      pollfd{.fd = wake_pipe[0], .events = POLLIN, .revents = 0},
      pollfd{.fd = takes_keys_ ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0}};
  int ready = ::poll(waited.data(), waited.size(), timeout_ms);
  if (ready < 0 && errno == EINTR) {
    ready = ::poll(waited.data(), waited.size(), 0);  // what the handler has left
  }
  if (ready <= 0) {
    return woken;
  }
  woken.is_readable = waited[0].revents != 0;
  std::array<char, 64> bytes = {};
  if (waited[1].revents != 0) {
    ssize_t got = ::read(wake_pipe[0], bytes.data(), bytes.size());
    for (ssize_t i = 0; i < got; ++i) {
      woken.is_resized = woken.is_resized || bytes[static_cast<std::size_t>(i)] == 'w';
    }
  }
  if (waited[2].revents != 0) {
    ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got > 0) {
      woken.keys.assign(bytes.data(), static_cast<std::size_t>(got));
    } else {
      takes_keys_ = false;  // the terminal is gone
    }
  }
  return woken;
}

std::uint32_t RealLiveSession::width() const {
  winsize size = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

std::unique_ptr<dev::FolderWatcher> RealLiveSession::make_watcher() {
  return dev::make_folder_watcher();
}

}  // namespace rulec::app
