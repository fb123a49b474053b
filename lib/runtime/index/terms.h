// Terms: what conditions compute before they compare it with a constant or ask for its truth, as
// `a * b`, `length(x)` or `some(items, …)`. Equal terms of all conditions are one, whichever
// registers they use. An attribute of the index is a path or a term.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "runtime/internal/loaded_ruleset.h"

namespace rulec::runtime::index {

struct Term {
  std::vector<Code> code;            // jumps and registers from 0 on; the result is returned
  std::vector<std::uint32_t> paths;  // of the root context, which its value depends on; ascending
  bool reads_all = false;            // on any
  // About how long it takes, in turns that bytecode takes.
  std::uint32_t cost = 0;
};

// What an atom reads: the number of a path, or the number of all paths and that of a term.
using Source = std::uint32_t;
inline constexpr Source kNoSource = 0xffffffff;

// Terms and the atoms over them. An atom that stands in the code as one instruction has its place
// there as a number; others have numbers behind those. Their `b` is a source, and a kTruthy among
// them asks for truth.
class TermTable {
 public:
  explicit TermTable(const LoadedRuleset& ruleset)
      : ruleset_(ruleset), path_count_(static_cast<Source>(ruleset.paths.size())) {}

  [[nodiscard]] Source add(Term term);
  [[nodiscard]] CodeAt add_truth(Source source);
  [[nodiscard]] CodeAt add_comparison(Source source, value::Comparison comparison,
                                      std::uint32_t constant);

  [[nodiscard]] const Code& atom(CodeAt at) const {
    return at < ruleset_.code.size() ? ruleset_.code[at] : atoms_[at - ruleset_.code.size()];
  }
  [[nodiscard]] bool is_term(Source source) const { return source >= path_count_; }
  [[nodiscard]] std::uint32_t number_of(Source term) const { return term - path_count_; }
  [[nodiscard]] Source source_of(std::uint32_t number) const { return path_count_ + number; }
  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  [[nodiscard]] std::size_t source_count() const { return path_count_ + terms_.size(); }

  // A term that is not worth an attribute: conditions that read it are left to bytecode.
  void drop(std::uint32_t number) { is_dropped_[number] = true; }
  [[nodiscard]] bool is_dropped(Source source) const {
    return is_term(source) && is_dropped_[number_of(source)];
  }

  [[nodiscard]] const LoadedRuleset& ruleset() const { return ruleset_; }

 private:
  [[nodiscard]] CodeAt add_atom(const Code& atom);

  const LoadedRuleset& ruleset_;
  Source path_count_;
  std::vector<Term> terms_;
  std::vector<bool> is_dropped_;
  std::vector<Code> atoms_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_hash_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> atoms_by_hash_;
};

}  // namespace rulec::runtime::index
