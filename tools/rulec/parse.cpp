// The only file that includes CLI11 (a unit with it takes 20 s to compile). Every value and word is
// handed over behind kShield, so that CLI11 can take none of them for a flag, a list or a
// terminator, and an empty one is not refused; the shield comes off afterwards. Its exceptions end
// here and its exit codes (103 to 114) never leave.
#include "parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "argument_scan.h"
#include "diag/suggest.h"

namespace rulec::app {
namespace {

using diag::Code;

constexpr char kShield = '\x02';

std::string shielded(std::string_view text) {
  return std::string(1, kShield).append(text);
}

// What CLI11 fills for one flag.
struct Slot {
  const Flag* flag = nullptr;
  std::vector<std::string> values;
  std::int64_t count = 0;
};

bool takes_some_value(const Flag& flag) {
  return flag.takes_value() || flag.takes_value_after_equals();
}

std::string joined_names(const Flag& flag) {
  std::string names;
  for (std::string_view name : flag.names) {
    names.append(names.empty() ? "" : ",").append(name);
  }
  return names;
}

// One CLI11 application for one command: its flags, those of rulec, and one list of words.
struct Adapter {
  CLI::App app;
  std::vector<std::unique_ptr<Slot>> slots;
  std::vector<std::string> words;

  void add(const Flag& flag) {
    slots.push_back(std::make_unique<Slot>(Slot{.flag = &flag, .values = {}, .count = 0}));
    Slot& slot = *slots.back();
    if (takes_some_value(flag)) {
      app.add_option(joined_names(flag), slot.values)
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
          ->allow_extra_args(false);  // else it swallows the words that follow
    } else {
      app.add_flag(joined_names(flag), slot.count);
    }
  }
};

std::vector<std::string> shielded_arguments(const Scan& scan) {
  std::vector<std::string> arguments;
  arguments.reserve(scan.words.size() + 2 * scan.flags.size());
  // Words first: a flag that may be repeated would take those behind it as further values.
  for (const std::string& word : scan.words) {
    arguments.push_back(shielded(word));
  }
  for (const ScannedFlag& scanned : scan.flags) {
    arguments.emplace_back(scanned.flag->name());
    if (takes_some_value(*scanned.flag)) {
      arguments.push_back(shielded(scanned.value.value_or("")));
    }
  }
  // CLI11 takes them from the back.
  std::ranges::reverse(arguments);
  return arguments;
}

Outcome<Invocation> run_adapter(const Scan& scan, const CommandTable& table) {
  Adapter adapter;
  adapter.app.set_help_flag();
  for (const Flag& flag : table.root().flags) {
    // A command may have a flag of rulec in its own way: a global one that is built for it alone.
    if (table.find_flag(*scan.command, flag.name()) == &flag) {
      adapter.add(flag);
    }
  }
  if (scan.command != &table.root()) {
    for (const Flag& flag : scan.command->flags) {
      adapter.add(flag);
    }
  }
  adapter.app.add_option("words", adapter.words)->expected(-1);
  try {
    adapter.app.parse(shielded_arguments(scan));
  } catch (const CLI::ParseError&) {
    return refuse(failure(
        Code::kBadUsage,
        {{"problem", "the flags of `" + spoken_name(*scan.command) + "` do not fit together"}}));
  }
  Invocation invocation;
  invocation.command = scan.command;
  for (const auto& slot : adapter.slots) {
    std::vector<std::string> values = std::move(slot->values);
    std::ranges::for_each(values, [](std::string& value) { value.erase(0, 1); });
    values.resize(std::max(values.size(), static_cast<std::size_t>(slot->count)));
    if (!values.empty()) {
      std::string name(slot->flag->name());
      invocation.flags[name] = {.values = std::move(values), .origin = "flag " + name};
    }
  }
  for (const std::string& word : adapter.words) {
    invocation.arguments.push_back(word.substr(1));
  }
  return invocation;
}

// --- values

std::string list_of(std::string_view values) {
  std::string text;
  for (std::string_view value : split_values(values, '|')) {
    text.append(text.empty() ? "" : ", ").append(value);
  }
  return text;
}

Failure wrong_choice(std::string_view value, std::string_view of, std::string_view values) {
  Failure wrong = failure(Code::kBadFlagValue, {{"value", std::string(value)},
                                                {"flag", std::string(of)},
                                                {"expected", "expected " + list_of(values)}});
  wrong.suggestions = diag::suggest(value, split_values(values, '|'));
  return wrong;
}

Outcome<void> check_choice(std::string_view value, std::string_view of, std::string_view values) {
  std::vector<std::string_view> allowed = split_values(values, '|');
  if (std::ranges::find(allowed, value) != allowed.end()) {
    return {};
  }
  return refuse(wrong_choice(value, of, values));
}

Outcome<void> check_limit(std::string_view value, std::string_view of) {
  std::size_t equals = value.find('=');
  std::string_view name = value.substr(0, equals);
  if (equals == std::string_view::npos || name.empty() || !parse_size(value.substr(equals + 1))) {
    return refuse(
        failure(Code::kBadFlagValue, {{"value", std::string(value)},
                                      {"flag", std::string(of)},
                                      {"expected", "expected NAME=SIZE such as source=64MiB"}}));
  }
  return {};
}

Outcome<void> check_value(const Flag& flag, std::string_view value, std::string_view of) {
  switch (flag.kind) {
    case FlagKind::kSwitch:
    case FlagKind::kCount:
    case FlagKind::kText:
    case FlagKind::kOptionalText:
      return {};
    case FlagKind::kNumber:
      if (parse_whole_number(value, 0, INT64_MAX)) {
        return {};
      }
      return refuse(failure(Code::kBadFlagValue, {{"value", std::string(value)},
                                                  {"flag", std::string(of)},
                                                  {"expected", "expected a whole number"}}));
    case FlagKind::kOptionalChoice:
      return value.empty() ? Outcome<void>() : check_choice(value, of, flag.values);
    case FlagKind::kChoice:
      return check_choice(value, of, flag.values);
    case FlagKind::kChoices:
      for (std::string_view part : split_values(value, ',')) {
        if (Outcome<void> checked = check_choice(part, of, flag.values); !checked) {
          return checked;
        }
      }
      return {};
    case FlagKind::kLimit:
      return check_limit(value, of);
  }
  return {};
}

Outcome<void> check_flags(const Invocation& invocation, const CommandTable& table) {
  for (const auto& [name, given] : invocation.flags) {
    const Flag& flag = *table.find_flag(*invocation.command, name);
    std::string_view of =
        given.origin.starts_with("flag ") ? std::string_view(name) : std::string_view(given.origin);
    for (const std::string& value : given.values) {
      if (Outcome<void> checked = check_value(flag, value, of); !checked) {
        return checked;
      }
    }
  }
  return {};
}

// --- variables, what is not built, arguments

void read_variables(Invocation& invocation, const Variables& variables) {
  for (const Flag& flag : CommandTable::get().root().flags) {
    if (flag.use != FlagUse::kSetting || invocation.has(flag.name())) {
      continue;
    }
    std::string variable = variable_of(flag);
    auto found = variables.find(variable);
    if (found == variables.end() || found->second.empty() ||
        (flag.kind == FlagKind::kSwitch && found->second == "0")) {
      continue;
    }
    std::string value = flag.kind == FlagKind::kSwitch ? std::string() : found->second;
    invocation.flags[std::string(flag.name())] = {.values = {value}, .origin = variable};
  }
}

Failure not_built(std::string what, std::string_view instead) {
  Failure failed = failure(Code::kNotBuiltYet, {{"what", std::move(what)}});
  failed.more = "use instead: " + std::string(instead);
  return failed;
}

Outcome<void> check_built(const Invocation& invocation, const CommandTable& table) {
  const Command& command = *invocation.command;
  if (!command.is_built()) {
    return refuse(not_built("`" + spoken_name(command) + "`", command.instead));
  }
  for (const auto& [name, given] : invocation.flags) {
    const Flag& flag = *table.find_flag(command, name);
    if (!flag.is_built()) {
      return refuse(not_built("`" + name + "`", flag.instead));
    }
  }
  return {};
}

Outcome<void> check_arguments(const Invocation& invocation) {
  const Command& command = *invocation.command;
  std::size_t given = invocation.arguments.size();
  std::size_t most = 0;
  for (const ArgumentRow& argument : command.arguments) {
    bool is_many = argument.count == ArgumentCount::kAny || argument.count == ArgumentCount::kMany;
    bool is_needed =
        argument.count == ArgumentCount::kOne || argument.count == ArgumentCount::kMany;
    if (is_needed && given <= most) {
      Failure missing =
          failure(Code::kMissingArgument,
                  {{"command", spoken_name(command)},
                   {"argument", std::string(argument.name) + ": " +
                                    (argument.values.empty() ? std::string(argument.help)
                                                             : list_of(argument.values))}});
      missing.more = "more: " + spoken_name(command) + " -h";
      return refuse(std::move(missing));
    }
    for (std::size_t i = most; i < given && (is_many || i == most); ++i) {
      if (!argument.values.empty()) {
        if (Outcome<void> checked =
                check_choice(invocation.arguments[i], argument.name, argument.values);
            !checked) {
          return checked;
        }
      }
    }
    most = is_many ? given : most + 1;
  }
  if (given > most) {
    Failure extra =
        failure(Code::kBadUsage, {{"problem", "`" + spoken_name(command) + "` does not take `" +
                                                  invocation.arguments[most] + "`"}});
    extra.more = "more: " + spoken_name(command) + " -h";
    return refuse(std::move(extra));
  }
  return {};
}

bool asks_for_help(const Invocation& invocation) {
  return invocation.has("-h") || invocation.has("--help") || invocation.has("--version");
}

}  // namespace

std::size_t Invocation::count(std::string_view flag) const {
  auto found = flags.find(flag);
  return found == flags.end() ? 0 : found->second.values.size();
}

std::optional<std::string> Invocation::value(std::string_view flag) const {
  auto found = flags.find(flag);
  return found == flags.end() ? std::nullopt : std::optional(found->second.values.back());
}

std::vector<std::string> Invocation::all(std::string_view flag) const {
  auto found = flags.find(flag);
  return found == flags.end() ? std::vector<std::string>() : found->second.values;
}

std::optional<std::uint64_t> Invocation::number(std::string_view flag) const {
  std::optional<std::string> text = value(flag);
  return text ? parse_whole_number(*text, 0, INT64_MAX) : std::nullopt;
}

std::string Invocation::value_or_default(std::string_view flag) const {
  if (std::optional<std::string> given = value(flag)) {
    return *given;
  }
  const Flag* row = CommandTable::get().find_flag(*command, flag);
  return row == nullptr ? std::string() : std::string(row->fallback);
}

std::string variable_of(const Flag& flag) {
  std::string name = "RULEC_";
  std::string_view long_name = flag.name();
  for (char c : long_name.substr(long_name.find_first_not_of('-'))) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

Outcome<Invocation> parse(const std::vector<std::string>& arguments, const Variables& variables) {
  const CommandTable& table = CommandTable::get();
  Outcome<Scan> scanned = scan(arguments, table);
  if (!scanned) {
    return refuse(std::move(scanned.error()));
  }
  Outcome<Invocation> invocation = run_adapter(*scanned, table);
  if (!invocation || asks_for_help(*invocation)) {
    return invocation;
  }
  read_variables(*invocation, variables);
  for (Outcome<void> checked : {check_built(*invocation, table), check_flags(*invocation, table),
                                check_arguments(*invocation)}) {
    if (!checked) {
      return refuse(std::move(checked.error()));
    }
  }
  return invocation;
}

}  // namespace rulec::app
