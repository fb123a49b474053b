// Fuzz target: the reader of DSL expressions. Any bytes give an expression or exactly one finding
// within the text, and what was read is printed and read again as it is.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "diag/emitter.h"
#include "parser/dsl/expression.h"
#include "parser/parser.h"

namespace {

constexpr std::array<std::string_view, 2> kLoops = {"outer", "it9"};

struct Read {
  rulec::SourceMap sources;
  rulec::parser::Ast ast;
  rulec::diag::Collector findings;
  rulec::parser::Expr* expr = nullptr;

  Read(std::string_view text, std::span<const std::string_view> loops) {
    rulec::SourceId id = sources.add("input", std::string(text));
    std::string_view bytes = sources.at(id).bytes();
    auto size = static_cast<std::uint32_t>(bytes.size());
    rulec::parser::PlacedText placed(bytes, {id, 0, size}, bytes);
    expr = rulec::parser::parse_dsl_expression({.text = placed, .begin = 0, .end = size}, loops,
                                               ast, findings);
    RULEC_CHECK(findings.error_count() == (expr == nullptr ? 1U : 0U));
    for (const rulec::diag::Diagnostic& finding : findings.kept()) {
      RULEC_CHECK(finding.primary.span.begin <= finding.primary.span.end);
      RULEC_CHECK(finding.primary.span.end <= size);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Read in_loops(text, kLoops);
  Read read(text, {});
  if (read.expr == nullptr || rulec::utf8::find_invalid(text) != std::string_view::npos) {
    return 0;
  }
  std::string printed = rulec::parser::infix(*read.expr);
  Read again(printed, {});
  RULEC_CHECK(again.expr != nullptr);
  RULEC_CHECK(rulec::parser::infix(*again.expr) == printed);
  return 0;
}
