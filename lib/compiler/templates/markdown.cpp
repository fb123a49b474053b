// Markdown templates. Holes and the marks of blocks are replaced by words, and cmark-gfm says where
// these words come to stand and what HTML they stand in. That HTML, with the holes put back, is a
// template that place_html must accept; and it must be what the Markdown means for every kind of
// value, and with blocks taken and left out (markdown_samples.h).
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "compiler/templates/elements.h"
#include "compiler/templates/markdown_lists.h"
#include "compiler/templates/markdown_reader.h"
#include "compiler/templates/markdown_samples.h"
#include "compiler/templates/part.h"

namespace rulec::compiler {
namespace {

using bytecode::HolePlace;

// Rows are filled up to the width of their table.
constexpr std::size_t kMaxTableCells = 50'000;

bool is_block_mark(PartKind kind) {
  return kind != PartKind::kText && kind != PartKind::kHole;
}
bool is_opening(PartKind kind) {
  return kind == PartKind::kIf || kind == PartKind::kEach;
}

// Words that stand for parts: `Zq7z` for part 7, with letters between until no text has them.
class Words {
 public:
  explicit Words(const std::vector<Part>& parts) : parts_(parts) {
    std::size_t longest = 0;
    for (const Part& part : parts) {
      longest += part.text.size();
    }
    for (std::size_t tries = 0; tries <= longest && is_in(parts); ++tries) {
      prefix_ += static_cast<char>('a' + tries % 26);
    }
  }

  [[nodiscard]] std::string of(std::size_t part) const {
    return prefix_ + std::to_string(part) + "z";
  }

