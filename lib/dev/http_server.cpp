// Sockets. One thread does it all, so nothing here is locked but what send_event hands over.
#include <pthread.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

#include "base/limits.h"
#include "dev/http.h"
#include "dev/http_framing.h"
#include "dev/http_message.h"

namespace rulec::dev {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint16_t kRcPortInUse = 24;
// Where no descriptor is free, the next try waits for one.
constexpr std::chrono::milliseconds kAcceptPause(100);
// A client that was refused may send so much more, for so long, before the connection is closed.
constexpr std::size_t kMostDroppedBytes = 4 * kMaxRequestBytes;
constexpr std::chrono::milliseconds kLastWait(1000);
constexpr std::chrono::milliseconds kLastWaitOfDrain(100);

// A failed check of ours comes as an exception; it costs the one request.
template <class Question>
HttpResponse answered(HttpHandler& handler, const Question& asked) {
  try {
    return handler.answer(asked);
  } catch (const std::exception&) {
    return {.status = 500,
            .content_type = "application/problem+json",
            .body = R"({"type":"urn:rulec:problem:RC6199","title":"internal","status":500,)"
                    R"("code":"RC6199","success":false,"proceed":false})"};
  }
}

// asio answers twice: in its argument, where we look, and as its result.
void told(const error_code& /*again*/) {}

class Server;

// One connection: reads a request, has it answered, writes; again, until one side has enough.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Server& server) : stream_(std::move(socket)), server_(server) {}

  void read();
  void send_event(std::shared_ptr<const std::string> text);
  void close() {
    error_code ignored;
    told(stream_.socket().shutdown(tcp::socket::shutdown_both, ignored));
    stream_.close();
  }
  // Nothing of an answer is on its way.
  [[nodiscard]] bool is_idle() const { return !is_answering_ && events_.empty(); }

 private:
  // Events that wait for a client that does not read.
  static constexpr std::size_t kMostWaiting = 256;

  void read_header();
  void on_header();
  void read_body();
  void on_read(const error_code& error);
  void refuse(HttpFault fault);
  void write(HttpResponse&& answer, bool keeps_alive);
  void on_written(const error_code& error, bool keeps_alive, bool is_event_stream);
  void begin_events();
  void write_next_event();
  void let_go();
  void drop_the_rest();
  void finish();
  [[nodiscard]] std::string_view unread() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
  }

  beast::tcp_stream stream_;
  Server& server_;
  beast::flat_buffer buffer_{kMaxHttpHeaderBytes + kMaxRequestBytes};
  std::unique_ptr<Parser> parser_;  // of the request that is read
  Asked asked_;
  std::size_t dropped_ = 0;
  std::optional<Response> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::deque<std::shared_ptr<const std::string>> events_;
  bool is_answering_ = false;
  bool takes_events_ = false;
};

