// .editorconfig files (https://spec.editorconfig.org): what they say about one file, read from its
// folder upwards to the file that says `root = true`. Values that nobody knows are passed over, as
// the specification asks; a file that cannot be read says nothing.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"

namespace rulec::project {

// Unset: no file says anything.
struct EditorSettings {
  std::optional<bool> uses_tabs;                 // indent_style
  std::optional<std::uint32_t> indent_size;      // columns; of `tab`: those of a tab
  std::optional<std::uint32_t> max_line_length;  // kNoLineLimit for `off`
  std::optional<bool> ends_with_crlf;            // end_of_line lf or crlf
  std::optional<bool> has_final_newline;         // insert_final_newline

  static constexpr std::uint32_t kNoLineLimit = 0xffffffff;
};

class EditorConfigs {
 public:
  // `files` outlives this. Each .editorconfig is read once.
  explicit EditorConfigs(FileSystem& files);
  ~EditorConfigs();
  EditorConfigs(const EditorConfigs&) = delete;
  EditorConfigs& operator=(const EditorConfigs&) = delete;

  // `path` is absolute, without links and dots.
  [[nodiscard]] EditorSettings settings_of(const std::string& path);

 private:
  struct File;
  const File& file_in(const std::string& folder);

  FileSystem& files_;
  std::map<std::string, std::unique_ptr<File>, std::less<>> by_folder_;
};

// Whether a section's name matches a path that is relative to the folder of its file: `*`, `**`,
// `?`, `[…]`, `{a,b}`, `{1..9}`. A name without a slash matches in all folders below.
[[nodiscard]] bool matches_section(std::string_view name, std::string_view path);

}  // namespace rulec::project
