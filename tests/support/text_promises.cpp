#include "text_promises.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "diag/emitter.h"
#include "parser/dsl/pieces.h"
#include "parser/dsl/text_reader.h"
#include "parser/format/format.h"
#include "parser/json/reader.h"
#include "schema/schema.h"

namespace rulec::testing {
namespace {

using parser::DocumentKind;
using parser::Layout;

// A document, and the source that it looks into.
struct Held {
  SourceMap sources;
  diag::Collector findings;
  json::Document document;

  explicit Held(std::string_view text) {
    SourceId id = sources.add("x.eff", std::string(text));
    document = parser::read_text(sources, id, {.keeps_layout = true}, findings);
  }
  [[nodiscard]] bool is_good() const { return !findings.has_errors() && !document.has_faults(); }
  [[nodiscard]] std::string words() const {
    std::string all;
    for (const diag::Diagnostic& finding : findings.kept()) {
      all += "\n  " + diag::message_of(finding);
    }
    return all;
  }
};

bool is_within(const Span& span, std::string_view text) {
  return span.begin <= span.end && span.end <= text.size();
}

std::string misplaced(const diag::Collector& findings, std::string_view text) {
  for (const diag::Diagnostic& finding : findings.kept()) {
    bool is_good = is_within(finding.primary.span, text);
    for (const diag::Label& label : finding.labels) {
      is_good = is_good && is_within(label.span, text);
    }
    for (const diag::Fix& fix : finding.fixes) {
      for (const diag::Edit& edit : fix.edits) {
        is_good = is_good && is_within(edit.span, text);
      }
    }
    if (!is_good) {
      return "a finding lies outside of the text: " + diag::message_of(finding);
    }
  }
  return "";
}

// What the comments of a text say, without what formatting may change: indents and line ends, and
// the strokes that keep a comment from being a description.
std::vector<std::string> comments_of(std::string_view text) {
  std::vector<std::string> said;
  for (const parser::TextComment& comment : parser::cut(text).comments) {
    std::string words(text.substr(comment.begin, comment.end - comment.begin));
    std::erase_if(words, [](char c) { return std::string_view(" \t\r\n/").contains(c); });
    said.push_back(std::move(words));
  }
  std::ranges::sort(said);
  return said;
}

// Whether the shape is that of rule files, without which there is nothing to print.
bool has_shape(const Held& held) {
  const json::Document& document = held.document;
  bool is_scorecard = document.member(document.root(), "scorecard").is_valid();
  diag::Collector findings;
  return schema::check_document(is_scorecard ? schema::BuiltIn::kScorecard : schema::BuiltIn::kRule,
                                document, held.sources, findings);
}

Result<std::string> print(const json::Document& document) {
  return parser::print_text(parser::canonical_document(document, DocumentKind::kRules), Layout{});
}

// By way of the printed text, which must be what a second printing gives.
std::string check_printed(const Held& first, std::string_view bytes, std::string_view printed) {
  Held second(printed);
  if (!second.is_good()) {
    return "the printed text does not read:" + second.words();
  }
  if (!parser::have_same_meaning(first.document, second.document, DocumentKind::kRules)) {
    return "printing changes the meaning";
  }
  if (comments_of(bytes) != comments_of(printed)) {
    return "a comment is lost or made";
  }
  Result<std::string> again = print(second.document);
  if (!again) {
    return "the printed text does not print: " + again.error().message;
  }
  return *again == printed ? "" : "printing has no fixed point:\n" + *again;
}

// By way of the JSON twin, back to the same text.
std::string check_json(const json::Document& document, std::string_view printed) {
  std::string twin =
      parser::print_json(parser::canonical_document(document, DocumentKind::kRules), Layout{});
  SourceMap sources;
  SourceId id = sources.add("x.rule.json", std::move(twin));
  diag::Collector findings;
  json::Document read = json::parse(sources, id, {}, findings);
  if (findings.has_errors()) {
    return "the JSON twin does not read";
  }
  Result<std::string> back = print(read);
  if (!back) {
    return "the JSON twin has no text: " + back.error().message;
  }
  return *back == printed ? "" : "text -> JSON -> text differs:\n" + *back;
}

}  // namespace

TextOutcome keep_promises(std::string_view bytes) {
  Held first(bytes);
  TextOutcome outcome{.broken = misplaced(first.findings, bytes),
                      .errors = first.findings.error_count(),
                      .hints = first.findings.hint_count() + first.findings.warning_count(),
                      .is_read = first.is_good()};
  if (first.document.has_faults() && outcome.errors == 0) {
    outcome.broken = "what is refused has no finding";
  }
  if (!outcome.broken.empty() || !outcome.is_read || !has_shape(first)) {
    return outcome;
  }
  Result<std::string> printed = print(first.document);
  if (!printed) {
    outcome.broken = "no text form: " + printed.error().message;
    return outcome;
  }
  outcome.printed = *printed;
  outcome.broken = check_printed(first, bytes, *printed);
  if (outcome.broken.empty()) {
    outcome.broken = check_json(first.document, *printed);
  }
  return outcome;
}

}  // namespace rulec::testing
