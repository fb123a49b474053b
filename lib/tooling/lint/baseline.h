// A baseline: findings that a project has accepted, by fingerprint and number, so that only new
// ones are told. Lines may move and rules may be formatted anew without a change here. Kept as
// JSON, sorted, the same findings give the same bytes. Errors are never in it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/source.h"
#include "diag/diagnostic.h"

namespace rulec::tooling {

inline constexpr std::string_view kBaselinePath = ".rulec/lint-baseline.json";
inline constexpr std::size_t kMaxBaselineBytes = std::size_t{64} << 20U;

class Baseline {
 public:
  // From the text of a file. An error (kUsage) says what is wrong with it.
  [[nodiscard]] static Result<Baseline> read(std::string_view text);

  // Both see a finding with the severity that the project gives it; an error is passed over.
  void add(const diag::Diagnostic& finding, const SourceMap& sources);
  // Marks the finding as suppressed where one of its kind is left.
  void apply(diag::Diagnostic& finding, const SourceMap& sources);

  [[nodiscard]] std::size_t count() const;  // findings in it
  // Those of wanted lints that `apply` was not asked about.
  [[nodiscard]] std::size_t gone(const std::function<bool(diag::Code)>& is_wanted) const;
  [[nodiscard]] std::string text() const;

 private:
  struct Entry {
    std::string code;  // as text: a later version may know more
    std::string file;  // "" for a finding without a place
    std::size_t count = 0;
    std::size_t used = 0;
  };
  std::map<std::string, Entry, std::less<>> entries_;  // by fingerprint
};

}  // namespace rulec::tooling
