// RULEC_CHECK: our own mistakes, always on. It is never reached by user input; when it is, that is
// a bug, and the program ends with the place and the condition rather than with a wrong answer.
#pragma once

namespace rulec {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

// Tests route failures into their framework; the default prints to stderr and aborts.
using CheckHandler = void (*)(const char* condition, const char* file, int line);
void set_check_handler(CheckHandler handler);

}  // namespace rulec

#define RULEC_CHECK(condition)                               \
  do {                                                       \
    if (!(condition)) [[unlikely]] {                         \
      ::rulec::check_failed(#condition, __FILE__, __LINE__); \
    }                                                        \
  } while (false)

#ifdef NDEBUG
#define RULEC_DCHECK(condition) static_cast<void>(0)
#else
#define RULEC_DCHECK(condition) RULEC_CHECK(condition)
#endif
