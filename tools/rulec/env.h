// Env: all that a command may touch of the outside world. main.cpp fills it with the real things,
// the golden runner with files in memory, a fixed clock and captured streams.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/pager.h"
#include "base/program_runner.h"

namespace rulec::dev {
class FolderWatcher;
}

namespace rulec::app {

// A text stream towards people or programs. `write` says whether the bytes went out; a command
// whose answer was lost must not exit 0.
class Output {
 public:
  virtual ~Output() = default;
  [[nodiscard]] virtual bool write(std::string_view text) = 0;
};

class Input {
 public:
  virtual ~Input() = default;
  // All that is left, up to `max_bytes` (more is kTooLarge).
  virtual Result<std::string> read_all(std::size_t max_bytes) = 0;
  // One line without its end; false at the end of the input. For `--stream`.
  virtual Result<bool> read_line(std::string& line, std::size_t max_bytes) = 0;
  // One line of a person at the terminal, who is asked with `prompt` and does not see what is
  // typed.
  virtual Result<std::string> read_secret(std::string_view prompt, std::size_t max_bytes) {
    static_cast<void>(prompt), static_cast<void>(max_bytes);
    return fail(ErrorCode::kUsage, "there is no terminal");
  }
};

struct Terminal {
  bool out_is_tty = false;
  bool err_is_tty = false;
  bool in_is_tty = false;
  std::uint32_t width = 100;
  std::uint32_t height = 0;  // 0: not known
};

// What a command that stays has of its surroundings beside: signals, keys, and waiting for either.
class LiveSession {
 public:
  struct Wake {
    bool is_readable = false;  // the descriptor
    bool is_resized = false;   // or the screen was somebody else's for a while
    std::string keys;
  };

  virtual ~LiveSession() = default;
  // SIGINT and SIGTERM are remembered from now on; a second one ends the process at once with 130
  // or 143. With `takes_keys` keys come without Enter and are not shown, until end().
  virtual void begin(bool takes_keys) = 0;
  virtual void end() = 0;
  [[nodiscard]] virtual bool is_interrupted() const = 0;
  // Until the descriptor (-1: none) can be read, a key or a signal came, or the time is over (-1:
  // it never is).
  virtual Wake wait(int descriptor, int timeout_ms) = 0;
  [[nodiscard]] virtual std::uint32_t width() const = 0;
  [[nodiscard]] virtual std::unique_ptr<dev::FolderWatcher> make_watcher() = 0;
};

struct Env {
  FileSystem& files;
  Clock& clock;
  Output& out;
  Output& err;
  Input& in;
  std::map<std::string, std::string, std::less<>> variables;
  Terminal terminal;
  ProgramRunner* programs = nullptr;      // null: no program can be run
  void (*forbid_core_dumps)() = nullptr;  // called before a private key is in memory
  LiveSession* live = nullptr;            // null: no command can stay
  Pager* pager = nullptr;                 // null: long answers are printed as they are
  Status (*make_executable)(const std::string& path) = nullptr;  // null: files stay as written
};

// The table of exit codes (cli.md section 3); scripts rely on the numbers.
enum class ExitCode : std::uint8_t {
  kOk = 0,
  kNo = 1,           // the answer is no: findings, failed test, differs
  kUsage = 2,        // asked wrongly, or not built yet
  kEnvironment = 3,  // a retry may help
  kNotAllowed = 4,
  kRefused = 5,  // rollout refused or undone
  kBug = 70,
  kInterrupted = 130,
};

}  // namespace rulec::app
