// signatures.def against the operators themselves: what a signature refuses always throws, what it
// allows gives a value with some operands, values have the types it names, and what has a price
// charges it.
#include "value/signatures.h"

#include <set>

#include "support.h"

namespace rulec::value::testing {
namespace {

// Operands of many kinds; among those of each type are some that any operator which takes the type
// can use.
const std::vector<std::string>& samples() {
  static const std::vector<std::string> kSamples{"null",
                                                 "true",
                                                 "false",
                                                 "0",
                                                 "3",
                                                 "-2",
                                                 "2.5",
                                                 R"({"$decimal":"1.5"})",
                                                 R"("")",
                                                 R"("5")",
                                                 R"("abc")",
                                                 R"(", ")",
                                                 R"("desc")",
                                                 R"("days")",
                                                 R"("half_up")",
                                                 R"("year")",
                                                 R"("P1D")",
                                                 R"("2026-02-28")",
                                                 R"("2026-02-28T10:00:00.000Z")",
                                                 "[]",
                                                 "[1,2]",
                                                 R"(["a","b"])",
                                                 "[null]",
                                                 "{}",
                                                 R"({"a":1})",
                                                 R"({"type":"t"})"};
  return kSamples;
}

struct Seen {
  std::vector<TypeSet> operands = std::vector<TypeSet>(4, kNothing);  // with which a value came
  TypeSet result = kNothing;
  bool throws = false;
  bool charges = false;
};

// Every combination of samples for one to three operands.
void try_all(const OperatorRow& row, Seen& seen) {
  Bench bench(R"({"a":1})");
  std::vector<Value> values;
  for (const std::string& text : samples()) {
    values.push_back(bench.json(text));
  }
  std::size_t most = std::min<std::size_t>(row.max_operands, 3);
  std::size_t least = std::min<std::size_t>(row.min_operands, 3);
  for (std::size_t count = std::max<std::size_t>(least, 1); count <= most; ++count) {
    std::size_t combinations = 1;
    for (std::size_t i = 0; i < count; ++i) {
      combinations *= values.size();
    }
    for (std::size_t c = 0; c < combinations; ++c) {
      std::vector<Value> operands;
      for (std::size_t i = 0, rest = c; i < count; ++i, rest /= values.size()) {
        operands.push_back(values[rest % values.size()]);
      }
      Arena arena;
      OpContext ctx{.arena = arena, .now_ms = 0, .scope = &bench.root};
      Value result = row.function(ctx, operands);
      seen.throws = seen.throws || result.is_error();
      seen.charges = seen.charges || ctx.budget != OpContext{.arena = arena}.budget;
      if (result.is_error()) {
        continue;
      }
      seen.result |= result.is_absent() ? kNull : type_of(result);
      for (std::size_t i = 0; i < count; ++i) {
        seen.operands[i] |= type_of(operands[i]);
      }
    }
  }
}

TEST_CASE("signatures say what the operators do") {
  for (const OperatorRow& row : operator_table()) {
    if (row.function == nullptr || row.max_operands == 0) {
      continue;
    }
    CAPTURE(row.name);
    const Signature& signature = signature_of(row.id);
    Seen seen;
    try_all(row, seen);
    std::size_t most = std::min<std::size_t>(row.max_operands, 3);
    for (std::size_t i = 0; i < most && signature.result != kNothing; ++i) {
      CAPTURE(i);
      // Settled before it is looked at: nothing is in null, and x < low is not between.
      bool may_be_settled =
          (row.id == OperatorId::kHas && i == 1) || (row.id == OperatorId::kBetween && i == 2);
      TypeSet taken = seen.operands[i];
      taken = may_be_settled ? static_cast<TypeSet>(taken & signature.operand(i)) : taken;
      CHECK(type_words(taken) == type_words(signature.operand(i)));
    }
    CHECK((seen.result & ~signature.result) == 0);
    CHECK(seen.throws == !signature.errors.empty());
    CHECK(row.has(kCannotThrow) <= signature.errors.empty());
    CHECK(seen.charges == signature.costs.starts_with("1"));
    CHECK(row.has(kMeteredSpread) == signature.costs.starts_with("none; over a spread list"));
  }
}

TEST_CASE("comparisons and iterators agree with their signatures") {
  Bench bench;
  constexpr OperatorId kComparisons[] = {OperatorId::kEqual,       OperatorId::kUnequal,
                                         OperatorId::kStrictEqual, OperatorId::kStrictUnequal,
                                         OperatorId::kLess,        OperatorId::kLessEqual,
                                         OperatorId::kGreater,     OperatorId::kGreaterEqual};
  for (std::size_t i = 0; i < std::size(kComparisons); ++i) {
    CAPTURE(row_of(kComparisons[i]).name);
    TypeSet taken = kNothing;
    for (const std::string& a : samples()) {
      for (const std::string& b : samples()) {
        Value left = bench.json(a);
        if (!compare(static_cast<Comparison>(i), left, bench.json(b)).is_error()) {
          taken |= type_of(left);
        }
      }
    }
    CHECK(type_words(taken) == type_words(signature_of(kComparisons[i]).first));
  }
  for (OperatorId iterator : {OperatorId::kMap, OperatorId::kFilter, OperatorId::kAll,
                              OperatorId::kSome, OperatorId::kNone, OperatorId::kReduce}) {
    CAPTURE(row_of(iterator).name);
    TypeSet taken = kNothing;
    for (const std::string& text : samples()) {
      Value source = bench.json(text);
      auto meant = iterator_source(iterator, source, false);
      if (meant.walks || !meant.result.is_error()) {
        taken |= type_of(source);
      }
    }
    CHECK(type_words(taken) == type_words(signature_of(iterator).first));
  }
}

TEST_CASE("types in words") {
  CHECK(type_words(kNumber) == "a number");
  CHECK(type_words(kNull | kText) == "a text or null");
  CHECK(type_words(kList | kObject | kNull) == "a list, an object or null");
  CHECK(type_words(kAny) == "anything");
  CHECK(type_words(kNothing) == "nothing");
  CHECK(operand_count_words(row_of(OperatorId::kReduce)) == "2 to 3 operands");
  CHECK(operand_count_words(row_of(OperatorId::kNot)) == "at most 1 operand");
}

}  // namespace
}  // namespace rulec::value::testing
