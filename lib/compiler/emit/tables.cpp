#include "compiler/emit/tables.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"

namespace rulec::compiler {
namespace {

using bytecode::Constant;
using bytecode::ConstantId;
using bytecode::ConstantKind;
using bytecode::PathId;
using bytecode::StringId;

bool has_children(const Constant& row) {
  return row.kind == ConstantKind::kList || row.kind == ConstantKind::kObject;
}

}  // namespace

StringId Tables::string(std::string_view text) {
  RowHash hash;
  hash.add(text);
  auto next = static_cast<std::uint32_t>(program_.strings.size());
  std::uint32_t id = strings_.find_or_add(
      hash.value(), next, [&](std::uint32_t row) { return program_.strings[row] == text; });
  if (id == next) {
    program_.strings.emplace_back(text);
  }
  return StringId(id);
}

StringId Tables::string_or_none(std::string_view text) {
  return text.empty() ? StringId() : string(text);
}

Constant Tables::scalar(const Value& value) {
  switch (value.kind()) {
    case Kind::kBool:
      return {.kind = value.as_bool() ? ConstantKind::kTrue : ConstantKind::kFalse};
    case Kind::kInteger:
      return {.kind = ConstantKind::kInteger,
              .bits = static_cast<std::uint64_t>(value.as_integer())};
    case Kind::kDouble:
      return {.kind = ConstantKind::kDouble,
              .bits = std::bit_cast<std::uint64_t>(value.as_double())};
    case Kind::kDecimal:
      return {.kind = ConstantKind::kDecimal,
              .bits = value.as_decimal().low,
              .high = value.as_decimal().high};
    case Kind::kString:
      return {.kind = ConstantKind::kString, .bits = string(value.as_string()).index()};
    case Kind::kNull:
    case Kind::kAbsent:
    case Kind::kList:
    case Kind::kObject:
    case Kind::kError:
      break;
  }
  RULEC_CHECK(value.is_null());  // no constant is absent or an error
  return {};
}

// Recursion ends at the depth that the reader allows.
ConstantId Tables::container(const Value& value) {
  std::vector<std::uint32_t> children;
  if (value.is_list()) {
    for (const Value& item : value.as_list()) {
      children.push_back(constant(item).index());
    }
    return intern({.kind = ConstantKind::kList, .count = value.length()}, children);
  }
  for (const Member& member : value.members()) {
    children.push_back(string(member.key).index());
    children.push_back(constant(member.value).index());
  }
  return intern({.kind = ConstantKind::kObject, .count = value.length()}, children);
}

ConstantId Tables::constant(const Value& value) {
  bool is_container = value.is_list() || value.is_object();
  return is_container ? container(value) : intern(scalar(value), {});
}

ConstantId Tables::intern(Constant row, std::span<const std::uint32_t> children) {
  RowHash hash;
  hash.add(static_cast<std::uint64_t>(row.kind));
  hash.add(row.bits);
  hash.add(row.high);
  hash.add(std::uint64_t{children.size()});
  for (std::uint32_t child : children) {
    hash.add(std::uint64_t{child});
  }
  auto is_same = [&](std::uint32_t id) {
    const Constant& other = program_.constants[id];
    return other.kind == row.kind && other.bits == row.bits && other.high == row.high &&
           other.count == row.count &&
           std::ranges::equal(std::span(program_.children).subspan(other.first, children.size()),
                              children);
  };
  auto next = static_cast<std::uint32_t>(program_.constants.size());
  std::uint32_t id = constants_.find_or_add(hash.value(), next, is_same);
  if (id == next) {
    row.first = has_children(row) ? static_cast<std::uint32_t>(program_.children.size()) : 0;
    program_.children.insert(program_.children.end(), children.begin(), children.end());
    program_.constants.push_back(row);
  }
  return ConstantId(id);
}

PathId Tables::path(const std::vector<std::string_view>& segments) {
  std::vector<StringId> ids;
  ids.reserve(segments.size());
  RowHash hash;
  for (std::string_view segment : segments) {
    ids.push_back(string(segment));
    hash.add(std::uint64_t{ids.back().index()});
  }
  auto next = static_cast<std::uint32_t>(program_.paths.size());
  std::uint32_t id = paths_.find_or_add(
      hash.value(), next, [&](std::uint32_t row) { return program_.paths[row].segments == ids; });
  if (id == next) {
    program_.paths.push_back({.segments = std::move(ids)});
  }
  return PathId(id);
}

}  // namespace rulec::compiler
