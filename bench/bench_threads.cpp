// What decisions ask of the heap from the second one on, and what a second thread on the same
// ruleset costs the first: CPU time of a decision in one thread, and in each of two that run beside
// each other on two cores, alternating. Prints one row.
//   bench_threads FOLDER [ROUNDS] [EVENTS_FILE]
// A lock or a counter that both write would show as CPU time; wall time is not looked at, since the
// machine has other work.
#include <algorithm>
#include <barrier>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "base/json_writer.h"
#include "counting_malloc.h"
#include "inferred_schema.h"
#include "subject.h"
#include "workload.h"

namespace rulec::bench {
namespace {

constexpr double kPassNs = 40e6;

double thread_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// CPU nanoseconds of a decision.
double pass(Asker& asker, const std::vector<std::string>& events, std::size_t& next,
            std::size_t count) {
  std::size_t made = 0;
  const double start = thread_cpu_ns();
  for (std::size_t i = 0; i < count; ++i) {
    made += asker.fired(events[next]).size();
    next = next + 1 == events.size() ? 0 : next + 1;
  }
  return made == SIZE_MAX ? 0 : (thread_cpu_ns() - start) / static_cast<double>(count);
}

struct Both {
  double one = INFINITY;
  double two = INFINITY;  // the mean of both threads in the best round
};

Both measure(const Subject& subject, const std::vector<std::string>& events, std::size_t count,
             int rounds) {
  Both best;
  double other = 0;
  std::barrier<> gate(2);
  Asker asker(subject, runtime::EngineKind::kAuto);
  std::thread second([&] {
    Asker own(subject, runtime::EngineKind::kAuto);
    std::size_t next = events.size() / 2;
    for (int round = 0; round < rounds; ++round) {
      gate.arrive_and_wait();
      other = pass(own, events, next, count);
      gate.arrive_and_wait();
    }
  });
  std::size_t next = 0;
  for (int round = 0; round < rounds; ++round) {
    best.one = std::min(best.one, pass(asker, events, next, count));
    gate.arrive_and_wait();
    const double own = pass(asker, events, next, count);
    gate.arrive_and_wait();
    best.two = std::min(best.two, (own + other) / 2);
  }
  second.join();
  return best;
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_threads: say the folder of a workload\n");
    return 2;
  }
  Workload workload = read_workload(argv[1]);
  if (argc > 3) {
    workload.events = read_events(argv[3]);
  }
  const int rounds = argc > 2 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 25;
  const Subject subject =
      make_subject(workload.rules_text, {.schema = inferred_schema(workload.events)});
  Asker asker(subject, runtime::EngineKind::kAuto);
  static_cast<void>(asker.fired(workload.events.front()));
  const std::uint64_t before = testing::heap_calls();
  std::size_t next = 0;
  const double one = pass(asker, workload.events, next, workload.events.size());
  const std::uint64_t asked = testing::heap_calls() - before;
  const auto count = std::max<std::size_t>(1, static_cast<std::size_t>(kPassNs / one));
  const Both times = measure(subject, workload.events, count, rounds);

  std::string text;
  JsonWriter json(text);
  const auto number = [&](std::string_view key, double value) {
    json.key(key);
    json.number(std::round(value * 1000) / 1000);
  };
  json.begin_object();
  json.member("measure", "threads");
  json.member("rules", std::uint64_t{subject.ids.size()});
  json.member("decisions", std::uint64_t{workload.events.size()});
  json.member("heap_calls", asked);
  number("one_thread_ns", times.one);
  number("two_threads_ns", times.two);
  number("ratio", times.two / times.one);
  json.end_object();
  std::puts(text.c_str());
  return asked == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(argc, argv);
}
