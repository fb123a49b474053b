#include "commands/eval_inputs.h"

#include "base/calendar.h"

namespace rulec::app {

Outcome<std::int64_t> moment_of(const std::optional<std::string>& now, Env& env) {
  if (!now) {
    return env.clock.now_ms();
  }
  auto moment = calendar::parse_moment(*now);
  if (!moment) {
    return refuse(
        failure(diag::Code::kBadFlagValue, {{"value", *now},
                                            {"flag", "--now"},
                                            {"expected",
                                             "a date (2026-03-01) or a date-time with offset "
                                             "(2026-03-01T09:00:00Z)"}}));
  }
  return moment->ms;
}

Outcome<std::string> read_input(const std::string& path, std::size_t max_bytes, Env& env) {
  Result<std::string> bytes =
      path == "-" ? env.in.read_all(max_bytes) : env.files.read_file(path, max_bytes);
  if (!bytes) {
    return refuse(failure_of(bytes.error(), path));
  }
  return *bytes;
}

}  // namespace rulec::app
