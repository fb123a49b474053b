// RC3201: patterns of `matches` that cost more than what they find. RE2 takes time in proportion to
// the text, so nothing runs away; what a character costs is the size of the pattern's program, and
// counted repetitions multiply that. `.*` at the beginning finds nothing that its absence would not
// find, and keeps RE2 from looking for the first letters alone.
#include "value/patterns.h"

#include <algorithm>
#include <map>
#include <string>

#include "compiler/check/report.h"
#include "tooling/lint/cost/cost.h"
#include "tooling/lint/walk.h"

namespace rulec::tooling {
namespace {

// Instructions. A pattern of some dozens of words has a few hundred; `(\w{1,100}\.){1,10}` about
// two thousand.
constexpr std::size_t kCostlySize = 2'000;
constexpr std::size_t kMaxShownBytes = 60;

std::string shortened(std::string_view pattern) {
  std::size_t shown = std::min(pattern.size(), kMaxShownBytes);
  // Not within a character.
  while (shown > 0 && shown < pattern.size() && (pattern[shown] & 0xc0) == 0x80) {
    --shown;
  }
  return std::string(pattern.substr(0, shown)) + (shown < pattern.size() ? "..." : "");
}

// `.*` in front of something: not `.*?`, which nobody writes by habit, and not the whole pattern.
bool begins_with_anything(std::string_view pattern) {
  return pattern.size() > 2 && pattern.starts_with(".*") && pattern[2] != '?' &&
         pattern[2] != '+' && pattern[2] != '|' && pattern[2] != '$';
}

class PatternLint {
 public:
  PatternLint(const compiler::Input& rules, diag::Emitter& emitter,
              std::map<std::string, std::size_t, std::less<>>& sizes,
              const LintedDefinition& definition)
      : report_(rules, emitter, definition.definition), sizes_(sizes) {
    for (const LintedExpression& expression : definition.expressions) {
      walk(*expression.root, [&](const parser::Expr& expr, const compiler::FieldScope& /*scope*/) {
        bool is_match = expr.kind == parser::ExprKind::kCall && expr.operator_name == "matches" &&
                        expr.operands.size() == 2 &&
                        expr.operands[1]->kind == parser::ExprKind::kLiteral &&
                        expr.operands[1]->literal.is_string();
        if (is_match) {
          look_at(*expr.operands[1]);
        }
        return true;
      });
    }
  }

 private:
  void look_at(const parser::Expr& literal) {
    std::string_view pattern = literal.literal.as_string();
    if (begins_with_anything(pattern)) {
      auto finding = make(literal, "`.*` at the beginning finds nothing more");
      Span inside = report_.text_span(literal.node);
      if (report_.input().sources.text(inside).starts_with(".*")) {
        finding.fix(
            {.fix_class = diag::FixClass::kSuggested,
             .title = "leave it out: `matches` looks anywhere in the text",
             .edits = {{.span = {inside.source, inside.begin, inside.begin + 2}, .new_text = ""}}});
      }
      report_.emit(std::move(finding), literal.node);
      return;
    }
    std::size_t size = size_of(pattern);
    if (size >= kCostlySize) {
      auto finding = make(literal, "its program has " + std::to_string(size) +
                                       " instructions, and a character of a text may cost as many");
      finding.help(
          "repetitions with a count, such as `{1,200}`, are written out that often: use `+` or "
          "`*`, and ask for the `length` beside the pattern");
      report_.emit(std::move(finding), literal.node);
    }
  }

  [[nodiscard]] diag::Diagnostic make(const parser::Expr& literal, std::string reason) const {
    return diag::make(
        diag::Code::kCostlyPattern, report_.span(literal.node), "costly",
        {{"pattern", shortened(literal.literal.as_string())}, {"reason", std::move(reason)}});
  }

  // Each pattern is compiled once: rules made by a table repeat theirs.
  [[nodiscard]] std::size_t size_of(std::string_view pattern) {
    // Without repetitions with a count no pattern of a rule comes near the limit.
    if (pattern.size() < kCostlySize / 8 && pattern.find('{') == std::string_view::npos) {
      return 0;
    }
    auto known = sizes_.find(pattern);
    if (known == sizes_.end()) {
      known = sizes_.emplace(std::string(pattern), value::pattern_size(pattern)).first;
    }
    return known->second;
  }

  compiler::RuleReport report_;
  std::map<std::string, std::size_t, std::less<>>& sizes_;
};

}  // namespace

void lint_patterns(const LintInput& input, diag::Emitter& emitter) {
  compiler::Input rules = input.build.compiler_input();
  std::map<std::string, std::size_t, std::less<>> sizes;
  for_each_definition(*input.build.model, [&](const LintedDefinition& definition) {
    PatternLint(rules, emitter, sizes, definition);
  });
}

}  // namespace rulec::tooling
