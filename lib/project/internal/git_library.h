// libgit2, opened on first need: as a needed library of the program it would cost every start 4 ms,
// and Debian's archive of it cannot be linked statically (its Kerberos part has no archive). Only
// what is listed here is ever called: object reads of the local clone; no remotes, hooks, filters,
// submodules.
#pragma once

#include <git2.h>

#include "base/result.h"

namespace rulec::project {

// RULEC_GIT_FUNCTION(name): git_##name of libgit2 1.5.
// clang-format off: it indents a list of macros anew each time
#define RULEC_GIT_FUNCTIONS(X) \
  X(libgit2_init) X(error_last) X(repository_open_ext) X(repository_free) \
  X(repository_workdir) X(repository_commondir) X(repository_head) X(repository_head_unborn) X(repository_index) \
  X(reference_target) X(reference_free) X(oid_tostr) X(status_list_new) \
  X(status_list_entrycount) X(status_byindex) X(status_list_free) X(status_options_init) \
  X(reference_name) X(repository_config_snapshot) X(config_get_string) X(config_free) \
  X(revparse_single) \
  X(object_peel) X(object_id) X(object_free) X(tree_entry_bypath) X(tree_entry_id) \
  X(reference_list) X(strarray_dispose) X(tree_entry_name) X(tree_entry_filemode) X(tree_entry_free) X(tree_walk) \
  X(blob_lookup) X(blob_rawcontent) X(blob_rawsize) X(blob_free) X(index_read) \
  X(index_get_bypath) X(index_entrycount) X(index_get_byindex) X(index_free) \
  X(diff_tree_to_workdir_with_index) X(diff_tree_to_index) X(diff_num_deltas) \
  X(diff_get_delta) X(diff_free) X(diff_options_init)
// clang-format on

struct GitLibrary {
#define RULEC_GIT_MEMBER(name) decltype(&::git_##name) name = nullptr;
  RULEC_GIT_FUNCTIONS(RULEC_GIT_MEMBER)
#undef RULEC_GIT_MEMBER
};

// The library of this process; kGitUnavailable when it is not installed.
[[nodiscard]] Result<const GitLibrary*> git_library();

}  // namespace rulec::project
