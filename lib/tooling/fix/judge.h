// The judge of fixes: a project before and after, and what was done to it between. Internal to
// lib/tooling/fix.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tooling/fix/candidate.h"

namespace rulec::tooling {

struct FixVerdict {
  std::string reason;                      // "": nothing is wrong
  std::vector<const Candidate*> suspects;  // those that may be to blame; never empty with a reason

  [[nodiscard]] bool is_good() const { return reason.empty(); }
};

struct Trial {
  const Look& before;
  const Look& after;
  diag::FixClass fix_class;  // of all fixes
  const std::vector<const Candidate*>& fixes;
  const std::map<std::string, std::string>& bytes;  // of the files they changed, after
};

// No new error; each finding is gone; nothing changed beside what was meant; and for safe fixes,
// every decision is proved to be the same.
[[nodiscard]] FixVerdict judge(const Trial& trial);

}  // namespace rulec::tooling
