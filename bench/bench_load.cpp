// Times what stands between a bundle file and its first decision, step by step, and prints one row.
//   bench_load FILE.rbx [ROUNDS]
// copied: read into a sealed memory file, hashed on the way, and mapped; opened: header and table,
// the digest known, as after a signature; decoded: every section by its decoder, and the bytecode
// verifier; prepared: what the interpreter needs. Milliseconds, the fastest round of each.
// `verified_ms` is the first three together, `again_ms` the second alone. Beside it the bytes of
// heap that the loaded ruleset holds for each rule, with its index and without.
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/json_writer.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "measure.h"
#include "runtime/engine.h"

namespace rulec::bench {
namespace {

struct Times {
  double copied = INFINITY;
  double opened = INFINITY;
  double section_hashes = INFINITY;
  double decoded = INFINITY;
  double prepared = INFINITY;
  double all = INFINITY;  // of one round, the digest known from a signature
};

template <class T>
T value_of(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "bench_load: %s\n", result.error().message.c_str());
    std::exit(2);
  }
  return std::move(*result);
}

// The step since `start`, which moves on.
void took(double& best, std::int64_t& start) {
  std::int64_t now = wall_ns();
  best = std::min(best, static_cast<double>(now - start) / 1e6);
  start = now;
}

std::size_t round(const std::string& path, Times& times) {
  std::int64_t begin = wall_ns();
  std::int64_t start = begin;
  auto sealed = value_of(bundle::read_sealed(path, kMaxBundleBytes));
  took(times.copied, start);
  std::string digest = bundle::digest_of(*sealed);
  auto container = value_of(bundle::open_container(sealed, digest));
  took(times.opened, start);
  auto program = value_of(bundle::read_program(container));
  took(times.decoded, start);
  std::size_t rules = program.rules.size();
  auto ruleset = value_of(runtime::load(std::move(program), digest));
  took(times.prepared, start);
  took(times.all, begin);
  start = wall_ns();
  static_cast<void>(value_of(bundle::open_container(sealed, "")));
  took(times.section_hashes, start);
  return rules;
}

std::size_t heap_bytes() {
  struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

// Of the heap, by a loaded ruleset.
double bytes_per_rule(const std::string& path, runtime::IndexChoice index) {
  auto sealed = value_of(bundle::read_sealed(path, kMaxBundleBytes));
  std::size_t before = heap_bytes();
  auto container = value_of(bundle::open_container(sealed, bundle::digest_of(*sealed)));
  auto program = value_of(bundle::read_program(container));
  std::size_t rules = std::max<std::size_t>(program.rules.size(), 1);
  auto ruleset = value_of(runtime::load(std::move(program), "", {.index = index}));
  return std::round(static_cast<double>(heap_bytes() - before) / static_cast<double>(rules));
}

double rounded(double value) {
  return std::round(value * 100) / 100;
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_load: say a bundle\n");
    return 2;
  }
  std::string path = argv[1];
  int rounds = argc > 2 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 15;
  Times times;
  std::size_t rules = 0;
  for (int i = 0; i < rounds; ++i) {
    rules = round(path, times);
  }
  std::size_t bytes =
      bundle::bytes_of(*value_of(bundle::read_sealed(path, kMaxBundleBytes))).size();
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("measure", "load");
  json.member("rules", std::uint64_t{rules});
  json.member("bytes", std::uint64_t{bytes});
  json.key("bytes_per_rule");
  json.number(rules == 0 ? 0 : rounded(static_cast<double>(bytes) / static_cast<double>(rules)));
  json.member("rounds", rounds);
  for (auto [name, value] : {std::pair("copied_ms", times.copied),
                             {"opened_ms", times.opened},
                             {"decoded_ms", times.decoded},
                             {"prepared_ms", times.prepared},
                             {"all_ms", times.all},
                             {"verified_ms", times.copied + times.opened + times.decoded},
                             {"again_ms", times.opened},
                             {"hashes_again_ms", times.section_hashes}}) {
    json.key(name);
    json.number(rounded(value));
  }
  json.key("ruleset_bytes_per_rule");
  json.number(bytes_per_rule(path, runtime::IndexChoice::kAuto));
  json.key("without_index_bytes_per_rule");
  json.number(bytes_per_rule(path, runtime::IndexChoice::kNever));
  json.end_object();
  std::printf("%s\n", text.c_str());
  return 0;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(argc, argv);
}
