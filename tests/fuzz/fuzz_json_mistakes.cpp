// Fuzz target: the reader that looks for the mistakes behind the faults gives the verdict of the
// one that does not, on any bytes, and its findings, labels and fixes lie within the text.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "diag/emitter.h"
#include "parser/json/reader.h"

namespace {

using rulec::json::FaultView;

// Every trial reads the whole text: longer ones only take longer.
constexpr std::size_t kMaxBytes = 4096;

bool is_within(const rulec::Span& span, std::string_view text) {
  return span.begin <= span.end && span.end <= text.size();
}

bool is_good(std::string_view text, FaultView view) {
  rulec::SourceMap sources;
  rulec::diag::Collector findings;
  rulec::SourceId id = sources.add("input", std::string(text));
  auto document = rulec::json::parse(sources, id, {.max_depth = 32, .view = view}, findings);
  for (const rulec::diag::Diagnostic& finding : findings.kept()) {
    RULEC_CHECK(is_within(finding.primary.span, text));
    for (const rulec::diag::Label& label : finding.labels) {
      RULEC_CHECK(is_within(label.span, text));
    }
    for (const rulec::diag::Fix& fix : finding.fixes) {
      for (const rulec::diag::Edit& edit : fix.edits) {
        RULEC_CHECK(is_within(edit.span, text));
      }
    }
  }
  return !findings.has_errors();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), std::min(size, kMaxBytes));
  RULEC_CHECK(is_good(text, FaultView::kMistakes) == is_good(text, FaultView::kAsMet));
  return 0;
}
