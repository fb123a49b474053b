// Types of fields that no schema declares, inferred from how the rules of an entry point use them:
// compared with a number here and with a text there, one of the two is a slip. Internal to the
// checker.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/check/report.h"
#include "value/signatures.h"

namespace rulec::compiler {

class FieldUses {
 public:
  // A use that makes sense for a field of `type`, one of the single types.
  void add(std::string field, value::TypeSet type, const parser::Definition& definition,
           parser::NodeId node);
  // Those of rules that come behind all rules so far.
  void append(FieldUses&& later);
  // One finding (a warning, RC2029) for each field of several types: at the first use of the rarer
  // ones, with the first use of the most frequent one beside it.
  void report(const Input& input, diag::Emitter& emitter) const;

 private:
  struct Use {
    value::TypeSet type;
    parser::Definition definition;
    parser::NodeId node;
  };
  std::map<std::string, std::vector<Use>> uses_;
};

}  // namespace rulec::compiler
