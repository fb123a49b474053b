// HTML templates: text, character references, allowed elements with quoted attributes. A branch of
// a block closes what it opens, so what is true of the template is true of everything it renders.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "compiler/templates/elements.h"
#include "compiler/templates/html_values.h"
#include "compiler/templates/part.h"
#include "compiler/templates/part_cursor.h"
#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEndsName = " \t\r\n/>=\"'<&";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::size_t kShown = 32;  // bytes of a name in a message

std::string quoted(std::string_view name) {
  std::size_t size = std::min(name.size(), kShown);
  while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) {
    --size;
  }
  return "`" + std::string(name.substr(0, size)) + (size < name.size() ? "…`" : "`");
}

class HtmlReader {
 public:
  HtmlReader(std::vector<Part>& parts, const PartReport& report)
      : cursor_(parts), reporter_(cursor_, report) {}

  bool read() {
    while (!cursor_.at_end()) {
      if (!item()) {
        return false;
      }
    }
    if (!open_.empty()) {
      never_closed("");
    }
    return !reporter_.has_reported();
  }

 private:
  using Place = PartCursor::Place;

  struct Open {
    const Element* element = nullptr;  // null: not allowed, reported
    std::string name;
    PartRange tag;  // the place of its name
  };

  // Content of the innermost element. Of an element that was refused nothing more is said.
  [[nodiscard]] Content content() const {
    return open_.empty() || open_.back().element == nullptr ? Content::kFlow
                                                            : open_.back().element->content;
  }

  bool item() {
    if (cursor_.at('<')) {
      return markup();
    }
    if (cursor_.at('&')) {
      Place begin = cursor_.place();
      if (take_reference(cursor_, reporter_) && !holds_text(content())) {
        text_misplaced(begin);
      }
      return true;
    }
    if (cursor_.at_byte()) {
      text();
      return true;
    }
    return cursor_.at_hole() ? hole() : mark();
  }

  void text_misplaced(Place begin) {
    reporter_.unsafe(begin, "`<" + open_.back().name + ">` holds no text of its own", "stray text",
                     "put the text into " + inner_element());
  }

  [[nodiscard]] std::string inner_element() const {
    switch (content()) {
      case Content::kItems:
        return "`<li>`";
      case Content::kTerms:
        return "`<dt>` or `<dd>`";
      case Content::kTableParts:
        return "`<caption>`, or a cell in a row of `<tbody>`";
      case Content::kRows:
        return "a cell of `<tr>`";
      case Content::kCells:
        return "`<td>` or `<th>`";
      case Content::kNothing:
      case Content::kPhrasing:
      case Content::kFlow:
        break;
    }
    return "an element";
  }

  void text() {
    Place begin = cursor_.place();
    bool is_forbidden = is_forbidden_byte(cursor_);
    bool is_blank = cursor_.at_any(kBlanks);
    cursor_.advance();
    if (is_forbidden) {
      reporter_.unsafe(begin, "a text holds a control character", "not printable", "");
    } else if (!is_blank && !holds_text(content())) {
      cursor_.take_until("<&");
      text_misplaced(begin);
    }
  }

  bool hole() {
    Place begin = cursor_.place();
    cursor_.part().place = bytecode::HolePlace::kMarkup;
    cursor_.advance();
    if (!holds_text(content())) {
      reporter_.misplaced(
          begin,
          "a placeholder stands directly in `<" + open_.back().name + ">`, which holds no text",
          "put it into " + inner_element());
    }
    return true;
  }

  // Blocks. What is open where one begins is open at its `{{else}}` and its end, and nothing else.
  bool mark() {
    PartKind mark = cursor_.part().kind;
    RULEC_CHECK(mark == PartKind::kIf || mark == PartKind::kEach || !blocks_.empty());
    if (mark == PartKind::kIf || mark == PartKind::kEach) {
      blocks_.push_back(open_.size());
    } else if (open_.size() > blocks_.back()) {
      never_closed(mark == PartKind::kElse ? " before `{{else}}`" : " before its block ends");
      return false;
    }
    if (mark == PartKind::kEnd) {
      blocks_.pop_back();
    }
    cursor_.advance();
    return true;
  }

  void never_closed(const std::string& where) {
    const Open& open = open_.back();
    std::string help = where.empty() ? "close it with `</" + open.name + ">`"
                                     : "close it with `</" + open.name + ">` in the same branch";
    reporter_.unsafe_at(open.tag, "`<" + open.name + ">` is not closed" + where, "opened here",
                        std::move(help));
  }

