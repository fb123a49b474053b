// Files of the source tree that are made from the program's tables (scripts/generate).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "command_table.h"
#include "help.h"
#include "operator_reference.h"

using namespace rulec::app;
namespace fs = std::filesystem;

namespace {

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string man_name(const Command& command) {
  std::string name = command.name.empty() ? "rulec" : "rulec-" + std::string(command.name);
  std::ranges::replace(name, ' ', '-');
  return name + ".1";
}

}  // namespace

TEST_CASE(
    "man pages, docs/commands.md and docs/operators.md are those of the tables: run "
    "scripts/generate") {
  fs::path root = RULEC_SOURCE_DIR;
  std::set<std::string> expected;
  for (const Command& command : CommandTable::get().all()) {
    if (command.is_built()) {
      std::string name = man_name(command);
      CAPTURE(name);
      expected.insert(name);
      CHECK((file_text(root / "man" / name) == man_page(command)));
    }
  }
  CHECK((file_text(root / "docs" / "commands.md") == markdown_reference()));
  CHECK((file_text(root / "docs" / "operators.md") == operators_markdown()));
  for (const auto& entry : fs::directory_iterator(root / "man")) {
    std::string name = entry.path().filename();
    CAPTURE(name);
    CHECK((!name.ends_with(".1") || expected.contains(name)));
  }
}
