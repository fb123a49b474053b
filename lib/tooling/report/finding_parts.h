// What the printers of findings share. Internal to this folder.
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "tooling/report/findings.h"

namespace rulec::tooling {

// JSON is UTF-8: other bytes of an author are shown as in the terminal.
[[nodiscard]] std::string json_text(std::string_view text);

// The word that a form has for the severity.
[[nodiscard]] std::string_view word_of(diag::Severity severity, std::string_view error,
                                       std::string_view warning, std::string_view hint);

// Lines and columns count from 1, columns are code points; the end is the first place behind.
struct Range {
  LineColumn begin;
  LineColumn end;
};
[[nodiscard]] Range range_of(const Source& source, Span span);
[[nodiscard]] Span clamped(const Source& source, Span span);

// Path from the repository's root.
[[nodiscard]] std::string path_of(const FindingsReport& report, std::string_view file);
// Where a finding without a place is shown, since most services want one: the project's settings.
[[nodiscard]] std::string path_of(const FindingsReport& report, const diag::Diagnostic& finding);

// "RC2003 unknown-field".
[[nodiscard]] std::string title_of(const diag::Diagnostic& finding);
// Message, and in further lines what to do.
[[nodiscard]] std::string message_with_help(const diag::Diagnostic& finding);
// "https://host/RC2003.md", "" where pages are nowhere.
[[nodiscard]] std::string page_url(const FindingsReport& report, diag::Code code);

}  // namespace rulec::tooling
