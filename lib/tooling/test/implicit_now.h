// RC3403: a case that names no instant and speaks of a rule whose outcome depends on one. Such a
// case runs at an instant that nobody chose, often outside the window that it means to test.
// Internal to the collector of cases.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "diag/diagnostic.h"
#include "parser/ast.h"
#include "tooling/test/test.h"

namespace rulec::tooling {

class ImplicitNow {
 public:
  explicit ImplicitNow(const parser::Ast& ast);  // outlives this

  // The finding for a case without `now`: of the rule around it, of the first rule in its
  // expectation (`fires`, `not_fires`, `fires_exactly`) and of the items of the scorecard
  // (`result`). A case inside a rule with `active_from` runs at that instant, so that rule's window
  // is no surprise.
  [[nodiscard]] std::optional<diag::Diagnostic> finding(const TestCase& test) const;

 private:
  // Where a rule or item meets the clock.
  struct Dependence {
    std::string what;  // "the window of `xmas`"
    parser::NodeId node;
    bool has_own_instant = false;  // cases inside this rule run at its `active_from`
  };

  void add_rule(const parser::RuleNode& rule);
  void add_scorecard(const parser::ScorecardNode& scorecard);
  [[nodiscard]] const Dependence* find(const TestCase& test) const;
  [[nodiscard]] const Dependence* find_rule(std::string_view id) const;

  const parser::Ast& ast_;
  std::map<std::string_view, Dependence> by_rule_;
  std::map<std::string_view, Dependence> by_entry_point_;  // of scorecards
};

}  // namespace rulec::tooling
