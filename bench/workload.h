// A workload of the peers' benchmark (the files that its gen.mjs writes): rules or a decision table
// as one rules file of ours, events as texts, and the matches that every engine must find. Not for
// files of people: a malformed one ends the program with a sentence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rulec::bench {

inline constexpr const char* kEntryPoint = "match";

struct Workload {
  std::string name;
  std::string params;       // JSON, as in workload.json
  std::string rules_text;   // {"rules": […]}, ids as texts, no actions
  bool first_only = false;  // hit policy first
  std::vector<std::string> events;
  std::vector<std::vector<std::uint64_t>> expected;  // ids, ascending
};

[[nodiscard]] Workload read_workload(const std::string& folder);
// The lines of a file: one event each.
[[nodiscard]] std::vector<std::string> read_events(const std::string& path);

// Sum over all matches of ((event * 2654435761) xor (id * 40503)) modulo 2^64; both count from 1.
[[nodiscard]] std::uint64_t checksum(const std::vector<std::vector<std::uint64_t>>& matches);

}  // namespace rulec::bench
