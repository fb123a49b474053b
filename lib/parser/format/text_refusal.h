// Refusal: why a document has no text form. The first reason counts.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace rulec::parser {

class Refusal {
 public:
  // "`what` cannot be written as text: `reason`" (RC1023).
  void add(std::string what, std::string reason);
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace rulec::parser
