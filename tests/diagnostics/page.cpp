#include "page.h"

#include <algorithm>
#include <map>

namespace rulec::testing {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kExempt = "<!-- exempt: ";
constexpr std::string_view kAlso = "<!-- also: ";
constexpr std::size_t kCodeLength = 6;

std::string_view take_line(std::string_view& text) {
  std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view take_fence(std::string_view& text) {
  const char* begin = text.data();
  while (!text.empty() && !text.starts_with(kFence)) {
    take_line(text);
  }
  std::string_view content(begin, static_cast<std::size_t>(text.data() - begin));
  take_line(text);
  return content;
}

std::string first_line(std::string_view content) {
  return std::string(take_line(content));
}

void add_runs(GoldenCase& golden, std::string_view content) {
  while (!content.empty()) {
    std::string_view line = take_line(content);
    if (!line.empty()) {
      golden.runs.emplace_back(line);
    }
  }
}

void add_fence(Page& page, GoldenCase& golden, std::string_view info, std::string_view content) {
  std::size_t blank = std::min(info.find(' '), info.size());
  std::string_view kind = info.substr(0, blank);
  std::string name(info.substr(std::min(blank + 1, info.size())));
  if (kind == "run") {
    add_runs(golden, content);
  } else if (kind == "stdin") {
    golden.input = content;
  } else if (kind == "file") {
    golden.inputs.push_back({.path = name, .content = std::string(content)});
  } else if (kind == "file-hex") {
    auto bytes = bytes_of_hex(content);
    if (!bytes) {
      page.faults.push_back(name + ": only hex digits stand in a `file-hex` fence");
    }
    golden.inputs.push_back({.path = name, .content = bytes.value_or("")});
  } else if (kind == "link") {
    golden.inputs.push_back(
        {.kind = InputKind::kLink, .path = name, .content = first_line(content)});
  } else if (kind == "denied") {
    golden.inputs.push_back({.kind = InputKind::kDenied, .path = name, .content = {}});
  } else if (kind == "special") {
    golden.inputs.push_back({.kind = InputKind::kSpecial, .path = name, .content = {}});
  }
}

void read_exemption(Page& page, std::string_view line) {
  line.remove_prefix(kExempt.size());
  std::string_view covered = "; covered by ";
  std::size_t middle = line.find(covered);
  std::size_t end = line.find(" -->");
  if (middle == std::string_view::npos || end == std::string_view::npos) {
    page.faults.emplace_back("an exemption reads `exempt: REASON; covered by tests/NAME`");
    return;
  }
  page.exempt_reason = line.substr(0, middle);
  page.covered_by = line.substr(middle + covered.size(), end - middle - covered.size());
}

void check_case(Page& page, const GoldenCase& golden, const std::string& name) {
  bool is_exempt = !page.exempt_reason.empty();
  if (!is_exempt && golden.runs.empty()) {
    page.faults.push_back("`## " + name + "` has no `run` fence");
  }
}

}  // namespace

Page parse_page(std::string_view text) {
  Page page;
  std::string_view title = take_line(text);
  if (title.starts_with("# ")) {
    page.title = title.substr(2);
  }
  GoldenCase* golden = nullptr;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.starts_with("## ")) {
      golden = line == "## Wrong" ? &page.wrong : line == "## Right" ? &page.right : nullptr;
    } else if (line.starts_with(kExempt)) {
      read_exemption(page, line);
    } else if (line.starts_with(kAlso)) {
      page.also = line.substr(kAlso.size(), kCodeLength);
    } else if (line.starts_with(kFence)) {
      std::string_view content = take_fence(text);
      if (golden != nullptr) {
        add_fence(page, *golden, line.substr(kFence.size()), content);
      }
    } else if (golden == nullptr) {
      page.prose.append(line).append("\n");
    }
  }
  check_case(page, page.wrong, "Wrong");
  check_case(page, page.right, "Right");
  return page;
}

}  // namespace rulec::testing
