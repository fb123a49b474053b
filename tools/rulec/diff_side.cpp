#include "diff_side.h"

#include <algorithm>

#include "diag/render.h"
#include "diag/suggest.h"
#include "project/project.h"
#include "project/repository.h"
#include "rebased_file_system.h"
#include "revision_file_system.h"
#include "tooling/decide/ruleset.h"

namespace rulec::app {
namespace {

using diag::Code;
using tooling::RulesetSide;

constexpr std::string_view kRevisionPrefix = "rev:";
constexpr std::string_view kEnvironmentPrefix = "env:";

Failure later(const std::string& what, std::string_view instead) {
  Failure failed = failure(Code::kNotBuiltYet, {{"what", what}});
  failed.more = "use instead: " + std::string(instead);
  return failed;
}

Result<project::Repository> repository_here(Env& env) {
  RULEC_TRY(folder, env.files.canonical(""));
  return project::Repository::open(folder);
}

bool is_revision(const std::string& text, Env& env) {
  Result<project::Repository> repository = repository_here(env);
  return repository && repository->commit_of(text).has_value();
}

// NAME@VERSION, but not the `main@{1}` of git.
bool names_version(std::string_view text) {
  std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text[at + 1] != '{';
}

bool is_source_name(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".eff") || name.ends_with(".effx");
}

// Names that lie beside what was asked for.
std::vector<std::string> neighbours(const std::string& path, Env& env) {
  std::string folder(parent_path(path));
  std::vector<std::string> names;
  if (auto entries = env.files.list_folder(folder.empty() ? "." : folder)) {
    for (const DirectoryEntry& entry : *entries) {
      names.push_back(join_path(folder, entry.name));
    }
  }
  return names;
}

// A word that is neither: what it may have meant.
Failure unknown_side(const std::string& written, Env& env) {
  std::vector<std::string> candidates = neighbours(written, env);
  Result<project::Repository> repository = repository_here(env);
  bool looks_like_path = is_source_name(written) || written.ends_with(".rbx") ||
                         written.ends_with(".rpack") || written.starts_with(".") ||
                         written.starts_with("/");
  bool is_path = looks_like_path || !repository;
  Failure failed = failure(is_path ? Code::kFileNotFound : Code::kGitBadRevision,
                           {{is_path ? "path" : "revision", written}});
  if (repository) {
    candidates.emplace_back("HEAD");
    if (auto names = repository->reference_names()) {
      candidates.insert(candidates.end(), names->begin(), names->end());
    }
  }
  failed.suggestions = diag::suggest(written, candidates);
  failed.more = repository ? "a side is a path, a git revision or a bundle"
                           : "this is no git repository, so a side is a path or a bundle";
  return failed;
}

Failure unknown_revision(const std::string& name, const Error& error, Env& env) {
  Failure failed = failure_of(error, ".");
  if (error.code == ErrorCode::kBadRevision) {
    if (Result<project::Repository> repository = repository_here(env)) {
      if (auto names = repository->reference_names()) {
        failed.suggestions = diag::suggest(name, *names);
      }
    }
  }
  return failed;
}

class Opening {
 public:
  Opening(const Common& common, Env& env) : common_(common), env_(env) {}

  Outcome<OpenedSides> run(const NamedSide& a, const NamedSide& b) {
    OpenedSides opened;
    const std::pair<const NamedSide*, OpenedSide*> sides[] = {{&a, &opened.a}, {&b, &opened.b}};
    // Bundles first: whether they have texts says what is needed of sources.
    for (const auto& [named, side] : sides) {
      side->named = *named;
      if (named->kind == SideKind::kBundle) {
        if (Outcome<void> done = open_bundle(*side); !done) {
          return refuse(std::move(done.error()));
        }
        needs_programs_ = needs_programs_ || !side->ruleset->has_texts();
      }
    }
    for (const auto& [named, side] : sides) {
      if (named->kind == SideKind::kBundle) {
        continue;
      }
      Outcome<void> done =
          named->kind == SideKind::kRevision ? open_revision(*side) : open_path(*side);
      if (!done) {
        return refuse(std::move(done.error()));
      }
    }
    return opened;
  }

 private:
  Outcome<void> open_bundle(OpenedSide& side) {
    Result<bundle::Container> container = tooling::open_container_file(env_.files, side.named.name);
    Result<bytecode::Program> program =
        container ? bundle::read_program(*container) : std::unexpected(container.error());
    if (!program) {
      return refuse(failure_of(program.error(), side.named.name));
    }
    side.ruleset = std::make_unique<RulesetSide>(std::move(*program), *container);
    return {};
  }

  Outcome<void> open_revision(OpenedSide& side) {
    Result<std::string> folder = env_.files.canonical("");
    auto files = folder ? RevisionFileSystem::open(env_.files, *folder, side.named.name)
                        : std::unexpected(folder.error());
    if (!files) {
      return refuse(unknown_revision(side.named.name, files.error(), env_));
    }
    side.commit = (*files)->commit();
    return build(**files, {}, side);
  }

