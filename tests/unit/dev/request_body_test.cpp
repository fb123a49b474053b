#include "dev/request_body.h"

#include <doctest/doctest.h>

#include <string>

namespace {

using rulec::dev::BodyKind;
using rulec::dev::read_decision_body;
using rulec::dev::Refusal;

}  // namespace

TEST_CASE("the context is handed on byte for byte") {
  auto body = read_decision_body(
      R"({ "x_trace": 1, "entry_point" : "checkout", "context": {"a": 1.50,  "b":[ ]} })",
      BodyKind::kExecute);
  REQUIRE(body.has_value());
  CHECK(body->entry_point == "checkout");
  CHECK(body->context == R"({"a": 1.50,  "b":[ ]})");
  CHECK(!body->now_ms.has_value());
}

TEST_CASE("an explanation may be asked for another time and with acknowledgements") {
  const char* text =
      R"({"entryPoint":"e","context":{},"now":"1970-01-01T00:00:01Z","acknowledgments":{"a":true}})";
  auto body = read_decision_body(text, BodyKind::kExplain);
  REQUIRE(body.has_value());
  CHECK(body->now_ms == 1000);
  CHECK(body->acknowledgements == R"({"a":true})");
  CHECK(!read_decision_body(text, BodyKind::kExecute).has_value());
}

TEST_CASE("a problem names the place and never the data") {
  auto body = read_decision_body("{\"entry_point\":\"secret\",\n\"context\":{\"a\":secret}}",
                                 BodyKind::kExecute);
  REQUIRE(!body.has_value());
  CHECK(body.error().refusal == Refusal::kMalformedJson);
  CHECK(body.error().detail.find("line 2") != std::string::npos);
  CHECK(body.error().detail.find("secret") == std::string::npos);
  auto unknown =
      read_decision_body(R"({"entry_point":"e","context":{},"my_secret":1})", BodyKind::kExecute);
  CHECK(unknown.error().detail.find("my_secret") == std::string::npos);
}
