#include "compiler/check/scorecards.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/utf8.h"
#include "value/decimal.h"

namespace rulec::compiler {
namespace {

using diag::Code;
using parser::ScorecardBandNode;
using parser::ScorecardItemNode;
using parser::ScorecardNode;

// Of the points of one item, either sign: any sum of them is a number that every reader of the
// decision takes for a double.
constexpr double kMostPoints = 1e200;
constexpr double kLeastPoints = 1e-200;

// By the digits as they are written.
DecimalBits decimal_of(const Value& number) {
  return number.is_integer() ? value::decimal_from(number.as_integer())
                             : value::decimal_from(number.as_double());
}

class PartsCheck {
 public:
  PartsCheck(const ScorecardNode& scorecard, RuleReport& report)
      : scorecard_(scorecard), report_(report) {}

  CheckedScorecard run() {
    check_item_count();
    for (const ScorecardItemNode& item : scorecard_.items) {
      check_id(item);
      checked_.items.push_back({.node = &item, .points = points_of(item)});
    }
    std::ranges::stable_sort(checked_.items, {},
                             [](const CheckedItem& item) { return item.node->priority; });
    for (const parser::ScorecardPatternNode& pattern : scorecard_.patterns) {
      check_pattern(pattern);
      check_text(pattern.symbols.text, "a pattern", pattern.symbols.node);
      check_text(pattern.recommendation, "a recommendation", pattern.symbols.node);
    }
    for (const ScorecardBandNode& band : scorecard_.bands) {
      checked_.bands.push_back({.node = &band, .from = decimal_of(band.from)});
      check_text(band.recommendation, "a recommendation", band.from_node);
    }
    sort_bands();
    check_text(scorecard_.default_recommendation.value_or(""), "`default`", scorecard_.node);
    checked_.node = &scorecard_;
    return std::move(checked_);
  }

 private:
  void check_item_count() {
    if (scorecard_.items.size() > kMaxScorecardItems) {
      report_.emit(
          diag::make(
              Code::kValueOutOfRange, report_.span(scorecard_.node), "too many items",
              {{"value", "the scorecard"},
               {"problem", "has more than " + std::to_string(kMaxScorecardItems) + " items"}}),
          scorecard_.node);
    }
  }

  void check_text(std::string_view text, std::string_view what, parser::NodeId at) {
    if (text.size() > kMaxStringBytes) {
      report_.emit(diag::make(Code::kValueOutOfRange, report_.span(at), "too long",
                              {{"value", std::string(what)},
                               {"problem", "has " + std::to_string(text.size()) +
                                               " bytes, above the limit of " +
                                               std::to_string(kMaxStringBytes)}}),
                   at);
    }
  }

  void check_id(const ScorecardItemNode& item) {
    if (item.id.text.empty()) {
      return;  // the schema has spoken
    }
    auto [first, is_new] = by_id_.emplace(item.id.text, &item);
    if (!is_new) {
      report_.emit(diag::make(Code::kDuplicateItem, report_.text_span(item.id.node),
                              "the second one", {{"id", std::string(item.id.text)}})
                       .label(report_.text_span(first->second->id.node), "the first one"),
                   item.id.node);
    }
  }

  // Two numbers of a reader are far from the largest decimal.
  DecimalBits points_of(const ScorecardItemNode& item) {
    DecimalBits product = value::calculate(value::Arithmetic::kMultiply, decimal_of(item.points),
                                           decimal_of(item.weight))
                              .value_or(DecimalBits());
    DecimalBits size = value::absolute(product);
    bool is_sound = value::is_zero(product) ||
                    (value::compare_decimals(size, value::decimal_from(kMostPoints)) <= 0 &&
                     value::compare_decimals(size, value::decimal_from(kLeastPoints)) >= 0);
    if (!is_sound) {
      report_.emit(diag::make(Code::kValueOutOfRange, report_.span(item.node), "of this item",
                              {{"value", "`points` times `weight`"},
                               {"problem", "is not 0 and not between 1e-200 and 1e+200"}}),
                   item.node);
    }
    return product;
  }

  // --- patterns: each symbol is that of its item, or `-`
  void check_pattern(const parser::ScorecardPatternNode& pattern) {
    std::string problem = problem_of(pattern.symbols.text);
    if (problem.empty() || scorecard_.is_bad) {  // a symbol may be the fault
      return;
    }
    report_.emit(
        diag::make(Code::kPatternNeverMatches, report_.text_span(pattern.symbols.node),
                   "never matches",
                   {{"pattern", std::string(pattern.symbols.text)}, {"problem", problem}})
            .help("a pattern has one symbol for each item in the order of their priorities, and "
                  "`-` where the item does not hold; all hold: `" +
                  all_hold() + "`"),
        pattern.symbols.node);
  }

  [[nodiscard]] std::string problem_of(std::string_view symbols) const {
    std::size_t length = utf8::count(symbols);
    if (length != checked_.items.size()) {
      return "it has " + counted(length, "symbol") + ", and the scorecard " +
             counted(checked_.items.size(), "item");
    }
    for (const CheckedItem& item : checked_.items) {
      std::string_view symbol = symbols.substr(0, utf8::decode(symbols).length);
      symbols.remove_prefix(symbol.size());
      if (symbol != "-" && symbol != item.node->symbol) {
        return "the symbol of item `" + std::string(item.node->id.text) + "` is `" +
               std::string(item.node->symbol) + "`, not `" + std::string(symbol) + "`";
      }
    }
    return "";
  }

  static std::string counted(std::size_t number, std::string_view noun) {
    return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
  }

  [[nodiscard]] std::string all_hold() const {
    std::string symbols;
    for (const CheckedItem& item : checked_.items) {
      symbols += item.node->symbol;
    }
    return symbols;
  }

  // --- bands
  void sort_bands() {
    std::ranges::stable_sort(checked_.bands, [](const CheckedBand& a, const CheckedBand& b) {
      return value::compare_decimals(a.from, b.from) < 0;
    });
    for (std::size_t i = 1; i < checked_.bands.size(); ++i) {
      const CheckedBand& first = checked_.bands[i - 1];
      const CheckedBand& second = checked_.bands[i];
      if (value::compare_decimals(first.from, second.from) == 0) {
        report_duplicate(*first.node, *second.node);
      }
    }
  }

  void report_duplicate(const ScorecardBandNode& first, const ScorecardBandNode& second) {
    std::string from(report_.input().sources.text(report_.span(second.from_node)));
    report_.emit(diag::make(Code::kDuplicateBand, report_.span(second.from_node), "the second one",
                            {{"from", from}})
                     .label(report_.span(first.from_node), "the first one"),
                 second.from_node);
  }

  const ScorecardNode& scorecard_;
  RuleReport& report_;
  CheckedScorecard checked_;
  std::map<std::string_view, const ScorecardItemNode*> by_id_;
};

}  // namespace

CheckedScorecard check_scorecard_parts(const ScorecardNode& scorecard, RuleReport& report) {
  return PartsCheck(scorecard, report).run();
}

}  // namespace rulec::compiler
