// `rulec dev` at a terminal that is not all its own: job control, signals that end it, narrow
// windows; and with an output that nobody reads.
#include <doctest/doctest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "process.h"
#include "watched_program.h"

namespace {

using rulec::testing::ProcessResult;
using rulec::testing::run_process;
using rulec::testing::ScratchFolder;
using rulec::testing::WatchedProgram;

constexpr auto kTerminal = WatchedProgram::Streams::kTerminal;
const std::string kRule =
    R"({"id":"vip","entry_point":"checkout","condition":{">=":[{"var":"total"},1]},)"
    R"("actions":[{"type":"display_message","message":"hello"}]})";

struct Project {
  ScratchFolder folder;

  Project() {
    folder.write("rulec.yaml", "name: shop\nversion: 1.0.0\n");
    folder.write("rules/vip.rule.json", kRule);
  }
  void save(const std::string& bytes) const {
    const std::string path = folder.path() + "/rules/vip.rule.json";
    std::ofstream(path + ".tmp~") << bytes;
    std::filesystem::rename(path + ".tmp~", path);
  }
};

// `script` in a shell with job control; $0 is the program.
std::vector<std::string> in_shell(const std::string& script) {
  return {"bash", "-c", script, RULEC_PROGRAM};
}

// Without colours and movements of the cursor.
std::string plain(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b') {
      out += text[i];
      continue;
    }
    i = text.find_first_of("mKAJ", i);
    if (i == std::string::npos) {
      break;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("whatever ends it, the terminal is as it was") {
  // A sanitizer's build would make a report and status 1 of the last few.
  constexpr const char* kLeftAlone = "handle_segv=0:handle_sigbus=0:handle_sigfpe=0";
  ::setenv("ASAN_OPTIONS", kLeftAlone, 1);
  ::setenv("UBSAN_OPTIONS", kLeftAlone, 1);
  Project project;
  for (int signal : {SIGQUIT, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) {
    INFO(signal);
    WatchedProgram dev({RULEC_PROGRAM, "dev", "--listen", "127.0.0.1:0"}, project.folder.path(),
                       kTerminal);
    REQUIRE(dev.shows("[q]uit"));
    CHECK(!dev.has_terminal_as_before());
    if (signal == SIGQUIT) {
      dev.type("\x1c");
    } else {
      dev.send_signal(signal);
    }
    CHECK(dev.wait_for_end() == 128 + signal);
    CHECK(dev.has_terminal_as_before());
  }
}

TEST_CASE("in the background it goes on, and leaves the terminal alone") {
  Project project;
  WatchedProgram dev(
      in_shell("set -m; \"$0\" dev --listen 127.0.0.1:0 & read line; kill -INT %1; wait %1"),
      project.folder.path(), kTerminal);
  CHECK(dev.shows("rulec dev  shop"));
  CHECK(dev.shows("[q]uit"));
  CHECK(dev.has_terminal_as_before());
  project.save(kRule + "\n");
  CHECK(dev.shows("saved rules/vip.rule.json"));
  dev.type("\n");
  CHECK(dev.wait_for_end() == 0);
  CHECK(dev.has_terminal_as_before());
}

TEST_CASE("stopped, sent to the background and brought back") {
  Project project;
  WatchedProgram dev(
      in_shell("set -m; \"$0\" dev --listen 127.0.0.1:0; bg; echo sent away; read line; fg"),
      project.folder.path(), kTerminal);
  REQUIRE(dev.shows("[q]uit"));
  dev.type("\x1a");
  CHECK(dev.shows("sent away"));
  CHECK(dev.has_terminal_as_before());
  project.save(kRule + "\n");
  CHECK(dev.shows("saved rules/vip.rule.json"));
  CHECK(dev.shows("[q]uit"));
  CHECK(dev.has_terminal_as_before());
  dev.type("\n");
  // Keys come without enter again.
  CHECK(dev.shows("--listen 127.0.0.1:0"));
  dev.type("?");
  CHECK(dev.shows("build and test everything again"));
  dev.type("q");
  CHECK(dev.wait_for_end() == 0);
  CHECK(dev.has_terminal_as_before());
}

TEST_CASE("the footer fits into its row, and is taken away whole") {
  Project project;
  WatchedProgram dev(in_shell("stty cols 80; exec \"$0\" dev --listen 127.0.0.1:0"),
                     project.folder.path(), kTerminal);
  REQUIRE(dev.shows("[q]uit"));
  project.save("{");
  REQUIRE(dev.shows("BROKEN"));
  REQUIRE(dev.shows("[q]uit"));
  project.save("{ ");
  REQUIRE(dev.shows("saved rules/vip.rule.json"));
  REQUIRE(dev.shows("[q]uit"));
  std::string last = plain(dev.all());
  last = last.substr(last.rfind('\n') + 1);
  INFO(last);
  CHECK(last.starts_with("BROKEN vip.rule.json:1:"));
  CHECK(last.find("[enter] again") != std::string::npos);
  CHECK(last.size() < 80);
  CHECK(dev.all().find("\r\x1b[1A\x1b[J") != std::string::npos);
  CHECK(dev.all().find("\x1b[1A\x1b[1A") == std::string::npos);
  // Two lines of up to 79 columns are six rows of 30.
  dev.set_columns(30);
  CHECK(dev.shows("\r\x1b[1A\x1b[1A\x1b[1A\x1b[1A"));
  CHECK(dev.shows("BROKEN"));
  dev.type("q");
  CHECK(dev.wait_for_end() == 0);
}

TEST_CASE("an output that nobody reads any more ends it quietly") {
  Project project;
  ProcessResult result =
      run_process(in_shell("set -o pipefail; timeout 60 \"$0\" dev --listen 127.0.0.1:0 | head -1"),
                  {.folder = project.folder.path()});
  CHECK(result.exit_status == 0);
  CHECK(result.out.starts_with("[dev] "));
  CHECK(result.err.empty());
}

TEST_CASE("a project cannot open the port to other machines by itself") {
  Project project;
  project.folder.write("rulec.yaml", "name: shop\nversion: 1.0.0\ndev:\n  listen: \"0.0.0.0:0\"\n");
  ProcessResult refused =
      run_process({"timeout", "60", RULEC_PROGRAM, "dev"}, {.folder = project.folder.path()});
  CHECK(refused.exit_status == 2);
  CHECK(refused.err.find("`dev.listen` of rulec.yaml would let other machines reach") !=
        std::string::npos);
  CHECK(refused.err.find("--listen 0.0.0.0:0") != std::string::npos);
  WatchedProgram dev({RULEC_PROGRAM, "dev", "--listen", "0.0.0.0:0"}, project.folder.path());
  CHECK(!dev.wait_for("[dev] ready").empty());
  dev.send_signal(SIGINT);
  CHECK(dev.wait_for_end() == 0);
}
