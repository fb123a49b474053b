#include "commands/init_repository.h"

#include "completion/script.h"
#include "project/repository.h"

namespace rulec::app::init_command {
namespace {

using diag::Code;

constexpr std::string_view kChecks = "fmt --staged --check";
constexpr std::string_view kLints = "lint --staged";

struct Place {
  std::string existing;  // absolute and without links
  std::string rest;      // what is to be made below it
};

// The nearest folder that is there.
Outcome<Place> nearest(const std::string& folder, Env& env) {
  std::string at = folder.empty() ? "." : folder;
  std::string rest;
  while (true) {
    while (at.size() > 1 && at.ends_with('/')) {
      at.pop_back();
    }
    if (Result<std::string> path = env.files.canonical(at)) {
      return Place{.existing = std::move(*path), .rest = std::move(rest)};
    }
    rest.insert(0, rest.empty() ? "" : "/").insert(0, file_name(at));
    std::string parent(parent_path(at));
    if (parent == at || at == ".") {
      return refuse(failure_of(Error{.code = ErrorCode::kNotFound, .message = at}, at));
    }
    at = parent.empty() ? "." : parent;
  }
}

}  // namespace

Outcome<WorkTree> work_tree_of(const std::string& folder, Env& env) {
  Outcome<Place> place = nearest(folder, env);
  if (!place) {
    return refuse(std::move(place.error()));
  }
  Result<project::Repository> repository = project::Repository::open(place->existing);
  if (!repository) {
    Failure failed = failure_of(repository.error(), place->existing);
    if (repository.error().code == ErrorCode::kNoRepository) {
      failed.more = "git init, and then again";
    }
    return refuse(std::move(failed));
  }
  Result<std::string> hooks = repository->hooks_folder();
  if (!hooks) {
    return refuse(failure_of(hooks.error(), place->existing));
  }
  WorkTree tree{.root = repository->root(), .hooks_folder = std::move(*hooks), .below = ""};
  if (place->existing.size() > tree.root.size()) {
    tree.below = place->existing.substr(tree.root.size() + (tree.root == "/" ? 0 : 1));
  }
  if (!place->rest.empty()) {
    tree.below += (tree.below.empty() ? "" : "/") + place->rest;
  }
  return tree;
}

Outcome<Hook> plan_hook(const std::string& folder, Env& env) {
  Outcome<WorkTree> tree = work_tree_of(folder, env);
  if (!tree) {
    return refuse(std::move(tree.error()));
  }
  std::string program = "rulec ";
  if (!tree->below.empty()) {
    program += "-C " + completion::quoted(tree->below) + " ";
  }
  std::string line = program + std::string(kChecks) + " && " + program + std::string(kLints);
  if (tree->hooks_folder.empty()) {
    Failure elsewhere = failure(
        Code::kBadUsage, {{"problem", "core.hooksPath of git names another folder of hooks"}});
    elsewhere.more = "add this line to the hook pre-commit there: " + line;
    return refuse(std::move(elsewhere));
  }
  return Hook{.path = tree->hooks_folder + "pre-commit", .bytes = "#!/bin/sh\n" + line + "\n"};
}

Outcome<void> check_is_root(const std::string& folder, Env& env) {
  Outcome<WorkTree> tree = work_tree_of(folder, env);
  // Outside of a repository the project's folder becomes its root.
  if (!tree || tree->below.empty()) {
    return {};
  }
  Failure below =
      failure(Code::kBadUsage, {{"problem", "pipelines are read from the root of the repository, " +
                                                tree->root + ", alone"}});
  below.more = "write it for another folder with rulec init --ci, move it there, and add `-C " +
               tree->below + "` to its commands";
  return refuse(std::move(below));
}

}  // namespace rulec::app::init_command
