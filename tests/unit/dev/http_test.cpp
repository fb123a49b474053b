// Bytes of a connection to answers, without a socket; and addresses to listen on.
#include "dev/http.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "process.h"

namespace {

using rulec::dev::http_exchange;
using rulec::dev::HttpFault;
using rulec::dev::HttpHandler;
using rulec::dev::HttpRequest;
using rulec::dev::HttpResponse;
using rulec::dev::parse_listen_address;

// Says what it was asked.
class Echo final : public HttpHandler {
 public:
  HttpResponse answer(const HttpRequest& request) override {
    ++asked;
    last = request;
    return {.content_type = "text/plain",
            .body = request.method + " " + request.target + " " + request.body};
  }
  HttpResponse answer(HttpFault fault) override {
    return {.status = fault == HttpFault::kBodyTooLarge      ? 413U
                      : fault == HttpFault::kHeadersTooLarge ? 431U
                                                             : 400U};
  }
  int asked = 0;
  HttpRequest last;
};

int status_of(const std::string& bytes) {
  Echo echo;
  std::string answer = http_exchange(bytes, echo);
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

}  // namespace

TEST_CASE("a request is answered, and two on one connection are two answers") {
  Echo echo;
  std::string one = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  std::string answer = http_exchange(one + one, echo);
  CHECK(echo.asked == 2);
  CHECK(answer.find("POST /x abc") != std::string::npos);
  CHECK(answer.find("X-Content-Type-Options: nosniff") != std::string::npos);
  Echo closed;
  static_cast<void>(
      http_exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + one, closed));
  CHECK(closed.asked == 1);
  CHECK(http_exchange("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n0\r\n\r\n",
                      closed)
            .find("POST /x abc") != std::string::npos);
}

