#include "tooling/format/format_files.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <map>
#include <set>
#include <system_error>
#include <thread>

#include "tooling/build.h"
#include "tooling/literal_glob.h"
#include "tooling/read_diagnostic.h"
#include "tooling/text_names.h"

namespace rulec::tooling {
namespace {

using diag::Code;

constexpr std::string_view kEndings[] = {
    "*.rule.json", "*.scorecard.json", "*.template.json", "*.test.json", "*.eff", "*.effx"};

// Whether the ending says nothing that a glob of the project would not say better.
bool has_known_ending(std::string_view glob) {
  return std::ranges::any_of(
      kEndings, [glob](std::string_view ending) { return glob.ends_with(ending.substr(1)); });
}

bool matches_any(const std::vector<std::string>& globs, std::string_view path) {
  return std::ranges::any_of(
      globs, [path](const std::string& glob) { return project::matches_glob(glob, path); });
}

class TargetFinder {
 public:
  TargetFinder(FileSystem& files, const project::Opened& project, diag::Emitter& emitter)
      : files_(files), project_(project), emitter_(emitter) {
    if (auto root = files.canonical(project.root)) {
      root_ = std::move(*root);
    }
  }

  void add_project() {
    const project::Config& config = project_.config;
    for (const auto* globs : {&config.rule_globs, &config.template_globs, &config.test_globs}) {
      add_found(*globs);
    }
  }

  void add_path(const std::string& path) {
    auto full = files_.canonical(path);
    auto info = full ? files_.info(*full) : std::unexpected(full.error());
    if (!info) {
      emitter_.emit(world_diagnostic(info.error(), path));
      return;
    }
    bool is_outside = below_root(*full).starts_with('/');
    if (is_outside && seems_inside(path)) {
      emitter_.emit(diag::make(Code::kLinkEscapes, {{"path", path}})
                        .help("name the file it leads to, if that is what you want to format"));
    } else if (info->kind == FileKind::kFolder) {
      add_folder(below_root(*full));
    } else {
      add_file(below_root(with_own_name(path, *full)), path);
    }
  }

  // As a file that is there would be called; it need not be there.
  [[nodiscard]] std::string project_path(const std::string& typed) const {
    auto here = files_.canonical("");
    return below_root(with_own_name(typed, here ? join_path(*here, typed) : typed));
  }

  std::vector<FormatTarget> take() {
    std::vector<FormatTarget> targets;
    targets.reserve(found_.size());
    for (auto& [path, target] : found_) {
      targets.push_back(std::move(target));
    }
    return targets;
  }

 private:
  // Relative to the project's root, "" for the root; absolute where it lies elsewhere.
  [[nodiscard]] std::string below_root(const std::string& full) const {
    if (full == root_) {
      return "";
    }
    std::string prefix = root_.ends_with('/') ? root_ : root_ + "/";
    if (!full.starts_with(prefix)) {
      return full;
    }
    return full.substr(prefix.size());
  }

  // A link keeps its name, which says what kind of file it is; its folder has no links.
  [[nodiscard]] std::string with_own_name(const std::string& path, const std::string& full) const {
    auto folder = files_.canonical(std::string(parent_path(path)));
    return folder ? join_path(*folder, file_name(path)) : full;
  }

  // A path that does not say itself that it leads out of the working folder.
  [[nodiscard]] static bool seems_inside(std::string_view path) {
    bool climbs = path == ".." || path.starts_with("../") || path.ends_with("/..") ||
                  path.find("/../") != std::string_view::npos;
    return !path.starts_with('/') && !climbs;
  }

  void add_folder(const std::string& folder) {
    std::vector<std::string> globs;
    for (std::string_view ending : kEndings) {
      globs.push_back((folder.empty() ? "" : literal_glob(folder) + "/") + "**/" +
                      std::string(ending));
    }
    add_found(globs);
    add_unusual(folder);
  }

  // Files below the folder whose kind only the globs of the project know.
  void add_unusual(const std::string& folder) {
    const project::Config& config = project_.config;
    std::vector<std::string> globs;
    for (const auto* list : {&config.rule_globs, &config.template_globs, &config.test_globs}) {
      std::ranges::copy_if(*list, std::back_inserter(globs),
                           [](const std::string& glob) { return !has_known_ending(glob); });
    }
    if (globs.empty()) {
      return;
    }
    diag::Collector told_before;
    for (std::string& path : project::find_files(files_, project_.root, globs, told_before)) {
      auto kind = source_kind_in(config, path);
      if (kind && (folder.empty() || path.starts_with(folder + "/"))) {
        found_.try_emplace(path, FormatTarget{.path = path, .kind = *kind});
      }
    }
  }

