// Machine code for a loaded ruleset, from the cache or made by a child of this program. Whatever
// goes wrong is a sentence, and bytecode answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/program_runner.h"
#include "bundle/native.h"
#include "runtime/engine.h"

namespace rulec::native {

// The hidden verb of the child. Its argument is the path of the library; it reads a plan from its
// standard input and writes an object to its standard output.
inline constexpr const char* kWorkerVerb = "__native-worker";

struct NativeSettings {
  FileSystem& files;
  ProgramRunner* programs = nullptr;   // null: no child can be started
  std::string program;                 // path of this program
  std::vector<std::string> libraries;  // places of librulec_jit.so, best first
  std::string cache_folder;            // "": nothing is kept
  std::string key_file;                // of the cache's MAC
  std::string build_id;                // of this build of rulec
};

struct NativeOutcome {
  std::string unavailable;   // why bytecode answers; "" when machine code is used
  std::string cache_notice;  // what is wrong with the cache; "" when nothing
  bool was_cached = false;
};

[[nodiscard]] NativeOutcome give_native_code(const runtime::LoadedRuleset& ruleset,
                                             const NativeSettings& settings);

// What a compiler puts into a bundle: section 48, for this machine, made by a child and never taken
// from the cache. The object was tested on `ruleset`, which has machine code afterwards.
struct BundledCode {
  bundle::NativeTarget target;
  std::size_t object_bytes = 0;
  std::string section;  // "" when no entry point gains anything
};
[[nodiscard]] Result<BundledCode> make_bundled_code(const runtime::LoadedRuleset& ruleset,
                                                    const NativeSettings& settings);

// The child: an object for the plan in `plan_bytes`, under limits of processor time and memory that
// hold for the rest of the process.
[[nodiscard]] Result<std::string> work(std::string_view plan_bytes, const std::string& library);

}  // namespace rulec::native
