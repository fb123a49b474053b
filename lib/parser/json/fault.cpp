#include "parser/json/fault.h"

#include <algorithm>
#include <string>

#include "parser/json/fault_text.h"
#include "parser/json/reader.h"
#include "parser/json/tokens.h"

namespace rulec::json {
namespace {

using diag::Code;
using diag::Diagnostic;
using diag::FixClass;

enum class Damage : std::uint8_t { kSpares, kDamages };
enum class Cause : std::uint8_t { kHere, kElsewhere };

struct Traits {
  Damage damage;
  Cause cause;
};

constexpr Traits kTraits[] = {
#define RULEC_JSON_FAULT(name, damage, cause) {Damage::damage, Cause::cause},
#include "parser/json/faults.def"
#undef RULEC_JSON_FAULT
};

// Words one fault: the text and where it lies, and the finding that is being made.
class Describer {
 public:
  Describer(const SyntaxFault& fault, std::string_view text, SourceId source, std::string_view name)
      : fault_(fault), text_(text), source_(source), name_(name) {}

  [[nodiscard]] Diagnostic describe() const;

 private:
  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    return {.source = source_,
            .begin = static_cast<std::uint32_t>(begin),
            .end = static_cast<std::uint32_t>(end)};
  }
  [[nodiscard]] Span here() const { return span(fault_.begin, fault_.end); }
  [[nodiscard]] Span other() const { return span(fault_.other_begin, fault_.other_end); }
  [[nodiscard]] std::string_view lexeme() const {
    return text_.substr(fault_.begin, fault_.end - fault_.begin);
  }
  [[nodiscard]] std::string_view other_lexeme() const {
    return text_.substr(fault_.other_begin, fault_.other_end - fault_.other_begin);
  }
  [[nodiscard]] std::int64_t limit() const { return static_cast<std::int64_t>(fault_.limit); }

  [[nodiscard]] Diagnostic syntax(std::string problem, std::string label) const {
    return diag::make(Code::kJsonSyntax, here(), std::move(label),
                      {{"problem", std::move(problem)}});
  }
  [[nodiscard]] Diagnostic expected(std::string what, std::string label) const {
    return diag::make(Code::kExpectedToken, here(), std::move(label),
                      {{"expected", std::move(what)}, {"found", found(here())}});
  }
  [[nodiscard]] std::string found(Span where) const;
  [[nodiscard]] diag::Fix replace(FixClass fix_class, std::string title, Span where,
                                  std::string new_text) const {
    return {.fix_class = fix_class,
            .title = std::move(title),
            .edits = {{.span = where, .new_text = std::move(new_text)}}};
  }
  // Before the blanks in front of the fault.
  [[nodiscard]] Span behind_previous() const {
    std::size_t at = fault_.begin;
    while (at > 0 && is_blank(text_[at - 1])) {
      --at;
    }
    return span(at, at);
  }

  [[nodiscard]] Diagnostic too_large() const;
  [[nodiscard]] Diagnostic too_deep() const;
  [[nodiscard]] Diagnostic too_many(std::string what) const;
  [[nodiscard]] Diagnostic byte_order_mark() const;
  [[nodiscard]] Diagnostic foreign(Code code, std::string label, std::string help) const;
  [[nodiscard]] Diagnostic unclosed() const;
  [[nodiscard]] Diagnostic wrong_bracket() const;
  [[nodiscard]] Diagnostic trailing_comma() const;
  [[nodiscard]] Diagnostic stray_comma() const;
  [[nodiscard]] Diagnostic missing_comma() const;
  [[nodiscard]] Diagnostic missing_colon() const;
  [[nodiscard]] Diagnostic missing_value() const;
  [[nodiscard]] Diagnostic expected_comma_or_end() const;
  [[nodiscard]] Diagnostic trailing_bytes() const;
  [[nodiscard]] Diagnostic comment() const;
  [[nodiscard]] Diagnostic unquoted_key() const;
  [[nodiscard]] Diagnostic not_finite() const;
  [[nodiscard]] Diagnostic misspelt_word() const;
  [[nodiscard]] Diagnostic unknown_word() const;
  [[nodiscard]] Diagnostic quotes(std::string problem, std::size_t margin) const;
  [[nodiscard]] Diagnostic bad_number() const;
  [[nodiscard]] Diagnostic out_of_range(std::string reason) const;
  [[nodiscard]] Diagnostic lone_surrogate() const;
  [[nodiscard]] Diagnostic bad_escape() const;
  [[nodiscard]] Diagnostic control_character() const;
  [[nodiscard]] Diagnostic duplicate_key() const;
  [[nodiscard]] Diagnostic lost_opening_quote() const;
  [[nodiscard]] Diagnostic lost_closing_quote() const;
  [[nodiscard]] Diagnostic extra_quote() const;
  [[nodiscard]] Diagnostic lost_closer() const;
  [[nodiscard]] Diagnostic lost_opener() const;
  [[nodiscard]] Diagnostic other_bracket(std::string label, std::string other_label) const;
  [[nodiscard]] Diagnostic extra_bracket() const;
  [[nodiscard]] Diagnostic extra_punctuation() const;
  [[nodiscard]] Span next_token() const;

