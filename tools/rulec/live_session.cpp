// Handlers do what signal-safety(7) allows and no more: a byte into a pipe, the terminal's
// settings, and the end of the process.
#include "live_session.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
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
volatile std::sig_atomic_t wants_keys = 0;
volatile std::sig_atomic_t is_raw = 0;
termios shown_settings = {};
termios raw_settings = {};

// Who touches the terminal from the background is stopped for it.
bool is_in_foreground() {
  return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

void restore_terminal() {
  if (is_raw != 0 && is_in_foreground()) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &shown_settings);
    is_raw = 0;
  }
}

// Once the terminal is ours; what it was like until then is what it will be like afterwards.
void take_terminal() {
  if (wants_keys == 0 || !is_in_foreground()) {
    return;
  }
  if (is_raw == 0) {
    if (::tcgetattr(STDIN_FILENO, &shown_settings) != 0) {
      return;
    }
    raw_settings = shown_settings;
    raw_settings.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
    raw_settings.c_cc[VMIN] = 1;
    raw_settings.c_cc[VTIME] = 0;
    is_raw = 1;
  }
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw_settings);
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
  ::pthread_sigmask(SIG_UNBLOCK, &set, &old);  // here it stops
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
  ::sigaction(signal, &ours, nullptr);
  take_terminal();
  errno = error;
  wake('w');
}

void on_continue(int /*signal*/) {
  int error = errno;
  take_terminal();
  errno = error;
  wake('w');
}

// Ends that nobody waits for; what was to happen happens, with the terminal as it was.
constexpr std::array kEnds = {SIGQUIT, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
std::array<struct sigaction, kEnds.size()> ends_before = {};

void on_end(int signal) {
  restore_terminal();
  for (std::size_t i = 0; i < kEnds.size(); ++i) {
    if (kEnds[i] == signal) {
      ::sigaction(signal, &ends_before[i], nullptr);
    }
  }
  ::raise(signal);
}

// A handler runs to its end before the next one begins.
void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  if (handler != SIG_DFL) {
    ::sigfillset(&action.sa_mask);
  }
  ::sigaction(signal, &action, nullptr);
}

// Once a process. A stack that is full is one of the ends, so they have one of their own.
void handle_ends() {
  static std::array<char, 64UL * 1024> stack;
  static bool is_done = false;
  if (is_done) {
    return;
  }
  is_done = true;
  stack_t other = {};
  other.ss_sp = stack.data();
  other.ss_size = stack.size();
  ::sigaltstack(&other, nullptr);
  for (std::size_t i = 0; i < kEnds.size(); ++i) {
    ::sigaction(kEnds[i], nullptr, &ends_before[i]);
    if (ends_before[i].sa_handler != SIG_IGN) {  // nohup
      handle(kEnds[i], on_end);
    }
  }
}

// No handler meets a terminal that is half ours.
class WithoutSignals {
 public:
  WithoutSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~WithoutSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals&) = delete;
  WithoutSignals& operator=(const WithoutSignals&) = delete;

 private:
  sigset_t before_ = {};
};

// How long a shell may have to wait for us after `fg` of a job that runs: it need not tell us.
constexpr int kForegroundLookMs = 500;

}  // namespace

void RealLiveSession::begin(bool takes_keys) {
  if (wake_pipe[0] < 0) {
    static_cast<void>(::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK));
  }
  handle(SIGINT, on_interrupt);
  handle(SIGTERM, on_interrupt);
  termios settings = {};
  takes_keys_ = takes_keys && ::tcgetattr(STDIN_FILENO, &settings) == 0;
  if (takes_keys_) {
    handle(SIGWINCH, on_resize);
    handle(SIGTSTP, on_stop);
    handle(SIGCONT, on_continue);
    handle_ends();
    WithoutSignals quiet;
    wants_keys = 1;
    take_terminal();
  }
}

void RealLiveSession::end() {
  if (takes_keys_) {
    WithoutSignals quiet;
    restore_terminal();
    wants_keys = 0;
    is_raw = 0;
    handle(SIGTSTP, SIG_DFL);
    handle(SIGCONT, SIG_DFL);
    takes_keys_ = false;
  }
}

bool RealLiveSession::is_interrupted() const {
  return interrupts > 0 || has_no_reader_;
}

// True when keys can be read: in the background they are somebody else's.
bool RealLiveSession::has_keys() const {
  if (!takes_keys_ || !is_in_foreground()) {
    return false;
  }
  if (is_raw == 0) {
    WithoutSignals quiet;
    take_terminal();
  }
  return true;
}

LiveSession::Wake RealLiveSession::wait(int descriptor, int timeout_ms) {
  Wake woken;
  const bool has_keys_now = has_keys();
  if (takes_keys_ && !has_keys_now && (timeout_ms < 0 || timeout_ms > kForegroundLookMs)) {
    timeout_ms = kForegroundLookMs;
  }
  // Of the output nothing is asked but whether somebody is still there.
  std::array<pollfd, 4> waited = {
      pollfd{.fd = descriptor, .events = POLLIN, .revents = 0},
      pollfd{.fd = wake_pipe[0], .events = POLLIN, .revents = 0},
      pollfd{.fd = has_keys_now ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0},
      pollfd{.fd = STDOUT_FILENO, .events = 0, .revents = 0}};
  int ready = ::poll(waited.data(), waited.size(), timeout_ms);
  if (ready < 0 && errno == EINTR) {
    ready = ::poll(waited.data(), waited.size(), 0);  // what the handler has left
  }
  if (ready <= 0) {
    return woken;
  }
  woken.is_readable = waited[0].revents != 0;
  has_no_reader_ = has_no_reader_ || (waited[3].revents & (POLLERR | POLLHUP)) != 0;
  std::array<char, 64> bytes = {};
  if (waited[1].revents != 0) {
    ssize_t got = ::read(wake_pipe[0], bytes.data(), bytes.size());
    for (ssize_t i = 0; i < got; ++i) {
      woken.is_resized = woken.is_resized || bytes[static_cast<std::size_t>(i)] == 'w';
    }
  }
  if (waited[2].revents != 0 && is_in_foreground()) {
    ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got > 0) {
      woken.keys.assign(bytes.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      takes_keys_ = false;  // the terminal is gone
      wants_keys = 0;
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
