#include "tooling/bench/budgets.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/arena.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::tooling {
namespace {

struct Unit {
  std::string_view name;
  double nanoseconds;
};

constexpr double kMinute = 60e9;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr Unit kUnits[] = {{"ns", 1},      {"us", 1e3},  {"ms", 1e6}, {"s", 1e9},
                           {"m", kMinute}, {"h", kHour}, {"d", kDay}};

constexpr std::array<std::pair<std::string_view, Percentile>, 3> kPercentiles = {
    {{"p50", Percentile::kP50}, {"p95", Percentile::kP95}, {"p99", Percentile::kP99}}};

constexpr std::string_view kSetting = ".performance_budget";
constexpr std::string_view kEnvironments = "environments.";

std::optional<Percentile> percentile_named(std::string_view name) {
  for (const auto& [known, percentile] : kPercentiles) {
    if (known == name) {
      return percentile;
    }
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  return text;
}

Result<TimeBudget> parse_budget(std::string_view text) {
  std::size_t sign = text.find('<');
  if (sign == std::string_view::npos) {
    return fail(ErrorCode::kUsage, "expected a percentile, `<` and a duration, such as p95<100us");
  }
  std::string_view name = trimmed(text.substr(0, sign));
  std::optional<Percentile> percentile = percentile_named(name);
  if (!percentile) {
    return fail(ErrorCode::kUsage,
                "expected p50, p95 or p99 before `<`, not `" + std::string(name) + "`");
  }
  std::string_view limit = trimmed(text.substr(sign + 1));
  std::optional<double> nanoseconds = parse_duration_ns(limit);
  if (!nanoseconds || *nanoseconds <= 0) {
    return fail(ErrorCode::kUsage, "expected a duration such as 100us or 1.5ms after `<`, not `" +
                                       std::string(limit) + "`");
  }
  return TimeBudget{.percentile = *percentile,
                    .limit_ns = *nanoseconds,
                    .limit = std::string(limit),
                    .environment = {},
                    .origin = {}};
}

// The text of a JSON string; nothing for other values.
std::optional<std::string> text_of(const std::string& json_text) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!json::read_value(json_text, json::ValueLimits(), arena, scratch, value, fault) ||
      !value.is_string()) {
    return std::nullopt;
  }
  return std::string(value.as_string());
}

// "environments.NAME.performance_budget" or the same with ".p95"; names may hold dots.
struct BudgetKey {
  std::string_view environment;
  Percentile percentile = Percentile::kP95;
};

std::optional<BudgetKey> budget_key(std::string_view key) {
  std::size_t at = key.rfind(kSetting);
  if (!key.starts_with(kEnvironments) || at == std::string_view::npos ||
      at < kEnvironments.size()) {
    return std::nullopt;
  }
  BudgetKey found{.environment = key.substr(kEnvironments.size(), at - kEnvironments.size())};
  std::string_view rest = key.substr(at + kSetting.size());
  if (rest.empty()) {
    return found;
  }
  std::optional<Percentile> percentile = percentile_named(rest.substr(1));
  if (rest.front() != '.' || !percentile) {
    return std::nullopt;
  }
  found.percentile = *percentile;
  return found;
}

}  // namespace

std::string_view percentile_name(Percentile percentile) {
  return kPercentiles[static_cast<std::size_t>(percentile)].first;
}

double percent_of(Percentile percentile) {
  constexpr double kPercents[] = {50, 95, 99};
  return kPercents[static_cast<std::size_t>(percentile)];
}

std::optional<double> parse_duration_ns(std::string_view text) {
  std::size_t end = text.find_first_not_of("0123456789.");
  if (end == 0 || end == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view digits = text.substr(0, end);
  bool is_plain = digits.front() != '.' && digits.back() != '.';
  double number = 0;
  auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number,
                                       std::chars_format::fixed);
  if (!is_plain || error != std::errc{} || last != digits.data() + digits.size()) {
    return std::nullopt;
  }
  for (const Unit& unit : kUnits) {
    if (unit.name == text.substr(end)) {
      return number * unit.nanoseconds;
    }
  }
  return std::nullopt;
}

Result<std::vector<TimeBudget>> parse_budgets(std::string_view text) {
  std::vector<TimeBudget> budgets;
  while (true) {
    std::size_t comma = text.find(',');
    RULEC_TRY(budget, parse_budget(text.substr(0, comma)));
    budgets.push_back(std::move(budget));
    if (comma == std::string_view::npos) {
      return budgets;
    }
    text.remove_prefix(comma + 1);
  }
}

std::vector<TimeBudget> configured_budgets(const project::Config& config,
                                           std::string_view environment) {
  std::vector<TimeBudget> budgets;
  for (const project::Config::Setting& setting : config.settings) {
    std::optional<BudgetKey> key = budget_key(setting.key);
    if (!key || (!environment.empty() && key->environment != environment)) {
      continue;
    }
    std::optional<std::string> limit = text_of(setting.json);
    std::optional<double> nanoseconds = limit ? parse_duration_ns(*limit) : std::nullopt;
    if (nanoseconds) {
      budgets.push_back({.percentile = key->percentile,
                         .limit_ns = *nanoseconds,
                         .limit = *limit,
                         .environment = std::string(key->environment),
                         .origin = setting.origin});
    }
  }
  return budgets;
}

std::string duration_text(double nanoseconds) {
  constexpr double kStep = 1000;
  constexpr std::string_view kNames[] = {" ns", " us", " ms", " s"};
  constexpr std::size_t kRoom = 32;
  std::size_t unit = 0;
  while (nanoseconds >= kStep - kStep / 2000 && unit + 1 < std::size(kNames)) {
    nanoseconds /= kStep;
    ++unit;
  }
  int decimals = unit == 0 || nanoseconds >= 99.95 ? 0 : nanoseconds >= 9.995 ? 1 : 2;
  char text[kRoom];
  auto [end, error] =
      std::to_chars(text, text + kRoom, nanoseconds, std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(text, end).append(kNames[unit])
                              : std::string("a long time");
}

}  // namespace rulec::tooling
