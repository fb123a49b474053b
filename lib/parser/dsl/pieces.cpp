#include "parser/dsl/pieces.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "parser/dsl/lexer.h"

namespace rulec::parser {
namespace {

// What a cut has to know of a token; files have millions of them.
struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TokenKind kind = TokenKind::kEnd;
  bool is_bad_escape = false;
};

constexpr std::string_view kDeclarations[] = {"rule", "flow", "scorecard", "file", "entry_point"};
// What can stand behind the name in the head of a declaration.
constexpr std::string_view kHeadWords[] = {"on", "priority", "version", "stop", "inactive"};
// A predicate goes on behind these, and a line that begins with one continues the last.
constexpr std::string_view kJoiningWords[] = {"and", "or", "in"};
constexpr std::string_view kJoiningSigns[] = {
    "==", "!=", "===", "!==", "~=", "!~", "<", "<=", ">", ">=", "+",  "*",  "/",  "%", "??", "&&",
    "||", ")",  "]",   "}",   ",",  ".",  ":", "=",  "&", "|",  "<>", "=>", "=<", "?", ";"};

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view text) {
  return std::ranges::find(words, text) != std::end(words);
}

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

// Behind the quoted text or name at `at`: its closing mark, or the end of its line.
std::size_t behind_quoted(std::string_view text, std::size_t at) {
  char mark = text[at++];
  while (at < text.size() && !is_line_end(text[at])) {
    if (text[at] == mark) {
      return at + 1;
    }
    bool is_escape = text[at] == '\\' && mark != '`' && at + 1 < text.size();
    at += is_escape && !is_line_end(text[at + 1]) ? 2 : 1;
  }
  return at;
}

