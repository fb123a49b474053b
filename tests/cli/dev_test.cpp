// `rulec dev` as a real process: saves as editors make them, a branch switch in git, files that are
// half, gone or huge, a rulec.yaml that breaks; one cycle for each save, and the last good bundle
// answers all the while.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "dev_project.h"
#include "git_project.h"
#include "process.h"
#include "watched_program.h"

namespace {

using namespace std::chrono_literals;
using rulec::testing::Dev;
using rulec::testing::get_http;
using rulec::testing::holds;
using rulec::testing::HttpAnswer;
using rulec::testing::port_in;
using rulec::testing::ProcessResult;
using rulec::testing::Project;
using rulec::testing::rule;
using rulec::testing::run_process;
using rulec::testing::save_by_rename;
using rulec::testing::WatchedProgram;
using rulec::testing::write_many_cases;

void save_in_place(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::trunc) << bytes;
}

// As vim does with `backupcopy=no`: a probe file, the old one moved away, a new one, the old
// removed.
void save_like_vim(const std::string& path, const std::string& bytes) {
  std::string folder = path.substr(0, path.rfind('/'));
  std::ofstream(folder + "/4913") << "";
  std::filesystem::remove(folder + "/4913");
  std::filesystem::rename(path, path + "~");
  std::ofstream(path) << bytes;
  std::filesystem::remove(path + "~");
}

}  // namespace

TEST_CASE("the last good bundle answers, and says which one it is") {
  Project project;
  Dev dev(project.folder.path());
  HttpAnswer first = dev.decide(120);
  CHECK(first.status == 200);
  CHECK(first.header("x-rulec-bundle") == "#1");
  CHECK(holds(first.body, "hello"));
  CHECK(holds(dev.program.all(), "tests=1/1 not_run=0"));
  CHECK(dev.program.wait_for("[dev] try").starts_with("[dev] try curl -s http://127.0.0.1:"));

  save_by_rename(project.path("rules/vip.rule.json"), R"({"id":"vip","entry_point":)");
  std::string broken = dev.end();
  CHECK(holds(broken, "[dev] build end 2 errors=1"));
  CHECK(holds(broken, "tests=0/0 not_run=1"));
  CHECK(holds(broken, "serving=1"));
  CHECK(dev.decide(120).header("x-rulec-bundle") == "#1");
  CHECK(holds(get_http(dev.port, "/dev/findings").body, "\"rules/vip.rule.json\""));

  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 200, "hello"));
  std::string mended = dev.end();
  CHECK(holds(mended, "[dev] build end 3 errors=0"));
  CHECK(holds(mended, "serving=3"));
  CHECK(holds(mended, "tests=0/1"));
  CHECK(holds(dev.program.all(), "[dev] decisions 1 of 1 test contexts changed"));
  CHECK(holds(dev.program.all(), "[dev] decision over 100 -> no longer fires vip"));
  CHECK(holds(dev.program.all(), "[dev] test failed tests/vip.test.json > over 100"));
  CHECK(dev.decide(120).header("x-rulec-bundle") == "#3");

  dev.program.send_signal(SIGINT);
  CHECK(dev.program.wait_for_end() == 0);
}

TEST_CASE("each save is one cycle, however it is made, and what is no change is none") {
  Project project;
  Dev dev(project.folder.path(), {"--no-test"});
  std::string path = project.path("rules/vip.rule.json");
  using Save = void (*)(const std::string&, const std::string&);
  std::size_t saves = 0;
  for (int round = 0; round < 8; ++round) {
    for (Save save : {save_by_rename, save_in_place, save_like_vim}) {
      ++saves;
      std::string message = "save " + std::to_string(saves);
      save(path, rule("vip", 100, message));
      INFO(message);
      CHECK(holds(dev.end(), "errors=0"));
      CHECK(holds(dev.decide(120).body, message));
    }
  }
  // The same bytes again, a touch, and files of no concern.
  std::string same = rule("vip", 100, "save " + std::to_string(saves));
  save_by_rename(path, same);
  save_like_vim(path, same);
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
  std::ofstream(project.path("rules/notes.txt")) << "nothing";
  std::ofstream(project.path("package.json")) << "{}";
  CHECK(dev.program.stays_silent("[dev] build", 400ms));
  CHECK(dev.program.count("[dev] build start") == saves + 1);
  CHECK(dev.program.count("[dev] build end") == saves + 1);
}

