#include "base/program_runner.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>

#include "base/pager.h"

namespace rulec {
namespace {

constexpr int kSignalBase = 128;
constexpr int kUnknownStatus = 255;

// Both ends of a pipe, closed at scope end; no other program of ours inherits them.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
      ends_ = {-1, -1};
    }
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] bool is_open() const { return ends_[0] >= 0; }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_read() { close_end(ends_[0]); }
  void close_write() { close_end(ends_[1]); }

 private:
  static void close_end(int& fd) {
    if (fd >= 0) {
      ::close(fd);
      fd = -1;
    }
  }
  std::array<int, 2> ends_ = {-1, -1};
};

std::unexpected<Error> fail_errno(const std::string& what, int error) {
  return fail(ErrorCode::kIo, what + ": " + std::strerror(error));
}

// What the child begins with: its two streams, and signals as a program expects them.
class SpawnPlan {
 public:
  SpawnPlan(const Pipe& input, const Pipe& output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, input.read_end(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output.write_end(), STDOUT_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t ours;
    sigemptyset(&none);
    sigemptyset(&ours);
    sigaddset(&ours, SIGPIPE);
    sigaddset(&ours, SIGCHLD);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &ours);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // 0, or the error.
  int start(const std::vector<std::string>& arguments, pid_t& pid) const {
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
      pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    return ::posix_spawn(&pid, pointers.front(), &actions_, &attributes_, pointers.data(), environ);
  }

 private:
  posix_spawn_file_actions_t actions_ = {};
  posix_spawnattr_t attributes_ = {};
};

// A child that is killed and waited for unless it has ended.
class Child {
 public:
  explicit Child(pid_t pid)
      : pid_(pid), pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
    // Gone already, with nobody told: see wait_for.
    is_lost_ = pidfd_ < 0 && errno == ESRCH;
    has_ended_ = is_lost_;
  }
  ~Child() {
    if (!has_ended_) {
      ::kill(pid_, SIGKILL);
      wait_for(0);
    }
    if (pidfd_ >= 0) {
      ::close(pidfd_);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  [[nodiscard]] int pidfd() const { return pidfd_; }
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] int exit_status() const {
    return is_lost_               ? kUnknownStatus
           : WIFSIGNALED(status_) ? kSignalBase + WTERMSIG(status_)
                                  : WEXITSTATUS(status_);
  }
  void wait_for(int options) {
    pid_t got = -1;
    do {
      got = ::waitpid(pid_, &status_, options);
    } while (got < 0 && errno == EINTR);
    // With SIGCHLD ignored nobody is told how a child ended: that is no success.
    is_lost_ = got < 0 && errno == ECHILD;
    has_ended_ = got == pid_ || is_lost_;
  }

 private:
  pid_t pid_;
  int pidfd_;
  int status_ = 0;
  bool has_ended_ = false;
  bool is_lost_ = false;
};

class Conversation {
 public:
  Conversation(const ProgramRequest& request, Pipe& input, Pipe& output, Child& child)
      : request_(request),
        rest_(request.input),
        input_(input),
        output_(output),
        child_(child),
        ends_(Clock::now() + std::chrono::milliseconds(request.timeout_ms)) {}

  Result<ProgramAnswer> hold() {
    if (rest_.empty()) {
      input_.close_write();
    }
    while (true) {
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(ends_ - Clock::now());
      if (left.count() <= 0) {
        return fail(ErrorCode::kIo,
                    "it has not answered in " + std::to_string(request_.timeout_ms) + " ms");
      }
      std::array<pollfd, 3> watched = {{{.fd = output_.read_end(), .events = POLLIN, .revents = 0},
                                        {.fd = input_.write_end(), .events = POLLOUT, .revents = 0},
                                        {.fd = child_.pidfd(), .events = POLLIN, .revents = 0}}};
      if (::poll(watched.data(), watched.size(), static_cast<int>(left.count())) < 0 &&
          errno != EINTR) {
        return fail_errno("poll", errno);
      }
      if (watched[1].revents != 0) {
        send();
      }
      if (watched[2].revents != 0 && !child_.has_ended()) {
        child_.wait_for(WNOHANG);
      }
      if (watched[0].revents != 0) {
        receive();
      }
      if (answer_.size() > request_.max_output_bytes) {
        return fail(ErrorCode::kTooLarge,
                    "it says more than " + std::to_string(request_.max_output_bytes) + " bytes");
      }
      // What it said is in the pipe when it has ended; a process that it left behind may hold the
      // other end for ever.
      if (child_.has_ended() && !receive()) {
        return ProgramAnswer{.exit_status = child_.exit_status(), .output = std::move(answer_)};
      }
    }
  }

 private:
  using Clock = std::chrono::steady_clock;

