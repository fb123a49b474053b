// Help for the tests of the text form: JSON printed as text.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "../parser_support.h"
#include "parser/format/format.h"

namespace rulec::parser {

// A document, and what it looks into.
struct Twin {
  SourceMap sources;
  json::Document document;

  explicit Twin(std::string_view json) {
    SourceId id = sources.add("x.rule.json", std::string(json));
    diag::Collector collector;
    document = json::parse(sources, id, {}, collector);
    REQUIRE(collector.error_count() == 0);
  }
};

inline Result<std::string> printed(std::string_view json, const Layout& layout = {}) {
  Twin twin(json);
  return print_text(twin.document, layout);
}

inline void check_text(std::string_view json, std::string_view text, const Layout& layout = {}) {
  CAPTURE(std::string(json));
  Result<std::string> made = printed(json, layout);
  if (!made) {
    CAPTURE(made.error().message);
    CHECK(made.has_value());
    return;
  }
  CHECK(*made == std::string(text));
}

}  // namespace rulec::parser
