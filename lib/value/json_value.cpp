// Values to JSON by one walk with an explicit stack: values made at run time may nest deeper than
// any document.
#include "value/json_value.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/check.h"
#include "value/number.h"
#include "value/print.h"
#include "value/small_stack.h"

namespace rulec {
namespace {

using value::NumberBuffer;
using value::SmallStack;

// An open list or object and where the walk is in it. `small` is the order of an object without an
// index of its own.
struct Frame {
  const Value* container;
  std::uint32_t next;
  std::array<std::uint8_t, ObjectData::kLinearMembers> small;
};

Frame open_frame(const Value& container, MemberOrder order) {
  Frame frame{.container = &container, .next = 0, .small = {}};
  bool needs_order = container.is_object() && container.object_data().order == nullptr;
  if (needs_order) {
    auto members = container.members();
    auto end = frame.small.begin() + static_cast<std::ptrdiff_t>(members.size());
    std::iota(frame.small.begin(), end, std::uint8_t{0});
    if (order == MemberOrder::kByKey) {
      std::sort(frame.small.begin(), end, [members](std::uint8_t a, std::uint8_t b) {
        return members[a].key < members[b].key;
      });
    }
  }
  return frame;
}

const Member& member_at(const Frame& frame, MemberOrder order) {
  const ObjectData& data = frame.container->object_data();
  if (data.order == nullptr) {
    return data.members[frame.small[frame.next]];
  }
  return data.members[order == MemberOrder::kByKey ? data.order[frame.next] : frame.next];
}

void write_scalar(JsonWriter& writer, const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return writer.null();
    case Kind::kBool:
      return writer.boolean(value.as_bool());
    case Kind::kString:
      return writer.string(value.as_string());
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal: {
      NumberBuffer buffer;
      return writer.raw(value::print_number(value, buffer));
    }
    case Kind::kAbsent:
    case Kind::kList:
    case Kind::kObject:
    case Kind::kError:
      break;
  }
  RULEC_CHECK(!value.is_absent() && !value.is_error());
}

class Walk {
 public:
  Walk(JsonWriter& writer, MemberOrder order) : writer_(writer), order_(order) {}

  void begin(const Value& value) {
    if (value.is_list()) {
      writer_.begin_array();
    } else if (value.is_object()) {
      writer_.begin_object();
    } else {
      return write_scalar(writer_, value);
    }
    open_.push(open_frame(value, order_));
  }

  [[nodiscard]] bool is_done() const { return open_.empty(); }
  // Whether the innermost container has no entry left.
  [[nodiscard]] bool is_at_end() { return open_.top().next == open_.top().container->length(); }

  // The next item or member of the innermost container, or its end.
  void advance() {
    Frame& frame = open_.top();
    if (frame.next == frame.container->length()) {
      frame.container->is_list() ? writer_.end_array() : writer_.end_object();
      open_.pop();
      return;
    }
    const Value* next = nullptr;
    if (frame.container->is_list()) {
      next = &frame.container->as_list()[frame.next];
    } else {
      const Member& member = member_at(frame, order_);
      writer_.key(member.key);
      next = &member.value;
    }
    ++frame.next;
    begin(*next);
  }

 private:
  JsonWriter& writer_;
  MemberOrder order_;
  SmallStack<Frame, 32> open_;
};

}  // namespace

namespace value {

PrintEnd print_bounded(OpContext& ctx, std::string& out, const Value& value) {
  JsonWriter writer(out);
  Walk walk(writer, MemberOrder::kByKey);
  for (walk.begin(value); !walk.is_done();) {
    if (!walk.is_at_end() && !charge(ctx, 1)) {
      return PrintEnd::kOverBudget;
    }
    walk.advance();
    if (out.size() > ctx.max_string_bytes) {
      return PrintEnd::kTooLong;
    }
  }
  return out.size() > ctx.max_string_bytes ? PrintEnd::kTooLong : PrintEnd::kDone;
}

}  // namespace value

void write_value(JsonWriter& writer, const Value& value) {
  Walk walk(writer, MemberOrder::kWritten);
  for (walk.begin(value); !walk.is_done();) {
    walk.advance();
  }
}

void append_value(std::string& out, const Value& value, MemberOrder order) {
  JsonWriter writer(out);
  Walk walk(writer, order);
  for (walk.begin(value); !walk.is_done();) {
    walk.advance();
  }
}

void append_number(std::string& out, const Value& number) {
  NumberBuffer buffer;
  out += value::print_number(number, buffer);
}

}  // namespace rulec