  const SyntaxFault& fault_;
  std::string_view text_;
  SourceId source_;
  std::string_view name_;
};

std::string Describer::found(Span where) const {
  if (where.begin >= text_.size()) {
    return "the end of the text";
  }
  // A place between two bytes speaks of the character behind it.
  std::size_t length = std::max<std::size_t>(where.length(), 1);
  while (where.length() == 0 && where.begin + length < text_.size() &&
         (static_cast<unsigned char>(text_[where.begin + length]) & 0xc0U) == 0x80U) {
    ++length;
  }
  std::string_view token = text_.substr(where.begin, length);
  return token.size() == 1 || static_cast<unsigned char>(token[0]) >= 0x80
             ? character(token)
             : "`" + shortened(token) + "`";
}

Diagnostic Describer::too_large() const {
  return diag::make(Code::kFileTooLarge, {{"path", std::string(name_)}, {"limit", limit()}});
}

Diagnostic Describer::too_deep() const {
  return diag::make(Code::kTooDeep, here(), "one level too many", {{"limit", limit()}})
      .help("split the condition, or move a part of it into a rule of its own");
}

Diagnostic Describer::too_many(std::string what) const {
  return diag::make(Code::kTooManyValues, here(), "one too many",
                    {{"limit", limit()}, {"what", std::move(what)}});
}

Diagnostic Describer::byte_order_mark() const {
  return diag::make(Code::kByteOrderMark, here(), "three bytes that cannot be seen", {})
      .fix(replace(FixClass::kSafe, "remove the mark", here(), ""));
}

Diagnostic Describer::foreign(Code code, std::string label, std::string help) const {
  return diag::make(code, here(), std::move(label), {{"offset", std::int64_t{fault_.begin}}})
      .help(std::move(help));
}

Diagnostic Describer::unclosed() const {
  std::string right = other_lexeme() == "{" ? "`}`" : "`]`";
  return expected(right, "the text ends here").label(other(), "this bracket is not closed");
}

Diagnostic Describer::wrong_bracket() const {
  std::string right = other_lexeme() == "{" ? "`,` or `}`" : "`,` or `]`";
  return expected(right, "does not close the bracket that is open").label(other(), "opened here");
}

Diagnostic Describer::trailing_comma() const {
  return syntax("a comma before `" + std::string(other_lexeme()) + "`",
                "nothing follows this comma")
      .fix(replace(FixClass::kSafe, "remove the comma", here(), ""));
}

Diagnostic Describer::stray_comma() const {
  return syntax("a comma with nothing before it", "a value or key is missing before it")
      .fix(replace(FixClass::kSuggested, "remove the comma", here(), ""));
}

Diagnostic Describer::missing_comma() const {
  return expected("`,`", "a comma is missing before this")
      .fix(replace(FixClass::kSuggested, "add the comma", behind_previous(), ","));
}

Diagnostic Describer::missing_colon() const {
  Span behind_key = span(fault_.other_end, fault_.other_end);
  return expected("`:`", "a key is followed by `:` and its value")
      .label(other(), "the key")
      .fix(lexeme().starts_with('=')
               ? replace(FixClass::kSuggested, "write `:`", here(), ":")
               : replace(FixClass::kSuggested, "add the colon", behind_key, ":"));
}

Diagnostic Describer::missing_value() const {
  return expected("a value", "the value is missing before this").label(other(), "of this key");
}

Diagnostic Describer::expected_comma_or_end() const {
  bool is_object = other_lexeme() == "{";
  return expected(is_object ? "`,` or `}`" : "`,` or `]`", "the value before it is complete")
      .label(other(), is_object ? "in this object" : "in this list");
}

Diagnostic Describer::trailing_bytes() const {
  Diagnostic finding = diag::make(Code::kTrailingBytes, here(), "the document is complete here",
                                  {{"found", found(here())}});
  if (lexeme() == "{") {
    finding.help("a file holds one document; several rules stand in {\"rules\": [...]}");
  }
  return finding;
}

Diagnostic Describer::comment() const {
  return syntax("a comment, and JSON has none", "not part of JSON")
      .help("say it in `description`, or in a member whose name begins with `x_`");
}

Diagnostic Describer::unquoted_key() const {
  return syntax("the key `" + shortened(lexeme()) + "` without quotes",
                "keys stand in double quotes")
      .fix(replace(FixClass::kSuggested, "add the quotes", here(),
                   "\"" + std::string(lexeme()) + "\""));
}

Diagnostic Describer::not_finite() const {
  return syntax("`" + shortened(lexeme()) + "` is no number of JSON", "numbers are finite here")
      .help("leave the member out, or write null, where there is no number");
}

Diagnostic Describer::misspelt_word() const {
  std::string meant(meant_literal(lexeme()));
  return syntax("`" + shortened(lexeme()) + "` is no value of JSON",
                "the words are `true`, `false` and `null`")
      .fix(replace(FixClass::kSuggested, "write `" + meant + "`", here(), meant));
}

Diagnostic Describer::unknown_word() const {
  return syntax("`" + shortened(lexeme()) + "` is no value of JSON",
                "text stands in double quotes");
}

// `margin`: bytes of a quote.
Diagnostic Describer::quotes(std::string problem, std::size_t margin) const {
  Diagnostic finding = syntax(std::move(problem), "text stands in double quotes");
  std::string_view written = lexeme();
  bool is_closed = written.size() >= 2 * margin;
  std::string_view inner =
      is_closed ? written.substr(margin, written.size() - 2 * margin) : std::string_view();
  if (is_closed && inner.find_first_of("\"\\") == std::string_view::npos) {
    finding.fix(replace(FixClass::kSuggested, "write double quotes", here(),
                        "\"" + std::string(inner) + "\""));
  }
  return finding;
}

Diagnostic Describer::out_of_range(std::string reason) const {
  std::string number = shortened(lexeme());
  return diag::make(Code::kNumberOutOfRange, here(), "cannot be kept exactly",
                    {{"number", number}, {"reason", std::move(reason)}})
      .help(R"(a rule can hold it as {"decimal": ")" + number +
            R"("}, with up to 34 digits and exponents up to 6144)");
}

