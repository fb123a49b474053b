// The scanner for any processor: with SSE2 where the compiler may use it anyway.
#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "parser/json/internal/projection_scan.h"

#define RULEC_SCAN_NAMESPACE portable
#include "parser/json/internal/projection_scanner.h"

namespace rulec::json {

bool scan_portable(const Scan& scan) {
  return portable::Scanner(scan).run();
}

}  // namespace rulec::json