  bool markup() {
    Place begin = cursor_.place();
    cursor_.advance();
    if (cursor_.at('/')) {
      cursor_.advance();
      return end_tag(begin);
    }
    if (cursor_.at('!') || cursor_.at('?')) {
      cursor_.take_until(">");
      reporter_.unsafe(
          begin, "comments and declarations are not allowed in a template", "not text",
          "write `&lt;` for a `<` that is shown; JSON comments are not shown to users");
      return false;
    }
    if (cursor_.at_any(kLetters)) {
      return start_tag(begin);
    }
    if (cursor_.at_hole()) {
      reporter_.misplaced(cursor_.place(), "a placeholder stands for the name of an element",
                          "write the name out; write `&lt;` for a `<` that is shown");
      return false;
    }
    reporter_.unsafe(begin, "`<` begins no tag", "no tag", "write `&lt;` for a `<` that is shown");
    return true;
  }

  // The rest of a name in a tag; false when a placeholder goes on with it.
  bool name(std::string& name) {
    name = cursor_.take_until(kEndsName);
    if (cursor_.at_end() || cursor_.at_byte()) {
      return true;
    }
    reporter_.misplaced(cursor_.place(), "a placeholder stands in a name in a tag",
                        "write the name out; choose between elements with `{{#if …}}`");
    return false;
  }

  bool end_tag(Place begin) {
    std::string closed;
    if (!name(closed)) {
      return false;
    }
    cursor_.take_while(kBlanks);
    if (!cursor_.at('>')) {
      reporter_.unsafe(begin, "the end tag `</" + closed.substr(0, kShown) + "` has no `>`",
                       "not closed", "");
      return false;
    }
    cursor_.advance();
    std::size_t floor = blocks_.empty() ? 0 : blocks_.back();
    if (open_.size() == floor) {
      bool is_outside = !open_.empty() && open_.back().name == closed;
      const Element* element = find_element(closed);
      bool is_void = element != nullptr && element->content == Content::kNothing;
      reporter_.unsafe(begin,
                       is_outside ? quoted("</" + closed + ">") +
                                        " closes an element that was opened outside of its block"
                                  : quoted("</" + closed + ">") + " closes nothing",
                       "closes nothing here",
                       is_void ? quoted("<" + closed + ">") + " has no end tag" : "");
      return false;
    }
    if (open_.back().name != closed) {
      reporter_.unsafe(begin,
                       quoted("</" + closed + ">") + " stands where " +
                           quoted("<" + open_.back().name + ">") + " is open",
                       "closes another element",
                       "close " + quoted("<" + open_.back().name + ">") + " first");
      return false;
    }
    open_.pop_back();
    return true;
  }

  bool start_tag(Place begin) {
    Open tag;
    if (!name(tag.name)) {
      return false;
    }
    tag.tag = cursor_.since(begin);
    tag.element = find_element(tag.name);
    if (tag.element == nullptr) {
      unknown_element(begin, tag.name);
    } else {
      check_standing(begin, *tag.element);
    }
    bool is_self_closed = false;
    if (!attributes(tag, is_self_closed)) {
      return false;
    }
    if (tag.element != nullptr && tag.element->content == Content::kNothing) {
      return true;
    }
    if (is_self_closed) {
      reporter_.unsafe_at(tag.tag, "`/>` does not close " + quoted("<" + tag.name + ">"),
                          "not closed", "write `></" + tag.name + ">`");
      return true;
    }
    open_.push_back(std::move(tag));
    if (open_.size() > kMaxTemplateDepth) {
      reporter_.unsafe(begin,
                       "elements are nested deeper than " + std::to_string(kMaxTemplateDepth),
                       "too deep", "");
      return false;
    }
    return true;
  }

  void unknown_element(Place begin, const std::string& name) {
    std::string help = diag::did_you_mean(diag::suggest(name, element_names()));
    reporter_.unsafe(
        begin, quoted("<" + name + ">") + " is not allowed in a template", "not allowed",
        help.empty() ? "templates hold text, headings, lists, tables, links and images" : help);
  }

  void check_standing(Place begin, const Element& element) {
    if (element.name == "a" && is_open("a")) {
      reporter_.unsafe(begin, "a link stands in a link", "in `<a>`", "close `<a>` first");
    } else if (!may_hold(content(), element.standing)) {
      std::string tag = "`<" + std::string(element.name) + ">`";
      if (open_.empty() || holds_text(content())) {
        std::string where =
            open_.empty() ? "outside of its list or table" : "in `<" + open_.back().name + ">`";
        reporter_.unsafe(begin, tag + " may not stand " + where, "misplaced",
                         standing_help(element));
      } else {
        reporter_.unsafe(begin, tag + " may not stand directly in `<" + open_.back().name + ">`",
                         "misplaced", "put it into " + inner_element());
      }
    }
  }

