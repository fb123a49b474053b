#include "project/editorconfig.h"

#include <algorithm>
#include <charconv>
#include <ranges>
#include <utility>

#include "base/utf8.h"
#include "project/internal/section_glob.h"

namespace rulec::project {
namespace {

constexpr std::size_t kMaxFileBytes = 64 * 1024;
// Tokens of all globs of one file; sections beyond them say nothing.
constexpr std::size_t kMaxGlobTokens = 64 * 1024;
constexpr std::uint32_t kMaxIndent = 16;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\f\v";
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Keys and the values that we know have no case.
std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return made;
}

std::optional<std::uint32_t> number_in(std::string_view text, std::uint32_t least,
                                       std::uint32_t most) {
  std::uint32_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_good =
      error == std::errc{} && end == text.data() + text.size() && number >= least && number <= most;
  return is_good ? std::optional(number) : std::nullopt;
}

// The properties of a file, last one said wins; what is not among these is not ours.
class Properties {
 public:
  void set(const std::string& key, std::string value) { values_[key] = std::move(value); }

  [[nodiscard]] EditorSettings settings() const {
    EditorSettings made;
    std::string style = value("indent_style");
    if (style == "tab" || style == "space") {
      made.uses_tabs = style == "tab";
    }
    auto tab_width = number_in(value("tab_width"), 1, kMaxIndent);
    std::string size = value("indent_size");
    made.indent_size = number_in(size, 1, kMaxIndent);
    if (size == "tab" || (size.empty() && style == "tab")) {
      made.indent_size = tab_width;
    }
    std::string length = value("max_line_length");
    made.max_line_length = length == "off" ? std::optional(EditorSettings::kNoLineLimit)
                                           : number_in(length, 1, 100'000);
    std::string line_end = value("end_of_line");
    if (line_end == "lf" || line_end == "crlf") {
      made.ends_with_crlf = line_end == "crlf";
    }
    std::string final_newline = value("insert_final_newline");
    if (final_newline == "true" || final_newline == "false") {
      made.has_final_newline = final_newline == "true";
    }
    return made;
  }

 private:
  [[nodiscard]] std::string value(std::string_view key) const {
    auto found = values_.find(key);
    return found == values_.end() ? std::string() : found->second;
  }

  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace

struct EditorConfigs::File {
  struct Section {
    SectionGlob glob;
    std::vector<std::pair<std::string, std::string>> properties;
  };
  bool is_root = false;
  std::vector<Section> sections;

  void read(std::string_view text) {
    std::size_t tokens = 0;
    bool is_preamble = true;
    bool is_passed_over = false;
    if (text.starts_with(utf8::kByteOrderMark)) {
      text.remove_prefix(utf8::kByteOrderMark.size());
    }
    while (!text.empty()) {
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      line = trimmed(line);
      if (line.empty() || line[0] == '#' || line[0] == ';') {
        continue;
      }
      if (line[0] == '[' && line.ends_with(']')) {
        SectionGlob glob(line.substr(1, line.size() - 2));
        tokens += glob.size();
        is_preamble = false;
        is_passed_over = tokens > kMaxGlobTokens;
        if (!is_passed_over) {
          sections.push_back({.glob = std::move(glob), .properties = {}});
        }
        continue;
      }
      add_property(line, is_preamble, is_passed_over);
    }
  }

 private:
  void add_property(std::string_view line, bool is_preamble, bool is_passed_over) {
    std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || is_passed_over) {
      return;
    }
    std::string key = lower(trimmed(line.substr(0, equals)));
    std::string value = lower(trimmed(line.substr(equals + 1)));
    if (!is_preamble) {
      sections.back().properties.emplace_back(std::move(key), std::move(value));
    } else if (key == "root") {
      is_root = value == "true";
    }
  }
};

EditorConfigs::EditorConfigs(FileSystem& files) : files_(files) {}
EditorConfigs::~EditorConfigs() = default;

const EditorConfigs::File& EditorConfigs::file_in(const std::string& folder) {
  auto [found, is_new] = by_folder_.try_emplace(folder);
  if (is_new) {
    found->second = std::make_unique<File>();
    if (auto text = files_.read_file(join_path(folder, ".editorconfig"), kMaxFileBytes)) {
      found->second->read(*text);
    }
  }
  return *found->second;
}

EditorSettings EditorConfigs::settings_of(const std::string& path) {
  std::vector<std::pair<std::string, const File*>> files;  // the nearest first
  for (std::string folder(parent_path(path)); !folder.empty();
       folder = std::string(parent_path(folder))) {
    files.emplace_back(folder, &file_in(folder));
    if (files.back().second->is_root || folder == "/") {
      break;
    }
  }
  Properties properties;
  for (const auto& [folder, file] : std::views::reverse(files)) {
    std::string_view below = std::string_view(path).substr(folder == "/" ? 1 : folder.size() + 1);
    for (const File::Section& section : file->sections) {
      if (!section.glob.matches(below)) {
        continue;
      }
      for (const auto& [key, value] : section.properties) {
        properties.set(key, value);
      }
    }
  }
  return properties.settings();
}

bool matches_section(std::string_view name, std::string_view path) {
  return SectionGlob(name).matches(path);
}

}  // namespace rulec::project
