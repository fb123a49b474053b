#include "schema/internal/keyword.h"

#include <array>

namespace rulec::schema {

namespace {

constexpr auto kTable = std::to_array<KeywordRow>({
#define RULEC_KEYWORD(constant, name, drafts, shape) \
  {Keyword::k##constant, name, Drafts::drafts, Shape::shape},
#include "schema/keywords.def"
#undef RULEC_KEYWORD
});

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

}  // namespace

std::span<const KeywordRow> keyword_table() {
  return kTable;
}

const KeywordRow& row_of(Keyword keyword) {
  return kTable[static_cast<std::size_t>(keyword)];
}

std::string_view name_of(Keyword keyword) {
  return row_of(keyword).name;
}

const KeywordRow* find_keyword(std::string_view name) {
  for (const KeywordRow& row : kTable) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

bool is_of(const KeywordRow& row, Draft draft) {
  switch (row.drafts) {
    case Drafts::kAll:
      return true;
    case Drafts::kOnly4:
      return draft == Draft::k4;
    case Drafts::kFrom6:
      return draft == Draft::k7;
  }
  return false;
}

std::optional<Draft> draft_of(const json::Document& schema) {
  json::NodeId named = schema.member(schema.root(), "$schema");
  if (!named.is_valid() || schema.at(named).kind != json::NodeKind::kString) {
    return Draft::k7;
  }
  std::string_view text = without_suffix(schema.at(named).text, "#");
  for (std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) {
      text.remove_prefix(scheme.size());
      break;
    }
  }
  if (text == "json-schema.org/draft-04/schema") {
    return Draft::k4;
  }
  if (text == "json-schema.org/draft-06/schema" || text == "json-schema.org/draft-07/schema" ||
      text == "json-schema.org/schema") {
    return Draft::k7;
  }
  return std::nullopt;
}

}  // namespace rulec::schema
