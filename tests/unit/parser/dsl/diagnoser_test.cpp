// The findings of the diagnoser, as mistakes/*.txt tell them. A file holds cases: a line `===
// NAME`, then the text, in which the lines that begin with `^` say where a finding stands in the
// line above, and those that begin with `=` what else it says.
//
// RULEC_UPDATE_MISTAKES=FOLDER writes the files anew with what is found.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "base/utf8.h"
#include "diagnoser_support.h"

namespace rulec::parser {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHead = "=== ";

bool is_annotation(std::string_view line) {
  std::size_t first = line.find_first_not_of(' ');
  return first != std::string_view::npos && (line[first] == '^' || line[first] == '=') &&
         !line.starts_with("===");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.emplace_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string without_annotations(std::string_view text) {
  std::string made;
  for (const std::string& line : lines_of(text)) {
    made += is_annotation(line) ? "" : line;
  }
  return made;
}

std::size_t points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string show(const diag::Edit& edit, const Source& source) {
  LineColumn at = source.line_column(edit.span.begin);
  std::string text = std::to_string(at.line) + ":" + std::to_string(at.column);
  std::string_view old = source.bytes().substr(edit.span.begin, edit.span.length());
  return text + " `" + std::string(old) + "` -> `" + edit.new_text + "`";
}

std::string annotation(const diag::Diagnostic& finding, const Source& source) {
  const Span& span = finding.primary.span;
  LineColumn at = source.line_column(span.begin);
  std::string_view inside = source.bytes().substr(span.begin, span.length());
  std::size_t width = std::max<std::size_t>(points(inside.substr(0, inside.find('\n'))), 1);
  std::string made = std::string(at.column - 1, ' ') + std::string(width, '^') + " " +
                     diag::message_of(finding) + "\n";
  auto add = [&](const std::string& fact) {
    made += std::string(at.column - 1, ' ') + "= " + fact + "\n";
  };
  for (const diag::Label& label : finding.labels) {
    LineColumn place = source.line_column(label.span.begin);
    add(std::to_string(place.line) + ":" + std::to_string(place.column) + " " + label.text);
  }
  for (const std::string& help : finding.helps) {
    add("help: " + help);
  }
  for (const diag::Fix& fix : finding.fixes) {
    std::string edits;
    for (const diag::Edit& edit : fix.edits) {
      edits += (edits.empty() ? "" : ", ") + show(edit, source);
    }
    std::string shown;
    for (char c : edits) {
      shown += c == '\n' ? "\\n" : std::string(1, c);
    }
    add("fix: " + fix.title + ": " + shown);
  }
  return made;
}

std::string annotated(std::string_view text) {
  Diagnosed read(text);
  const Source& source = read.sources.at(SourceId(0));
  std::string made;
  std::vector<std::string> lines = lines_of(text);
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < lines.size(); ++i) {
    made += lines[i];
    while (next < read.findings.size() &&
           (source.line_column(read.findings[next].primary.span.begin).line <= i + 1 ||
            i + 1 == lines.size())) {
      made += annotation(read.findings[next++], source);
    }
  }
  return made;
}

// What the fixes make of a text, where each finding has one.
std::optional<std::string> mended(std::string_view text) {
  Diagnosed read(text);
  std::vector<diag::Edit> edits;
  for (const diag::Diagnostic& finding : read.findings) {
    if (finding.fixes.size() != 1) {
      return std::nullopt;
    }
    edits.insert(edits.end(), finding.fixes[0].edits.begin(), finding.fixes[0].edits.end());
  }
  std::ranges::stable_sort(edits, {}, [](const diag::Edit& edit) { return edit.span.begin; });
  std::string made(text);
  for (std::size_t i = edits.size(); i > 0; --i) {
    made.replace(edits[i - 1].span.begin, edits[i - 1].span.length(), edits[i - 1].new_text);
  }
  return made;
}

struct Case {
  std::string name;
  std::string body;
};

std::vector<Case> cases_of(std::string_view file) {
  std::vector<Case> cases;
  for (const std::string& line : lines_of(file)) {
    if (line.starts_with(kHead)) {
      cases.push_back(
          {.name = line.substr(kHead.size(), line.size() - kHead.size() - 1), .body = ""});
    } else if (!cases.empty()) {
      cases.back().body += line;
    }
  }
  return cases;
}

TEST_CASE("diagnoser: each mistake is found where it is, and nothing follows from it") {
  const char* update = std::getenv("RULEC_UPDATE_MISTAKES");
  std::size_t count = 0;
  for (const fs::path& path : files_of(fs::path(RULEC_TEST_FOLDER) / "mistakes")) {
    std::string bytes = bytes_of(path);
    std::string made = bytes.substr(0, bytes.find(kHead));
    for (const Case& one : cases_of(bytes)) {
      CAPTURE(path.filename().string());
      CAPTURE(one.name);
      std::string text = without_annotations(one.body);
      std::string found = annotated(text);
      made += std::string(kHead) + one.name + "\n" + found;
      if (update == nullptr) {
        CHECK(found == one.body);
      }
      CHECK(found != text);
      ++count;
    }
    if (update != nullptr) {
      std::ofstream(fs::path(update) / path.filename(), std::ios::binary) << made;
    }
  }
  CHECK(count > 100);
}

TEST_CASE("diagnoser: lines that end with CR and LF") {
  Diagnosed read("rule a on b {\r\n  when x ==\r\n  then\r\n    f(a: 1\r\n    g()\r\n}\r\n");
  REQUIRE(read.findings.size() == 2);
  CHECK(read.sources.text(read.findings[0].primary.span) == "then");
  CHECK(read.sources.text(read.findings[1].primary.span) == "g");
}

TEST_CASE("diagnoser: a text is good after its fixes") {
  std::size_t count = 0;
  for (const fs::path& path : files_of(fs::path(RULEC_TEST_FOLDER) / "mistakes")) {
    for (const Case& one : cases_of(bytes_of(path))) {
      auto text = mended(without_annotations(one.body));
      if (!text) {
        continue;
      }
      CAPTURE(one.name);
      CAPTURE(*text);
      Diagnosed read(*text);
      CHECK(read.refused_pieces == 0);
      CHECK(read.findings.empty());
      ++count;
    }
  }
  CHECK(count > 35);
}

}  // namespace
}  // namespace rulec::parser
