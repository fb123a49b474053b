#include "compiler/templates/markdown_samples.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "compiler/templates/markdown_reader.h"

namespace rulec::compiler {
namespace {

using bytecode::HolePlace;

// A value as it stands in Markdown (as runtime/escape writes it) and in HTML (as cmark does).
struct Sample {
  std::string_view markdown;
  std::string_view html;
};

// Emphasis asks whether what stands beside it is punctuation, white space or neither; a line asks
// whether it begins with a number. Other than that an escaped text is like any other.
constexpr std::array<Sample, 7> kTexts = {{{"x", "x"},
                                           {"\\(x\\)", "(x)"},
                                           {"\\(x", "(x"},
                                           {"x\\)", "x)"},
                                           {"&#32;", " "},
                                           {"1", "1"},
                                           {"a b", "a b"}}};
constexpr std::size_t kEdgeKinds = 4;  // the first of them: each kind of first and last character
// In code nothing is escaped: what would end raw HTML, a URL or a title that seems to begin before
// the code, and what would end a table's cell.
constexpr std::array<Sample, 7> kCodes = {
    {{"x", "x"},
     {"))))))))))))))))))))))))))))))))\")')>)", "))))))))))))))))))))))))))))))))&quot;)')&gt;)"},
     {"\">'>-->?>]]>", "&quot;&gt;'&gt;--&gt;?&gt;]]&gt;"},
     {"x|y", "x|y"},
     {"\\", "\\"},
     {"\u00a0", "\u00a0"},
     {"1", "1"}}};
constexpr std::array<Sample, 7> kUrls = {{{"x", "x"},
                                          {"https://x.example/a?b", "https://x.example/a?b"},
                                          {"#", "#"},
                                          {"//x", "//x"},
                                          {"#blocked", "#blocked"},
                                          {"1", "1"},
                                          {"a&amp;b", "a&amp;b"}}};
constexpr std::array<Sample, 7> kUrlParts = {
    {{"x", "x"}, {"!~", "!~"}, {"", ""}, {"_x_", "_x_"}, {"%3A", "%3A"}, {"1", "1"}, {"-", "-"}}};

const Sample& sample_of(HolePlace place, std::size_t kind) {
  if (place == HolePlace::kMarkdownCode) {
    return kCodes[kind];
  }
  if (place == HolePlace::kMarkdownUrl) {
    return kUrls[kind];
  }
  return place == HolePlace::kMarkdownUrlPart ? kUrlParts[kind] : kTexts[kind];
}

// What the holes and blocks are in one comparison. Both are asked for the index of their part.
struct Assignment {
  std::function<std::size_t(std::size_t)> kind;   // of a hole's sample
  std::function<std::size_t(std::size_t)> turns;  // of a block; an `if` is true for any but 0
};

enum class Form : std::uint8_t { kMarkdown, kHtml };

class Composer {
 public:
  Composer(const MarkdownPair& pair, Form form, const Assignment& assignment)
      : markdown_(pair.parts),
        parts_(form == Form::kMarkdown ? pair.parts : pair.rendered),
        form_(form),
        assignment_(assignment) {}