  struct Found {
    std::size_t part = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // The first word at or behind `from`. What looks like one and is none can come from references
  // (`&#90;`); a part that is found in too many places is refused later.
  [[nodiscard]] std::optional<Found> find(std::string_view text, std::size_t from) const {
    for (std::size_t begin = text.find(prefix_, from); begin != text.npos;
         begin = text.find(prefix_, begin + 1)) {
      Found found{.begin = begin};
      const char* digits = text.data() + begin + prefix_.size();
      const char* last = text.data() + text.size();
      auto [end, error] = std::from_chars(digits, last, found.part);
      if (error == std::errc() && end != last && *end == 'z' && found.part < parts_.size() &&
          parts_[found.part].kind != PartKind::kText) {
        found.end = static_cast<std::size_t>(end - text.data()) + 1;
        return found;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool is_in(const std::vector<Part>& parts) const {
    return std::ranges::any_of(parts,
                               [&](const Part& part) { return part.text.contains(prefix_); });
  }

  const std::vector<Part>& parts_;
  std::string prefix_ = "Zq";
};

// The template with its words, and the way back to its parts.
class MarkedText {
 public:
  MarkedText(const std::vector<Part>& parts, const Words& words) : parts_(parts), words_(words) {
    find_lines();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      begins_.push_back(text_.size());
      add(i);
    }
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  // The fault at the first place of `piece`, or of what stands of it before its first word.
  [[nodiscard]] PartFault fault_at(std::string_view piece) const {
    piece = piece.substr(0, piece.find('\n'));
    if (auto word = words_.find(piece, 0); word && word->begin > 0) {
      piece = piece.substr(0, word->begin);
    }
    std::size_t at = text_.find(piece);
    if (piece.empty() || at == text_.npos) {
      return {};
    }
    auto part =
        static_cast<std::size_t>(std::ranges::upper_bound(begins_, at) - begins_.begin() - 1);
    PartFault fault{.part = part};
    if (parts_[part].kind == PartKind::kText) {
      fault.begin = at - begins_[part];
      fault.end = std::min(fault.begin + piece.size(), parts_[part].text.size());
    }
    return fault;
  }

 private:
  // A block all of whose marks begin a line holds whole lines.
  void find_lines() {
    stands_alone_.resize(parts_.size());
    std::vector<std::vector<std::size_t>> open;
    bool begins_line = true;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      PartKind kind = parts_[i].kind;
      if (is_opening(kind)) {
        open.emplace_back();
      }
      if (is_block_mark(kind)) {
        open.back().push_back(i);
        stands_alone_[i] = begins_line;
      }
      if (kind == PartKind::kEnd) {
        bool is_alone =
            std::ranges::all_of(open.back(), [&](std::size_t mark) { return stands_alone_[mark]; });
        for (std::size_t mark : open.back()) {
          stands_alone_[mark] = is_alone;
        }
        open.pop_back();
      }
      if (kind == PartKind::kText && !parts_[i].text.empty()) {
        begins_line = line_begin(parts_[i].text, begins_line);
      } else if (kind == PartKind::kHole) {
        begins_line = false;
      }
    }
  }

  // Whether nothing but blanks stands behind the last end of a line.
  static bool line_begin(std::string_view text, bool begins_line) {
    std::size_t last = text.find_last_not_of(' ');
    return last == text.npos ? begins_line : text[last] == '\n';
  }

  void add(std::size_t i) {
    const Part& part = parts_[i];
    if (part.kind == PartKind::kText) {
      text_ += part.text;
    } else if (!stands_alone_[i]) {
      text_ += words_.of(i);
    } else {
      // A paragraph of its own, in the list or quote in which it stands.
      std::string indentation = text_.substr(text_.find_last_not_of(' ') + 1);
      text_ += "\n\n" + indentation + words_.of(i) + "\n\n";
    }
  }

  const std::vector<Part>& parts_;
  const Words& words_;
  std::string text_;
  std::vector<std::size_t> begins_;  // of the parts, in text_
  std::vector<bool> stands_alone_;
};

class MarkdownPlacer {
 public:
  MarkdownPlacer(std::vector<Part>& parts, std::vector<Part>& rendered, const PartReport& report)
      : parts_(parts),
        rendered_(rendered),
        report_(report),
        words_(parts),
        text_(parts, words_),
        is_placed_(parts.size()),
        spots_(parts.size()) {}

  bool place() {
    if (!check_size() || !check_literals()) {
      return false;
    }
    MarkdownDocument document = read_markdown(text_.text());
    if (document.depth > kMaxTemplateDepth) {
      unsafe({}, "the Markdown is nested deeper than " + std::to_string(kMaxTemplateDepth), "");
      return false;
    }
    for (const Spot& spot : document.spots) {
      take_spot(spot);
    }
    check_placed();
    if (has_reported_) {
      return false;
    }
    render(document.html);
    return check_rendered();
  }

 private:
  void report(PartFault fault, diag::Code code, std::string problem, std::string help) {
    has_reported_ = true;
    fault.code = code;
    fault.problem = std::move(problem);
    fault.label = code == diag::Code::kUnsafeMarkup ? "here" : "not here";
    fault.help = std::move(help);
    report_(std::move(fault));
  }
  void unsafe(PartFault fault, std::string problem, std::string help) {
    report(std::move(fault), diag::Code::kUnsafeMarkup, std::move(problem), std::move(help));
  }
  void misplaced(std::size_t part, std::string problem, std::string help) {
    report({.part = part}, diag::Code::kMisplacedPlaceholder, std::move(problem), std::move(help));
  }

  bool check_size() {
    if (text_.text().size() > kMaxMessageBytes) {
      unsafe({}, "the Markdown is longer than a message may be", "");
    } else if (most_table_cells(text_.text()) > kMaxTableCells) {
      unsafe({}, "the Markdown can hold too many cells of tables",
             "write `\\|` for a `|` in a text");
    }
    return !has_reported_;
  }

  // What a value behind it would continue, and definitions of links, which a value could refer to.
  bool check_literals() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      std::string_view text = parts_[i].text;
      if (std::size_t at = text.find("]:"); at != text.npos) {
        unsafe({.part = i, .begin = at, .end = at + 2},
               "`]:` defines a link for the whole text, which values could use too",
               "write `[text](url)` where the link stands, or `]\\:`");
      }
      if (i + 1 == parts_.size() || parts_[i + 1].kind != PartKind::kHole) {
        continue;
      }
      std::size_t behind = text.find_last_not_of('\\') + 1;
      if ((text.size() - behind) % 2 == 1) {
        misplaced(i + 1, "a placeholder stands behind `\\`", R"(write `\\` for a `\`)");
      }
      std::size_t reference =
          text.find_last_not_of("#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
      if (reference != text.npos && text[reference] == '&') {
        misplaced(i + 1, "a placeholder stands in a character reference",
                  "write `&amp;` for an `&`");
      }
    }
    return !has_reported_;
  }

  void take_spot(const Spot& spot) {
    if (spot.kind == SpotKind::kHtml) {
      unsafe(text_.fault_at(spot.text), "the Markdown holds HTML",
             "write `\\<` for a `<` that is shown; `format` may be `html`");
      mark_placed(spot.text);
      return;
    }
    if (spot.kind == SpotKind::kUrl) {
      check_url(spot.text);
    }
    for (auto word = words_.find(spot.text, 0); word; word = words_.find(spot.text, word->end)) {
      if (parts_[word->part].kind == PartKind::kHole) {
        take_hole(word->part, spot.kind, word->begin == 0);
      } else if (is_placed_[word->part]) {
        misplaced(word->part, "a block stands in a link that shows its URL",
                  "write the link as `[text](url)`");
      } else if (spot.kind == SpotKind::kUrl || spot.kind == SpotKind::kInfo) {
        misplaced(word->part, "a block stands in a URL or in the language of code",
                  "put the block around it");
      }
      is_placed_[word->part] = true;
    }
  }

  void mark_placed(std::string_view text) {
    for (auto word = words_.find(text, 0); word; word = words_.find(text, word->end)) {
      is_placed_[word->part] = true;
    }
  }

  void take_hole(std::size_t part, SpotKind kind, bool is_first) {
    HolePlace place = HolePlace::kMarkdown;
    if (kind == SpotKind::kCode || kind == SpotKind::kCodeBlock) {
      place = HolePlace::kMarkdownCode;
    } else if (kind == SpotKind::kUrl) {
      place = is_first ? HolePlace::kMarkdownUrl : HolePlace::kMarkdownUrlPart;
    } else if (kind == SpotKind::kInfo) {
      misplaced(part, "a placeholder stands in the language of code", "write the language out");
    }
    if (is_placed_[part] && parts_[part].place != place) {
      misplaced(part, "a placeholder stands in a link that shows its URL",
                "write the link as `[text](url)`");
    }
    parts_[part].place = place;
    spots_[part] = kind;
  }

  // What stands at the beginning of a line may be a heading, a list and so on, wherever it stands
  // within a line that is not escaped; behind something fixed it is not.
  [[nodiscard]] bool has_on_line(std::size_t part, char byte) const {
    for (std::size_t i = part; i-- > 0;) {
      std::string_view text = parts_[i].text;
      std::size_t line = text.rfind('\n');
      if (text.substr(line == text.npos ? 0 : line + 1).contains(byte)) {
        return true;
      }
      if (line != text.npos) {
        return false;
      }
    }
    return false;
  }

  // By the rules of `href` in HTML.
  void check_url(std::string_view url) {
    std::vector<Part> link = {{.text = "<a href=\""}};
    std::vector<std::size_t> sources = {0};
    std::size_t at = 0;
    for (auto word = words_.find(url, 0); word; word = words_.find(url, at)) {
      link.back().text += quoted(url.substr(at, word->begin - at));
      link.push_back({.kind = PartKind::kHole});
      sources.push_back(word->part);
      link.push_back({});
      sources.push_back(0);
      at = word->end;
    }
    link.back().text += quoted(url.substr(at)) + "\">x</a>";
    auto report_url = [&](PartFault fault) {
      bool is_hole = link[fault.part].kind == PartKind::kHole;
      PartFault place = is_hole ? PartFault{.part = sources[fault.part]} : text_.fault_at(url);
      report(std::move(place), fault.code, std::move(fault.problem), std::move(fault.help));
    };
    has_reported_ = !place_html(link, report_url) || has_reported_;
  }

  static std::string quoted(std::string_view text) {
    std::string quoted;
    for (char byte : text) {
      std::string_view reference = byte == '&'   ? "&amp;"
                                   : byte == '<' ? "&lt;"
                                   : byte == '"' ? "&quot;"
                                                 : std::string_view(&byte, 1);
      quoted += reference;
    }
    return quoted;
  }

  void check_placed() {
    for (std::size_t i = 0; i < parts_.size() && !has_reported_; ++i) {
      if (parts_[i].kind != PartKind::kText && !is_placed_[i]) {
        misplaced(i, "a placeholder stands where Markdown shows nothing",
                  "put it into a text, a link, code or a cell that is shown");
      } else if (spots_[i] == SpotKind::kCode && !has_on_line(i, '`')) {
        misplaced(i, "a placeholder begins a line of code that began on another line",
                  "write the code on one line, or as a block of code");
      } else if (spots_[i] == SpotKind::kUrl && !has_on_line(i, '(')) {
        misplaced(i, "a placeholder begins a line within a link", "write the link on one line");
      }
    }
  }

  // The HTML with its holes and blocks; `item` is the index of the part in the Markdown.
  void render(std::string_view html) {
    rendered_.clear();
    std::size_t at = 0;
    for (auto word = words_.find(html, 0); word; word = words_.find(html, at)) {
      std::size_t begin = word->begin;
      std::size_t end = word->end;
      const Part& part = parts_[word->part];
      bool is_paragraph = is_block_mark(part.kind) &&
                          html.substr(at, begin - at).ends_with("<p>") &&
                          html.substr(end).starts_with("</p>");
      if (is_paragraph) {
        begin -= std::string_view("<p>").size();
        end += std::string_view("</p>").size();
      }
      add_text(html.substr(at, begin - at));
      rendered_.push_back({.kind = part.kind, .item = static_cast<std::uint32_t>(word->part)});
      at = end;
    }
    add_text(html.substr(at));
  }

  void add_text(std::string_view text) {
    if (!text.empty()) {
      rendered_.push_back({.text = std::string(text)});
    }
  }

  // Marks in the order of the source, each once.
  [[nodiscard]] bool has_blocks_in_order() const {
    std::vector<std::size_t> marks;
    for (const Part& part : rendered_) {
      if (is_block_mark(part.kind)) {
        marks.push_back(part.item);
      }
    }
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (is_block_mark(parts_[i].kind)) {
        wanted.push_back(i);
      }
    }
    return marks == wanted;
  }

