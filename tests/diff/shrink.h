// Makes a failing expression small: parts are replaced by their own parts or left out as long as it
// still fails.
#pragma once

#include <functional>

#include "reference/reference.h"

namespace rulec::difftest {

[[nodiscard]] reference::Json shrink(reference::Json expression,
                                     const std::function<bool(const reference::Json&)>& fails);

}  // namespace rulec::difftest
