// Fixes of findings, applied until nothing is left that could be: pass after pass the project is
// looked at, the fixes that do not overlap are taken together, and the project is looked at as it
// would be with them. What is kept was shown to be right there: safe fixes are proved to change no
// decision, all others remove their finding and bring no error; a fix that fails goes alone, is
// dropped and reported (RC0031). Reads only; writing is up to the caller (write_fixed). The same
// project gives the same result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "diag/diagnostic.h"
#include "diag/emitter.h"
#include "tooling/analysis.h"

namespace rulec::tooling {

// Passes of one run; overlapping fixes wait for the next one.
inline constexpr std::size_t kMaxFixPasses = 10;
// Looks at the project in one run. Fixes that fail alone in what they change are dropped together;
// where several change one definition, finding the failing ones takes as many looks as the
// logarithm of their number, whatever the number of definitions. What is left then is reported.
inline constexpr std::size_t kMaxFixLooks = 400;

enum class FixLevel : std::uint8_t { kSafe, kSuggested };  // kSuggested: safe ones, too

struct FixOptions {
  AnalysisOptions analysis;
  FixLevel level = FixLevel::kSafe;
  // Asked after each look, which findings are to be fixed. None: all. Suppressed ones never are.
  std::function<std::function<bool(const diag::Diagnostic&)>(const Build&)> selection;
  // Told before each look how many there were: each takes as long as a lint of the project.
  std::function<void(std::size_t)> on_look;
};

struct FixedFile {
  std::string path;  // of the project
  std::string before;
  std::string after;
  std::size_t group = 0;  // files that a fix changed together have the same
};

// Findings of one code that were fixed in the files of one group.
struct FixCount {
  diag::Code code;
  std::size_t group = 0;
  std::size_t count = 0;
};
// A later fix of the run took back what these had changed, so no file holds them.
inline constexpr std::size_t kNoGroup = SIZE_MAX;
// By number, then by code.
using CodeCounts = std::vector<std::pair<diag::Code, std::size_t>>;
[[nodiscard]] CodeCounts by_code(const std::vector<FixCount>& counts);

struct FixRun {
  Analysis analysis;                       // of the project as it would be
  std::vector<diag::Diagnostic> findings;  // the same, RC0031 among them
  std::vector<FixedFile> files;            // those that changed, by path
  std::vector<FixCount> counts;
  CodeCounts fixed;  // of all groups
  std::size_t passes = 0;
};

[[nodiscard]] FixRun fix(FileSystem& files, const FixOptions& options);

// Replaces the file's content, if it still is what was read: the old content or the new one is
// there at any time.
[[nodiscard]] Status write_fixed(FileSystem& files, const project::Opened& project,
                                 const FixedFile& file);

struct FixWrites {
  std::vector<std::string> written;  // paths
  std::vector<Error> errors;
};
// All of them. Where one cannot be written, the files of its group keep their old content; the
// other ones are written.
[[nodiscard]] FixWrites write_all_fixed(FileSystem& files, const project::Opened& project,
                                        const std::vector<FixedFile>& fixed);

}  // namespace rulec::tooling
