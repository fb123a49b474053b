#include "key_words.h"

#include <algorithm>

#include "base/calendar.h"
#include "command_table.h"

namespace rulec::app {
namespace {

using diag::Code;

constexpr std::size_t kShownDigits = 12;
constexpr std::int64_t kMsPerSecond = 1000;

bool is_environment(std::string_view name) {
  return name == "*" || (!name.empty() && std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         }));
}

}  // namespace

std::string short_id(std::string_view key_id) {
  return std::string(key_id.substr(0, kShownDigits));
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

Outcome<std::vector<std::string>> environment_names(std::string_view value, std::string_view flag) {
  std::vector<std::string> names;
  for (std::string_view name : split_values(value, ',')) {
    if (!is_environment(name)) {
      return refuse(failure(Code::kBadFlagValue,
                            {{"value", std::string(name)},
                             {"flag", std::string(flag)},
                             {"expected", "expected names of environments, or `*` for all"}}));
    }
    names.emplace_back(name);
  }
  return names;
}

Outcome<std::int64_t> time_of(const std::string& value, std::string_view flag) {
  std::optional<calendar::Moment> moment = calendar::parse_moment(value);
  if (!moment || moment->ms % kMsPerSecond != 0) {
    return refuse(
        failure(Code::kBadFlagValue,
                {{"value", value},
                 {"flag", std::string(flag)},
                 {"expected",
                  "expected a date or a time in whole seconds, such as 2027-12-31T00:00:00Z"}}));
  }
  return moment->ms;
}

}  // namespace rulec::app
