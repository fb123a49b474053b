#include "value/patterns.h"

#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <unordered_map>

#include "base/limits.h"
#include "value/cost.h"
#include "value/functions.h"

namespace rulec::value {
namespace {

std::unique_ptr<const RE2> compile(std::string_view pattern) {
  RE2::Options options;
  options.set_max_mem(kMaxRegexMemory);
  options.set_log_errors(false);
  return std::make_unique<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
}

// Finds by string_view without making a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

// More patterns than this are a ruleset that computes them (only unchecked expressions can): the
// cache is emptied then, so that it never grows without bound.
constexpr std::size_t kMaxCachedPatterns = 4096;

class PatternCache {
 public:
  // Valid until the next call. A pattern that RE2 refuses is kept too, as not ok().
  const RE2& get(std::string_view pattern) {
    auto found = patterns_.find(pattern);
    if (found != patterns_.end()) {
      return *found->second;
    }
    if (patterns_.size() >= kMaxCachedPatterns) {
      patterns_.clear();
    }
    return *patterns_.emplace(std::string(pattern), compile(pattern)).first->second;
  }

 private:
  std::unordered_map<std::string, std::unique_ptr<const RE2>, TextHash, std::equal_to<>> patterns_;
};

}  // namespace

std::optional<bool> pattern_matches(std::string_view pattern, std::string_view text) {
  if (pattern.size() > kMaxPatternBytes) {
    return std::nullopt;
  }
  static thread_local PatternCache cache;
  const RE2& compiled = cache.get(pattern);
  if (!compiled.ok()) {
    return std::nullopt;
  }
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

std::string pattern_problem(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return "is longer than " + std::to_string(kMaxPatternBytes) + " bytes";
  }
  auto compiled = compile(pattern);
  return compiled->ok() ? "" : compiled->error();
}

std::size_t pattern_size(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return 0;
  }
  auto compiled = compile(pattern);
  return compiled->ok() ? static_cast<std::size_t>(std::max(compiled->ProgramSize(), 0)) : 0;
}

Value op_matches(OpContext& ctx, std::span<const Value> operands) {
  RULEC_PASS_ERRORS(operands);
  bool are_texts = operands.size() == 2 && operands[1].is_string() &&
                   (operands[0].is_null() || operands[0].is_string());
  if (!are_texts) {
    return invalid_arguments();
  }
  std::string_view text = operands[0].is_null() ? std::string_view() : operands[0].as_string();
  if (!charge_work(ctx, 0, text.size())) {
    return budget_exceeded();
  }
  if (is_too_long(ctx, text.size())) {
    return value_too_large();
  }
  if (operands[0].is_null()) {
    return Value::boolean(false);
  }
  auto found = pattern_matches(operands[1].as_string(), text);
  return found ? Value::boolean(*found) : invalid_arguments();
}

}  // namespace rulec::value
