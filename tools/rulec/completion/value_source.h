// What may stand behind a flag or as an argument, for completion: read from the command table, by
// closed lists first and else by the placeholder. A placeholder that no row knows fails a test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_table.h"

namespace rulec::app::completion {

enum class ValueSource : std::uint8_t {
  kUnknown,           // the placeholder has no row
  kNothing,           // free text, numbers, times
  kWords,             // `words`
  kFiles,             // names of files and folders
  kFolders,           // names of folders
  kFilesAfterEquals,  // FORMAT=FILE
  // From `rulec __complete KIND`:
  kRules,
  kEntryPoints,
  kEnvironments,
  kCodes,
  kTests,
  kTopics,
  kRevisions,
  kKeys,
  kSides  // revisions, and files
};

struct ValuePlan {
  ValueSource source = ValueSource::kNothing;
  bool is_list = false;                 // values follow each other behind commas
  std::vector<std::string_view> words;  // of kWords
};

[[nodiscard]] ValuePlan plan_of(const Command& command, const Flag& flag);
[[nodiscard]] ValuePlan plan_of(const Command& command, const ArgumentRow& argument);

// The KIND of `rulec __complete`; "" for sources that are none.
[[nodiscard]] std::string_view kind_of(ValueSource source);
[[nodiscard]] std::optional<ValueSource> source_of(std::string_view kind);

}  // namespace rulec::app::completion