  void add_found(const std::vector<std::string>& globs) {
    for (std::string& path : project::find_files(files_, project_.root, globs, emitter_)) {
      if (auto kind = source_kind_in(project_.config, path)) {
        found_.try_emplace(path, FormatTarget{.path = path, .kind = *kind});
      }
    }
  }

  void add_file(const std::string& path, const std::string& typed) {
    auto kind = source_kind_in(project_.config, path);
    if (!kind) {
      emitter_.emit(
          diag::make(Code::kBadUsage, {{"problem", typed + " is no rule file: nothing is known of "
                                                           "files that end like it"}})
              .help("rule files end in .rule.json, .scorecard.json, .template.json, .test.json, "
                    ".eff or .effx"));
      return;
    }
    found_[path] = {.path = path, .kind = *kind, .is_named = true};
  }

  FileSystem& files_;
  const project::Opened& project_;
  diag::Emitter& emitter_;
  std::string root_;
  std::map<std::string, FormatTarget> found_;
};

// A setting of rulec.yaml that the file itself names.
std::optional<std::uint32_t> number_setting(const project::Config& config, std::string_view key) {
  auto found = std::ranges::find(config.settings, key, &project::Config::Setting::key);
  if (found == config.settings.end() || found->origin == "default") {
    return std::nullopt;
  }
  std::uint32_t number = 0;
  const std::string& json = found->json;
  auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), number);
  return error == std::errc{} && end == json.data() + json.size() ? std::optional(number)
                                                                  : std::nullopt;
}

// One file after the other, in as many threads as there are.
class Work {
 public:
  Work(const SourceMap& sources, const std::vector<FormatOptions>& options,
       std::optional<SourceForm> to, std::vector<FormatResult>& results)
      : sources_(sources),
        options_(options),
        to_(to),
        results_(results),
        findings_(results.size()) {}

  void run() {
    for (std::size_t i = next_++; i < results_.size(); i = next_++) {
      FormatResult& result = results_[i];
      if (to_ && result.target.kind.form != *to_) {
        convert(result, options_[i], findings_[i]);
      } else {
        format(result, options_[i], findings_[i]);
      }
    }
  }

  // In the order of the files, whatever thread came first.
  void tell(diag::Emitter& emitter) {
    for (diag::Collector& findings : findings_) {
      for (diag::Diagnostic& finding : findings.take_sorted()) {
        emitter.emit(std::move(finding));
      }
    }
  }

 private:
  void format(FormatResult& result, const FormatOptions& options, diag::Emitter& emitter) const {
    FormattedSource made =
        format_source(sources_, result.source, result.target.kind, options, emitter);
    result.fate = made.fate;
    result.is_changed =
        made.fate == FormatFate::kDone && made.text != sources_.at(result.source).bytes();
    if (result.is_changed) {
      result.text = std::move(made.text);
    }
  }

  void convert(FormatResult& result, const FormatOptions& options, diag::Emitter& emitter) const {
    const FormatTarget& target = result.target;
    bool is_template = target.kind.document == parser::DocumentKind::kTemplate;
    if (is_template || target.kind.document == parser::DocumentKind::kTests) {
      result.fate = target.is_named ? FormatFate::kRefused : FormatFate::kSkipped;
      if (target.is_named) {
        emitter.emit(diag::make(Code::kNoTwin,
                                {{"what", target.path},
                                 {"form", "text"},
                                 {"reason", std::string(is_template ? "templates" : "test files") +
                                                " are JSON alone"}}));
      }
      return;
    }
    ConvertedSource made =
        convert_source(sources_, result.source, target.kind, *to_, options, emitter);
    result.fate = made.source.fate;
    result.is_changed = made.source.fate == FormatFate::kDone;
    result.text = std::move(made.source.text);
    result.new_path = twin_path(target.path, made.kind);
  }