TEST_CASE("files and folders come and go") {
  Project project;
  Dev dev(project.folder.path());
  project.folder.write("rules/new/deep/second.rule.json", rule("second", 10, "second"));
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(20).body, "second"));

  std::filesystem::rename(project.path("rules/new"), project.path("rules/old"));
  CHECK(holds(dev.end(), "errors=0"));
  save_by_rename(project.path("rules/old/deep/second.rule.json"), rule("second", 10, "moved"));
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(20).body, "moved"));

  std::filesystem::remove_all(project.path("rules/old"));
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(!holds(dev.decide(20).body, "moved"));

  std::filesystem::remove_all(project.path("rules"));
  dev.end();
  project.folder.write("rules/vip.rule.json", rule("vip", 100, "back"));
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(120).body, "back"));
}

TEST_CASE(
    "a rulec.yaml that breaks and is mended, a file that is too large, one that cannot be read") {
  Project project;
  Dev dev(project.folder.path());
  save_in_place(project.path("rulec.yaml"), "name: [shop\n");
  CHECK(!holds(dev.end(), "errors=0"));
  CHECK(dev.decide(120).status == 200);
  save_in_place(project.path("rulec.yaml"), "name: shop\nversion: 2.0.0\n");
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(120).body, "2.0.0"));

  {
    std::ofstream huge(project.path("rules/huge.rule.json.part"));
    std::string blanks(1024 * 1024, ' ');
    for (int i = 0; i < 50; ++i) {
      huge << blanks;
    }
  }
  std::filesystem::rename(project.path("rules/huge.rule.json.part"),
                          project.path("rules/huge.rule.json"));
  CHECK(holds(dev.end(), "errors=1"));
  CHECK(holds(dev.program.all(), "RC0013"));
  CHECK(dev.decide(120).header("x-rulec-bundle") == "#3");
  std::filesystem::remove(project.path("rules/huge.rule.json"));
  CHECK(holds(dev.end(), "errors=0"));

  // Half a file: every length of it is a finding, and none ends the loop.
  std::string whole = rule("vip", 100, "half");
  for (std::size_t length = 5; length < whole.size(); length += 40) {
    save_by_rename(project.path("rules/vip.rule.json"), whole.substr(0, length));
    CHECK(holds(dev.end(), "[dev] build end"));
  }
  save_by_rename(project.path("rules/vip.rule.json"), whole);
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(120).body, "half"));
}

TEST_CASE("without its rulec.yaml the project stays as it was") {
  Project project;
  Dev dev(project.folder.path());
  std::filesystem::rename(project.path("rulec.yaml"), project.path("away"));
  CHECK(holds(dev.end(), "errors=1 warnings=0 tests=0/0 not_run=1"));
  CHECK(holds(dev.program.all(), "RC0010"));
  CHECK(dev.decide(120).header("x-rulec-bundle") == "#1");
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 100, "later"));
  CHECK(holds(dev.end(), "serving=1"));
  std::filesystem::rename(project.path("away"), project.path("rulec.yaml"));
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(120).body, "later"));
  // By the other name it is there, and noticed.
  std::filesystem::remove(project.path("rulec.yaml"));
  dev.end();
  save_by_rename(project.path("rulec.json"), R"({"name":"shop","version":"3.0.0"})");
  CHECK(holds(dev.end(), "errors=0"));
  CHECK(holds(dev.decide(120).body, "3.0.0"));
}

TEST_CASE("what is looked for and not there is noticed when it comes") {
  Project project;
  project.folder.write("rulec.yaml",
                       "name: shop\nversion: 1.0.0\nlint:\n  severity: {RC3307: warning}\n");
  Dev dev(project.folder.path());
  save_by_rename(project.path("schemas.tmp"), R"({"type":"object"})");
  std::filesystem::create_directory(project.path("schemas"));
  std::filesystem::rename(project.path("schemas.tmp"), project.path("schemas/other.json"));
  CHECK(holds(dev.end(), "warnings=1"));
  CHECK(holds(dev.program.all(), "RC3307"));

  Dev named(project.folder.path(), {"more/"});
  project.folder.write("more/new.rule.json", rule("new", 10, "new"));
  CHECK(holds(named.end(), "errors=0"));
  CHECK(holds(named.decide(20).body, "new"));
}

TEST_CASE("a save during the tests of the first round: it is ready all the same") {
  Project project;
  write_many_cases(project);
  WatchedProgram dev(Dev::arguments({}), project.folder.path());
  CHECK(port_in(dev.wait_for("[dev] listening")) != 0);
  REQUIRE(!dev.wait_for("[dev] build start 1").empty());
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 90, "hello"));
  CHECK(port_in(dev.wait_for("[dev] ready")) != 0);
}

