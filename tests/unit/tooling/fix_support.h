// Projects in memory, fixes of their findings, and lints that offer what a test wants.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "memory_file_system.h"
#include "tooling/fix/fix.h"

namespace rulec::tooling::testing {

using Files = std::map<std::string, std::string>;

void put(rulec::testing::MemoryFileSystem& disk, const Files& files);

// A fix that a lint offers wherever `from` stands in a file (RC3302): it becomes `to`.
struct Offer {
  std::string from;
  std::string to;
  diag::FixClass fix_class = diag::FixClass::kSafe;
  std::string path;   // only there; "" everywhere
  std::string path2;  // the same fix changes this file, too: all or nothing
};

// The project after its fixes, with "fixed RC3302 2" lines and the reasons of dropped ones.
struct Fixed {
  Files files;                     // those that changed
  std::vector<std::string> fixed;  // "RC3302 2"
  std::vector<std::string> dropped;
  std::vector<std::string> left;  // codes of what is still found, but for RC0031
  std::size_t passes = 0;
  std::size_t looks = 0;  // at the project
};
[[nodiscard]] Fixed fixed(const Files& files, FixLevel level,
                          const std::vector<Offer>& offers = {});

// The first fix of the only finding of `code`, as "FROM -> TO" for each edit; "words: TITLE" where
// it has help and no fix; "-" where there is no such finding.
[[nodiscard]] std::vector<std::string> fix_of(const Files& files, diag::Code code);
// The file after this fix.
[[nodiscard]] std::string after_fix_of(const Files& files, diag::Code code,
                                       const std::string& path);

}  // namespace rulec::tooling::testing
