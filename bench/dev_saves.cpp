// How long a save takes to become another decision: real saves, made as editors make them, of a
// project with many rules, against the real `rulec dev`. The clock runs from before the new bytes
// are written until an answer over HTTP holds them. Each save must be one build, no more and no
// less. Prints one JSON row.
//   bench_dev_saves PROGRAM [RULES] [SAVES] [RULES_PER_FILE] [TESTS]
// Status 1: a save was missed, or was built twice. Times are judged by whoever reads them.
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "measure.h"
#include "watched_program.h"

namespace {

using rulec::testing::HttpAnswer;
using rulec::testing::port_in;
using rulec::testing::post_json;
using rulec::testing::WatchedProgram;

constexpr const char* kRegions[] = {"GB", "IE", "US"};

struct Size {
  int rules = 1000;
  int saves = 1000;
  int rules_per_file = 10;
  int tests = 100;
};

// The rule under edit is `rule-0`: it fires for every context and shows `message`.
std::string rule(int number, const std::string& message) {
  std::string condition =
      number == 0
          ? std::string(R"({">=":[{"var":"cart.total"},0]})")
          : R"({"and":[{">=":[{"var":"cart.total"},)" + std::to_string(100'000 + number * 3) +
                R"(]},{"==":[{"var":"user.region"},")" + kRegions[number % 3] +
                R"("]},{"<":[{"var":"user.age"},)" + std::to_string(18 + number % 60) + "]}]}";
  return R"({"id":"rule-)" + std::to_string(number) +
         R"(","description":"a rule","entry_point":"checkout","priority":)" +
         std::to_string(number % 500) + R"(,"condition":)" + condition +
         R"(,"actions":[{"type":"display_message","message":")" + message + R"("}]})";
}

std::string file_of(int first, const Size& size, const std::string& message) {
  if (size.rules_per_file == 1) {
    return rule(first, message) + "\n";
  }
  std::string text = "{\"rules\":[\n";
  for (int i = first; i < std::min(first + size.rules_per_file, size.rules); ++i) {
    text += (i == first ? "" : ",\n") + rule(i, i == 0 ? message : "unchanged");
  }
  return text + "\n]}\n";
}

void write(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(path.substr(0, path.rfind('/')));
  std::ofstream(path) << bytes;
}

void make_project(const std::string& folder, const Size& size) {
  write(folder + "/rulec.yaml",
        "name: bench\nversion: 1.0.0\nentry_points:\n  checkout:\n    context_schema: "
        "schemas/checkout.json\n");
  write(
      folder + "/schemas/checkout.json",
      R"({"type":"object","required":["user","cart"],"properties":{"user":{"type":"object",)"
      R"("required":["region","age"],"properties":{"region":{"type":"string","enum":["GB","IE","US"]},)"
      R"("age":{"type":"integer"}}},"cart":{"type":"object","required":["total"],"properties":{)"
      R"("total":{"type":"number"}}}}})");
  for (int i = 0; i < size.rules; i += size.rules_per_file) {
    write(
        folder + "/rules/group" + std::to_string(i / 100) + "/r" + std::to_string(i) + ".rule.json",
        file_of(i, size, "unchanged"));
  }
  std::string cases;
  for (int i = 0; i < size.tests; ++i) {
    cases += std::string(i == 0 ? "" : ",\n") + R"({"name":"case )" + std::to_string(i) +
             R"(","context":{"user":{"region":"GB","age":30},"cart":{"total":)" +
             std::to_string(i) + R"(}},"expect":{"fires":["rule-0"]}})";
  }
  if (size.tests > 0) {
    write(folder + "/tests/all.test.json",
          "{\"entry_point\":\"checkout\",\"cases\":[\n" + cases + "\n]}\n");
  }
}

// In turn: a new file renamed over the old one, the old one written anew, and the dance of vim.
void save(const std::string& path, const std::string& bytes, int turn) {
  if (turn % 3 == 1) {
    std::ofstream(path, std::ios::trunc) << bytes;
    return;
  }
  if (turn % 3 == 2) {
    std::string probe = path.substr(0, path.rfind('/')) + "/4913";
    std::ofstream(probe) << "";
    std::filesystem::remove(probe);
    std::filesystem::rename(path, path + "~");
    std::ofstream(path) << bytes;
    std::filesystem::remove(path + "~");
    return;
  }
  std::ofstream(path + ".tmp") << bytes;
  std::filesystem::rename(path + ".tmp", path);
}

