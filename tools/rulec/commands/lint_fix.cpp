#include "commands/lint_fix.h"

#include <algorithm>

#include "changed_paths.h"
#include "diag/render.h"
#include "project/repository.h"
#include "report.h"
#include "unified_diff.h"

namespace rulec::app::lint_command {
namespace {

// Whether all that a fix changes was named on the command line.
class NamedFiles {
 public:
  NamedFiles(FileSystem& files, const std::vector<std::string>& paths) : files_(files) {
    for (const std::string& path : paths) {
      auto full = files.canonical(path);
      named_.push_back(full ? *full : path);
    }
  }

  [[nodiscard]] bool hold(const tooling::Build& build, const std::string& path) const {
    auto full = files_.canonical(join_path(build.project.root, path));
    return named_.empty() || std::ranges::any_of(named_, [&](const std::string& named) {
             return path == named || (full && (*full == named || full->starts_with(named + "/")));
           });
  }

 private:
  FileSystem& files_;
  std::vector<std::string> named_;
};

// A path that a shell takes for one word.
std::string shell_word(const std::string& path) {
  bool is_plain = std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-+,@%:").contains(c);
  });
  if (is_plain && !path.empty()) {
    return path;
  }
  std::string word = "'";
  for (char c : path) {
    word += c == '\'' ? R"('\'')" : std::string(1, c);
  }
  return word + "'";
}

std::string words_of(const std::vector<std::string>& paths, const std::string& root) {
  std::string text;
  for (const std::string& path : paths) {
    text += " " + shell_word(join_path(root, path));
  }
  return text;
}

// `git checkout` gives back what the index holds: of use where that is what the file held.
class Undo {
 public:
  Undo(FileSystem& files, const std::string& root) : root_(root), names_(files, root) {
    auto folder = files.canonical(root);
    if (!folder) {
      return;
    }
    if (auto opened = project::Repository::open(*folder)) {
      repository_.emplace(std::move(*opened));
    }
  }

  [[nodiscard]] std::string lines(const std::vector<tooling::FixedFile>& fixed,
                                  const std::vector<std::string>& written) const {
    std::vector<std::string> kept;
    std::vector<std::string> lost;
    for (const tooling::FixedFile& file : fixed) {
      if (std::ranges::find(written, file.path) != written.end()) {
        // git knows a link by the file that it leads to.
        (is_in_index(file) ? kept : lost).push_back(names_.in_project(file.path));
      }
    }
    std::string text;
    if (!kept.empty()) {
      text += "undo: git checkout --" + words_of(kept, root_) + "\n";
    }
    if (!lost.empty()) {
      text += "no undo:" + words_of(lost, root_) +
              ": git does not hold what was there; `rulec lint --diff` shows a patch first\n";
    }
    return text;
  }

 private:
  [[nodiscard]] bool is_in_index(const tooling::FixedFile& file) const {
    if (!repository_) {
      return false;
    }
    auto blob = repository_->staged_blob(names_.in_work_tree(file.path), file.before.size() + 1);
    return blob && *blob == file.before;
  }

  std::string root_;
  GitNames names_;
  std::optional<project::Repository> repository_;
};

bool is_written(const tooling::FixedFile& file, const FixResult& result) {
  return std::ranges::find(result.written, file.path) != result.written.end();
}

std::string_view state_of(const tooling::FixedFile& file, const FixResult& result) {
  return !result.mode.writes() ? "would_fix" : is_written(file, result) ? "fixed" : "failed";
}

// A line; "" where all was written.
std::string not_written_text(const FixResult& result) {
  std::string text;
  for (const tooling::FixedFile& file : result.files) {
    if (result.mode.writes() && !is_written(file, result)) {
      text += (text.empty() ? "not written: " : ", ") + diag::printable(file.path);
    }
  }
  return text.empty() ? text : text + "\n";
}

}  // namespace

FixResult find_fixes(Env& env, FileSystem& files, const FixMode& mode,
                     const std::vector<std::string>& paths, tooling::FixOptions options,
                     tooling::FixRun& run) {
  NamedFiles named(files, paths);
  auto chosen = std::move(options.selection);
  options.level = mode.level();
  options.selection = [&named, chosen](const tooling::Build& build) {
    auto is_chosen = chosen(build);
    return [&named, &build, is_chosen](const diag::Diagnostic& finding) {
      auto is_named = [&](const diag::Edit& edit) {
        return named.hold(build, build.sources.at(edit.span.source).name());
      };
      return is_chosen(finding) && std::ranges::all_of(finding.fixes, [&](const diag::Fix& fix) {
               return std::ranges::all_of(fix.edits, is_named);
             });
    };
  };
  run = tooling::fix(files, options);
  FixResult result = {.mode = mode, .files = run.files, .fixed = run.fixed};
  GitNames names(env.files, run.analysis.build->project.root);
  for (const tooling::FixedFile& file : result.files) {
    result.patch_names.push_back(names.in_work_tree(file.path));
  }
  return result;
}

void write_files(Env& env, const tooling::FixRun& run, FixResult& result) {
  const project::Opened& project = run.analysis.build->project;
  tooling::FixWrites writes = tooling::write_all_fixed(env.files, project, result.files);
  result.written = std::move(writes.written);
  result.errors = std::move(writes.errors);
  if (!result.written.empty()) {
    result.undo = Undo(env.files, project.root).lines(result.files, result.written);
  }
  std::vector<tooling::FixCount> made = run.counts;
  std::erase_if(made, [&](const tooling::FixCount& each) {
    return std::ranges::any_of(result.files, [&](const tooling::FixedFile& file) {
      return file.group == each.group && !is_written(file, result);
    });
  });
  result.fixed = tooling::by_code(made);
}

std::string fixes_text(const FixResult& result) {
  std::size_t total = 0;
  std::string codes;
  for (const auto& [code, number] : result.fixed) {
    total += number;
    codes.append(codes.empty() ? ": " : ", ")
        .append(diag::code_text(code) + " ×" + std::to_string(number));
  }
  std::string not_written = not_written_text(result);
  if (total == 0) {
    return not_written.empty() ? "nothing to fix\n" : not_written;
  }
  std::size_t files = result.mode.writes() ? result.written.size() : result.files.size();
  return (result.mode.is_diff ? "would fix " : "fixed ") + counted(total, "finding") + " in " +
         counted(files, "file") + codes + "\n" + not_written;
}

std::string patch_of(const FixResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.files.size(); ++i) {
    const tooling::FixedFile& file = result.files[i];
    text += patch_of_change(result.patch_names[i], file.before, file.after);
  }
  return text;
}

void write_fixes(JsonWriter& json, const FixResult& result, const std::string* text) {
  json.key("fixed");
  json.begin_object();
  json.member("writes", result.mode.writes());
  json.key("codes");
  json.begin_array();
  for (const auto& [code, number] : result.fixed) {
    json.begin_object();
    json.member("code", diag::code_text(code));
    json.member("count", std::uint64_t{number});
    json.end_object();
  }
  json.end_array();
  json.key("files");
  json.begin_array();
  for (std::size_t i = 0; i < result.files.size(); ++i) {
    const tooling::FixedFile& file = result.files[i];
    json.begin_object();
    json.member("path", file.path);
    json.member("state", state_of(file, result));
    if (result.mode.is_diff) {
      json.member("diff", patch_of_change(result.patch_names[i], file.before, file.after));
    }
    json.end_object();
  }
  json.end_array();
  if (text != nullptr) {
    json.member("text", *text);
  }
  json.end_object();
}

}  // namespace rulec::app::lint_command
