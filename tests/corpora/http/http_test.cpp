// Hostile requests to `rulec dev`: each is answered or refused, the strict vectors as a strict
// parser does it, none with a 5xx, and nobody waits.
#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "crs.h"
#include "llhttp.h"
#include "process.h"
#include "watched_program.h"
#include "wire.h"

namespace {

using rulec::testing::AttackRequest;
using rulec::testing::Heard;
using rulec::testing::ParserVector;
using rulec::testing::send_all;

constexpr const char* kExecute = "/api/rules/engine/execute/";

struct Dev {
  rulec::testing::ScratchFolder folder;
  std::unique_ptr<rulec::testing::WatchedProgram> program;
  std::uint16_t port = 0;

  Dev() {
    folder.write("rulec.yaml", "name: shop\nversion: 1.0.0\n");
    folder.write("rules/vip.rule.json",
                 R"({"id":"vip","entry_point":"checkout","condition":{"in":["x",{"var":"text"}]},)"
                 R"("actions":[{"type":"display_message","message":"{{text}}"}]})");
    program = std::make_unique<rulec::testing::WatchedProgram>(
        std::vector<std::string>{RULEC_PROGRAM, "dev", "--listen", "127.0.0.1:0"}, folder.path());
    port = rulec::testing::port_in(program->wait_for("[dev] ready"));
    REQUIRE(port != 0);
  }
  [[nodiscard]] bool is_well() const {
    return rulec::testing::post_json(port, kExecute,
                                     R"({"entry_point":"checkout","context":{"text":"x"}})")
               .status == 200;
  }
};

bool is_refusal_of_framing(int status) {
  return status == 400 || status == 413 || status == 431;
}

std::size_t requests_heard(const Heard& heard) {
  return static_cast<std::size_t>(
      std::ranges::count_if(heard.statuses, [](int s) { return !is_refusal_of_framing(s); }));
}

// Most vectors have no host, and would be refused for that alone.
std::string with_host(const std::string& bytes) {
  std::size_t line = bytes.find("\r\n");
  if (line == std::string::npos || bytes.find("Host:") != std::string::npos) {
    return bytes;
  }
  return bytes.substr(0, line + 2) + "Host: localhost\r\n" + bytes.substr(line + 2);
}

void check_health(const Heard& heard) {
  CHECK(heard.has_ended);
  CHECK(std::ranges::none_of(heard.statuses, [](int s) { return s >= 500; }));
}

}  // namespace

TEST_CASE(
    "llhttp: what its strict parser refuses is refused, and two requests are not seen in one") {
  const std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    CHECK(!rulec::testing::report_missing_corpora("corpora/http"));
    return;
  }
  Dev dev;
  std::size_t strict = 0;
  std::size_t refused = 0;
  const std::vector<ParserVector> vectors = rulec::testing::read_llhttp(corpora + "/http/llhttp");
  for (const ParserVector& vector : vectors) {
    for (const std::string& bytes : {vector.bytes, with_host(vector.bytes)}) {
      INFO(vector.place);
      INFO(bytes);
      Heard heard = send_all(dev.port, bytes);
      INFO(heard.bytes);
      check_health(heard);
      // As it stands, a vector with an option that forgives is no less than what we hear.
      CHECK(requests_heard(heard) <=
            std::max<std::size_t>(vector.complete, vector.is_strict ? 0 : 1));
      if (vector.is_strict && vector.is_refused) {
        // Nothing at all is an answer to what never was a whole header.
        CHECK((heard.statuses.empty() || is_refusal_of_framing(heard.statuses.back())));
      }
    }
    strict += vector.is_strict ? 1 : 0;
    refused += vector.is_strict && vector.is_refused ? 1 : 0;
  }
  CHECK(dev.is_well());
  CHECK(strict > 50);
  CHECK(refused > 10);
  std::printf("llhttp: %zu vectors, %zu strict, %zu of them refused, 0 skipped\n", vectors.size(),
              strict, refused);
}

TEST_CASE("crs: attacks are answered or refused, and as texts of a context they are decided on") {
  const std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    CHECK(!rulec::testing::report_missing_corpora("corpora/http"));
    return;
  }
  Dev dev;
  std::size_t sent = 0;
  for (const AttackRequest& attack : rulec::testing::read_crs(corpora + "/http/crs")) {
    INFO(attack.place);
    Heard heard = send_all(dev.port, attack.bytes);
    INFO(heard.bytes);
    check_health(heard);
    nlohmann::json body = {{"entry_point", "checkout"}, {"context", {{"text", attack.payload}}}};
    CHECK(rulec::testing::post_json(dev.port, kExecute, body.dump()).status == 200);
    ++sent;
  }
  CHECK(sent > 2000);
  dev.program->send_signal(SIGINT);
  CHECK(dev.program->wait_for_end() == 0);
  std::printf("crs: %zu requests, 0 skipped\n", sent);
}
