#include "tooling/format/source_format.h"

#include <array>

#include "parser/json/reader.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::DocumentKind;

// A finding about the whole of a source.
diag::Diagnostic refusal(const SourceMap& sources, SourceId id, std::string what) {
  return diag::make(Code::kFormatRefused, {.source = id, .begin = 0, .end = 0}, "",
                    {{"path", sources.at(id).name()}, {"what", std::move(what)}});
}

class Formatter {
 public:
  Formatter(const SourceMap& sources, SourceId id, SourceKind kind, const FormatOptions& options,
            diag::Emitter& emitter)
      : sources_(sources), id_(id), kind_(kind), options_(options), emitter_(emitter) {}

  FormattedSource run() {
    json::Document read = read_json(sources_, id_, emitter_);
    if (read.has_faults()) {
      return {.fate = FormatFate::kFaulty, .text = {}};
    }
    // Most documents are canonical already, and telling that is cheaper than copying them.
    bool is_canonical = parser::has_canonical_form(read, kind_.document, read);
    json::Document form =
        is_canonical ? std::move(read) : parser::canonical_document(read, kind_.document);
    std::string text = parser::print_json(form, options_.layout);
    if (text == sources_.at(id_).bytes()) {
      return {.fate = FormatFate::kDone, .text = std::move(text)};
    }
    std::string problem = problem_of(text, form, is_canonical);
    if (!problem.empty()) {
      emitter_.emit(refusal(sources_, id_, std::move(problem)));
      return {.fate = FormatFate::kRefused, .text = {}};
    }
    return {.fate = FormatFate::kDone, .text = std::move(text)};
  }

 private:
  [[nodiscard]] json::Document read_json(const SourceMap& sources, SourceId id,
                                         diag::Emitter& emitter) const {
    return json::parse(sources, id, {.max_bytes = options_.max_source_bytes}, emitter);
  }

  // What `text` does not keep of `form`; "" when it reads back as exactly that. Printing depends on
  // nothing else, so it is a fixed point then.
  [[nodiscard]] std::string problem_of(const std::string& text, const json::Document& form,
                                       bool is_canonical) const {
    if (text.size() > options_.max_source_bytes) {
      return "its size to " + std::to_string(text.size()) + " bytes, more than the limit of " +
             std::to_string(options_.max_source_bytes);
    }
    SourceMap again;
    SourceId id = again.add(sources_.at(id_).name(), text);
    diag::Collector findings;
    json::Document read = read_json(again, id, findings);
    bool is_same = !read.has_faults() &&
                   (is_canonical ? parser::are_equal(read, form)
                                 : parser::has_canonical_form(read, kind_.document, form));
    return is_same ? "" : "its meaning";
  }

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
  return Formatter(sources, id, kind, options, emitter).run();
}

}  // namespace rulec::tooling
