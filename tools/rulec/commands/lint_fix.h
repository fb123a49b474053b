// The fixing half of `rulec lint`: which findings are to be fixed, what becomes of the files, and
// what is said about it.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "diag/emitter.h"
#include "env.h"
#include "failure.h"
#include "tooling/fix/fix.h"

namespace rulec::app::lint_command {

struct FixMode {
  bool applies_safe = false;       // --fix
  bool applies_suggested = false;  // --fix-suggested
  bool is_diff = false;            // --diff
  bool is_stdin = false;

  [[nodiscard]] bool is_on() const { return applies_safe || applies_suggested || is_diff; }
  [[nodiscard]] bool writes() const { return is_on() && !is_diff && !is_stdin; }
  // `--diff` alone shows what `--fix` would do.
  [[nodiscard]] tooling::FixLevel level() const {
    return applies_suggested ? tooling::FixLevel::kSuggested : tooling::FixLevel::kSafe;
  }
};

// What became of the files.
struct FixResult {
  FixMode mode;
  std::vector<tooling::FixedFile> files;
  std::vector<std::string> patch_names;  // of each file, as git knows it
  tooling::CodeCounts fixed;             // where files are written, only in those that were
  std::vector<std::string> written;
  std::vector<Error> errors;
  std::string undo;  // lines; "" when nothing was written

  [[nodiscard]] bool has_changes() const { return !files.empty(); }
};

// Fixes only what lies in files that `paths` (as typed; none: the project) name. Writes nothing.
[[nodiscard]] FixResult find_fixes(Env& env, FileSystem& files, const FixMode& mode,
                                   const std::vector<std::string>& paths,
                                   tooling::FixOptions options, tooling::FixRun& run);
// Writes the files of a run and tells in `result` which ones.
void write_files(Env& env, const tooling::FixRun& run, FixResult& result);

// "fixed 3 findings in 2 files: RC3302 ×2, RC2003 ×1", "would fix …"; a line, and another one with
// the files that could not be written.
[[nodiscard]] std::string fixes_text(const FixResult& result);
[[nodiscard]] std::string patch_of(const FixResult& result);
// The member `fixed`; `text` is what standard input became, if that was asked for.
void write_fixes(JsonWriter& json, const FixResult& result, const std::string* text);

}  // namespace rulec::app::lint_command
