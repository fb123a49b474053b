#include "catalogue_use.h"

#include <algorithm>

#include "diag/diagnostic.h"

namespace rulec::testing {
namespace {

constexpr std::size_t kCodeLength = 6;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// "{field}" and the like of a message.
std::vector<std::string_view> placeholders_of(std::string_view message) {
  std::vector<std::string_view> found;
  for (std::size_t open = message.find('{'); open != std::string_view::npos;
       open = message.find('{', open + 1)) {
    found.push_back(message.substr(open, message.find('}', open) - open + 1));
  }
  return found;
}

std::set<std::string> codes_after(std::string_view text, std::string_view before) {
  std::set<std::string> codes;
  for (std::size_t at = text.find("RC"); at != std::string_view::npos;
       at = text.find("RC", at + 1)) {
    std::string_view code = text.substr(at, kCodeLength);
    bool is_code = code.size() == kCodeLength && std::ranges::all_of(code.substr(2), is_digit);
    bool stands_alone = (at == 0 || !is_word(text[at - 1])) &&
                        (at + kCodeLength >= text.size() || !is_word(text[at + kCodeLength]));
    if (is_code && stands_alone && text.substr(0, at).ends_with(before)) {
      codes.emplace(code);
    }
  }
  return codes;
}

}  // namespace

std::set<std::string> codes_in(std::string_view text) {
  return codes_after(text, "");
}

std::set<std::string> findings_in(std::string_view text) {
  std::set<std::string> codes = codes_after(text, "[");
  codes.merge(codes_after(text, "\"code\":\""));
  codes.merge(codes_after(text, "\"code\": \""));
  return codes;
}

std::vector<std::string> unfilled_arguments(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    for (const std::string& code : findings_in(line)) {
      const diag::CatalogueRow* row = diag::find_row(code);
      if (row == nullptr) {
        continue;
      }
      for (std::string_view placeholder : placeholders_of(row->message)) {
        if (line.find(placeholder) != std::string_view::npos) {
          lines.emplace_back(line);
        }
      }
    }
  }
  return lines;
}

}  // namespace rulec::testing
