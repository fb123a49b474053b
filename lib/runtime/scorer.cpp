#include "runtime/internal/scorer.h"

#include <algorithm>
#include <cstring>

#include "runtime/internal/arena_text.h"
#include "runtime/internal/observer.h"
#include "value/decimal.h"

namespace rulec::runtime {
namespace {

// The text of the pattern that is `symbols`, else of the highest band that the total reaches, else
// the default.
Value recommendation(const LoadedScorecard& scorecard, std::string_view symbols, DecimalBits total,
                     std::string_view fallback) {
  auto pattern = std::ranges::lower_bound(scorecard.patterns, symbols, {}, &LoadedSymbols::symbols);
  if (pattern != scorecard.patterns.end() && pattern->symbols == symbols) {
    return Value::string(pattern->recommendation);
  }
  auto above = std::ranges::partition_point(scorecard.bands, [total](const LoadedBand& band) {
    return value::compare_decimals(band.from, total) <= 0;
  });
  if (above != scorecard.bands.begin()) {
    return Value::string(std::prev(above)->recommendation);
  }
  bool has_default = scorecard.row->default_recommendation.is_valid();
  return has_default ? Value::string(fallback) : Value::null();
}

}  // namespace

bool Scorer::run(RuleObserver* observer) {
  observer_ = observer;
  return entry_point_.scorecard == kNoScorecard ||
         score(ruleset_.scorecards[entry_point_.scorecard]);
}

bool Scorer::score(const LoadedScorecard& scorecard) {
  auto symbols = state_.arena.make_span<char>(scorecard.symbol_bytes);
  std::size_t length = 0;
  total_ = value::decimal_from(std::int64_t{0});
  for (std::uint32_t i = 0; i < scorecard.items.size(); ++i) {
    const LoadedItem& item = scorecard.items[i];
    Value counts = evaluate(item);
    if (counts.is_error() && !skip(scorecard, i, counts)) {
      return false;
    }
    std::string_view symbol = counts.is_true() ? item.symbol : "-";
    tell(i, counts);
    std::memcpy(symbols.data() + length, symbol.data(), symbol.size());
    length += symbol.size();
  }
  std::string_view made(symbols.data(), length);
  result_ = {.total_points = Value::decimal(state_.arena.make<DecimalBits>(total_)),
             .pattern_result = made,
             .action_recommendation = recommendation(
                 scorecard, made, total_, ruleset_.text(scorecard.row->default_recommendation))};
  return true;
}

// True when the item holds and its points were added.
Value Scorer::evaluate(const LoadedItem& item) {
  state_.scratch.reset();
  Value holds =
      item.condition == kNoCode ? Value::boolean(true) : vm_.run(item.condition, state_.scratch);
  if (holds.is_error() || !value::is_truthy(holds)) {
    return holds.is_error() ? holds : Value::boolean(false);
  }
  auto sum = value::calculate(value::Arithmetic::kAdd, total_, item.points);
  if (!sum) {
    return value::nan_error();  // more than a decimal can hold
  }
  total_ = *sum;
  return Value::boolean(true);
}

bool Scorer::skip(const LoadedScorecard& scorecard, std::uint32_t item, const Value& error) {
  Failure failure = failure_of(error, ruleset_.program.expr_cost, state_.arena);
  std::string_view item_id = ruleset_.text(scorecard.row->items[item].id);
  if (entry_point_.row->on_error == bytecode::OnError::kSkipRule) {
    state_.outcome.add_error(
        {.item = item,
         .code = failure.code,
         .message = join(state_.arena, {"item `", item_id, "`: ", failure.message})});
    return true;
  }
  std::string_view id = ruleset_.text(scorecard.row->id);
  state_.problem = {.code = 6140,
                    .detail = join(state_.arena, {"the item `", item_id, "` of the scorecard `", id,
                                                  "` failed: ", failure.message}),
                    .rule_id = id,
                    .item_id = item_id,
                    .error_type = failure.type,
                    .error_code = failure.code,
                    .error_message = failure.message};
  return false;
}

void Scorer::tell(std::uint32_t item, const Value& counts) {
  if (!kCanBeWatched || observer_ == nullptr) [[likely]] {
    return;
  }
  RuleOutcome outcome = counts.is_true() ? RuleOutcome::kFired : RuleOutcome::kNotFired;
  observer_->on_item(item, counts.is_error() ? RuleOutcome::kSkipped : outcome, vm_.context(),
                     counts);
}

}  // namespace rulec::runtime
