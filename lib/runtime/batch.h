// Batches: a text of many lines, each answered by itself, on all processors. Answers come in the
// order of the lines; a line that cannot be answered has its error as its answer, and the rest goes
// on. Nothing is read ahead further than a few blocks for each thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "runtime/engine.h"

namespace rulec::runtime {

struct BatchLine {
  // From 1; lines of nothing but blanks do not count and are not answered.
  std::uint64_t number = 0;
  std::string_view text;  // without its line end
};

// Appends the answer to `out` and says whether the line was good. Called on several threads at
// once, on each with a workspace of its own.
using AnswerLine =
    std::function<bool(const BatchLine& line, Workspace& workspace, std::string& out)>;

// Takes the answers of consecutive lines; called on the thread that asked for the batch.
using TakeAnswers = std::function<void(std::string_view answers)>;

struct BatchOptions {
  std::size_t threads = 0;  // 0: as many as there are processors; fewer where they cannot be had
  std::size_t block_bytes = 64 * 1024;  // lines that one thread takes at once
};

struct BatchCounts {
  std::uint64_t lines = 0;
  std::uint64_t failed = 0;
};

BatchCounts answer_lines(std::string_view text, const BatchOptions& options,
                         const AnswerLine& answer, const TakeAnswers& take);

// A line that is the context of a decision of which only the rules are wanted: see fired.h.
struct FiredLine {
  BatchLine line;
  const Problem* problem = nullptr;
  std::span<const std::uint32_t> rules;  // where there is no problem
};
// As AnswerLine.
using AnswerFired = std::function<bool(const FiredLine& fired, std::string& out)>;

// As answer_lines, with the lines as contexts of `request`, whose own is not looked at. Faster than
// one decision after the other.
BatchCounts answer_fired(const LoadedRuleset& ruleset, const Request& request,
                         std::string_view text, const BatchOptions& options,
                         const AnswerFired& answer, const TakeAnswers& take);

}  // namespace rulec::runtime
