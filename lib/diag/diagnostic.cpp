#include "diag/diagnostic.h"

#include <algorithm>

#include "diag/render.h"

namespace rulec::diag {
namespace {

std::string text_of(const Argument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument.value)) {
    return printable(*text);
  }
  return std::to_string(std::get<std::int64_t>(argument.value));
}

}  // namespace

Diagnostic make(Code code, std::vector<Argument> arguments) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.severity = row_of(code).severity;
  diagnostic.arguments = std::move(arguments);
  return diagnostic;
}

Diagnostic make(Code code, Span span, std::string text, std::vector<Argument> arguments) {
  Diagnostic diagnostic = make(code, std::move(arguments));
  diagnostic.has_primary = span.source.is_valid();
  diagnostic.primary = {.span = span, .text = std::move(text)};
  return diagnostic;
}

// A name in braces without an argument stays as it stands: a wrong word in a message is a smaller
// harm than a crash while telling somebody about another mistake. The catalogue test looks for it.
std::string message_of(const Diagnostic& diagnostic) {
  std::string_view rest = row_of(diagnostic.code).message;
  std::string message;
  while (!rest.empty()) {
    std::size_t open = rest.find('{');
    std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) {
      break;
    }
    std::string_view name = rest.substr(open + 1, close - open - 1);
    auto argument = std::ranges::find(diagnostic.arguments, name, &Argument::name);
    message += rest.substr(0, open);
    message += argument == diagnostic.arguments.end()
                   ? std::string(rest.substr(open, close - open + 1))
                   : text_of(*argument);
    rest.remove_prefix(close + 1);
  }
  return message.append(rest);
}

}  // namespace rulec::diag
