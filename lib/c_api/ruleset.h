// What stands behind a rulec_ruleset.
#pragma once

#include <optional>
#include <string>

#include "bundle/bundle.h"
#include "bytecode/program.h"
#include "rulec/rulec.h"
#include "runtime/engine.h"

struct rulec_ruleset {  // NOLINT(readability-identifier-naming): the C interface's name
  rulec::runtime::RulesetPtr loaded;
  std::string digest;
  std::string manifest;
  std::optional<rulec::bundle::Container> container;  // of a bundle with machine code

  [[nodiscard]] const rulec::bytecode::Program& program() const {
    return rulec::runtime::program_of(*loaded);
  }
};
