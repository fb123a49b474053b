#include "test_members.h"

#include <cstdint>

namespace rulec::app {

void write_tests(JsonWriter& json, const tooling::Run& run, const SourceMap& sources) {
  json.key("tests");
  json.begin_object();
  json.member("passed", std::uint64_t{run.passed});
  json.member("failed", std::uint64_t{run.failed});
  json.member("skipped", std::uint64_t{run.skipped});
  json.key("failures");
  json.begin_array();
  for (const tooling::CaseResult& result : run.results) {
    if (result.verdict == tooling::Verdict::kFailed) {
      tooling::write_case(json, result, sources);
    }
  }
  json.end_array();
  json.end_object();
}

}  // namespace rulec::app
