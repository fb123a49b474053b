// The files of a project, formatted: which they are, how their lines are laid out, and what comes
// out, on all cores. Reads only; writing is up to the caller (write_formatted).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "project/editorconfig.h"
#include "project/project.h"
#include "tooling/format/source_format.h"

namespace rulec::tooling {

struct FormatTarget {
  std::string path;  // relative to the project's root where it lies below it
  SourceKind kind;
  bool is_named = false;  // on the command line, not found in a folder
};

// The files that `paths` (as typed; files or folders) name, or those of the project when there are
// none; sorted, each once. Findings say what is not there, or a link that leads out of the project
// (RC0016); a file of no known kind is RC0001 when it was named.
[[nodiscard]] std::vector<FormatTarget> find_format_targets(FileSystem& files,
                                                            const project::Opened& project,
                                                            const std::vector<std::string>& paths,
                                                            diag::Emitter& emitter);

// Layouts by file: the settings `fmt:` of rulec.yaml, then .editorconfig, then the defaults.
class Layouts {
 public:
  Layouts(FileSystem& files, const project::Opened& project);
  [[nodiscard]] parser::Layout layout_of(const std::string& path);

 private:
  FileSystem& files_;
  std::string root_;  // absolute
  std::optional<std::uint32_t> width_;
  std::optional<std::uint32_t> indent_;
  project::EditorConfigs editors_;
};

// By the ending; where that says nothing, by the list of `sources` in rulec.yaml that matches.
[[nodiscard]] std::optional<SourceKind> source_kind_in(const project::Config& config,
                                                       std::string_view path);

// Where a path as typed, which need not lead anywhere, lies in the project.
[[nodiscard]] std::string project_path_of(FileSystem& files, const project::Opened& project,
                                          const std::string& typed);

struct FormatResult {
  FormatTarget target;
  SourceId source;
  FormatFate fate = FormatFate::kDone;
  bool is_changed = false;
  bool is_executable = false;  // which is all that git knows of modes
  std::string text;            // where it is changed: what the file should hold
  std::string new_path;        // where it gets another spelling: the file that takes its place
};

struct FormatRunOptions {
  std::size_t max_source_bytes = kMaxSourceBytes;
  std::optional<SourceForm> to;  // files of the other form are converted
  std::size_t workers = 0;       // 0: as many as there are cores
};

// One result for each target that could be read, in their order; findings too. Sources are added
// to `sources`.
[[nodiscard]] std::vector<FormatResult> format_files(FileSystem& files,
                                                     const project::Opened& project,
                                                     const std::vector<FormatTarget>& targets,
                                                     const FormatRunOptions& options,
                                                     SourceMap& sources, diag::Emitter& emitter);

// The same for sources that have been read: those of `sources` of a known kind, in their order. No
// file is read again but for settings. `to` is not looked at.
[[nodiscard]] std::vector<FormatResult> format_sources(FileSystem& files,
                                                       const project::Opened& project,
                                                       const SourceMap& sources,
                                                       const FormatRunOptions& options,
                                                       diag::Emitter& emitter);

// The same for a text that comes from elsewhere; `path` is what it would be called.
[[nodiscard]] FormatResult format_text(FileSystem& files, const project::Opened& project,
                                       const std::string& path, std::string bytes,
                                       const FormatRunOptions& options, SourceMap& sources,
                                       diag::Emitter& emitter);

// Replaces the file's content. The old content or the new one is there at any time; a link stays
// and what it leads to is written.
[[nodiscard]] Status write_formatted(FileSystem& files, const project::Opened& project,
                                     const FormatResult& result);
// Writes the file of the other spelling, where nothing may stand, and then removes the old one:
// both happen or none, but for a crash between them, which leaves both files. An error with the
// twin in place and the old file gone (is_converted) says that the folder could not be flushed.
[[nodiscard]] Status write_converted(FileSystem& files, const project::Opened& project,
                                     const FormatResult& result);
[[nodiscard]] bool is_converted(FileSystem& files, const project::Opened& project,
                                const FormatResult& result);

}  // namespace rulec::tooling
