// Patterns of schemas, by RE2: linear time, bounded memory, no look-ahead or back-references. A
// pattern matches anywhere in a text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rulec::schema {

class Regex {
 public:
  // The reason when RE2 refuses `pattern` or it is longer than kMaxPatternBytes.
  static Result<std::unique_ptr<Regex>> compile(std::string_view pattern);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct State;
  explicit Regex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace rulec::schema
