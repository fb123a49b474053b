// The function of machine code that compares two texts of one length.
#pragma once

#include <string>

namespace llvm {
class Function;
class Module;
}  // namespace llvm

namespace rulec::native {

// i1 (ptr, ptr, i64 length), made in `module` when it is asked for first. Up to 16 bytes are
// compared by two loads that overlap, more by the program's helper.
[[nodiscard]] llvm::Function* same_text(llvm::Module& module, const std::string& processor,
                                        const std::string& features);

}  // namespace rulec::native