  Outcome<void> open_path(OpenedSide& side) {
    if (side.named.kind == SideKind::kWorkTree) {
      return build(env_.files, {}, side);
    }
    // As if started there, so a path outside of the working folder is like one below it.
    const std::string& path = side.named.name;
    Result<FileInfo> info = env_.files.info(path);
    bool is_folder = info && info->kind == FileKind::kFolder;
    Result<std::string> folder =
        env_.files.canonical(is_folder ? path : std::string(parent_path(path)));
    if (!folder) {
      return refuse(failure_of(folder.error(), path));
    }
    RebasedFileSystem files(env_.files, *folder);
    std::string part = is_folder ? part_of_project(files) : std::string(file_name(path));
    return build(files, {.paths = part.empty() ? std::vector<std::string>() : std::vector{part}},
                 side);
  }

  // A folder with a rulec.yaml of its own is a project (""); another one is a part of the project
  // around it. Without any it is a project where it looks like one.
  static std::string part_of_project(FileSystem& files) {
    SourceMap scratch;
    diag::Collector ignored;
    project::Opened around = project::open(files, "", scratch, ignored);
    if (around.config.has_file) {
      return is_same(files, around.root, "") ? "" : ".";
    }
    Result<FileInfo> rules = files.info("rules");
    return rules && rules->kind == FileKind::kFolder ? "" : ".";
  }

  static bool is_same(FileSystem& files, const std::string& a, const std::string& b) {
    Result<std::string> left = files.canonical(a);
    Result<std::string> right = files.canonical(b);
    return left && right && *left == *right;
  }

  Outcome<void> build(FileSystem& files, tooling::BuildOptions options, OpenedSide& side) {
    options.max_source_bytes = common_.max_source_bytes;
    diag::Collector findings;
    tooling::Phase last = needs_programs_ ? tooling::Phase::kEmit : tooling::Phase::kCheck;
    std::unique_ptr<tooling::Build> made = tooling::build(files, options, last, findings);
    if (needs_programs_ && !made->program) {
      return refuse(failure(Code::kBadUsage,
                            {{"problem", "`" + side.named.name +
                                             "` does not compile, and a bundle that was made "
                                             "with --strip can only be compared with bytecode"}}));
    }
    if (made->rule_files.empty() && made->template_files.empty()) {
      side.notes.push_back("`" + side.named.name + "` has no rule file here");
    }
    tooling::SideErrors errors = tooling::side_errors(findings);
    if (errors.count > 0) {
      side.notes.push_back(first_error(findings, *made, side.named.name));
    }
    side.ruleset = std::make_unique<RulesetSide>(std::move(made), errors);
    return {};
  }

  static std::string first_error(diag::Collector& findings, const tooling::Build& build,
                                 const std::string& name) {
    std::size_t errors = findings.error_count();
    std::vector<diag::Diagnostic> sorted = findings.take_sorted();
    std::string text = "`" + name + "` has " + std::to_string(errors) +
                       (errors == 1 ? " error" : " errors") +
                       ", so nothing is proved: " + diag::message_of(sorted.front());
    const diag::Diagnostic& first = sorted.front();
    if (first.has_primary && first.primary.span.source.is_valid()) {
      text += " (" + build.sources.at(first.primary.span.source).name() + ")";
    }
    return text;
  }

  const Common& common_;
  Env& env_;
  bool needs_programs_ = false;
};

}  // namespace

Outcome<NamedSide> name_side(const std::string& written, Env& env,
                             std::vector<std::string>& notes) {
  if (written.starts_with(kRevisionPrefix)) {
    return NamedSide{.kind = SideKind::kRevision, .name = written.substr(kRevisionPrefix.size())};
  }
  if (Result<FileInfo> info = env.files.info(written)) {
    if (is_revision(written, env)) {
      notes.push_back("`" + written + "` is taken as the path; the revision is `rev:" + written +
                      "`");
    }
    bool is_source = info->kind == FileKind::kFolder || is_source_name(written);
    return NamedSide{.kind = is_source ? SideKind::kPath : SideKind::kBundle, .name = written};
  }
  if (written.starts_with(kEnvironmentPrefix)) {
    return refuse(later("comparing what an environment runs", "the bundle that was deployed"));
  }
  if (is_revision(written, env)) {
    return NamedSide{.kind = SideKind::kRevision, .name = written};
  }
  if (names_version(written)) {
    return refuse(later("comparing stored versions", "the bundle (.rbx), or the git tag"));
  }
  return refuse(unknown_side(written, env));
}

Outcome<OpenedSides> open_sides(const NamedSide& a, const NamedSide& b, const Common& common,
                                Env& env) {
  return Opening(common, env).run(a, b);
}

}  // namespace rulec::app