Diagnostic Describer::bad_number() const {
  auto [reason, better] = number_problem(lexeme());
  Diagnostic finding = diag::make(Code::kBadNumber, here(), "not a JSON number",
                                  {{"number", shortened(lexeme())}, {"reason", reason}});
  if (!better.empty()) {
    finding.fix(replace(FixClass::kSuggested, "write `" + better + "`", here(), better));
  }
  return finding;
}

Diagnostic Describer::lone_surrogate() const {
  return diag::make(Code::kLoneSurrogate, here(), "the other half is missing",
                    {{"escape", std::string(lexeme())}})
      .help("write the character itself, or both halves");
}

Diagnostic Describer::bad_escape() const {
  std::string_view written = lexeme();
  Diagnostic finding =
      diag::make(Code::kBadEscape, here(), "not an escape", {{"escape", shortened(written)}});
  if (written == "\\'") {
    return finding.fix(replace(FixClass::kSuggested, "write `'`", here(), "'"));
  }
  if (written == "\\u") {
    return finding.help("`\\u` is followed by four hex digits");
  }
  return finding.help(R"(the escapes are \" \\ \/ \b \f \n \r \t and \u with four hex digits)")
      .fix(replace(FixClass::kSuggested, "write the backslash twice",
                   span(fault_.begin, fault_.begin + 1), "\\\\"));
}

