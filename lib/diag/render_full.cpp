// A finding as people read it: header, frames, facts, help. Each part appends to one text; the
// frames are in internal/frame.h.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "diag/internal/display_line.h"
#include "diag/internal/frame.h"
#include "diag/internal/severity.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

constexpr std::string_view kAside = "      ";  // between a text and what stands beside it

Paint paint_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return Paint::kError;
    case Severity::Warning:
      return Paint::kWarning;
    case Severity::Hint:
    case Severity::Retired:
      return Paint::kHint;
  }
  return Paint::kHint;
}

std::string_view text_of(FixClass fix_class) {
  switch (fix_class) {
    case FixClass::kSafe:
      return "[safe]";
    case FixClass::kSuggested:
      return "[suggested]";
    case FixClass::kManual:
      return "[manual]";
  }
  return {};
}

// All spans that the text will number lines of.
std::vector<Span> spans_of(const Diagnostic& diagnostic) {
  std::vector<Span> spans;
  if (diagnostic.has_primary) {
    spans.push_back(diagnostic.primary.span);
  }
  for (const Label& label : diagnostic.labels) {
    spans.push_back(label.span);
  }
  for (const Fix& fix : diagnostic.fixes) {
    for (const Edit& edit : fix.edits) {
      spans.push_back(edit.span);
    }
  }
  return spans;
}

class FullRenderer {
 public:
  FullRenderer(const Diagnostic& diagnostic, const SourceMap& sources, const RenderOptions& options)
      : diagnostic_(diagnostic),
        sources_(sources),
        options_(options),
        painter_(options.has_color ? Painter::Mode::kColor : Painter::Mode::kPlain),
        style_{.painter = painter_,
               .width = options.width,
               .digits = digits(),
               .primary = paint_of(diagnostic.severity),
               .glyphs = options.has_unicode ? kLineDrawing : Glyphs(),
               .folder_url = options.folder_url} {}

