// `--report`: files beside the answer.
#include <doctest/doctest.h>

#include "support.h"

using namespace rulec::testing;

TEST_CASE("every report is the answer in that form, and the summary names the files") {
  MemoryFileSystem files = nasty_project();
  const std::vector<std::string> forms = {"json",   "jsonl",      "sarif",  "junit",  "github",
                                          "gitlab", "checkstyle", "rdjson", "rdjsonl"};
  std::vector<std::string> line = {"lint"};
  std::string named = "reports: ";
  for (const std::string& form : forms) {
    std::string value = form + "=out/";
    value += form;
    line.insert(line.end(), {"--report", value});
    named += (named.ends_with(' ') ? "out/" : ", out/") + form;
  }
  Ran ran = run_in_memory(files, line);
  CHECK(ran.exit_code == 1);
  CHECK(ran.err == "");
  CHECK(ran.out == run_in_memory(files, {"lint"}).out + named + "\n");
  for (const std::string& form : forms) {
    CAPTURE(form);
    CHECK(bytes_of(files, "out/" + form) == lint_report(files, form));
  }
}

TEST_CASE("reports of tests") {
  MemoryFileSystem files;
  files.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  files.add_file("tests/a.test.json", R"({ "entry_point": "e", "cases": [
    { "name": "yes", "context": {}, "expect": { "fires": true } }] })");
  std::vector<std::string> line = {"test"};
  for (const char* form :
       {"json", "jsonl", "junit", "github", "tap", "lcov", "cobertura", "html"}) {
    line.insert(line.end(), {"--report", std::string(form) + "=" + form});
  }
  Ran ran = run_in_memory(files, line);
  CHECK(ran.exit_code == 0);
  CHECK(ran.out.ends_with("reports: json, jsonl, junit, github, tap, lcov, cobertura, html\n"));
  // The document has the coverage that other reports need.
  CHECK(bytes_of(files, "json") == run_in_memory(files, {"test", "--coverage=json"}).out);
  for (const char* form : {"jsonl", "junit", "github", "tap"}) {
    CAPTURE(form);
    CHECK(bytes_of(files, form) == run_in_memory(files, {"test", "--format", form}).out);
  }
}

TEST_CASE("tests that cannot run leave reports of why") {
  MemoryFileSystem files = nasty_project();
  Ran ran = run_in_memory(files, {"test", "--report", "junit=a.xml", "--report", "tap=a.tap",
                                  "--report", "lcov=a.info"});
  CHECK(ran.exit_code == 1);
  CHECK(bytes_of(files, "a.xml").contains("RC2003 unknown-field"));
  CHECK(bytes_of(files, "a.tap") == "TAP version 14\nBail out! no case was run\n");
  CHECK_FALSE(files.exists("a.info"));
}

TEST_CASE("what --report and --format refuse") {
  MemoryFileSystem files = nasty_project();
  auto refused = [&](const std::vector<std::string>& line) {
    Ran ran = run_in_memory(files, line);
    CHECK(ran.exit_code == 2);
    CHECK(ran.out == "");
    return ran.err;
  };
  CHECK(refused({"lint", "--report", "sarfi=a"}).contains("did you mean `sarif`?"));
  CHECK(refused({"lint", "--report", "tap=a"}).contains("`rulec lint` has no such report"));
  CHECK(refused({"lint", "--report", "sarif"}).contains("expected a file after `sarif=`"));
  CHECK(refused({"lint", "--report", "sarif=-"}).contains("stdout has the results"));
  CHECK(refused({"lint", "--report", "sarif=a", "--report", "junit=a"}).contains("already"));
  CHECK(refused({"lint", "--format", "tap"}).contains("`rulec lint` has no such form"));
  CHECK(refused({"test", "--format", "sarif"}).contains("`rulec test` has no such form"));
  CHECK(refused({"compile", "--format", "sarif"}).contains("has no such form"));
  CHECK_FALSE(files.exists("a"));
}

TEST_CASE("a variable asks the commands that have the form") {
  MemoryFileSystem files = nasty_project();
  RunSetup setup;
  setup.variables["RULEC_FORMAT"] = "sarif";
  CHECK(run_in_memory(files, {"lint"}, setup).out == lint_report(files, "sarif"));
  CHECK(run_in_memory(files, {"version"}, setup).exit_code == 0);
}

TEST_CASE("a report that cannot be written is the one answer") {
  MemoryFileSystem files = nasty_project();
  files.deny("out");
  Ran ran = run_in_memory(files, {"lint", "--report", "sarif=out/a"});
  CHECK(ran.exit_code == 3);
  CHECK(ran.out == "");
  CHECK(ran.err.contains("RC0018"));
}

TEST_CASE("fixes, then a report that cannot be written: the answer says both") {
  MemoryFileSystem files;
  files.add_file("rules/a.eff", "rule a on e {\n  when starts_wiht(a, \"x\")\n}\n");
  files.add_file("out/x", "");
  files.deny("out");
  files.deny("rulec-baseline.json");
  Ran ran = run_in_memory(files, {"lint", "--fix-suggested", "--report", "json=out/a"});
  INFO((ran.out + ran.err));
  CHECK(ran.exit_code == 3);
  CHECK(ran.out.contains("RC0018"));
  CHECK(ran.out.contains("fixed 1 finding in 1 file: RC2001 ×1\n"));
  CHECK(ran.out.contains("undo: rules/a.eff"));
  CHECK_FALSE(ran.out.contains("reports:"));
  CHECK(bytes_of(files, "rules/a.eff").contains("starts_with"));
}

