#include "completion/value_source.h"

#include <algorithm>
#include <array>

#include "help.h"

namespace rulec::app::completion {
namespace {

enum class Listed : std::uint8_t { kNo, kYes };

// By the name of the flag or argument and its placeholder; "" is any.
struct Row {
  std::string_view command;
  std::string_view name;
  std::string_view placeholder;
  ValueSource source;
  Listed listed = Listed::kNo;
};

using enum ValueSource;

// The first row that fits counts.
constexpr Row kRows[] = {
    {"explain", "TOPIC", "", kTopics},
    {"", "--env", "", kEnvironments},
    {"", "--environments", "", kEnvironments, Listed::kYes},
    {"", "--entry-point", "", kEntryPoints},
    {"key export", "NAME", "", kKeys},
    {"test", "-k", "", kTests},
    {"", "A", "", kSides},
    {"", "B", "", kSides},
    {"config get", "KEY", "", kNothing},
    {"config set", "KEY", "", kNothing},
    {"", "", "FILE", kFiles},
    {"", "", "PATH", kFiles},
    {"", "", "KEY", kFiles},
    {"", "", "BUNDLE", kFiles},
    {"", "", "FILE|KEY=VALUE", kFiles},
    {"", "", "last-7d|FILE", kFiles},
    {"", "", "FORMAT=FILE", kFilesAfterEquals},
    {"", "", "FORMAT=PATH", kFilesAfterEquals},
    {"", "", "DIR", kFolders},
    {"", "", "RULE", kRules},
    {"", "", "ENTRY", kEntryPoints},
    {"", "", "ENV", kEnvironments},
    {"", "", "CODES", kCodes, Listed::kYes},
    {"", "", "REF", kRevisions},
};

// Text that only the person knows.
constexpr std::string_view kFreeText[] = {
    "ADDRESS", "CODE:N",   "CPU",       "DURATION", "ENGINES",    "EXPR",    "ID",
    "MESSAGE", "N",        "NAME",      "NAMES",    "NAME=VALUE", "OUTCOME", "PATTERN",
    "PERCENT", "PERCENTS", "PATH=JSON", "REQUEST",  "SOURCE",     "STEPS",   "SUBJECT",
    "TEXT",    "TIME",     "VALUE",     "VERSION",  "WHAT",       "WHY",     "last-24h"};

ValuePlan looked_up(std::string_view command, std::string_view name, std::string_view placeholder) {
  for (const Row& row : kRows) {
    bool fits = (row.command.empty() || row.command == command) &&
                (row.name.empty() || row.name == name) &&
                (row.placeholder.empty() || row.placeholder == placeholder);
    if (fits) {
      return {.source = row.source, .is_list = row.listed == Listed::kYes, .words = {}};
    }
  }
  bool is_free = std::ranges::find(kFreeText, placeholder) != std::end(kFreeText);
  return {.source = is_free ? kNothing : kUnknown, .is_list = false, .words = {}};
}

struct Kind {
  ValueSource source;
  std::string_view name;
};

constexpr std::array<Kind, 9> kKinds = {{{kRules, "rules"},
                                         {kEntryPoints, "entry-points"},
                                         {kEnvironments, "environments"},
                                         {kCodes, "codes"},
                                         {kTests, "tests"},
                                         {kTopics, "topics"},
                                         {kRevisions, "revisions"},
                                         {kKeys, "keys"},
                                         {kSides, "revisions"}}};

}  // namespace

ValuePlan plan_of(const Command& command, const Flag& flag) {
  switch (flag.kind) {
    case FlagKind::kSwitch:
    case FlagKind::kCount:
      return {};
    case FlagKind::kChoice:
    case FlagKind::kOptionalChoice:
      return {.source = kWords, .is_list = false, .words = split_values(flag.values, '|')};
    case FlagKind::kChoices:
      return {.source = kWords, .is_list = true, .words = split_values(flag.values, '|')};
    case FlagKind::kText:
    case FlagKind::kNumber:
    case FlagKind::kLimit:
    case FlagKind::kOptionalText:
      return looked_up(command.name, flag.name(), flag.values);
  }
  return {};
}

ValuePlan plan_of(const Command& command, const ArgumentRow& argument) {
  if (!argument.values.empty()) {
    return {.source = kWords, .is_list = false, .words = split_values(argument.values, '|')};
  }
  if (command.name == "help") {
    ValuePlan plan{.source = kWords, .is_list = false, .words = CommandTable::get().words()};
    std::ranges::copy(help_topics(), std::back_inserter(plan.words));
    return plan;
  }
  return looked_up(command.name, argument.name, argument.name);
}

std::string_view kind_of(ValueSource source) {
  const auto* found = std::ranges::find(kKinds, source, &Kind::source);
  return found == kKinds.end() ? std::string_view() : found->name;
}

std::optional<ValueSource> source_of(std::string_view kind) {
  const auto* found = std::ranges::find(kKinds, kind, &Kind::name);
  return found == kKinds.end() ? std::nullopt : std::optional(found->source);
}

}  // namespace rulec::app::completion
