// rulec's own schemas in compiled form, made on first need, once for the process.
#pragma once

#include "schema/internal/compiled_schema.h"
#include "schema/schema.h"

namespace rulec::schema {

[[nodiscard]] const CompiledSchema& built_in(BuiltIn schema);

}  // namespace rulec::schema
