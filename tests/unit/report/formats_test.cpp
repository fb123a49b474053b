// Each form of findings before its schema and against `--format json`, which carries everything.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support.h"
#include "valijson_judge.h"

using namespace rulec::testing;

namespace {

std::string schema(const std::string& name) {
  return file_text("tests/reports/schemas/" + name + ".schema.json");
}

// The text that a SARIF region points at, by lines and columns; its bytes must be the same.
std::string text_of(const Json& region, const std::string& bytes) {
  std::size_t begin = offset_at(bytes, region["startLine"], region["startColumn"]);
  std::size_t end = offset_at(bytes, region["endLine"], region["endColumn"]);
  CHECK(begin == region["byteOffset"].get<std::size_t>());
  CHECK(end - begin == region["byteLength"].get<std::size_t>());
  return bytes.substr(begin, end - begin);
}

std::string path_of(const Json& physical) {
  CHECK(physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%");
  return without_percents(physical["artifactLocation"]["uri"]);
}

}  // namespace

TEST_CASE("the project of these tests has what they are about") {
  MemoryFileSystem files = nasty_project();
  Json json = lint_json(files);
  CHECK(json["diagnostics"].size() >= 5);
  CHECK(json["summary"]["errors"].get<std::size_t>() >= 4);
  auto has = [&](const char* member) {
    return std::ranges::any_of(json["diagnostics"],
                               [&](const Json& one) { return !one[member].empty(); });
  };
  CHECK(has("labels"));
  CHECK(has("fixes"));
}

TEST_CASE("SARIF: schema, rules, places, fingerprints") {
  MemoryFileSystem files = nasty_project();
  std::string text = lint_report(files, "sarif");
  CHECK(valijson_faults(text, schema("sarif")) == "");
  Json sarif = Json::parse(text);
  Json json = lint_json(files);
  const Json& run = sarif["runs"][0];
  const Json& driver = run["tool"]["driver"];
  CHECK(driver["semanticVersion"] == json["rulec"]);
  CHECK(run["automationDetails"]["id"] == "rulec/lint/");
  CHECK(run["invocations"][0]["exitCode"] == json["exit_code"]);
  CHECK(run["invocations"][0]["executionSuccessful"] == true);
  REQUIRE(run["results"].size() == json["diagnostics"].size());
  std::set<std::string> ids;
  for (const Json& rule : driver["rules"]) {
    CHECK(ids.insert(rule["id"]).second);
    CHECK(rule["help"]["markdown"] ==
          file_text("docs/diagnostics/" + rule["id"].get<std::string>() + ".md"));
  }
  for (std::size_t i = 0; i < run["results"].size(); ++i) {
    const Json& result = run["results"][i];
    const Json& finding = json["diagnostics"][i];
    CHECK(result["ruleId"] == finding["code"]);
    CHECK(driver["rules"][result["ruleIndex"].get<std::size_t>()]["id"] == finding["code"]);
    CHECK(driver["rules"][result["ruleIndex"].get<std::size_t>()]["name"] == finding["name"]);
    CHECK(result["level"] == (finding["severity"] == "hint" ? Json("note") : finding["severity"]));
    CHECK(result["partialFingerprints"]["rulec/v1"] == finding["fingerprint"]);
    CHECK(result["message"]["text"].get<std::string>().starts_with(
        finding["message"].get<std::string>()));
    CHECK(result["suppressions"].empty());
    const Json& physical = result["locations"][0]["physicalLocation"];
    CHECK(path_of(physical) == finding["primary"]["file"].get<std::string>());
    std::string bytes = bytes_of(files, path_of(physical));
    CHECK(text_of(physical["region"], bytes) ==
          bytes.substr(finding["primary"]["byte_offset"], finding["primary"]["byte_length"]));
    if (!finding["rule_id"].is_null()) {
      CHECK(result["locations"][0]["logicalLocations"][0]["name"] == finding["rule_id"]);
    }
    CHECK(result.value("relatedLocations", Json::array()).size() == finding["labels"].size());
  }
}

TEST_CASE("SARIF: a fix makes its finding go away, by bytes and by lines") {
  MemoryFileSystem files = nasty_project();
  Json sarif = lint_json(files, "sarif");
  std::size_t fixed = 0;
  for (const Json& result : sarif["runs"][0]["results"]) {
    for (const Json& fix : result.value("fixes", Json::array())) {
      MemoryFileSystem copy = nasty_project();
      for (const Json& change : fix["artifactChanges"]) {
        std::string path = path_of(change);
        std::string bytes = bytes_of(copy, path);
        for (std::size_t i = change["replacements"].size(); i-- > 0;) {
          const Json& replacement = change["replacements"][i];
          static_cast<void>(text_of(replacement["deletedRegion"], bytes));
          bytes.replace(replacement["deletedRegion"]["byteOffset"],
                        replacement["deletedRegion"]["byteLength"],
                        replacement["insertedContent"]["text"].get<std::string>());
        }
        copy.add_file(path, bytes);
      }
      Json after = lint_json(copy);
      CHECK(std::ranges::none_of(after["diagnostics"], [&](const Json& finding) {
        return finding["fingerprint"] == result["partialFingerprints"]["rulec/v1"];
      }));
      ++fixed;
    }
  }
  CHECK(fixed >= 3);
}

TEST_CASE("rdjson: columns are bytes, ends are exclusive") {
  MemoryFileSystem files = nasty_project();
  std::string text = lint_report(files, "rdjson");
  CHECK(valijson_faults(text, schema("rdjson")) == "");
  Json rdjson = Json::parse(text);
  Json json = lint_json(files);
  REQUIRE(rdjson["diagnostics"].size() == json["diagnostics"].size());
  bool has_shifted_column = false;
  for (std::size_t i = 0; i < json["diagnostics"].size(); ++i) {
    const Json& one = rdjson["diagnostics"][i];
    const Json& finding = json["diagnostics"][i];
    std::string bytes = bytes_of(files, finding["primary"]["file"]);
    auto offset = [&](const Json& position) {
      std::size_t begin = offset_at(bytes, position["line"], 1);
      return begin + position["column"].get<std::size_t>() - 1;
    };
    const Json& range = one["location"]["range"];
    CHECK(one["location"]["path"] == finding["primary"]["file"]);
    CHECK(offset(range["start"]) == finding["primary"]["byte_offset"].get<std::size_t>());
    CHECK(offset(range["end"]) - offset(range["start"]) ==
          finding["primary"]["byte_length"].get<std::size_t>());
    CHECK(one["code"]["value"] == finding["code"]);
    has_shifted_column =
        has_shifted_column || range["start"]["column"] != finding["primary"]["column"];
    for (const Json& suggestion : one.value("suggestions", Json::array())) {
      CHECK(offset(suggestion["range"]["start"]) ==
            finding["fixes"].back()["edits"][0]["byte_offset"].get<std::size_t>());
    }
  }
  CHECK(has_shifted_column);
}

TEST_CASE("rdjsonl: the same diagnostics, one a line, each with its source") {
  MemoryFileSystem files = nasty_project();
  Json rdjson = lint_json(files, "rdjson");
  std::vector<std::string> lines = lines_of(lint_report(files, "rdjsonl"));
  REQUIRE(lines.size() == rdjson["diagnostics"].size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Json one = Json::parse(lines[i]);
    CHECK(one["source"] == rdjson["source"]);
    one.erase("source");
    CHECK(one == rdjson["diagnostics"][i]);
  }
}

TEST_CASE("GitLab: schema, fingerprints, lines") {
  MemoryFileSystem files = nasty_project();
  std::string text = lint_report(files, "gitlab");
  CHECK(valijson_faults(text, schema("gitlab")) == "");
  Json gitlab = Json::parse(text);
  Json json = lint_json(files);
  REQUIRE(gitlab.size() == json["diagnostics"].size());
  std::set<std::string> fingerprints;
  for (std::size_t i = 0; i < gitlab.size(); ++i) {
    const Json& finding = json["diagnostics"][i];
    CHECK(gitlab[i]["fingerprint"] == finding["fingerprint"]);
    CHECK(fingerprints.insert(gitlab[i]["fingerprint"]).second);
    CHECK(gitlab[i]["location"]["path"] == finding["primary"]["file"]);
    CHECK(gitlab[i]["location"]["lines"]["begin"] == finding["primary"]["line"]);
  }
}

TEST_CASE("jsonl: a line a finding, the last one with the totals") {
  MemoryFileSystem files = nasty_project();
  Json json = lint_json(files);
  std::vector<std::string> lines = lines_of(lint_report(files, "jsonl"));
  REQUIRE(lines.size() == json["diagnostics"].size() + 1);
  std::string line_schema = file_text("schemas/output/lint-line.json");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(valijson_faults(lines[i], line_schema) == "");
    Json line = Json::parse(lines[i]);
    bool is_last = i + 1 == lines.size();
    CHECK(line["kind"] == (is_last ? "summary" : "diagnostic"));
    if (is_last) {
      CHECK(line["summary"] == json["summary"]);
      CHECK(line["exit_code"] == json["exit_code"]);
    } else {
      CHECK(line["diagnostic"] == json["diagnostics"][i]);
    }
  }
}

