#include "diag/emitter.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"

namespace rulec::diag {
namespace {

// By severity, then those without a place, then by file and offset; ties as they were made.
std::vector<Diagnostic> sorted(std::vector<Diagnostic> findings) {
  auto key = [](const Diagnostic& diagnostic) {
    const Span& span = diagnostic.primary.span;
    return diagnostic.has_primary
               ? std::tuple(diagnostic.severity, true, span.source.index(), span.begin)
               : std::tuple(diagnostic.severity, false, std::uint32_t{0}, std::uint32_t{0});
  };
  std::ranges::stable_sort(findings, {}, key);
  return findings;
}

}  // namespace

void Collector::emit(Diagnostic diagnostic) {
  if (diagnostic.suppressed) {
    ++suppressed_count_;
    if (suppressed_.size() < kMaxDiagnosticsPerRun) {
      suppressed_.push_back(std::move(diagnostic));
    }
    return;
  }
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
  return sorted(std::exchange(kept_, {}));
}

std::vector<Diagnostic> Collector::take_suppressed() {
  return sorted(std::exchange(suppressed_, {}));
}

void CountingEmitter::emit(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) {
    ++errors_;
  }
  next_.emit(std::move(diagnostic));
}

}  // namespace rulec::diag
