// What is measured: the rules of a workload as a loaded ruleset, made through the library as a
// program would, and asked for all fired rules of its events.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/engine.h"
#include "workload.h"

namespace rulec::bench {

struct SubjectOptions {
  bool first_only = false;  // hit policy
  std::string schema;       // of contexts, JSON Schema; "" for none
  int optimisation_level = 2;
  runtime::IndexChoice index = runtime::IndexChoice::kAuto;
};

struct BuildTimes {
  double parse_ms = 0;
  double compile_ms = 0;
  double load_ms = 0;
  [[nodiscard]] double all_ms() const { return parse_ms + compile_ms + load_ms; }
};

struct Subject {
  runtime::RulesetPtr ruleset;
  BuildTimes times;
  std::string bundle;              // the file
  std::size_t loaded_bytes = 0;    // of heap that the loaded ruleset holds
  std::vector<std::uint64_t> ids;  // by rule index
};

// Rules that do not compile end the program with a sentence.
[[nodiscard]] Subject make_subject(std::string_view rules_text, const SubjectOptions& options);

// The rules that fire, as ids in the order in which they fire. A context that is refused ends the
// program.
class Asker {
 public:
  Asker(const Subject& subject, runtime::EngineKind engine) : subject_(subject), engine_(engine) {}

  // Numbers of rules; valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> fired(std::string_view event);
  // The whole decision as JSON text; valid until the next call.
  [[nodiscard]] std::string_view decision(std::string_view event);

 private:
  [[noreturn]] static void refused(const runtime::Problem& problem);

  const Subject& subject_;
  runtime::EngineKind engine_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
  std::string text_;
};

}  // namespace rulec::bench
