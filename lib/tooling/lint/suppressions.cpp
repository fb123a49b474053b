#include "tooling/lint/suppressions.h"

#include <algorithm>
#include <utility>

#include "diag/suggest.h"
#include "parser/dsl/pieces.h"
#include "tooling/json_removal.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using json::NodeKind;

constexpr std::string_view kMember = "x_rulec_ignore";
constexpr std::string_view kMarker = "rulec:";
constexpr std::string_view kOfText =
    "for example `// rulec: ignore[expired-rule] the reason until 2027-01-31`";
constexpr std::string_view kOfConfig =
    "for example `# rulec: ignore[wide-update] the reason until 2027-01-31`";
constexpr std::string_view kOfJson =
    "for example `\"x_rulec_ignore\": [{ \"lint\": \"expired-rule\", \"reason\": \"why\", "
    "\"until\": \"2027-01-31\" }]`";
constexpr std::string_view kOfAnnotation =
    "for example `@x_rulec_ignore([{ \"lint\": \"expired-rule\", \"reason\": \"why\", "
    "\"until\": \"2027-01-31\" }])`";

bool is_text_file(std::string_view path) {
  return path.ends_with(".eff") || path.ends_with(".effx");
}

Span span_of(SourceId source, std::size_t begin, std::size_t end) {
  return {.source = source,
          .begin = static_cast<std::uint32_t>(begin),
          .end = static_cast<std::uint32_t>(end)};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// The range with the blanks in front of it, and its whole line where nothing else stands there.
Span with_line(std::string_view text, Span span) {
  std::size_t begin = span.begin;
  std::size_t end = span.end;
  while (begin > 0 && is_blank(text[begin - 1])) {
    --begin;
  }
  while (end < text.size() && is_blank(text[end])) {
    ++end;
  }
  bool is_alone =
      (begin == 0 || text[begin - 1] == '\n') && (end == text.size() || text[end] == '\n');
  if (!is_alone) {
    return span_of(span.source, begin, span.end);
  }
  return span_of(span.source, begin, std::min(end + 1, text.size()));
}

// `entry_point x` and `file @…`: they declare no rule.
bool is_header(std::string_view piece) {
  auto begins = [piece](std::string_view word) {
    return piece.starts_with(word) && piece.size() > word.size() &&
           (is_blank(piece[word.size()]) || piece[word.size()] == '\n');
  };
  return begins("file") || begins("entry_point");
}

// The declaration that a comment of a text file stands in, behind on its last line, or above.
std::optional<Span> declaration_at(const parser::Pieces& pieces, std::string_view text,
                                   SourceId source, const parser::TextComment& comment) {
  const parser::Piece* before = nullptr;
  for (const parser::Piece& piece : pieces.pieces) {
    if (is_header(std::string_view(pieces.masked).substr(piece.begin, piece.end - piece.begin))) {
      continue;
    }
    if (piece.end <= comment.begin) {
      before = &piece;
      continue;
    }
    bool is_behind =
        before != nullptr && piece.begin > comment.begin &&
        text.substr(before->end, comment.begin - before->end).find('\n') == std::string_view::npos;
    const parser::Piece& found = is_behind ? *before : piece;
    return span_of(source, found.begin, found.end);
  }
  bool is_behind =
      before != nullptr &&
      text.substr(before->end, comment.begin - before->end).find('\n') == std::string_view::npos;
  return is_behind ? std::optional(span_of(source, before->begin, before->end)) : std::nullopt;
}

// One code of a list, with the comma that then has nothing to part.
diag::Edit removal_from_list(std::string_view comment, const WrittenLint& lint, const Span& whole) {
  std::size_t begin = lint.at;
  std::size_t end = begin + lint.text.size();
  std::size_t comma = comment.find_first_not_of(" \t", end);
  if (comma != std::string_view::npos && comment[comma] == ',') {
    end = std::min(comment.find_first_not_of(" \t", comma + 1), comment.size());
  } else {
    begin = comment.find_last_of(',', begin);
  }
  return {.span = span_of(whole.source, whole.begin + begin, whole.begin + end), .new_text = ""};
}

// Of a whole `x_rulec_ignore`: a member, or an annotation of a text file.
diag::Edit removal_of_list(const json::Document& document, std::string_view text, json::NodeId list,
                           bool is_text) {
  if (!is_text) {
    return removal_of(document, list);
  }
  const json::Node& node = document.at(list);
  std::size_t begin = node.key_span.begin;
  begin -= begin > 0 && text[begin - 1] == '@' ? 1 : 0;
  std::size_t close = text.find(')', node.span.end);
  std::size_t end = close == std::string_view::npos ? node.span.end : close + 1;
  return {.span = with_line(text, span_of(node.span.source, begin, end)), .new_text = ""};
}

Span inside_quotes(Span span) {
  return span.length() >= 2 ? span_of(span.source, span.begin + 1, span.end - 1) : span;
}

}  // namespace