TEST_CASE("what can be understood in two ways is refused and ends the connection") {
  using namespace std::string_literals;
  const std::string host = "Host: a\r\n";
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\n\r\n"), "GET / HTTP/1.1\r\nHost: a\r\n" + host + "\r\n",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\n" + host +
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n", "GET / HTTP/1.1\n" + host + "\r\n",
        "GET / HTTP/2.0\r\n" + host + "\r\n", "PRI * HTTP/1.1\r\n" + host + "\r\n",
        std::string("\r\n\r\n"), std::string("GET /\n"),
        // folded lines
        "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\n\tX: a\r\n" + host + "\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        // lengths
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: +3\r\n\r\nabc",
        "POST / HTTP/1.1\r\n" + host + "content-LENGTH:\t0000000000003\r\n\r\nabc",
        "POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\n",
        // targets
        "GET // HTTP/1.1\r\n" + host + "\r\n", "GET /a//b HTTP/1.1\r\n" + host + "\r\n",
        "GET /a/../b HTTP/1.1\r\n" + host + "\r\n", "GET /. HTTP/1.1\r\n" + host + "\r\n",
        "GET /\xff\xfe HTTP/1.1\r\n" + host + "\r\n", "GET /a b HTTP/1.1\r\n" + host + "\r\n",
        "GET a HTTP/1.1\r\n" + host + "\r\n", "GET http://a/ HTTP/1.1\r\n" + host + "\r\n",
        "GET /\x7f HTTP/1.1\r\n" + host + "\r\n",
        // TLS
        "\x16\x03\x01\x02\x00\x01\r\n\r\n"s}) {
    INFO(bytes);
    CHECK(status_of(bytes) == 400);
    Echo echo;
    static_cast<void>(http_exchange(bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", echo));
    CHECK(echo.asked == 0);
  }
}

TEST_CASE("a plain target may hold what it likes in its query, and a slash at its end") {
  for (const char* target : {"/", "/a/", "/a/b.c", "/a?b=//../", "/a?", "/..a/"}) {
    INFO(target);
    CHECK(status_of("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
  }
  CHECK(status_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") == 200);
  CHECK(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \t003 \r\n\r\nabc") == 200);
}

TEST_CASE("HEAD has the headers of GET and never a body, so that the next answer is found") {
  const std::string host = " HTTP/1.1\r\nHost: a\r\n\r\n";
  Echo echo;
  std::string answer = http_exchange("HEAD /x" + host + "GET /y" + host, echo);
  CHECK(echo.asked == 2);
  CHECK(answer.find("Content-Length: 8\r\n") != std::string::npos);
  std::size_t end = answer.find("\r\n\r\n");
  REQUIRE(end != std::string::npos);
  CHECK(answer.substr(end + 4).starts_with("HTTP/1.1 200"));
  CHECK(answer.ends_with("GET /y "));
  CHECK(http_exchange("HEAD //" + host, echo).ends_with("\r\n\r\n"));
}

TEST_CASE("trailers say nothing about the request") {
  Echo echo;
  static_cast<void>(
      http_exchange("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "2\r\n{}\r\n0\r\nContent-Type: application/json\r\nOrigin: b\r\nHost: c\r\n"
                    "\r\n",
                    echo));
  REQUIRE(echo.asked == 1);
  CHECK(echo.last.content_type == "");
  CHECK(echo.last.origin == "");
  CHECK(echo.last.host == "a");
  CHECK(echo.last.body == "{}");
}

TEST_CASE("who asks for leave to send the body gets it") {
  const std::string head =
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: ";
  Echo echo;
  CHECK(http_exchange(head + "3\r\n\r\n", echo) == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(http_exchange(head + "3\r\n\r\nabc", echo).starts_with("HTTP/1.1 200"));
  CHECK(http_exchange(head + "0\r\n\r\n", echo).starts_with("HTTP/1.1 200"));
  CHECK(http_exchange(head + "1048577\r\n\r\n", echo).starts_with("HTTP/1.1 413"));
}

TEST_CASE("limits of headers and body") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
  CHECK(status_of(head + "X: " + std::string(10'000, 'x') + "\r\n\r\n") == 200);
  CHECK(status_of(head + "X: " + std::string(20'000, 'x') + "\r\n\r\n") == 431);
  CHECK(status_of(head + "Content-Length: 1048576\r\n\r\n" + std::string(1'048'576, ' ')) == 200);
  CHECK(status_of(head + "Content-Length: 1048577\r\n\r\n") == 413);
}

TEST_CASE("addresses to listen on") {
  CHECK(parse_listen_address("127.0.0.1:8787")->port == 8787);
  CHECK(parse_listen_address("8787")->host == "127.0.0.1");
  CHECK(parse_listen_address(":0")->port == 0);
  CHECK(parse_listen_address("[::1]:80")->host == "::1");
  CHECK(is_loopback(*parse_listen_address("localhost:1")));
  for (const char* here : {"[0:0:0:0:0:0:0:1]:1", "127.1.2.3:1", "LocalHost:1", "[::1]:1"}) {
    INFO(here);
    CHECK(is_loopback(*parse_listen_address(here)));
  }
  for (const char* open : {"0.0.0.0:1", "[::]:1", "127.evil.example:1", "192.0.2.1:1"}) {
    INFO(open);
    CHECK(!is_loopback(*parse_listen_address(open)));
  }
  for (const char* wrong : {"", "a", "127.0.0.1:", "127.0.0.1:70000", "::1:80", "a:b", "1:-1"}) {
    INFO(wrong);
    CHECK(!parse_listen_address(wrong).has_value());
  }
}

// Blocks of llhttp's own tests: ```http, line ends written as `\\r` and `\\n` or plain.
TEST_CASE("the requests of llhttp's tests: each is answered or refused, and none twice") {
  const std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    CHECK(!rulec::testing::report_missing_corpora("http"));
    return;
  }
  std::size_t blocks = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(corpora + "/http/llhttp/test/request")) {
    std::ifstream stream(file.path());
    std::stringstream text;
    text << stream.rdbuf();
    const std::string all = text.str();
    for (std::size_t at = all.find("```http\n"); at != std::string::npos;
         at = all.find("```http\n", at)) {
      at += 8;
      std::string bytes;
      for (char c : all.substr(at, all.find("```", at) - at)) {
        bytes += c == '\n' ? std::string("\r\n") : std::string(1, c);
      }
      ++blocks;
      Echo echo;
      std::string answer = http_exchange(bytes, echo);
      INFO(bytes);
      CHECK(!answer.starts_with("HTTP/1.1 5"));
      // What has no host, or two ways to end, never reaches a handler.
      if (bytes.find("Transfer-Encoding") != std::string::npos &&
          bytes.find("Content-Length") != std::string::npos) {
        CHECK(echo.asked == 0);
      }
    }
  }
  CHECK(blocks > 80);
}
