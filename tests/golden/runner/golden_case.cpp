#include "golden_case.h"

#include <charconv>

namespace rulec::testing {
namespace {

constexpr std::string_view kSectionMark = "--- ";

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t");
  std::size_t end = text.find_last_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin + 1);
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

// Content with its trailing empty lines cut to one line end.
std::string without_trailing_lines(std::string_view content) {
  std::size_t end = content.find_last_not_of('\n');
  return end == std::string_view::npos ? std::string()
                                       : std::string(content.substr(0, end + 1)) + "\n";
}

std::string with_line_end(const std::string& text) {
  return text.empty() || text.ends_with('\n') ? text : text + "\n";
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

class CaseParser {
 public:
  explicit CaseParser(std::string_view text) : rest_(text) {}

  ParsedCase parse() {
    while (!rest_.empty() && !rest_.starts_with(kSectionMark)) {
      parse_header(take_line());
    }
    while (!rest_.empty()) {
      std::string_view before = rest_;
      std::string_view name = trimmed(take_line().substr(kSectionMark.size()));
      std::string_view content = take_content();
      bool is_expected = take_prefix(name, "expect ");
      if (is_expected) {
        parse_expectation(name, content);
      } else {
        parse_input(name, content);
        kept_to(before);
      }
    }
    check();
    return std::move(parsed_);
  }

 private:
  std::string_view take_line() {
    std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++line_;
    return line;
  }

  std::string_view take_content() {
    const char* begin = rest_.data();
    while (!rest_.empty() && !rest_.starts_with(kSectionMark)) {
      take_line();
    }
    return {begin, static_cast<std::size_t>(rest_.data() - begin)};
  }

  void kept_to(std::string_view before) {
    parsed_.golden.kept_text += before.substr(0, before.size() - rest_.size());
  }

  void fault(std::string text) {
    parsed_.faults.push_back("line " + std::to_string(line_) + ": " + std::move(text));
  }

  void parse_header(std::string_view line) {
    parsed_.golden.kept_text.append(line).append("\n");
    std::string_view text = trimmed(line);
    if (text.empty()) {
      return;
    }
    if (!take_prefix(text, "# ")) {
      fault("a line of the header begins with `# `");
    } else if (take_prefix(text, "about:")) {
      parsed_.golden.about = trimmed(text);
    } else if (take_prefix(text, "run:")) {
      parsed_.golden.runs.emplace_back(trimmed(text));
    } else if (take_prefix(text, "width:")) {
      if (!parse_number(trimmed(text), parsed_.golden.width)) {
        fault("`width` is a number of columns");
      }
    } else if (take_prefix(text, "step:")) {
      if (!parse_number(trimmed(text), parsed_.golden.step_ns)) {
        fault("`step` is a number of nanoseconds");
      }
    } else if (take_prefix(text, "tty:")) {
      parsed_.golden.out_is_tty = text.find("out") != std::string_view::npos;
      parsed_.golden.err_is_tty = text.find("err") != std::string_view::npos;
    }
    // Any other `# ` line is a remark.
  }

  void parse_input(std::string_view name, std::string_view content) {
    auto& inputs = parsed_.golden.inputs;
    if (name == "stdin") {
      parsed_.golden.input = without_trailing_lines(content);
    } else if (take_prefix(name, "hex ")) {
      auto bytes = bytes_of_hex(content);
      if (!bytes) {
        fault("only hex digits stand in a `hex` section");
      }
      inputs.push_back({.path = std::string(trimmed(name)), .content = bytes.value_or("")});
    } else if (take_prefix(name, "private ")) {
      inputs.push_back({.kind = InputKind::kPrivate,
                        .path = std::string(name),
                        .content = without_trailing_lines(content)});
    } else if (take_prefix(name, "link ")) {
      std::size_t blank = name.find(' ');
      if (blank == std::string_view::npos) {
        return fault("`link` has a name and a target");
      }
      inputs.push_back({.kind = InputKind::kLink,
                        .path = std::string(name.substr(0, blank)),
                        .content = std::string(trimmed(name.substr(blank)))});
    } else if (take_prefix(name, "denied ")) {
      inputs.push_back({.kind = InputKind::kDenied, .path = std::string(name), .content = {}});
    } else if (take_prefix(name, "special ")) {
      inputs.push_back({.kind = InputKind::kSpecial, .path = std::string(name), .content = {}});
    } else if (name.empty() || name.find(' ') != std::string_view::npos) {
      fault("`" + std::string(name) + "` is no section");
    } else {
      inputs.push_back({.path = std::string(name), .content = without_trailing_lines(content)});
    }
  }

  void parse_expectation(std::string_view name, std::string_view content) {
    Expectation& expected = parsed_.golden.expected;
    if (take_prefix(name, "exit ")) {
      parsed_.golden.has_exit = parse_number(trimmed(name), expected.exit);
    } else if (name == "stdout") {
      expected.out = without_trailing_lines(content);
    } else if (name == "stderr") {
      expected.err = without_trailing_lines(content);
    } else if (take_prefix(name, "file ")) {
      expected.files.emplace_back(trimmed(name), without_trailing_lines(content));
    } else if (take_prefix(name, "exists ")) {
      expected.exists.emplace_back(trimmed(name));
    } else {
      fault("`expect " + std::string(name) + "` is no section");
    }
  }

  void check() {
    if (parsed_.golden.about.empty()) {
      fault("`# about:` says in one sentence what the case shows");
    }
    if (parsed_.golden.runs.empty()) {
      fault("`# run:` names a command line");
    }
  }

  std::string_view rest_;
  std::size_t line_ = 0;
  ParsedCase parsed_;
};

void append_section(std::string& to, std::string_view head, std::string_view content) {
  if (!to.ends_with('\n')) {
    to += '\n';
  }
  to.append(kSectionMark).append(head).append("\n").append(content);
}

}  // namespace

ParsedCase parse_case(std::string_view text) {
  return CaseParser(text).parse();
}

std::string print_case(const GoldenCase& golden, const Expectation& expected) {
  std::string text = golden.kept_text;
  append_section(text, "expect exit " + std::to_string(expected.exit), "");
  if (!expected.out.empty()) {
    append_section(text, "expect stdout", with_line_end(expected.out));
  }
  if (!expected.err.empty()) {
    append_section(text, "expect stderr", with_line_end(expected.err));
  }
  for (const auto& [name, content] : expected.files) {
    append_section(text, "expect file " + name, with_line_end(content));
  }
  for (const std::string& name : expected.exists) {
    append_section(text, "expect exists " + name, "");
  }
  return text;
}

std::optional<std::string> bytes_of_hex(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t') {
      continue;
    }
    int digit = hex_digit(text[i]);
    if (digit < 0) {
      return std::nullopt;
    }
    if (high >= 0) {
      bytes.push_back(static_cast<char>(high * 16 + digit));
    }
    high = high < 0 ? digit : -1;
  }
  return high < 0 ? std::optional(bytes) : std::nullopt;
}

}  // namespace rulec::testing
