#include <utility>
#include <vector>

#include "bytecode/internal/decode_rows.h"
#include "bytecode/internal/layout.h"

namespace rulec::bytecode {
namespace {

// The action of a row and how many results the row counts.
struct StepCount {
  std::uint32_t action = 0;
  std::uint32_t results = 0;
};

// Fails inside `in` where the row is of no action, or of one that had its row.
StepCount read_step(SectionReader& in, Program& program, const StepCount* last) {
  StepCount row{.action = in.u32()};
  Action unused;
  bool is_good =
      row.action < program.actions.size() && (last == nullptr || row.action > last->action);
  if (!is_good) {
    in.fail("a step is of an action that is not there, or they are not in order");
  }
  Action& action = is_good ? program.actions[row.action] : unused;
  action.result = read_id<StringId>(in);
  action.test = read_expression(in);
  action.carried = read_id<ConstantId>(in);
  action.references = in.u32();
  row.results = in.u32();
  return row;
}

}  // namespace

Status decode_flows(std::string_view bytes, Program& program) {
  SectionReader in("flows", bytes);
  std::uint32_t steps = in.count(layout::kStep, kUnlimited, "steps");
  std::uint32_t results = in.count(layout::kId, kUnlimited, "results");
  std::vector<StepCount> rows;
  rows.reserve(steps);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < steps; ++i) {
    rows.push_back(read_step(in, program, rows.empty() ? nullptr : &rows.back()));
    total += rows.back().results;
  }
  if (!in.is_good()) {
    return in.finish();
  }
  if (total != results) {
    return damaged("flows", "the steps do not have the results they count");
  }
  for (const StepCount& row : rows) {
    std::vector<StringId> after;
    after.reserve(row.results);
    for (std::uint32_t result = 0; result < row.results; ++result) {
      after.push_back(read_id<StringId>(in));
    }
    Action& action = program.actions[row.action];
    action.after = std::move(after);
    if (!action.is_step()) {
      in.fail("a step says nothing");
    }
  }
  return in.finish();
}

}  // namespace rulec::bytecode
