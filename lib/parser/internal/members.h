// The members of an object under their canonical names, for the builders of rules and templates.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "diag/emitter.h"
#include "parser/aliases.h"
#include "parser/json/document.h"

namespace rulec::parser {

struct CanonicalMembers {
  std::vector<std::pair<std::string_view, json::NodeId>> members;  // in written order
  bool has_alias_beside_name = false;                              // RC2012 was emitted
};
// Doubled keys are left out: the reader has spoken.
[[nodiscard]] CanonicalMembers canonical_members(const json::Document& document,
                                                 json::NodeId object, AliasScope scope,
                                                 diag::Emitter& emitter);

}  // namespace rulec::parser
