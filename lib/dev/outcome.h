// What a context comes to on a bundle, short enough to be kept for each of thousands, and in words
// what became another decision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "runtime/engine.h"

namespace rulec::dev {

// One question that is put to every bundle: a test case, or a context file and an entry point.
struct Question {
  std::string name;  // for people
  std::string file;
  std::string entry_point;
  std::string context;
  std::string acknowledgements;
  std::int64_t now_ms = 0;
};

struct Outcome {
  std::size_t hash = 0;  // of the whole answer but the digest of the bundle
  std::string words;     // "allowed", "BLOCKED by a, b", "refused: context-invalid"
  std::string fired;     // ids of the rules, joined by ", "

  [[nodiscard]] bool is_same_answer(const Outcome& other) const { return hash == other.hash; }
};

// Decides; `answer` is the JSON of the server, less the digest of the bundle.
[[nodiscard]] Outcome decide(const runtime::LoadedRuleset& ruleset, const Question& question,
                             runtime::Workspace& workspace, std::string& answer);

// "now BLOCKED by checkout-terms   (was allowed)", "now fires vip-terms", "changed in
// messages/0/content and 1 more". Both answers are whole.
[[nodiscard]] std::string change_in_words(const Outcome& before, const std::string& answer_before,
                                          const Outcome& after, const std::string& answer_after);

}  // namespace rulec::dev
