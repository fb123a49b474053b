// The words of a suppression, wherever they stand: a comment of a text file, or `x_rulec_ignore`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostic.h"

namespace rulec::tooling {

// A code or name as written, with its place in the text.
struct WrittenLint {
  std::string_view text;
  std::size_t at = 0;
};

// What `rulec: ignore[RC3004, RC3005] reason until 2027-01-31` says; `until` belongs to the reason
// where no digit follows. `problem` is "" when it can be used.
struct SuppressionText {
  std::vector<WrittenLint> lints;
  std::string reason;
  std::string until;  // a date or an instant, "" for ever
  std::string problem;
};

// Of one comment with its markers, those of rulec.yaml (`#`) too; nothing when it does not begin
// with `rulec:`. Views look into `comment`.
[[nodiscard]] std::optional<SuppressionText> read_suppression(std::string_view comment);

// "RC3004, RC3005" in its parts.
[[nodiscard]] std::vector<WrittenLint> lints_in(std::string_view list, std::size_t at);

// Which lint is meant, or why nothing can be silenced so.
struct NamedLint {
  std::optional<diag::Code> code;
  std::string problem;
  std::vector<std::string> suggestions;
};
// `severities` are those that the project gives (lint_settings.h): an error is not silenced, be it
// one by itself or made one.
[[nodiscard]] NamedLint lint_named(std::string_view text,
                                   const std::map<diag::Code, diag::Severity>& severities = {});

// When a suppression stops: a date counts as a whole. Nothing when it is no date.
[[nodiscard]] std::optional<std::int64_t> end_of(std::string_view until);

}  // namespace rulec::tooling
