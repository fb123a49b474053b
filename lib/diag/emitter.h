// Emitter: where phases hand their findings. Phases know only this interface; sinks decide what
// becomes of a finding. A phase goes on after emitting.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "diag/diagnostic.h"

namespace rulec::diag {

class Emitter {
 public:
  virtual ~Emitter() = default;
  virtual void emit(Diagnostic diagnostic) = 0;
};

// Keeps findings up to the limits of base/limits.h (each file, each run) and counts all of them.
class Collector final : public Emitter {
 public:
  void emit(Diagnostic diagnostic) override;

  // Kept findings: errors, then warnings, then hints; inside by file, offset, then order of making
  // (cause before consequence); those without a place first. Leaves none behind; the counts stay.
  [[nodiscard]] std::vector<Diagnostic> take_sorted();
  [[nodiscard]] const std::vector<Diagnostic>& kept() const { return kept_; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] std::size_t warning_count() const { return warnings_; }
  [[nodiscard]] std::size_t hint_count() const { return hints_; }
  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  // Findings counted but not kept.
  [[nodiscard]] std::size_t omitted() const { return omitted_; }

 private:
  std::vector<Diagnostic> kept_;
  std::map<SourceId, std::size_t> by_source_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t hints_ = 0;
  std::size_t omitted_ = 0;
};

// Counts errors on their way to another emitter, so that a phase can tell whether it found any.
class CountingEmitter final : public Emitter {
 public:
  explicit CountingEmitter(Emitter& next) : next_(next) {}  // `next` outlives this
  // Around another one it would be a copy, which begins with the other's count.
  CountingEmitter(const CountingEmitter&) = delete;
  CountingEmitter& operator=(const CountingEmitter&) = delete;
  void emit(Diagnostic diagnostic) override;
  [[nodiscard]] std::size_t error_count() const { return errors_; }

 private:
  Emitter& next_;
  std::size_t errors_ = 0;
};

}  // namespace rulec::diag
