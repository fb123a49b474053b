#include "runtime/index/terms.h"

#include <algorithm>

namespace rulec::runtime::index {
namespace {

bool are_same(const Code& a, const Code& b) {
  return a.step == b.step && a.n == b.n && a.a == b.a && a.b == b.b && a.on_true == b.on_true &&
         a.on_false == b.on_false && a.on_error == b.on_error && a.constant == b.constant &&
         a.low == b.low && a.width == b.width;
}

std::uint64_t mixed(std::uint64_t hash, const Code& code) {
  constexpr std::uint64_t kMixer = 0x9e37'79b9'7f4a'7c15;
  std::uint64_t first = static_cast<std::uint64_t>(code.step) | std::uint64_t{code.n} << 8U |
                        std::uint64_t{code.a} << 16U | std::uint64_t{code.b} << 32U;
  hash = (hash ^ first) * kMixer;
  hash = ((hash ^ (hash >> 29U)) + code.constant) * kMixer;
  return hash ^ (hash >> 32U);
}

}  // namespace

Source TermTable::add(Term term) {
  // A path alone is no term.
  if (term.code.size() == 2 && term.code.front().step == Step::kLoadPath) {
    return term.code.front().b;
  }
  std::uint64_t hash = term.code.size();
  for (const Code& code : term.code) {
    hash = mixed(hash, code);
  }
  auto [first, end] = by_hash_.equal_range(hash);
  for (; first != end; ++first) {
    if (std::ranges::equal(terms_[first->second].code, term.code, are_same)) {
      return source_of(first->second);
    }
  }
  auto number = static_cast<std::uint32_t>(terms_.size());
  by_hash_.emplace(hash, number);
  terms_.push_back(std::move(term));
  is_dropped_.push_back(false);
  return source_of(number);
}

CodeAt TermTable::add_truth(Source source) {
  Code atom;
  atom.step = Step::kTruthy;
  atom.b = source;
  return add_atom(atom);
}

CodeAt TermTable::add_comparison(Source source, value::Comparison comparison,
                                 std::uint32_t constant) {
  Code atom;
  atom.step = Step::kAtom;
  atom.n = static_cast<std::uint8_t>(comparison);
  atom.b = source;
  atom.constant = constant;
  return add_atom(atom);
}

CodeAt TermTable::add_atom(const Code& atom) {
  std::uint64_t hash = mixed(0, atom);
  auto [first, end] = atoms_by_hash_.equal_range(hash);
  for (; first != end; ++first) {
    if (are_same(atoms_[first->second], atom)) {
      return static_cast<CodeAt>(ruleset_.code.size() + first->second);
    }
  }
  auto number = static_cast<std::uint32_t>(atoms_.size());
  atoms_by_hash_.emplace(hash, number);
  atoms_.push_back(atom);
  return static_cast<CodeAt>(ruleset_.code.size() + number);
}

}  // namespace rulec::runtime::index