// What it reads goes to the tables of its owner.
class Suppressions::Reader {
 public:
  Reader(Suppressions& to, const SourceMap& sources,
         const std::map<Code, diag::Severity>& severities)
      : to_(to), sources_(sources), severities_(severities), first_(to.entries_.size()) {}
  ~Reader() {
    for (std::size_t i = first_; i < to_.entries_.size(); ++i) {
      const Entry& entry = to_.entries_[i];
      to_.by_file_[{entry.scope.source, entry.lint}].push_back(i);
    }
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void read_text(SourceId source, std::string_view text);
  void read_config(SourceId source, std::string_view text);
  void read_document(const json::Document& document, bool is_text);
  void read_tests(const json::Document& document);

 private:
  // Where one suppression stands and what it stands for.
  struct Site {
    std::optional<Span> scope;
    Span whole;
    std::optional<std::uint32_t> text_begin;  // of the comment in its source; none: escapes
    std::optional<diag::Edit> removal;        // of all of it
  };

  void read_list(const json::Document& document, json::NodeId list, Span scope, bool is_text);
  void read_entry(const json::Document& document, json::NodeId entry, Span scope,
                  std::optional<diag::Edit> removal);
  void read_kept_comments(const json::Document& document, json::NodeId list);
  void add(const SuppressionText& text, const Site& site, std::string_view comment);
  void add_lint(const WrittenLint& lint, const SuppressionText& text, const Site& site);
  void add_problem(Span at, std::string text, std::string label,
                   const std::vector<std::string>& suggestions = {});

  Suppressions& to_;
  const SourceMap& sources_;
  const std::map<Code, diag::Severity>& severities_;
  std::size_t first_ = 0;     // of its entries
  std::string_view example_;  // how a suppression is written where it reads
  bool is_of_tests_ = false;  // whose schema says nothing of suppressions
};

void Suppressions::Reader::read_tests(const json::Document& document) {
  is_of_tests_ = true;
  json::NodeId root = document.root();
  Span file = span_of(document.source(), 0, sources_.at(document.source()).bytes().size());
  read_list(document, document.member(root, kMember), file, false);
  json::NodeId cases = document.member(root, "cases");
  if (cases.is_valid() && document.at(cases).kind == NodeKind::kArray) {
    for (json::NodeId one : document.children(cases)) {
      read_list(document, document.member(one, kMember), document.at(one).span, false);
    }
  }
}

// A comment begins at a `#` that is the first of its line or stands behind a blank, and in no
// quotes.
void Suppressions::Reader::read_config(SourceId source, std::string_view text) {
  example_ = kOfConfig;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    char quote = '\0';
    std::size_t at = 0;
    for (; at < line.size(); ++at) {
      char c = line[at];
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '#' && (at == 0 || is_blank(line[at - 1]))) {
        break;
      }
    }
    std::string_view comment = line.substr(at, line.find_last_not_of(" \t\r") + 1 - at);
    if (auto said = comment.empty() ? std::nullopt : read_suppression(comment)) {
      Span whole = span_of(source, begin + at, begin + at + comment.size());
      bool is_alone = line.find_first_not_of(" \t") == at;
      add(*said,
          {.scope = is_alone ? span_of(source, 0, text.size()) : span_of(source, begin, end),
           .whole = whole,
           .text_begin = whole.begin,
           .removal = diag::Edit{.span = with_line(text, whole), .new_text = ""}},
          comment);
    }
    begin = end + 1;
  }
}

