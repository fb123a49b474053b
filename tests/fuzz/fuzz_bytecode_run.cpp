// Fuzz target: a good program with some bytes of its sections changed is refused, or runs within
// its limits. The input is a row of changes, four bytes each: section, two of the offset, the new
// byte; the last byte picks the context. Hashes are put right, so that only the decoders and the
// verifier of bytecode stand in the way.
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "bytecode/bytecode.h"
#include "runtime/engine.h"
#include "small_ruleset.h"

namespace {

using namespace rulec;

constexpr std::size_t kChange = 4;

const std::vector<bytecode::Section>& good_sections() {
  static const std::vector<bytecode::Section> kSections =
      bytecode::encode(testing::small_ruleset());
  return kSections;
}

void decide(const bytecode::Program& program, const std::string& context) {
  auto ruleset = runtime::load(program, "");
  if (!ruleset) {
    return;
  }
  runtime::Workspace workspace;
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    runtime::Decision decision;
    runtime::Request request{.entry_point = program.strings[entry_point.name.index()],
                             .context = context,
                             .now_ms = 1'772'355'600'000};
    static_cast<void>(runtime::decide(**ruleset, request, workspace, decision));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<bytecode::Section> sections = good_sections();
  for (std::size_t at = 0; at + kChange <= size; at += kChange) {
    std::string& bytes = sections[data[at] % sections.size()].bytes;
    std::size_t offset = data[at + 1] | static_cast<std::size_t>(data[at + 2]) << 8U;
    bytes[offset % bytes.size()] = static_cast<char>(data[at + 3]);
  }
  std::vector<bytecode::SectionView> views;
  for (const bytecode::Section& section : sections) {
    views.push_back({.type = section.type, .bytes = section.bytes});
  }
  auto program = bytecode::decode(views);
  if (!program || !bytecode::validate(*program)) {
    return 0;
  }
  program->expr_cost = kExprCost;
  const std::vector<std::string>& contexts = testing::small_contexts();
  decide(*program, contexts[size == 0 ? 0 : data[size - 1] % contexts.size()]);
  return 0;
}
