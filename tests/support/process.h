// Runs a real program in a real folder and captures what it says; for tests that need processes,
// git and files on disk. Every child has a deadline and is killed by its own pid when it misses it.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace rulec::testing {

struct ProcessResult {
  int exit_status = -1;  // 128 + signal when a signal ended it
  bool timed_out = false;
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::string folder;  // "" is the current one
  std::string input;
  std::map<std::string, std::string> environment;  // added to, or replacing, our own
  std::chrono::milliseconds deadline{60'000};
};

// `arguments[0]` is the program, looked up in PATH.
[[nodiscard]] ProcessResult run_process(const std::vector<std::string>& arguments,
                                        const ProcessOptions& options = {});

// A new empty folder below the system's temporary one, removed with all it holds at scope end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  // Writes a file below the folder, making missing folders.
  void write(const std::string& name, const std::string& bytes) const;
  [[nodiscard]] std::string read(const std::string& name) const;

 private:
  std::string path_;
};

// The folder of real data: RULEC_CORPORA, else the default of the build. "" when it is not there.
[[nodiscard]] std::string corpora_folder();
// Prints a loud skip; true when the run must fail because CI=true forbids the skip.
[[nodiscard]] bool report_missing_corpora(const std::string& suite);

}  // namespace rulec::testing