  std::string take() {
    std::size_t at = 0;
    while (at < parts_.size()) {
      at = compose(at);
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::size_t source_of(std::size_t at) const {
    return form_ == Form::kMarkdown ? at : parts_[at].item;
  }

  // One part, or a block whole; returns where the next one is. Parts are not composed while a
  // branch is left out.
  std::size_t compose(std::size_t at) {
    const Part& part = parts_[at];
    if (part.kind == PartKind::kIf || part.kind == PartKind::kEach) {
      return block(at);
    }
    if (part.kind == PartKind::kText && skipped_ == 0) {
      text_ += part.text;
    } else if (part.kind == PartKind::kHole && skipped_ == 0) {
      std::size_t source = source_of(at);
      const Sample& sample = sample_of(markdown_[source].place, assignment_.kind(source));
      text_ += form_ == Form::kMarkdown ? sample.markdown : sample.html;
    }
    return at + 1;
  }

  std::size_t block(std::size_t at) {
    std::size_t turns = assignment_.turns(source_of(at));
    bool is_if = parts_[at].kind == PartKind::kIf;
    std::size_t begin = at + 1;
    ++nesting_;
    std::size_t end = branch(begin, turns > 0);
    // Turns within turns multiply.
    constexpr std::size_t kMostNested = 4;
    for (std::size_t turn = 1; !is_if && turn < turns && nesting_ <= kMostNested; ++turn) {
      branch(begin, true);
    }
    --nesting_;
    if (parts_[end].kind == PartKind::kElse) {
      end = branch(end + 1, turns == 0);
    }
    return end + 1;
  }

  std::size_t branch(std::size_t at, bool is_taken) {
    skipped_ += is_taken ? 0 : 1;
    while (parts_[at].kind != PartKind::kElse && parts_[at].kind != PartKind::kEnd) {
      at = compose(at);
    }
    skipped_ -= is_taken ? 0 : 1;
    return at;
  }

  const std::vector<Part>& markdown_;
  const std::vector<Part>& parts_;
  Form form_;
  const Assignment& assignment_;
  std::string text_;
  std::size_t skipped_ = 0;
  std::size_t nesting_ = 0;
};

// HTML without what the two may differ in: white space, paragraphs (in lists they depend on empty
// lines), and where one list or quote ends and the next begins.
class NormalForm {
 public:
  static std::string of(std::string_view html) {
    NormalForm form;
    while (!html.empty()) {
      std::size_t end = html[0] == '<' ? html.find('>') + 1 : std::min(html.find('<'), html.size());
      form.take(html.substr(0, end));
      html.remove_prefix(end == 0 ? html.size() : end);
    }
    std::string text;
    for (const std::string& token : form.tokens_) {
      text += token;
    }
    return text;
  }

 private:
  void take(std::string_view written) {
    std::string token;
    for (char byte : written) {
      if (byte != ' ' && byte != '\n' && byte != '\t') {
        token += byte;
      }
    }
    if (token.starts_with("<olstart=")) {
      token = "<ol>";
    }
    if (token.empty() || token == "<p>" || token == "</p>") {
      return;
    }
    for (std::string_view joined : {"ul>", "ol>", "blockquote>"}) {
      std::string begin = "<" + std::string(joined);
      std::string end = "</" + std::string(joined);
      bool is_joint = (token == begin && last() == end) || (token == end && last() == begin);
      if (is_joint) {
        tokens_.pop_back();
        return;
      }
    }
    tokens_.push_back(std::move(token));
  }

  [[nodiscard]] std::string_view last() const {
    return tokens_.empty() ? std::string_view() : tokens_.back();
  }

  std::vector<std::string> tokens_;
};

class Comparison {
 public:
  explicit Comparison(const MarkdownPair& pair) : pair_(pair) {
    for (std::size_t i = 0; i < pair.parts.size(); ++i) {
      PartKind kind = pair.parts[i].kind;
      if (kind == PartKind::kHole) {
        holes_.push_back(i);
      } else if (kind == PartKind::kIf || kind == PartKind::kEach) {
        blocks_.push_back(i);
      }
    }
    ordinals_.resize(pair.parts.size());
    number(holes_);
    number(blocks_);
  }

  std::optional<std::size_t> run() {
    std::size_t kinds = holes_.empty() ? 1 : kTexts.size();
    for (std::size_t turns : {std::size_t{1}, std::size_t{0}, std::size_t{2}}) {
      for (std::size_t kind = 0; kind < kinds; ++kind) {
        if (differs([&](std::size_t) { return kind; }, [&](std::size_t) { return turns; })) {
          return blame(kind, turns);
        }
      }
      if (blocks_.empty()) {
        break;
      }
    }
    if (mixed_kinds()) {
      return holes_[0];
    }
    return mixed_turns() ? std::optional(blocks_[0]) : std::nullopt;
  }

 private:
  void number(const std::vector<std::size_t>& indices) {
    for (std::size_t i = 0; i < indices.size(); ++i) {
      ordinals_[indices[i]] = i;
    }
  }

  [[nodiscard]] bool differs(std::function<std::size_t(std::size_t)> kind,
                             std::function<std::size_t(std::size_t)> turns) const {
    Assignment assignment{.kind = std::move(kind), .turns = std::move(turns)};
    std::string markdown = Composer(pair_, Form::kMarkdown, assignment).take();
    std::string html = Composer(pair_, Form::kHtml, assignment).take();
    return NormalForm::of(render_markdown(markdown)) != NormalForm::of(html);
  }

  // Every two holes, with every two kinds: two numbers differ in some bit.
  [[nodiscard]] bool mixed_kinds() const {
    for (std::size_t bit = 1; bit < 2 * holes_.size() && holes_.size() > 1; bit *= 2) {
      for (std::size_t first = 0; first < kEdgeKinds; ++first) {
        for (std::size_t second = 0; second < kEdgeKinds; ++second) {
          auto kind = [&](std::size_t hole) {
            return (ordinals_[hole] & bit) != 0 ? first : second;
          };
          if (first != second && differs(kind, [](std::size_t) { return 1; })) {
            return true;
          }
        }
      }
    }
    return false;
  }

  [[nodiscard]] bool mixed_turns() const {
    for (std::size_t bit = 1; bit < 2 * blocks_.size() && blocks_.size() > 1; bit *= 2) {
      for (std::size_t wanted : {std::size_t{0}, bit}) {
        auto turns = [&](std::size_t block) -> std::size_t {
          return (ordinals_[block] & bit) == wanted ? 1 : 0;
        };
        for (std::size_t kind = 0; kind < kEdgeKinds; ++kind) {
          if (differs([&](std::size_t) { return kind; }, turns)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // Of many only some are tried: it is about a good message.
  [[nodiscard]] std::size_t blame(std::size_t kind, std::size_t turns) const {
    constexpr std::size_t kTried = 50;
    std::size_t first = !blocks_.empty() ? blocks_[0] : holes_.empty() ? 0 : holes_[0];
    if (kind == 0 && turns == 1) {
      return first;
    }
    for (std::size_t i = 0; i < std::min(holes_.size(), kTried); ++i) {
      auto only = [&](std::size_t hole) { return hole == holes_[i] ? kind : 0; };
      if (differs(only, [](std::size_t) { return 1; })) {
        return holes_[i];
      }
    }
    for (std::size_t i = 0; i < std::min(blocks_.size(), kTried); ++i) {
      auto only = [&](std::size_t block) { return block == blocks_[i] ? turns : 1; };
      if (differs([](std::size_t) { return 0; }, only)) {
        return blocks_[i];
      }
    }
    return first;
  }

  const MarkdownPair& pair_;
  std::vector<std::size_t> holes_;
  std::vector<std::size_t> blocks_;
  std::vector<std::size_t> ordinals_;  // by part: of a hole among holes, of a block among blocks
};

}  // namespace

std::optional<std::size_t> find_difference(const MarkdownPair& pair) {
  return Comparison(pair).run();
}

}  // namespace rulec::compiler
