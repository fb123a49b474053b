// The server with its sockets: nobody can hold its places, and HEAD keeps a connection in step.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "dev/http.h"

namespace {

using namespace std::chrono_literals;
using rulec::dev::HttpFault;
using rulec::dev::HttpRequest;
using rulec::dev::HttpResponse;
using Clock = std::chrono::steady_clock;

class Path final : public rulec::dev::HttpHandler {
 public:
  HttpResponse answer(const HttpRequest& request) override {
    if (on_request) {
      on_request();
    }
    return {.content_type = "text/plain",
            .body = request.method + " " + request.target,
            .is_event_stream = request.target == "/events"};
  }
  HttpResponse answer(HttpFault /*fault*/) override { return {.status = 400}; }

  std::function<void()> on_request;
};

struct Served {
  Path handler;
  std::unique_ptr<rulec::dev::HttpServer> server = std::move(*rulec::dev::listen({}, handler));
};

class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool is_open() const { return is_open_; }
  // False once the other side takes nothing any more.
  [[nodiscard]] bool send(const std::string& bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  // All that comes until `what` is in it, or the end, or the deadline.
  std::string read_until(const std::string& what, std::chrono::milliseconds deadline = 10s) {
    Clock::time_point end = Clock::now() + deadline;
    std::string all;
    while (what.empty() || all.find(what) == std::string::npos) {
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
      pollfd waited{.fd = fd_, .events = POLLIN, .revents = 0};
      if (left <= 0ms || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0) {
        break;
      }
      std::array<char, 4096> bytes;
      ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
      if (got <= 0) {
        break;
      }
      all.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  // Whether the connection is closed by the other side within the time, a byte sent now and then.
  [[nodiscard]] bool is_let_go(std::chrono::milliseconds deadline) const {
    Clock::time_point end = Clock::now() + deadline;
    while (Clock::now() < end) {
      if (!send("x")) {
        return true;
      }
      pollfd waited{.fd = fd_, .events = 0, .revents = 0};
      if (::poll(&waited, 1, 50) > 0 && (waited.revents & (POLLERR | POLLHUP)) != 0) {
        return true;
      }
    }
    return false;
  }

 private:
  int fd_;
  bool is_open_ = false;
};

}  // namespace

TEST_CASE("who was refused is let go, however many bytes still come") {
  Served served;
  Client client(served.server->port());
  REQUIRE(client.send("GET // HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 400"));
  CHECK(client.is_let_go(5s));

  // And soon, when they come fast: 64 MiB would take longer than the deadline on no machine.
  Client fast(served.server->port());
  REQUIRE(fast.send("GET // HTTP/1.1\r\nHost: a\r\n\r\n"));
  const std::string many(1024 * 1024, 'x');
  int sent = 0;
  while (sent < 64 && fast.send(many)) {
    ++sent;
  }
  CHECK(sent < 64);
}

TEST_CASE("HEAD on a connection that is kept: headers alone, and the next answer follows") {
  Served served;
  Client client(served.server->port());
  const std::string rest = " HTTP/1.1\r\nHost: a\r\n\r\n";
  REQUIRE(client.send("HEAD /first" + rest + "HEAD /events" + rest + "GET /second" + rest));
  std::string answer = client.read_until("GET /second");
  CHECK(answer.find("Content-Length: 11\r\n") != std::string::npos);
  CHECK(answer.find("HEAD /first") == std::string::npos);
  CHECK(answer.find("text/event-stream") == std::string::npos);
  CHECK(answer.ends_with("\r\n\r\nGET /second"));
}

TEST_CASE("leave to send a body is given, and the body is awaited") {
  Served served;
  Client client(served.server->port());
  REQUIRE(client.send(
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  REQUIRE(client.send("abc"));
  CHECK(client.read_until("POST /x").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a header that comes a byte at a time, and one that never ends") {
  Served served;
  Client client(served.server->port());
  for (char c : std::string("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")) {
    REQUIRE(client.send(std::string(1, c)));
  }
  CHECK(client.read_until("GET /slow").starts_with("HTTP/1.1 200"));
  Client endless(served.server->port());
  REQUIRE(endless.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x')));
  CHECK(endless.read_until("\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("without a free descriptor the server waits, and goes on when there is one") {
  Served served;
  rlimit before = {};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  Client waiting(served.server->port());  // its socket exists before there are no more
  REQUIRE(waiting.is_open());
  REQUIRE(waiting.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(waiting.read_until("GET /first").starts_with("HTTP/1.1 200"));
  int next = ::dup(0);
  ::close(next);
  // The client takes the last number that is allowed; the server finds none for its end.
  rlimit tight = {.rlim_cur = static_cast<rlim_t>(next) + 1, .rlim_max = before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &tight) == 0);
  {
    Client late(served.server->port());
    CHECK(late.is_open());
    static_cast<void>(late.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n"));
    std::clock_t used = std::clock();
    CHECK(late.read_until("GET /late", 500ms).empty());
    CHECK(std::clock() - used < CLOCKS_PER_SEC / 5);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(late.read_until("GET /late").starts_with("HTTP/1.1 200"));
  }
}

TEST_CASE(
    "an event that comes while the header is on its way is sent, and the end is not waited for") {
  Served served;
  served.handler.on_request = [&] { served.server->send_event("tick", "early"); };
  Client client(served.server->port());
  REQUIRE(client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(client.read_until("data: early\n\n").ends_with("data: early\n\n"));
  served.handler.on_request = nullptr;
  Client late(served.server->port());
  REQUIRE(late.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  REQUIRE(late.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  Clock::time_point began = Clock::now();
  served.server->drain(10'000);
  CHECK(Clock::now() - began < 9s);
}

TEST_CASE("events that wait for their turn are sent before the end") {
  constexpr int kEvents = 200;
  Served served;
  Client client(served.server->port());
  REQUIRE(client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n"));
  REQUIRE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  for (int i = 1; i <= kEvents; ++i) {
    served.server->send_event("tick", std::to_string(i));
  }
  served.server->drain(10'000);
  CHECK(client.read_until("").ends_with("data: " + std::to_string(kEvents) + "\n\n"));
}
