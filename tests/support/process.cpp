#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace rulec::testing {
namespace {

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error(std::string("pipe: ") + std::strerror(errno));
    }
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  void close_end(std::size_t end) {
    if (ends[end] >= 0) {
      ::close(ends[end]);
      ends[end] = -1;
    }
  }
};

[[noreturn]] void become(const std::vector<std::string>& arguments, const ProcessOptions& options,
                         Pipe& in, Pipe& out, Pipe& err) {
  ::dup2(in.ends[0], 0);
  ::dup2(out.ends[1], 1);
  ::dup2(err.ends[1], 2);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) {
    ::_exit(126);
  }
  for (const auto& [name, value] : options.environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

// Reads what is there; false at the end of the stream.
bool drain(int fd, std::string& to) {
  std::array<char, 65536> buffer;
  ssize_t got = ::read(fd, buffer.data(), buffer.size());
  if (got <= 0) {
    return got < 0 && (errno == EINTR || errno == EAGAIN);
  }
  to.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

void feed(Pipe& in, std::string_view& input) {
  ssize_t written = input.empty() ? -1 : ::write(in.ends[1], input.data(), input.size());
  if (written > 0) {
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  if (input.empty() || (written < 0 && errno != EAGAIN && errno != EINTR)) {
    in.close_end(1);
  }
}

void exchange(Pipe& in, Pipe& out, Pipe& err, std::string_view input, pid_t child,
              std::chrono::milliseconds deadline, ProcessResult& result) {
  auto end = std::chrono::steady_clock::now() + deadline;
  ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 3> fds{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0},
                              pollfd{in.ends[1], POLLOUT, 0}};
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      result.timed_out = true;
      ::kill(child, SIGKILL);
      return;
    }
    ::poll(fds.data(), fds.size(), static_cast<int>(left.count()));
    if (fds[0].revents != 0 && !drain(out.ends[0], result.out)) {
      out.close_end(0);
    }
    if (fds[1].revents != 0 && !drain(err.ends[0], result.err)) {
      err.close_end(0);
    }
    if (fds[2].revents != 0 && in.ends[1] >= 0) {
      feed(in, input);
    }
  }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe in;
  Pipe out;
  Pipe err;
  pid_t child = ::fork();
  if (child < 0) {
    throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  }
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    become(arguments, options, in, out, err);
  }
  in.close_end(0);
  out.close_end(1);
  err.close_end(1);
  ProcessResult result;
  exchange(in, out, err, options.input, child, options.deadline, result);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "rulec-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw std::runtime_error(std::string("mkdtemp: ") + std::strerror(errno));
  }
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void ScratchFolder::write(const std::string& name, const std::string& bytes) const {
  std::filesystem::path path = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

std::string ScratchFolder::read(const std::string& name) const {
  std::ifstream file(std::filesystem::path(path_) / name, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string corpora_folder() {
  const char* named = std::getenv("RULEC_CORPORA");
  std::string folder = named != nullptr && *named != '\0' ? named : RULEC_DEFAULT_CORPORA;
  return std::filesystem::is_directory(folder) ? folder : "";
}

bool report_missing_corpora(const std::string& suite) {
  std::printf("SKIPPED: %s: the folder of real data is missing (set RULEC_CORPORA)\n",
              suite.c_str());
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::strcmp(ci, "true") == 0;
}

}  // namespace rulec::testing
