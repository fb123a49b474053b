// When a long answer is shown through a pager: on a terminal, for commands whose answer is read
// from top to bottom, and only when it does not fit on the screen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "env.h"
#include "parse.h"

namespace rulec::app {

[[nodiscard]] bool may_page(const Invocation& invocation, const Env& env);

// RULEC_PAGER, else PAGER, else less; its words, split at blanks. None: no pager is wanted.
[[nodiscard]] std::vector<std::string> pager_words(const Variables& variables);

// Lines that `text` takes on a screen of that width; colours take no room.
[[nodiscard]] std::size_t screen_lines(std::string_view text, std::uint32_t width);

// Keeps the answer back until it is whole.
class PagedOutput final : public Output {
 public:
  explicit PagedOutput(Output& next) : next_(next) {}
  bool write(std::string_view text) override {
    text_ += text;
    return true;
  }
  // Through the pager of `env` when it is longer than the screen, else straight on.
  void show(Env& env);

 private:
  Output& next_;
  std::string text_;
};

}  // namespace rulec::app
