// Findings in one line each.
#include <algorithm>

#include "diag/internal/frame.h"
#include "diag/internal/severity.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

std::string line_and_column(const Source& source, const Span& span) {
  LineColumn at = source.line_column(span.begin);
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

// "error[RC2003] unknown-field: MESSAGE\n"
std::string what(const Diagnostic& diagnostic) {
  std::string line(severity_text(diagnostic.severity));
  line.append("[").append(code_text(diagnostic.code)).append("] ");
  line.append(row_of(diagnostic.code).name).append(": ");
  return line.append(message_of(diagnostic)).append("\n");
}

// What a person would say for it.
std::string spoken(std::string_view text) {
  std::string said = printable(text);
  std::erase(said, '`');
  return said;
}

std::string spoken_name(std::string_view name) {
  std::string said(name);
  std::ranges::replace(said, '-', ' ');
  return said;
}

std::string capital(std::string_view word) {
  std::string text(word);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

std::string spoken_place(const Diagnostic& diagnostic, const SourceMap& sources) {
  if (!diagnostic.has_primary) {
    return "";
  }
  const Source& source = sources.at(diagnostic.primary.span.source);
  LineColumn at = source.line_column(diagnostic.primary.span.begin);
  std::string place = " in " + printable(source.name()) + " at line " + std::to_string(at.line) +
                      " column " + std::to_string(at.column);
  const std::string& rule = diagnostic.place.rule_id;
  return rule.empty() ? place : place + " of rule " + printable(rule);
}

std::string_view spoken_class(FixClass fix_class) {
  switch (fix_class) {
    case FixClass::kSafe:
      return "safe fix";
    case FixClass::kSuggested:
      return "suggested fix";
    case FixClass::kManual:
      return "help";
  }
  return "help";
}

}  // namespace

std::string render_concise(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string line;
  if (diagnostic.has_primary) {
    const Source& source = sources.at(diagnostic.primary.span.source);
    line = printable(source.name()) + ":" + line_and_column(source, diagnostic.primary.span) + ": ";
  }
  return line + what(diagnostic);
}

std::string render_in_group(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string line = "  ";
  if (diagnostic.has_primary) {
    const Source& source = sources.at(diagnostic.primary.span.source);
    line += line_and_column(source, diagnostic.primary.span) + "  ";
  }
  return line + what(diagnostic);
}

std::string render_narrated(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string text = capital(severity_text(diagnostic.severity)) + " " +
                     code_text(diagnostic.code) + " " + spoken_name(row_of(diagnostic.code).name) +
                     spoken_place(diagnostic, sources) + ": " + spoken(message_of(diagnostic));
  if (!diagnostic.primary.text.empty()) {
    text += ", " + spoken(diagnostic.primary.text);
  }
  if (diagnostic.more_places > 0) {
    text += ", and the same at " + std::to_string(diagnostic.more_places) + " more places";
  }
  for (const std::string& help : diagnostic.helps) {
    text += "; help: " + spoken(help);
  }
  for (const Fix& fix : diagnostic.fixes) {
    text.append("; ").append(spoken_class(fix.fix_class)).append(": ").append(spoken(fix.title));
  }
  return text + (text.ends_with('?') ? "\n" : ".\n");
}

}  // namespace rulec::diag
