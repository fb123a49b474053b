// `lint --fix` in real git repositories: patches, modes, links, what `undo:` says.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "git_project.h"

namespace {

using rulec::testing::ProcessResult;
using Project = rulec::testing::GitProject;

bool says(const ProcessResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

std::string text_rule(const std::string& id, const std::string& condition) {
  return "// by hand\nrule " + id + " on checkout {\n  when " + condition + "\n}\n";
}

}  // namespace

TEST_CASE("the patch of --diff is one that git applies, and is what --fix-suggested does") {
  Project project;
  project.write("rules/with blank.eff", text_rule("t", "starts_wiht(a, \"x\")"));
  project.write("rules/j.rule.json",
                R"({"id":"j","entry_point":"checkout","condition":{"adn":[true,{"var":"a"}]}})");
  project.git({"init", "-q"});
  project.commit();
  ProcessResult diff = project.rulec({"lint", "--fix-suggested", "--diff"});
  INFO((diff.out + diff.err));
  CHECK(diff.exit_status == 1);
  project.git({"apply", "--index", "-"}, diff.out);
  std::string applied = project.git({"write-tree"});
  project.git({"reset", "-q", "--hard"});
  ProcessResult fixed = project.rulec({"lint", "--fix-suggested"});
  INFO((fixed.out + fixed.err));
  CHECK(fixed.exit_status == 0);
  project.git({"add", "-A"});
  CHECK(project.git({"write-tree"}) == applied);
  CHECK(project.read("rules/with blank.eff") == text_rule("t", "starts_with(a, \"x\")"));
}

TEST_CASE("in a project below the work tree's root, and of files behind links") {
  Project project;
  std::string bad = text_rule("t", "starts_wiht(a, \"x\")");
  std::string good = text_rule("t", "starts_with(a, \"x\")");
  project.write("sub/rulec.yaml", "rulec: 1\nname: sub\nversion: 1.0.0\n");
  project.write("sub/shared/t.txt", bad);
  project.write("sub/rules/s.eff", text_rule("s", "starts_wiht(a, \"x\")"));
  std::filesystem::create_symlink("../shared/t.txt", project.path() + "/sub/rules/t.eff");
  project.git({"init", "-q"});
  project.commit();
  ProcessResult diff = project.rulec({"-C", "sub", "lint", "--fix-suggested", "--diff"});
  INFO((diff.out + diff.err));
  CHECK(says(diff, "diff --git a/sub/rules/s.eff b/sub/rules/s.eff\n"));
  CHECK(says(diff, "diff --git a/sub/shared/t.txt b/sub/shared/t.txt\n"));
  ProcessResult json = project.rulec({"-C", "sub", "lint", "--fix-suggested", "--diff", "--json"});
  CHECK(says(json,
             R"("path":"rules/t.eff","state":"would_fix","diff":"diff --git a/sub/shared/t.txt)"));
  project.git({"-C", "sub", "apply", "-"}, diff.out);
  CHECK(project.read("sub/shared/t.txt") == good);
  CHECK(project.read("sub/rules/s.eff") == text_rule("s", "starts_with(a, \"x\")"));
  project.git({"checkout", "--", "."});
  ProcessResult fixed = project.rulec({"-C", "sub", "lint", "--fix-suggested"});
  INFO((fixed.out + fixed.err));
  CHECK(project.read("sub/shared/t.txt") == good);
  CHECK(says(fixed, "undo: git checkout -- rules/s.eff shared/t.txt\n"));
  project.git({"-C", "sub", "checkout", "--", "rules/s.eff", "shared/t.txt"});
  CHECK(project.read("sub/shared/t.txt") == bad);
}

TEST_CASE("undo: what git held as it was can be checked out, what it did not hold is named") {
  Project project;
  std::string bad = text_rule("t", "starts_wiht(a, \"x\")");
  project.write("rules/with blank.eff", bad);
  project.git({"init", "-q"});
  project.commit();
  ProcessResult fixed = project.rulec({"lint", "--fix-suggested"});
  CHECK(says(fixed, "undo: git checkout -- 'rules/with blank.eff'\n"));
  CHECK(!says(fixed, "no undo"));
  project.git({"checkout", "--", "rules/with blank.eff"});
  CHECK(project.read("rules/with blank.eff") == bad);
  project.write("rules/with blank.eff", "// mine\n" + bad);
  fixed = project.rulec({"lint", "--fix-suggested"});
  INFO((fixed.out + fixed.err));
  CHECK(!says(fixed, "undo: git"));
  CHECK(says(fixed, "no undo: 'rules/with blank.eff'"));
}

TEST_CASE("modes and links stay; what leads out of the project is left alone") {
  Project project;
  std::string bad = text_rule("t", "starts_wiht(a, \"x\")");
  std::string good = text_rule("t", "starts_with(a, \"x\")");
  project.write("shared/t.txt", bad);
  std::string file = project.path() + "/shared/t.txt";
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  std::filesystem::create_symlink("../shared/t.txt", project.path() + "/rules/t.eff");
  CHECK(project.rulec({"lint", "--fix-suggested"}).exit_status == 0);
  CHECK(project.read("shared/t.txt") == good);
  CHECK(std::filesystem::is_symlink(project.path() + "/rules/t.eff"));
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        std::filesystem::perms(0640));
}

TEST_CASE("--since fixes only rules that differ from the revision") {
  Project project;
  project.write("rules/old.eff", text_rule("old", "starts_wiht(a, \"x\")"));
  project.git({"init", "-q"});
  project.commit();
  project.write("rules/new.eff", text_rule("new", "starts_wiht(b, \"x\")"));
  ProcessResult fixed = project.rulec({"lint", "--fix-suggested", "--since", "HEAD"});
  INFO((fixed.out + fixed.err));
  CHECK(fixed.exit_status == 0);
  CHECK(project.read("rules/new.eff") == text_rule("new", "starts_with(b, \"x\")"));
  CHECK(project.read("rules/old.eff") == text_rule("old", "starts_wiht(a, \"x\")"));
}

TEST_CASE("a folder that may not be written: the old file stays, exit 3") {
  if (::geteuid() == 0) {
    return;  // root may write everywhere
  }
  Project project;
  std::string bad = text_rule("t", "starts_wiht(a, \"x\")");
  project.write("rules/t.eff", bad);
  REQUIRE(::chmod((project.path() + "/rules").c_str(), 0500) == 0);
  ProcessResult denied = project.rulec({"lint", "--fix-suggested"});
  CHECK(::chmod((project.path() + "/rules").c_str(), 0700) == 0);
  CHECK(denied.exit_status == 3);
  CHECK(says(denied, "RC0018"));
  CHECK(says(denied, "RC2001"));
  CHECK(project.read("rules/t.eff") == bad);
}

TEST_CASE("killed while it writes: each file is the old one or the new one") {
  Project project;
  constexpr int kFiles = 150;
  auto name = [](int i) { return "rules/t" + std::to_string(i) + ".eff"; };
  auto text = [](int i, const char* op) {
    return text_rule("t" + std::to_string(i), std::string(op) + "(a, \"x\")");
  };
  for (int i = 0; i < kFiles; ++i) {
    project.write(name(i), text(i, "starts_wiht"));
  }
  bool was_killed = false;
  for (int milliseconds = 20; milliseconds < 60'000; milliseconds += milliseconds / 3) {
    ProcessResult result = rulec::testing::run_process(
        {RULEC_PROGRAM, "lint", "--fix-suggested", "-q"},
        {.folder = project.path(), .deadline = std::chrono::milliseconds(milliseconds)});
    was_killed = was_killed || result.timed_out;
    for (int i = 0; i < kFiles; ++i) {
      std::string now = project.read(name(i));
      CHECK((now == text(i, "starts_wiht") || now == text(i, "starts_with")));
    }
    if (!result.timed_out) {
      CHECK(result.exit_status == 0);
      break;
    }
  }
  CHECK(was_killed);
  CHECK(project.read(name(kFiles - 1)) == text(kFiles - 1, "starts_with"));
  CHECK(project.rulec({"lint", "--fix-suggested", "--diff"}).exit_status == 0);
}

TEST_CASE("a write that fails leaves the old file, and the others are written") {
  Project project;
  std::string padding = "// " + std::string(8000, 'x') + "\n";
  std::string large = padding + text_rule("large", "starts_wiht(a, \"x\")");
  project.write("rules/large.eff", large);
  project.write("rules/small.eff", text_rule("small", "starts_wiht(a, \"x\")"));
  // No file may grow beyond 4 KiB.
  ProcessResult result = rulec::testing::run_process(
      {"bash", "-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" lint --fix-suggested", RULEC_PROGRAM},
      {.folder = project.path()});
  INFO((result.out + result.err));
  CHECK(result.exit_status == 3);
  CHECK(says(result, "RC0018"));
  CHECK(says(result, "rules/large.eff:"));
  CHECK(says(result, "fixed 1 finding in 1 file: RC2001 ×1\nnot written: rules/large.eff\n"));
  CHECK(project.read("rules/large.eff") == large);
  CHECK(project.read("rules/small.eff") == text_rule("small", "starts_with(a, \"x\")"));
}
