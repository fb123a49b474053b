// Cases of kind `dispatch` (actions by themselves) and `template` (texts with variables) of
// corpora/requirements-rules/admin3. Each gives the reason for which it is decided otherwise on
// purpose, after checking that it is so, or "".
#pragma once

#include <string>

#include "admin3_case.h"

namespace rulec::testing {

[[nodiscard]] std::string run_dispatch(const Json& test);
[[nodiscard]] std::string run_template(const Json& test);

}  // namespace rulec::testing