void Suppressions::Reader::read_text(SourceId source, std::string_view text) {
  example_ = kOfText;
  parser::Pieces pieces = parser::cut(text);
  for (const parser::TextComment& comment : pieces.comments) {
    std::string_view written = text.substr(comment.begin, comment.end - comment.begin);
    if (auto said = read_suppression(written)) {
      Span whole = span_of(source, comment.begin, comment.end);
      add(*said,
          {.scope = declaration_at(pieces, text, source, comment),
           .whole = whole,
           .text_begin = whole.begin,
           .removal = diag::Edit{.span = with_line(text, whole), .new_text = ""}},
          written);
    }
  }
}

void Suppressions::Reader::read_document(const json::Document& document, bool is_text) {
  json::NodeId root = document.root();
  Span file = span_of(document.source(), 0, sources_.at(document.source()).bytes().size());
  read_list(document, document.member(root, kMember), file, is_text);
  json::NodeId rules = document.member(root, "rules");
  if (rules.is_valid() && document.at(rules).kind == NodeKind::kArray) {
    for (json::NodeId rule : document.children(rules)) {
      read_list(document, document.member(rule, kMember), document.at(rule).span, is_text);
    }
  }
  if (json::NodeId comments = document.member(root, "x_comments"); comments.is_valid()) {
    read_kept_comments(document, comments);
  }
}

void Suppressions::Reader::read_list(const json::Document& document, json::NodeId list, Span scope,
                                     bool is_text) {
  if (!list.is_valid() || document.at(list).kind != NodeKind::kArray) {
    return;
  }
  example_ = is_text ? kOfAnnotation : kOfJson;
  bool is_only = document.at(list).child_count == 1;
  std::string_view text = sources_.at(document.source()).bytes();
  // A header `file` stands for nothing without its annotations.
  bool is_of_header = is_text && document.member(document.root(), "rules").is_valid() &&
                      document.at(list).parent == document.root();
  if (is_only && is_of_header) {
    return read_entry(document, document.at(list).first_child, scope, std::nullopt);
  }
  for (json::NodeId entry : document.children(list)) {
    read_entry(
        document, entry, scope,
        is_only ? removal_of_list(document, text, list, is_text) : removal_of(document, entry));
  }
}

// Its shape is the business of the schema.
void Suppressions::Reader::read_entry(const json::Document& document, json::NodeId entry,
                                      Span scope, std::optional<diag::Edit> removal) {
  auto text_of = [&](std::string_view name) {
    json::NodeId found = document.member(entry, name);
    bool is_text = found.is_valid() && document.at(found).kind == NodeKind::kString;
    return is_text ? document.at(found).text : std::string_view();
  };
  json::NodeId lint = document.member(entry, "lint");
  std::string_view named = text_of("lint");
  SuppressionText said{.lints = lints_in(named, 0),
                       .reason = std::string(text_of("reason")),
                       .until = std::string(text_of("until")),
                       .problem = {}};
  bool is_short = !lint.is_valid() || said.reason.empty();
  if (is_short && !is_of_tests_) {
    return;  // told by the schema
  }
  if (is_short) {
    add_problem(document.at(entry).span,
                lint.is_valid() ? "it gives no reason" : "it names no lint", "not used");
    return;
  }
  if (said.lints.empty()) {
    said.problem = "it names no lint";
  } else if (said.reason.find_first_not_of(" \t\n") == std::string::npos) {
    said.problem = "it gives no reason";
  } else if (!said.until.empty() && !end_of(said.until)) {
    said.problem = "`" + said.until + "` is no date";
  }
  const json::Node& node = document.at(lint);
  std::optional<std::uint32_t> begin;
  if (!node.has_escapes) {
    begin = node.span.begin + 1;
  }
  bool is_single = said.lints.size() == 1;
  add(said,
      {.scope = scope,
       .whole = inside_quotes(node.span),
       .text_begin = begin,
       .removal = is_single ? std::move(removal) : std::nullopt},
      named);
}