TEST_CASE("who saves all the time is told something too") {
  Project project;
  write_many_cases(project);
  Dev dev(project.folder.path());
  auto began = std::chrono::steady_clock::now();
  bool is_told = false;
  for (int i = 0; !is_told && std::chrono::steady_clock::now() < began + 20s; ++i) {
    save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 100 + i, "hello"));
    is_told = holds(dev.program.wait_for("[dev] build end", 40ms), "errors=0");
  }
  CHECK(is_told);
  HttpAnswer findings = get_http(dev.port, "/dev/findings");
  CHECK(holds(findings.body, "\"build\":"));
  CHECK(holds(findings.body, "\"serving\":"));
}

TEST_CASE("contexts that cannot be decided are findings") {
  Project project;
  auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {RULEC_PROGRAM, "dev", "--once"});
    return run_process(more, {.folder = project.folder.path()});
  };
  ProcessResult missing = run({"--context", "none.json"});
  CHECK(missing.exit_status == 2);
  CHECK(holds(missing.out, "RC0010"));
  project.folder.write("half.json", "{\"total\":");
  ProcessResult half = run({"--context", "half.json"});
  CHECK(half.exit_status != 0);
  CHECK(holds(half.out, "half.json:1:"));
  for (const char* time : {"nanms", "infms", "-1ms"}) {
    CHECK(run({"--debounce", time}).exit_status == 2);
  }

  project.folder.write("rulec.yaml",
                       "name: shop\nversion: 1.0.0\ndev: {contexts: [\"sample/*.json\"]}\n");
  Dev dev(project.folder.path());
  CHECK(holds(dev.program.all(), "sample/*.json"));
  CHECK(dev.decide(120).status == 200);
  project.folder.write("sample/a.json", "{\"total\":150}");
  CHECK(holds(dev.end(), "errors=0"));
  save_by_rename(project.path("sample/a.json"), "{\"total\":");
  CHECK(holds(dev.end(), "errors=1"));
}

TEST_CASE("a branch switch of 1,000 files ends with what the branch holds") {
  rulec::testing::GitProject project;
  project.write("rulec.yaml", "name: shop\nversion: 1.0.0\n");
  project.git({"init", "-q", "-b", "one"});
  auto write_all = [&](const std::string& message) {
    for (int i = 0; i < 1000; ++i) {
      std::string id = "r" + std::to_string(i);
      project.write("rules/" + id + ".rule.json", rule(id, i, message));
    }
    project.commit();
  };
  write_all("first branch");
  project.git({"checkout", "-q", "-b", "two"});
  write_all("second branch");

  Dev dev(project.path(), {"--no-test"});
  CHECK(holds(dev.decide(7).body, "second branch"));
  project.git({"checkout", "-q", "one"});
  // One cycle when the switch is fast; a slow disk may give a few, the first of them of half a
  // branch. How long the next one takes is not known, so the last is told by what it decides.
  std::string last;
  HttpAnswer answer;
  auto is_whole = [&] {
    return holds(last, "errors=0") && !holds(answer.body, "second branch") &&
           holds(answer.body, "\"rules_evaluated\":1001");
  };
  do {
    last = dev.end();
    INFO(last);
    REQUIRE(!last.empty());
    answer = dev.decide(999);
  } while (!is_whole());
  CHECK(dev.program.count("[dev] build end") <= 10);
}

TEST_CASE("a second signal ends it at once") {
  Project project;
  Dev dev(project.folder.path());
  // Both wait for it, and it sees them one behind the other.
  dev.program.send_signal(SIGSTOP);
  dev.program.send_signal(SIGINT);
  dev.program.send_signal(SIGTERM);
  dev.program.send_signal(SIGCONT);
  int status = dev.program.wait_for_end();
  CHECK((status == 130 || status == 143));
}

TEST_CASE("a first build that is broken is waited for") {
  Project project;
  project.folder.write("rules/vip.rule.json", "{");
  Dev dev(project.folder.path());
  HttpAnswer none = dev.decide(120);
  CHECK(none.status == 503);
  CHECK(holds(none.body, "RC6153"));
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 100, "hello"));
  CHECK(holds(dev.end(), "serving=2"));
  CHECK(dev.decide(120).status == 200);
  dev.program.send_signal(SIGTERM);
  CHECK(dev.program.wait_for_end() == 0);
}

