#include "settings.h"

#include <doctest/doctest.h>

#include <string>

#include "run_in_memory.h"

using rulec::app::Stream;
using rulec::app::wants_color;
using namespace rulec::testing;

TEST_CASE("colour: flag, then variables in their order, then the terminal") {
  MemoryFileSystem files;
  MemoryEnv memory(files, "");
  auto wants = [&](std::string_view setting) {
    rulec::app::Env env = memory.env();
    return wants_color(setting, env, Stream::kOut);
  };
  CHECK(!wants("auto"));
  memory.terminal.out_is_tty = true;
  CHECK(wants("auto"));
  CHECK(!wants("never"));
  memory.variables["TERM"] = "dumb";
  CHECK(!wants("auto"));
  memory.variables["CLICOLOR_FORCE"] = "1";
  CHECK(wants("auto"));
  memory.variables["NO_COLOR"] = "1";
  CHECK(!wants("auto"));
  CHECK(wants("always"));
  memory.variables = {{"NO_COLOR", ""}, {"CLICOLOR", "0"}};
  CHECK(!wants("auto"));
  memory.variables = {{"FORCE_COLOR", "0"}};
  memory.terminal.out_is_tty = false;
  CHECK(!wants("auto"));
}

TEST_CASE("settings: flag, variable, the user's file, the system's file, default") {
  MemoryFileSystem files;
  auto color_line = [&](const std::vector<std::string>& more, const RunSetup& setup) {
    std::vector<std::string> line = {"config", "show", "--origin"};
    line.insert(line.end(), more.begin(), more.end());
    Ran ran = run_in_memory(files, line, setup);
    CHECK(ran.exit_code == 0);
    std::size_t begin = ran.out.find("color = ");
    REQUIRE(begin != std::string::npos);
    return ran.out.substr(begin, ran.out.find('\n', begin) - begin);
  };
  RunSetup home{.variables = {{"HOME", "/home/u"}}};
  CHECK(color_line({}, home).find("default") != std::string::npos);
  files.add_file("/etc/rulec/config.yaml", "color: never\n");
  CHECK(color_line({}, home).find("/etc/rulec/config.yaml:1") != std::string::npos);
  files.add_file("/home/u/.config/rulec/config.yaml", "# mine\ncolor: always\n");
  CHECK(color_line({}, home).find("\"always\"") != std::string::npos);
  CHECK(color_line({}, home).find("/home/u/.config/rulec/config.yaml:2") != std::string::npos);
  CHECK(color_line({"--isolated"}, home).find("default") != std::string::npos);
  home.variables["RULEC_COLOR"] = "auto";
  CHECK(color_line({}, home).find("RULEC_COLOR") != std::string::npos);
  CHECK(color_line({"--color", "never"}, home).find("flag --color") != std::string::npos);
  RunSetup xdg{.variables = {{"HOME", "/home/u"}, {"XDG_CONFIG_HOME", "/elsewhere"}}};
  CHECK(color_line({}, xdg).find("/etc/rulec/config.yaml:1") != std::string::npos);
}

TEST_CASE("mistakes in the user's file are named with their place") {
  MemoryFileSystem files;
  files.add_file("/etc/rulec/config.yaml", "colour: never\n");
  Ran ran = run_in_memory(files, {"version"});
  CHECK(ran.exit_code == 2);
  CHECK(ran.err.find("/etc/rulec/config.yaml:1: no setting is called `colour`") !=
        std::string::npos);
  CHECK(ran.err.find("did you mean `color`?") != std::string::npos);
  files.add_file("/etc/rulec/config.yaml", "color: purple\n");
  CHECK(run_in_memory(files, {"version"}).exit_code == 2);
  files.add_file("/etc/rulec/config.yaml", "limits: { source: 64MiB }\n");
  CHECK(run_in_memory(files, {"config", "show"}).out.find("limits.source = \"67108864\"") !=
        std::string::npos);
  files.add_file("/etc/rulec/config.yaml", "limits: { source: 64TiB }\n");
  CHECK(run_in_memory(files, {"version"}).exit_code == 2);
}

TEST_CASE("limits: the flag wins, sizes are checked, unknown ones are not built") {
  MemoryFileSystem files;
  auto limit = [&](const std::vector<std::string>& more, const RunSetup& setup) {
    std::vector<std::string> line = {"config", "show"};
    line.insert(line.end(), more.begin(), more.end());
    return run_in_memory(files, line, setup);
  };
  RunSetup variable{.variables = {{"RULEC_LIMIT_SOURCE", "8MiB"}}};
  CHECK(limit({}, variable).out.find("limits.source = \"8388608\"") != std::string::npos);
  CHECK(limit({"--limit", "source=1MiB"}, variable).out.find("\"1048576\"") != std::string::npos);
  CHECK(limit({"--limit", "source=256MiB"}, {}).exit_code == 0);
  CHECK(limit({"--limit", "source=257MiB"}, {}).exit_code == 2);
  CHECK(limit({"--limit", "source=0"}, {}).exit_code == 2);
  CHECK(limit({"--limit", "batch=1MiB"}, {}).err.find("RC7001") != std::string::npos);
}