Diagnostic Describer::control_character() const {
  char c = lexeme()[0];
  std::string escape = c == '\n'   ? "\\n"
                       : c == '\r' ? "\\r\\n"
                       : c == '\t' ? "\\t"
                                   : "\\u00" + hex(static_cast<unsigned char>(c), 2);
  bool is_line_end = c == '\n' || c == '\r';
  Diagnostic finding = diag::make(
      Code::kControlCharacter, here(),
      is_line_end ? "a string stands on one line" : "written as an escape inside strings",
      {{"character", is_line_end ? "of a line end" : character(lexeme())}});
  if (is_line_end) {
    return finding.help("write `\\n` where the text has a line end");
  }
  return finding.fix(replace(FixClass::kSuggested, "write `" + escape + "`", here(), escape));
}

Diagnostic Describer::duplicate_key() const {
  std::string_view key = lexeme();
  bool is_quoted = key.size() > 1 && key[0] == '"';
  std::string name = shortened(is_quoted ? key.substr(1, key.size() - 2) : key);
  return diag::make(Code::kDuplicateKey, here(), "stands a second time", {{"key", name}})
      .label(other(), "the first one")
      .help("remove one of them, or rename it");
}

// --- found by mending

// Behind the blanks at the fault.
Span Describer::next_token() const {
  const char* end = text_.data() + text_.size();
  const char* begin = skip_blanks(text_.data() + fault_.begin, end);
  const char* stop = token_end(begin, end);
  return span(static_cast<std::size_t>(begin - text_.data()),
              static_cast<std::size_t>(stop - text_.data()));
}

