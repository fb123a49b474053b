// The judge of fixes: a project before and after, and what was done to it between. Internal to
// lib/tooling/fix.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tooling/fix/candidate.h"

namespace rulec::tooling {

// One thing that is wrong.
struct Blame {
  std::string reason;
  std::vector<const Candidate*> suspects;  // those that may have caused it, in order; never empty
  bool is_certain = false;                 // nobody else can have
};

struct FixVerdict {
  std::vector<Blame> blames;  // all of the first kind that was found; none: nothing is wrong

  [[nodiscard]] bool is_good() const { return blames.empty(); }
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