  // "x.eff" for "x.rule.json" and "x.scorecard.json", and back.
  static std::string twin_path(std::string_view path, SourceKind kind) {
    for (std::string_view ending : {".rule.json", ".scorecard.json", ".json", ".eff", ".effx"}) {
      if (path.ends_with(ending)) {
        path.remove_suffix(ending.size());
        break;
      }
    }
    bool is_scorecard = kind.document == parser::DocumentKind::kScorecard;
    return std::string(path) + (kind.form == SourceForm::kText ? ".eff"
                                : is_scorecard                 ? ".scorecard.json"
                                                               : ".rule.json");
  }

  const SourceMap& sources_;
  const std::vector<FormatOptions>& options_;
  std::optional<SourceForm> to_;
  std::vector<FormatResult>& results_;
  std::vector<diag::Collector> findings_;
  std::atomic<std::size_t> next_ = 0;
};

void refuse(FormatResult& result, diag::Diagnostic finding, diag::Emitter& emitter) {
  emitter.emit(std::move(finding));
  result.fate = FormatFate::kRefused;
  result.is_changed = false;
}

diag::Diagnostic no_twin(const FormatResult& result, std::string reason) {
  return diag::make(Code::kNoTwin,
                    {{"what", result.target.path},
                     {"form", result.target.kind.form == SourceForm::kJson ? "text" : "JSON"},
                     {"reason", std::move(reason)}});
}

// A twin of a link would be a second copy of what the link leads to.
void refuse_links(FileSystem& files, const project::Opened& project,
                  std::vector<FormatResult>& results, diag::Emitter& emitter) {
  auto root = files.canonical(project.root);
  for (FormatResult& result : results) {
    std::string path = join_path(project.root, result.target.path);
    auto info = files.info(path);
    if (result.new_path.empty() || !result.is_changed || !info || info->kind != FileKind::kLink) {
      continue;
    }
    std::string leads_to = files.canonical(path).value_or("a file that is gone");
    if (root && leads_to.starts_with(*root + "/")) {
      leads_to.erase(0, root->size() + 1);
    }
    refuse(result,
           no_twin(result, "it is a symbolic link to " + leads_to)
               .help("convert " + leads_to + " and make a new link to its twin"),
           emitter);
  }
}

// The glob that would find `path`, made like the one that found its twin.
std::string glob_like(std::string_view glob, std::string_view path) {
  for (std::string_view ending : kEndings) {
    std::string_view old = ending.substr(1);
    if (glob.ends_with("*" + std::string(old))) {
      std::string_view stem = glob.substr(0, glob.size() - old.size());
      std::size_t dot = path.ends_with(".rule.json")        ? path.size() - 10
                        : path.ends_with(".scorecard.json") ? path.size() - 15
                                                            : path.rfind('.');
      std::string made = std::string(stem).append(path.substr(dot));
      if (project::matches_glob(made, path)) {
        return made;
      }
    }
  }
  return literal_glob(path);
}

// Rules must not leave the project silently.
void refuse_places_outside(const project::Opened& project, std::vector<FormatResult>& results,
                           diag::Emitter& emitter) {
  const std::vector<std::string>& globs = project.config.rule_globs;
  for (FormatResult& result : results) {
    if (result.new_path.empty() || !result.is_changed || matches_any(globs, result.new_path)) {
      continue;
    }
    auto found_by = std::ranges::find_if(globs, [&result](const std::string& glob) {
      return project::matches_glob(glob, result.target.path);
    });
    if (found_by != globs.end()) {
      refuse(result,
             no_twin(result, "no glob of `sources.rules` matches " + result.new_path +
                                 ", so the project would lose its rules")
                 .help("add `" + glob_like(*found_by, result.new_path) +
                       "` to `sources.rules` in rulec.yaml"),
             emitter);
    }
  }
}

// Two files may not become one, and no file is overwritten.
void refuse_taken_places(FileSystem& files, const project::Opened& project,
                         std::vector<FormatResult>& results, diag::Emitter& emitter) {
  std::set<std::string, std::less<>> taken;
  for (FormatResult& result : results) {
    if (result.new_path.empty() || !result.is_changed) {
      continue;
    }
    bool is_free = taken.insert(result.new_path).second &&
                   !files.info(join_path(project.root, result.new_path));
    if (!is_free) {
      refuse(result,
             diag::make(Code::kFileExists, {{"path", result.new_path}})
                 .note(result.target.path + " would be written there"),
             emitter);
    }
  }
}

