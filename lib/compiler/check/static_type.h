// What is known of an expression's value without running it. Internal to the checker.
#pragma once

#include <string>

#include "base/source.h"
#include "parser/ast.h"
#include "value/signatures.h"

namespace rulec::compiler {

// What a context schema says of a field.
struct FieldFacts {
  value::TypeSet types = value::kAny;  // when it is there
  bool may_be_absent = true;
  bool is_declared = false;
  Span declared_at;

  // Of what reading it gives: an absent field is null.
  [[nodiscard]] value::TypeSet possible() const {
    return may_be_absent ? static_cast<value::TypeSet>(types | value::kNull) : types;
  }
};

struct StaticType {
  value::TypeSet types = value::kAny;  // of the value, when it is no error; never empty
  const parser::Expr* expr = nullptr;
  const Value* constant = nullptr;    // of a literal
  const FieldFacts* field = nullptr;  // of a field that the schema declares, read without default
  std::string undeclared;             // dotted path of a field where there is no schema

  [[nodiscard]] bool has(value::TypeSet wanted) const { return (types & wanted) != 0; }
  [[nodiscard]] bool is_only(value::TypeSet wanted) const { return (types & ~wanted) == 0; }
};

// "`cart.total` (a number)", "`"100"`", "a list".
[[nodiscard]] std::string described(const StaticType& type);

}  // namespace rulec::compiler
