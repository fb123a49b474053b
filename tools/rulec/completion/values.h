// `rulec __complete KIND`: values of the project for completion scripts, one a line, behind a tab
// what they are. Reads files, writes none, runs nothing; whatever goes wrong gives fewer lines and
// never a message, since somebody is typing.
#pragma once

#include <string>
#include <vector>

#include "completion/value_source.h"
#include "env.h"

namespace rulec::app::completion {

// `[-C DIR] __complete KIND`; nothing when the arguments are something else.
struct Request {
  std::string folder;
  std::string kind;
};
[[nodiscard]] std::optional<Request> request_of(const std::vector<std::string>& arguments);

[[nodiscard]] std::string values_text(const Request& request, Env& env);

}  // namespace rulec::app::completion
