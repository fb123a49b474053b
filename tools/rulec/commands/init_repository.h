// What `rulec init` writes for the repository around a project: a git hook, a pipeline.
#pragma once

#include <string>

#include "env.h"
#include "failure.h"

namespace rulec::app::init_command {

struct WorkTree {
  std::string root;          // absolute
  std::string hooks_folder;  // absolute, with a slash at its end; "" when git is told of another
  std::string below;         // of the project's folder below the root; "" when it is the root
};
// The git work tree that holds `folder`, which need not exist yet. A fault when there is none.
[[nodiscard]] Outcome<WorkTree> work_tree_of(const std::string& folder, Env& env);

struct Hook {
  std::string path;
  std::string bytes;
};
// A hook of two lines that checks what is staged before each commit.
[[nodiscard]] Outcome<Hook> plan_hook(const std::string& folder, Env& env);

// Pipelines are read from the root of the repository alone.
[[nodiscard]] Outcome<void> check_is_root(const std::string& folder, Env& env);

}  // namespace rulec::app::init_command
