// Globs, and .gitignore patterns compared with `git check-ignore`.
#include "project/internal/glob.h"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "process.h"
#include "project/internal/ignore.h"
#include "project/project.h"

namespace rulec::testing {

namespace {

using project::IgnoreRules;

// Ours, with the parents asked first as the walk does.
bool is_ignored(const IgnoreRules& rules, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    if (rules.is_ignored(path.substr(0, slash), IgnoreRules::Kind::kFolder)) {
      return true;
    }
  }
  return rules.is_ignored(path, IgnoreRules::Kind::kFile);
}

const std::vector<std::string>& all_paths() {
  static const std::vector<std::string> kPaths = [] {
    std::vector<std::string> paths;
    for (const char* folder : {"", "a/", "b/", "a/b/", "a/b/c/", "ab/", "[x]/"}) {
      for (const char* name : {"a", "b", "ab.json", "a b", "c.rule.json", "#d", "!e", "x", "b "}) {
        std::string path = std::string(folder) + name;
        bool is_folder_too = path == "a" || path == "b" || path == "a/b";
        if (!is_folder_too) {
          paths.push_back(path);
        }
      }
    }
    return paths;
  }();
  return kPaths;
}

// A repository with all the paths, where git is asked.
class Repository {
 public:
  Repository() {
    for (const std::string& path : all_paths()) {
      folder_.write(path, "");
    }
    git({"init", "-q"});
  }

  std::set<std::string> ignored(const std::string& root_rules, const std::string& inner_rules) {
    folder_.write(".gitignore", root_rules);
    folder_.write("a/.gitignore", inner_rules);
    std::string input;
    for (const std::string& path : all_paths()) {
      input += path + '\0';
    }
    std::string out = git({"check-ignore", "--no-index", "-z", "--stdin"}, input);
    std::set<std::string> paths;
    std::istringstream stream(out);
    for (std::string path; std::getline(stream, path, '\0');) {
      paths.insert(path);
    }
    return paths;
  }

 private:
  std::string git(std::vector<std::string> arguments, std::string input = "") {
    arguments.insert(arguments.begin(), "git");
    ProcessOptions options{.folder = folder_.path(), .input = std::move(input)};
    options.environment = {{"HOME", folder_.path()}, {"GIT_CONFIG_NOSYSTEM", "1"}};
    ProcessResult result = run_process(arguments, options);
    REQUIRE_MESSAGE(result.exit_status <= 1, result.err);
    return result.out;
  }

