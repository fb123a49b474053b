// The budget of 7.1: what is metered, what each operator charges, and the error that ends it.
#pragma once

#include <cstdint>
#include <string>

#include "own.h"

namespace rulec::reference {

// An error that no `try` catches.
struct Stopped {
  Json error;
};

// "bounds one evaluation of one outermost metered expression": what lies inside of one is charged
// to it.
class Meter {
 public:
  explicit Meter(std::uint64_t expr_cost) : expr_cost_(expr_cost) {}

  // Takes from the budget of the open expression; throws Stopped when there is not so much.
  void charge(std::uint64_t units);

  // For as long as it lives a metered expression is open: the outermost one begins anew.
  class Opened {
   public:
    Opened(Meter& meter, bool is_metered);
    ~Opened();
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;

   private:
    Meter& meter_;
    bool is_outermost_;
  };

 private:
  std::uint64_t expr_cost_;
  std::uint64_t left_ = 0;
  bool is_open_ = false;
};

// Whether a call is metered, by its operator and its operands as they are written.
[[nodiscard]] bool is_metered(const std::string& name, const Json& written);

// What an operator over evaluated operands charges before its work; 0 for those without a price and
// for operands that it refuses. `is_spread`: they are the items of one list.
[[nodiscard]] std::uint64_t price_of(const std::string& name, const Operands& o, bool is_spread);

// "An iterator per element it visits the number of nodes of its body as written": a literal is one
// node, a list and a call are one more than their operands; `preserve` has one operand.
[[nodiscard]] std::uint64_t nodes_of(const Json& written);

// "The values in the smaller side" of two lists or two objects that are compared; else 0.
[[nodiscard]] std::uint64_t compared_values(const Json& a, const Json& b);

}  // namespace rulec::reference
