// Bytes of a connection to answers: nothing that is sent ends the server, and no answer is a 5xx
// while there is a ruleset.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dev/dev_handler.h"
#include "small_ruleset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static rulec::RealClock clock;
  static rulec::dev::Stage stage;
  static const bool kIsReady = [] {
    stage.publish(std::make_shared<const rulec::dev::ServedBundle>(rulec::dev::ServedBundle{
        .number = 1, .ruleset = *rulec::runtime::load(rulec::testing::small_ruleset(), "")}));
    return true;
  }();
  static rulec::dev::DevHandler handler(stage, clock, {.host = "127.0.0.1", .port = 1});
  std::string answer = rulec::dev::http_exchange(
      std::string_view(reinterpret_cast<const char*>(data), size), handler);
  if (!kIsReady || answer.starts_with("HTTP/1.1 5")) {
    std::abort();
  }
  return 0;
}
