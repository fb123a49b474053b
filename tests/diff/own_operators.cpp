#include "own_operators.h"

namespace rulec::difftest {
namespace {

Json var(const char* path) {
  return Json{{"var", path}};
}

Json decimal(const char* text) {
  return Json{{"decimal", text}};
}

std::vector<Json> joined(std::vector<Json> first, const std::vector<Json>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::vector<Json>& texts() {
  static const std::vector<Json> kTexts = {"",
                                           "a",
                                           "ab",
                                           "aXbXc",
                                           "Straße",
                                           "İıſß",
                                           "ÀÿΣςΆ",
                                           "Жяё",
                                           "\u212a\u212b",
                                           "ǅﬁŉ",
                                           "日本",
                                           "😀\U00010428",
                                           "e\u0301",
                                           " \t x\u00a0\u2003",
                                           "\u3000\u200b ",
                                           "12",
                                           " 1.50 ",
                                           "2026-02-28",
                                           "a,,b",
                                           "\"q\\\n",
                                           var("s"),
                                           var("t"),
                                           var("b.c")};
  return kTexts;
}

const std::vector<Json>& decimals() {
  static const std::vector<Json> kDecimals = {decimal("0.00"),
                                              decimal("1.50"),
                                              decimal("-2.5"),
                                              decimal("10"),
                                              decimal("1e3"),
                                              decimal("0.1"),
                                              decimal("3"),
                                              decimal("9999999999999999999999999999999999"),
                                              decimal("1e-20"),
                                              decimal("-1.5e40"),
                                              decimal("1e6144"),
                                              decimal("1e-6143"),
                                              decimal("1234567890.123456789012345678901234"),
                                              decimal("9007199254740993")};
  return kDecimals;
}

const std::vector<Json>& plain_numbers() {
  static const std::vector<Json> kNumbers = {0,
                                             1,
                                             -1,
                                             2,
                                             7,
                                             100,
                                             0.5,
                                             -2.5,
                                             2.5,
                                             0.1,
                                             49.99,
                                             1.005,
                                             3.0,
                                             50.025,
                                             1e21,
                                             1e300,
                                             -1e-7,
                                             9007199254740992.0,
                                             INT64_C(9007199254740993),
                                             INT64_MAX,
                                             INT64_MIN,
                                             9223372036854775808.0,
                                             var("a"),
                                             var("b.c")};
  return kNumbers;
}

const std::vector<Json>& numbers() {
  static const std::vector<Json> kNumbers = joined(plain_numbers(), decimals());
  return kNumbers;
}

const std::vector<Json>& number_texts() {
  static const std::vector<Json> kTexts = {"",
                                           " ",
                                           "1.50",
                                           " 2.5\t",
                                           "+5",
                                           "-0.0",
                                           ".5",
                                           "5.",
                                           ".",
                                           "1e3",
                                           "1E-3",
                                           "e3",
                                           "0x10",
                                           "1e400",
                                           "1e-400",
                                           "1e6145",
                                           "-1e7000",
                                           "1e-7000",
                                           "0e-7000",
                                           "0.10",
                                           "1_0",
                                           "12345678901234567890123456789012345",
                                           "10000000000000000000000000000000005",
                                           "Infinity",
                                           "9223372036854775808",
                                           "--1",
                                           "1\u00a0"};
  return kTexts;
}

const std::vector<Json>& dates() {
  static const std::vector<Json> kDates = {"2026-01-31",
                                           "2024-02-29",
                                           "2025-02-28",
                                           "2026-12-28",
                                           "2021-01-03",
                                           "0001-01-01",
                                           "9999-12-31",
                                           "1970-01-01",
                                           "2000-03-01",
                                           "2026-02-28T23:59:59.999Z",
                                           "2026-03-01T00:00:00+01:00",
                                           "2024-12-31T23:30:00-01:00",
                                           "2024-02-29T12:00:00.123456Z",
                                           "1969-12-31T23:59:59.9Z",
                                           "2026-01-31T10:20:30Z",
                                           var("d"),
                                           var("t"),
                                           {{"now", Json::array()}},
                                           {{"today", Json::array()}}};
  return kDates;
}

const std::vector<Json>& no_dates() {
  static const std::vector<Json> kTexts = {"",
                                           "2026-02-29",
                                           "2026-1-31",
                                           "2026-13-01",
                                           "2026-00-10",
                                           "2026-01-00",
                                           "0000-01-01",
                                           "10000-01-01",
                                           "-001-01-01",
                                           "2026-01-31 ",
                                           "2026-01-31T10:20:30",
                                           "2026-01-31T10:20Z",
                                           "2026-01-31T10:20:60Z",
                                           "2026-01-31T24:00:00Z",
                                           "2026-01-31T10:60:00Z",
                                           "2026-01-31T10:20:30.1234567Z",
                                           "2026-01-31T10:20:30.Z",
                                           "2026-01-31t10:20:30z",
                                           "2026-01-31 10:20:30Z",
                                           "2026-01-31T10:20:30+0100",
                                           "2026-01-31T10:20:30+01",
                                           "2026-01-31T10:20:30+01:60",
                                           "2026-01-31T10:20:30+24:00",
                                           "2026-01-31T10:20:30+23:59",
                                           "2026-01-31T10:20:30-00:00",
                                           "0001-01-01T00:00:00+00:01",
                                           "9999-12-31T23:59:59-00:01",
                                           "20260131",
                                           "2026-W05"};
  return kTexts;
}

const std::vector<Json>& durations() {
  static const std::vector<Json> kDurations = {"P1D",      "-P1D",
                                               "P1M",      "-P1M",
                                               "P13M",     "P1Y",
                                               "-P4Y",     "P1Y2M3W4DT5H6M7S",
                                               "P1W",      "PT0S",
                                               "P0D",      "PT36H",
                                               "-PT1M",    "PT1.5S",
                                               "PT0.001S", "P0M",
                                               "P1DT2H",   "-P2025Y",
                                               "P9000Y",   "P999999999D",
                                               0,          1,
                                               -86400,     86400,
                                               1.5,        0.0005,
                                               -0.25,      1e15,
                                               -1e300,     decimal("0.75")};
  return kDurations;
}

const std::vector<Json>& no_durations() {
  static const std::vector<Json> kTexts = {"",      "P",     "-P",    "PT",     "P1DT",  "1D",
                                           "p1d",   "P-1D",  "+P1D",  "P1",     "P1H",   "PT1D",
                                           "P1D1M", "P1M1M", "P1.5D", "PT1.S",  "PT.5S", " P1D",
                                           "P1D ",  "P1S",   "T1H",   "PT1H1H", "P1W1Y", "PT1.5M"};
  return kTexts;
}

const std::vector<Json>& lists() {
  static const std::vector<Json> kLists = {
      Json::array(),
      {1, 2, 3},
      {3, "b", nullptr, true, 2.5, "a", false, 1},
      {"1", 1, 1.0, decimal("1.00"), true},
      {decimal("1.50"), 2, 0.1},
      {"0.10", decimal("0.2")},
      {nullptr, nullptr, ""},
      {"a", "é", ""},
      {1, Json::array({1})},
      {Json::array({1, "a"}), Json::array({1.0, "a"})},
      {Json{{"preserve", {{"a", 1}, {"b", 2}}}}, Json{{"preserve", {{"b", 2}, {"a", 1.0}}}}},
      {Json::object()},
      {INT64_MAX, 1, -1},
      {1e300, 1e300, -1e300},
      {0.1, 0.2, 0.3},
      {7},
      {"x"},
      {decimal("2.0"), 2, "2"},
      {"b", "a", "B", "ä"},
      var("l"),
      var("o"),
      nullptr,
      var("n")};
  return kLists;
}

const std::vector<Json>& objects() {
  static const std::vector<Json> kObjects = {
      Json::object(),
      Json{{"preserve", {{"b", 1}, {"a", nullptr}, {"é", "x"}, {"B", {1}}, {"", 0}}}},
      Json{{"preserve", {{"1", 2}}}},
      var("o"),
      var("b"),
      var(""),
      var("n")};
  return kObjects;
}

const std::vector<Json>& wrong() {
  static const std::vector<Json> kWrong = {nullptr,
                                           true,
                                           1,
                                           2.5,
                                           decimal("1.50"),
                                           "a",
                                           Json::array({1}),
                                           Json::object(),
                                           Json{{"throw", "boom"}}};
  return kWrong;
}

const std::vector<Json>& patterns() {
  static const std::vector<Json> kPatterns = {"",           "a",      "^a",       "b$",
                                              "^$",         "[0-9]+", "^[a-z]+$", "(?i)^AB$",
                                              "(?i)straße", "X.X",    "x?1",      "^\\d{4}-\\d{2}",
                                              "a|b",        "(",      "[z-a]",    "é"};
  return kPatterns;
}

}  // namespace

const std::vector<OwnShape>& own_shapes() {
  static const std::vector<OwnShape> kShapes = {
      {"coalesce", "xxx"},   {"length", "t"},     {"length", "l"},    {"length", "o"},
      {"count", "l"},        {"lower", "t"},      {"upper", "t"},     {"trim", "t"},
      {"starts_with", "tS"}, {"ends_with", "tS"}, {"matches", "tP"},  {"split", "tS"},
      {"join", "lS"},        {"keys", "o"},       {"values", "o"},    {"has", "ok"},
      {"has", "lk"},         {"sum", "l"},        {"avg", "l"},       {"distinct", "l"},
      {"sort", "l"},         {"sort", "lD"},      {"abs", "n"},       {"ceil", "n"},
      {"floor", "n"},        {"round", "n"},      {"round", "nR"},    {"round", "nRM"},
      {"decimal", "n"},      {"decimal", "t"},    {"between", "nnn"}, {"between", "ddd"},
      {"parse_number", "t"}, {"to_string", "x"},  {"now", ""},        {"today", ""},
      {"instant", "d"},      {"date", "d"},       {"date_add", "du"}, {"date_diff", "dd"},
      {"date_diff", "ddU"},  {"date_part", "dA"}, {"duration", "u"},  {"bucket", "ttN"},
      {"sha256", "t"},       {"+", "nn"},         {"-", "nn"},        {"*", "nn"},
      {"/", "nn"},           {"%", "nn"},         {"-", "n"},         {"<", "nn"},
      {"==", "nn"},          {"===", "nn"},       {"min", "nnn"},     {"max", "nnn"},
      {"<", "dd"},           {"in", "nl"},        {"cat", "tn"},      {"substr", "tRR"}};
  return kShapes;
}

const std::vector<OwnShape>& producers_of(char kind) {
  static const std::map<char, std::vector<OwnShape>> kProducers = {
      {'t',
       {{"lower", "t"},
        {"upper", "t"},
        {"trim", "t"},
        {"join", "lS"},
        {"to_string", "x"},
        {"cat", "tn"},
        {"substr", "tk"},
        {"sha256", "t"}}},
      {'n',
       {{"+", "nn"},
        {"-", "nn"},
        {"*", "nn"},
        {"/", "nn"},
        {"%", "nn"},
        {"round", "nRM"},
        {"decimal", "n"},
        {"sum", "l"},
        {"avg", "l"},
        {"length", "t"},
        {"abs", "n"},
        {"ceil", "n"},
        {"parse_number", "t"},
        {"date_diff", "ddU"}}},
      {'l',
       {{"split", "tS"},
        {"keys", "o"},
        {"values", "o"},
        {"distinct", "l"},
        {"sort", "l"},
        {"merge", "ll"}}},
      {'d', {{"date_add", "du"}, {"date", "d"}, {"instant", "d"}}}};
  static const std::vector<OwnShape> kNone;
  auto found = kProducers.find(kind);
  return found == kProducers.end() ? kNone : found->second;
}

const std::vector<Json>& leaves_of(char kind) {
  static const std::map<char, std::vector<Json>> kLeaves = {
      {'t', joined(texts(), number_texts())},
      {'n', joined(numbers(), number_texts())},
      {'l', lists()},
      {'o', objects()},
      {'d', joined(joined(dates(), dates()), no_dates())},
      {'u', joined(durations(), no_durations())},
      {'k', {"a", "b", "", "é", "1", 0, 1, -1, 2, 1.0, nullptr}},
      {'x', joined(lists(), joined(objects(), joined(numbers(), texts())))},
      {'P', patterns()},
      {'S', {",", "X", "", "a", "é", "ab", "e", "12", nullptr}},
      {'D', {"asc", "desc", "desc", "up", nullptr}},
      {'R', {0, 1, 2, 2, -1, -2, 20, -20, 21, -21, 1.0, "2", nullptr}},
      {'M', {"half_up", "half_down", "half_even", "up", "down", "ceiling", "floor", "HALF_UP"}},
      {'U',
       {"milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "months", "years",
        "quarters", ""}},
      {'A',
       {"year", "quarter", "month", "week", "day", "yearday", "weekday", "hour", "minute", "second",
        "millisecond", "decade"}},
      {'N', {1, 2, 100, 1000000, INT64_MAX, 0, -1, 2.0, nullptr}}};
  return kLeaves.at(kind);
}

std::vector<OwnFamily> own_families() {
  std::vector<Json> few = {0, 1, 2.5, 0.1, "1.50", "", nullptr, true, INT64_MAX, 1e300};
  return {
      {.operators = {"length", "lower", "upper", "trim", "starts_with", "ends_with", "matches",
                     "split", "sha256", "to_string", "parse_number", "decimal"},
       .leaves = joined(joined(texts(), number_texts()), joined(patterns(), wrong()))},
      {.operators = {"abs",       "ceil",    "floor", "round", "decimal", "parse_number",
                     "to_string", "between", "+",     "-",     "*",       "/",
                     "%",         "<",       "<=",    "==",    "===",     "min",
                     "max",       "!",       "!!",    "in",    "cat"},
       .leaves = joined(joined(decimals(), few), {Json::array({1}), Json{{"throw", "boom"}}})},
      {.operators = {"abs", "ceil", "floor", "round", "decimal", "to_string", "parse_number"},
       .leaves = joined(plain_numbers(), wrong())},
      {.operators = {"length", "count", "keys", "values", "has", "sum", "avg", "distinct", "sort",
                     "join", "to_string", "coalesce", "min", "max", "merge"},
       .leaves = joined(joined(lists(), objects()),
                        {0, 1, -1, 2.5, "a", "desc", ",", "", true, Json{{"throw", "boom"}}})},
      {.operators = {"instant", "date", "date_diff", "date_add", "date_part", "now", "today"},
       .leaves = joined(joined(dates(), no_dates()), wrong())},
      {.operators = {"duration"}, .leaves = joined(joined(durations(), no_durations()), wrong())}};
}

}  // namespace rulec::difftest
