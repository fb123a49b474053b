#include "compiler/emit/tables.h"

#include <bit>

#include "base/check.h"

namespace rulec::compiler {
namespace {

using bytecode::Constant;
using bytecode::ConstantId;
using bytecode::ConstantKind;
using bytecode::PathId;
using bytecode::StringId;

template <class Integer>
void append_bytes(std::string& key, Integer value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

StringId Tables::string(std::string_view text) {
  auto found = strings_.find(text);
  if (found != strings_.end()) {
    return found->second;
  }
  StringId id(program_.strings.size());
  program_.strings.emplace_back(text);
  strings_.emplace(text, id);
  return id;
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
  key_.assign(1, static_cast<char>(row.kind));
  append_bytes(key_, row.bits);
  append_bytes(key_, row.high);
  for (std::uint32_t child : children) {
    append_bytes(key_, child);
  }
  auto found = constants_.find(std::string_view(key_));
  if (found == constants_.end()) {
    found = constants_.emplace(key_, program_.constants.size()).first;
    bool has_children = row.kind == ConstantKind::kList || row.kind == ConstantKind::kObject;
    row.first = has_children ? static_cast<std::uint32_t>(program_.children.size()) : 0;
    program_.children.insert(program_.children.end(), children.begin(), children.end());
    program_.constants.push_back(row);
  }
  return found->second;
}

PathId Tables::path(const std::vector<std::string_view>& segments) {
  bytecode::Path row;
  std::string key;
  for (std::string_view segment : segments) {
    row.segments.push_back(string(segment));
    append_bytes(key, row.segments.back().index());
  }
  auto [found, is_new] = paths_.emplace(std::move(key), program_.paths.size());
  if (is_new) {
    program_.paths.push_back(std::move(row));
  }
  return found->second;
}

}  // namespace rulec::compiler
