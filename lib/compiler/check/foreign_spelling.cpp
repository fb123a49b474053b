#include "compiler/check/foreign_spelling.h"

#include <algorithm>
#include <array>

namespace rulec::compiler {
namespace {

constexpr std::string_view kNeedleFirst =
    R"(`in` asks this with the needle first: `{"in": [needle, list or text]}`)";
constexpr std::string_view kNotIn = R"(write `{"!": {"in": [needle, list]}}`)";

constexpr auto kForeign = std::to_array<ForeignSpelling>({
    {"&&", "and", ""},
    {"||", "or", ""},
    {"AND", "and", ""},
    {"OR", "or", ""},
    {"not", "!", ""},
    {"NOT", "!", ""},
    {"=", "===", ""},
    {"eq", "===", ""},
    {"is", "===", ""},
    {"equal", "===", ""},
    {"equals", "===", ""},
    {"equal_to", "===", ""},
    {"ne", "!==", ""},
    {"neq", "!==", ""},
    {"<>", "!==", ""},
    {"not_equals", "!==", ""},
    {"not_equal_to", "!==", ""},
    {"gt", ">", ""},
    {"greater_than", ">", ""},
    {"ge", ">=", ""},
    {"gte", ">=", ""},
    {"=>", ">=", ""},
    {"greater_than_or_equal", ">=", ""},
    {"lt", "<", ""},
    {"less_than", "<", ""},
    {"le", "<=", ""},
    {"lte", "<=", ""},
    {"=<", "<=", ""},
    {"less_than_or_equal", "<=", ""},
    {"any", "some", ""},
    {"every", "all", ""},
    {"concat", "cat", ""},
    {"startswith", "starts_with", ""},
    {"startsWith", "starts_with", ""},
    {"endswith", "ends_with", ""},
    {"endsWith", "ends_with", ""},
    {"match", "matches", ""},
    {"regex", "matches", ""},
    {"len", "length", ""},
    {"size", "length", ""},
    {"toLower", "lower", ""},
    {"toUpper", "upper", ""},
    {"mod", "%", ""},
    {"add", "+", ""},
    {"plus", "+", ""},
    {"minus", "-", ""},
    {"subtract", "-", ""},
    {"multiply", "*", ""},
    {"divide", "/", ""},
    {"ifelse", "if", ""},
    {"field", "var", ""},
    {"contains", "", kNeedleFirst},
    {"includes", "", kNeedleFirst},
    {"nin", "", kNotIn},
    {"not_in", "", kNotIn},
    {"is_null", "", "write `{\"===\": [value, null]}`"},
    {"is_empty", "", "write `{\"!\": [value]}`, which is true for an empty list or text"},
    {"expr", "", "`expr` marks an expression inside an argument; here its content stands alone"},
});

}  // namespace

const ForeignSpelling* find_foreign(std::string_view name) {
  const auto* found = std::ranges::find(kForeign, name, &ForeignSpelling::theirs);
  return found == kForeign.end() ? nullptr : found;
}

}  // namespace rulec::compiler
