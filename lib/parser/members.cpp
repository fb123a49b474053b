#include "parser/internal/members.h"

#include <map>
#include <string>

namespace rulec::parser {
namespace {

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
  std::map<std::string_view, json::NodeId> seen;
  for (json::NodeId child : document.children(object)) {
    const json::Node& node = document.at(child);
    if (node.is_duplicate) {
      continue;
    }
    std::string_view name = canonical_name(scope, node.key);
    auto [first, is_new] = seen.try_emplace(name, child);
    if (is_new) {
      found.members.emplace_back(name, child);
    } else {
      found.has_alias_beside_name = true;
      emitter.emit(alias_beside_name(document, name, first->second, child));
    }
  }
  return found;
}

}  // namespace rulec::parser
