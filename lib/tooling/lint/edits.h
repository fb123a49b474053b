// Edits for fixes of lints. Each is right in JSON as it stands there (commas included) and says
// what it means, so that it can be spelled in a text file (tooling/source_spelling.h); what has no
// spelling there becomes words on its way. `json` is always JSON, whatever the source is written
// in. Nodes are those of `build.ast`, except where a document and its own node are given.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"
#include "parser/ast.h"
#include "tooling/build.h"

namespace rulec::tooling {

// A value of a document of the build: `documents.documents[document]`.
struct JsonPlace {
  std::uint32_t document = 0;
  json::NodeId node;
};
[[nodiscard]] JsonPlace json_place(const Build& build, parser::NodeId node);

// What stands at a node, as JSON: the bytes of a JSON file, the twin of a text.
[[nodiscard]] std::string json_text(const Build& build, parser::NodeId node);
[[nodiscard]] std::string json_text(const Build& build, JsonPlace place);

// The whole value becomes `json`.
[[nodiscard]] diag::Edit replace_value(const Build& build, parser::NodeId node, std::string json);
[[nodiscard]] diag::Edit replace_value(const Build& build, JsonPlace place, std::string json);
// The text becomes another one, given without quotes and escapes.
[[nodiscard]] diag::Edit replace_text(const Build& build, parser::NodeId node,
                                      std::string_view text);
// The key of a member becomes another one: an operator by its `name_node`.
[[nodiscard]] diag::Edit replace_key(const Build& build, parser::NodeId node, std::string_view key);
// An element of a list, or a member of an object, goes with its comma.
[[nodiscard]] diag::Edit remove_value(const Build& build, parser::NodeId node);
[[nodiscard]] diag::Edit remove_value(const Build& build, JsonPlace place);
// A new first member, laid out like the members that are there.
[[nodiscard]] diag::Edit add_member(const Build& build, JsonPlace object, std::string_view key,
                                    std::string_view json);

// The operand goes; of two, the other one takes the place of the whole call. For `and` and `or`
// with two operands and more, written as a list.
[[nodiscard]] diag::Edit remove_operand(const Build& build, const parser::Expr& call,
                                        std::size_t index);
// `outer` becomes `inner`, which stands somewhere in it: `!!x` becomes `x`.
[[nodiscard]] diag::Edit replace_by_part(const Build& build, const parser::Expr& outer,
                                         const parser::Expr& inner);

}  // namespace rulec::tooling
