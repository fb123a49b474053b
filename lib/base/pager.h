// Pager: shows a long text on the terminal through a program such as less, whose output is ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rulec {

struct PagerRequest {
  std::vector<std::string> arguments;  // the first one is looked up in PATH; no shell
  std::vector<std::string> variables;  // "NAME=VALUE", for what the environment does not set
  std::string_view text;
};

class Pager {
 public:
  virtual ~Pager() = default;
  // Returns when the person has left the program. An error: it could not be started, and nothing
  // was shown.
  virtual Status show(const PagerRequest& request) = 0;
};

// The process ignores SIGPIPE, as for RealProgramRunner: nobody need read to the end.
class RealPager final : public Pager {
 public:
  Status show(const PagerRequest& request) override;
};

}  // namespace rulec
