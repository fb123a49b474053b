// The HTTP front of the development server: loopback, HTTP/1.1, small. Parsing and sockets are
// Boost.Beast's, in http_*.cpp alone; what is answered is a HttpHandler's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace rulec::dev {

struct HttpRequest {
  std::string method;
  std::string target;        // as sent: path and query, printable ASCII
  std::string host;          // the one Host header
  std::string content_type;  // "" when there is none
  std::string origin;        // "" when there is none
  std::string body;
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool is_event_stream = false;  // stays open: every event from now on follows (not after HEAD)
};

// What the server itself refuses before a handler sees it.
enum class HttpFault : std::uint8_t {
  kFraming,          // is no HTTP, or says its length in two ways
  kBodyTooLarge,     // above kMaxRequestBytes
  kHeadersTooLarge,  // above kMaxHttpHeaderBytes
  kTooManyStreams,   // all kMaxEventStreams places are taken
};

// Called by the server's one thread. Never fails: what goes wrong is an answer too. HEAD is
// answered as GET; the server keeps the body back.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  [[nodiscard]] virtual HttpResponse answer(const HttpRequest& request) = 0;
  [[nodiscard]] virtual HttpResponse answer(HttpFault fault) = 0;
};

// Request line and headers; real ones have 2 KiB.
inline constexpr std::size_t kMaxHttpHeaderBytes = 16UL * 1024;
// A developer's browser, editor and scripts at once.
inline constexpr std::size_t kMaxHttpConnections = 64;
inline constexpr std::size_t kMaxEventStreams = 16;
// A client that sends or reads nothing for so long is let go.
inline constexpr int kHttpTimeoutMs = 10'000;

struct ListenAddress {
  std::string host = "127.0.0.1";  // an address, or "localhost"
  std::uint16_t port = 0;          // 0: one that is free
};
// "127.0.0.1:8787", "[::1]:8787", "localhost:8787", ":8787" and "8787" on loopback. kUsage: is
// none.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);
[[nodiscard]] bool is_loopback(const ListenAddress& address);
// "localhost" in any case, and addresses of this machine in any spelling, without brackets.
[[nodiscard]] bool is_loopback_host(std::string_view host);
[[nodiscard]] bool is_ip_literal(std::string_view host);
// ASCII letters only: names of hosts and media types.
[[nodiscard]] std::string lower_case(std::string_view text);

class HttpServer {
 public:
  virtual ~HttpServer() = default;  // ends every connection
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  // To every event stream that is open: `data` is one line of JSON. From any thread.
  virtual void send_event(std::string_view name, std::string_view data) = 0;
  // No new connections; returns once every answer that was begun is out, or after `grace_ms`.
  virtual void drain(int grace_ms) = 0;
};

// Listens and answers in a thread of its own. `handler` outlives the server. Failures carry RC0024;
// `is_in_use` tells apart what another port would help against.
struct ListenFailure {
  Error error;
  bool is_in_use = false;
};
[[nodiscard]] std::expected<std::unique_ptr<HttpServer>, ListenFailure> listen(
    const ListenAddress& address, HttpHandler& handler);

// The bytes of one connection, answered without a socket: what the tests and the fuzzer use.
[[nodiscard]] std::string http_exchange(std::string_view bytes, HttpHandler& handler);

}  // namespace rulec::dev
