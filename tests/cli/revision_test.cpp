// Sources of one commit, as a file system: what a revision holds, whatever lies in the work tree.
#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "git_project.h"
#include "revision_file_system.h"

namespace {

using rulec::ErrorCode;
using rulec::FileKind;
using rulec::RealFileSystem;
using rulec::app::RevisionFileSystem;
using rulec::testing::GitProject;
using rulec::testing::rule;

constexpr std::size_t kLimit = 10'000;

struct Opened {
  RealFileSystem disk;
  std::unique_ptr<RevisionFileSystem> files;
  std::string root;
};

std::unique_ptr<Opened> open(const GitProject& project, const std::string& revision,
                             const std::string& below = {}) {
  auto opened = std::make_unique<Opened>();
  opened->root = std::filesystem::canonical(project.path()).string();
  auto files = RevisionFileSystem::open(opened->disk, opened->root + below, revision);
  REQUIRE(files);
  opened->files = std::move(*files);
  return opened;
}

std::vector<std::string> names(RevisionFileSystem& files, const std::string& folder) {
  auto entries = files.list_folder(folder);
  REQUIRE(entries);
  std::vector<std::string> found;
  for (const rulec::DirectoryEntry& entry : *entries) {
    found.push_back(entry.name + (entry.kind == FileKind::kFolder ? "/" : ""));
  }
  return found;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a commit's files stay what they were") {
  GitProject project;
  project.git({"init", "-q"});
  project.commit();
  project.git({"tag", "-a", "first", "-m", "first"});
  std::string first = project.git({"rev-parse", "HEAD"}).substr(0, 40);
  project.write("rules/a.rule.json", rule("changed"));
  project.write("rules/b.rule.json", rule("b"));
  project.write("rulec.yaml", "name: shop\n");
  project.commit();

  auto before = open(project, "HEAD~1");
  CHECK(before->files->commit() == first);
  CHECK(before->files->read_file("rules/a.rule.json", kLimit) == rule("a"));
  CHECK(names(*before->files, "") == Names{"rules/"});
  CHECK(names(*before->files, "rules") == Names{"a.rule.json"});
  CHECK(before->files->info("rules/b.rule.json").error().code == ErrorCode::kNotFound);
  CHECK(before->files->read_file("rules/b.rule.json", kLimit).error().code == ErrorCode::kNotFound);
  CHECK(open(project, "first")->files->commit() == first);

  // Opened once, a branch that moves is not followed.
  auto now = open(project, "HEAD");
  project.git({"reset", "-q", "--hard", "HEAD~1"});
  CHECK(now->files->read_file("rules/a.rule.json", kLimit) == rule("changed"));
  CHECK(names(*now->files, ".") == Names{"rulec.yaml", "rules/"});
  CHECK(names(*now->files, now->root + "/rules") == Names{"a.rule.json", "b.rule.json"});
  CHECK(now->files->canonical("rules/../rulec.yaml") == now->root + "/rulec.yaml");
  CHECK(now->files->read_file("rules", kLimit).error().code == ErrorCode::kNotRegularFile);
  CHECK(now->files->read_file("rules/a.rule.json", 3).error().code == ErrorCode::kTooLarge);
}

TEST_CASE("a working folder below the root, there or not") {
  GitProject project;
  project.write("shop/rules/s.rule.json", rule("s"));
  project.git({"init", "-q"});
  project.commit();
  project.write("later/rules/l.rule.json", rule("l"));
  auto shop = open(project, "HEAD", "/shop");
  CHECK(names(*shop->files, "") == Names{"rules/"});
  CHECK(shop->files->read_file("../rules/a.rule.json", kLimit) == rule("a"));
  auto later = open(project, "HEAD", "/later");
  CHECK(names(*later->files, "").empty());
}

TEST_CASE("nothing is written to a commit") {
  GitProject project;
  project.git({"init", "-q"});
  project.commit();
  auto opened = open(project, "HEAD");
  CHECK(opened->files->write_file("x", "y").error().code == ErrorCode::kPermission);
  CHECK(opened->files->write_private_file("x", "y").error().code == ErrorCode::kPermission);
  CHECK(opened->files->make_folder("x").error().code == ErrorCode::kPermission);
  CHECK(!std::filesystem::exists(project.path() + "/x"));
}

TEST_CASE("links, submodules and names that no work tree can hold are left out") {
  GitProject project;
  project.git({"init", "-q"});
  project.commit();
  std::string commit = project.git({"rev-parse", "HEAD"}).substr(0, 40);
  std::string blob = project.git({"hash-object", "-w", "rules/a.rule.json"}).substr(0, 40);
  std::string inner = project.git({"mktree"}, "100644 blob " + blob + "\tx.rule.json\n");
  std::string tree = project.git({"mktree", "--missing"},
                                 "120000 blob " + blob + "\tlink.rule.json\n" +         //
                                     "160000 commit " + commit + "\tother\n" +          //
                                     "100755 blob " + blob + "\tprogram.rule.json\n" +  //
                                     "040000 tree " + inner.substr(0, 40) + "\t..\n");
  std::string odd = project.git({"commit-tree", tree.substr(0, 40), "-m", "odd"}).substr(0, 40);
  auto opened = open(project, odd);
  CHECK(names(*opened->files, "") == Names{"program.rule.json"});
}

TEST_CASE("a revision that is no commit, and a small repository with very many files") {
  GitProject project;
  project.git({"init", "-q"});
  RealFileSystem disk;
  auto error = [&](const std::string& revision) {
    auto files = RevisionFileSystem::open(disk, project.path(), revision);
    REQUIRE(!files);
    return files.error().code;
  };
  CHECK(error("HEAD") == ErrorCode::kNoCommit);
  project.commit();
  CHECK(error("no-such-branch") == ErrorCode::kBadRevision);
  CHECK(error("") == ErrorCode::kBadRevision);
  CHECK(error("HEAD:rules") == ErrorCode::kBadRevision);

  // Ten folders in ten folders, six levels: a million paths of one small tree a level.
  std::string blob = project.git({"hash-object", "-w", "rules/a.rule.json"}).substr(0, 40);
  for (const std::string& leaf : {"100644 blob " + blob, std::string()}) {
    std::string tree = project.git({"mktree"}, leaf.empty() ? "" : leaf + "\tx\n");
    for (int level = 0; level < 6; ++level) {
      std::string rows;
      for (int i = 0; i < 10; ++i) {
        rows += "040000 tree " + tree.substr(0, 40) + "\tf" + std::to_string(i) + "\n";
      }
      tree = project.git({"mktree"}, rows);
    }
    std::string commit =
        project.git({"commit-tree", tree.substr(0, 40), "-m", "many"}).substr(0, 40);
    CHECK(error(commit) == ErrorCode::kTooManyFiles);
  }
}
