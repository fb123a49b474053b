// A program through a bundle and back, and what the manifest must say.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle/internal/manifest.h"

namespace rulec::bundle {
namespace {

bytecode::Program sample() {
  using bytecode::StringId;
  bytecode::Program program;
  program.name = "shop-rules";
  program.version = "1.3.0";
  program.expr_cost = 100'000;
  program.source_sha256 = std::string(64, '0');
  program.features = {"op.cat", "op.merge"};
  program.strings = {"checkout", "schemas/checkout.context.json", "terms"};
  program.constants = {{.kind = bytecode::ConstantKind::kTrue}};
  program.code = {{.op = bytecode::Opcode::kConstant, .n = 0, .a = 0, .b = 0},
                  {.op = bytecode::Opcode::kReturn, .n = 0, .a = 0, .b = 0}};
  program.rules = {{.id = StringId(2),
                    .name = {},
                    .priority = 10,
                    .flags = bytecode::kActive,
                    .condition = {.begin = bytecode::PcId(0), .length = 2, .registers = 1}}};
  program.entry_points = {{.name = StringId(0),
                           .hit_policy = bytecode::HitPolicy::kFirst,
                           .on_error = bytecode::OnError::kFail,
                           .is_critical = true,
                           .schema = 0,
                           .rules = {0}}};
  program.schemas = {{.name = StringId(1), .text = R"({"type":"object"})"}};
  return program;
}

constexpr std::string_view kManifest =
    R"({"counts":{"entry_points":1,"rules":1,"scorecards":0,"templates":0},"entry_points":[{"critical":true,)"
    R"("hit_policy":"first","name":"checkout","on_error":"fail",)"
    R"("schema":"schemas/checkout.context.json"}],"expr_cost":100000,)"
    R"("features":["op.cat","op.merge"],"min_engine":"0.1","name":"shop-rules",)"
    R"("order":"descending","semantics":"jsonlogic","source_sha256":")"
    R"(0000000000000000000000000000000000000000000000000000000000000000","version":"1.3.0"})";

Result<bytecode::Program> read(std::string_view bytes) {
  RULEC_TRY(sealed, seal(bytes));
  RULEC_TRY(container, open_container(sealed, ""));
  return read_program(container);
}

// The sample's bundle with another manifest, all hashes right.
Result<bytecode::Program> read_with(std::string_view manifest) {
  auto sections = bytecode::encode(sample());
  sections.insert(sections.begin(),
                  {.type = 1, .is_critical = true, .bytes = std::string(manifest)});
  return read(write_container(std::move(sections)));
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kManifest);
  std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the manifest is canonical and complete") {
  CHECK(write_manifest(sample()) == kManifest);
}

TEST_CASE("a program comes back as it was written, and writes the same bytes again") {
  std::string bytes = write_bundle(sample());
  CHECK(bytes == write_bundle(sample()));
  auto program = read(bytes);
  REQUIRE_MESSAGE(program.has_value(), program.error().message);
  CHECK(program->name == "shop-rules");
  CHECK(program->features == std::vector<std::string>{"op.cat", "op.merge"});
  CHECK(write_bundle(*program) == bytes);
}

TEST_CASE("N03 any changed byte, truncation or appended byte of a bundle is refused") {
  std::string good = write_bundle(sample());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x55);
    refused += read(bad) ? 0 : 1;
    refused += read(good.substr(0, i)) ? 0 : 1;
  }
  CHECK(refused == 2 * good.size());
  CHECK_FALSE(read(good + "x").has_value());
}

TEST_CASE("a manifest that is not what the writer writes is refused") {
  struct Case {
    std::string manifest;
    int rc;
  };
  const std::vector<Case> cases = {
      {std::string(kManifest), 0},
      {"", 5012},
      {"[]", 5012},
      {std::string(kManifest) + " ", 5012},
      {replaced("\"counts\":", "\"counts\": "), 5012},
      {replaced(",\"name\":\"shop-rules\"", ""), 5012},
      {replaced("\"name\":\"shop-rules\"", "\"name\":\"Shop\""), 5012},
      {replaced("\"name\":\"shop-rules\"", "\"name\":7"), 5012},
      {replaced("\"order\"", "\"note\":1,\"order\""), 5012},
      {replaced("\"rules\":1", "\"rules\":2"), 5012},
      {replaced("\"rules\":1", "\"rules\":-1"), 5012},
      {replaced("\"scorecards\":0", "\"scorecards\":1"), 5012},
      {replaced("\"scorecards\":0,", ""), 5012},
      {replaced("\"entry_points\":1", "\"entry_points\":2"), 5012},
      {replaced("\"name\":\"checkout\"", "\"name\":\"other\""), 5012},
      {replaced("\"critical\":true", "\"critical\":false"), 5012},
      {replaced("\"hit_policy\":\"first\"", "\"hit_policy\":\"best\""), 5012},
      {replaced("\"on_error\":\"fail\"", "\"on_error\":\"skip_rule\""), 5012},
      {replaced("descending", "sideways"), 5012},
      {replaced("jsonlogic", "prolog"), 5012},
      {replaced("\"op.cat\",\"op.merge\"", "\"op.merge\",\"op.cat\""), 5012},
      {replaced("\"op.cat\",\"op.merge\"", "\"op.cat\",\"op.cat\""), 5012},
      {replaced("100000", "0"), 5012},
      {replaced("100000", "10000000"), 0},
      {replaced("100000", "10000001"), 5014},
      {replaced("\"min_engine\":\"0.1\"", "\"min_engine\":\"x\""), 5012},
      {replaced("\"min_engine\":\"0.1\"", "\"min_engine\":\"99.0\""), 5013},
      {replaced("op.merge", "op.teleport"), 5013},
      {std::string(kMaxManifestBytes + 1, ' '), 5014},
  };
  for (const Case& each : cases) {
    CAPTURE(each.manifest.substr(0, 600));
    auto program = read_with(each.manifest);
    CHECK((program ? 0 : program.error().rc) == each.rc);
  }
}

TEST_CASE("an engine that is too old hears of all that is missing at once") {
  std::string manifest =
      replaced("\"op.cat\",\"op.merge\"", "\"action.teleport\",\"op.cat\",\"op.dance\"");
  manifest.replace(manifest.find("0.1"), 3, "7.2");
  auto program = read_with(manifest);
  REQUIRE_FALSE(program.has_value());
  CHECK(program.error().rc == 5013);
  CHECK(program.error().message ==
        "the bundle needs rulec 7.2, action.teleport, op.dance, which this rulec does not have");
}

TEST_CASE("members of a later minor format are passed over there and refused here") {
  std::string manifest = replaced("\"order\"", "\"note\":1,\"order\"");
  CHECK_FALSE(read_manifest(manifest, UnknownMembers::kRefuse).has_value());
  CHECK(read_manifest(manifest, UnknownMembers::kIgnore).has_value());
}

TEST_CASE("a section that is missing or damaged is refused by its decoder") {
  auto sections = bytecode::encode(sample());
  sections.insert(sections.begin(),
                  {.type = 1, .is_critical = true, .bytes = std::string(kManifest)});
  SUBCASE("missing") {
    std::erase_if(sections, [](const auto& s) { return s.type == 4; });
  }
  SUBCASE("cut") {
    sections.back().bytes.pop_back();
  }
  SUBCASE("longer") {
    sections[1].bytes += 'x';
  }
  auto program = read(write_container(sections));
  REQUIRE_FALSE(program.has_value());
  CHECK(program.error().rc == 5015);
}

}  // namespace rulec::bundle
