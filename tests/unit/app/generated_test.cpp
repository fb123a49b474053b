// Files of the source tree that are made from the program's tables (scripts/generate).
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "command_table.h"
#include "config_reference.h"
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
  CHECK((file_text(root / "man" / "rulec.yaml.5") == configuration_man_page()));
  for (const auto& entry : fs::directory_iterator(root / "man")) {
    std::string name = entry.path().filename();
    CAPTURE(name);
    CHECK((!name.ends_with(".1") || expected.contains(name)));
  }
}

namespace {

// The words of a manual page as somebody reads them, blanks and line ends alike.
std::string plain_words(const std::string& page) {
  std::string text;
  for (std::size_t i = 0; i < page.size(); ++i) {
    bool begins_line = i == 0 || page[i - 1] == '\n';
    if (begins_line && page[i] == '.') {
      i = page.find('\n', i);
      text += ' ';
      continue;
    }
    if (page[i] != '\\') {
      text += page[i];
      continue;
    }
    std::string_view escape = std::string_view(page).substr(i + 1);
    for (auto [name, shown] : {std::pair<std::string_view, std::string_view>{"fB", ""},
                               {"fR", ""},
                               {"e", "\\"},
                               {"-", "-"},
                               {"&", ""},
                               {"(ti", "~"},
                               {"(ha", "^"},
                               {"(ga", "`"}}) {
      if (escape.starts_with(name)) {
        text += shown;
        i += name.size();
        break;
      }
    }
  }
  return text;
}

std::string squeezed(const std::string& text) {
  std::string result = " ";
  for (char c : text) {
    bool is_blank = c == ' ' || c == '\n';
    if (!is_blank || result.back() != ' ') {
      result += is_blank ? ' ' : c;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("`rulec help X` says what the manual page says") {
  for (const Command& command : CommandTable::get().all()) {
    if (!command.is_built()) {
      continue;
    }
    std::string page = squeezed(plain_words(man_page(command)));
    std::string help = squeezed(full_help(command, {.width = 100}));
    auto both_say = [&](std::string_view what) {
      std::string text = squeezed(std::string(what));
      CAPTURE(command.name);
      CAPTURE(text);
      CHECK(page.find(text) != std::string::npos);
      CHECK(help.find(text) != std::string::npos);
    };
    both_say(command.summary);
    both_say(command.about);
    both_say(usage_line(command));
    for (const ArgumentRow& argument : command.arguments) {
      both_say(std::string(argument.name) + " " + argument_help(argument));
    }
    for (const Flag& flag : command.flags) {
      if (flag.use != FlagUse::kHidden) {
        both_say(flag_usage(flag) + " " + flag_help(flag));
      }
    }
    for (const ExitRow& row : command.exits) {
      both_say(std::to_string(row.number) + " " + std::string(row.meaning));
    }
    for (const Example& example : command.examples) {
      both_say(std::string(example.line) + " " + std::string(example.meaning));
    }
  }
}

TEST_CASE("help and manual page of rulec.yaml have every setting of its schema") {
  std::string page = squeezed(plain_words(configuration_man_page()));
  std::string help = squeezed(configuration_topic({.width = 100}));
  std::vector<TopicRow> rows = configuration_rows();
  CHECK(rows.size() > 60);
  std::set<std::string> names;
  for (const TopicRow& row : rows) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(page.find(" " + row.name + " " + row.text) != std::string::npos);
    CHECK(help.find(" " + row.name + " " + row.text) != std::string::npos);
  }
  for (const char* name : {"entry_points.NAME.hit_policy", "compiler_settings.strict_validation",
                           "environments.NAME.strategy", "pii.masks[].mask"}) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
}
