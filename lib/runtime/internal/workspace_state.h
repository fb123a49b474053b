// What a Workspace keeps between decisions, so that none of it is asked of the heap again.
#pragma once

#include <string>
#include <vector>

#include "base/arena.h"
#include "base/limits.h"
#include "parser/json/reader_scratch.h"
#include "runtime/engine.h"
#include "runtime/index/class_index.h"
#include "runtime/internal/outcome.h"
#include "runtime/internal/vm.h"
#include "schema/schema.h"

namespace rulec::runtime {

// Working memory of actions.
struct ActionBuffers {
  ActionBuffers() {
    members.reserve(256);
    measured.reserve(1024);
    targets.reserve(256);
    text.reserve(std::size_t{2} * kMaxMessageBytes);
    gathered.reserve(256);
    message.resize(kMaxMessageBytes);
  }

  std::vector<Value> arguments;
  std::vector<Member> members;
  std::vector<Value> measured;
  std::vector<const LoadedAction*> targets;
  std::string text;
  std::vector<Member> gathered;  // children of the open objects and lists of a template
  std::vector<char> message;     // a text that a template makes
};

struct Workspace::State {
  Arena arena;    // of the decision: context, results of actions, texts of failures
  Arena scratch;  // of one expression
  json::ReaderScratch reader;
  VmBuffers vm;
  index::FinderBuffers finder;
  Outcome outcome;
  ActionBuffers actions;
  std::vector<schema::CheckError> check_errors;
  std::vector<SchemaError> schema_errors;
  Problem problem;
};

}  // namespace rulec::runtime