  [[nodiscard]] std::string standing_help(const Element& element) const {
    switch (element.standing) {
      case Standing::kItem:
        return "it stands in `<ul>` or `<ol>`";
      case Standing::kTerm:
        return "it stands in `<dl>`";
      case Standing::kTablePart:
        return "it stands in `<table>`";
      case Standing::kRow:
        return "it stands in `<thead>`, `<tbody>` or `<tfoot>`";
      case Standing::kCell:
        return "it stands in `<tr>`";
      case Standing::kPhrasing:
      case Standing::kFlow:
        break;
    }
    return "close `<" + open_.back().name + ">` first: it holds no block";
  }

  [[nodiscard]] bool is_open(std::string_view name) const {
    return std::ranges::any_of(open_, [&](const Open& open) { return open.name == name; });
  }

  bool attributes(const Open& tag, bool& is_self_closed) {
    std::set<std::string> seen;
    while (true) {
      bool has_blank = !cursor_.take_while(kBlanks).empty();
      if (cursor_.at_end()) {
        reporter_.unsafe_at(tag.tag, "the tag " + quoted("<" + tag.name) + " has no `>`",
                            "begins here", "write `&lt;` for a `<` that is shown");
        return false;
      }
      if (cursor_.at('>')) {
        cursor_.advance();
        return true;
      }
      if (cursor_.at('/')) {
        is_self_closed = true;
        if (!slash()) {
          return false;
        }
      } else if (!cursor_.at_byte()) {
        reporter_.misplaced(
            cursor_.place(),
            cursor_.at_hole() ? "a placeholder stands in a tag" : "a block begins or ends in a tag",
            "placeholders stand in text and in double-quoted values");
        return false;
      } else if (!attribute(tag, seen, has_blank)) {
        return false;
      }
    }
  }

  // `/` of `<br/>`.
  bool slash() {
    Place begin = cursor_.place();
    cursor_.advance();
    if (cursor_.at('>')) {
      return true;
    }
    reporter_.unsafe(begin, "a tag holds a `/` without `>`", "stray", "");
    return false;
  }

  bool attribute(const Open& tag, std::set<std::string>& seen, bool has_blank) {
    Place begin = cursor_.place();
    std::string written;
    if (!name(written)) {
      return false;
    }
    if (written.empty() || !has_blank) {
      if (written.empty()) {
        cursor_.advance();
      }
      reporter_.unsafe(begin, "a tag holds something that is no attribute", "no attribute",
                       "attributes are written ` name=\"value\"`");
      return false;
    }
    std::optional<AttributeKind> kind = check_attribute(begin, tag, written);
    if (kind && !seen.insert(written).second) {
      reporter_.unsafe(begin, quoted(written) + " is given twice", "again", "");
    }
    if (!cursor_.at('=')) {
      reporter_.unsafe(begin, quoted(written) + " has no value", "no value",
                       "write " + quoted(written + "=\"\""));
      return true;
    }
    cursor_.advance();
    return value(begin, kind, written);
  }

  bool value(Place begin, std::optional<AttributeKind> kind, const std::string& name) {
    if (cursor_.at('"') || cursor_.at('\'')) {
      char quote = cursor_.byte();
      cursor_.advance();
      return take_value(cursor_, reporter_, kind, name, quote);
    }
    if (!cursor_.at_end() && !cursor_.at_byte()) {
      reporter_.misplaced(cursor_.place(), "a placeholder stands in a value without quotes",
                          "put the value of " + quoted(name) + " in double quotes");
      return false;
    }
    cursor_.take_until(" \t\r\n>");
    reporter_.unsafe(begin, "the value of " + quoted(name) + " is not quoted", "not quoted",
                     "put it in double quotes");
    return true;
  }

  std::optional<AttributeKind> check_attribute(Place begin, const Open& tag,
                                               const std::string& name) {
    if (tag.element == nullptr) {
      return std::nullopt;
    }
    std::optional<AttributeKind> kind = find_attribute(tag.name, name);
    if (!kind) {
      std::string help = diag::did_you_mean(diag::suggest(name, attribute_names(tag.name)));
      reporter_.unsafe(
          begin, quoted(name) + " is not allowed on `<" + tag.name + ">`", "not allowed",
          help.empty() && name == "style" ? "use `class`, and a style sheet of the page" : help);
    }
    return kind;
  }

  PartCursor cursor_;
  MarkupReporter reporter_;
  std::vector<Open> open_;
  std::vector<std::size_t> blocks_;  // how much was open where each began
};

}  // namespace

bool place_html(std::vector<Part>& parts, const PartReport& report) {
  return HtmlReader(parts, report).read();
}

}  // namespace rulec::compiler
