#include "schema/internal/wording.h"

#include <array>
#include <vector>

#include "base/json_writer.h"
#include "diag/suggest.h"

namespace rulec::schema {

namespace {

constexpr auto kTypeNames = std::to_array<std::string_view>(
    {"null", "boolean", "integer", "number", "string", "array", "object"});
constexpr auto kTypeWords = std::to_array<std::string_view>(
    {"null", "true or false", "an integer", "a number", "text", "a list", "an object"});

std::string quoted(std::string_view text, Quoting quoting, std::string_view found) {
  std::string made;
  if (quoting == Quoting::kJson || found.starts_with('"')) {
    append_json_string(made, text);
  } else if (found.starts_with('\'')) {
    made.append("'").append(text).append("'");
  } else {
    made = text;
  }
  return made;
}

}  // namespace

TypeSet type_bit(std::string_view name) {
  for (std::size_t at = 0; at < kTypeNames.size(); ++at) {
    if (kTypeNames[at] == name) {
      return static_cast<TypeSet>(1U << at);
    }
  }
  return 0;
}

std::span<const std::string_view> type_names() {
  return kTypeNames;
}

std::vector<std::string> names_in(TypeSet types) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < kTypeNames.size() && types != kAllTypes; ++at) {
    bool is_implied = kTypeNames[at] == "integer" && (types & kNumberType) != 0;
    if ((types & (1U << at)) != 0 && !is_implied) {
      names.emplace_back(kTypeNames[at]);
    }
  }
  return names;
}

std::string_view kind_in_words(json::NodeKind kind) {
  switch (kind) {
    case json::NodeKind::kBad:
      return "something unreadable";
    case json::NodeKind::kNull:
      return "null";
    case json::NodeKind::kBool:
      return "true or false";
    case json::NodeKind::kInteger:
      return "an integer";
    case json::NodeKind::kDouble:
      return "a number";
    case json::NodeKind::kString:
      return "text";
    case json::NodeKind::kArray:
      return "a list";
    case json::NodeKind::kObject:
      return "an object";
  }
  return "something";
}

std::string types_in_words(TypeSet types) {
  if ((types & kNumberType) != 0) {
    types &= static_cast<TypeSet>(~kIntegerType);
  }
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at < kTypeWords.size(); ++at) {
    if ((types & (1U << at)) == 0) {
      continue;
    }
    if (kTypeNames[at] == "boolean") {
      parts.insert(parts.end(), {"true", "false"});
    } else {
      parts.push_back(kTypeWords[at]);
    }
  }
  std::string words;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    bool is_last = at + 1 == parts.size();
    words.append(at == 0 ? "" : (is_last ? " or " : ", ")).append(parts[at]);
  }
  return words;
}

std::size_t add_suggestions(diag::Diagnostic& finding, std::string_view written,
                            std::span<const std::string_view> candidates, Span span,
                            Quoting quoting, std::string_view found_text) {
  std::vector<std::string> near = diag::suggest(written, candidates);
  if (near.size() == 1) {
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "did you mean `" + near[0] + "`?",
                 .edits = {{.span = span, .new_text = quoted(near[0], quoting, found_text)}}});
  } else if (!near.empty()) {
    finding.help(diag::did_you_mean(near));
  }
  return near.size();
}

std::string list_of(std::span<const std::string_view> names, std::size_t at_most,
                    std::string_view conjunction) {
  std::string text;
  std::size_t shown = names.size() > at_most + 1 ? at_most : names.size();
  for (std::size_t at = 0; at < shown; ++at) {
    bool is_last = at + 1 == names.size();
    if (at > 0) {
      text += is_last ? " " + std::string(conjunction) + " " : ", ";
    }
    text.append("`").append(names[at]).append("`");
  }
  if (shown < names.size()) {
    text += " " + std::string(conjunction) + " " + std::to_string(names.size() - shown) + " more";
  }
  return text;
}

}  // namespace rulec::schema
