#include "line_diff.h"

#include <algorithm>
#include <vector>

#include "diag/render.h"

namespace rulec::app {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    lines.push_back(line);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return lines;
}

void show(std::string& text, std::string_view mark, const std::vector<std::string_view>& lines,
          std::size_t from, std::size_t to, std::size_t max_lines) {
  std::size_t end = to - from > max_lines ? from + max_lines : to;
  for (std::size_t i = from; i < end; ++i) {
    text.append("  ").append(mark).append(" ").append(diag::printable(lines[i])).append("\n");
  }
  if (end < to) {
    text.append("  ").append(mark).append(" ... ").append(std::to_string(to - end));
    text += " more lines\n";
  }
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after, std::size_t max_lines) {
  std::vector<std::string_view> old_lines = lines_of(before);
  std::vector<std::string_view> new_lines = lines_of(after);
  std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  std::size_t head = 0;
  while (head < shorter && old_lines[head] == new_lines[head]) {
    ++head;
  }
  std::size_t tail = 0;
  while (tail < shorter - head &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
    ++tail;
  }
  std::string text;
  show(text, "-", old_lines, head, old_lines.size() - tail, max_lines);
  show(text, "+", new_lines, head, new_lines.size() - tail, max_lines);
  return text;
}

}  // namespace rulec::app
