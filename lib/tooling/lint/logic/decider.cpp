#include "tooling/lint/logic/decider.h"

#include "compiler/ir/ir.h"
#include "compiler/model.h"

namespace rulec::tooling {

void Decider::load() {
  is_made_ = true;
  if (build_.model->has_errors) {
    return;
  }
  compiler::Input input = build_.compiler_input();
  compiler::IrPtr ir = compiler::lower(input, *build_.model);
  compiler::optimise(*ir, build_.settings.optimisation_level);
  if (auto ruleset = runtime::load(compiler::emit(input, *build_.model, *ir), "")) {
    ruleset_ = std::move(*ruleset);
  }
}

std::optional<std::vector<std::string_view>> Decider::fired(std::string_view entry_point,
                                                            std::string_view context,
                                                            std::int64_t now_ms) {
  if (!is_made_) {
    load();
  }
  runtime::Decision decision;
  bool is_decided = ruleset_ != nullptr && runtime::decide(*ruleset_,
                                                           {.entry_point = entry_point,
                                                            .context = context,
                                                            .acknowledgements = {},
                                                            .now_ms = now_ms},
                                                           workspace_, decision) == nullptr;
  if (!is_decided) {
    return std::nullopt;
  }
  const bytecode::Program& program = runtime::program_of(*ruleset_);
  std::vector<std::string_view> ids;
  for (const runtime::ExecutedRule& rule : decision.rules_executed) {
    ids.push_back(program.strings[program.rules[rule.rule].id.index()]);
  }
  return ids;
}

}  // namespace rulec::tooling
