// The scanner for processors with AVX2 and BMI. All headers come first: what they define stays code
// for any processor.
#include "parser/json/internal/projection_scan.h"

#if defined(__x86_64__)

#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2,lzcnt")
#endif

#define RULEC_SCAN_NAMESPACE avx2
#define RULEC_SCAN_AVX2
#include "parser/json/internal/projection_scanner.h"

namespace rulec::json {
namespace {

bool scan_with_avx2(const Scan& scan) {
  return avx2::Scanner(scan).run();
}

}  // namespace

ScanFunction avx2_scan() {
  bool is_fit = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                __builtin_cpu_supports("bmi2");
  return is_fit ? scan_with_avx2 : nullptr;
}

}  // namespace rulec::json

#if defined(__clang__)
#pragma clang attribute pop
#endif

#else

namespace rulec::json {

ScanFunction avx2_scan() {
  return nullptr;
}

}  // namespace rulec::json

#endif
