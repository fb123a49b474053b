// Beast refuses what is ambiguous (two lengths, a length beside chunks, bare line ends in headers);
// what it lets through and we do not is in has_good_framing and http_framing.h. What a request says
// about itself is taken from its header: trailers, which Beast adds to the fields, say nothing.
#include "dev/http_message.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <string>

#include "base/limits.h"
#include "dev/http_framing.h"

namespace rulec::dev {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

std::string field(const Parser& parser, http::field name) {
  auto found = parser.get().find(name);
  return found == parser.get().end() ? std::string() : std::string(found->value());
}

bool has_good_framing(const Parser& parser) {
  const auto& request = parser.get();
  if (request.version() != 10 && request.version() != 11) {
    return false;
  }
  std::size_t hosts = request.count(http::field::host);
  if (hosts > 1 || (request.version() == 11 && hosts == 0)) {
    return false;
  }
  if (request.count(http::field::content_length) > 1) {
    return false;
  }
  auto coding = request.find(http::field::transfer_encoding);
  if (coding == request.end()) {
    return true;
  }
  return request.version() == 11 && request.count(http::field::transfer_encoding) == 1 &&
         beast::iequals(coding->value(), "chunked") &&
         request.count(http::field::content_length) == 0;
}

// Everything but the body.
HttpRequest request_of(const Parser& parser) {
  return {.method = std::string(parser.get().method_string()),
          .target = std::string(parser.get().target()),
          .host = field(parser, http::field::host),
          .content_type = field(parser, http::field::content_type),
          .origin = field(parser, http::field::origin),
          .body = {}};
}

bool wants_continue(const Parser& parser) {
  return parser.get().version() == 11 &&
         beast::iequals(field(parser, http::field::expect), "100-continue");
}

}  // namespace

void set_limits(Parser& parser) {
  parser.header_limit(kMaxHttpHeaderBytes);
  parser.body_limit(kMaxRequestBytes);
}

std::optional<HttpFault> fault_of(const error_code& error) {
  if (error == http::error::body_limit) {
    return HttpFault::kBodyTooLarge;
  }
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return HttpFault::kHeadersTooLarge;
  }
  bool is_over = error == http::error::end_of_stream || error == http::error::partial_message;
  bool is_of_http = error.category() == make_error_code(http::error::end_of_stream).category();
  return is_of_http && !is_over ? std::optional(HttpFault::kFraming) : std::nullopt;
}

bool has_header(std::string_view bytes) {
  return bytes.size() >= kMaxHttpHeaderBytes || header_end(bytes) || is_hopeless(bytes);
}

std::expected<Asked, HttpFault> take_header(std::string_view bytes, Parser& parser,
                                            std::size_t& used) {
  std::optional<std::size_t> size = header_end(bytes.substr(0, kMaxHttpHeaderBytes));
  if (!size) {
    return std::unexpected(is_hopeless(bytes) ? HttpFault::kFraming : HttpFault::kHeadersTooLarge);
  }
  if (!is_plain_header(bytes.substr(0, *size))) {
    return std::unexpected(HttpFault::kFraming);
  }
  error_code error;
  used = parser.put(asio::buffer(bytes.data(), *size), error);
  if (error) {
    return std::unexpected(fault_of(error).value_or(HttpFault::kFraming));
  }
  if (!parser.is_header_done() || !has_good_framing(parser)) {
    return std::unexpected(HttpFault::kFraming);
  }
  return Asked{.request = request_of(parser),
               .is_head = says_head(bytes),
               .keeps_alive = parser.get().keep_alive(),
               .wants_continue = wants_continue(parser)};
}

Response response_of(HttpResponse&& answer, bool keeps_alive) {
  constexpr unsigned kVersion = 11;
  Response response(static_cast<boost::beast::http::status>(answer.status), kVersion);
  response.set(boost::beast::http::field::content_type, answer.content_type);
  response.set("X-Content-Type-Options", "nosniff");
  response.set(boost::beast::http::field::cache_control, "no-store");
  for (const auto& [name, value] : answer.headers) {
    response.set(name, value);
  }
  response.keep_alive(keeps_alive);
  response.body() = std::move(answer.body);
  if (!answer.is_event_stream) {
    response.prepare_payload();
  }
  return response;
}

}  // namespace rulec::dev
