#include <set>

#include "support.h"

namespace rulec::value::testing {
namespace {

TEST_CASE("the table is indexed by id and found by name") {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < operator_table().size(); ++i) {
    const OperatorRow& row = operator_table()[i];
    CAPTURE(row.name);
    CHECK(static_cast<std::size_t>(row.id) == i);
    CHECK(&row_of(row.id) == &row);
    CHECK(find_operator(row.name) == &row);
    CHECK(names.insert(row.name).second);
    CHECK(row.min_operands <= row.max_operands);
    CHECK((row.function == nullptr) == row.has(kControl));
    CHECK((row.form == OperandForm::kLazy) <= row.has(kControl));
  }
  CHECK(find_operator("") == nullptr);
  CHECK(find_operator("isEqual") == nullptr);
  CHECK(find_operator("~~~~") == nullptr);
}

TEST_CASE("eager operators accept any number of operands") {
  for (const OperatorRow& row : operator_table()) {
    CAPTURE(row.name);
    if (row.function == nullptr) {
      continue;
    }
    for (std::uint32_t count = 0; count < 6; ++count) {
      Bench bench;
      std::vector<Value> operands(count, Value::integer(1));
      Value result = row.function(bench.ctx, operands);
      bool is_outside = count < row.min_operands || count > row.max_operands;
      if (is_outside) {
        CHECK(Bench::text(result) == "!Invalid Arguments");
      }
      CHECK(!result.is_absent());
    }
  }
}

TEST_CASE("eager operators hand on the first operand that is an error") {
  for (const OperatorRow& row : operator_table()) {
    CAPTURE(row.name);
    if (row.function == nullptr || row.max_operands == 0) {
      continue;
    }
    Bench bench;
    Value first = throw_value(bench.ctx, Value::string("first"));
    Value second = throw_value(bench.ctx, Value::string("second"));
    for (const char* other : {"null", "1", "\"a\"", "[]", "{}"}) {
      const Value operands[] = {bench.json(other), first, second};
      CHECK(Bench::text(row.function(bench.ctx, std::span(operands))) == "!first");
    }
    CHECK(Bench::text(row.function(bench.ctx, {&second, 1})) == "!second");
    Value uncatchable = budget_exceeded();
    CHECK(!row.function(bench.ctx, {&uncatchable, 1}).is_catchable());
  }
}

TEST_CASE("operators that cannot throw do not") {
  const char* values[] = {"null", "true", "1", "1.5", "\"\"", "\"a\"", "[]", "[1]", "{}"};
  for (const OperatorRow& row : operator_table()) {
    CAPTURE(row.name);
    if (row.function == nullptr || !row.has(kCannotThrow)) {
      continue;
    }
    for (const char* text : values) {
      Bench bench("{\"a\": 1}");
      std::vector<Value> operands(row.min_operands == 0 ? 1 : row.min_operands, bench.json(text));
      operands.resize(std::min<std::size_t>(operands.size(), row.max_operands));
      CHECK(!row.function(bench.ctx, operands).is_error());
    }
  }
}

TEST_CASE("metered operators charge before the work, others do not") {
  for (const OperatorRow& row : operator_table()) {
    CAPTURE(row.name);
    if (row.function == nullptr || row.min_operands > 2) {
      continue;
    }
    Bench bench;
    std::vector<Value> operands(std::max(row.min_operands, 1U), bench.json("[\"a\", \"b\"]"));
    operands.resize(std::min<std::size_t>(operands.size(), row.max_operands));
    Value before = row.function(bench.ctx, operands);
    bool was_charged = bench.ctx.budget < static_cast<std::int64_t>(kExprCost);
    CHECK(was_charged <= row.has(kMetered));
    bench.ctx.budget = 0;
    Value after = row.function(bench.ctx, operands);
    CHECK((Bench::text(after) == "!budget-exceeded") == was_charged);
    CHECK((was_charged || Bench::text(after) == Bench::text(before)));
  }
}

TEST_CASE("spread operands are charged for the operators that ask for it") {
  Bench bench;
  Value operands = bench.json("[1, 2, \"0123456789abcdef\"]");
  CHECK(charge_spread(bench.ctx, row_of(OperatorId::kAdd), operands.as_list()));
  CHECK(bench.ctx.budget == static_cast<std::int64_t>(kExprCost) - 5);
  CHECK(charge_spread(bench.ctx, row_of(OperatorId::kMerge), operands.as_list()));
  CHECK(charge_spread(bench.ctx, row_of(OperatorId::kDivide), operands.as_list()));
  CHECK(bench.ctx.budget == static_cast<std::int64_t>(kExprCost) - 5);
  bench.ctx.budget = 4;
  CHECK(!charge_spread(bench.ctx, row_of(OperatorId::kMax), operands.as_list()));
}

TEST_CASE("costs are 1, 1 for each element and 1 for 16 bytes of text") {
  struct Row {
    const char* name;
    const char* operands;
    std::int64_t cost;
  };
  const Row rows[] = {
      {"merge", "[[1, 2], 3]", 4},
      {"in", "[1, [1, 2, 3]]", 4},
      {"in", "[\"a\", \"0123456789abcdef0123456789abcdef\"]", 3},
      {"cat", "[\"0123456789abcdef\", \"x\"]", 4},
      {"substr", "[\"0123456789abcdef\", 1, 1]", 2},
      {"missing", "[\"a\", [\"b\", \"c\"]]", 4},
      {"missing_some", "[1, [\"b\", \"c\"]]", 3},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.operands);
    Bench bench;
    bench.ctx.budget = row.cost;
    CHECK(bench.text(row.name, row.operands) != "!budget-exceeded");
    CHECK(bench.ctx.budget == 0);
    bench.ctx.budget = row.cost - 1;
    CHECK(bench.text(row.name, row.operands) == "!budget-exceeded");
  }
}

}  // namespace
}  // namespace rulec::value::testing
