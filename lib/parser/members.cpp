#include "parser/internal/members.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace rulec::parser {
namespace {

using Member = std::pair<std::string_view, json::NodeId>;
constexpr std::size_t kFewMembers = 24;

diag::Diagnostic alias_beside_name(const json::Document& document, std::string_view name,
                                   json::NodeId first, json::NodeId later) {
  bool is_first_alias = document.at(later).key == name;
  const json::Node& alias = document.at(is_first_alias ? first : later);
  const json::Node& other = document.at(is_first_alias ? later : first);
  auto finding =
      diag::make(diag::Code::kAliasAndName, alias.key_span, "means `" + std::string(name) + "`",
                 {{"alias", std::string(alias.key)}, {"name", std::string(name)}});
  finding.label(other.key_span, "given here too");
  finding.help("keep `" + std::string(name) + "` and remove the other");
  return finding;
}

}  // namespace

CanonicalMembers canonical_members(const json::Document& document, json::NodeId object,
                                   AliasScope scope, diag::Emitter& emitter) {
  CanonicalMembers found;
  found.members.reserve(document.at(object).child_count);
  // Objects of people have few members; the first of a name is found by looking at all, unless
  // there are many.
  std::unordered_map<std::string_view, json::NodeId> seen;
  bool has_many = document.at(object).child_count > kFewMembers;
  auto add = [&](std::string_view name, json::NodeId child) -> json::NodeId {
    if (has_many) {
      auto [first, is_new] = seen.try_emplace(name, child);
      return is_new ? json::NodeId() : first->second;
    }
    auto first = std::ranges::find(found.members, name, &Member::first);
    return first == found.members.end() ? json::NodeId() : first->second;
  };
  for (json::NodeId child : document.children(object)) {
    const json::Node& node = document.at(child);
    if (node.is_duplicate) {
      continue;
    }
    std::string_view name = canonical_name(scope, node.key);
    json::NodeId first = add(name, child);
    if (!first.is_valid()) {
      found.members.emplace_back(name, child);
    } else {
      found.has_alias_beside_name = true;
      emitter.emit(alias_beside_name(document, name, first, child));
    }
  }
  return found;
}

}  // namespace rulec::parser
