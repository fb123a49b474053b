// Random rule documents as JSON text, for what goes between the two forms of rule files: every kind
// of definition, all of their members, odd names and texts, and number lexemes that no printer
// would choose.
#pragma once

#include <string>
#include <vector>

#include "generate.h"

namespace rulec::difftest {

// {"rules": [ … ]} or one definition. Its shape is that of the schemas; whether it compiles is
// another question.
[[nodiscard]] std::string random_document(Generator& generator);

// `text` of the DSL with comments put between its tokens, each with a text of its own.
struct Commented {
  std::string text;
  std::vector<std::string> comments;
};
[[nodiscard]] Commented with_random_comments(const std::string& text, Generator& generator);

}  // namespace rulec::difftest
