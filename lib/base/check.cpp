#include "base/check.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace rulec {
namespace {

std::atomic<CheckHandler> g_handler{nullptr};

}  // namespace

void set_check_handler(CheckHandler handler) {
  g_handler.store(handler);
}

void check_failed(const char* condition, const char* file, int line) {
  if (CheckHandler handler = g_handler.load()) {
    handler(condition, file, line);
  }
  std::fprintf(stderr, "rulec: internal check failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace rulec
