#include <algorithm>
#include <span>
#include <unordered_set>

#include "bytecode/internal/section_io.h"
#include "bytecode/internal/validate_rows.h"

namespace rulec::bytecode {
namespace {

bool is_word(std::string_view text) {
  auto is_word_byte = [](char byte) { return byte == '_' || is_name_byte(byte); };
  bool has_digit_first = !text.empty() && text[0] >= '0' && text[0] <= '9';
  return !text.empty() && !has_digit_first && text.find_first_of(".-") == std::string_view::npos &&
         std::ranges::all_of(text, is_word_byte);
}

using Names = std::unordered_set<std::uint32_t>;  // strings are distinct

Status validate_step(const Program& program, const Action& action, const Names& earlier) {
  bool uses_results = !action.after.empty();
  bool is_of_effect = action.result.is_valid() || uses_results;
  if (is_of_effect && action.kind != ActionKind::kEffect) {
    return damaged("flows", "an action that is no effect has or uses a result");
  }
  if (!uses_results && (action.references > 0 || action.carried.is_valid())) {
    return damaged("flows", "an action uses results and names none");
  }
  if (action.carried.is_valid() && !is_in(action.carried, program.constants)) {
    return damaged("flows", "a test is a constant that is not there");
  }
  Names named;
  for (StringId result : action.after) {
    if (!earlier.contains(result.index()) || !named.insert(result.index()).second) {
      return damaged("flows", "an action uses a result twice, or one of no earlier action");
    }
  }
  return {};
}

Status validate_rule(const Program& program, std::span<const Action> actions) {
  Names earlier;
  for (const Action& action : actions) {
    RULEC_TRY_STATUS(validate_step(program, action, earlier));
    if (!action.result.is_valid()) {
      continue;
    }
    if (!is_in(action.result, program.strings) ||
        !is_word(program.strings[action.result.index()])) {
      return damaged("flows", "a result has no proper name");
    }
    if (!earlier.insert(action.result.index()).second) {
      return damaged("flows", "two results of a rule have one name");
    }
  }
  return {};
}

}  // namespace

Status validate_flows(const Program& program) {
  for (const Rule& rule : program.rules) {
    auto actions = std::span(program.actions).subspan(rule.first_action, rule.action_count);
    RULEC_TRY_STATUS(validate_rule(program, actions));
  }
  return {};
}

}  // namespace rulec::bytecode
