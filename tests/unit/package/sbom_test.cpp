#include "package/sbom.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using namespace rulec;

package::Sbom small_sbom() {
  return {
      .name = "shop",
      .version = "1.0.0",
      .sha256 = std::string(64, '0'),
      .rulec_version = "0.1.0",
      .libraries = {{.name = "libre2-dev", .version = "20220601", .licence = "BSD-3-Clause"},
                    {.name = "a", .version = "1", .licence = "MIT"}},
      .files = {
          {.path = "rules/b.rule.json",
           .sha256 = std::string(64, 'b'),
           .uses = {"templates/t.template.json", "schemas/s.json", "templates/t.template.json"}},
          {.path = "rulec.yaml", .sha256 = std::string(64, 'a'), .uses = {}},
          {.path = "schemas/s.json", .sha256 = std::string(64, 'c'), .uses = {}},
          {.path = "templates/t.template.json", .sha256 = std::string(64, 'd'), .uses = {}}}};
}

TEST_CASE("a bill of materials is CycloneDX 1.5 in canonical form") {
  std::string file = R"("hashes":[{"alg":"SHA-256","content":")";
  auto component = [&](const std::string& path, char digit) {
    return R"({"bom-ref":"file:)" + path + R"(",)" + file + std::string(64, digit) +
           R"("}],"name":")" + path + R"(","type":"file"})";
  };
  CHECK(package::write_sbom(small_sbom()) ==
        R"({"bomFormat":"CycloneDX","components":[)" + component("rulec.yaml", 'a') + "," +
            component("rules/b.rule.json", 'b') + "," + component("schemas/s.json", 'c') + "," +
            component("templates/t.template.json", 'd') +
            R"(],"dependencies":[{"dependsOn":["file:rulec.yaml","file:rules/b.rule.json",)"
            R"("file:schemas/s.json","file:templates/t.template.json"],"ref":"bundle:shop@1.0.0"},)"
            R"({"dependsOn":["file:schemas/s.json","file:templates/t.template.json"],)"
            R"("ref":"file:rules/b.rule.json"}],"metadata":{"component":{)"
            R"("bom-ref":"bundle:shop@1.0.0",)" +
            file + std::string(64, '0') +
            R"("}],"name":"shop","type":"application","version":"1.0.0"},"tools":{"components":[)"
            R"({"name":"rulec","type":"application","version":"0.1.0"},)"
            R"({"licenses":[{"expression":"MIT"}],"name":"a","type":"library","version":"1"},)"
            R"({"licenses":[{"expression":"BSD-3-Clause"}],"name":"libre2-dev","type":"library",)"
            R"("version":"20220601"}]}},)"
            // Python: uuid.uuid5(uuid.NAMESPACE_URL, "urn:rulec:bundle:sha256:" + 64 * "0")
            R"("serialNumber":"urn:uuid:97f76523-e890-5a42-8eb0-863269e6572d",)"
            R"("specVersion":"1.5","version":1})");
}

TEST_CASE("the order in which files and libraries are named does not matter") {
  package::Sbom reversed = small_sbom();
  std::ranges::reverse(reversed.files);
  std::ranges::reverse(reversed.libraries);
  CHECK(package::write_sbom(reversed) == package::write_sbom(small_sbom()));
}

TEST_CASE("a short look at a bill of materials") {
  auto summary = package::summarise_sbom(package::write_sbom(small_sbom()));
  REQUIRE(summary);
  CHECK(summary->components == 4);
  for (const char* text : {"", "[]", "{}", R"({"bomFormat":"SPDX","components":[]})",
                           R"({"bomFormat":"CycloneDX"})", R"({"bomFormat":1,"components":[]})"}) {
    INFO(text);
    CHECK(!package::summarise_sbom(text));
  }
}

}  // namespace
