// Fuzz target: bundles of any sections are refused, or load and decide within the limits. The input
// is a row of sections (type, flags, length in four bytes each, then the bytes; types ascend): a
// container with good hashes is made of them, since random changes of a file would never get past
// its hashes. An input that begins as a bundle does is tried as a file, too.
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "bundle/bundle.h"
#include "runtime/engine.h"

namespace {

using namespace rulec;

std::vector<bytecode::Section> sections_of(std::string_view input) {
  std::vector<bytecode::Section> sections;
  std::uint32_t head[3];
  while (input.size() >= sizeof head && sections.size() < 32) {
    std::memcpy(head, input.data(), sizeof head);
    input.remove_prefix(sizeof head);
    std::string_view bytes = input.substr(0, head[2]);
    input.remove_prefix(bytes.size());
    if (sections.empty() || sections.back().type < head[0]) {
      sections.push_back(
          {.type = head[0], .is_critical = (head[1] & 1U) != 0, .bytes = std::string(bytes)});
    }
  }
  return sections;
}

void load_and_decide(std::string_view file) {
  auto sealed = bundle::seal(file);
  auto container = sealed ? bundle::open_container(*sealed, "") : std::unexpected(sealed.error());
  auto program = container ? bundle::read_program(*container) : std::unexpected(container.error());
  auto ruleset = program ? runtime::load(*program, "") : std::unexpected(program.error());
  if (!ruleset) {
    return;
  }
  runtime::Workspace workspace;
  for (const bytecode::EntryPoint& entry_point : program->entry_points) {
    runtime::Decision decision;
    runtime::Request request{.entry_point = program->strings[entry_point.name.index()],
                             .context = R"({"cart":{"total":120,"items":[{"sku":"a"}]},"n":3})",
                             .now_ms = 1'772'355'600'000};
    static_cast<void>(runtime::decide(**ruleset, request, workspace, decision));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  // As a file, when it looks like one: all else ends at its first bytes.
  if (input.starts_with("\x89RBX")) {
    load_and_decide(input);
  }
  if (std::vector<bytecode::Section> sections = sections_of(input); !sections.empty()) {
    load_and_decide(bundle::write_container(std::move(sections)));
  }
  return 0;
}