  bool check_rendered() {
    if (!has_blocks_in_order()) {
      blame_block("a block begins or ends within a link or image");
      return false;
    }
    join_lists(rendered_);
    if (!place_html(rendered_, [&](PartFault fault) { report_rendered(std::move(fault)); })) {
      return false;
    }
    if (auto part = find_difference({parts_, rendered_}); part) {
      blame(*part);
      return false;
    }
    for (Part& part : rendered_) {
      if (part.kind != PartKind::kText) {
        part.item = parts_[part.item].item;
      }
    }
    return true;
  }

  void report_rendered(PartFault fault) {
    const Part& part = rendered_[fault.part];
    if (part.kind != PartKind::kText) {
      report({.part = part.item}, fault.code, std::move(fault.problem), std::move(fault.help));
    } else if (!has_reported_) {
      // Elements that are not closed in their block, mostly.
      blame_block("as HTML the text does not hold together: " + fault.problem);
    }
  }

  void blame_block(std::string problem) {
    auto block =
        std::ranges::find_if(parts_, [](const Part& part) { return is_opening(part.kind); });
    auto part = static_cast<std::size_t>(block == parts_.end() ? 0 : block - parts_.begin());
    report({.part = part},
           block == parts_.end() ? diag::Code::kUnsafeMarkup : diag::Code::kMisplacedPlaceholder,
           std::move(problem), kBlockHelp);
  }

  void blame(std::size_t part) {
    if (is_opening(parts_[part].kind)) {
      misplaced(part,
                "the Markdown around this block means something else when the block is left "
                "out or taken again",
                kBlockHelp);
    } else {
      misplaced(
          part, "the value of this placeholder can change what the Markdown around it means",
          "put blanks or fixed words between it and `*`, `_`, `~`, a backtick, or the beginning of "
          "its line");
    }
  }

  static constexpr const char* kBlockHelp =
      "a block holds whole paragraphs or list items, with an empty line before and behind it, or "
      "words "
      "within one line; rows of tables that repeat need the format `html`";

  std::vector<Part>& parts_;
  std::vector<Part>& rendered_;
  const PartReport& report_;
  Words words_;
  MarkedText text_;
  std::vector<bool> is_placed_;
  std::vector<SpotKind> spots_;  // of the holes
  bool has_reported_ = false;
};

}  // namespace

bool place_markdown(std::vector<Part>& parts, std::vector<Part>& rendered,
                    const PartReport& report) {
  return MarkdownPlacer(parts, rendered, report).place();
}

}  // namespace rulec::compiler