// Beside the calling thread. The system may give fewer threads, and fewer do as well.
void start_helpers(Work& work, std::size_t count, std::vector<std::jthread>& helpers) {
  try {
    while (helpers.size() < count) {
      helpers.emplace_back([&work] { work.run(); });
    }
  } catch (const std::system_error&) {
    return;
  }
}

struct Amount {
  std::size_t wanted = 0;  // threads; 0: as many as there are cores
  std::size_t files = 0;
  std::size_t bytes = 0;
};

void run_on_all_cores(Work& work, const Amount& amount) {
  constexpr std::size_t kBytesPerWorker = 256 * 1024;  // a thread is worth its start
  std::size_t workers = amount.wanted > 0 ? amount.wanted : std::thread::hardware_concurrency();
  workers = std::min({workers, amount.files, amount.bytes / kBytesPerWorker + 1});
  std::vector<std::jthread> helpers;
  start_helpers(work, workers > 0 ? workers - 1 : 0, helpers);
  work.run();
}

}  // namespace

std::optional<SourceKind> source_kind_in(const project::Config& config, std::string_view path) {
  using parser::DocumentKind;
  if (auto kind = source_kind_of(path)) {
    return kind;
  }
  SourceForm form = path.ends_with(".json") ? SourceForm::kJson : SourceForm::kText;
  return matches_any(config.rule_globs, path)
             ? std::optional(SourceKind{DocumentKind::kRules, form})
         : matches_any(config.template_globs, path)
             ? std::optional(SourceKind{DocumentKind::kTemplate, SourceForm::kJson})
         : matches_any(config.test_globs, path)
             ? std::optional(SourceKind{DocumentKind::kTests, SourceForm::kJson})
             : std::nullopt;
}

std::string project_path_of(FileSystem& files, const project::Opened& project,
                            const std::string& typed) {
  diag::Collector nothing_to_tell;
  return TargetFinder(files, project, nothing_to_tell).project_path(typed);
}

std::vector<FormatTarget> find_format_targets(FileSystem& files, const project::Opened& project,
                                              const std::vector<std::string>& paths,
                                              diag::Emitter& emitter) {
  TargetFinder finder(files, project, emitter);
  if (paths.empty()) {
    finder.add_project();
  }
  for (const std::string& path : paths) {
    finder.add_path(path);
  }
  return finder.take();
}

Layouts::Layouts(FileSystem& files, const project::Opened& project)
    : files_(files),
      width_(number_setting(project.config, "fmt.max_line_length")),
      indent_(number_setting(project.config, "fmt.indent_size")),
      editors_(files) {
  if (auto root = files.canonical(project.root)) {
    root_ = std::move(*root);
  }
}

parser::Layout Layouts::layout_of(const std::string& path) {
  std::string full = join_path(root_, path);
  if (auto real = files_.canonical(full)) {
    full = std::move(*real);
  } else if (auto folder = files_.canonical(std::string(parent_path(full)))) {
    full = join_path(*folder, file_name(full));
  }
  project::EditorSettings editor = editors_.settings_of(full);
  parser::Layout layout;
  layout.width = width_.value_or(editor.max_line_length.value_or(layout.width));
  layout.indent = indent_.value_or(editor.indent_size.value_or(layout.indent));
  layout.uses_tabs = !indent_ && editor.uses_tabs.value_or(false);
  layout.ends_with_crlf = editor.ends_with_crlf.value_or(false);
  layout.has_final_newline = editor.has_final_newline.value_or(true);
  return layout;
}

std::vector<FormatResult> format_files(FileSystem& files, const project::Opened& project,
                                       const std::vector<FormatTarget>& targets,
                                       const FormatRunOptions& options, SourceMap& sources,
                                       diag::Emitter& emitter) {
  Layouts layouts(files, project);
  TextNames names(files, project, options.max_source_bytes);
  std::vector<FormatResult> results;
  std::vector<FormatOptions> how;
  std::size_t bytes = 0;
  for (const FormatTarget& target : targets) {
    auto text = files.read_file(join_path(project.root, target.path), options.max_source_bytes);
    if (!text) {
      emitter.emit(read_diagnostic(text.error(), target.path, options.max_source_bytes));
      continue;
    }
    bytes += text->size();
    auto info = files.info(join_path(project.root, target.path));
    results.push_back(
        {.target = target,
         .source = sources.add(target.path, std::move(*text)),
         .is_executable = info && info->kind == FileKind::kFile && (info->mode & 0100U) != 0,
         .text = {}});
    how.push_back({.layout = layouts.layout_of(target.path),
                   .max_source_bytes = options.max_source_bytes,
                   .text = names.options()});
  }
  Work work(sources, how, options.to, results);
  run_on_all_cores(work, {.wanted = options.workers, .files = results.size(), .bytes = bytes});
  work.tell(emitter);
  refuse_links(files, project, results, emitter);
  refuse_places_outside(project, results, emitter);
  refuse_taken_places(files, project, results, emitter);
  return results;
}

