#include <doctest/doctest.h>

#include <algorithm>

#include "bytecode/bytecode.h"
#include "sample_program.h"

using namespace rulec;
using namespace rulec::bytecode;
using rulec::bytecode::testing::sample_program;
using rulec::bytecode::testing::sample_with_scorecard;

namespace {

std::vector<SectionView> views(const std::vector<Section>& sections) {
  std::vector<SectionView> made;
  for (const auto& section : sections) {
    made.push_back({.type = section.type, .bytes = section.bytes});
  }
  return made;
}

Result<Program> reread(const std::vector<Section>& sections) {
  return decode(views(sections));
}

bool same_bytes(const std::vector<Section>& a, const std::vector<Section>& b) {
  return std::ranges::equal(a, b, [](const Section& left, const Section& right) {
    return left.type == right.type && left.is_critical == right.is_critical &&
           left.bytes == right.bytes;
  });
}

}  // namespace

TEST_CASE("what was encoded is decoded to the same program") {
  Program program = sample_program();
  REQUIRE(validate(program).has_value());
  auto sections = encode(program);
  auto again = reread(sections);
  REQUIRE(again.has_value());
  CHECK(validate(*again).has_value());
  CHECK(disassemble(*again) == disassemble(program));
  CHECK(same_bytes(encode(*again), sections));
  CHECK(again->rule_texts == program.rule_texts);
  CHECK(again->source_files == program.source_files);
  CHECK(again->schemas[0].text == program.schemas[0].text);
  CHECK(again->rules[0].active_from_ms == program.rules[0].active_from_ms);
  CHECK(again->rules[0].priority == -5);
  CHECK(again->entry_points[0].is_critical);
  CHECK(again->entry_points[0].reads_all);
  CHECK(again->entry_points[0].reads == program.entry_points[0].reads);
}

TEST_CASE("a scorecard comes back as it was") {
  Program program = sample_with_scorecard();
  REQUIRE(validate(program).has_value());
  auto sections = encode(program);
  auto again = reread(sections);
  REQUIRE(again.has_value());
  CHECK(validate(*again).has_value());
  CHECK(same_bytes(encode(*again), sections));
  CHECK(again->scorecard_texts == program.scorecard_texts);
  CHECK(disassemble(*again) == disassemble(program));
  CHECK(disassemble_scorecard(*again, 0) == R"(scorecard triage
  entry point checkout
  item old: symbol "ä", points 2.0
    condition: 2 slots, 1 register
         0  load               r0 = cart.total
         1  return             r0
  item always: symbol "Y", points 3
    condition: always
  pattern "-Y": "wait"
  pattern "äY": "clear"
  band from 1: "look"
  band from 4.5: "decide"
  default: "nothing"
)");
}

TEST_CASE("scorecards have a critical section of their own, left out without any") {
  std::vector<std::uint32_t> types;
  for (const auto& section : encode(sample_with_scorecard())) {
    types.push_back(section.type);
    CHECK(section.is_critical == (section.type < 32));
  }
  CHECK(types == std::vector<std::uint32_t>{2, 3, 4, 6, 7, 9, 12, 32, 33});
}

TEST_CASE(
    "sections are sorted by type, the needed ones are critical, empty optional ones are left out") {
  auto sections = encode(sample_program());
  std::vector<std::uint32_t> types;
  for (const auto& section : sections) {
    types.push_back(section.type);
    CHECK(section.is_critical == (section.type < 32));
  }
  CHECK(types == std::vector<std::uint32_t>{2, 3, 4, 6, 7, 9, 32, 33});

  Program stripped = sample_program();
  stripped.source_map.clear();
  stripped.source_files.clear();
  stripped.rule_texts.clear();
  CHECK(encode(stripped).size() == 6);
  CHECK(reread(encode(stripped)).has_value());
}

TEST_CASE("an empty program has the five needed sections and is valid") {
  Program program;
  CHECK(validate(program).has_value());
  auto sections = encode(program);
  CHECK(sections.size() == 5);
  auto again = reread(sections);
  REQUIRE(again.has_value());
  CHECK(validate(*again).has_value());
}