TEST_CASE("no findings: every form is whole") {
  MemoryFileSystem files;
  files.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  CHECK(valijson_faults(lint_report(files, "sarif"), schema("sarif")) == "");
  CHECK(valijson_faults(lint_report(files, "rdjson"), schema("rdjson")) == "");
  CHECK(lint_report(files, "gitlab") == "[]\n");
  CHECK(lint_report(files, "rdjsonl") == "");
  CHECK(lint_report(files, "github") == "");
  CHECK(lines_of(lint_report(files, "jsonl")).size() == 1);
}

TEST_CASE("findings without a place stand at the settings of the project") {
  MemoryFileSystem files;
  files.add_file("rulec.yaml", "rulec: 1\nname: a\n");
  Json sarif = Json::parse(run_in_memory(files, {"lint", "--format", "sarif"}).out);
  CHECK(valijson_faults(sarif.dump(), schema("sarif")) == "");
  const Json& physical = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  CHECK(physical["artifactLocation"]["uri"] == "rulec.yaml");
  CHECK_FALSE(physical.contains("region"));
}

TEST_CASE("paths are those of the repository, not of the project in it") {
  MemoryFileSystem files;
  files.add_file(".git/HEAD", "ref: refs/heads/main\n");
  files.add_file("shop/rulec.yaml", "rulec: 1\nname: a\n");
  files.add_file("shop/rules/a.rule.json", R"({ "id": 1 })");
  Ran ran = run_in_memory(files, {"-C", "shop", "lint", "--format", "gitlab"});
  Json gitlab = Json::parse(ran.out);
  REQUIRE(gitlab.size() >= 1);
  CHECK(gitlab[0]["location"]["path"] == "shop/rules/a.rule.json");
}