TEST_CASE("the command lines of the requirements, as they are written") {
  Project project;
  ProcessResult converted =
      run_process({RULEC_PROGRAM, "fmt", "--to", "eff", "rules/vip.rule.json"},
                  {.folder = project.folder.path()});
  REQUIRE(converted.exit_status == 0);
  std::filesystem::rename(project.path("rules/vip.eff"), project.path("rules/x.eff"));
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{RULEC_PROGRAM, "lint", "rules/"},
        std::vector<std::string>{RULEC_PROGRAM, "test", "rules/x.eff", "--synthetic"}}) {
    ProcessResult result = run_process(line, {.folder = project.folder.path()});
    INFO((result.out + result.err));
    CHECK(result.exit_status == 0);
  }
  WatchedProgram dev({RULEC_PROGRAM, "dev", "--watch", "rules/", "--backend", "inmemory",
                      "--listen", "127.0.0.1:0"},
                     project.folder.path());
  CHECK(holds(dev.wait_for("[dev] build end"), "errors=0"));
  CHECK(port_in(dev.wait_for("[dev] ready")) != 0);
  dev.send_signal(SIGINT);
  CHECK(dev.wait_for_end() == 0);
}

TEST_CASE("--json: an object a line, and one document with --once") {
  Project project;
  WatchedProgram dev({RULEC_PROGRAM, "dev", "--json", "--no-serve"}, project.folder.path());
  CHECK(!dev.wait_for(R"({"schema":"rulec.dev/1","kind":"build_start","build":1)").empty());
  std::string end = dev.wait_for(R"({"schema":"rulec.dev/1","kind":"build_end")");
  CHECK(holds(end, "\"phases\":{\"parse\":"));
  CHECK(!dev.wait_for(R"({"schema":"rulec.dev/1","kind":"ready")").empty());
  dev.send_signal(SIGINT);
  CHECK(!dev.wait_for(R"({"schema":"rulec.dev/1","kind":"summary")").empty());
  CHECK(dev.wait_for_end() == 0);

  ProcessResult once =
      run_process({RULEC_PROGRAM, "dev", "--once", "--json"}, {.folder = project.folder.path()});
  CHECK(once.exit_status == 0);
  CHECK(once.out.starts_with(R"({"schema":"rulec.dev/1")"));
  CHECK(std::count(once.out.begin(), once.out.end(), '\n') == 1);
}

TEST_CASE("N12 no broken edit replaces the last good ruleset") {
  Project project;
  project.folder.write("rulec.yaml",
                       "name: shop\nversion: 1.0.0\nentry_points:\n  checkout:\n    "
                       "context_schema: schemas/checkout.json\n");
  const std::string schema =
      R"({"type":"object","properties":{"total":{"type":"number"}},"required":["total"]})";
  project.folder.write("schemas/checkout.json", schema);
  Dev dev(project.folder.path(), {"--no-test"});
  const std::string good = rule("vip", 100, "hello");
  const std::string answer = dev.decide(120).body;
  REQUIRE(holds(answer, "hello"));

  struct Edit {
    const char* about;
    std::string file;
    std::string bytes;
  };
  std::vector<Edit> edits = {
      {"an operator that is none", "rules/vip.rule.json",
       R"({"id":"vip","entry_point":"checkout","condition":{"nothing":[1]}})"},
      {"a field that the schema has not", "rules/vip.rule.json",
       R"({"id":"vip","entry_point":"checkout","condition":{">":[{"var":"totl"},1]}})"},
      {"an entry point that is not declared", "rules/vip.rule.json",
       R"({"id":"vip","entry_point":"chekout"})"},
      {"bytes that are no text", "rules/vip.rule.json", std::string("\xff\xfe\x00{", 4)},
      {"a byte-order mark", "rules/vip.rule.json", "\xef\xbb\xbf" + good},
      {"nothing", "rules/vip.rule.json", ""},
      {"the same rule twice", "rules/again.rule.json", good},
      {"a schema that is none", "schemas/checkout.json", R"({"type":"objekt"})"},
      {"half a schema", "schemas/checkout.json", schema.substr(0, 30)},
      {"a configuration that is none", "rulec.yaml", "name: [\n"},
      {"a setting that is not known", "rulec.yaml", "name: shop\nentry_point: x\n"},
  };
  for (std::size_t length = 1; length + 2 < good.size(); length += 23) {
    edits.push_back({"half a rule", "rules/vip.rule.json", good.substr(0, length)});
  }
  for (const Edit& edit : edits) {
    INFO(edit.about);
    std::string path = project.path(edit.file);
    bool is_new = !std::filesystem::exists(path);
    std::string before = is_new ? "" : project.folder.read(edit.file);
    save_by_rename(path, edit.bytes);
    std::string end = dev.end();
    INFO(end);
    CHECK(!holds(end, "errors=0"));
    HttpAnswer now = dev.decide(120);
    CHECK(now.status == 200);
    CHECK(now.body.substr(0, now.body.find("digest")) == answer.substr(0, answer.find("digest")));
    CHECK(holds(now.body, "hello"));
    if (is_new) {
      std::filesystem::remove(path);
    } else {
      save_by_rename(path, before);
    }
    CHECK(holds(dev.end(), "errors=0"));
  }
}

