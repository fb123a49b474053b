#include "parser/format/pointer_index.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace rulec::parser {
namespace {

// `~1` is `/` and `~0` is `~`; nullopt for another `~`.
std::optional<std::string> key_of(std::string_view segment) {
  std::string key;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '~') {
      key += segment[i];
      continue;
    }
    ++i;
    if (i == segment.size() || (segment[i] != '0' && segment[i] != '1')) {
      return std::nullopt;
    }
    key += segment[i] == '0' ? '~' : '/';
  }
  return key;
}

std::optional<std::uint32_t> index_of(std::string_view segment) {
  std::uint32_t index = 0;
  auto [stop, error] = std::from_chars(segment.data(), segment.data() + segment.size(), index);
  bool is_padded = segment.size() > 1 && segment[0] == '0';
  return error == std::errc{} && stop == segment.data() + segment.size() && !is_padded
             ? std::optional(index)
             : std::nullopt;
}

}  // namespace

const PointerIndex::Children& PointerIndex::children_of(json::NodeId container) {
  auto [found, is_new] = known_.try_emplace(container.index());
  if (is_new) {
    bool is_object = document_.at(container).kind == json::NodeKind::kObject;
    for (json::NodeId child : document_.children(container)) {
      if (is_object) {
        found->second.members.try_emplace(document_.at(child).key, child);
      } else {
        found->second.items.push_back(child);
      }
    }
  }
  return found->second;
}

json::NodeId PointerIndex::step(json::NodeId from, std::string_view segment) {
  const Children& children = children_of(from);
  if (document_.at(from).kind == json::NodeKind::kArray) {
    std::optional<std::uint32_t> index = index_of(segment);
    return index && *index < children.items.size() ? children.items[*index] : json::NodeId();
  }
  std::optional<std::string> key = key_of(segment);
  auto found = key ? children.members.find(*key) : children.members.end();
  return found == children.members.end() ? json::NodeId() : found->second;
}

json::NodeId PointerIndex::resolve(json::NodeId from, std::string_view pointer) {
  if (!pointer.empty() && pointer[0] != '/') {
    return {};
  }
  json::NodeId at = from;
  while (!pointer.empty() && at.is_valid()) {
    pointer.remove_prefix(1);
    std::size_t length = std::min(pointer.find('/'), pointer.size());
    at = step(at, pointer.substr(0, length));
    pointer.remove_prefix(length);
  }
  return at;
}

}  // namespace rulec::parser
