#include "tooling/report/xml.h"

#include <algorithm>

#include "base/utf8.h"

namespace rulec::tooling {
namespace {

std::string_view entity(char32_t code_point) {
  switch (code_point) {
    case U'&':
      return "&amp;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'"':
      return "&quot;";
    case U'\'':
      return "&#39;";
    default:
      return "";
  }
}

constexpr char32_t kReplacement = 0xFFFD;

}  // namespace

std::string xml_text(std::string_view text, diag::Lines lines) {
  std::string shown = diag::printable(text, lines);
  std::string out;
  std::string_view rest = shown;
  while (!rest.empty()) {
    utf8::Decoded next = utf8::decode(rest);
    bool is_allowed = next.length > 0 && next.code_point != 0xFFFE && next.code_point != 0xFFFF &&
                      (next.code_point >= 0x20 || next.code_point == U'\n');
    std::string_view escaped = is_allowed ? entity(next.code_point) : "";
    if (escaped.empty()) {
      utf8::append(out, is_allowed ? next.code_point : kReplacement);
    }
    out += escaped;
    rest.remove_prefix(std::max<std::size_t>(next.length, 1));
  }
  return out;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_text(value) + "\"";
}

std::string xml_attribute(std::string_view name, std::uint64_t value) {
  return xml_attribute(name, std::to_string(value));
}

}  // namespace rulec::tooling
