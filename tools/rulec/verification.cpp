#include "verification.h"

#include "report.h"

namespace rulec::app {

std::string verification_text(const tooling::Verification& verification) {
  if (verification.cases == 0) {
    return "hint: nothing was verified, because the project has no test case that runs; add one "
           "under `tests` of a rule or in a *.test.json file\n";
  }
  std::string skipped =
      verification.skipped == 0 ? "" : " (" + std::to_string(verification.skipped) + " skipped)";
  return "verified " + counted(verification.cases, "test case") + skipped +
         ": the same bytes at -O0, -O1 and -O2, as compiled and from the bundle read back\n";
}

void write_verification(JsonWriter& json, const tooling::Verification& verification) {
  json.key("verification");
  json.begin_object();
  json.member("cases", std::uint64_t{verification.cases});
  json.member("skipped", std::uint64_t{verification.skipped});
  json.member("engines", std::uint64_t{verification.engines});
  json.member("differences", std::uint64_t{verification.differences});
  json.end_object();
}

}  // namespace rulec::app
