// `fmt --staged` and `fmt --since` in real git repositories, and what becomes of files and modes.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "git_project.h"

namespace {

using rulec::testing::ProcessResult;
using rulec::testing::rule;
using Project = rulec::testing::GitProject;

bool says(const ProcessResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

// Formatted, as the program writes it.
std::string neat(const std::string& id) {
  return "{\n  \"id\": \"" + id +
         "\",\n  \"entry_point\": \"checkout\",\n  \"condition\": { \">=\": [{ \"var\": "
         "\"cart.total\" }, 50] }\n}\n";
}

}  // namespace

TEST_CASE("--staged --check reads the index and not the work tree") {
  Project project;
  project.git({"init", "-q"});
  project.commit();  // rules/a.rule.json is not formatted, but not staged either
  CHECK(project.rulec({"fmt", "--staged", "--check"}).exit_status == 0);
  project.write("rules/b.rule.json", rule("b"));
  project.git({"add", "rules/b.rule.json"});
  project.write("rules/b.rule.json", neat("b"));
  ProcessResult staged = project.rulec({"fmt", "--staged", "--check"});
  INFO((staged.out + staged.err));
  CHECK(staged.exit_status == 1);
  CHECK(says(staged, "would reformat: rules/b.rule.json"));
  CHECK(!says(staged, "rules/a.rule.json"));
  CHECK(project.read("rules/b.rule.json") == neat("b"));
  project.git({"add", "rules/b.rule.json"});
  CHECK(project.rulec({"fmt", "--staged", "--check"}).exit_status == 0);
  project.write("rules/b.rule.json", rule("b"));
  CHECK(project.rulec({"fmt", "--staged", "--check"}).exit_status == 0);
}

TEST_CASE("--staged alone writes the work tree files of what is staged") {
  Project project;
  project.git({"init", "-q"});
  project.commit();
  project.write("rules/b.rule.json", rule("b"));
  project.git({"add", "rules/b.rule.json"});
  ProcessResult result = project.rulec({"fmt", "--staged"});
  INFO((result.out + result.err));
  CHECK(result.exit_status == 0);
  CHECK(project.read("rules/b.rule.json") == neat("b"));
  CHECK(project.read("rules/a.rule.json") == rule("a"));
}

TEST_CASE("--since formats what differs from a revision, in a project below the work tree's root") {
  Project project;
  project.write("sub/rulec.yaml", "rulec: 1\nname: sub\nversion: 1.0.0\n");
  project.write("sub/rules/old.rule.json", rule("old"));
  project.git({"init", "-q"});
  project.commit();
  project.write("sub/rules/new.rule.json", rule("new"));
  ProcessResult diff = project.rulec({"-C", "sub", "fmt", "--since", "HEAD", "--diff"});
  INFO((diff.out + diff.err));
  CHECK(diff.exit_status == 0);
  CHECK(
      diff.out.starts_with("diff --git a/sub/rules/new.rule.json b/sub/rules/new.rule.json\n"
                           "--- a/sub/rules/new.rule.json\n"));
  CHECK(project.read("sub/rules/new.rule.json") == rule("new"));
  project.git({"-C", "sub", "apply", "-"}, diff.out);
  CHECK(project.read("sub/rules/new.rule.json") == neat("new"));
  project.write("sub/rules/new.rule.json", rule("new"));
  CHECK(project.rulec({"-C", "sub", "fmt", "--since", "HEAD"}).exit_status == 0);
  CHECK(project.read("sub/rules/new.rule.json") == neat("new"));
  CHECK(project.read("sub/rules/old.rule.json") == rule("old"));
}

TEST_CASE("the patch of --diff is one that git applies") {
  Project project;
  std::string many = "{\n \"rules\": [\n";
  for (int i = 0; i < 40; ++i) {
    std::string one = rule("r" + std::to_string(i));
    many += (i == 0 ? "" : ",\n") + one.substr(0, one.size() - 1);
  }
  project.write("rules/many.rule.json", many + "\n ] }");  // no line end at the end
  ProcessResult diff = project.rulec({"fmt", "--diff"});
  CHECK(diff.exit_status == 0);
  project.git({"init", "-q"});
  project.git({"apply", "-"}, diff.out);
  ProcessResult check = project.rulec({"fmt", "--check"});
  INFO((check.out + check.err));
  CHECK(check.exit_status == 0);
  // A few changed lines far from each other.
  std::string neat_text = project.read("rules/many.rule.json");
  std::string text = neat_text;
  for (const char* id : {"\"r3\"", "\"r20\"", "\"r39\""}) {
    text.insert(text.find(id), " ");
  }
  project.write("rules/many.rule.json", text);
  diff = project.rulec({"fmt", "--diff"});
  CHECK(diff.out.size() < text.size() / 2);
  project.git({"apply", "-"}, diff.out);
  CHECK(project.read("rules/many.rule.json") == neat_text);
}

TEST_CASE("modes and links stay, and folders that may not be written are named") {
  Project project;
  std::string file = project.path() + "/rules/a.rule.json";
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  std::filesystem::create_symlink("a.rule.json", project.path() + "/rules/link.rule.json");
  CHECK(project.rulec({"fmt", "rules/link.rule.json"}).exit_status == 0);
  CHECK(project.read("rules/a.rule.json") == neat("a"));
  CHECK(std::filesystem::is_symlink(project.path() + "/rules/link.rule.json"));
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        std::filesystem::perms(0600));
  if (::geteuid() == 0) {
    return;  // root may write everywhere
  }
  project.write("rules/a.rule.json", rule("a"));
  REQUIRE(::chmod((project.path() + "/rules").c_str(), 0500) == 0);
  ProcessResult denied = project.rulec({"fmt"});
  CHECK(::chmod((project.path() + "/rules").c_str(), 0700) == 0);
  CHECK(denied.exit_status == 3);
  CHECK(says(denied, "RC0018"));
  CHECK(project.read("rules/a.rule.json") == rule("a"));
}

