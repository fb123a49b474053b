// Fault: what a value can do wrong, and which kind of finding follows from it.
#pragma once

#include <cstdint>
#include <string_view>

namespace rulec::schema {

enum class Fault : std::uint8_t {
#define RULEC_FAULT(constant, name, fault_class) k##constant,
#include "schema/faults.def"
#undef RULEC_FAULT
};

enum class FaultClass : std::uint8_t {
  kUnknownMember,
  kMissingMember,
  kType,
  kValue,
  kForm,
  kMemberName,
  kRange,
  kOther
};

[[nodiscard]] std::string_view name_of(Fault fault);  // the keyword
[[nodiscard]] FaultClass class_of(Fault fault);

}  // namespace rulec::schema