double at_share(const std::vector<double>& sorted, double share) {
  auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return std::round(sorted[std::min(at, sorted.size() - 1)] * 100) / 100;
}

void write_times(rulec::JsonWriter& json, const char* name, std::vector<double> times) {
  std::ranges::sort(times);
  json.key(name);
  json.begin_object();
  for (auto [label, share] : {std::pair("p50", 0.5), {"p95", 0.95}, {"p99", 0.99}, {"max", 1.0}}) {
    json.key(label);
    json.number(at_share(times, share));
  }
  json.end_object();
}

int run(const std::string& program, const Size& size, const std::string& folder) {
  make_project(folder, size);
  WatchedProgram dev({program, "dev", "--listen", "127.0.0.1:0"}, folder);
  std::uint16_t port = port_in(dev.wait_for("[dev] ready"));
  if (port == 0) {
    std::fprintf(stderr, "bench_dev_saves: no ready line:\n%s\n", dev.all().c_str());
    return 1;
  }
  const std::string path = folder + "/rules/group0/r0.rule.json";
  const std::string body =
      R"({"entry_point":"checkout","context":{"user":{"region":"GB","age":30},"cart":{"total":5}}})";
  std::vector<double> decided;
  std::vector<double> reported;
  int missed = 0;
  for (int turn = 0; turn < size.saves; ++turn) {
    const std::string message = "message " + std::to_string(turn);
    const std::string bytes = file_of(0, size, message);
    const std::int64_t began = rulec::bench::wall_ns();
    save(path, bytes, turn);
    const std::string wanted = "\"" + message + "\"";
    const std::int64_t patience = began + 10'000'000'000;
    bool is_there = false;
    while (!is_there && rulec::bench::wall_ns() < patience) {
      HttpAnswer answer = post_json(port, "/api/rules/engine/execute/", body);
      is_there = answer.status == 200 && answer.body.find(wanted) != std::string::npos;
      if (!is_there) {
        ::usleep(500);
      }
    }
    decided.push_back(static_cast<double>(rulec::bench::wall_ns() - began) / 1e6);
    missed += is_there ? 0 : 1;
    if (dev.wait_for("[dev] build end").empty()) {
      break;
    }
    reported.push_back(static_cast<double>(rulec::bench::wall_ns() - began) / 1e6);
  }
  const bool is_silent = dev.stays_silent("[dev] build", std::chrono::milliseconds(500));
  const std::size_t builds = dev.count("[dev] build end") - 1;  // the first one is no save
  dev.send_signal(SIGINT);
  const int status = dev.wait_for_end();
  std::string text;
  rulec::JsonWriter json(text);
  json.begin_object();
  json.member("measure", "dev_saves");
  json.member("rules", size.rules);
  json.member("rules_per_file", size.rules_per_file);
  json.member("tests", size.tests);
  json.member("saves", size.saves);
  json.member("builds", static_cast<std::uint64_t>(builds));
  json.member("missed", missed);
  write_times(json, "decided_ms", decided);
  write_times(json, "reported_ms", reported);
  json.end_object();
  std::puts(text.c_str());
  bool is_one_each = builds == static_cast<std::size_t>(size.saves) && missed == 0 && is_silent;
  return is_one_each && status == 0 ? 0 : 1;
}

int number_at(int argc, char** argv, int at, int otherwise) {
  return argc > at ? std::max(0, std::atoi(argv[at])) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_dev_saves: say the program\n");
    return 2;
  }
  const Size defaults;
  const Size size{.rules = std::max(1, number_at(argc, argv, 2, defaults.rules)),
                  .saves = std::max(1, number_at(argc, argv, 3, defaults.saves)),
                  .rules_per_file = std::max(1, number_at(argc, argv, 4, defaults.rules_per_file)),
                  .tests = number_at(argc, argv, 5, defaults.tests)};
  std::string folder =
      (std::filesystem::temp_directory_path() / ("rulec-saves-" + std::to_string(::getpid())))
          .string();
  int status = run(std::filesystem::absolute(argv[1]).string(), size, folder);
  std::filesystem::remove_all(folder);
  return status;
}
