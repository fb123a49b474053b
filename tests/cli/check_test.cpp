// `check` in real git repositories: what `--since` narrows, and what it says about commits.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "git_project.h"

namespace {

using rulec::testing::GitProject;
using rulec::testing::ProcessResult;
using rulec::testing::Quality;
using rulec::testing::rule;

bool says(const ProcessResult& result, const std::string& text) {
  return result.out.find(text) != std::string::npos;
}

// A project whose files have their layout.
struct Project : GitProject {
  Project() {
    REQUIRE(rulec({"fmt"}).exit_status == 0);
    git({"init", "-q"});
    commit();
  }
};

}  // namespace

TEST_CASE("what is not committed is a remark") {
  Project project;
  ProcessResult clean = project.rulec({"check"});
  INFO((clean.out + clean.err));
  CHECK(clean.exit_status == 0);
  CHECK(says(clean, ".rpack, "));
  CHECK_FALSE(says(clean, "committed"));
  project.write("rules/b.rule.json", rule("b"));
  ProcessResult dirty = project.rulec({"check", "--skip", "fmt"});
  INFO((dirty.out + dirty.err));
  CHECK(dirty.exit_status == 0);
  CHECK(says(dirty, "1 file not committed"));
}

TEST_CASE("--since narrows fmt and lint, and hides no error that stops the build") {
  Project project;
  project.write("rules/old.rule.json", "  " + rule("old"));
  project.commit();
  ProcessResult all = project.rulec({"check", "--only", "fmt"});
  CHECK(all.exit_status == 1);
  CHECK(says(all, "error[RC0038] not-formatted: `rules/old.rule.json`"));
  ProcessResult since = project.rulec({"check", "--only", "fmt", "--since", "HEAD"});
  INFO((since.out + since.err));
  CHECK(since.exit_status == 0);
  CHECK(says(since, "0 files"));
  project.write("rules/new.rule.json", "  " + rule("new"));
  CHECK(says(project.rulec({"check", "--only", "fmt", "--since", "HEAD"}),
             "1 of 1 file is not formatted"));

  project.write("rules/bad.rule.json", rule("bad", Quality::kBad));
  project.commit();
  ProcessResult lint = project.rulec({"check", "--only", "lint", "--since", "HEAD"});
  INFO((lint.out + lint.err));
  CHECK(lint.exit_status == 0);
  ProcessResult compile = project.rulec({"check", "--only", "lint,compile", "--since", "HEAD"});
  INFO((compile.out + compile.err));
  CHECK(compile.exit_status == 1);
  CHECK(says(compile, "RC2001"));
}

TEST_CASE("a revision that git does not know, and no repository") {
  Project project;
  CHECK(project.rulec({"check", "--since", "no-such-branch"}).exit_status == 2);
  GitProject alone;
  CHECK(alone.rulec({"check", "--since", "HEAD"}).exit_status == 3);
  ProcessResult check = alone.rulec({"check", "--only", "package"});
  INFO((check.out + check.err));
  CHECK(check.exit_status == 0);
  CHECK(says(check, ", no commit"));
}
