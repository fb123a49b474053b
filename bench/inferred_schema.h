// A context schema that all of some events fit: what somebody who knows the data would write down.
#pragma once

#include <span>
#include <string>

namespace rulec::bench {

// Types of each field, and as required the fields that every object there has. JSON Schema text.
[[nodiscard]] std::string inferred_schema(std::span<const std::string> events);

}  // namespace rulec::bench
