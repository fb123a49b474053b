// CommandTable: commands.def as data. What the parser accepts, what help, man pages and reference
// print, is read from here; nothing else lists commands or flags. Built once, immutable; all texts
// are literals of the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::app {

enum class FlagKind : std::uint8_t {
  kSwitch,
  kCount,          // -v, -vv
  kText,           // any text, empty too
  kNumber,         // whole number
  kChoice,         // one of `values`
  kChoices,        // comma-separated list of `values`
  kLimit,          // NAME=SIZE
  kOptionalText,   // value only after '='
  kOptionalChoice  // one of `values`, only after '='
};

enum class FlagUse : std::uint8_t {
  kOnce,     // the last one wins
  kMany,     // all count
  kSetting,  // as kOnce, and read from RULEC_<NAME> when not given
  kHidden    // for the build only; not in help
};

struct Flag {
  std::vector<std::string_view> names;  // "-o" or "-f", "--force"
  FlagKind kind = FlagKind::kSwitch;
  FlagUse use = FlagUse::kOnce;
  std::string_view values;  // closed list "a|b", or the placeholder of a value
  std::string_view fallback;
  std::string_view help;
  std::string_view instead;  // what to use while it is not built

  [[nodiscard]] bool is_built() const { return instead.empty(); }
  // The name that the program uses: the long one if there is one.
  [[nodiscard]] std::string_view name() const { return names.back(); }
  [[nodiscard]] bool takes_value() const;               // in the next argument or after '='
  [[nodiscard]] bool takes_value_after_equals() const;  // only there
};

enum class ArgumentCount : std::uint8_t { kOne, kOptional, kAny, kMany };

struct ArgumentRow {
  std::string_view name;
  ArgumentCount count = ArgumentCount::kOne;
  std::string_view values;  // closed list, or ""
  std::string_view help;
};

struct ExitRow {
  int number = 0;
  std::string_view meaning;
};

struct Example {
  std::string_view line;
  std::string_view meaning;
};

struct Command {
  std::string_view name;  // "lint", "config show", "" for rulec itself
  std::string_view group;
  std::string_view summary;
  std::string_view schema;   // of the --json document
  std::string_view instead;  // what to use while it is not built
  std::string_view about;
  std::vector<std::string_view> aliases;
  std::vector<ArgumentRow> arguments;
  std::vector<Flag> flags;
  std::vector<ExitRow> exits;
  std::vector<Example> examples;

  [[nodiscard]] bool is_built() const { return instead.empty(); }
  [[nodiscard]] const Flag* find_flag(std::string_view name) const;
};

class CommandTable {
 public:
  // Reads commands.def; the reference stays valid to the end of the process.
  [[nodiscard]] static const CommandTable& get();

  // rulec itself: the flags that every command has.
  [[nodiscard]] const Command& root() const { return commands_.front(); }
  // All others, in the order of the table.
  [[nodiscard]] const std::vector<Command>& all() const { return commands_; }
  // By name or alias; null when there is none.
  [[nodiscard]] const Command* find(std::string_view name) const;
  // The commands of two words that begin with `word`.
  [[nodiscard]] std::vector<const Command*> below(std::string_view word) const;
  // A flag of the command or of rulec itself.
  [[nodiscard]] const Flag* find_flag(const Command& command, std::string_view name) const;
  // First words of all names and aliases, for suggestions.
  [[nodiscard]] std::vector<std::string_view> words() const;

 private:
  CommandTable();
  std::vector<Command> commands_;
};

// "a|b|c" as a list.
[[nodiscard]] std::vector<std::string_view> split_values(std::string_view values, char separator);

// One table for all commands (cli.md section 3): number and meaning.
[[nodiscard]] const std::vector<ExitRow>& exit_codes();

}  // namespace rulec::app
