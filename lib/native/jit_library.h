// The module that makes machine code, librulec_jit.so, opened on first need. Without it nothing is
// lost but speed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/native.h"
#include "runtime/native.h"

struct RulecJitModule;  // jit_interface.h

namespace rulec::native {

inline constexpr const char* kLibraryName = "librulec_jit.so";

// Where the module may lie, best place first: `chosen` and nothing else when it is not empty; else
// beside the program, then in the folder of libraries beside the program's.
[[nodiscard]] std::vector<std::string> library_places(std::string_view program_folder,
                                                      std::string_view chosen);

class JitLibrary {
 public:
  // The first of `places` that is there. It stays open to the end of the process. Fails with a
  // sentence for people: missing, of another version.
  [[nodiscard]] static Result<JitLibrary> open(std::span<const std::string> places);

  [[nodiscard]] const std::string& path() const { return path_; }
  // What objects are made for here; `build_id` names this build of rulec.
  [[nodiscard]] bundle::NativeTarget target(std::string_view build_id) const;
  // An object file with the plan's functions.
  [[nodiscard]] Result<std::string> generate(const runtime::NativePlan& plan) const;
  // Links an object that generate() made, when check_object() finds nothing in it. What is in it
  // runs in this process: who calls it says where the bytes come from.
  [[nodiscard]] Result<runtime::NativeCode> load(std::string_view object,
                                                 std::size_t function_count) const;

 private:
  JitLibrary(const RulecJitModule* module, std::string path)
      : module_(module), path_(std::move(path)) {}
  const RulecJitModule* module_;
  std::string path_;
};

}  // namespace rulec::native