  ScratchFolder folder_;
};

std::string difference(const std::set<std::string>& git, const std::string& root_rules,
                       const std::string& inner_rules) {
  IgnoreRules rules;
  rules.add("", root_rules);
  rules.add("a", inner_rules);
  std::string text;
  for (const std::string& path : all_paths()) {
    bool ours = is_ignored(rules, path);
    if (ours != git.contains(path)) {
      text += (ours ? "only we ignore `" : "only git ignores `") + path + "`\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("globs") {
  using project::matches_glob;
  CHECK(matches_glob("rules/**/*.rule.json", "rules/a.rule.json"));
  CHECK(matches_glob("rules/**/*.rule.json", "rules/x/y/a.rule.json"));
  CHECK(!matches_glob("rules/**/*.rule.json", "other/rules/a.rule.json"));
  CHECK(!matches_glob("rules/*.rule.json", "rules/x/a.rule.json"));
  CHECK(matches_glob("**/a.json", "a.json"));
  CHECK(matches_glob("a/**/b/**/c", "a/x/b/b/c"));
  CHECK(matches_glob("?.json", "a.json"));
  CHECK(!matches_glob("?.json", "ab.json"));
  CHECK(matches_glob("[a-c].json", "b.json"));
  CHECK(!matches_glob("[!a-c].json", "b.json"));
  CHECK(matches_glob("[]x].json", "].json"));
  // No exponential search.
  CHECK(!matches_glob("*a*a*a*a*a*a*a*a*a*a*b", std::string(200, 'a')));
  CHECK(!matches_glob("**/a/**/a/**/a/**/a/**/b", "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/c"));
}

TEST_CASE("which folders a glob reaches into") {
  using project::may_match_below;
  CHECK(may_match_below("rules/**/*.json", "rules"));
  CHECK(may_match_below("rules/**/*.json", "rules/a/b"));
  CHECK(!may_match_below("rules/**/*.json", "other"));
  CHECK(!may_match_below("rules/*.json", "rules/a"));
  CHECK(may_match_below("rules/*/x.json", "rules/a"));
  CHECK(!may_match_below("rules/*/x.json", "rules/a/b"));
  CHECK(!may_match_below("*.json", "a"));
  CHECK(may_match_below("**", "a/b"));
}

TEST_CASE("patterns mean what they mean to git") {
  Repository repository;
  for (const char* rules : {
           "a\n",          "a/\n",
           "/a\n",         "/a/\n",
           "b\n",          "a/b\n",
           "/a/b\n",       "**/b\n",
           "a/**\n",       "a/**/\n",
           "a/**/c\n",     "**\n",
           "/**\n",        "**/\n",
           "*\n!a/\n",     "*.json\n!c.rule.json\n",
           "a/*\n!a/b\n",  "a/**\n!a/b\n!a/b/c\n!a/b/c/x\n",
           "\\#d\n",       "\\!e\n",
           "!e\n",         "# a\n",
           "a b\n",        "a\\ b\n",
           "b\\ \n",       "b \n",
           "[ab]\n",       "[!ab]\n",
           "[^ab]\n",      "[a-b].json\n",
           "\\[x\\]\n",    "[[]x]\n",
           "a?.json\n",    "?b*\n",
           "a/*/c\n",      "a/b/**/x\n",
           "**/b/**\n",    "/*\n",
           "/*/b\n",       "x\r\n",
           "\n\n   \na\n", "*\n!*/\n!x\n",
           "a**b.json\n",  "a/b**\n",
           "[a\n",         "a\\\n",
       }) {
    std::string found = difference(repository.ignored(rules, ""), rules, "");
    CHECK_MESSAGE(found.empty(), std::string(rules), found);
  }
}

TEST_CASE("a .gitignore further in wins") {
  Repository repository;
  for (auto [outer, inner] :
       std::vector<std::pair<std::string, std::string>>{{"*.json\n", "!c.rule.json\n"},
                                                        {"", "/b\n"},
                                                        {"", "b/c/\n"},
                                                        {"x\n", "!/x\n"},
                                                        {"!x\n", "x\n"},
                                                        {"a/x\n", "!x\n"}}) {
    std::string found = difference(repository.ignored(outer, inner), outer, inner);
    CHECK_MESSAGE(found.empty(), outer, "---\n", inner, found);
  }
}

TEST_CASE("random patterns mean what they mean to git") {
  Repository repository;
  std::mt19937 random(20260301);
  const std::vector<std::string> pieces = {"a",    "b", "*", "**", "?", "/",  "/", ".json", "[ab]",
                                           "[!x]", "c", "!", "ab", " ", "\\", "x", "#"};
  for (int round = 0; round < 60; ++round) {
    std::string rules;
    for (int line = 0; line < 6; ++line) {
      int length = 1 + static_cast<int>(random() % 6);
      for (int piece = 0; piece < length; ++piece) {
        // What `**` beside other characters means to git depends on what stands before it.
        const std::string& next = pieces[random() % pieces.size()];
        rules += next == "**" && !rules.empty() && !rules.ends_with('/') ? "*" : next;
      }
      rules += "\n";
    }
    std::string found = difference(repository.ignored(rules, ""), rules, "");
    CHECK_MESSAGE(found.empty(), rules, found);
  }
}

}  // namespace rulec::testing
