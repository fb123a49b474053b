#include <doctest/doctest.h>

#include "base/limits.h"
#include "bytecode/bytecode.h"
#include "sample_program.h"

using namespace rulec;
using namespace rulec::bytecode;
using rulec::bytecode::testing::sample_program;

namespace {

Probe sample_probe() {
  return {.entry_point = 0,
          .now_ms = -1,
          .context = R"({"a":"ü"})",
          .acknowledgements = R"({"seen":true})",
          .decision_sha256 = std::string(64, 'a')};
}

Program with_probes(std::size_t count) {
  Program program = sample_program();
  program.probes.assign(count, sample_probe());
  return program;
}

std::string probes_of(const Program& program) {
  for (const Section& section : encode(program)) {
    if (section.type == static_cast<std::uint32_t>(SectionType::kProbes)) {
      CHECK_FALSE(section.is_critical);
      return section.bytes;
    }
  }
  return "";
}

// The program with these bytes as its section of probes.
Result<Program> reread(const Program& program, std::string_view probes) {
  std::vector<Section> sections = encode(program);
  std::vector<SectionView> views;
  for (const Section& section : sections) {
    bool is_probes = section.type == static_cast<std::uint32_t>(SectionType::kProbes);
    views.push_back(
        {.type = section.type, .bytes = is_probes ? probes : std::string_view(section.bytes)});
  }
  RULEC_TRY(made, decode(views));
  RULEC_TRY_STATUS(validate(made));
  return std::move(made);
}

}  // namespace

TEST_CASE("probes come back as they were, and a program without has no section") {
  Program program = with_probes(2);
  program.probes[1].acknowledgements.clear();
  auto again = reread(program, probes_of(program));
  REQUIRE(again.has_value());
  REQUIRE(again->probes.size() == 2);
  CHECK(again->probes[0].now_ms == -1);
  CHECK(again->probes[0].context == R"({"a":"ü"})");
  CHECK(again->probes[0].acknowledgements == R"({"seen":true})");
  CHECK(again->probes[0].decision_sha256 == std::string(64, 'a'));
  CHECK(again->probes[1].acknowledgements.empty());
  CHECK(probes_of(*again) == probes_of(program));
  CHECK(probes_of(sample_program()).empty());
}

TEST_CASE("every cut and every added byte of the section of probes is refused") {
  Program program = with_probes(2);
  std::string bytes = probes_of(program);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_FALSE(reread(program, std::string_view(bytes).substr(0, length)).has_value());
  }
  CHECK_FALSE(reread(program, bytes + '\0').has_value());
}

TEST_CASE("there are at most 64 probes") {
  CHECK(validate(with_probes(kMaxProbes)).has_value());
  Program program = with_probes(kMaxProbes + 1);
  auto status = validate(program);
  REQUIRE_FALSE(status.has_value());
  CHECK(status.error().rc == 5014);
  auto decoded = reread(program, probes_of(program));
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().rc == 5014);
}

TEST_CASE("a probe of nothing, without a digest, or with bytes that are no text is refused") {
  auto refused = [](auto change) {
    Program program = with_probes(1);
    change(program.probes[0]);
    auto status = validate(program);
    return !status && status.error().rc == 5015;
  };
  CHECK(refused([](Probe& probe) { probe.entry_point = 7; }));
  CHECK(refused([](Probe& probe) { probe.decision_sha256 = std::string(64, 'A'); }));
  CHECK(refused([](Probe& probe) { probe.decision_sha256.pop_back(); }));
  CHECK(refused([](Probe& probe) { probe.context = "\xff"; }));
  CHECK(refused([](Probe& probe) { probe.acknowledgements = "\xff"; }));
  CHECK_FALSE(refused([](Probe& probe) { probe.now_ms = 0; }));
}
