// What the validators of tables share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "bytecode/program.h"

namespace rulec::bytecode {

template <class Name, class Row>
[[nodiscard]] bool is_in(Name id, const std::vector<Row>& table) {
  return id.index() < table.size();
}

[[nodiscard]] inline bool is_name_byte(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-';
}

// Form of ids and entry points (language.md section 2).
[[nodiscard]] inline bool is_name(const Program& program, StringId id, std::size_t max_bytes) {
  if (!is_in(id, program.strings)) {
    return false;
  }
  const std::string& text = program.strings[id.index()];
  return !text.empty() && text.size() <= max_bytes && std::ranges::all_of(text, is_name_byte);
}

// Templates: in the order of id and language, one default each, fallbacks that end, contents whose
// parts close what they open, no deeper than kMaxTemplateDepth.
[[nodiscard]] Status validate_templates(const Program& program);
// Of an action: none, or the first variant of a template, and only of what shows a message.
[[nodiscard]] Status validate_message_template(const Program& program, const Action& action);

// What actions have that are more than an action: results have names, each once in its rule; only
// effects have one or use one, and that of an earlier action.
[[nodiscard]] Status validate_flows(const Program& program);

}  // namespace rulec::bytecode
