// How many values a list or object holds: what comparing or sorting it may have to read.
#include "value/operators.h"
#include "value/small_stack.h"

namespace rulec::value {
namespace {

// Counts the values below a container, one at a step. A `reduce` can make a value whose parts are
// shared, so that a few kilobytes of memory hold more values than can be counted: every use has a
// limit.
class Counter {
 public:
  explicit Counter(const Value& container) { open_.push({.container = &container}); }

  [[nodiscard]] bool is_done() const { return open_.empty(); }
  [[nodiscard]] std::uint64_t count() const { return count_; }

  void step() {
    Open& top = open_.top();
    if (top.next == top.container->length()) {
      open_.pop();
      return;
    }
    const Value& value = top.container->is_list() ? top.container->as_list()[top.next]
                                                  : top.container->members()[top.next].value;
    ++top.next;
    ++count_;
    if (value.is_list() || value.is_object()) {
      open_.push({.container = &value});
    }
  }

 private:
  struct Open {
    const Value* container;
    std::size_t next = 0;
  };

  SmallStack<Open, 64> open_;
  std::uint64_t count_ = 0;
};

}  // namespace

std::uint64_t values_in(const Value& container, std::uint64_t limit) {
  Counter counter(container);
  while (!counter.is_done() && counter.count() <= limit) {
    counter.step();
  }
  return counter.count();
}

std::uint64_t values_in_smaller(const Value& a, const Value& b, std::uint64_t limit) {
  Counter first(a);
  Counter second(b);
  while (true) {
    Counter& behind = first.count() <= second.count() ? first : second;
    if (behind.is_done() || behind.count() > limit) {
      return behind.count();
    }
    behind.step();
  }
}

}  // namespace rulec::value
