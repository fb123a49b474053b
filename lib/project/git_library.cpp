#include "project/internal/git_library.h"

#include <dlfcn.h>

#include <string>

namespace rulec::project {
namespace {

constexpr const char* kLibraryName = "libgit2.so.1.5";

struct Opened {
  GitLibrary library;
  std::string problem;  // empty when it is usable
};

Opened open_library() {
  Opened opened;
  void* handle = ::dlopen(kLibraryName, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    opened.problem =
        std::string("git revisions need the library ") + kLibraryName + ", which is not installed";
    return opened;
  }
  auto resolve = [&](auto& function, const char* name) {
    void* symbol = ::dlsym(handle, name);
    if (symbol == nullptr) {
      opened.problem = std::string(kLibraryName) + " lacks " + name;
    }
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
  };
#define RULEC_GIT_RESOLVE(name) resolve(opened.library.name, "git_" #name);
  RULEC_GIT_FUNCTIONS(RULEC_GIT_RESOLVE)
#undef RULEC_GIT_RESOLVE
  if (opened.problem.empty() && opened.library.libgit2_init() < 0) {
    opened.problem = std::string(kLibraryName) + " cannot be initialised";
  }
  return opened;
}

}  // namespace

Result<const GitLibrary*> git_library() {
  static const Opened kOpened = open_library();
  if (!kOpened.problem.empty()) {
    return fail(ErrorCode::kGitUnavailable, kOpened.problem);
  }
  return &kOpened.library;
}

}  // namespace rulec::project