TEST_CASE("a missing section is named") {
  auto sections = encode(sample_program());
  for (std::size_t i = 0; i < 5; ++i) {
    auto fewer = sections;
    std::string name(section_name(fewer[i].type));
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    auto decoded = reread(fewer);
    REQUIRE(!decoded.has_value());
    CHECK(decoded.error().rc == 5015);
    CHECK(decoded.error().message.find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("every cut and every added byte of every section is refused") {
  auto sections = encode(sample_with_scorecard());
  for (std::size_t i = 0; i < sections.size(); ++i) {
    auto damaged = sections;
    damaged[i].bytes += '\0';
    CHECK(!reread(damaged).has_value());
    for (std::size_t length = 0; length < sections[i].bytes.size(); ++length) {
      damaged[i].bytes = sections[i].bytes.substr(0, length);
      auto decoded = reread(damaged);
      REQUIRE(!decoded.has_value());
      CHECK(decoded.error().message.starts_with("section `"));
    }
  }
}

TEST_CASE("counts far above the bytes there are are refused before anything is allocated") {
  auto sections = encode(sample_with_scorecard());
  for (auto& section : sections) {
    auto whole = section.bytes;
    for (std::size_t at = 0; at < 4; ++at) {
      section.bytes[at] = '\xfe';
    }
    auto decoded = reread(sections);
    REQUIRE(!decoded.has_value());
    bool is_known = decoded.error().rc == 5014 || decoded.error().rc == 5015;
    CHECK(is_known);
    section.bytes = whole;
  }
}

TEST_CASE(
    "every changed byte is refused, or gives a program that validates or is refused by that") {
  auto sections = encode(sample_with_scorecard());
  std::size_t refused = 0;
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    for (std::size_t at = 0; at < sections[i].bytes.size(); ++at) {
      char original = sections[i].bytes[at];
      for (int value = 0; value < 256; ++value) {
        sections[i].bytes[at] = static_cast<char>(value);
        auto decoded = reread(sections);
        bool is_valid = decoded.has_value() && validate(*decoded).has_value();
        if (is_valid) {
          CHECK(!disassemble(*decoded).empty());  // what was proved holds for the printer, too
        }
        ++(is_valid ? accepted : refused);
      }
      sections[i].bytes[at] = original;
    }
  }
  CHECK(refused > accepted / 4);
  CHECK(accepted > 0);
}

TEST_CASE("an operator is named by its text in the code section, so its number may change") {
  auto sections = encode(sample_program());
  CHECK(sections[2].bytes.find("some") != std::string::npos);
  auto at = sections[2].bytes.find("some");
  sections[2].bytes.replace(at, 4, "sime");
  auto decoded = reread(sections);
  REQUIRE(!decoded.has_value());
  CHECK(decoded.error().message == "section `code` is damaged: an operator is not known");
}

TEST_CASE("limits are RC5014") {
  Program program = sample_program();
  program.strings.emplace_back(kMaxStringBytes, 'x');
  CHECK(validate(program).has_value());
  program.strings.back() += 'x';
  auto status = validate(program);
  REQUIRE(!status.has_value());
  CHECK(status.error().rc == 5014);
  auto decoded = reread(encode(program));
  REQUIRE(!decoded.has_value());
  CHECK(decoded.error().rc == 5014);
}

TEST_CASE("section names are those of the format") {
  CHECK(section_name(1) == "manifest");
  CHECK(section_name(12) == "scorecards");
  CHECK(section_name(13) == "flows");
  CHECK(section_name(32) == "source_map");
  CHECK(section_name(33) == "rule_text");
  CHECK(section_name(34) == "probes");
  CHECK(section_name(48) == "native");
  CHECK(section_name(999).empty());
}

TEST_CASE("constants and paths have a text") {
  Program program = sample_program();
  CHECK(constant_text(program, ConstantId(2)) == R"([10,"EU"])");
  CHECK(constant_text(program, ConstantId(3)) == R"({"total":[10,"EU"]})");
  CHECK(path_text(program, PathId(0)) == "cart.total");
  CHECK(path_text(program, PathId(2)).empty());
  program.strings.emplace_back("a.b");
  program.paths.push_back(
      {.segments = {StringId(program.strings.size() - 1), StringId(testing::kCart)}});
  CHECK(path_text(program, PathId(3)) == "`a.b`.cart");
}

TEST_CASE("the listing counts from the start of each expression") {
  CHECK(disassemble(sample_program()) == R"(entry point checkout
  hit policy first, on error fail, validate light, critical
  schema s.json
  updates cart.*: number
  reads the whole context
  reads cart.total
  reads (context)
  rule b
  rule a
rule a priority -5 stop
  active from 2026-01-01T00:00:00.000Z
  condition: 9 slots, 2 registers
       0  compare.path.and   r0 = cart.total > 10 -> 8
       2  meter.begin
       3  load               r0 = cart.items
       4  iter.begin         some r0 body 2 nodes, done -> 8
       6  item               r1 = (context)
       7  iter.next          some r0 -> 6
       8  return             r0
  action 0: update set cart.total
    value: 6 slots, 2 registers
         0  const              r0 = 10
         1  load               r1 = cart.total
         2  jump.if-error      r1 as r0 -> 5
         4  list               r0 = r0 .. r1
         5  return             r0
rule b priority 20
  name "EU"
  condition: always
  action 0: display_message as "m1"
    value = {"total":[10,"EU"]}
)");
}
