#include "git_facts.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "project/repository.h"

namespace rulec::app {
namespace {

constexpr std::string_view kProducts[] = {
    ".rbx", ".rbx.build.json", ".rpack", ".dsse.jsonl", ".key", ".pub"};

bool is_product(std::string_view path) {
  return std::ranges::any_of(kProducts,
                             [&](std::string_view ending) { return path.ends_with(ending); });
}

// `folder` below `root`, both absolute; "" for the root itself.
std::string path_below(std::string_view root, std::string_view folder) {
  return folder.size() > root.size() && folder.starts_with(root)
             ? std::string(folder.substr(root.size() + 1))
             : std::string();
}

// "HOST/PATH" of "USER:PASSWORD@HOST/PATH?QUERY#FRAGMENT".
std::string without_secrets(std::string_view rest) {
  rest = rest.substr(0, rest.find_first_of("?#"));
  std::string_view authority = rest.substr(0, rest.find('/'));
  std::size_t at = authority.rfind('@');
  return std::string(at == std::string_view::npos ? rest : rest.substr(at + 1));
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::string public_uri(std::string_view url) {
  if (!is_plain(url)) {
    return {};
  }
  std::size_t scheme_end = url.find("://");
  if (scheme_end != std::string_view::npos) {
    std::string_view scheme = url.substr(0, scheme_end);
    std::string rest = without_secrets(url.substr(scheme_end + 3));
    bool is_remote = scheme == "https" || scheme == "http" || scheme == "ssh" || scheme == "git";
    return is_remote && !rest.empty() && rest.front() != '/'
               ? "git+" + std::string(scheme) + "://" + rest
               : std::string();
  }
  // "git@HOST:PATH", as ssh has it; a path has its slash before the colon.
  std::size_t colon = url.find(':');
  std::size_t slash = url.find('/');
  if (colon == std::string_view::npos || colon == 0 || slash < colon) {
    return {};
  }
  std::string_view path = url.substr(colon + 1);
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  return "git+ssh://" +
         without_secrets(std::string(url.substr(0, colon)) + "/" + std::string(path));
}

Result<GitFacts> read_git_facts(FileSystem& files, const std::string& project_root) {
  RULEC_TRY(folder, files.canonical(project_root));
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(state, repository.state());
  RULEC_TRY(reference, repository.head_reference());
  RULEC_TRY(origin, repository.origin_url());
  RULEC_TRY(root, files.canonical(repository.root()));
  return GitFacts{.commit = state.commit,
                  .is_dirty = state.is_dirty,
                  .reference = reference,
                  .source_uri = public_uri(origin),
                  .project_path = path_below(root, folder)};
}

Result<std::vector<std::string>> uncommitted_sources(FileSystem& files,
                                                     const std::string& project_root,
                                                     const GitFacts& facts,
                                                     const std::vector<BuildInput>& inputs) {
  RULEC_TRY(folder, files.canonical(project_root));
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(paths, repository.dirty_paths());
  std::erase_if(paths, is_product);
  for (const BuildInput& input : inputs) {
    std::string path = join_path(facts.project_path, input.path);
    auto committed = repository.blob(facts.commit, path, kHardMaxSourceBytes);
    const std::optional<std::string> bytes =
        committed ? std::move(*committed) : std::optional<std::string>();
    bool is_committed = bytes && to_hex(sha256(*bytes)) == input.sha256;
    if (!is_committed) {
      paths.push_back(path);
    }
  }
  std::ranges::sort(paths);
  auto rest = std::ranges::unique(paths);
  paths.erase(rest.begin(), rest.end());
  return std::move(paths);
}

}  // namespace rulec::app