Diagnostic Describer::lost_opening_quote() const {
  return syntax("text without its opening quote", "a quote is missing before this")
      .fix(
          replace(FixClass::kSuggested, "add the quote", span(fault_.begin, fault_.begin), R"(")"));
}

Diagnostic Describer::lost_closing_quote() const {
  return diag::make(Code::kUnterminatedString, here(), "the closing quote is missing", {})
      .fix(replace(FixClass::kSuggested, "add the quote", span(fault_.end, fault_.end), R"(")"));
}

Diagnostic Describer::extra_quote() const {
  return syntax("a quote too many", "begins or ends nothing")
      .help(R"(inside a text a quote is written `\"`)")
      .fix(replace(FixClass::kSuggested, "remove the quote", here(), ""));
}

Diagnostic Describer::lost_closer() const {
  std::string right(1, fault_.byte);
  return diag::make(Code::kExpectedToken, here(), "the bracket is not closed here",
                    {{"expected", "`" + right + "`"}, {"found", found(next_token())}})
      .label(other(), "opened here")
      .fix(replace(FixClass::kSuggested, "add the bracket", here(), right));
}

Diagnostic Describer::lost_opener() const {
  std::string right(1, fault_.byte);
  Span next = next_token();
  return diag::make(Code::kExpectedToken, next, "an opening bracket is missing before this",
                    {{"expected", "`" + right + "`"}, {"found", found(next)}})
      .label(other(), "closed here")
      .fix(replace(FixClass::kSuggested, "add the bracket", here(), right));
}

Diagnostic Describer::other_bracket(std::string label, std::string other_label) const {
  std::string right(1, fault_.byte);
  return expected("`" + right + "`", std::move(label))
      .label(other(), std::move(other_label))
      .fix(replace(FixClass::kSuggested, "write `" + right + "`", here(), right));
}

Diagnostic Describer::extra_bracket() const {
  bool is_opener = lexeme() == "{" || lexeme() == "[";
  return syntax(is_opener ? "an opening bracket too many" : "a closing bracket too many",
                is_opener ? "is not closed" : "closes nothing")
      .fix(replace(FixClass::kSuggested, "remove the bracket", here(), ""));
}

Diagnostic Describer::extra_punctuation() const {
  bool is_comma = lexeme() == ",";
  return syntax(is_comma ? "a comma too many" : "a colon too many",
                is_comma ? "separates nothing" : "follows no key")
      .fix(replace(FixClass::kSuggested, is_comma ? "remove the comma" : "remove the colon", here(),
                   ""));
}

Diagnostic Describer::describe() const {
  switch (fault_.kind) {
    case FaultKind::kTooLarge:
      return too_large();
    case FaultKind::kTooDeep:
      return too_deep();
    case FaultKind::kTooManyKeys:
      return too_many("keys");
    case FaultKind::kTooManyItems:
      return too_many("items in one list");
    case FaultKind::kByteOrderMark:
      return byte_order_mark();
    case FaultKind::kUtf16:
      return foreign(Code::kNotUtf8, "begins like UTF-16",
                     "save the file as UTF-8 without a byte-order mark");
    case FaultKind::kNotUtf8:
      return foreign(Code::kNotUtf8, character(lexeme()), "save the file as UTF-8");
    case FaultKind::kNulByte:
      return foreign(Code::kNulByte, "not text",
                     "the file may be binary or UTF-16; text is UTF-8 here");
    case FaultKind::kNoValue:
      return expected("a value", "the text holds no value");
    case FaultKind::kTrailingBytes:
      return trailing_bytes();
    case FaultKind::kUnclosed:
      return unclosed();
    case FaultKind::kWrongBracket:
      return wrong_bracket();
    case FaultKind::kTrailingComma:
      return trailing_comma();
    case FaultKind::kStrayComma:
      return stray_comma();
    case FaultKind::kMissingComma:
      return missing_comma();
    case FaultKind::kMissingColon:
      return missing_colon();
    case FaultKind::kMissingValue:
      return missing_value();
    case FaultKind::kExpectedValue:
      return expected("a value", "no value begins like this");
    case FaultKind::kExpectedKey:
      return expected("a key in double quotes", "a member is written \"key\": value");
    case FaultKind::kExpectedCommaOrEnd:
      return expected_comma_or_end();
    case FaultKind::kComment:
      return comment();
    case FaultKind::kSingleQuotes:
      return quotes("text in single quotes", 1);
    case FaultKind::kCurlyQuotes:
      return quotes("text in typographic quotes", 3);
    case FaultKind::kUnquotedKey:
      return unquoted_key();
    case FaultKind::kMisspeltWord:
      return misspelt_word();
    case FaultKind::kNotFinite:
      return not_finite();
    case FaultKind::kUnknownWord:
      return unknown_word();
    case FaultKind::kBadNumber:
      return bad_number();
    case FaultKind::kIntegerRange:
      return out_of_range(
          "is outside the integers from -9223372036854775808 to 9223372036854775807");
    case FaultKind::kOverflow:
      return out_of_range("is larger than a double can be");
    case FaultKind::kUnderflow:
      return out_of_range("is so small that it would become 0");
    case FaultKind::kUnterminatedString:
      return diag::make(Code::kUnterminatedString, here(), "the closing quote is missing", {});
    case FaultKind::kControlCharacter:
      return control_character();
    case FaultKind::kBadEscape:
      return bad_escape();
    case FaultKind::kLoneSurrogate:
      return lone_surrogate();
    case FaultKind::kNulEscape:
      return diag::make(Code::kNulEscape, here(), "stands for the character NUL", {});
    case FaultKind::kDuplicateKey:
      return duplicate_key();
    case FaultKind::kLostOpeningQuote:
      return lost_opening_quote();
    case FaultKind::kLostClosingQuote:
      return lost_closing_quote();
    case FaultKind::kExtraQuote:
      return extra_quote();
    case FaultKind::kLostCloser:
      return lost_closer();
    case FaultKind::kLostOpener:
      return lost_opener();
    case FaultKind::kWrongOpener:
      return other_bracket("its closing bracket is of the other kind", "closed here");
    case FaultKind::kWrongCloser:
      return other_bracket("does not close the bracket that is open", "opened here");
    case FaultKind::kExtraBracket:
      return extra_bracket();
    case FaultKind::kExtraPunctuation:
      return extra_punctuation();
  }
  return too_large();
}

}  // namespace

bool damages_container(FaultKind kind) {
  return kTraits[static_cast<std::size_t>(kind)].damage == Damage::kDamages;
}

bool may_be_caused_elsewhere(FaultKind kind) {
  return kTraits[static_cast<std::size_t>(kind)].cause == Cause::kElsewhere;
}

bool is_of_brackets(FaultKind kind) {
  return kind == FaultKind::kUnclosed || kind == FaultKind::kWrongBracket ||
         kind == FaultKind::kTrailingBytes;
}

Diagnostic describe(const SyntaxFault& fault, std::string_view text, SourceId source,
                    std::string_view name) {
  Diagnostic finding = Describer(fault, text, source, name).describe();
  finding.more_places = fault.more_places;
  return finding;
}

std::string_view kind_of(const Fault& fault) {
  return diag::row_of(fault.code).name;
}

}  // namespace rulec::json
