// Section `native`: machine code for named processors, an optional copy of the bytecode. It is used
// only when somebody outside the bundle allows it and it fits this process exactly; else it is
// ignored, with the reason, and never changes an answer (bundles-and-trust.md section 11).
//
// Layout: u32 count; then for each target five texts (u32 length, bytes): triple, processor,
// features, version of LLVM, build id of rulec; u32 version of the helper table; u64 offset from
// the section's begin, u64 length, SHA-256 of the object; then the objects, without gaps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "bundle/bundle.h"

namespace rulec::bundle {

// What an object is made for; all of it has to be equal.
struct NativeTarget {
  std::string triple;
  std::string processor;
  std::string features;
  std::string llvm;
  std::string build_id;
  std::uint32_t helpers = 0;
  friend bool operator==(const NativeTarget&, const NativeTarget&) = default;
};

struct NativeObject {
  NativeTarget target;
  std::string_view bytes;  // inside the container
};

// Who says that machine code may run.
enum class NativePermission : std::uint8_t {
  kNobody,       // as a store, a package or a plain start gives it
  kLocalFlag,    // `--allow-native` on a local file
  kTrustedFile,  // signed by a trusted release key, and the trust file allows it here
};

// The objects, each matching its hash; a sentence about what is damaged otherwise.
[[nodiscard]] Result<std::vector<NativeObject>> read_native(std::string_view section);
[[nodiscard]] std::string write_native(const std::vector<NativeObject>& objects);

// The object to run, or why there is none.
struct NativeVerdict {
  std::optional<NativeObject> object;
  std::string ignored;  // RC5016 with this reason; "" when used
};
// Nothing when the bundle has no such section. `host`: what this process can run; nothing when it
// has no native engine.
[[nodiscard]] std::optional<NativeVerdict> judge_native(const Container& container,
                                                        NativePermission permission,
                                                        const std::optional<NativeTarget>& host);

}  // namespace rulec::bundle
