// `--watch` of `rulec lint` and `rulec test` as real processes: one answer for each save, whatever
// state the project is in.
#include <csignal>
#include <filesystem>
#include <string>

#include "dev_project.h"
#include "process.h"
#include "watched_program.h"

namespace {

using namespace std::chrono_literals;
using rulec::testing::holds;
using rulec::testing::Project;
using rulec::testing::rule;
using rulec::testing::save_by_rename;
using rulec::testing::WatchedProgram;

constexpr const char* kWatching = "watching for changes";

std::vector<std::string> watch(std::vector<std::string> words) {
  words.insert(words.begin(), RULEC_PROGRAM);
  words.emplace_back("--watch");
  return words;
}

}  // namespace

TEST_CASE("lint --watch answers once for each save, and ends with the status of the last") {
  Project project;
  WatchedProgram lint(watch({"lint"}), project.folder.path());
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  CHECK_FALSE(holds(lint.all(), "error["));

  save_by_rename(project.path("rules/vip.rule.json"), "{\"id\":\"vip\",");
  CHECK(holds(lint.wait_for("rules/vip.rule.json"), "changed"));
  CHECK(lint.shows("error[RC"));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  CHECK(lint.stays_silent(kWatching, 400ms));

  lint.send_signal(SIGINT);
  CHECK(lint.wait_for_end() == 1);
}

TEST_CASE("lint --watch outlives a broken rulec.yaml and files that come and go") {
  Project project;
  WatchedProgram lint(watch({"lint"}), project.folder.path());
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  save_by_rename(project.path("rulec.yaml"), "name: [shop\n");
  CHECK(lint.shows("rulec.yaml"));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  save_by_rename(project.path("rulec.yaml"), "name: shop\nversion: 1.0.0\n");
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  project.folder.write("rules/new.rule.json", rule("new", 5, "x"));
  CHECK(lint.shows("checked 2 rules in"));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  std::filesystem::remove(project.path("rules/new.rule.json"));
  CHECK(lint.shows("checked 1 rule in"));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  lint.send_signal(SIGTERM);
  CHECK(lint.wait_for_end() == 0);
}

TEST_CASE("files that are no part of the project make no answer") {
  Project project;
  WatchedProgram lint(watch({"lint"}), project.folder.path());
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  project.folder.write("rules/.vip.rule.json.swp", "b0VIM");
  project.folder.write("rules/4913", "");
  std::filesystem::remove(project.path("rules/4913"));
  CHECK(lint.stays_silent(kWatching, 600ms));
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 50, "hello"));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
}

TEST_CASE("lint --watch with fixes mends each save and comes to rest") {
  const std::string bad =
      "rule named on checkout {\n  when starts_wiht(name, \"x\")\n  then\n"
      "    display_message(message: \"hello\")\n}\n";
  std::string good = bad;
  good.replace(good.find("wiht"), 4, "with");
  Project project;
  WatchedProgram lint(watch({"lint", "--fix-suggested"}), project.folder.path());
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  save_by_rename(project.path("rules/named.eff"), bad);
  // The save, then what the fix wrote.
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  REQUIRE(holds(lint.wait_for(kWatching), kWatching));
  CHECK(lint.stays_silent(kWatching, 400ms));
  CHECK(project.folder.read("rules/named.eff") == good);
  lint.send_signal(SIGINT);
  CHECK(lint.wait_for_end() == 0);
}

TEST_CASE("test --watch runs the cases again, of JSON one document a save") {
  Project project;
  WatchedProgram test(watch({"test", "--json"}), project.folder.path());
  CHECK(holds(test.wait_for("{"), "\"exit_code\":0"));
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 500, "hello"));
  CHECK(holds(test.wait_for("{"), "\"exit_code\":1"));
  CHECK(test.stays_silent("{", 400ms));
  CHECK_FALSE(holds(test.all(), kWatching));
  test.send_signal(SIGINT);
  CHECK(test.wait_for_end() == 1);
}

TEST_CASE("what cannot be watched is refused") {
  Project project;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"lint", "-"}, {"lint", "--staged"}}) {
    auto result = rulec::testing::run_process(watch(words), {.folder = project.folder.path()});
    CHECK(result.exit_status == 2);
    CHECK(holds(result.err, "`--watch` waits for saves"));
  }
}
