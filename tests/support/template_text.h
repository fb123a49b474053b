// Templates as tests write them, and what they render with one value in all holes. The product's
// renderer is another; what is judged here is where holes stand and what is escaped there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/templates/part.h"

namespace rulec::testing {

// `{{#if …}}`, `{{else}}`, `{{#each …}}`, `{{/…}}`; anything else in `{{…}}` is a hole. Items count
// from 0. Blocks are made to be balanced: a stray mark is left out, a block that is not ended ends
// last.
[[nodiscard]] std::vector<compiler::Part> template_parts(std::string_view text);

struct Choice {
  bool is_true = true;  // of every `if`
  int turns = 1;        // of every `each`
};

// Every `value` is escaped for the place of its hole.
[[nodiscard]] std::string rendered(const std::vector<compiler::Part>& parts, std::string_view value,
                                   Choice choice = {});

// "RC2035@part:begin..end problem", one a fault.
[[nodiscard]] std::vector<std::string> faults_of_html(std::vector<compiler::Part>& parts);
[[nodiscard]] std::vector<std::string> faults_of_markdown(std::vector<compiler::Part>& parts,
                                                          std::vector<compiler::Part>& html);

}  // namespace rulec::testing
