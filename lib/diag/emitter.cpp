#include "diag/emitter.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"

namespace rulec::diag {

void Collector::emit(Diagnostic diagnostic) {
  switch (diagnostic.severity) {
    case Severity::Error:
      ++errors_;
      break;
    case Severity::Warning:
      ++warnings_;
      break;
    case Severity::Hint:
    case Severity::Retired:
      ++hints_;
      break;
  }
  SourceId source = diagnostic.has_primary ? diagnostic.primary.span.source : SourceId();
  std::size_t& of_source = by_source_[source];
  if (kept_.size() >= kMaxDiagnosticsPerRun ||
      (source.is_valid() && of_source >= kMaxDiagnosticsPerFile)) {
    ++omitted_;
    return;
  }
  ++of_source;
  kept_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Collector::take_sorted() {
  auto key = [](const Diagnostic& diagnostic) {
    const Span& span = diagnostic.primary.span;
    return diagnostic.has_primary
               ? std::tuple(diagnostic.severity, true, span.source.index(), span.begin)
               : std::tuple(diagnostic.severity, false, std::uint32_t{0}, std::uint32_t{0});
  };
  std::ranges::stable_sort(kept_, {}, key);
  return std::exchange(kept_, {});
}

void CountingEmitter::emit(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) {
    ++errors_;
  }
  next_.emit(std::move(diagnostic));
}

}  // namespace rulec::diag