  std::string render() {
    append_header();
    if (diagnostic_.has_primary) {
      if (diagnostic_.hides_source) {
        const Span& span = diagnostic_.primary.span;
        text_ += place_line(style_, style_.glyphs.arrow, sources_.at(span.source), span);
      } else {
        append_frames();
      }
      append_facts();
    } else {
      append_tips();
    }
    for (const Fix& fix : diagnostic_.fixes) {
      append_fix(fix);
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::uint32_t digits() const {
    std::uint32_t line = 1;
    for (const Span& span : spans_of(diagnostic_)) {
      line = std::max(line, extent_of(sources_.at(span.source), span).last_line);
    }
    return static_cast<std::uint32_t>(std::to_string(line).size());
  }

  void append_header() {
    std::string code = code_text(diagnostic_.code);
    std::string address =
        options_.pages_url.empty() ? std::string() : options_.pages_url + code + ".md";
    std::string head = std::string(severity_text(diagnostic_.severity)) + "[" + code + "]";
    text_ += linked(address, painter_(style_.primary, head));
    text_ += " ";
    text_ += painter_(Paint::kBold,
                      std::string(row_of(diagnostic_.code).name) + ": " + message_of(diagnostic_));
    text_ += "\n";
  }

  void append_bar() { text_ += blank_gutter(style_) + "\n"; }

  void append_frames() {
    std::vector<Mark> marks = {
        {.span = diagnostic_.primary.span, .is_primary = true, .text = diagnostic_.primary.text}};
    for (const Label& label : diagnostic_.labels) {
      marks.push_back({.span = label.span, .is_primary = false, .text = label.text});
    }
    for (bool is_first = true; !marks.empty(); is_first = false) {
      SourceId id = marks.front().span.source;
      auto others = std::ranges::stable_partition(
          marks, [id](const Mark& mark) { return mark.span.source == id; });
      std::span<const Mark> here(marks.begin(), others.begin());
      if (!is_first) {
        append_bar();
      }
      const Source& source = sources_.at(id);
      text_ += place_line(style_, is_first ? style_.glyphs.arrow : style_.glyphs.elsewhere, source,
                          here.front().span);
      append_bar();
      append_frame(text_, style_, source, here);
      marks.erase(marks.begin(), others.begin());
    }
  }

  // "aside" goes beside the text when both fit, else below it.
  void append_beside(std::string_view prefix, std::string_view shown_prefix, std::string_view text,
                     std::string_view aside) {
    text_.append(shown_prefix).append(text);
    std::size_t used = prefix.size() + display_width(text);
    if (!aside.empty() && used + kAside.size() + display_width(aside) <= style_.width) {
      text_.append(kAside).append(aside);
    } else if (!aside.empty()) {
      text_.append("\n").append(std::string(prefix.size(), ' ')).append(aside);
    }
    text_ += "\n";
  }

  void append_fact(std::string_view name, std::string_view text, std::string_view aside = {}) {
    std::string gutter(style_.digits + 1, ' ');
    std::string prefix = gutter + "= " + std::string(name);
    std::string shown =
        gutter + painter_(Paint::kGutter, "=") + " " + painter_(Paint::kBold, std::string(name));
    append_beside(prefix, shown, text, aside);
  }

  void append_facts() {
    const Place& place = diagnostic_.place;
    std::string in = breadcrumb();
    bool has_facts = !in.empty() || !place.pointer.empty() || !place.reads_as.empty() ||
                     !diagnostic_.notes.empty() || diagnostic_.witness.has_value() ||
                     diagnostic_.more_places > 0;
    if (has_facts) {
      append_bar();
    }
    append_place(in);
    if (!place.reads_as.empty()) {
      append_fact("reads as: ", underlined(shortened(printable(place.reads_as))));
    }
    for (const std::string& note : diagnostic_.notes) {
      append_fact("note: ", printable(note));
    }
    // Whole: it is there to be pasted.
    if (diagnostic_.witness) {
      append_fact("witness: ", printable(diagnostic_.witness->context));
    }
    if (diagnostic_.more_places > 0) {
      append_fact("", "and " + std::to_string(diagnostic_.more_places) + " more places (--all)");
    }
    for (const std::string& help : diagnostic_.helps) {
      text_ += painter_(Paint::kHelp, "help:") + " " + printable(help) + "\n";
    }
  }

  void append_place(const std::string& in) {
    std::string pointer = printable(diagnostic_.place.pointer);
    if (!in.empty()) {
      append_fact("in: ", in, pointer.empty() ? "" : "(" + pointer + ")");
    } else if (!pointer.empty()) {
      append_fact("in: ", pointer);
    }
  }

  [[nodiscard]] std::string breadcrumb() const {
    std::string joined;
    for (const std::string& step : diagnostic_.place.breadcrumb) {
      joined += joined.empty() ? "" : " > ";
      joined += printable(step);
    }
    return joined;
  }

  // With the part at fault underlined, where that is only part of it and stands there once.
  [[nodiscard]] std::string underlined(std::string reading) const {
    std::string part = printable(subject_text(diagnostic_.place));
    std::size_t at = part.empty() ? std::string::npos : reading.find(part);
    if (at == std::string::npos || part.size() == reading.size() ||
        reading.find(part, at + 1) != std::string::npos) {
      return reading;
    }
    return reading.substr(0, at) + painter_(Paint::kUnderlined, part) +
           reading.substr(at + part.size());
  }

  // At most two lines of a terminal, cut at a blank.
  [[nodiscard]] std::string shortened(std::string text) const {
    std::size_t room = 2 * std::size_t{style_.width} - std::min<std::size_t>(style_.width, 20);
    if (text.size() > room) {
      std::size_t cut = text.rfind(' ', room);
      text.resize(cut == std::string::npos ? room : cut);
      text += " ...";
    }
    return text;
  }

  // Findings without a place, such as usage errors, end in one line of tips when it fits.
  void append_tips() {
    std::string in = breadcrumb();
    if (!in.empty()) {
      text_ += "  in: " + in + "\n";
    }
    for (const std::string& note : diagnostic_.notes) {
      text_ += "  note: " + printable(note) + "\n";
    }
    std::string line;
    for (const std::string& help : diagnostic_.helps) {
      std::string tip = printable(help);
      constexpr std::size_t kPrefix = 7;
      bool fits =
          kPrefix + display_width(line) + kAside.size() + display_width(tip) <= style_.width;
      line += line.empty() ? "" : fits ? std::string(kAside) : "\n" + std::string(kPrefix, ' ');
      line += tip;
    }
    if (!line.empty()) {
      text_ += "  " + painter_(Paint::kHelp, "tip:") + " " + line + "\n";
    }
  }

  void append_fix(const Fix& fix) {
    std::string shown = painter_(Paint::kHelp, "help:") + " ";
    append_beside("help: ", shown, printable(fix.title), text_of(fix.fix_class));
    std::vector<Edit> rest = diagnostic_.hides_source ? std::vector<Edit>() : fix.edits;
    while (!rest.empty()) {
      SourceId id = rest.front().span.source;
      auto others = std::ranges::stable_partition(
          rest, [id](const Edit& edit) { return edit.span.source == id; });
      bool is_elsewhere = !diagnostic_.has_primary || id != diagnostic_.primary.span.source;
      if (is_elsewhere) {
        text_ += place_line(style_, style_.glyphs.elsewhere, sources_.at(id), rest.front().span);
      }
      append_bar();
      append_patch(text_, style_, sources_.at(id), {rest.begin(), others.begin()});
      rest.erase(rest.begin(), others.begin());
    }
  }

  const Diagnostic& diagnostic_;
  const SourceMap& sources_;
  const RenderOptions& options_;
  Painter painter_;
  FrameStyle style_;
  std::string text_;
};

}  // namespace

std::string render_full(const Diagnostic& diagnostic, const SourceMap& sources,
                        const RenderOptions& options) {
  return FullRenderer(diagnostic, sources, options).render();
}

}  // namespace rulec::diag
