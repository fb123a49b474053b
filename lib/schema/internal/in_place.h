// Schemas that look at the same value of an instance: `$ref`, `allOf`, `if` and their kin. Such a
// chain must end, or validation never does.
#pragma once

#include <cstdint>
#include <vector>

#include "diag/emitter.h"
#include "parser/json/document.h"
#include "schema/internal/keyword.h"
#include "schema/internal/reference.h"

namespace rulec::schema {

// Longest chain that is accepted; each link costs the checker a frame.
inline constexpr std::uint32_t kMaxInPlaceDepth = 64;

// `schemas` are the places of a document where a schema stands. Reports cycles (RC2019) and chains
// that are too long (RC2022), one finding each.
void check_in_place(const json::Document& document, const std::vector<json::NodeId>& schemas,
                    const References& references, diag::Emitter& emitter);

// Schemas that `node` applies to the same value, a reference's target included.
[[nodiscard]] std::vector<json::NodeId> in_place_children(const json::Document& document,
                                                          const References& references,
                                                          json::NodeId node);

}  // namespace rulec::schema
