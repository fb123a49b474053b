// In what two bundles differ, for people who asked why two builds are not the same bytes.
#pragma once

#include <string>

#include "bundle/bundle.h"

namespace rulec::app {

// "section `code` differs", "only the sources' bundle has section `source_map`"; of the first one
// in the order of the file. Bundles whose sections are equal differ in their headers.
[[nodiscard]] std::string first_difference(const bundle::Container& given,
                                           const bundle::Container& built);

}  // namespace rulec::app
