#include <algorithm>
#include <string>

#include "base/check.h"
#include "diag/diagnostic.h"

namespace rulec::diag {
namespace {

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace

const std::vector<CatalogueRow>& catalogue() {
  static const std::vector<CatalogueRow> kRows = {
#define RULEC_DIAG(number, constant, row_name, row_severity, text) \
  {.code = Code::k##constant,                                      \
   .name = row_name,                                               \
   .severity = Severity::row_severity,                             \
   .message = text},
#include "diag/catalogue.def"
#undef RULEC_DIAG
  };
  return kRows;
}

const CatalogueRow& row_of(Code code) {
  const auto& rows = catalogue();
  auto found = std::ranges::lower_bound(rows, code, {}, &CatalogueRow::code);
  RULEC_CHECK(found != rows.end() && found->code == code);
  return *found;
}

const CatalogueRow* find_row(std::string_view code_or_name) {
  for (const CatalogueRow& row : catalogue()) {
    if (equals_ignoring_case(code_or_name, row.name) ||
        equals_ignoring_case(code_or_name, code_text(row.code))) {
      return &row;
    }
  }
  return nullptr;
}

std::string code_text(Code code) {
  std::string digits = std::to_string(static_cast<unsigned>(code));
  return "RC" + std::string(4 - std::min<std::size_t>(digits.size(), 4), '0') + digits;
}

}  // namespace rulec::diag
