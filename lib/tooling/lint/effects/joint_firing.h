// JointFiring: a context in which two rules fire in one decision. It is guessed from the values
// that matter to their conditions and shown only when the engine says so.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "compiler/model.h"
#include "diag/diagnostic.h"
#include "runtime/engine.h"
#include "schema/schema.h"
#include "tooling/lint/lint.h"

namespace rulec::tooling {

class JointFiring {
 public:
  explicit JointFiring(const LintInput& input);

  // Nothing: none was found within a bounded search.
  [[nodiscard]] std::optional<diag::Witness> find(const compiler::CheckedEntryPoint& entry,
                                                  const compiler::CheckedRule& a,
                                                  const compiler::CheckedRule& b);

 private:
  class Search;
  // In one decision of the whole ruleset.
  [[nodiscard]] bool do_fire(const diag::Witness& request, std::int64_t now, std::string_view a,
                             std::string_view b);
  [[nodiscard]] const schema::CompiledSchema* compiled(const schema::ContextSchema* schema);

  const LintInput& input_;
  compiler::Input rules_;
  runtime::RulesetPtr ruleset_;  // null: the rules do not compile
  runtime::Workspace workspace_;
  std::map<const schema::ContextSchema*, std::shared_ptr<const schema::CompiledSchema>> schemas_;
};

}  // namespace rulec::tooling
