// Requests and responses in Boost.Beast's types: what the server with its sockets and the exchange
// without share. Included by http_*.cpp alone.
#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>

#include "dev/http.h"

namespace rulec::dev {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// What the header of a request says, once it has come whole.
struct Asked {
  HttpRequest request;
  bool is_head = false;
  bool keeps_alive = false;
  bool wants_continue = false;
};

void set_limits(Parser& parser);

// The fault that an error of the parser means; none: the connection is over.
[[nodiscard]] std::optional<HttpFault> fault_of(const boost::system::error_code& error);

// Whether the header at the front of `bytes` can be judged: it is whole, too large or hopeless.
[[nodiscard]] bool has_header(std::string_view bytes);
// Judges it and gives it to the parser; `used` is its size.
[[nodiscard]] std::expected<Asked, HttpFault> take_header(std::string_view bytes, Parser& parser,
                                                          std::size_t& used);

[[nodiscard]] Response response_of(HttpResponse&& answer, bool keeps_alive);

}  // namespace rulec::dev
