// Who is answered: hosts and origins, on loopback and off it; methods of the resources.
#include "dev/dev_handler.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using rulec::dev::DevHandler;
using rulec::dev::HttpRequest;
using rulec::dev::HttpResponse;

struct Asked {
  rulec::RealClock clock;
  rulec::dev::Stage stage;
  DevHandler handler;

  explicit Asked(const std::string& listens)
      : handler(stage, clock, {.host = listens, .port = 1}) {}
  unsigned status(const std::string& host, const std::string& origin = "") {
    return handler
        .answer(HttpRequest{.method = "GET",
                            .target = "/livez",
                            .host = host,
                            .content_type = "",
                            .origin = origin,
                            .body = ""})
        .status;
  }
};

std::string header(const HttpResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) {
      return value;
    }
  }
  return "";
}

}  // namespace

TEST_CASE("on loopback only names of this machine are answered, in any case and spelling") {
  Asked asked("127.0.0.1");
  for (const char* host : {"localhost", "LOCALHOST:1", "127.0.0.1:1", "[::1]:1",
                           "[0:0:0:0:0:0:0:1]", "127.0.0.1", ""}) {
    INFO(host);
    CHECK(asked.status(host) == 200);
  }
  for (const char* host : {"evil.example", "127.evil.example", "192.0.2.1",
                           "localhost.evil.example", "localhost@evil.example"}) {
    INFO(host);
    CHECK(asked.status(host) == 403);
    CHECK(asked.status("localhost", "http://" + std::string(host)) == 403);
  }
  CHECK(asked.status("localhost", "http://LocalHost:3000") == 200);
  CHECK(asked.status("localhost", "null") == 403);
}

TEST_CASE(
    "off loopback an address or the configured name is answered, and pages of the same host") {
  Asked asked("0.0.0.0");
  CHECK(asked.status("192.0.2.1:1") == 200);
  CHECK(asked.status("[2001:db8::1]:1") == 200);
  CHECK(asked.status("localhost") == 200);
  CHECK(asked.status("rebound.example:1") == 403);
  CHECK(asked.status("192.0.2.1:1", "http://192.0.2.1:3000") == 200);
  CHECK(asked.status("192.0.2.1:1", "http://192.0.2.2") == 403);
  CHECK(asked.status("192.0.2.1:1", "http://evil.example") == 403);
}

TEST_CASE("HEAD is answered where GET is, and the answer to another method says which") {
  Asked asked("127.0.0.1");
  auto answer = [&](const std::string& method, const std::string& target) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    return asked.handler.answer(request);
  };
  CHECK(answer("HEAD", "/livez").status == 200);
  CHECK(answer("POST", "/livez").status == 405);
  CHECK(header(answer("POST", "/livez"), "Allow") == "GET, HEAD");
  CHECK(answer("HEAD", "/api/rules/engine/execute/").status == 405);
  CHECK(header(answer("HEAD", "/api/rules/engine/execute/"), "Allow") == "POST");
}