  void send() {
    ssize_t sent = ::write(input_.write_end(), rest_.data(), rest_.size());
    if (sent > 0) {
      rest_.remove_prefix(static_cast<std::size_t>(sent));
    }
    // A program that does not want to hear more may still answer.
    bool is_deaf = sent < 0 && errno != EAGAIN && errno != EINTR;
    if (rest_.empty() || is_deaf) {
      input_.close_write();
    }
  }

  // Whether anything came.
  bool receive() {
    if (output_.read_end() < 0) {
      return false;
    }
    std::array<char, 4096> piece;
    ssize_t got = ::read(output_.read_end(), piece.data(), piece.size());
    if (got > 0) {
      answer_.append(piece.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0) {
      output_.close_read();
    }
    return false;
  }

  const ProgramRequest& request_;
  std::string_view rest_;
  Pipe& input_;
  Pipe& output_;
  Child& child_;
  Clock::time_point ends_;
  std::string answer_;
};

// The environment with what it does not set itself.
std::vector<char*> environment_with(const std::vector<std::string>& variables) {
  std::vector<char*> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    entries.push_back(*entry);
  }
  for (const std::string& variable : variables) {
    std::string_view head = std::string_view(variable).substr(0, variable.find('=') + 1);
    bool is_set = std::ranges::any_of(
        entries, [&](const char* entry) { return std::string_view(entry).starts_with(head); });
    if (!is_set) {
      entries.push_back(const_cast<char*>(variable.c_str()));
    }
  }
  entries.push_back(nullptr);
  return entries;
}

// While a pager has the terminal, Ctrl-C is for it alone.
class QuietSignals {
 public:
  QuietSignals() : interrupt_(std::signal(SIGINT, SIG_IGN)), quit_(std::signal(SIGQUIT, SIG_IGN)) {}
  ~QuietSignals() {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGQUIT, quit_);
  }
  QuietSignals(const QuietSignals&) = delete;
  QuietSignals& operator=(const QuietSignals&) = delete;

 private:
  void (*interrupt_)(int);
  void (*quit_)(int);
};

int start_pager(const PagerRequest& request, const Pipe& input, pid_t& pid) {
  posix_spawn_file_actions_t actions = {};
  posix_spawnattr_t attributes = {};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.read_end(), STDIN_FILENO);
  ::posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  for (int signal : {SIGPIPE, SIGCHLD, SIGINT, SIGQUIT}) {
    sigaddset(&usual, signal);
  }
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments;
  arguments.reserve(request.arguments.size() + 1);
  for (const std::string& argument : request.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  std::vector<char*> variables = environment_with(request.variables);
  int error = ::posix_spawnp(&pid, arguments.front(), &actions, &attributes, arguments.data(),
                             variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return error;
}

bool never_waits(int fd) {
  return ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

}  // namespace

Result<ProgramAnswer> RealProgramRunner::run(const ProgramRequest& request) {
  Pipe input;
  Pipe output;
  if (!input.is_open() || !output.is_open() || !never_waits(input.write_end()) ||
      !never_waits(output.read_end())) {
    return fail_errno("pipe", errno);
  }
  pid_t pid = -1;
  int error = SpawnPlan(input, output).start(request.arguments, pid);
  if (error != 0) {
    return fail_errno(request.arguments.front(), error);
  }
  Child child(pid);
  if (child.pidfd() < 0 && !child.has_ended()) {
    return fail_errno("pidfd_open", errno);
  }
  input.close_read();
  output.close_write();
  return Conversation(request, input, output, child).hold();
}

Result<int> RealProgramRunner::run_at_terminal(const std::vector<std::string>& arguments) {
  std::vector<char*> words;
  words.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  ::sigaddset(&signals, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t pid = -1;
  int error = ::posix_spawnp(&pid, words.front(), nullptr, &attributes, words.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    return fail_errno(arguments.front(), error);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) {
      return kUnknownStatus;
    }
  }
  return WIFSIGNALED(status) ? kSignalBase + WTERMSIG(status) : WEXITSTATUS(status);
}

Status RealPager::show(const PagerRequest& request) {
  Pipe input;
  if (!input.is_open()) {
    return fail_errno("pipe", errno);
  }
  QuietSignals quiet;
  pid_t pid = -1;
  if (int error = start_pager(request, input, pid); error != 0) {
    return fail_errno(request.arguments.front(), error);
  }
  input.close_read();
  std::string_view rest = request.text;
  while (!rest.empty()) {
    ssize_t sent = ::write(input.write_end(), rest.data(), rest.size());
    if (sent > 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EINTR) {
      break;  // the person has left
    }
  }
  input.close_write();
  pid_t got = -1;
  do {
    got = ::waitpid(pid, nullptr, 0);
  } while (got < 0 && errno == EINTR);
  return {};
}

}  // namespace rulec
