#include <algorithm>

#include "bytecode/bytecode.h"

namespace rulec::bytecode {
namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string_view format_name(TemplateFormat format) {
  switch (format) {
    case TemplateFormat::kText:
      return "text";
    case TemplateFormat::kHtml:
      return "html";
    case TemplateFormat::kMarkdown:
      return "markdown";
    case TemplateFormat::kJson:
      return "json";
  }
  return "";
}

bool are_same_language(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace rulec::bytecode
