// Texts that a pattern of a schema matches: the shortest one or so, and one that is a little longer
// or lies at the other end of its classes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rulec::tooling {

// At most a handful, each checked with the engine that checks contexts. Empty for a pattern that is
// not simple: understood are literals, classes, `.`, \d \w \s and their opposites, groups,
// alternatives, repetitions, and the anchors ^ and $.
[[nodiscard]] std::vector<std::string> pattern_texts(std::string_view pattern);

}  // namespace rulec::tooling