// Comments that a conversion from the text form has kept.
void Suppressions::Reader::read_kept_comments(const json::Document& document, json::NodeId list) {
  example_ = kOfText;
  for (json::NodeId kept : document.children(list)) {
    json::NodeId text = document.member(kept, "text");
    json::NodeId pointer = document.member(kept, "pointer");
    bool is_whole = text.is_valid() && pointer.is_valid() &&
                    document.at(text).kind == NodeKind::kString &&
                    document.at(pointer).kind == NodeKind::kString;
    auto said = is_whole ? read_suppression(document.at(text).text) : std::nullopt;
    if (!said) {
      continue;
    }
    std::optional<Span> scope;
    auto node = document.resolve(document.at(pointer).text);
    json::NodeId rules = document.member(document.root(), "rules");
    for (json::NodeId at = node.value_or(json::NodeId()); at.is_valid();
         at = document.at(at).parent) {
      bool is_definition =
          rules.is_valid() ? document.at(at).parent == rules : at == document.root();
      if (is_definition) {
        scope = document.at(at).span;
        break;
      }
    }
    bool is_single = said->lints.size() == 1;
    add(*said,
        {.scope = scope,
         .whole = inside_quotes(document.at(text).span),
         .text_begin = {},
         .removal = is_single ? std::optional(removal_of(document, kept)) : std::nullopt},
        document.at(text).text);
  }
}

void Suppressions::Reader::add(const SuppressionText& text, const Site& site,
                               std::string_view comment) {
  if (!text.problem.empty()) {
    add_problem(site.whole, text.problem, "not used");
    return;
  }
  if (!site.scope) {
    add_problem(site.whole, "it stands above no declaration", "not used");
    return;
  }
  for (const WrittenLint& lint : text.lints) {
    Site place = site;
    if (text.lints.size() > 1 && site.text_begin) {
      place.removal = removal_from_list(
          comment, lint,
          {.source = site.whole.source, .begin = *site.text_begin, .end = site.whole.end});
    } else if (text.lints.size() > 1) {
      place.removal.reset();
    }
    add_lint(lint, text, place);
  }
}

void Suppressions::Reader::add_lint(const WrittenLint& lint, const SuppressionText& text,
                                    const Site& site) {
  if (!site.scope) {
    return;  // said already: it stands before nothing
  }
  Span at = site.whole;
  if (site.text_begin) {
    at = span_of(at.source, *site.text_begin + lint.at,
                 *site.text_begin + lint.at + lint.text.size());
  }
  NamedLint named = lint_named(lint.text, severities_);
  if (!named.code) {
    add_problem(at, std::move(named.problem), "not used", named.suggestions);
    return;
  }
  std::optional<std::int64_t> end = text.until.empty() ? std::nullopt : end_of(text.until);
  to_.entries_.push_back({.scope = *site.scope,
                          .lint = *named.code,
                          .at = at,
                          .reason = text.reason,
                          .until = text.until,
                          .removal = site.removal,
                          .has_ended = end && to_.now_ms_ && *to_.now_ms_ >= *end});
}

void Suppressions::Reader::add_problem(Span at, std::string text, std::string label,
                                       const std::vector<std::string>& suggestions) {
  to_.problems_.push_back(
      {.at = at,
       .text = std::move(text),
       .label = std::move(label),
       .helps = {suggestions.empty() ? std::string(example_) : diag::did_you_mean(suggestions)}});
}

