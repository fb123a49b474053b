#include "project/internal/secrets.h"

#include <algorithm>
#include <string>

namespace rulec::project {
namespace {

using json::NodeKind;

constexpr std::string_view kSecretWords[] = {"password", "passwd", "passphrase", "secret",
                                             "token",    "dsn",    "api_key",    "private_key"};

// In small letters, with `_` for `-`.
std::string folded(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(), [](char c) {
    return c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return made;
}

// `dsn`, `db_password`, `api-key`; not `dsn_env`, `password_file`.
bool is_secret_key(std::string_view key) {
  std::string name = folded(key);
  return std::ranges::any_of(kSecretWords, [&](std::string_view word) {
    return name == word || name.ends_with("_" + std::string(word));
  });
}

// "scheme://user:password@host", anywhere in the text.
bool has_password_in_address(std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://")) {
    text.remove_prefix(at + 3);
    std::string_view authority = text.substr(0, text.find_first_of("/?# "));
    std::size_t host = authority.rfind('@');
    std::size_t colon = authority.find(':');
    if (host != std::string_view::npos && colon != std::string_view::npos && colon + 1 < host) {
      return true;
    }
  }
  return false;
}

bool holds_password(std::string_view text) {
  std::string words = folded(text);
  std::size_t named = words.find("password=");
  bool has_named = named != std::string::npos && named + 9 < words.size();
  return has_named || has_password_in_address(text);
}

// Whether `:` or `=` follows the word, after a quote and blanks.
bool gives_value_to(std::string_view word, std::string_view text) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word)) {
    text.remove_prefix(at + word.size());
    std::size_t next = text.find_first_not_of("\"' \t");
    if (next != std::string_view::npos && (text[next] == ':' || text[next] == '=')) {
      return true;
    }
  }
  return false;
}

bool may_be_secret(const json::Node& node) {
  switch (node.kind) {
    case NodeKind::kString:
      return !node.text.empty() && (is_secret_key(node.key) || holds_password(node.text));
    case NodeKind::kInteger:
    case NodeKind::kDouble:
      return is_secret_key(node.key);
    case NodeKind::kBad:
    case NodeKind::kNull:
    case NodeKind::kBool:
    case NodeKind::kArray:
    case NodeKind::kObject:
      return false;
  }
  return false;
}

void add_lines(const SourceMap& sources, Span span, std::vector<std::uint32_t>& lines) {
  const Source& source = sources.at(span.source);
  std::uint32_t last = source.line_column(span.end).line;
  for (std::uint32_t line = source.line_column(span.begin).line; line <= last; ++line) {
    lines.push_back(line);
  }
}

}  // namespace

std::vector<json::NodeId> find_secrets(const json::Document& document) {
  std::vector<json::NodeId> secrets;
  for (std::size_t at = 0; at < document.size(); ++at) {
    if (may_be_secret(document.at(json::NodeId(at)))) {
      secrets.emplace_back(at);
    }
  }
  return secrets;
}

bool may_hold_secret(std::string_view line) {
  std::string text = folded(line);
  return holds_password(line) || std::ranges::any_of(kSecretWords, [&](std::string_view word) {
           return gives_value_to(word, text);
         });
}

std::vector<std::uint32_t> lines_shown(const diag::Diagnostic& finding, const SourceMap& sources) {
  std::vector<std::uint32_t> lines;
  if (finding.has_primary) {
    add_lines(sources, finding.primary.span, lines);
    for (const diag::Label& label : finding.labels) {
      add_lines(sources, label.span, lines);
    }
  }
  return lines;
}

void HidingEmitter::emit(diag::Diagnostic finding) {
  std::vector<std::uint32_t> lines = lines_shown(finding, sources_);
  bool is_hidden = std::ranges::any_of(lines, [&](std::uint32_t line) {
    return may_hold_secret(sources_.at(finding.primary.span.source).line_text(line));
  });
  if (!is_hidden) {
    next_.emit(std::move(finding));
    return;
  }
  next_.emit(diag::make(diag::Code::kConfigSyntax, finding.primary.span, "",
                        {{"problem",
                          "something here cannot be read, on a line that may hold a password and "
                          "is not shown"}})
                 .hide_source()
                 .help("give the name of a variable (`dsn_env`) or of a file (`dsn_file`)"));
}

}  // namespace rulec::project