TEST_CASE("on GitHub the patch stands alone on stdout") {
  MemoryFileSystem files;
  files.add_file("rules/a.eff", "rule a on e {\n  when sarts_with(a, \"x\")\n}\n");
  files.add_file("rules/b.eff", "rule b on e {\n  when a == 1 or xyzzy(a)\n}\n");
  RunSetup setup;
  std::string patch = run_in_memory(files, {"lint", "--fix-suggested", "--diff"}, setup).out;
  CHECK(patch.starts_with("diff --git a/rules/a.eff"));
  setup.variables["GITHUB_ACTIONS"] = "true";
  Ran ran = run_in_memory(files, {"lint", "--fix-suggested", "--diff"}, setup);
  CHECK(ran.out == patch);
  CHECK(ran.err.contains("::error file=rules/b.eff"));
}

TEST_CASE("a report whose folder cannot be made keeps fixes from being written") {
  MemoryFileSystem files;
  const std::string text = "rule a on e {\n  when starts_wiht(a, \"x\")\n}\n";
  files.add_file("rules/a.eff", text);
  files.add_file("closed/x", "");
  files.deny("closed");
  Ran ran = run_in_memory(files, {"lint", "--fix-suggested", "--report", "json=closed/in/a"});
  CHECK(ran.exit_code == 3);
  CHECK(ran.out == "");
  CHECK(ran.err.contains("RC0018"));
  CHECK(bytes_of(files, "rules/a.eff") == text);
}

TEST_CASE("a baseline is written after the reports") {
  MemoryFileSystem files = nasty_project();
  files.add_file("out/x", "");
  files.deny("out");
  Ran ran = run_in_memory(files, {"lint", "--write-baseline", "--report", "json=out/a"});
  CHECK(ran.exit_code == 3);
  CHECK(files.written().empty());
}

TEST_CASE("no report takes the place of a source") {
  MemoryFileSystem files;
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points:\n"
                 "  e: { context_schema: schemas/e.json }\n");
  files.add_file("schemas/e.json", R"({ "type": "object" })");
  files.add_file("rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  files.add_file("rules/b.eff", "rule b on e {\n  when starts_wiht(a, \"x\")\n}\n");
  files.add_file("tests/a.test.json", R"({ "entry_point": "e", "cases": [
    { "name": "yes", "context": {}, "expect": { "fires": true } }] })");
  files.add_file("old.json", "{}");
  files.add_link("link.json", "rules/a.rule.json");
  for (const char* path : {"rulec.yaml", "schemas/e.json", "rules/a.rule.json",
                           "./rules/../rules/b.eff", "tests/a.test.json", "link.json"}) {
    for (const char* command : {"lint", "test", "check"}) {
      CAPTURE(path);
      CAPTURE(command);
      Ran ran = run_in_memory(files, {command, "--report", std::string("json=") + path});
      CHECK(ran.exit_code == 2);
      CHECK(ran.out == "");
      CHECK(ran.err.contains("RC0004"));
    }
    Ran part = run_in_memory(
        files, {"lint", "rules/b.eff", "--fix-suggested", "--report", std::string("json=") + path});
    CHECK(part.exit_code == 2);
    CHECK(run_in_memory(files, {"bench", "--save", path}).exit_code == 2);
  }
  CHECK(files.written().empty());
  CHECK(run_in_memory(files, {"lint", "--report", "json=old.json"}).exit_code == 1);
  CHECK(files.written() == std::vector<std::string>{"old.json"});
}

TEST_CASE("places of tests begin at the repository's root as those of findings do") {
  MemoryFileSystem files;
  files.add_file(".git/HEAD", "");
  files.add_file("shop/rulec.yaml", "rulec: 1\nname: shop\nversion: 1.0.0\n");
  files.add_file("shop/rules/a.rule.json", R"({ "id": "a", "entry_point": "e" })");
  files.add_file("shop/tests/a.test.json", R"({ "entry_point": "e", "cases": [
    { "name": "no", "context": {}, "expect": { "fires": false } }] })");
  std::string junit = run_in_memory(files, {"-C", "shop", "test", "--format", "junit"}).out;
  CHECK(junit.contains(R"(<testsuite name="shop/tests/a.test.json")"));
  CHECK(junit.contains(R"( file="shop/tests/a.test.json" line=")"));
  std::string tap = run_in_memory(files, {"-C", "shop", "test", "--format", "tap"}).out;
  CHECK(tap.contains("not ok 1 - shop/tests/a.test.json > no"));
  CHECK(tap.contains(R"(file: "shop/tests/a.test.json")"));
}

TEST_CASE("a secret is in no report") {
  const std::string secret = "hunter2-S3cr3t";
  MemoryFileSystem files = nasty_project();
  files.add_file("rulec.yaml",
                 "rulec: 1\nname: shop\nstores:\n  main: { kind: postgres, dsn: "
                 "\"postgres://rules:" +
                     secret + "@db/rules\" }\n");
  RunSetup setup;
  setup.variables = {{"PGPASSWORD", secret},
                     {"RULEC_STORE_URL", "postgres://u:" + secret + "@h/d"}};
  bool is_found = false;
  for (const char* form : {"full", "concise", "grouped", "narrate", "json", "jsonl", "sarif",
                           "junit", "github", "gitlab", "checkstyle", "rdjson", "rdjsonl"}) {
    CAPTURE(form);
    Ran ran = run_in_memory(files, {"lint", "--format", form}, setup);
    CHECK_FALSE((ran.out + ran.err).contains(secret));
    is_found = is_found || ran.out.contains("RC0021");
  }
  CHECK(is_found);
  // Its place is the file, and the message names the line: columns would say how long it is.
  Json sarif = lint_json(files, "sarif");
  for (const Json& result : sarif["runs"][0]["results"]) {
    if (result["ruleId"] == "RC0021") {
      CHECK_FALSE(result["locations"][0]["physicalLocation"].contains("region"));
    }
  }
}
