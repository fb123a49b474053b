// Times whole runs of a program, from its start to its end, its output thrown away: what a person
// or an editor waits for. Prints one JSON row.
//   bench_start NAME COUNT PROGRAM ARGUMENTS…
// Status 1: the program could not be run or ended with a status above 1.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "measure.h"

namespace {

// Milliseconds of one run; below zero: it failed.
double run_once(char* const* argv) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const std::int64_t start = rulec::bench::wall_ns();
  pid_t child = 0;
  int status = 0;
  const bool ran = posix_spawnp(&child, argv[0], &actions, nullptr, argv, environ) == 0 &&
                   waitpid(child, &status, 0) == child;
  posix_spawn_file_actions_destroy(&actions);
  if (!ran || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    return -1;
  }
  return static_cast<double>(rulec::bench::wall_ns() - start) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "bench_start: say a name, how often, and the command\n");
    return 2;
  }
  const auto count = std::max(1L, std::strtol(argv[2], nullptr, 10));
  std::vector<double> times;
  for (long i = 0; i < count; ++i) {
    const double ms = run_once(argv + 3);
    if (ms < 0) {
      std::fprintf(stderr, "bench_start: %s failed\n", argv[3]);
      return 1;
    }
    times.push_back(ms);
  }
  std::ranges::sort(times);
  auto two_digits = [](double ms) { return std::round(ms * 100) / 100; };
  std::string text;
  rulec::JsonWriter json(text);
  json.begin_object();
  json.member("measure", "start");
  json.member("name", argv[1]);
  json.member("runs", static_cast<std::int64_t>(count));
  json.key("best_ms");
  json.number(two_digits(times.front()));
  json.key("median_ms");
  json.number(two_digits(times[times.size() / 2]));
  json.end_object();
  std::puts(text.c_str());
  return 0;
}
