// Expressions and contexts for differential tests: all small ones, and random larger ones by
// number.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "own_operators.h"
#include "reference/reference.h"

namespace rulec::difftest {

// A small alphabet: values of every kind, the corners of each, and paths that are there or not.
[[nodiscard]] const std::vector<Json>& literals();
[[nodiscard]] const std::vector<Json>& contexts();

// Every operator with no, one and two operands from the alphabet, written bare and as a list.
void for_each_small(const std::function<void(const Json&)>& visit);

// Junctions, negations and `if` two deep over a few atoms, asked for their truth.
void for_each_small_condition(const std::function<void(const Json&)>& visit);

// rulec's own operators, and decimals under all others: each family's operators with no, one and
// two operands from its leaves, and those with constant operands on all combinations of the right
// kinds.
void for_each_small_own(const std::function<void(const Json&)>& visit);

// Same number, same expression, on every machine.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}
  [[nodiscard]] Json expression(int depth);
  // One whose truth is what matters, as of a rule: junctions, negations and tests over operands
  // that mostly cannot throw, some of them twice.
  [[nodiscard]] Json condition(int depth);
  [[nodiscard]] const Json& context();
  [[nodiscard]] std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  [[nodiscard]] const Json& one_of(const std::vector<Json>& values);
  [[nodiscard]] Json leaf();
  [[nodiscard]] Json atom();
  [[nodiscard]] Json junction(int depth);
  [[nodiscard]] Json call(int depth);
  // A call of one of rulec's own operators, or an operand of a kind (own_operators.h) that fits.
  [[nodiscard]] Json own_call(int depth);
  [[nodiscard]] Json call_of(const OwnShape& shape, int depth);
  [[nodiscard]] Json operand(char kind, int depth);
  [[nodiscard]] Json iterator(const std::string& name, int depth);
  [[nodiscard]] Json list_source(int depth);

  std::mt19937_64 random_;
};

}  // namespace rulec::difftest
