#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "memory_file_system.h"
#include "project/project.h"
#include "support.h"

namespace rulec::testing {

namespace {

using Lines = std::vector<std::string>;

struct Tree {
  MemoryFileSystem files;
  SourceMap sources;
  diag::Collector collector;

  Tree(std::initializer_list<const char*> paths) {
    for (const char* path : paths) {
      files.add_file(path, "");
    }
  }
  Lines find(const std::vector<std::string>& globs, const std::string& root = "") {
    return project::find_files(files, root, globs, collector);
  }
  Lines found() { return lines(collector, sources); }
};

std::vector<std::string> rule_globs() {
  return {"rules/**/*.rule.json"};
}

}  // namespace

TEST_CASE("what the globs name, sorted, each once") {
  Tree tree{"rules/b.rule.json", "rules/a/c.rule.json", "rules/a/d.json", "other/e.rule.json"};
  CHECK(tree.find(rule_globs()) == Lines{"rules/a/c.rule.json", "rules/b.rule.json"});
  CHECK(tree.find({"**/*.rule.json", "rules/*.rule.json"}) ==
        Lines{"other/e.rule.json", "rules/a/c.rule.json", "rules/b.rule.json"});
  CHECK(tree.find({"no/such/**/*.json"}).empty());
  CHECK(tree.find({"*.rule.json"}, "rules") == Lines{"b.rule.json"});
  CHECK(tree.found() == Lines{});
}

TEST_CASE("hidden folders of tools and ignored files are left out") {
  Tree tree{"rules/a.rule.json",     ".git/x.rule.json",  ".rulec/y.rule.json",
            "rules/old/b.rule.json", "rules/c.rule.json", "rules/keep/c.rule.json"};
  tree.files.add_file(".gitignore", "# comment\nold/\nrules/c.rule.json\n");
  CHECK(tree.find({"**/*.rule.json"}) == Lines{"rules/a.rule.json", "rules/keep/c.rule.json"});
  tree.files.add_file("rules/.gitignore", "*.json\n!a.rule.json\n");
  CHECK(tree.find({"**/*.rule.json"}) == Lines{"rules/a.rule.json"});
}

TEST_CASE("an ignored start folder is not entered") {
  Tree tree{"rules/a.rule.json"};
  tree.files.add_file(".gitignore", "rules\n");
  CHECK(tree.find(rule_globs()).empty());
}

TEST_CASE("patterns of the folders above the project, up to the git work tree") {
  Tree tree{"/repo/.git/HEAD", "/repo/shop/rules/a.rule.json", "/repo/shop/rules/b.rule.json",
            "/repo/shop/rules/c.rule.json", "/repo/shop/rules/d.rule.json"};
  tree.files.add_file("/repo/.gitignore", "/shop/rules/a.rule.json\n/rules/d.rule.json\n");
  tree.files.add_file("/repo/.git/info/exclude", "b.rule.json\n");
  CHECK(tree.find(rule_globs(), "/repo/shop") == Lines{"rules/c.rule.json", "rules/d.rule.json"});
}

TEST_CASE("links: inside, outside, nowhere, to folders") {
  Tree tree{"rules/a.rule.json", "shared/s.rule.json", "/outside/x.rule.json"};
  tree.files.add_link("rules/in.rule.json", "../shared/s.rule.json");
  tree.files.add_link("rules/out.rule.json", "/outside/x.rule.json");
  tree.files.add_link("rules/gone.rule.json", "/no/such");
  tree.files.add_link("rules/folder", "../shared");
  tree.files.add_link("rules/outer", "/outside");
  tree.files.add_link("rules/readme", "/outside/x.rule.json");
  CHECK(tree.find(rule_globs()) == Lines{"rules/a.rule.json", "rules/in.rule.json"});
  CHECK(tree.found() ==
        Lines{"RC0023 rules/folder is a symbolic link to a folder, and folders are not entered "
              "through links",
              "RC0010 rules/gone.rule.json: no such file or folder | rules/gone.rule.json is a "
              "symbolic link that leads nowhere",
              "RC0016 rules/out.rule.json is a symbolic link that leads out of the project",
              "RC0016 rules/outer is a symbolic link that leads out of the project"});
}

TEST_CASE("a link to a folder that no glob reaches into is nobody's business") {
  Tree tree{"rules/a.rule.json", "shared/s.rule.json"};
  tree.files.add_link("rules/folder", "../shared");
  CHECK(tree.find({"rules/*.rule.json", "other/*/x.rule.json"}) == Lines{"rules/a.rule.json"});
  tree.files.add_file(".gitignore", "/rules/folder\n");
  CHECK(tree.find(rule_globs()) == Lines{"rules/a.rule.json"});
  CHECK(tree.found() == Lines{});
}

TEST_CASE("a link in place of the rules folder") {
  Tree tree{"/outside/x.rule.json"};
  tree.files.add_link("rules", "/outside");
  CHECK(tree.find(rule_globs()).empty());
  CHECK(tree.found() == Lines{"RC0016 rules is a symbolic link that leads out of the project"});
}

TEST_CASE("a folder that cannot be read is a finding, the rest is found") {
  Tree tree{"rules/a/x.rule.json", "rules/b/y.rule.json"};
  tree.files.deny("rules/a");
  CHECK(tree.find(rule_globs()) == Lines{"rules/b/y.rule.json"});
  REQUIRE(tree.found().size() == 1);
}

TEST_CASE("as many files as the limit, and one more") {
  Tree tree{};
  for (std::size_t at = 0; at < kMaxProjectFiles; ++at) {
    tree.files.add_file("rules/" + std::to_string(at) + ".rule.json", "");
  }
  CHECK(tree.find(rule_globs()).size() == kMaxProjectFiles);
  tree.files.add_file("rules/more.rule.json", "");
  CHECK(tree.find(rule_globs()).empty());
  CHECK(tree.found() == Lines{"RC0022 more than 20000 files belong to the project"});
}

}  // namespace rulec::testing
