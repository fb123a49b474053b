// Which fields of the context the rules of an entry point read: what `validate: light` checks.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "bytecode/program.h"
#include "value/operators.h"

namespace rulec::runtime {

class LoadedRuleset;

struct ReadFields {
  // A path that is computed, or the whole context: then every field counts.
  bool are_all = false;
  std::vector<std::span<const value::Segment>> paths;

  // Whether a fault at `pointer` (RFC 6901) lies on the way to, at, or below a field that is read.
  [[nodiscard]] bool concern(std::string_view pointer) const;
};

[[nodiscard]] ReadFields read_fields_of(const LoadedRuleset& ruleset,
                                        const bytecode::EntryPoint& entry_point);

}  // namespace rulec::runtime