class Server final : public HttpServer {
 public:
  explicit Server(HttpHandler& handler)
      : handler_(handler), acceptor_(context_), pause_(context_) {}
  ~Server() override {
    context_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
    connections_.clear();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::optional<ListenFailure> start(const ListenAddress& address) {
    error_code error;
    auto host = asio::ip::make_address(
        address.host == "localhost" ? std::string("127.0.0.1") : address.host, error);
    std::string name = address.host + ":" + std::to_string(address.port);
    if (error) {
      return ListenFailure{{.code = ErrorCode::kUsage,
                            .message = "`" + address.host + "` is no address of this machine",
                            .rc = 0}};
    }
    tcp::endpoint endpoint(host, address.port);
    told(acceptor_.open(endpoint.protocol(), error));
    if (!error) {
      told(acceptor_.set_option(asio::socket_base::reuse_address(true), error));
    }
    if (!error) {
      told(acceptor_.bind(endpoint, error));
    }
    if (!error) {
      told(acceptor_.listen(asio::socket_base::max_listen_connections, error));
    }
    if (!error) {
      port_ = acceptor_.local_endpoint(error).port();
    }
    if (error) {
      return ListenFailure{.error = {.code = ErrorCode::kIo,
                                     .message = name + " cannot be listened on: " + words_of(error),
                                     .rc = kRcPortInUse},
                           .is_in_use = error == boost::system::errc::address_in_use};
    }
    accept();
    // Signals are for the thread that waits for them; faults of this one are its own.
    sigset_t blocked;
    sigset_t before;
    ::sigfillset(&blocked);
    for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
      ::sigdelset(&blocked, fault);
    }
    ::pthread_sigmask(SIG_SETMASK, &blocked, &before);
    bool has_thread = start_thread();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!has_thread) {
      return ListenFailure{{.code = ErrorCode::kIo,
                            .message = name + " cannot be listened on: no thread can be started",
                            .rc = kRcPortInUse}};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  void send_event(std::string_view name, std::string_view data) override {
    auto text = std::make_shared<const std::string>("event: " + std::string(name) +
                                                    "\ndata: " + std::string(data) + "\n\n");
    asio::post(context_, [this, text] {
      for (const std::shared_ptr<Connection>& connection : connections_) {
        connection->send_event(text);
      }
    });
  }

  void drain(int grace_ms) override {
    asio::post(context_, [this] {
      is_draining_ = true;
      error_code ignored;
      told(acceptor_.close(ignored));
      auto idle = connections_;
      for (const std::shared_ptr<Connection>& connection : idle) {
        if (connection->is_idle()) {
          connection->close();
        }
      }
      tell_if_drained();
    });
    std::unique_lock lock(mutex_);
    static_cast<void>(drained_.wait_for(lock, std::chrono::milliseconds(grace_ms),
                                        [this] { return is_drained_; }));
  }

  // --- of the connections, in the server's thread
  [[nodiscard]] HttpHandler& handler() { return handler_; }
  [[nodiscard]] bool is_draining() const { return is_draining_; }
  [[nodiscard]] bool may_stream() const { return streams_ < kMaxEventStreams; }
  void begin_stream() { ++streams_; }
  void end_stream() { --streams_; }
  void remove(const std::shared_ptr<Connection>& connection) {
    connections_.erase(connection);
    tell_if_drained();
  }

 private:
  bool start_thread() {
    try {
      thread_ = std::thread([this] { run(); });
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  static std::string words_of(const error_code& error) {
    return error == boost::system::errc::address_in_use      ? "the port is in use"
           : error == boost::system::errc::permission_denied ? "permission denied"
                                                             : error.message();
  }

  void run() {
    // What fails here by an exception is out of memory or a bug; the server stays.
    while (!context_.stopped()) {
      try {
        context_.run();
        return;
      } catch (const std::exception&) {
        continue;
      }
    }
  }

  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor_.is_open()) {
        return;
      }
      if (error) {
        accept_later();
        return;
      }
      // Whoever comes when all places are taken finds the connection closed.
      if (connections_.size() < kMaxHttpConnections) {
        error_code ignored;
        told(socket.set_option(tcp::no_delay(true), ignored));
        auto connection = std::make_shared<Connection>(std::move(socket), *this);
        connections_.insert(connection);
        connection->read();
      }
      accept();
    });
  }

  void accept_later() {
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](const error_code& error) {
      if (!error && acceptor_.is_open()) {
        accept();
      }
    });
  }

  void tell_if_drained() {
    if (is_draining_ && connections_.empty()) {
      std::lock_guard lock(mutex_);
      is_drained_ = true;
      drained_.notify_all();
    }
  }

  HttpHandler& handler_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  std::set<std::shared_ptr<Connection>> connections_;
  std::size_t streams_ = 0;
  bool is_draining_ = false;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable drained_;
  bool is_drained_ = false;
  std::thread thread_;
};

// One deadline for the whole request.
void Connection::read() {
  parser_ = std::make_unique<Parser>();
  set_limits(*parser_);
  asked_ = {};
  stream_.expires_after(std::chrono::milliseconds(kHttpTimeoutMs));
  read_header();
}

void Connection::read_header() {
  constexpr std::size_t kPiece = 4096;
  if (has_header(unread())) {
    on_header();
    return;
  }
  stream_.async_read_some(buffer_.prepare(kPiece),
                          [self = shared_from_this()](const error_code& error, std::size_t size) {
                            if (error) {
                              self->finish();
                              return;
                            }
                            self->buffer_.commit(size);
                            self->read_header();
                          });
}

void Connection::on_header() {
  std::size_t used = 0;
  std::expected<Asked, HttpFault> asked = take_header(unread(), *parser_, used);
  if (!asked) {
    asked_.is_head = says_head(unread());
    refuse(asked.error());
    return;
  }
  asked_ = std::move(*asked);
  buffer_.consume(used);
  // Who has sent some of the body does not wait for leave.
  if (!asked_.wants_continue || parser_->is_done() || buffer_.size() > 0) {
    read_body();
    return;
  }
  asio::async_write(stream_, asio::buffer(kContinue),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      if (error) {
                        self->finish();
                      } else {
                        self->read_body();
                      }
                    });
}

void Connection::read_body() {
  if (parser_->is_done()) {
    on_read({});
    return;
  }
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const error_code& error, std::size_t) { self->on_read(error); });
}

