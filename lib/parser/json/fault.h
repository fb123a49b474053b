// SyntaxFault: what the reader found wrong, as small plain data; describe() words it. One list
// serves both readers, so a fault has one code and one message wherever it is met.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/source.h"
#include "diag/diagnostic.h"

namespace rulec::json {

enum class FaultKind : std::uint8_t {
#define RULEC_JSON_FAULT(name, damage, cause) name,
#include "parser/json/faults.def"
#undef RULEC_JSON_FAULT
};

// Byte offsets into the text that was read.
struct SyntaxFault {
  FaultKind kind = FaultKind::kNoValue;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t other_begin = 0;
  std::uint32_t other_end = 0;
  std::uint64_t limit = 0;
  std::uint32_t more_places = 0;
  char byte = '\0';  // found by mending: the byte that should stand there
};

// The columns of faults.def.
[[nodiscard]] bool damages_container(FaultKind kind);
[[nodiscard]] bool may_be_caused_elsewhere(FaultKind kind);

// A fault that tells of a bracket, but not where it is missing.
[[nodiscard]] bool is_of_brackets(FaultKind kind);

// The finding. `name` is what the text is called where a limit on it is named: a path, or "the
// text".
[[nodiscard]] diag::Diagnostic describe(const SyntaxFault& fault, std::string_view text,
                                        SourceId source, std::string_view name);

}  // namespace rulec::json
