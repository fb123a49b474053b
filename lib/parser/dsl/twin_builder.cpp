#include "parser/dsl/twin_builder.h"

#include <string>

#include "parser/json/tokens.h"

namespace rulec::parser {

void TwinBuilder::integer(TextRange range, std::int64_t value) {
  tree_.integer(span(range), value, std::to_string(value));
}

bool TwinBuilder::number(TextRange range, std::string_view lexeme) {
  json::Number number = json::read_number(lexeme.data(), lexeme.data() + lexeme.size());
  if (number.is_bad) {
    return false;
  }
  if (number.is_real) {
    tree_.real(span(range), number.real, lexeme);
  } else {
    tree_.integer(span(range), number.integer, lexeme);
  }
  return true;
}

void TwinBuilder::begin(TextRange range, bool is_object) {
  ends_.push_back(static_cast<std::uint32_t>(range.end));
  is_object ? tree_.begin_object(span(range)) : tree_.begin_array(span(range));
}

void TwinBuilder::end() {
  tree_.end(ends_.back());
  ends_.pop_back();
}

void TwinBuilder::drop(const Mark& mark) {
  tree_.drop(mark.tree);
  ends_.resize(mark.levels);
}

}  // namespace rulec::parser
