// Keyword: what may stand in a schema, by draft, and where its subschemas are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "parser/json/document.h"

namespace rulec::schema {

enum class Keyword : std::uint8_t {
#define RULEC_KEYWORD(constant, name, drafts, shape) k##constant,
#include "schema/keywords.def"
#undef RULEC_KEYWORD
};

enum class Draft : std::uint8_t { k4, k7 };  // 6 is read as 7, of which it is a part
enum class Drafts : std::uint8_t { kAll, kOnly4, kFrom6 };

enum class Shape : std::uint8_t {
  kAnnotation,  // any value, without meaning for validation
  kText,
  kReference,
  kIdentifier,
  kTypes,
  kValues,
  kAnyValue,
  kSchema,
  kSchemaOrBool,
  kSchemaList,
  kSchemaMap,
  kPatternMap,
  kItems,
  kDependencies,
  kTextList,
  kCount,
  kNumber,
  kPositive,
  kExclusive,  // a bool in draft 4, a number since
  kBool,
  kPattern
};

struct KeywordRow {
  Keyword keyword;
  std::string_view name;
  Drafts drafts;
  Shape shape;
};

[[nodiscard]] std::span<const KeywordRow> keyword_table();
[[nodiscard]] const KeywordRow& row_of(Keyword keyword);
[[nodiscard]] std::string_view name_of(Keyword keyword);
// Null when no draft up to 7 has the keyword; whether `draft` has it is `is_of`.
[[nodiscard]] const KeywordRow* find_keyword(std::string_view name);
[[nodiscard]] bool is_of(const KeywordRow& row, Draft draft);

// Draft named by `$schema` (7 when there is none); nothing for a draft that we do not implement.
[[nodiscard]] std::optional<Draft> draft_of(const json::Document& schema);

}  // namespace rulec::schema
