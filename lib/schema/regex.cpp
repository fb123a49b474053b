#include "schema/internal/regex.h"

#include <re2/re2.h>

#include "base/limits.h"

namespace rulec::schema {

struct Regex::State {
  State(std::string_view pattern, const RE2::Options& options)
      : re2(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  RE2 re2;
};

Regex::Regex(std::unique_ptr<State> state) : state_(std::move(state)) {}
Regex::~Regex() = default;

Result<std::unique_ptr<Regex>> Regex::compile(std::string_view pattern) {
  if (pattern.size() > kMaxPatternBytes) {
    return fail(ErrorCode::kTooLarge,
                "it is longer than " + std::to_string(kMaxPatternBytes) + " bytes");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxRegexMemory);
  auto state = std::make_unique<State>(pattern, options);
  if (!state->re2.ok()) {
    return fail(ErrorCode::kUsage, state->re2.error());
  }
  return std::unique_ptr<Regex>(new Regex(std::move(state)));
}

bool Regex::matches(std::string_view text) const {
  return state_->re2.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                           RE2::UNANCHORED, nullptr, 0);
}

}  // namespace rulec::schema
