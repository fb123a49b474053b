// Test results that are still true: of a case that is written as before and decided as before,
// nothing can have changed.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "base/file_system.h"
#include "dev/outcome.h"
#include "tooling/test/test.h"

namespace rulec::dev {

class CaseResults {
 public:
  // The case passed with this answer when it was run last.
  [[nodiscard]] bool is_known_good(const tooling::TestCase& test, const std::string& written,
                                   const Outcome& outcome) const;
  [[nodiscard]] bool has_failed_before(const tooling::TestCase& test) const;
  void remember(const tooling::TestCase& test, const std::string& written, const Outcome& outcome,
                bool is_good);

 private:
  struct Known {
    std::size_t written = 0;
    std::size_t answer = 0;
    bool is_good = false;
  };
  using Key = std::pair<std::string, std::string>;  // file, name
  static Key key_of(const tooling::TestCase& test) { return {test.file, test.name}; }

  std::map<Key, Known> known_;
};

// All that a verdict depends on beside the answer, as text; a golden file's bytes are read.
[[nodiscard]] std::string written_case(const tooling::TestCase& test, const std::string& root,
                                       FileSystem& files);

}  // namespace rulec::dev