void Connection::on_read(const error_code& error) {
  if (error) {
    if (std::optional<HttpFault> fault = fault_of(error)) {
      refuse(*fault);
    } else {
      finish();
    }
    return;
  }
  asked_.request.body = std::move(parser_->get().body());
  HttpResponse answer = answered(server_.handler(), asked_.request);
  if (answer.is_event_stream && !asked_.is_head && !server_.may_stream()) {
    answer = answered(server_.handler(), HttpFault::kTooManyStreams);
  }
  write(std::move(answer), asked_.keeps_alive && !server_.is_draining());
}

void Connection::refuse(HttpFault fault) {
  write(answered(server_.handler(), fault), false);
}

void Connection::write(HttpResponse&& answer, bool keeps_alive) {
  bool is_event_stream = answer.is_event_stream && !asked_.is_head;
  is_answering_ = true;
  // From now on, not from when the client has the header: it may act on that before we hear of it.
  if (is_event_stream) {
    takes_events_ = true;
    server_.begin_stream();
  }
  response_.emplace(response_of(std::move(answer), keeps_alive));
  stream_.expires_after(std::chrono::milliseconds(kHttpTimeoutMs));
  // To HEAD the header is the whole answer; of a stream it is the beginning.
  if (is_event_stream || asked_.is_head) {
    serializer_.emplace(*response_);
    http::async_write_header(stream_, *serializer_,
                             [self = shared_from_this(), keeps_alive, is_event_stream](
                                 const error_code& error, std::size_t) {
                               self->on_written(error, keeps_alive || is_event_stream,
                                                is_event_stream);
                             });
    return;
  }
  http::async_write(stream_, *response_,
                    [self = shared_from_this(), keeps_alive](const error_code& error, std::size_t) {
                      self->on_written(error, keeps_alive, false);
                    });
}

void Connection::on_written(const error_code& error, bool keeps_alive, bool is_event_stream) {
  is_answering_ = false;
  if (error) {
    finish();
  } else if (is_event_stream) {
    begin_events();
  } else if (keeps_alive && !server_.is_draining()) {
    read();
  } else {
    let_go();
  }
}

// Closing with unread bytes would reset the connection, and the client might never see the answer.
void Connection::let_go() {
  error_code ignored;
  told(stream_.socket().shutdown(tcp::socket::shutdown_send, ignored));
  stream_.expires_after(server_.is_draining() ? kLastWaitOfDrain : kLastWait);
  buffer_.consume(buffer_.size());
  drop_the_rest();
}

// Until the deadline of let_go, whatever comes.
void Connection::drop_the_rest() {
  constexpr std::size_t kPiece = 16384;
  stream_.async_read_some(buffer_.prepare(kPiece),
                          [self = shared_from_this()](const error_code& error, std::size_t size) {
                            self->dropped_ += size;
                            if (error || self->dropped_ > kMostDroppedBytes) {
                              self->finish();
                            } else {
                              self->drop_the_rest();
                            }
                          });
}

void Connection::begin_events() {
  stream_.expires_never();
  // A client says nothing more; that it has gone is all that there is to read.
  auto byte = std::make_shared<std::array<char, 256>>();
  stream_.async_read_some(
      asio::buffer(*byte),
      [self = shared_from_this(), byte](const error_code&, std::size_t) { self->finish(); });
  if (!events_.empty()) {
    write_next_event();
  } else if (server_.is_draining()) {
    close();
  }
}

void Connection::send_event(std::shared_ptr<const std::string> text) {
  if (!takes_events_) {
    return;
  }
  if (events_.size() >= kMostWaiting) {
    close();
    return;
  }
  events_.push_back(std::move(text));
  if (events_.size() == 1 && !is_answering_) {
    write_next_event();
  }
}

void Connection::write_next_event() {
  asio::async_write(stream_, asio::buffer(*events_.front()),
                    [self = shared_from_this()](const error_code& error, std::size_t) {
                      if (error) {
                        self->close();
                        return;
                      }
                      self->events_.pop_front();
                      if (!self->events_.empty()) {
                        self->write_next_event();
                      } else if (self->server_.is_draining()) {
                        self->close();
                      }
                    });
}

void Connection::finish() {
  if (takes_events_) {
    takes_events_ = false;
    server_.end_stream();
  }
  close();
  server_.remove(shared_from_this());
}

}  // namespace

std::expected<std::unique_ptr<HttpServer>, ListenFailure> listen(const ListenAddress& address,
                                                                 HttpHandler& handler) {
  auto server = std::make_unique<Server>(handler);
  if (std::optional<ListenFailure> failed = server->start(address)) {
    return std::unexpected(std::move(*failed));
  }
  return server;
}

}  // namespace rulec::dev
