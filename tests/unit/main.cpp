// Entry of every unit test: doctest's runner, failures of RULEC_CHECK routed into it, and the
// closing line that scripts/test adds up.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <stdexcept>

#include "base/check.h"

namespace {

int g_passed = 0;
int g_failed = 0;
int g_skipped = 0;

struct CountingListener : doctest::IReporter {
  explicit CountingListener(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    ++(stats.failure_flags == 0 ? g_passed : g_failed);
  }
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override { ++g_skipped; }
};
REGISTER_LISTENER("counting", 1, CountingListener);

}  // namespace

int main(int argc, char** argv) {
  rulec::set_check_handler([](const char* condition, const char* file, int line) {
    throw std::logic_error(std::string("check failed: ") + condition + " at " + file + ":" +
                           std::to_string(line));
  });
  doctest::Context context(argc, argv);
  context.setOption("no-intro", true);
  int status = context.run();
  if (context.shouldExit()) {
    return status;
  }
  std::printf("%d passed, %d failed\n", g_passed, g_failed);
  if (g_passed + g_failed == 0) {
    std::printf("no test ran\n");
    return 1;
  }
  return status;
}
