// Painter: the 16 ANSI colours of a finding, or none. Meaning never hangs on a colour: each painted
// thing also differs by its words or signs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rulec::diag {

enum class Paint : std::uint8_t {
  kError,
  kWarning,
  kHint,
  kBold,
  kGutter,  // line numbers, bars, secondary marks
  kHelp,
  kAdded,
  kRemoved,
  kUnderlined
};

class Painter {
 public:
  enum class Mode : std::uint8_t { kPlain, kColor };
  explicit Painter(Mode mode) : mode_(mode) {}
  [[nodiscard]] std::string operator()(Paint paint, std::string_view text) const;

 private:
  Mode mode_;
};

}  // namespace rulec::diag
