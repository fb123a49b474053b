// Patches: the old lines that edits touch and the new ones in their place, in hunks.
#include <algorithm>

#include "diag/internal/display_line.h"
#include "diag/internal/frame.h"

namespace rulec::diag {
namespace {

// More lines than these say nothing that the first ones do not.
constexpr std::size_t kMaxPatchLines = 12;

using Lines = std::vector<std::string>;

struct Hunk {
  std::uint32_t first_line = 1;
  std::uint32_t last_line = 1;
  std::vector<Edit> edits;
};

std::vector<Hunk> hunks_of(const Source& source, std::vector<Edit> edits) {
  std::ranges::stable_sort(edits, {}, [](const Edit& edit) { return edit.span.begin; });
  std::vector<Hunk> hunks;
  for (Edit& edit : edits) {
    edit.span = clamp_to(source, edit.span);
    std::uint32_t first = source.line_column(edit.span.begin).line;
    std::uint32_t last = source.line_column(edit.span.end).line;
    if (hunks.empty() || first > hunks.back().last_line) {
      hunks.push_back({.first_line = first, .last_line = last, .edits = {}});
    }
    hunks.back().last_line = std::max(hunks.back().last_line, last);
    hunks.back().edits.push_back(std::move(edit));
  }
  return hunks;
}

Lines lines_of(std::string_view text) {
  Lines lines;
  while (true) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    lines.emplace_back(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line);
    if (end == std::string_view::npos) {
      return lines;
    }
    text.remove_prefix(end + 1);
  }
}

std::string_view old_text(const Source& source, const Hunk& hunk) {
  std::uint32_t begin = source.line_begin(hunk.first_line);
  std::string_view last = source.line_text(hunk.last_line);
  auto end = static_cast<std::uint32_t>(last.data() + last.size() - source.bytes().data());
  for (const Edit& edit : hunk.edits) {
    end = std::max(end, edit.span.end);
  }
  return source.bytes().substr(begin, end - begin);
}

std::string new_text(std::string_view old, std::uint32_t old_begin, const Hunk& hunk) {
  std::string text;
  std::uint32_t at = old_begin;
  for (const Edit& edit : hunk.edits) {
    // An edit that overlaps the one before it waits for the next pass.
    if (edit.span.begin < at) {
      continue;
    }
    text += old.substr(at - old_begin, edit.span.begin - at);
    text += edit.new_text;
    at = edit.span.end;
  }
  return text.append(old.substr(at - old_begin));
}

// Elements that two sequences share at their front and back.
struct Common {
  std::size_t front = 0;
  std::size_t back = 0;
};

template <class Sequence>
Common common_of(const Sequence& left, const Sequence& right) {
  auto front = static_cast<std::size_t>(std::ranges::mismatch(left, right).in1 - left.begin());
  std::size_t most = std::min(left.size(), right.size()) - front;
  std::size_t back = 0;
  while (back < most && left[left.size() - 1 - back] == right[right.size() - 1 - back]) {
    ++back;
  }
  return {.front = front, .back = back};
}

struct PatchLine {
  std::uint32_t number = 1;
  std::string_view text;
  Common common;  // with the line on the other side, so that the window shows what differs
};

void append_patch_line(std::string& to, const FrameStyle& style, char sign, const PatchLine& line) {
  std::size_t focus_end = line.text.size() - std::min(line.common.back, line.text.size());
  DisplayLine shown(line.text, line.common.front, focus_end);
  std::uint32_t room = style.width > style.digits + 3 ? style.width - style.digits - 3 : 0;
  Window window = shown.window(room, shown.column_of(line.common.front),
                               shown.column_of(std::max(focus_end, line.common.front)));
  std::string number = std::to_string(line.number);
  std::string content(style.digits - std::min<std::size_t>(number.size(), style.digits), ' ');
  content.append(number).append(" ").append(1, sign);
  std::string text = shown.shown(window);
  content += text.empty() ? "" : " " + text;
  to += style.painter(sign == '-' ? Paint::kRemoved : Paint::kAdded, content) + "\n";
}

void append_lines(std::string& to, const FrameStyle& style, char sign,
                  std::span<const PatchLine> lines) {
  for (const PatchLine& line : lines.first(std::min(lines.size(), kMaxPatchLines))) {
    append_patch_line(to, style, sign, line);
  }
  if (lines.size() > kMaxPatchLines) {
    to += std::string(style.digits + 1, ' ') + sign + " ... " +
          std::to_string(lines.size() - kMaxPatchLines) + " more lines\n";
  }
}

// Numbers the lines that differ; both sides begin at the first of them.
std::vector<PatchLine> numbered(const Lines& lines, const Common& same, std::uint32_t first) {
  std::vector<PatchLine> numbered_lines;
  for (std::size_t i = same.front; i + same.back < lines.size(); ++i) {
    numbered_lines.push_back(
        {.number = first + static_cast<std::uint32_t>(i), .text = lines[i], .common = {}});
  }
  return numbered_lines;
}

}  // namespace

void append_patch(std::string& to, const FrameStyle& style, const Source& source,
                  std::vector<Edit> edits) {
  std::int64_t shift = 0;  // lines that earlier hunks added
  for (const Hunk& hunk : hunks_of(source, std::move(edits))) {
    std::string_view old = old_text(source, hunk);
    Lines old_lines = lines_of(old);
    std::string replaced = new_text(old, source.line_begin(hunk.first_line), hunk);
    Lines new_lines = lines_of(replaced);
    Common same = common_of(old_lines, new_lines);
    auto removed = numbered(old_lines, same, hunk.first_line);
    auto shifted = static_cast<std::uint32_t>(hunk.first_line + shift);
    auto added = numbered(new_lines, same, shifted);
    for (std::size_t i = 0; i < std::min(removed.size(), added.size()); ++i) {
      removed[i].common = added[i].common = common_of(removed[i].text, added[i].text);
    }
    append_lines(to, style, '-', removed);
    append_lines(to, style, '+', added);
    shift +=
        static_cast<std::int64_t>(new_lines.size()) - static_cast<std::int64_t>(old_lines.size());
  }
}

}  // namespace rulec::diag
