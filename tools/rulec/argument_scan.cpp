#include "argument_scan.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "diag/suggest.h"

namespace rulec::app {
namespace {

using diag::Code;

class Scanner {
 public:
  Scanner(const std::vector<std::string>& arguments, const CommandTable& table)
      : arguments_(arguments), table_(table) {
    scan_.command = &table.root();
  }

  Outcome<Scan> run();

 private:
  using Step = Outcome<void>;
  Step take_word(const std::string& word);
  Step take_command(const std::string& word);
  Step take_flag(const std::string& argument);
  Step take_long(const std::string& argument);
  Step take_short_group(const std::string& argument);
  Step take_value_of(const Flag& flag, std::string_view spelled);
  [[nodiscard]] Failure unknown_command(const std::string& word) const;
  [[nodiscard]] Failure unknown_flag(std::string_view spelled) const;
  [[nodiscard]] bool has_command() const { return scan_.command != &table_.root(); }

  const std::vector<std::string>& arguments_;
  const CommandTable& table_;
  std::size_t next_ = 0;
  Scan scan_;
};

// Values may be negative numbers; all else that begins with '-' is a flag (write --flag=-x).
bool looks_like_flag(std::string_view argument) {
  if (argument.size() < 2 || argument.front() != '-') {
    return false;
  }
  char second = argument[1];
  return !(second >= '0' && second <= '9') && second != '.';
}

Outcome<Scan> Scanner::run() {
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    if (utf8::find_invalid(arguments_[i]) != std::string_view::npos) {
      return refuse(failure(Code::kBadUsage,
                            {{"problem", "argument " + std::to_string(i + 1) + " is not UTF-8"}}));
    }
  }
  while (next_ < arguments_.size()) {
    const std::string& argument = arguments_[next_++];
    if (argument == "--") {
      while (next_ < arguments_.size()) {
        if (Step step = take_word(arguments_[next_++]); !step) {
          return refuse(std::move(step.error()));
        }
      }
      break;
    }
    bool is_flag = argument.size() > 1 && argument.front() == '-';
    Step step = is_flag ? take_flag(argument) : take_word(argument);
    if (!step) {
      return refuse(std::move(step.error()));
    }
  }
  return std::move(scan_);
}

Scanner::Step Scanner::take_word(const std::string& word) {
  if (!has_command()) {
    return take_command(word);
  }
  scan_.words.push_back(word);
  return {};
}

Scanner::Step Scanner::take_command(const std::string& word) {
  std::vector<const Command*> below = table_.below(word);
  if (!below.empty() && next_ < arguments_.size()) {
    if (const Command* both = table_.find(word + " " + arguments_[next_])) {
      ++next_;
      scan_.command = both;
      return {};
    }
  }
  // The root has the empty name, which nobody can ask for.
  if (const Command* found = word.empty() ? nullptr : table_.find(word)) {
    scan_.command = found;
    return {};
  }
  if (below.empty()) {
    return refuse(unknown_command(word));
  }
  std::vector<std::string_view> second;
  second.reserve(below.size());
  for (const Command* command : below) {
    second.push_back(command->name.substr(word.size() + 1));
  }
  std::string list;
  for (std::string_view name : second) {
    list.append(list.empty() ? "" : ", ").append(name);
  }
  if (next_ < arguments_.size() && !looks_like_flag(arguments_[next_])) {
    Failure wrong = failure(Code::kUnknownCommand, {{"command", word + " " + arguments_[next_]}});
    wrong.suggestions = diag::suggest(arguments_[next_], second);
    for (std::string& suggestion : wrong.suggestions) {
      suggestion.insert(0, word + " ");
    }
    wrong.more = "`rulec " + word + "` has: " + list;
    return refuse(std::move(wrong));
  }
  return refuse(failure(Code::kMissingArgument,
                        {{"command", "rulec " + word}, {"argument", "one of: " + list}}));
}

Scanner::Step Scanner::take_flag(const std::string& argument) {
  return argument.starts_with("--") ? take_long(argument) : take_short_group(argument);
}

Scanner::Step Scanner::take_long(const std::string& argument) {
  std::size_t equals = argument.find('=');
  std::string_view spelled = std::string_view(argument).substr(0, equals);
  const Flag* flag = table_.find_flag(*scan_.command, spelled);
  if (flag == nullptr) {
    return refuse(unknown_flag(spelled));
  }
  if (equals == std::string::npos) {
    return take_value_of(*flag, spelled);
  }
  std::string value = argument.substr(equals + 1);
  if (!flag->takes_value() && !flag->takes_value_after_equals()) {
    return refuse(failure(
        Code::kBadFlagValue,
        {{"value", value}, {"flag", std::string(spelled)}, {"expected", "it takes no value"}}));
  }
  scan_.flags.push_back({.flag = flag, .value = std::move(value)});
  return {};
}

Scanner::Step Scanner::take_short_group(const std::string& argument) {
  std::string_view rest = std::string_view(argument).substr(1);
  bool is_first = true;
  while (!rest.empty()) {
    std::string spelled = "-" + std::string(rest.substr(0, 1));
    rest.remove_prefix(1);
    const Flag* flag = table_.find_flag(*scan_.command, spelled);
    if (flag == nullptr) {
      return refuse(unknown_flag(is_first ? argument : spelled));
    }
    is_first = false;
    if (flag->takes_value() && !rest.empty()) {
      if (rest.front() == '=') {
        rest.remove_prefix(1);
      }
      scan_.flags.push_back({.flag = flag, .value = std::string(rest)});
      return {};
    }
    if (Step step = take_value_of(*flag, spelled); !step) {
      return step;
    }
  }
  return {};
}

Scanner::Step Scanner::take_value_of(const Flag& flag, std::string_view spelled) {
  if (!flag.takes_value()) {
    scan_.flags.push_back({.flag = &flag, .value = std::nullopt});
    return {};
  }
  if (next_ >= arguments_.size() || looks_like_flag(arguments_[next_])) {
    Failure missing =
        failure(Code::kMissingArgument, {{"command", spoken_name(*scan_.command)},
                                         {"argument", "a value after `" + std::string(spelled) +
                                                          "`: " + std::string(flag.values)}});
    if (next_ < arguments_.size() && spelled.starts_with("--")) {
      missing.more = "a value that begins with `-` is written " + std::string(spelled) + "=VALUE";
    }
    return refuse(std::move(missing));
  }
  scan_.flags.push_back({.flag = &flag, .value = arguments_[next_++]});
  return {};
}

Failure Scanner::unknown_command(const std::string& word) const {
  Failure unknown = failure(Code::kUnknownCommand, {{"command", word}});
  unknown.suggestions = diag::suggest(word, table_.words());
  unknown.more = "all commands: rulec";
  return unknown;
}

Failure Scanner::unknown_flag(std::string_view spelled) const {
  Failure unknown = failure(Code::kUnknownFlag, {{"command", spoken_name(*scan_.command)},
                                                 {"flag", std::string(spelled)}});
  std::vector<std::string_view> candidates;
  for (const Command* command : {scan_.command, &table_.root()}) {
    for (const Flag& flag : command->flags) {
      if (flag.use != FlagUse::kHidden) {
        candidates.insert(candidates.end(), flag.names.begin(), flag.names.end());
      }
    }
  }
  unknown.suggestions = diag::suggest(spelled, candidates);
  unknown.more = "all flags: " + spoken_name(*scan_.command) + " --help";
  if (has_command()) {
    return unknown;
  }
  for (const Command& command : table_.all()) {
    if (command.find_flag(spelled) != nullptr) {
      unknown.more = "`" + std::string(spelled) +
                     "` belongs to a command and is written after it: " + spoken_name(command) +
                     " " + std::string(spelled);
      break;
    }
  }
  return unknown;
}

}  // namespace

Outcome<Scan> scan(const std::vector<std::string>& arguments, const CommandTable& table) {
  return Scanner(arguments, table).run();
}

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == "--json" || arguments[i] == "--format=json" ||
        (arguments[i] == "json" && i > 0 && arguments[i - 1] == "--format")) {
      return true;
    }
  }
  return false;
}

std::string spoken_name(const Command& command) {
  return command.name.empty() ? "rulec" : "rulec " + std::string(command.name);
}

std::optional<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t low,
                                                std::uint64_t high) {
  bool has_leading_zero = text.size() > 1 && text.front() == '0';
  if (text.empty() || has_leading_zero ||
      !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < low || number > high) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint32_t shift;
  };
  std::uint32_t shift = 0;
  for (Unit unit : {Unit{"KiB", 10}, Unit{"MiB", 20}, Unit{"GiB", 30}}) {
    if (text.ends_with(unit.name)) {
      text.remove_suffix(unit.name.size());
      shift = unit.shift;
      break;
    }
  }
  std::optional<std::uint64_t> number = parse_whole_number(text, 0, UINT64_MAX >> shift);
  return number ? std::optional(*number << shift) : std::nullopt;
}

}  // namespace rulec::app
