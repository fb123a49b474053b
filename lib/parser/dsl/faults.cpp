#include "parser/dsl/faults.h"

#include <algorithm>
#include <iterator>

#include "base/limits.h"
#include "parser/dsl/grammar.h"
#include "parser/json/fault_text.h"

namespace rulec::parser {
namespace {

using diag::Code;
using diag::Diagnostic;

// What other languages write, and what is meant by it. Before an operand only the negations fit.
struct Foreign {
  std::string_view written;
  std::string_view ours;
};
constexpr Foreign kForeignOperators[] = {{"&&", "and"}, {"&", "and"}, {"AND", "and"}, {"||", "or"},
                                         {"|", "or"},   {"OR", "or"}, {"=", "=="},    {"<>", "!="},
                                         {"=>", ">="},  {"=<", "<="}, {"IN", "in"},   {"is", "=="}};

std::string quoted(std::string_view text) {
  return "`" + json::shortened(text) + "`";
}

std::string end_of(const DslPlace& place) {
  return "the end of the " + std::string(place.whole);
}

std::string found_words(const DslPlace& place, const Token& token) {
  if (token.kind == TokenKind::kEnd) {
    return end_of(place);
  }
  bool is_line_end =
      token.is_sign(";") && token.begin < place.written.size() && place.written[token.begin] != ';';
  if (is_line_end) {
    return "the end of the line";
  }
  bool is_sign = token.kind == TokenKind::kSign;
  bool is_odd = is_sign && (static_cast<unsigned char>(token.text[0]) >= 0x7f ||
                            static_cast<unsigned char>(token.text[0]) < 0x20);
  return is_odd ? json::character(token.text) : quoted(token.text);
}

bool is_reserved(const Token& token) {
  return token.kind == TokenKind::kWord && is_reserved_for_paths(token.text);
}

std::string_view closer_of(const Token& opener) {
  return opener.text == "(" ? ")" : opener.text == "[" ? "]" : "}";
}

// What the token, or the one before it, was probably meant to be.
std::string meant(const Unexpected& fault) {
  const Token& found = fault.found;
  if (found.kind == TokenKind::kEnd && fault.opener != nullptr && !fault.fix) {
    return "close the bracket with `" + std::string(closer_of(*fault.opener)) + "`";
  }
  if (found.is_sign(".") && is_reserved(fault.before)) {
    return "as the name of a field `" + std::string(fault.before.text) +
           "` stands in back-ticks, so that it is no keyword";
  }
  if (fault.is_in_expression && is_reserved(found)) {
    return "`" + std::string(found.text) + "` is a keyword; as the name of a field it stands in " +
           "back-ticks";
  }
  if (fault.is_in_expression && found.is_sign("?")) {
    return "a choice is written `if(test, then, else)`";
  }
  if (fault.is_in_expression && found.is_sign("(") && fault.before.kind == TokenKind::kWord &&
      !is_reserved(fault.before)) {
    return "a call has one word before its bracket, as in `length(x)`";
  }
  if (found.kind != TokenKind::kSign) {
    return "";
  }
  if (found.text == "#") {
    return "a comment begins with `//`";
  }
  if (is_curly_quote(found.text)) {
    return R"(texts stand in straight quotes: "..." or '...')";
  }
  bool is_letter = found.text.size() > 1 && static_cast<unsigned char>(found.text[0]) >= 0x80;
  return is_letter || found.text == "$"
             ? "names with other characters than a to z, digits and `_` stand in back-ticks"
             : "";
}

// The finding with what should be written in place of `found`.
void add_replacement(Diagnostic& finding, const DslPlace& place, const Token& found,
                     const Token& before) {
  DslRange range = {found.begin, found.end};
  if (found.is_sign(".") && is_reserved(before)) {
    finding.fix(replacement(place, {before.begin, before.end}, "`" + std::string(before.text) + "`",
                            "write `" + std::string(before.text) + "` in back-ticks"));
    return;
  }
  std::string better = found.fault == TokenFault::kNumber ? json::number_problem(found.text).better
                                                          : std::string(our_operator(found));
  if (found.is_sign("!")) {
    finding.fix(replacement(place, range, "not ", "a negation is written `not x`"));
  } else if (!better.empty()) {
    finding.fix(replacement(place, range, better));
  }
}

struct Words {
  std::string expected;
  std::string found;
  std::string label;
  std::string help;
};

Words words_of_string(const DslPlace& place, const Token& token) {
  std::string found = token.end >= place.end ? end_of(place) : "the end of the line";
  if (token.fault == TokenFault::kUnclosedTicks) {
    return {"a closing back-tick", found, "this name is not closed",
            "close the name with a back-tick"};
  }
  std::string quote(token.text.substr(0, 1));
  return {"a closing " + quote, found, "this text is not closed",
          "close the text with " + quoted(quote)};
}

Words words_of_bad(const DslPlace& place, const Token& token) {
  switch (token.fault) {
    case TokenFault::kNumber:
      return {"a number", quoted(token.text), json::number_problem(token.text).reason, ""};
    case TokenFault::kName:
      return {"a name or an index", quoted(token.text), "begins like an index",
              "a name that begins with a digit stands in back-ticks"};
    case TokenFault::kEmptyTicks:
      return {"a name in back-ticks", "none", "holds nothing", ""};
    case TokenFault::kDotInTicks:
      return {"a name without dots in back-ticks", "`.`", "not in back-ticks",
              R"(a key with a dot is read with `val("a", "b.c")`)"};
    case TokenFault::kZeroInTicks:
      return {"a name in back-ticks", quoted(token.text), "not text",
              "no text holds a zero: databases cannot store it"};
    case TokenFault::kUnclosedTicks:
    case TokenFault::kUnclosedString:
      return words_of_string(place, token);
    case TokenFault::kUnclosedComment:
      return {"`*/`", end_of(place), "this comment is not closed", ""};
    case TokenFault::kEscape:
      if (token.text == "\\u0000") {
        return {"a character of a text", quoted(token.text), "not text",
                "no text holds a zero: databases cannot store it"};
      }
      return {"an escape of JSON", quoted(token.text), "no escape",
              R"(the escapes are \" \\ \/ \b \f \n \r \t and \u with four hex digits)"};
    case TokenFault::kControl:
      return {"a character of a text", json::character(token.text), "only as an escape",
              R"(in a text it is written as an escape, such as \t)"};
    case TokenFault::kNone:
      break;
  }
  return {"an expression", quoted(token.text), "", ""};
}

}  // namespace

std::string_view our_operator(const Token& token) {
  const auto* row = std::ranges::find(kForeignOperators, token.text, &Foreign::written);
  return row == std::end(kForeignOperators) ? std::string_view() : row->ours;
}

bool is_curly_quote(std::string_view character) {
  return character == "\xe2\x80\x9c" || character == "\xe2\x80\x9d" ||
         character == "\xe2\x80\x98" || character == "\xe2\x80\x99" ||
         character == "\xe2\x80\x9e" || character == "\xc2\xab" || character == "\xc2\xbb";
}

bool is_line_lost(const Token& taken) {
  return taken.fault == TokenFault::kUnclosedString || taken.fault == TokenFault::kUnclosedTicks ||
         taken.fault == TokenFault::kUnclosedComment;
}

diag::Fix replacement(const DslPlace& place, DslRange range, std::string text, std::string title) {
  if (title.empty()) {
    title = "write " + quoted(text);
  }
  return {
      .fix_class = diag::FixClass::kSuggested,
      .title = std::move(title),
      .edits = {{.span = place.text.span(range.begin, range.end), .new_text = std::move(text)}}};
}

Diagnostic describe(const DslPlace& place, const Unexpected& fault) {
  const Token& found = fault.found;
  bool is_bad = found.kind == TokenKind::kBad;
  std::string here = found.kind == TokenKind::kEnd
                         ? "the " + std::string(place.whole) + " ends here"
                         : "not expected here";
  Words words = is_bad ? words_of_bad(place, found)
                       : Words{.expected = fault.expected,
                               .found = found_words(place, found),
                               .label = here,
                               .help = fault.help.empty() ? meant(fault) : fault.help};
  Diagnostic finding =
      diag::make(Code::kExpectedToken, place.text.span(found.begin, found.end), words.label,
                 {{"expected", words.expected}, {"found", words.found}});
  if (!is_bad && fault.opener != nullptr) {
    finding.label(place.text.span(fault.opener->begin, fault.opener->end), "opened here");
  }
  if (!words.help.empty()) {
    finding.help(words.help);
  }
  if (fault.fix) {
    finding.fix(*fault.fix);
  } else if ((fault.is_in_expression && fault.help.empty()) || is_bad) {
    add_replacement(finding, place, found, fault.before);
  }
  return finding;
}

Diagnostic describe_range(const DslPlace& place, DslRange number) {
  std::string_view text = place.text.text().substr(number.begin, number.end - number.begin);
  return diag::make(Code::kExpectedToken, place.text.span(number.begin, number.end),
                    "no number can hold it",
                    {{"expected", "a number of the range of 64 bits"}, {"found", quoted(text)}})
      .help("numbers of more digits are decimals: `decimal(\"...\")`");
}

Diagnostic describe_depth(const DslPlace& place, DslRange one_too_many) {
  return diag::make(Code::kTooDeep, place.text.span(one_too_many.begin, one_too_many.end),
                    "one level too many", {{"limit", std::int64_t{kMaxRuleDepth}}})
      .help("split the expression, or move a part of it into one of its own");
}

}  // namespace rulec::parser