TEST_CASE("another judge accepts what the commands print") {
  MemoryFileSystem files = nasty_project();
  CHECK(valijson_faults(lint_report(files, "json"), file_text("schemas/output/lint.json")) == "");
  Ran unknown = run_in_memory({"lnt", "--json"});
  CHECK(valijson_faults(unknown.out, file_text("schemas/output/error.json")) == "");
  MemoryFileSystem tested;
  tested.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  tested.add_file("tests/a.test.json", R"({ "entry_point": "e", "cases": [
    { "name": "no", "context": {}, "expect": { "fires": false } },
    { "name": "later", "skip": "why", "context": {}, "expect": { "fires": true } }] })");
  Ran test = run_in_memory(tested, {"test", "--json"});
  CHECK(valijson_faults(test.out, file_text("schemas/output/test.json")) == "");
  std::vector<std::string> lines =
      lines_of(run_in_memory(tested, {"test", "--format", "jsonl"}).out);
  REQUIRE(lines.size() == 3);
  for (const std::string& line : lines) {
    CHECK(valijson_faults(line, file_text("schemas/output/test-line.json")) == "");
  }
  Json cases = Json::parse(test.out)["cases"];
  CHECK(Json::parse(lines[0])["case"] == cases[0]);
  CHECK(Json::parse(lines[2])["summary"] == Json::parse(test.out)["summary"]);
}
