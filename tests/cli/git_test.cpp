// `lint --since`, `lint --staged` and what `compile` records, in real git repositories; and the
// errors RC0040 to RC0044 of repositories that cannot be used.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "git_project.h"

namespace {

using rulec::testing::ProcessResult;
using rulec::testing::Quality;
using rulec::testing::rule;
using rulec::testing::ScratchFolder;
using Project = rulec::testing::GitProject;

bool says(const ProcessResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

void check_refused(const ProcessResult& result, int exit_status, const std::string& code) {
  INFO((result.out + result.err));
  CHECK(result.exit_status == exit_status);
  CHECK(says(result, code));
  CHECK(!says(result, "all good"));
}

}  // namespace

TEST_CASE("without a repository --since and --staged say so, and lint alone works") {
  Project project;
  check_refused(project.rulec({"lint", "--since", "HEAD"}), 3, "RC0040");
  check_refused(project.rulec({"lint", "--staged"}), 3, "RC0040");
  CHECK(project.rulec({"lint"}).exit_status == 0);
}

TEST_CASE("before the first commit there is nothing to compare with") {
  Project project;
  project.git({"init", "-q"});
  check_refused(project.rulec({"lint", "--since", "HEAD"}), 3, "RC0041");
  project.git({"add", "-A"});
  ProcessResult staged = project.rulec({"lint", "--staged"});
  INFO((staged.out + staged.err));
  CHECK(staged.exit_status == 0);
}

TEST_CASE("a revision that does not exist is a wrong question") {
  Project project;
  project.git({"init", "-q"});
  project.commit();
  check_refused(project.rulec({"lint", "--since", "no-such-branch"}), 2, "RC0043");
  check_refused(project.rulec({"lint", "--since", ""}), 2, "RC0043");
}

TEST_CASE("a repository of another user is refused") {
  if (::geteuid() != 0) {
    std::printf("SKIPPED: cli/git_foreign_owner: only root can give a folder away\n");
    return;
  }
  Project project;
  project.git({"init", "-q"});
  project.commit();
  constexpr uid_t kOther = 54321;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(project.path())) {
    REQUIRE(::lchown(entry.path().c_str(), kOther, kOther) == 0);
  }
  REQUIRE(::lchown(project.path().c_str(), kOther, kOther) == 0);
  check_refused(project.rulec({"lint", "--since", "HEAD"}), 3, "RC0042");
  project.configure("[safe]\n\tdirectory = /somewhere/else\n");
  check_refused(project.rulec({"lint", "--since", "HEAD"}), 3, "RC0042");
  ProcessResult plain = project.rulec({"lint"});
  INFO((plain.out + plain.err));
  CHECK(plain.exit_status == 0);
}

TEST_CASE("a damaged repository is named, with the reason of the library") {
  Project project;
  project.git({"init", "-q"});
  project.commit();
  std::string tree = project.git({"rev-parse", "HEAD^{tree}"});
  std::filesystem::path object = std::filesystem::path(project.path()) / ".git/objects" /
                                 tree.substr(0, 2) / tree.substr(2, 38);
  REQUIRE(std::filesystem::remove(object));
  ProcessResult result = project.rulec({"lint", "--since", "HEAD"});
  INFO((result.out + result.err));
  CHECK(result.exit_status != 0);
  CHECK((says(result, "RC0044") || says(result, "RC0043")));

  Project other;
  other.git({"init", "-q"});
  other.commit();
  other.write(".git/config", "[core\n");
  check_refused(other.rulec({"lint", "--since", "HEAD"}), 3, "RC0044");
}

TEST_CASE("--since reports what changed, in files that are new, changed and committed") {
  Project project;
  project.write("rules/old.rule.json", rule("old", Quality::kBad));
  project.git({"init", "-q"});
  project.commit();
  ProcessResult nothing = project.rulec({"lint", "--since", "HEAD"});
  INFO((nothing.out + nothing.err));
  CHECK(nothing.exit_status == 0);
  project.write("rules/new.rule.json", rule("new", Quality::kBad));
  ProcessResult fresh = project.rulec({"lint", "--since", "HEAD", "--format", "concise"});
  CHECK(fresh.exit_status == 1);
  CHECK(says(fresh, "rules/new.rule.json:1:"));
  CHECK(!says(fresh, "rules/old.rule.json"));
  project.commit();
  CHECK(project.rulec({"lint", "--since", "HEAD"}).exit_status == 0);
  CHECK(project.rulec({"lint", "--since", "HEAD~1"}).exit_status == 1);
}

