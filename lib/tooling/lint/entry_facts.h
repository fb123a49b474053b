// What lints know of the entry points of a build: settings, what rules write, types of fields.
#pragma once

#include <map>
#include <string_view>

#include "compiler/check/types.h"
#include "tooling/build.h"

namespace rulec::tooling {

struct EntryFacts {
  const compiler::EntryPointSettings* settings = nullptr;  // never null
  compiler::WrittenPaths written;                          // by any rule, active or not
  compiler::FieldTypes types;
};

class EntryFactsTable {
 public:
  // `build` has a model and outlives this.
  explicit EntryFactsTable(const Build& build);
  [[nodiscard]] EntryFacts& at(std::string_view entry_point);

 private:
  compiler::EntryPointSettings undeclared_;
  std::map<std::string_view, EntryFacts> facts_;
};

// Tells the type of every expression in `root`, operands before what they belong to, and reports
// nothing.
void tell_types(const parser::Expr& root, const compiler::Input& rules,
                const parser::Definition& definition, EntryFacts& entry_point,
                const compiler::TypeChecker::OnType& on_type);

}  // namespace rulec::tooling
