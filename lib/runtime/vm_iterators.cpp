// all some none map filter reduce: IterBegin opens a frame over the source, the body runs with the
// item as innermost context, IterNext takes its result. An iterator is charged 1, and for every
// item that it visits the nodes of its body as written (language.md 7.1), before the work; for an
// operand that is an error or that it refuses, nothing.
#include <algorithm>

#include "runtime/internal/vm.h"

namespace rulec::runtime {
namespace {

using value::OpContext;
using value::OperatorId;

// What the iterator answers when no item has decided.
Value undecided(const Frame& frame) {
  OperatorId iterator = frame.iterator;
  if (iterator == OperatorId::kReduce) {
    return frame.accumulator;
  }
  if (iterator == OperatorId::kMap || iterator == OperatorId::kFilter) {
    return Value::list({frame.collected, frame.count});
  }
  return Value::boolean(iterator != OperatorId::kSome);
}

// Grows with what was visited, never with what a list promises: an early error then costs nothing.
void collect(OpContext& ctx, Frame& frame, const Value& item) {
  if (frame.count == frame.capacity) {
    std::size_t capacity = frame.capacity == 0 ? 8 : frame.capacity * 2;
    auto grown = ctx.arena.make_span<Value>(capacity);
    std::copy(frame.collected, frame.collected + frame.count, grown.begin());
    frame.collected = grown.data();
    frame.capacity = capacity;
  }
  frame.collected[frame.count++] = item;
}

// Takes the body's result for the current item. True when the answer is known: it is in `answer`.
bool take(OpContext& ctx, Frame& frame, const Value& result, Value& answer) {
  if (result.is_error()) {
    answer = result;
    return true;
  }
  if (frame.iterator == OperatorId::kMap) {
    collect(ctx, frame, result);
    return false;
  }
  if (frame.iterator == OperatorId::kReduce) {
    frame.accumulator = result;
    return false;
  }
  bool is_truthy = value::is_truthy(result);
  if (frame.iterator == OperatorId::kFilter) {
    if (is_truthy) {
      collect(ctx, frame, frame.items[frame.position]);
    }
    return false;
  }
  // all: the first falsy one decides; some, none: the first truthy one.
  if (is_truthy == (frame.iterator == OperatorId::kAll)) {
    return false;
  }
  answer = Value::boolean(frame.iterator == OperatorId::kSome);
  return true;
}

Value reduce_context(OpContext& ctx, const Frame& frame) {
  auto members = ctx.arena.make_span<Member>(2);
  members[0] = {.key = "current", .value = frame.items[frame.position]};
  members[1] = {.key = "accumulator", .value = frame.accumulator};
  return make_object(ctx.arena, members);
}

}  // namespace

// Charges the item at frame.position and makes it the context. False: the budget is exceeded.
bool Vm::enter_item(OpContext& ctx, Frame& frame, Value& result) const {
  if (!value::charge(ctx, frame.body_nodes)) {
    result = value::budget_exceeded();
    return false;
  }
  frame.scope.current = frame.iterator == OperatorId::kReduce ? reduce_context(ctx, frame)
                                                              : frame.items[frame.position];
  frame.scope.index = static_cast<std::int64_t>(frame.position);
  return true;
}

bool Vm::begin_iteration(OpContext& ctx, const Code& at) {
  Value& answer = buffers_.registers[at.a];  // the source until then
  auto iterator = static_cast<OperatorId>(at.n);
  bool has_start = (at.on_false & bytecode::kHasStart) != 0;
  const Value start = has_start ? buffers_.registers[at.a + 1U] : Value::null();
  bool is_written_null = (at.on_false & bytecode::kSourceWrittenNull) != 0;
  value::IteratorSource source = value::iterator_source(iterator, answer, is_written_null);
  if (start.is_error() && !answer.is_error()) {
    answer = start;  // an operand's error comes before what the operator thinks of the other
    return false;
  }
  if (source.result.is_error()) {
    answer = source.result;
    return false;
  }
  if (!value::charge(ctx, 1)) {
    answer = value::budget_exceeded();
    return false;
  }
  if (!source.walks) {
    answer = has_start && source.result.is_null() ? start : source.result;
    return false;
  }
  Frame& frame = open_frame(ctx, iterator, answer.as_list());
  frame.body_nodes = static_cast<std::uint32_t>(at.width);
  frame.accumulator = start;
  if (iterator == OperatorId::kReduce && !has_start) {
    frame.accumulator = frame.items[0];
    frame.position = 1;
  }
  if (frame.position == frame.items.size()) {
    answer = frame.accumulator;
    return false;
  }
  if (!enter_item(ctx, frame, answer)) {
    return false;
  }
  ctx.scope = &frame.scope;
  ++depth_;
  return true;
}

Frame& Vm::open_frame(const OpContext& ctx, OperatorId iterator, std::span<const Value> items) {
  Frame& frame = buffers_.frames[depth_];
  frame.iterator = iterator;
  frame.items = items;
  frame.position = 0;
  frame.collected = nullptr;
  frame.count = 0;
  frame.capacity = 0;
  frame.scope.has_index = true;
  frame.scope.outer = ctx.scope;
  return frame;
}

bool Vm::next_iteration(OpContext& ctx, const Code& at) {
  Frame& frame = buffers_.frames[depth_ - 1];
  Value& answer = buffers_.registers[at.a];
  bool is_decided = take(ctx, frame, buffers_.registers[at.a + 1U], answer);
  if (!is_decided) {
    ++frame.position;
    if (frame.position < frame.items.size()) {
      if (enter_item(ctx, frame, answer)) {
        return true;
      }
    } else {
      answer = undecided(frame);
    }
  }
  pop(ctx);
  return false;
}

}  // namespace rulec::runtime
