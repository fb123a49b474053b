// A small project and a `rulec dev` that watches it, for tests of the real program.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "process.h"
#include "watched_program.h"

namespace rulec::testing {

inline constexpr const char* kExecute = "/api/rules/engine/execute/";

// Shows `message` when the cart is worth `total`.
inline std::string rule(const std::string& id, int total, const std::string& message) {
  return R"({"id":")" + id + R"(","entry_point":"checkout","condition":{">=":[{"var":"total"},)" +
         std::to_string(total) + R"(]},"actions":[{"type":"display_message","message":")" +
         message + R"("}]})" + "\n";
}

inline std::string case_file(const std::string& name, int total, bool fires) {
  return R"({"entry_point":"checkout","cases":[{"name":")" + name + R"(","context":{"total":)" +
         std::to_string(total) + R"(},"expect":{)" +
         (fires ? R"("fires":["vip"])" : R"("not_fires":["vip"])") + "}}]}\n";
}

struct Project {
  ScratchFolder folder;

  Project() {
    folder.write("rulec.yaml", "name: shop\nversion: 1.0.0\n");
    folder.write("rules/vip.rule.json", rule("vip", 100, "hello"));
    folder.write("tests/vip.test.json", case_file("over 100", 120, true));
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder.path() + "/" + name;
  }
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A dev loop that is ready.
struct Dev {
  WatchedProgram program;
  std::uint16_t port = 0;

  explicit Dev(const std::string& folder, std::vector<std::string> more = {})
      : program(arguments(std::move(more)), folder) {
    port = port_in(program.wait_for("[dev] ready"));
    INFO(program.all());
    REQUIRE(port != 0);
  }
  static std::vector<std::string> arguments(std::vector<std::string> more) {
    std::vector<std::string> all = {RULEC_PROGRAM, "dev", "--listen", "127.0.0.1:0"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  // Of a round that went through: on a busy machine a save of several steps may end an earlier one.
  std::string end() {
    std::string line;
    do {
      line = program.wait_for("[dev] build end");
    } while (holds(line, "cancelled=1"));
    return line;
  }
  [[nodiscard]] HttpAnswer decide(int total) const {
    return post_json(
        port, kExecute,
        R"({"entry_point":"checkout","context":{"total":)" + std::to_string(total) + "}}");
  }
};

// Rounds of this one take a while.
inline void write_many_cases(Project& project) {
  std::string cases;
  for (int i = 0; i < 6000; ++i) {
    cases += (i > 0 ? "," : "") + (R"({"name":"case )" + std::to_string(i)) +
             R"(","context":{"total":)" + std::to_string(1000 + i) +
             R"(},"expect":{"fires":["vip"]}})";
  }
  project.folder.write("tests/many.test.json",
                       R"({"entry_point":"checkout","cases":[)" + cases + "]}");
}

inline void save_by_rename(const std::string& path, const std::string& bytes) {
  std::ofstream(path + ".tmp~") << bytes;
  std::filesystem::rename(path + ".tmp~", path);
}

}  // namespace rulec::testing
