#include "tooling/lint/security/secret_mask.h"

#include <algorithm>

#include "tooling/lint/security/secret_text.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kMask = "***";
// So many bytes tell a secret: messages may cut it off behind them.
constexpr std::size_t kTelling = 12;
constexpr std::string_view kKeyHead = "-----BEGIN ";

// The whole of a private key, of which only the head was found.
std::size_t end_of_key(std::string_view text, std::size_t begin, std::size_t head_end) {
  std::size_t end = text.find_first_of("\"'", head_end);
  end = std::min(end, text.find("-----END", begin));
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

SecretMask::SecretMask(const SourceMap& sources) : sources_(sources), lines_(sources.size()) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources.at(SourceId(i));
    for (const SecretText& found : find_secret_text(source.bytes(), SecretView::kAll)) {
      std::string_view text = source.bytes().substr(found.begin, found.end - found.begin);
      std::size_t end = found.end;
      if (text.starts_with(kKeyHead)) {
        end = end_of_key(source.bytes(), found.begin, found.end);
        add_key(source.bytes().substr(found.begin, end - found.begin));
      } else {
        add(text);
      }
      lines_[i].push_back(
          {.first = source.line_column(static_cast<std::uint32_t>(found.begin)).line,
           .last = source.line_column(static_cast<std::uint32_t>(end)).line});
    }
  }
  std::ranges::sort(secrets_);
  auto repeated = std::ranges::unique(secrets_);
  secrets_.erase(repeated.begin(), repeated.end());
}

void SecretMask::add(std::string_view secret) {
  secrets_.emplace_back(secret);
}

// Line by line, since messages write its line ends in another way than the source may.
void SecretMask::add_key(std::string_view text) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find_first_of("\r\n\\"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    bool is_escape = text.size() > 1 && text.front() == '\\';
    text.remove_prefix(std::min<std::size_t>(is_escape ? 2 : 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.size() >= kTelling) {
      add(line);
    }
  }
}

bool SecretMask::mask(std::string& text) const {
  bool has_masked = false;
  for (const std::string& secret : secrets_) {
    std::string_view beginning = std::string_view(secret).substr(0, kTelling);
    for (std::size_t at = text.find(beginning); at != std::string::npos;
         at = text.find(beginning, at + kMask.size())) {
      std::string_view rest = std::string_view(text).substr(at);
      auto length =
          static_cast<std::size_t>(std::ranges::mismatch(rest, secret).in1 - rest.begin());
      text.replace(at, length, kMask);
      has_masked = true;
    }
  }
  return has_masked;
}

bool SecretMask::holds(const Span& span) const {
  if (!span.source.is_valid() || span.source.index() >= lines_.size() ||
      lines_[span.source.index()].empty()) {
    return false;
  }
  const Source& source = sources_.at(span.source);
  std::uint32_t first = source.line_column(span.begin).line;
  std::uint32_t last = source.line_column(span.end).line;
  return std::ranges::any_of(lines_[span.source.index()], [&](const Lines& lines) {
    return lines.first <= last && first <= lines.last;
  });
}

void SecretMask::apply(diag::Diagnostic& finding) const {
  if (secrets_.empty()) {
    return;
  }
  for (diag::Argument& argument : finding.arguments) {
    if (auto* text = std::get_if<std::string>(&argument.value)) {
      mask(*text);
    }
  }
  bool is_hidden = finding.has_primary && holds(finding.primary.span);
  mask(finding.primary.text);
  for (diag::Label& label : finding.labels) {
    is_hidden = holds(label.span) || is_hidden;
    mask(label.text);
  }
  mask(finding.place.pointer);
  mask(finding.place.rule_id);
  mask(finding.place.reads_as);
  std::ranges::for_each(finding.place.breadcrumb, [&](std::string& text) { mask(text); });
  std::ranges::for_each(finding.notes, [&](std::string& text) { mask(text); });
  std::ranges::for_each(finding.helps, [&](std::string& text) { mask(text); });
  for (diag::Fix& fix : finding.fixes) {
    mask(fix.title);
    for (const diag::Edit& edit : fix.edits) {
      std::string shown = edit.new_text;
      is_hidden = holds(edit.span) || mask(shown) || is_hidden;
    }
  }
  if (finding.witness) {
    mask(finding.witness->context);
  }
  if (finding.suppressed) {
    mask(finding.suppressed->reason);
  }
  finding.hides_source = finding.hides_source || is_hidden;
}

}  // namespace rulec::tooling
