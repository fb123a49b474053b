// Batches: every line answered, in order, whatever the threads and blocks.
#include "runtime/batch.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <new>
#include <string>

namespace rulec::runtime {
namespace {

// "1:text," for each line; lines with a `!` are bad.
struct Answered {
  std::string text;
  BatchCounts counts;

  Answered(std::string_view lines, const BatchOptions& options) {
    counts = answer_lines(
        lines, options,
        [](const BatchLine& line, Workspace&, std::string& out) {
          out += std::to_string(line.number) + ":" + std::string(line.text) + ",";
          return line.text.find('!') == std::string_view::npos;
        },
        [this](std::string_view answers) { text += answers; });
  }
};

TEST_CASE("lines are answered in order, empty ones are passed over") {
  for (std::size_t threads : {1U, 2U, 4U}) {
    for (std::size_t block_bytes : {1U, 7U, 1000U}) {
      BatchOptions options{.threads = threads, .block_bytes = block_bytes};
      Answered some("a\n\n \t\r\nb!\nc\r\nd", options);
      CHECK(some.text == "1:a,2:b!,3:c\r,4:d,");
      CHECK(some.counts.lines == 4);
      CHECK(some.counts.failed == 1);
      CHECK(Answered("", options).text.empty());
      CHECK(Answered("\n\n", options).counts.lines == 0);
      CHECK(Answered("a\n", options).text == "1:a,");
    }
  }
}

TEST_CASE("many lines on many threads are what one thread makes of them") {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) {
    lines += std::string(static_cast<std::size_t>(i % 40), 'x') + (i % 97 == 0 ? "!\n" : "\n");
  }
  Answered alone(lines, {.threads = 1});
  CHECK(alone.counts.failed > 200);
  for (std::size_t threads : {2U, 3U, 8U}) {
    for (std::size_t block_bytes : {100U, 5000U}) {
      Answered together(lines, {.threads = threads, .block_bytes = block_bytes});
      CHECK(together.text == alone.text);
      CHECK(together.counts.lines == alone.counts.lines);
      CHECK(together.counts.failed == alone.counts.failed);
    }
  }
}

// No room for the stacks of most threads.
class LittleMemory {
 public:
  LittleMemory() {
    constexpr std::size_t kPage = 4096;
    constexpr std::size_t kMore = std::size_t{20} << 20U;
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    REQUIRE(pages > 0);
    REQUIRE(::getrlimit(RLIMIT_AS, &before_) == 0);
    rlimit little = before_;
    little.rlim_cur = pages * kPage + kMore;
    REQUIRE(::setrlimit(RLIMIT_AS, &little) == 0);
  }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;
  ~LittleMemory() { static_cast<void>(::setrlimit(RLIMIT_AS, &before_)); }

 private:
  rlimit before_ = {};
};

// Sanitizers want more memory than there is, by far.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#elif defined(__has_feature)
constexpr bool kIsSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kIsSanitized = false;
#endif

TEST_CASE("where threads cannot be had, those that there are answer all") {
  if (kIsSanitized) {
    return;
  }
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += "x\n";
  }
  Answered alone(lines, {.threads = 1});
  LittleMemory little;
  Answered together(lines, {.threads = 500, .block_bytes = 2});
  CHECK(together.text == alone.text);
  CHECK(together.counts.lines == 1000);
}

TEST_CASE("what an answer or the taker throws ends all threads, and comes out") {
  std::string lines;
  for (int i = 0; i < 200; ++i) {
    lines += "x\n";
  }
  auto answers = [](const BatchLine&, Workspace&, std::string& out) {
    out += 'x';
    return true;
  };
  auto throws_at_last = [](const BatchLine& line, Workspace&, std::string&) -> bool {
    return line.number < 200 ? true : throw std::bad_alloc();
  };
  for (std::size_t threads : {1U, 2U, 4U}) {
    BatchOptions options{.threads = threads, .block_bytes = 2};
    auto takes = [](std::string_view) {};
    CHECK_THROWS_AS(answer_lines(lines, options, throws_at_last, takes), std::bad_alloc);
    auto refuses = [](std::string_view) { throw std::bad_alloc(); };
    CHECK_THROWS_AS(answer_lines(lines, options, answers, refuses), std::bad_alloc);
  }
}

TEST_CASE("a slow taker holds the threads back") {
  std::atomic<std::uint64_t> answered{0};
  std::uint64_t taken = 0;
  std::uint64_t furthest = 0;
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += "x\n";
  }
  answer_lines(
      lines, {.threads = 2, .block_bytes = 2},
      [&](const BatchLine&, Workspace&, std::string& out) {
        ++answered;
        out += 'x';
        return true;
      },
      [&](std::string_view answers) {
        furthest = std::max<std::uint64_t>(furthest, answered - taken);
        taken += answers.size();
      });
  CHECK(taken == 1000);
  CHECK(furthest <= 16);  // a line is a block, and a thread has eight of them at most
}

}  // namespace
}  // namespace rulec::runtime
