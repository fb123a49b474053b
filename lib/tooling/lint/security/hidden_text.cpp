#include "tooling/lint/security/hidden_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/utf8.h"

namespace rulec::tooling {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

bool is_in(char32_t c, std::span<const Range> ranges) {
  return std::ranges::any_of(ranges, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// Everything that is looked at; most of it is hidden wherever it stands.
constexpr Range kCandidates[] = {
    {0x7f, 0x9f},     {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},    {0x115f, 0x1160},
    {0x17b4, 0x17b5}, {0x180e, 0x180e},   {0x200b, 0x200f},   {0x2028, 0x202e},  {0x2060, 0x206f},
    {0x2800, 0x2800}, {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0},
    {0xfff9, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe007f}, {0xe0100, 0xe01ef}};

// Scripts whose letters join, so that joiners and non-joiners choose their shape.
constexpr Range kJoiningScripts[] = {
    {0x600, 0x61b},   {0x61d, 0x8ff},   {0x900, 0xdff},   {0xf00, 0xfff},   {0x1000, 0x109f},
    {0x1780, 0x17ff}, {0x1800, 0x180d}, {0x180f, 0x18af}, {0x1b00, 0x1bff}, {0xa840, 0xa87f},
    {0xa8e0, 0xa8ff}, {0xaa60, 0xaa7f}, {0xfb50, 0xfdff}, {0xfe70, 0xfefc}, {0x11000, 0x11fff}};
// Scripts without blanks between words: a zero-width space says where a line may break.
constexpr Range kUnspacedScripts[] = {
    {0xe00, 0xeff}, {0x1000, 0x109f}, {0x1780, 0x17ff}, {0x1950, 0x19ff}, {0x1a20, 0x1aaf}};
constexpr Range kRightToLeft[] = {{0x590, 0x61b},   {0x61d, 0x8ff},     {0xfb1d, 0xfdff},
                                  {0xfe70, 0xfefc}, {0x10800, 0x10fff}, {0x1e800, 0x1efff}};
constexpr Range kPictures[] = {{0xa9, 0xa9},     {0xae, 0xae},     {0x203c, 0x203c},
                               {0x2049, 0x2049}, {0x2100, 0x214f}, {0x2190, 0x23ff},
                               {0x2460, 0x27bf}, {0x2900, 0x2bff}, {0x3030, 0x303d},
                               {0x3297, 0x3299}, {0xfe0f, 0xfe0f}, {0x1f000, 0x1faff}};
constexpr Range kKeys[] = {{'#', '#'}, {'*', '*'}, {'0', '9'}};  // what a keycap is put around
constexpr Range kBraille[] = {{0x2801, 0x28ff}};
constexpr Range kHebrew[] = {{0x590, 0x5ff}};
constexpr Range kIdeographs[] = {{0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};
constexpr Range kJamo[] = {{0x1100, 0x11ff}, {0xa960, 0xa97f}, {0xd7b0, 0xd7ff}};
constexpr Range kMongolian[] = {{0x1800, 0x180d}, {0x180f, 0x18af}};
constexpr Range kMarks[] = {{0x61c, 0x61c}, {0x200e, 0x200f}};
constexpr Range kSelectors[] = {{0xfe00, 0xfe0f}, {0xe0100, 0xe01ef}};
constexpr Range kTags[] = {{0xe0020, 0xe007f}};

constexpr char32_t kKeycap = 0x20e3;
constexpr char32_t kBlackFlag = 0x1f3f4;  // with tags behind it the flag of a region
constexpr char32_t kCancelTag = 0xe007f;

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  std::vector<HiddenText> run() {
    while (at_ < text_.size()) {
      auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte < 0x7f) {
        // Most of every source: no need to decode it.
        previous_ = byte;
        ++at_;
        continue;
      }
      utf8::Decoded decoded = utf8::decode(text_.substr(at_));
      std::size_t length = std::max<std::size_t>(decoded.length, 1);
      char32_t c = decoded.length == 0 ? U'?' : decoded.code_point;
      if (c == kBlackFlag && take_flag(length)) {
        continue;
      }
      if (is_in(c, kCandidates) && at_ > 0 && !is_needed(c, length)) {
        add(c, length);
      } else {
        previous_ = c;
      }
      at_ += length;
    }
    return std::move(found_);
  }

 private:
  void add(char32_t c, std::size_t length) {
    if (found_.empty() || found_.back().end != at_) {
      found_.push_back({.begin = at_, .end = at_, .first = c});
    }
    found_.back().end = at_ + length;
    ++found_.back().count;
  }

  // A flag of a region up to the tag that ends it.
  bool take_flag(std::size_t length) {
    std::size_t at = at_ + length;
    while (at < text_.size()) {
      utf8::Decoded decoded = utf8::decode(text_.substr(at));
      if (decoded.length == 0 || !is_in(decoded.code_point, kTags)) {
        return false;
      }
      at += decoded.length;
      if (decoded.code_point == kCancelTag) {
        at_ = at;
        previous_ = kBlackFlag;
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] char32_t next(std::size_t length) const {
    std::string_view rest = text_.substr(at_ + length);
    return rest.empty() ? U'\0' : utf8::decode(rest).code_point;
  }

  [[nodiscard]] bool is_needed(char32_t c, std::size_t length) {
    if (c == 0x200c) {
      return is_in(previous_, kJoiningScripts);
    }
    if (c == 0x200d) {
      return is_in(previous_, kJoiningScripts) ||
             (is_in(previous_, kPictures) && is_in(next(length), kPictures));
    }
    if (c == 0x200b) {
      return is_in(previous_, kUnspacedScripts) || is_in(next(length), kUnspacedScripts);
    }
    if (is_in(c, kMarks)) {
      return line_is_right_to_left();
    }
    if (c == 0x180e) {
      return is_in(previous_, kMongolian);
    }
    if (c == 0x115f || c == 0x1160) {
      return is_in(previous_, kJamo) || is_in(next(length), kJamo);
    }
    if (c == 0xad) {
      return is_among_words(length);
    }
    if (c == 0x34f) {
      return is_in(previous_, kHebrew);  // keeps its points in their order
    }
    if (c == 0x2800) {
      return is_in(previous_, kBraille) || is_in(next(length), kBraille);
    }
    return is_in(c, kSelectors) && chooses_a_shape(c, length);
  }

  [[nodiscard]] bool chooses_a_shape(char32_t c, std::size_t length) const {
    bool follows_hidden = !found_.empty() && found_.back().end == at_;
    if (is_in(previous_, kSelectors) || follows_hidden) {
      return false;
    }
    bool is_ideograph = is_in(previous_, kIdeographs);
    if (c >= 0xe0100) {
      return is_ideograph;
    }
    return is_ideograph || is_in(previous_, kPictures) || is_in(previous_, kMongolian) ||
           (is_in(previous_, kKeys) && next(length) == kKeycap);
  }

  // A soft hyphen helps a text of several words to be set; in a single one, as ids and values that
  // are compared mostly are, it only makes it another.
  [[nodiscard]] bool is_among_words(std::size_t length) const {
    constexpr std::size_t kFarthest = 200;  // bytes of a side, so that many of them cost little
    constexpr std::string_view kEnds = "\"\n";
    std::string_view before = text_.substr(0, at_);
    before = before.substr(before.size() - std::min(before.size(), kFarthest));
    if (std::size_t end = before.find_last_of(kEnds); end != std::string_view::npos) {
      before.remove_prefix(end + 1);
    }
    std::string_view behind = text_.substr(at_ + length, kFarthest);
    behind = behind.substr(0, behind.find_first_of(kEnds));
    return before.contains(' ') || behind.contains(' ');
  }

  // Looked at once a line, however many marks it holds.
  [[nodiscard]] bool line_is_right_to_left() {
    if (at_ < line_end_) {
      return is_line_right_to_left_;
    }
    std::size_t begin = text_.rfind('\n', at_);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    line_end_ = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(begin, line_end_ - begin);
    is_line_right_to_left_ = false;
    while (!line.empty() && !is_line_right_to_left_) {
      utf8::Decoded decoded = utf8::decode(line);
      is_line_right_to_left_ = decoded.length > 0 && is_in(decoded.code_point, kRightToLeft);
      line.remove_prefix(std::max<std::size_t>(decoded.length, 1));
    }
    return is_line_right_to_left_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_end_ = 0;  // of the line that was looked at last
  bool is_line_right_to_left_ = false;
  char32_t previous_ = 0;  // the last one that is not hidden
  std::vector<HiddenText> found_;
};

struct Name {
  char32_t first;
  char32_t last;
  std::string_view name;
};
constexpr Name kNames[] = {{0x7f, 0x9f, "CONTROL CHARACTER"},
                           {0xad, 0xad, "SOFT HYPHEN"},
                           {0x34f, 0x34f, "COMBINING GRAPHEME JOINER"},
                           {0x61c, 0x61c, "ARABIC LETTER MARK"},
                           {0x115f, 0x115f, "HANGUL CHOSEONG FILLER"},
                           {0x1160, 0x1160, "HANGUL JUNGSEONG FILLER"},
                           {0x17b4, 0x17b4, "KHMER VOWEL INHERENT AQ"},
                           {0x17b5, 0x17b5, "KHMER VOWEL INHERENT AA"},
                           {0x180e, 0x180e, "MONGOLIAN VOWEL SEPARATOR"},
                           {0x200b, 0x200b, "ZERO WIDTH SPACE"},
                           {0x200c, 0x200c, "ZERO WIDTH NON-JOINER"},
                           {0x200d, 0x200d, "ZERO WIDTH JOINER"},
                           {0x200e, 0x200e, "LEFT-TO-RIGHT MARK"},
                           {0x200f, 0x200f, "RIGHT-TO-LEFT MARK"},
                           {0x2028, 0x2028, "LINE SEPARATOR"},
                           {0x2029, 0x2029, "PARAGRAPH SEPARATOR"},
                           {0x202a, 0x202a, "LEFT-TO-RIGHT EMBEDDING"},
                           {0x202b, 0x202b, "RIGHT-TO-LEFT EMBEDDING"},
                           {0x202c, 0x202c, "POP DIRECTIONAL FORMATTING"},
                           {0x202d, 0x202d, "LEFT-TO-RIGHT OVERRIDE"},
                           {0x202e, 0x202e, "RIGHT-TO-LEFT OVERRIDE"},
                           {0x2060, 0x2060, "WORD JOINER"},
                           {0x2061, 0x2064, "INVISIBLE OPERATOR"},
                           {0x2066, 0x2066, "LEFT-TO-RIGHT ISOLATE"},
                           {0x2067, 0x2067, "RIGHT-TO-LEFT ISOLATE"},
                           {0x2068, 0x2068, "FIRST STRONG ISOLATE"},
                           {0x2069, 0x2069, "POP DIRECTIONAL ISOLATE"},
                           {0x2800, 0x2800, "BRAILLE PATTERN BLANK"},
                           {0x3164, 0x3164, "HANGUL FILLER"},
                           {0xfe00, 0xfe0f, "VARIATION SELECTOR"},
                           {0xfeff, 0xfeff, "ZERO WIDTH NO-BREAK SPACE"},
                           {0xffa0, 0xffa0, "HALFWIDTH HANGUL FILLER"},
                           {0xe0000, 0xe007f, "TAG CHARACTER"},
                           {0xe0100, 0xe01ef, "VARIATION SELECTOR"}};

}  // namespace

std::vector<HiddenText> find_hidden_text(std::string_view text) {
  return Finder(text).run();
}

std::string name_of_hidden(char32_t character) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  for (auto rest = static_cast<std::uint32_t>(character); rest > 0 || digits.size() < 4;
       rest /= 16) {
    digits.insert(digits.begin(), kDigits[rest % 16]);
  }
  std::string text = "U+" + digits;
  for (const Name& row : kNames) {
    if (character >= row.first && character <= row.last) {
      text.append(" ").append(row.name);
    }
  }
  return text;
}

}  // namespace rulec::tooling
