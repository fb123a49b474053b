// Help for the tests of the JSON reader: a text parsed, with its findings as short strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::json {

struct Parsed {
  SourceMap sources;
  SourceId id;
  Document document;
  std::vector<diag::Diagnostic> findings;

  explicit Parsed(std::string_view text, const ReaderLimits& limits = {}) {
    id = sources.add("rules/x.rule.json", std::string(text));
    diag::Collector collector;
    document = parse(sources, id, limits, collector);
    findings = collector.take_sorted();
  }

  // "RC1002@5..6" for each finding.
  [[nodiscard]] std::vector<std::string> places() const {
    std::vector<std::string> all;
    for (const diag::Diagnostic& finding : findings) {
      const Span& span = finding.primary.span;
      all.push_back(diag::code_text(finding.code) + "@" + std::to_string(span.begin) + ".." +
                    std::to_string(span.end));
    }
    return all;
  }
};

struct Read {
  Arena arena;
  ReaderScratch scratch;
  Value value;
  Fault fault;
  bool is_good = false;

  explicit Read(std::string_view text, const ValueLimits& limits = {}) {
    is_good = read_value(text, limits, arena, scratch, value, fault);
  }
};

}  // namespace rulec::json
