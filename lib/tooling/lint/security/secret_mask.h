// Keeps the secrets of the sources out of what is told of them: RC3107 names their places, and no
// other finding may print them.
#pragma once

#include <string>
#include <vector>

#include "base/source.h"
#include "diag/diagnostic.h"

namespace rulec::tooling {

class SecretMask {
 public:
  // Whatever is found in the sources; they outlive the mask.
  explicit SecretMask(const SourceMap& sources);

  // Puts `***` in the place of secrets in all texts of the finding, and hides the lines that it
  // would show where one holds a secret. Edits stay as they are, since they are there to be
  // applied: with `hides_source` nobody prints them.
  void apply(diag::Diagnostic& finding) const;

 private:
  void add(std::string_view secret);
  void add_key(std::string_view text);
  // True when there was something to be masked.
  bool mask(std::string& text) const;
  [[nodiscard]] bool holds(const Span& span) const;

  struct Lines {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };

  const SourceMap& sources_;
  std::vector<std::string> secrets_;
  std::vector<std::vector<Lines>> lines_;  // by source
};

}  // namespace rulec::tooling
