#include "compiler/templates/html_values.h"

#include <algorithm>
#include <vector>

#include "diag/suggest.h"

namespace rulec::compiler {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kReferenceBytes =
    "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// A URL as its literal characters and holes, judged when it is whole: the template, not a value,
// says of which scheme and on which host it is. (When the URL begins with a hole, the value says
// so; its scheme is looked at when it is escaped.)
class UrlValue {
 public:
  explicit UrlValue(MarkupReporter& reporter) : reporter_(reporter) {}

  bytecode::HolePlace hole(PartRange place) {
    bool is_first = text_.empty();
    add(kHole, place);
    return is_first ? bytecode::HolePlace::kMarkupUrl : bytecode::HolePlace::kMarkupUrlPart;
  }

  void character(PartRange place, char32_t character) {
    if (character <= ' ' || character == 0xa0) {
      reporter_.unsafe_at(place, "a URL holds white space", "in a URL", "write `%20`");
    } else if (character == '\\') {
      reporter_.unsafe_at(place, "a URL holds a backslash, which browsers read as `/`", "in a URL",
                          "write `/`, or `%5C`");
    }
    add(character < 0x80 ? lower(static_cast<char>(character)) : 'x', place);
  }

  void judge() const {
    std::size_t end = std::min(text_.find_first_of(":/?#"), text_.size());
    bool has_scheme = end < text_.size() && text_[end] == ':';
    if (has_scheme && !is_good_scheme(end)) {
      return;
    }
    if (text_.empty() || text_[0] == kHole) {
      return;
    }
    std::string_view scheme = std::string_view(text_).substr(0, has_scheme ? end : 0);
    judge_host(scheme, has_scheme ? end + 1 : 0);
    judge_first_segment();
  }

 private:
  static constexpr char kHole = '\1';

  void add(char character, PartRange place) {
    text_ += character;
    places_.push_back(place);
  }

  [[nodiscard]] bool is_good_scheme(std::size_t end) const {
    std::string scheme = text_.substr(0, end);
    if (scheme.contains(kHole)) {
      reporter_.unsafe_at(
          places_[end], "the placeholder before this `:` would choose the scheme of the URL",
          "makes a scheme", "give the whole URL in one placeholder, or write the scheme out");
      return false;
    }
    if (scheme == "http" || scheme == "https" || scheme == "mailto") {
      return true;
    }
    constexpr std::size_t kShown = 32;
    reporter_.unsafe_at(
        places_[end], "the scheme `" + scheme.substr(0, kShown) + "` is not allowed in a URL",
        "ends the scheme", "`https`, `http` and `mailto` are, and URLs without a scheme");
    return false;
  }

  // Browsers skip slashes, wanted or not, until a host begins.
  void judge_host(std::string_view scheme, std::size_t begin) const {
    std::string_view rest = std::string_view(text_).substr(begin);
    bool wants_host = scheme.starts_with("http");
    bool has_host = rest.starts_with("//") && scheme != "mailto";
    if ((wants_host && !has_host) || (has_host && rest.substr(2).starts_with('/'))) {
      reporter_.unsafe_at(places_[std::min(begin, places_.size() - 1)], "a URL has no host",
                          "no host", "write `https://host/…`");
      return;
    }
    if (!has_host) {
      return;
    }
    std::string_view host = rest.substr(2, rest.find_first_of("/?#", 2) - 2);
    std::size_t hole = host.rfind(kHole);
    if (hole != host.npos && !host.substr(hole).contains('.')) {
      reporter_.misplaced_at(
          places_[begin + 2 + hole], "a placeholder chooses the host of a URL",
          "write the host out (`https://{{…}}.example.com` is possible), or give "
          "the whole URL in one placeholder");
    }
  }

  // `/{{a}}/b` with nothing for `a` is `//b`: a host.
  void judge_first_segment() const {
    std::size_t behind = text_.find_first_not_of(kHole, 1);
    if (text_[0] == '/' && behind != text_.npos && behind > 1 && text_[behind] == '/') {
      reporter_.misplaced_at(places_[1],
                             "an empty value here would make `//`, and a host of what follows",
                             "put a fixed name between the first `/` and the placeholder");
    }
  }

  MarkupReporter& reporter_;
  std::string text_;               // in lower case; kHole for a hole
  std::vector<PartRange> places_;  // of each of its characters
};

class ValueReader {
 public:
  ValueReader(PartCursor& cursor, MarkupReporter& reporter, std::optional<AttributeKind> kind,
              std::string_view name, char quote)
      : cursor_(cursor),
        reporter_(reporter),
        kind_(kind),
        name_(name),
        quote_(quote),
        url_(reporter) {}

  bool read(PartCursor::Place begin) {
    while (!cursor_.at_end() && !cursor_.at(quote_)) {
      if (cursor_.at_byte()) {
        literal();
      } else if (cursor_.at_hole()) {
        hole();
      } else if (!mark()) {
        return false;
      }
    }
    if (cursor_.at_end()) {
      reporter_.unsafe(begin, "the value of `" + std::string(name_) + "` has no closing quote",
                       "begins here", "");
      return false;
    }
    if (open_blocks_ > 0) {
      reporter_.unsafe(cursor_.place(), "a block that begins in a value ends in it", "ends before",
                       "put `{{/if}}` or `{{/each}}` before the closing quote");
      return false;
    }
    cursor_.advance();
    url_.judge();
    return true;
  }

