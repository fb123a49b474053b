#include "paging.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace rulec::app {
namespace {

constexpr std::array<std::string_view, 4> kPagedCommands = {"help", "explain", "diff", "inspect"};

std::string variable(const Variables& variables, std::string_view name) {
  auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

// Without the sequences that switch colours: ESC [ … m.
std::string without_colors(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    std::size_t escape = std::min(line.find("\x1b["), line.size());
    text += line.substr(0, escape);
    std::size_t end = line.find('m', escape);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return text;
}

}  // namespace

bool may_page(const Invocation& invocation, const Env& env) {
  bool is_read =
      invocation.has("--help") ||
      std::ranges::find(kPagedCommands, invocation.command->name) != kPagedCommands.end();
  bool is_off = invocation.has("--no-pager") || variable(env.variables, "TERM") == "dumb";
  return is_read && !is_off && env.pager != nullptr && env.terminal.out_is_tty &&
         env.terminal.in_is_tty && env.terminal.height > 0 && !pager_words(env.variables).empty();
}

std::vector<std::string> pager_words(const Variables& variables) {
  std::string command = "less";
  for (std::string_view name : {"PAGER", "RULEC_PAGER"}) {
    if (auto found = variables.find(name); found != variables.end()) {
      command = found->second;
    }
  }
  std::vector<std::string> words;
  for (std::string_view word : split_values(command, ' ')) {
    if (!word.empty()) {
      words.emplace_back(word);
    }
  }
  bool is_cat = words.size() == 1 && words.front() == "cat";
  return is_cat ? std::vector<std::string>() : words;
}

std::size_t screen_lines(std::string_view text, std::uint32_t width) {
  std::size_t lines = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    std::size_t length = utf8::count(without_colors(line));
    lines += length == 0 || width == 0 ? 1 : (length + width - 1) / width;
  }
  return lines;
}

void PagedOutput::show(Env& env) {
  // The last line of the screen is that of the prompt.
  bool is_long = screen_lines(text_, env.terminal.width) >= env.terminal.height;
  PagerRequest request{
      .arguments = pager_words(env.variables), .variables = {"LESS=FRX", "LV=-c"}, .text = text_};
  if (is_long && env.pager->show(request)) {
    return;
  }
  static_cast<void>(next_.write(text_));
}

}  // namespace rulec::app