TEST_CASE("of a file with many rules --since reports the changed ones and what they concern") {
  auto rules = [](const std::vector<std::string>& texts) {
    std::string joined = "{ \"rules\": [\n";
    for (const std::string& text : texts) {
      joined += (&text == &texts.front() ? "" : ",") + text;
    }
    return joined + "] }\n";
  };
  Project project;
  project.write("rules/many.rule.json", rules({rule("x", Quality::kBad), rule("y")}));
  project.git({"init", "-q"});
  project.commit();
  project.write("rules/many.rule.json",
                rules({rule("new"), rule("x", Quality::kBad), rule("y", Quality::kBad)}));
  ProcessResult since = project.rulec({"lint", "--since", "HEAD", "--format", "concise"});
  INFO((since.out + since.err));
  CHECK(since.exit_status == 1);
  CHECK(says(since, "rules/many.rule.json:4:"));
  CHECK(!says(since, "rules/many.rule.json:3:"));
  // The id of an old rule, taken again by a new one: the finding stands at either.
  project.write("rules/many.rule.json", rules({rule("x", Quality::kBad), rule("y")}));
  project.write("rules/z.rule.json", rule("y"));
  ProcessResult twice = project.rulec({"lint", "--since", "HEAD", "--format", "concise"});
  INFO((twice.out + twice.err));
  CHECK(says(twice, "RC2005"));
  CHECK(!says(twice, "RC2001"));
  // The same of the index against HEAD.
  project.git({"add", "-A"});
  ProcessResult staged = project.rulec({"lint", "--staged", "--format", "concise"});
  CHECK(says(staged, "RC2005"));
  CHECK(!says(staged, "RC2001"));
}

TEST_CASE("a project below the work tree's root sees its own changes") {
  Project project;
  project.write("shop/rulec.yaml", "name: shop\n");
  project.write("shop/rules/a.rule.json", rule("a", Quality::kBad));
  project.git({"init", "-q"});
  project.commit();
  project.write("shop/rules/b.rule.json", rule("b", Quality::kBad));
  ProcessResult since =
      project.rulec({"-C", "shop", "lint", "--since", "HEAD", "--format", "concise"});
  INFO((since.out + since.err));
  CHECK(says(since, "rules/b.rule.json:1:"));
  CHECK(!says(since, "rules/a.rule.json:1:"));
}

TEST_CASE("--staged reads the index, not the work tree") {
  Project project;
  project.git({"init", "-q"});
  project.commit();
  project.write("rules/b.rule.json", rule("b", Quality::kBad));
  ProcessResult untracked = project.rulec({"lint", "--staged"});
  INFO((untracked.out + untracked.err));
  CHECK(untracked.exit_status == 0);
  project.git({"add", "-A"});
  project.write("rules/b.rule.json", rule("b"));
  ProcessResult staged = project.rulec({"lint", "--staged", "--format", "concise"});
  CHECK(staged.exit_status == 1);
  CHECK(says(staged, "rules/b.rule.json:1:"));
  CHECK(says(staged, "RC2001"));
}

TEST_CASE("a repository may hold 100000 files, and no more for --staged and --since") {
  Project project;
  project.git({"init", "-q"});
  project.commit();
  std::string blob = project.git({"hash-object", "-w", "rules/a.rule.json"}).substr(0, 40);
  std::string index;
  for (int i = 1; i < 100'000; ++i) {
    index.append("100644 ").append(blob).append("\tother/").append(std::to_string(i)).append("\n");
  }
  project.git({"update-index", "--index-info"}, index);
  ProcessResult full = project.rulec({"lint", "--staged"});
  INFO((full.out + full.err));
  CHECK(full.exit_status == 0);
  project.git({"update-index", "--index-info"}, "100644 " + blob + "\tone/more\n");
  check_refused(project.rulec({"lint", "--staged"}), 2, "RC0022");
}

TEST_CASE("compile records commit and dirtiness beside the bundle, never in it") {
  Project project;
  project.git({"init", "-q"});
  project.write(".gitignore", "*.rbx*\n");
  project.commit();
  std::string commit = project.git({"rev-parse", "HEAD"}).substr(0, 40);
  REQUIRE(project.rulec({"compile", "-o", "first.rbx"}).exit_status == 0);
  std::string clean = project.read("first.rbx.build.json");
  CHECK(clean.find(commit) != std::string::npos);
  project.write("notes.txt", "not a rule\n");
  project.git({"add", "-A"});
  REQUIRE(project.rulec({"compile", "-o", "second.rbx"}).exit_status == 0);
  std::string dirty = project.read("second.rbx.build.json");
  CHECK(dirty.find(commit) != std::string::npos);
  CHECK(clean.find("\"dirty\": false") != dirty.find("\"dirty\": false"));
  CHECK(project.read("first.rbx") == project.read("second.rbx"));
  CHECK(project.read("first.rbx").find(commit) == std::string::npos);
}

TEST_CASE("a link that leads out of the project is not read") {
  ScratchFolder elsewhere;
  elsewhere.write("x.rule.json", rule("elsewhere", Quality::kBad));
  Project project;
  std::filesystem::create_symlink(elsewhere.path() + "/x.rule.json",
                                  project.path() + "/rules/x.rule.json");
  ProcessResult result = project.rulec({"lint", "--format", "concise"});
  INFO((result.out + result.err));
  CHECK(result.exit_status != 0);
  CHECK(says(result, "RC0016"));
  CHECK(!says(result, "RC2001"));
}