std::vector<FormatResult> format_sources(FileSystem& files, const project::Opened& project,
                                         const SourceMap& sources, const FormatRunOptions& options,
                                         diag::Emitter& emitter) {
  Layouts layouts(files, project);
  TextNames names(files, project, options.max_source_bytes);
  std::vector<FormatResult> results;
  std::vector<FormatOptions> how;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    auto id = SourceId(static_cast<std::uint32_t>(i));
    const std::string& path = sources.at(id).name();
    auto kind = source_kind_in(project.config, path);
    if (!kind) {
      continue;
    }
    bytes += sources.at(id).bytes().size();
    results.push_back({.target = {.path = path, .kind = *kind}, .source = id, .text = {}});
    how.push_back({.layout = layouts.layout_of(path),
                   .max_source_bytes = options.max_source_bytes,
                   .text = names.options()});
  }
  Work work(sources, how, std::nullopt, results);
  run_on_all_cores(work, {.wanted = options.workers, .files = results.size(), .bytes = bytes});
  work.tell(emitter);
  return results;
}

FormatResult format_text(FileSystem& files, const project::Opened& project, const std::string& path,
                         std::string bytes, const FormatRunOptions& options, SourceMap& sources,
                         diag::Emitter& emitter) {
  std::vector<FormatResult> results(1);
  results[0].target = {.path = path,
                       .kind = source_kind_in(project.config, path).value_or(SourceKind()),
                       .is_named = true};
  results[0].source = sources.add(path, std::move(bytes));
  TextNames names(files, project, options.max_source_bytes);
  std::vector<FormatOptions> how = {{.layout = Layouts(files, project).layout_of(path),
                                     .max_source_bytes = options.max_source_bytes,
                                     .text = names.options()}};
  Work work(sources, how, options.to, results);
  work.run();
  work.tell(emitter);
  return std::move(results[0]);
}

Status write_formatted(FileSystem& files, const project::Opened& project,
                       const FormatResult& result) {
  RULEC_TRY(path, files.canonical(join_path(project.root, result.target.path)));
  return files.write_file(path, result.text);
}

namespace {

// A new file that is no more open to others than the old one is.
Status write_twin(FileSystem& files, const std::string& path, const std::string& source,
                  std::string_view text) {
  RULEC_TRY(info, files.info(source));
  constexpr std::uint32_t kNewFile = 0644;
  bool is_private = (info.mode & kNewFile) != kNewFile;
  return is_private ? files.write_private_file(path, text) : files.write_file(path, text);
}

}  // namespace

// Writing and removing may fail after they were done, when the folder cannot be flushed. What to
// undo is therefore asked of the folder: a twin goes only while its source surely stands.
Status write_converted(FileSystem& files, const project::Opened& project,
                       const FormatResult& result) {
  std::string twin = join_path(project.root, result.new_path);
  std::string source = join_path(project.root, result.target.path);
  if (files.info(twin)) {
    return fail(ErrorCode::kIo, twin + ": exists already");
  }
  Status done = write_twin(files, twin, source, result.text);
  if (done) {
    done = files.remove_file(source);
  }
  if (!done && files.info(source) && files.info(twin)) {
    if (Status undone = files.remove_file(twin); !undone && files.info(twin)) {
      return undone;
    }
  }
  return done;
}

bool is_converted(FileSystem& files, const project::Opened& project, const FormatResult& result) {
  auto source = files.info(join_path(project.root, result.target.path));
  return !source && source.error().code == ErrorCode::kNotFound &&
         files.info(join_path(project.root, result.new_path));
}

}  // namespace rulec::tooling