void Suppressions::read(const SourceMap& sources, const parser::RuleDocuments& documents,
                        const SuppressionSettings& settings) {
  now_ms_ = settings.now_ms;
  Reader reader(*this, sources, settings.severities);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources.at(SourceId(i));
    if (source.name() == settings.config_path && source.name().ends_with(".yaml")) {
      reader.read_config(SourceId(i), source.bytes());
    }
  }
  for (const json::Document& document : documents.documents) {
    const Source& source = sources.at(document.source());
    bool is_text = is_text_file(source.name());
    if (is_text && source.bytes().find(kMarker) != std::string_view::npos) {
      reader.read_text(document.source(), source.bytes());
    }
    if (document.has_root()) {
      reader.read_document(document, is_text);
    }
  }
}

void Suppressions::read_tests(const SourceMap& sources, const json::Document& document,
                              const std::map<Code, diag::Severity>& severities) {
  if (document.has_root()) {
    Reader(*this, sources, severities).read_tests(document);
  }
}

void Suppressions::apply(diag::Diagnostic& finding) {
  // There is no entry for a lint that the project makes an error.
  bool is_error = finding.severity == diag::Severity::Error &&
                  diag::row_of(finding.code).severity != diag::Severity::Error;
  if (is_error || !finding.has_primary || finding.suppressed) {
    return;
  }
  const Span& span = finding.primary.span;
  auto found = by_file_.find({span.source, finding.code});
  if (found == by_file_.end()) {
    return;
  }
  for (std::size_t i : found->second) {
    Entry& entry = entries_[i];
    bool holds = entry.scope.begin <= span.begin && span.end <= entry.scope.end && !entry.has_ended;
    if (holds) {
      entry.is_used = true;
      finding.suppressed = {
          .kind = diag::Suppression::Kind::kInSource, .reason = entry.reason, .until = entry.until};
      return;
    }
  }
}

bool Suppressions::take(diag::Diagnostic& finding) {
  apply(finding);
  if (!finding.suppressed) {
    return false;
  }
  taken_.push_back(std::move(finding));
  return true;
}

void Suppressions::report(diag::Emitter& emitter, const std::function<bool(Code)>& is_wanted,
                          bool finds_unused) const {
  for (const Problem& problem : problems_) {
    auto finding =
        diag::make(Code::kBadSuppression, problem.at, problem.label, {{"problem", problem.text}});
    finding.helps = problem.helps;
    emitter.emit(std::move(finding));
  }
  for (const Entry& entry : entries_) {
    std::string lint = diag::code_text(entry.lint);
    diag::Diagnostic finding;
    if (entry.has_ended) {
      finding = diag::make(Code::kExpiredSuppression, entry.at, "in force no longer",
                           {{"lint", lint}, {"until", entry.until}});
      finding.help("mend what it silenced, or give it a later date");
    } else if (finds_unused && !entry.is_used && is_wanted(entry.lint)) {
      finding =
          diag::make(Code::kUnusedSuppression, entry.at, "nothing to silence", {{"lint", lint}});
    } else {
      continue;
    }
    if (entry.removal) {
      finding.fix(
          {.fix_class = diag::FixClass::kSafe, .title = "take it out", .edits = {*entry.removal}});
    }
    emitter.emit(std::move(finding));
  }
}

void SuppressingEmitter::emit(diag::Diagnostic finding) {
  if (!is_open_ && finding.severity != diag::Severity::Error) {
    waiting_.push_back(std::move(finding));
    return;
  }
  if (!suppressions_.take(finding)) {
    next_.emit(std::move(finding));
  }
}

void SuppressingEmitter::open() {
  is_open_ = true;
  for (diag::Diagnostic& finding : std::exchange(waiting_, {})) {
    emit(std::move(finding));
  }
}

}  // namespace rulec::tooling
