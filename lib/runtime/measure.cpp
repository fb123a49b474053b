#include "runtime/internal/measure.h"

namespace rulec::runtime {
namespace {

// Punctuation of a container and keys of an object; the values inside are counted by their own.
std::size_t own_bytes(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
    case Kind::kBool:
      return 4;
    case Kind::kInteger:
    case Kind::kDouble:
    case Kind::kDecimal:
      return 1;
    case Kind::kString:
      return value.as_string().size() + 2;
    case Kind::kList:
      return 2 + value.length();
    case Kind::kObject: {
      std::size_t bytes = 2;
      for (const Member& member : value.members()) {
        bytes += member.key.size() + 4;
      }
      return bytes;
    }
    case Kind::kAbsent:
    case Kind::kError:
      return 0;
  }
  return 0;
}

bool is_container(const Value& value) {
  return value.is_list() || value.is_object();
}

}  // namespace

std::size_t measure(const Value& value, std::size_t limit, std::vector<Value>& stack) {
  std::size_t bytes = own_bytes(value);
  if (!is_container(value)) {
    return bytes;
  }
  stack.clear();
  stack.push_back(value);
  auto add = [&](const Value& part) {
    bytes += own_bytes(part);
    if (is_container(part)) {
      stack.push_back(part);
    }
  };
  while (!stack.empty() && bytes <= limit) {
    Value open = stack.back();
    stack.pop_back();
    if (open.is_list()) {
      for (const Value& item : open.as_list()) {
        add(item);
      }
    } else {
      for (const Member& member : open.members()) {
        add(member.value);
      }
    }
  }
  return bytes;
}

}  // namespace rulec::runtime
