// N05: a bundle in which any byte was changed is refused; and when all its hashes were put right
// again, it is refused too, or it is loaded and decides, 1,000 times, within its budget. So is a
// bundle that was cut anywhere.
//   rulec_flips [--all-bits]: every bit of every byte instead of one
#include <cstdio>
#include <cstring>
#include <string>

#include "bundle/bundle.h"
#include "runtime/engine.h"
#include "runtime/self_test.h"
#include "small_ruleset.h"

namespace {

using namespace rulec;

constexpr int kDecisions = 1000;
constexpr std::int64_t kNow = 1'772'355'600'000;

struct Counts {
  std::size_t refused = 0;
  std::size_t loaded = 0;
  std::size_t self_tests_failed = 0;
  std::size_t decisions = 0;
  std::size_t failed = 0;
};

Result<bytecode::Program> program_of(const std::string& file) {
  auto sealed = bundle::seal(file);
  if (!sealed) {
    return std::unexpected(sealed.error());
  }
  auto container = bundle::open_container(*sealed, "");
  return container ? bundle::read_program(*container) : std::unexpected(container.error());
}

void decide_often(const runtime::LoadedRuleset& ruleset, Counts& counts) {
  const bytecode::Program& program = runtime::program_of(ruleset);
  if (program.entry_points.empty()) {
    return;
  }
  runtime::Workspace workspace;
  const std::vector<std::string>& contexts = testing::small_contexts();
  for (std::size_t i = 0; i < kDecisions; ++i) {
    const auto& entry_point = program.entry_points[i % program.entry_points.size()];
    runtime::Decision decision;
    runtime::Request request{.entry_point = program.strings[entry_point.name.index()],
                             .context = contexts[i / program.entry_points.size() % contexts.size()],
                             .now_ms = kNow};
    static_cast<void>(runtime::decide(ruleset, request, workspace, decision));
    ++counts.decisions;
  }
}

// With the hashes as they were nothing may get in.
void try_changed(const std::string& file, std::size_t at, Counts& counts) {
  if (program_of(file)) {
    ++counts.failed;
    std::printf("a change of byte %zu is not seen\n", at);
  }
}

void try_with_good_hashes(std::string file, Counts& counts) {
  testing::put_hashes_right(file);
  auto program = program_of(file);
  auto ruleset = program ? runtime::load(*program, "") : std::unexpected(program.error());
  if (!ruleset) {
    ++counts.refused;
    return;
  }
  ++counts.loaded;
  counts.self_tests_failed += runtime::load_tested(std::move(*program), "") ? 0 : 1;
  decide_often(**ruleset, counts);
}

void try_cuts(const std::string& file, Counts& counts) {
  for (std::size_t length = 0; length < file.size(); ++length) {
    std::string cut = file.substr(0, length);
    bool is_read = program_of(cut).has_value();
    testing::put_hashes_right(cut);
    if (is_read || program_of(cut)) {
      ++counts.failed;
      std::printf("a cut after %zu bytes is not seen\n", length);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  bool flips_all = argc > 1 && std::strcmp(argv[1], "--all-bits") == 0;
  const std::string file = bundle::write_bundle(testing::small_ruleset());
  Counts counts;
  if (!program_of(file)) {
    std::printf("the bundle as it was is refused\n0 passed, 1 failed\n");
    return 1;
  }
  std::size_t changes = 0;
  for (std::size_t at = 0; at < file.size(); ++at) {
    // One bit of each byte, another one from byte to byte.
    for (unsigned bit = flips_all ? 0 : at % 8; bit < 8; bit += flips_all ? 1 : 8) {
      std::string changed = file;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      try_changed(changed, at, counts);
      try_with_good_hashes(std::move(changed), counts);
      ++changes;
    }
  }
  try_cuts(file, counts);
  std::printf(
      "%zu bytes, %zu changes: with good hashes %zu refused, %zu loaded, of which %zu failed "
      "their self test; %zu decisions ended\n",
      file.size(), changes, counts.refused, counts.loaded, counts.self_tests_failed,
      counts.decisions);
  std::printf("%zu passed, %zu failed\n", 2 * changes + file.size() - counts.failed, counts.failed);
  return counts.failed == 0 ? 0 : 1;
}