// All comments. One that is not closed is none: the text stays, and whoever reads it says so.
std::vector<TextComment> find_comments(std::string_view text) {
  std::vector<TextComment> found;
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    if (c == '"' || c == '\'' || c == '`') {
      at = behind_quoted(text, at);
      continue;
    }
    std::string_view rest = text.substr(at);
    std::size_t end = at + 1;
    if (rest.starts_with("//")) {
      end = at + std::min(rest.find_first_of("\r\n"), rest.size());
      found.push_back({.begin = at, .end = end});
    } else if (rest.starts_with("/*")) {
      std::size_t close = text.find("*/", at + 2);
      end = close == std::string_view::npos ? text.size() : close + 2;
      if (close != std::string_view::npos) {
        found.push_back({.begin = at, .end = end});
      }
    }
    at = end;
  }
  return found;
}

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) { made_.masked = text; }

  Pieces run() {
    std::vector<TextComment> comments = find_comments(text_);
    for (const TextComment& comment : comments) {
      mask(comment);
    }
    find_tokens();
    while (at_ < tokens_.size()) {
      piece();
    }
    show_notes(comments);
    made_.comments = std::move(comments);
    return std::move(made_);
  }

 private:
  // Line ends stay, so that lines are the same in both texts.
  void mask(const TextComment& comment) {
    for (std::size_t i = comment.begin; i < comment.end; ++i) {
      made_.masked[i] = is_line_end(text_[i]) ? text_[i] : ' ';
    }
  }

  void find_tokens() {
    Lexer lexer(made_.masked, 0, made_.masked.size());
    while (lexer.peek().kind != TokenKind::kEnd) {
      Token token = lexer.take();
      tokens_.push_back({.begin = static_cast<std::uint32_t>(token.begin),
                         .end = static_cast<std::uint32_t>(token.end),
                         .kind = token.kind,
                         .is_bad_escape = token.fault == TokenFault::kEscape});
    }
  }

  [[nodiscard]] std::string_view word(std::size_t i) const {
    return i < tokens_.size() ? std::string_view(made_.masked)
                                    .substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin)
                              : std::string_view();
  }
  [[nodiscard]] bool is_kind(std::size_t i, TokenKind kind) const {
    return i < tokens_.size() && tokens_[i].kind == kind;
  }
  [[nodiscard]] bool is_sign(std::size_t i, std::string_view sign) const {
    return is_kind(i, TokenKind::kSign) && word(i) == sign;
  }
  [[nodiscard]] bool is_word(std::size_t i, std::string_view text) const {
    return is_kind(i, TokenKind::kWord) && word(i) == text;
  }
  [[nodiscard]] bool is_declaration_word(std::size_t i) const {
    return is_kind(i, TokenKind::kWord) && is_one_of(kDeclarations, word(i));
  }

  [[nodiscard]] bool begins_line(std::size_t i) const {
    std::size_t at = tokens_[i].begin;
    return at == 0 || is_line_end(text_[at - 1]);
  }
  [[nodiscard]] bool is_indented(std::size_t i) const {
    std::size_t at = tokens_[i].begin;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) {
      --at;
    }
    return at < tokens_[i].begin && (at == 0 || is_line_end(text_[at - 1]));
  }
  // Annotations of a header that does not fit into one line are indented; where a comment does
  // that, there is no empty line.
  [[nodiscard]] bool goes_on(std::size_t i) const {
    if (is_indented(i) || begins_line(i)) {
      return is_indented(i);
    }
    std::size_t line_ends = 0;
    for (std::size_t at = tokens_[i - 1].end; at < tokens_[i].begin && line_ends < 2; ++at) {
      bool is_blank = text_[at] == ' ' || text_[at] == '\t' || text_[at] == '\r';
      line_ends = text_[at] == '\n' ? line_ends + 1 : is_blank ? line_ends : 0;
    }
    return line_ends < 2;
  }
  // Whether a line ends between the token and the one before it.
  [[nodiscard]] bool is_on_new_line(std::size_t i) const {
    return line_end_behind(i - 1, i) != std::string_view::npos;
  }
  [[nodiscard]] std::size_t line_end_behind(std::size_t i, std::size_t next) const {
    std::string_view gap = std::string_view(made_.masked).substr(0, tokens_[next].begin);
    std::size_t found = gap.find('\n', tokens_[i].end);
    return found != std::string_view::npos ? found : gap.find('\r', tokens_[i].end);
  }

  // `rule NAME on`, `rule "NAME" {`: no expression has such a row of tokens, so this begins a
  // declaration even where brackets are open.
  [[nodiscard]] bool is_certain_declaration(std::size_t i) const {
    if (!begins_line(i) || !is_declaration_word(i)) {
      return false;
    }
    bool has_name = is_kind(i + 1, TokenKind::kString) ||
                    (is_kind(i + 1, TokenKind::kWord) && !is_one_of(kJoiningWords, word(i + 1)) &&
                     word(i + 1) != "not");
    bool has_head = is_sign(i + 2, "{") ||
                    (is_kind(i + 2, TokenKind::kWord) && is_one_of(kHeadWords, word(i + 2)));
    return has_name && has_head;
  }

  // The first token of the annotations that stand directly in front of token `i`.
  [[nodiscard]] std::size_t first_annotation(std::size_t i, std::size_t least) const {
    while (i > least && is_sign(i - 1, ")")) {
      std::size_t open = i - 1;
      for (std::size_t depth = 1; depth > 0 && open > least;) {
        --open;
        depth += is_sign(open, ")") ? 1 : 0;
        depth -= is_sign(open, "(") ? 1 : 0;
      }
      bool is_annotation =
          open >= least + 2 && is_kind(open - 1, TokenKind::kWord) && is_sign(open - 2, "@");
      if (!is_annotation) {
        break;
      }
      i = open - 2;
    }
    return i;
  }

  // One declaration from token `at_` on.
  void piece() {
    std::size_t first = at_;
    open_.clear();
    open_braces_ = 0;
    Piece made{.begin = tokens_[first].begin};
    bool has_head = false;
    bool is_header = false;  // `file …`, `entry_point …`: to the end of the line
    std::size_t keyword = first;
    while (at_ < tokens_.size()) {
      bool is_of_header =
          is_header && open_.empty() && is_sign(at_, "@") && (at_ == keyword + 1 || goes_on(at_));
      if (is_header && open_.empty() && is_on_new_line(at_) && !is_of_header) {
        break;
      }
      bool is_cut = at_ > first && has_head && is_certain_declaration(at_);
      if (is_cut) {
        at_ = std::max(first_annotation(at_, keyword + 1), first + 1);
        break;
      }
      bool is_keyword = !has_head && open_.empty() && is_declaration_word(at_) &&
                        !(at_ > first && is_sign(at_ - 1, "@"));
      if (is_keyword) {
        has_head = true;
        keyword = at_;
        is_header = word(at_) == "file" || word(at_) == "entry_point";
      }
      if (take_token(made, has_head)) {
        break;
      }
    }
    made.end = tokens_[at_ - 1].end;
    if (made.fault != PieceFault::kTooDeep && at_ - first > kMaxPieceTokens) {
      made.fault = PieceFault::kTooManyTokens;
      made.fault_at = tokens_[first + kMaxPieceTokens].begin;
    }
    notes_end_.push_back(has_head ? tokens_[keyword].begin : text_.size());
    counts_.push_back(at_ - first);
    made_.pieces.push_back(made);
  }

  struct Bracket {
    char closer = ')';
    bool is_predicates = false;  // of `when { … }`
  };

  // Passes over a token; true when it closes the declaration.
  bool take_token(Piece& piece, bool has_head) {
    std::size_t i = at_++;
    separate(i);
    if (tokens_[i].is_bad_escape && piece.fault == PieceFault::kNone) {
      piece.fault = PieceFault::kBadEscape;
      piece.fault_at = tokens_[i].begin;
    }
    if (!is_kind(i, TokenKind::kSign)) {
      return false;
    }
    std::string_view sign = word(i);
    if (sign == "(" || sign == "[" || sign == "{") {
      bool is_when = sign == "{" && open_.size() == 1 && i > 0 && is_word(i - 1, "when");
      open_braces_ += sign == "{" ? 1 : 0;
      open_.push_back({.closer = sign == "("   ? ')'
                                 : sign == "[" ? ']'
                                               : '}',
                       .is_predicates = is_when});
      if (open_.size() > kMaxRuleDepth && piece.fault != PieceFault::kTooDeep) {
        piece.fault = PieceFault::kTooDeep;
        piece.fault_at = tokens_[i].begin;
      }
      return false;
    }
    return close(sign) && open_.empty() && has_head && sign == "}";
  }

  // A brace closes what is open inside of it, too: so a bracket that is forgotten costs no more
  // than its declaration.
  bool close(std::string_view sign) {
    if (sign != ")" && sign != "]" && sign != "}") {
      return false;
    }
    if (sign != "}") {
      bool fits = !open_.empty() && open_.back().closer == sign[0];
      if (fits) {
        open_.pop_back();
      }
      return fits;
    }
    // Without the count a row of braces would be as slow as it is long.
    if (open_braces_ == 0) {
      return false;
    }
    while (open_.back().closer != '}') {
      open_.pop_back();
    }
    open_.pop_back();
    --open_braces_;
    return true;
  }

  // Puts `;` for the line end in front of token `i` where that begins a predicate of its own.
  void separate(std::size_t i) {
    if (open_.empty() || !open_.back().is_predicates || !can_end(i - 1) || joins(i)) {
      return;
    }
    std::size_t line_end = line_end_behind(i - 1, i);
    if (line_end != std::string_view::npos) {
      made_.masked[line_end] = ';';
    }
  }

  [[nodiscard]] bool can_end(std::size_t i) const {
    if (is_kind(i, TokenKind::kWord)) {
      return !is_one_of(kJoiningWords, word(i)) && word(i) != "not";
    }
    return is_sign(i, ")") || is_sign(i, "]") || is_sign(i, "}") || !is_kind(i, TokenKind::kSign);
  }

  [[nodiscard]] bool joins(std::size_t i) const {
    if (is_kind(i, TokenKind::kWord)) {
      return is_one_of(kJoiningWords, word(i)) || (word(i) == "not" && is_word(i + 1, "in"));
    }
    return is_kind(i, TokenKind::kSign) && is_one_of(kJoiningSigns, word(i));
  }

  [[nodiscard]] bool is_alone_on_line(const TextComment& comment) const {
    std::size_t at = comment.begin;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) {
      --at;
    }
    return at == 0 || is_line_end(text_[at - 1]);
  }

  // Brings `///` lines in front of a declaration back into the masked text.
  void show_notes(std::vector<TextComment>& comments) {
    std::size_t piece = 0;
    std::size_t from = 0;  // end of the piece before
    std::erase_if(comments, [&](const TextComment& comment) {
      while (piece < made_.pieces.size() && comment.begin >= made_.pieces[piece].end) {
        from = made_.pieces[piece++].end;
      }
      std::string_view body = text_.substr(comment.begin, comment.end - comment.begin);
      bool is_note = body.starts_with("///") && !body.starts_with("////") &&
                     is_alone_on_line(comment) && comment.begin >= from &&
                     piece < made_.pieces.size() && comment.begin < notes_end_[piece];
      if (is_note) {
        body.copy(made_.masked.data() + comment.begin, body.size());
        Piece& owner = made_.pieces[piece];
        owner.begin = std::min(owner.begin, comment.begin);
        bool has_limit_fault =
            owner.fault == PieceFault::kTooDeep || owner.fault == PieceFault::kTooManyTokens;
        if (++counts_[piece] > kMaxPieceTokens && !has_limit_fault) {
          owner.fault = PieceFault::kTooManyTokens;
          owner.fault_at = comment.begin;
        }
      }
      return is_note;
    });
  }

  std::string_view text_;
  Pieces made_;
  std::vector<Mark> tokens_;
  std::size_t at_ = 0;
  std::vector<Bracket> open_;
  std::size_t open_braces_ = 0;
  std::vector<std::size_t> counts_;     // for each piece: its tokens, notes among them
  std::vector<std::size_t> notes_end_;  // for each piece: where its keyword stands
};

}  // namespace

Pieces cut(std::string_view text) {
  return Cutter(text).run();
}

}  // namespace rulec::parser
