#include "diag/internal/painter.h"

#include "diag/render.h"

namespace rulec::diag {
namespace {

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::kError:
      return "\x1b[1;31m";
    case Paint::kWarning:
      return "\x1b[1;33m";
    case Paint::kHint:
      return "\x1b[1;36m";
    case Paint::kBold:
      return "\x1b[1m";
    case Paint::kGutter:
      return "\x1b[1;34m";
    case Paint::kHelp:
      return "\x1b[1;32m";
    case Paint::kAdded:
      return "\x1b[32m";
    case Paint::kRemoved:
      return "\x1b[31m";
    case Paint::kUnderlined:
      return "\x1b[4m";
  }
  return {};
}

}  // namespace

std::string Painter::operator()(Paint paint, std::string_view text) const {
  if (mode_ == Mode::kPlain || text.empty()) {
    return std::string(text);
  }
  std::string painted(code_of(paint));
  return painted.append(text).append("\x1b[0m");
}

std::string linked(std::string_view address, std::string_view text) {
  if (address.empty()) {
    return std::string(text);
  }
  std::string link("\x1b]8;;");
  return link.append(address).append("\x1b\\").append(text).append("\x1b]8;;\x1b\\");
}

}  // namespace rulec::diag
