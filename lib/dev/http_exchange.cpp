#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/serializer.hpp>

#include "dev/http_framing.h"
#include "dev/http_message.h"

namespace rulec::dev {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

void append_response(std::string& out, Response&& response, bool is_head) {
  http::response_serializer<http::string_body> serializer(response);
  serializer.split(true);
  error_code error;
  while (!serializer.is_done() && !(is_head && serializer.is_header_done())) {
    serializer.next(error, [&](error_code& none, const auto& buffers) {
      none = {};
      for (auto part : beast::buffers_range_ref(buffers)) {
        out.append(static_cast<const char*>(part.data()), part.size());
      }
      serializer.consume(beast::buffer_bytes(buffers));
    });
    if (error) {
      return;
    }
  }
}

// Reads one request off `bytes`; none: the rest of it never comes.
std::optional<std::expected<Asked, HttpFault>> take_request(std::string_view& bytes,
                                                            std::string& out) {
  if (!has_header(bytes)) {
    return std::nullopt;
  }
  Parser parser;
  set_limits(parser);
  std::size_t used = 0;
  std::expected<Asked, HttpFault> asked = take_header(bytes, parser, used);
  if (!asked) {
    return asked;
  }
  bytes.remove_prefix(used);
  if (asked->wants_continue && !parser.is_done() && bytes.empty()) {
    out += kContinue;
  }
  parser.eager(true);
  while (!parser.is_done()) {
    error_code error;
    used = parser.put(asio::buffer(bytes.data(), bytes.size()), error);
    bytes.remove_prefix(used);
    if (error == http::error::need_more || (!error && used == 0)) {
      return std::nullopt;
    }
    if (error) {
      std::optional<HttpFault> fault = fault_of(error);
      return fault ? std::optional(std::expected<Asked, HttpFault>(std::unexpected(*fault)))
                   : std::nullopt;
    }
  }
  asked->request.body = std::move(parser.get().body());
  return asked;
}

}  // namespace

std::string http_exchange(std::string_view bytes, HttpHandler& handler) {
  std::string out;
  while (!bytes.empty()) {
    bool is_head = says_head(bytes);
    std::optional<std::expected<Asked, HttpFault>> asked = take_request(bytes, out);
    if (!asked) {
      return out;
    }
    bool keeps_alive = asked->has_value() && (*asked)->keeps_alive;
    HttpResponse answer =
        asked->has_value() ? handler.answer((*asked)->request) : handler.answer(asked->error());
    bool is_event_stream = answer.is_event_stream && !is_head;
    append_response(out, response_of(std::move(answer), keeps_alive), is_head);
    if (!keeps_alive || is_event_stream) {
      return out;
    }
  }
  return out;
}

}  // namespace rulec::dev