TEST_CASE("the patch of --to is what --to does, whatever the files are called") {
  Project project;
  project.write("rules/with blank.rule.json", rule("blank"));
  project.write("rules/ümlaut \"x\"\t.rule.json", rule("quoted"));
  project.write("rules/no_end.eff", "rule no_end on checkout {}");
  project.git({"init", "-q"});
  project.commit();
  for (const char* form : {"eff", "json"}) {
    ProcessResult diff = project.rulec({"fmt", "--to", form, "--diff"});
    INFO((diff.out + diff.err));
    CHECK(diff.exit_status == 0);
    project.git({"apply", "--index", "-"}, diff.out);
    std::string applied = project.git({"write-tree"});
    project.git({"reset", "-q", "--hard"});
    ProcessResult written = project.rulec({"fmt", "--to", form});
    CHECK(written.exit_status == 0);
    project.git({"add", "-A"});
    CHECK(project.git({"write-tree"}) == applied);
    project.commit();
  }
}

TEST_CASE("a twin is as private as its source, and a link is not converted") {
  Project project;
  REQUIRE(::chmod((project.path() + "/rules/a.rule.json").c_str(), 0600) == 0);
  project.write("shared/one.json", rule("one"));
  std::filesystem::create_symlink("../shared/one.json", project.path() + "/rules/one.rule.json");
  ProcessResult result = project.rulec({"fmt", "--to", "eff"});
  INFO((result.out + result.err));
  CHECK(result.exit_status == 1);
  CHECK(says(result,
             "error[RC1023] no-twin: rules/one.rule.json cannot be written as text: it is "
             "a symbolic link to shared/one.json"));
  CHECK(project.read("shared/one.json") == rule("one"));
  CHECK(std::filesystem::is_symlink(project.path() + "/rules/one.rule.json"));
  CHECK(!std::filesystem::exists(project.path() + "/rules/one.eff"));
  CHECK(!std::filesystem::exists(project.path() + "/rules/a.rule.json"));
  CHECK((std::filesystem::status(project.path() + "/rules/a.eff").permissions() &
         std::filesystem::perms::all) == std::filesystem::perms(0600));
}

TEST_CASE("many files are formatted as one after the other would be") {
  Project project;
  for (int i = 0; i < 300; ++i) {
    std::string id = "r" + std::to_string(i);
    std::string text = R"({"rules":[)";
    for (int k = 0; k < 20; ++k) {
      std::string one = rule(id + "_" + std::to_string(k));
      text += (k == 0 ? "" : ",") + one.substr(0, one.size() - 1);
    }
    project.write("rules/" + id + ".rule.json", i % 50 == 7 ? text : text + "]}\n");
  }
  ProcessResult first = project.rulec({"fmt", "--format", "concise"});
  CHECK(first.exit_status == 1);
  CHECK(says(first, "rules/r7.rule.json:1:"));
  CHECK(says(first, "rules/r257.rule.json:1:"));
  ProcessResult again = project.rulec({"fmt", "--check"});
  CHECK(again.exit_status == 1);
  CHECK(says(again, "295 files left as they are, 6 files not formatted"));
}