// Few edited rules are served before the whole is built; a save that breaks them ends that build.
TEST_CASE("no broken build has the number of the bundle that is served") {
  Project project;
  std::string others;
  for (int i = 0; i < 6000; ++i) {
    others += (i > 0 ? "," : "") + rule("other-" + std::to_string(i), 1'000'000 + i, "other");
  }
  project.folder.write("rules/others.rule.json", "{\"rules\":[" + others + "]}");
  Dev dev(project.folder.path(), {"--no-test"});
  for (int round = 0; round < 5; ++round) {
    std::string message = "edit " + std::to_string(round);
    save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 100, message));
    while (!holds(dev.decide(120).body, message)) {
      std::this_thread::yield();
    }
    save_by_rename(project.path("rules/vip.rule.json"), "{");
    std::string end = dev.end();
    while (holds(end, "errors=0")) {
      end = dev.end();
    }
    INFO(end);
    REQUIRE(!end.empty());
    std::string number = end.substr(16, end.find(' ', 16) - 16);
    CHECK(!holds(end, " serving=" + number + "\n"));
    CHECK(!end.ends_with(" serving=" + number));
    HttpAnswer served = dev.decide(120);
    CHECK(holds(served.body, message));
    CHECK(end.ends_with(" serving=" + served.header("x-rulec-bundle").substr(1)));
    save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 100, "mended"));
    CHECK(holds(dev.end(), "errors=0"));
  }
}

TEST_CASE("on a terminal: a screen, keys without enter, and the terminal as it was in the end") {
  Project project;
  WatchedProgram dev(Dev::arguments({}), project.folder.path(), WatchedProgram::Streams::kTerminal);
  CHECK(dev.shows("rulec dev  shop   1 rule  1 test   http://127.0.0.1:"));
  CHECK(dev.shows("[enter] again"));
  CHECK(!dev.has_terminal_as_before());
  dev.type("\n");
  CHECK(dev.shows("built all files"));
  CHECK(dev.shows("ran 1 test, serving bundle #2"));
  save_by_rename(project.path("rules/vip.rule.json"), rule("vip", 200, "hello"));
  CHECK(dev.shows("saved rules/vip.rule.json"));
  CHECK(dev.shows("serving bundle #3"));
  CHECK(dev.shows("decisions   1 of 1 test context changed"));
  CHECK(dev.shows("0 passed, 1 failed  <- [f] show"));
  CHECK(dev.shows("1 test failed"));
  dev.type("f");
  CHECK(dev.shows("FAIL tests/vip.test.json > over 100"));
  dev.type("?");
  CHECK(dev.shows("build and test everything again"));
  save_by_rename(project.path("rules/vip.rule.json"), "{");
  CHECK(dev.shows("still serving bundle #3 (good, "));
  CHECK(dev.shows("BROKEN"));
  CHECK(dev.shows(" vip.rule.json:1:"));
  dev.type("q");
  CHECK(dev.wait_for_end() == 0);
  CHECK(dev.has_terminal_as_before());
}

TEST_CASE("on a terminal a port that is taken is passed over, and Ctrl-C restores the terminal") {
  Project project;
  Dev other(project.folder.path());
  WatchedProgram dev({RULEC_PROGRAM, "dev", "--listen", "127.0.0.1:" + std::to_string(other.port)},
                     project.folder.path(), WatchedProgram::Streams::kTerminal);
  CHECK(dev.shows("the port " + std::to_string(other.port) + " is in use, so "));
  CHECK(dev.shows("[q]uit"));
  dev.type("\x03");
  CHECK(dev.wait_for_end() == 0);
  CHECK(dev.has_terminal_as_before());
}
