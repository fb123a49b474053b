#include "git_facts.h"

#include <algorithm>
#include <set>

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

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
  });
}

bool is_url_path(std::string_view text) {
  static constexpr std::string_view kOthers = "/._-~+%,=";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos;
  });
}

// "HOST" or "HOST:DIGITS" of "USER:PASSWORD@HOST:DIGITS"; "" for anything else.
std::string_view host_and_port(std::string_view authority) {
  std::size_t at = authority.rfind('@');
  authority.remove_prefix(at == std::string_view::npos ? 0 : at + 1);
  std::size_t colon = authority.find(':');
  bool has_good_port = colon == std::string_view::npos || are_digits(authority.substr(colon + 1));
  return is_host(authority.substr(0, colon)) && has_good_port ? authority : std::string_view();
}

// What is left of `authority` and `path` must be a host and a path and nothing else. An `@` that
// stands behind the authority says that the password before it holds a `/`, `?` or `#`, and then
// part of it would be taken for the host.
std::string joined_uri(std::string_view scheme, std::string_view authority, std::string_view path) {
  std::string_view host = host_and_port(authority);
  bool has_stray_at = path.find('@') != std::string_view::npos;
  path = path.substr(0, path.find_first_of("?#"));
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  if (host.empty() || has_stray_at || !is_url_path(path)) {
    return {};
  }
  return "git+" + std::string(scheme) + "://" + std::string(host) + "/" + std::string(path);
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// "a/c" of "a/./b/../c", the form that git has; "" of what leads out of the work tree.
std::string tree_path(std::string_view path) {
  std::string clean;
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part == "..") {
      if (clean.empty()) {
        return {};
      }
      clean.erase(clean.find('/') == std::string::npos ? 0 : clean.rfind('/'));
    } else if (!part.empty() && part != ".") {
      clean.append(clean.empty() ? "" : "/").append(part);
    }
  }
  return clean;
}

// Whether the commit holds these bytes under `path`.
Result<bool> is_committed(const project::Repository& repository, const std::string& commit,
                          const std::string& path, const std::string& digest) {
  auto committed = repository.blob(commit, path, kHardMaxSourceBytes);
  if (!committed) {
    // What is larger there is not what was read here; any other fault leaves the question open.
    return committed.error().code == ErrorCode::kTooLarge
               ? Result<bool>(false)
               : std::unexpected(std::move(committed).error());
  }
  const std::optional<std::string>& bytes = *committed;
  return bytes && to_hex(sha256(*bytes)) == digest;
}

}  // namespace

std::string public_uri(std::string_view url) {
  // "HELPER::ADDRESS" is for a program that knows what its address holds.
  if (!is_plain(url) || url.find("::") != std::string_view::npos) {
    return {};
  }
  std::size_t scheme_end = url.find("://");
  if (scheme_end != std::string_view::npos) {
    std::string_view scheme = url.substr(0, scheme_end);
    std::string_view rest = url.substr(scheme_end + 3);
    std::size_t path_at = std::min(rest.find_first_of("/?#"), rest.size());
    bool is_remote = scheme == "https" || scheme == "http" || scheme == "ssh" || scheme == "git";
    return is_remote ? joined_uri(scheme, rest.substr(0, path_at), rest.substr(path_at))
                     : std::string();
  }
  // "git@HOST:PATH", as ssh has it; a path has its slash before the colon.
  std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find('/') < colon) {
    return {};
  }
  return joined_uri("ssh", url.substr(0, colon), url.substr(colon + 1));
}

Result<std::string> path_below(const std::string& root, const std::string& folder) {
  if (folder == root) {
    return std::string();
  }
  std::string_view start = root == "/" ? std::string_view() : std::string_view(root);
  if (!folder.starts_with(start) || folder.size() <= start.size() + 1 ||
      folder[start.size()] != '/') {
    return fail(ErrorCode::kNoRepository,
                folder + " is not in the work tree " + root + " of its git repository");
  }
  return folder.substr(start.size() + 1);
}

Result<GitFacts> read_git_facts(FileSystem& files, const std::string& project_root) {
  RULEC_TRY(folder, files.canonical(project_root));
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(state, repository.state());
  RULEC_TRY(reference, repository.head_reference());
  RULEC_TRY(origin, repository.origin_url());
  RULEC_TRY(root, files.canonical(repository.root()));
  RULEC_TRY(project_path, path_below(root, folder));
  return GitFacts{.commit = state.commit,
                  .is_dirty = state.is_dirty,
                  .reference = reference,
                  .source_uri = public_uri(origin),
                  .project_path = project_path};
}

Result<std::vector<std::string>> uncommitted_sources(FileSystem& files,
                                                     const std::string& project_root,
                                                     const GitFacts& facts,
                                                     const std::vector<BuildInput>& inputs) {
  RULEC_TRY(folder, files.canonical(project_root));
  RULEC_TRY(repository, project::Repository::open(folder));
  RULEC_TRY(paths, repository.dirty_paths());
  std::erase_if(paths, is_product);
  std::set<std::string> changed(paths.begin(), paths.end());
  for (const BuildInput& input : inputs) {
    std::string joined = join_path(facts.project_path, input.path);
    std::string path = input.path.starts_with('/') ? std::string() : tree_path(joined);
    if (path.empty()) {
      changed.insert(joined);
    } else if (!changed.contains(path)) {
      RULEC_TRY(same, is_committed(repository, facts.commit, path, input.sha256));
      if (!same) {
        changed.insert(path);
      }
    }
  }
  return std::vector<std::string>(changed.begin(), changed.end());
}

}  // namespace rulec::app
