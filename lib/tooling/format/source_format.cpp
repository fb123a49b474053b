#include "tooling/format/source_format.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "parser/json/reader.h"
#include "schema/schema.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::DocumentKind;

class Formatter {
 public:
  Formatter(const SourceMap& sources, SourceId id, SourceKind kind, const FormatOptions& options,
            diag::Emitter& emitter)
      : sources_(sources), id_(id), kind_(kind), options_(options), emitter_(emitter) {}

  FormattedSource format() {
    json::Document document = read(sources_, id_, kind_, emitter_);
    if (document.has_faults() || !is_printable(document, kind_.form)) {
      return {.fate = FormatFate::kFaulty, .text = {}};
    }
    // Most documents are canonical already, and telling that is cheaper than copying them.
    bool is_canonical = parser::has_canonical_form(document, kind_.document, document);
    json::Document form =
        is_canonical ? std::move(document) : parser::canonical_document(document, kind_.document);
    Result<std::string> text = print(form, kind_.form);
    if (!text) {
      return refuse_form(text.error());
    }
    if (*text == sources_.at(id_).bytes()) {
      return {.fate = FormatFate::kDone, .text = std::move(*text)};
    }
    // Printing depends on nothing but the form, so what reads back as that form is a fixed point.
    return proven(std::move(*text), kind_, [&](const json::Document& again, std::string_view) {
      return is_canonical ? parser::are_equal(again, form)
                          : parser::has_canonical_form(again, kind_.document, form);
    });
  }

  ConvertedSource convert(SourceForm to) {
    json::Document document = read(sources_, id_, kind_, emitter_);
    if (document.has_faults() || !is_printable(document, SourceForm::kText)) {
      return {.source = {.fate = FormatFate::kFaulty, .text = {}}};
    }
    json::Document form = parser::canonical_document(document, kind_.document);
    SourceKind kind = {.document = DocumentKind::kRules, .form = to};
    if (to == SourceForm::kJson && form.member(form.root(), "scorecard").is_valid()) {
      kind.document = DocumentKind::kScorecard;
    }
    Result<std::string> text = print(form, to);
    if (!text) {
      return {.source = refuse_form(text.error())};
    }
    // The text form has names for items and the like that JSON need not have.
    auto is_same = [&](const json::Document& again, std::string_view bytes) {
      Result<std::string> twice = print(parser::canonical_document(again, kind.document), to);
      return parser::are_twins(again, form, kind.document) && twice && *twice == bytes;
    };
    return {.kind = kind, .source = proven(std::move(*text), kind, is_same)};
  }

 private:
  [[nodiscard]] json::Document read(const SourceMap& sources, SourceId id, SourceKind kind,
                                    diag::Emitter& emitter) const {
    if (kind.form == SourceForm::kJson) {
      return json::parse(sources, id, {.max_bytes = options_.max_source_bytes}, emitter);
    }
    parser::TextOptions text = options_.text;
    text.keeps_layout = true;
    return parser::read_text(sources, id, text, emitter);
  }

  [[nodiscard]] Result<std::string> print(const json::Document& form, SourceForm to) const {
    if (to == SourceForm::kJson) {
      return parser::print_json(form, options_.layout);
    }
    return parser::print_text(form, options_.layout);
  }

  // Any JSON can be laid out; text has places for what the language knows and nothing else.
  [[nodiscard]] bool is_printable(const json::Document& document, SourceForm to) {
    if (to == SourceForm::kJson || !document.has_root()) {
      return true;
    }
    bool is_scorecard = kind_.document == DocumentKind::kScorecard ||
                        document.member(document.root(), "scorecard").is_valid();
    schema::BuiltIn shape = is_scorecard ? schema::BuiltIn::kScorecard : schema::BuiltIn::kRule;
    return schema::check_document(shape, document, sources_, emitter_);
  }

  // The text, if reading it finds no fault and `is_same` is content with what it reads.
  template <class IsSame>
  FormattedSource proven(std::string text, SourceKind kind, IsSame is_same) {
    if (text.size() > options_.max_source_bytes) {
      return refuse("its size to " + std::to_string(text.size()) +
                    " bytes, more than the limit of " + std::to_string(options_.max_source_bytes));
    }
    SourceMap sources;
    SourceId id = sources.add(sources_.at(id_).name(), std::move(text));
    diag::Collector findings;
    json::Document again = read(sources, id, kind, findings);
    if (again.has_faults() || findings.has_errors() || !is_same(again, sources.at(id).bytes())) {
      return refuse("its meaning");
    }
    return {.fate = FormatFate::kDone, .text = std::string(sources.at(id).bytes())};
  }

  FormattedSource refuse(std::string what) {
    emitter_.emit(diag::make(Code::kFormatRefused, start(), "",
                             {{"path", sources_.at(id_).name()}, {"what", std::move(what)}}));
    return {.fate = FormatFate::kRefused, .text = {}};
  }

  // RC1023, whose message is there already.
  FormattedSource refuse_form(const Error& error) {
    constexpr std::string_view kMiddle = " cannot be written as text: ";
    std::size_t middle = error.message.find(kMiddle);
    RULEC_CHECK(middle != std::string::npos);
    emitter_.emit(diag::make(Code::kNoTwin, start(), "",
                             {{"what", error.message.substr(0, middle)},
                              {"form", "text"},
                              {"reason", error.message.substr(middle + kMiddle.size())}}));
    return {.fate = FormatFate::kRefused, .text = {}};
  }

  [[nodiscard]] Span start() const { return {.source = id_, .begin = 0, .end = 0}; }

  const SourceMap& sources_;
  SourceId id_;
  SourceKind kind_;
  const FormatOptions& options_;
  diag::Emitter& emitter_;
};

}  // namespace

std::optional<SourceKind> source_kind_of(std::string_view path) {
  struct Row {
    std::string_view ending;
    SourceKind kind;
  };
  static constexpr std::array<Row, 6> kRows = {
      {{.ending = ".rule.json", .kind = {DocumentKind::kRules, SourceForm::kJson}},
       {.ending = ".scorecard.json", .kind = {DocumentKind::kScorecard, SourceForm::kJson}},
       {.ending = ".template.json", .kind = {DocumentKind::kTemplate, SourceForm::kJson}},
       {.ending = ".test.json", .kind = {DocumentKind::kTests, SourceForm::kJson}},
       {.ending = ".eff", .kind = {DocumentKind::kRules, SourceForm::kText}},
       {.ending = ".effx", .kind = {DocumentKind::kRules, SourceForm::kText}}}};
  for (const Row& row : kRows) {
    if (path.ends_with(row.ending)) {
      return row.kind;
    }
  }
  return std::nullopt;
}

FormattedSource format_source(const SourceMap& sources, SourceId id, SourceKind kind,
                              const FormatOptions& options, diag::Emitter& emitter) {
  return Formatter(sources, id, kind, options, emitter).format();
}

ConvertedSource convert_source(const SourceMap& sources, SourceId id, SourceKind kind,
                               SourceForm to, const FormatOptions& options,
                               diag::Emitter& emitter) {
  return Formatter(sources, id, kind, options, emitter).convert(to);
}

}  // namespace rulec::tooling