 private:
  [[nodiscard]] bool is_url() const { return kind_ == AttributeKind::kUrl; }

  void literal() {
    PartCursor::Place begin = cursor_.place();
    if (cursor_.at('&')) {
      std::optional<char32_t> character = take_reference(cursor_, reporter_);
      if (character && is_url()) {
        url_.character(cursor_.since(begin), *character);
      }
      return;
    }
    char byte = cursor_.byte();
    bool is_forbidden = is_forbidden_byte(cursor_);
    cursor_.advance();
    if (is_forbidden) {
      reporter_.unsafe(begin, "a value holds a control character", "not printable", "");
    } else if (byte == '<') {
      reporter_.unsafe(begin, "a value holds `<`", "in a value", "write `&lt;`");
    } else if (is_url()) {
      url_.character(cursor_.since(begin), static_cast<unsigned char>(byte));
    }
  }

  void hole() {
    PartCursor::Place begin = cursor_.place();
    Part& part = cursor_.part();
    cursor_.advance();
    if (quote_ == '\'') {
      reporter_.misplaced(begin, "a placeholder stands in single quotes",
                          "put the value of `" + std::string(name_) + "` in double quotes");
    } else if (kind_ == AttributeKind::kFixed) {
      reporter_.misplaced(begin, "`" + std::string(name_) + "` takes no placeholder",
                          "choose between fixed values with `{{#if …}}`");
    } else {
      part.place = is_url() ? url_.hole(cursor_.since(begin)) : bytecode::HolePlace::kMarkup;
    }
  }

  bool mark() {
    PartCursor::Place begin = cursor_.place();
    PartKind mark = cursor_.part().kind;
    cursor_.advance();
    if (is_url()) {
      reporter_.misplaced(begin, "a block stands in a URL",
                          "put the block around the element, or the whole URL in one placeholder");
      return false;
    }
    bool is_opening = mark == PartKind::kIf || mark == PartKind::kEach;
    if (!is_opening && open_blocks_ == 0) {
      reporter_.misplaced(begin, "a block that began outside of this value ends in it",
                          "end the block where it began: outside of the tag, or in the value");
      return false;
    }
    open_blocks_ += is_opening ? 1 : 0;
    open_blocks_ -= mark == PartKind::kEnd ? 1 : 0;
    return true;
  }

  PartCursor& cursor_;
  MarkupReporter& reporter_;
  std::optional<AttributeKind> kind_;
  std::string_view name_;
  char quote_;
  UrlValue url_;
  int open_blocks_ = 0;
};

}  // namespace

void MarkupReporter::unsafe(PartCursor::Place begin, std::string problem, std::string label,
                            std::string help) {
  unsafe_at(cursor_.since(begin), std::move(problem), std::move(label), std::move(help));
}

void MarkupReporter::unsafe_at(PartRange place, std::string problem, std::string label,
                               std::string help) {
  send(diag::Code::kUnsafeMarkup, place, std::move(problem), std::move(label), std::move(help));
}

void MarkupReporter::misplaced(PartCursor::Place begin, std::string problem, std::string help) {
  misplaced_at(cursor_.since(begin), std::move(problem), std::move(help));
}

void MarkupReporter::misplaced_at(PartRange place, std::string problem, std::string help) {
  send(diag::Code::kMisplacedPlaceholder, place, std::move(problem), "not here", std::move(help));
}

void MarkupReporter::send(diag::Code code, PartRange place, std::string problem, std::string label,
                          std::string help) {
  has_reported_ = true;
  report_({.part = place.part,
           .begin = place.begin,
           .end = place.end,
           .code = code,
           .problem = std::move(problem),
           .label = std::move(label),
           .help = std::move(help)});
}

std::optional<char32_t> take_reference(PartCursor& cursor, MarkupReporter& reporter) {
  PartCursor::Place begin = cursor.place();
  cursor.advance();
  PartCursor behind = cursor;
  std::string body = behind.take_while(kReferenceBytes);
  bool has_end = behind.at(';');
  std::optional<char32_t> character = has_end ? read_reference(body) : std::nullopt;
  if (character) {
    behind.advance();
    cursor = behind;
    return character;
  }
  std::string help = "write `&amp;` for an `&`";
  if (has_end && !body.empty() && kLetters.contains(body[0])) {
    std::string near = diag::did_you_mean(diag::suggest(body, reference_names()));
    help = near.empty() ? help + ", or the character itself" : near;
  }
  constexpr std::size_t kShown = 32;
  std::string problem = "`&` begins no character reference";
  if (has_end && !body.empty()) {
    problem = "`&" + body.substr(0, kShown) + ";` is no character reference that is allowed";
  }
  reporter.unsafe(begin, std::move(problem), "no reference", std::move(help));
  return std::nullopt;
}

bool is_forbidden_byte(const PartCursor& cursor) {
  auto byte = static_cast<unsigned char>(cursor.byte());
  if (byte == 0xc2) {
    PartCursor next = cursor;
    next.advance();
    return next.at_byte() && static_cast<unsigned char>(next.byte()) < 0xa0;
  }
  return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7f;
}

bool take_value(PartCursor& cursor, MarkupReporter& reporter, std::optional<AttributeKind> kind,
                std::string_view name, char quote) {
  PartCursor::Place begin = cursor.place();
  return ValueReader(cursor, reporter, kind, name, quote).read(begin);
}

}  // namespace rulec::compiler
