// `rulec diff` in real git repositories: a revision against the work tree, two revisions, a bundle;
// and words that may be more than one thing.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "git_project.h"

namespace {

using rulec::testing::GitProject;
using rulec::testing::ProcessResult;

bool says(const ProcessResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

std::string terms(const std::string& least) {
  return R"({ "id": "checkout-terms", "entry_point": "checkout", "condition": { ">=": [{ "var": "cart.total" }, )" +
         least + "] } }\n";
}

// Two commits, tagged v1 and v2, and a work tree that differs from both.
struct Shop : GitProject {
  Shop() {
    git({"init", "-q", "-b", "main"});
    write(".gitignore", "*.rbx*\n");
    write("rules/terms.rule.json", terms("100"));
    commit();
    git({"tag", "v1"});
    write("rules/terms.rule.json", terms("80"));
    commit();
    git({"tag", "v2"});
    write("rules/terms.rule.json", terms("60"));
  }
};

}  // namespace

TEST_CASE("a revision against the work tree, and two revisions") {
  Shop shop;
  ProcessResult tree = shop.rulec({"diff", "v1"});
  INFO((tree.out + tree.err));
  CHECK(tree.exit_status == 0);
  CHECK(tree.out ==
        "  ~ checkout-terms  condition  cart.total >= 100  ->  cart.total >= 60\n"
        "    (1 rule unchanged)\n");
  CHECK(tree.err.empty());
  ProcessResult revisions = shop.rulec({"diff", "v1", "HEAD", "--exit-code"});
  CHECK(revisions.exit_status == 1);
  CHECK(says(revisions, "cart.total >= 100  ->  cart.total >= 80"));
  ProcessResult back = shop.rulec({"diff", "v2", "HEAD~1"});
  CHECK(says(back, "cart.total >= 80  ->  cart.total >= 100"));
  ProcessResult same = shop.rulec({"diff", "v2", "HEAD", "--exit-code"});
  CHECK(same.exit_status == 0);
  CHECK(same.out == "no difference (2 rules unchanged)\n");
}

TEST_CASE("the JSON names the commit that a revision stood for") {
  Shop shop;
  std::string commit = shop.git({"rev-parse", "v1"}).substr(0, 40);
  ProcessResult result = shop.rulec({"diff", "v1", "--json"});
  CHECK(says(result, R"("a":{"kind":"revision","named":"v1","commit":")" + commit + "\""));
  CHECK(says(result, R"("b":{"kind":"work_tree","named":".")"));
  CHECK(says(result, R"({"path":"/condition/>=/1","a":"100","b":"60"})"));
}

TEST_CASE("a bundle against a revision") {
  Shop shop;
  REQUIRE(shop.rulec({"compile", "-o", "shop.rbx"}).exit_status == 0);
  ProcessResult result = shop.rulec({"diff", "v1", "shop.rbx"});
  INFO((result.out + result.err));
  CHECK(says(result, "cart.total >= 100  ->  cart.total >= 60"));
  CHECK(shop.rulec({"diff", "shop.rbx", ".", "--exit-code"}).exit_status == 0);
}

TEST_CASE("a project below the root is compared with itself at the revision") {
  Shop shop;
  shop.write("sub/rulec.yaml", "rulec: 1\nname: sub\nentry_points:\n  checkout: {}\n");
  shop.write("sub/rules/s.rule.json", terms("1"));
  shop.commit();
  shop.write("sub/rules/s.rule.json", terms("2"));
  ProcessResult result = shop.rulec({"-C", "sub", "diff", "HEAD"});
  INFO((result.out + result.err));
  CHECK(says(result, "cart.total >= 1  ->  cart.total >= 2"));
  // Before it was there it held nothing.
  ProcessResult before = shop.rulec({"-C", "sub", "diff", "v1"});
  INFO((before.out + before.err));
  CHECK(says(before, "+ checkout-terms  new"));
  CHECK(says(before, "`v1` has no rule file here"));
}

TEST_CASE("a path wins over a revision of the same name, and that is said") {
  Shop shop;
  shop.write("v1/rules/terms.rule.json", terms("7"));
  ProcessResult path = shop.rulec({"diff", "v1", "HEAD"});
  INFO((path.out + path.err));
  CHECK(says(path, "`v1` is taken as the path; the revision is `rev:v1`"));
  CHECK(says(path, "cart.total >= 7  ->  cart.total >= 80"));
  ProcessResult revision = shop.rulec({"diff", "rev:v1", "HEAD"});
  INFO((revision.out + revision.err));
  CHECK(revision.err.empty());
  CHECK(says(revision, "cart.total >= 100  ->  cart.total >= 80"));
}

TEST_CASE("what is neither is refused with what it may have meant; nothing else is built yet") {
  Shop shop;
  auto refused = [&](const std::string& side, const std::string& code, const std::string& tip) {
    ProcessResult result = shop.rulec({"diff", side});
    INFO((result.out + result.err));
    CHECK(result.exit_status == 2);
    CHECK(says(result, code));
    CHECK(says(result, tip));
    CHECK(result.out.empty());
  };
  refused("mian", "RC0043", "did you mean `main`?");
  refused("rule", "RC0043", "did you mean `rules`?");
  refused("rules/terms.rule.jsn", "RC0043", "did you mean `rules/terms.rule.json`?");
  refused("shop.rbx", "RC0010", "a side is a path, a git revision or a bundle");
  refused("rev:v3", "RC0043", "did you mean `v1` or `v2`?");
  refused("env:production", "RC7001", "use instead");
  refused("shop@1.2.4", "RC7001", "use instead");
  CHECK(shop.rulec({"diff", "HEAD@{0}"}).exit_status == 0);
}

TEST_CASE("without a repository paths can be compared") {
  GitProject project;
  project.write("old/r.rule.json", terms("1"));
  project.write("new/r.rule.json", terms("2"));
  ProcessResult result = project.rulec({"diff", "old", "new"});
  INFO((result.out + result.err));
  CHECK(result.exit_status == 0);
  CHECK(says(result, "cart.total >= 1  ->  cart.total >= 2"));
  ProcessResult revision = project.rulec({"diff", "HEAD"});
  CHECK(revision.exit_status == 2);
  CHECK(says(revision, "this is no git repository"));
  CHECK(project.rulec({"diff", "rev:HEAD"}).exit_status == 3);
}

TEST_CASE("nothing is written to the work tree or the repository") {
  Shop shop;
  std::string before = shop.git({"status", "--porcelain"});
  REQUIRE(shop.rulec({"diff", "v1", "v2"}).exit_status == 0);
  CHECK(shop.git({"status", "--porcelain"}) == before);
}
