#include "compiler/check/windows.h"

#include "base/calendar.h"

namespace rulec::compiler {
namespace {

using diag::Code;

std::optional<calendar::Moment> moment_of(const parser::TextAt& at, RuleReport& report) {
  auto moment = calendar::parse_moment(at.text);
  if (!moment) {
    report.emit(diag::make(Code::kBadMoment, report.text_span(at.node), "no such moment",
                           {{"value", std::string(at.text)}})
                    .help("write a date as `2026-03-01`, or a date-time as "
                          "`2026-03-01T09:00:00Z`"),
                at.node);
  }
  return moment;
}

}  // namespace

void check_window(CheckedRule& rule, RuleReport& report) {
  const parser::RuleNode& node = *rule.node;
  if (node.active_from && node.active_from->node.is_valid()) {
    if (auto from = moment_of(*node.active_from, report)) {
      rule.active_from_ms = from->ms;
    }
  }
  if (node.active_until && node.active_until->node.is_valid()) {
    if (auto until = moment_of(*node.active_until, report)) {
      // A date counts as a whole: the window ends where the next day begins.
      rule.active_until_ms = until->ms + (until->is_date ? calendar::kMsPerDay : 0);
    }
  }
  if (node.active_from && node.active_until && rule.active_from_ms >= rule.active_until_ms) {
    report.emit(diag::make(Code::kEmptyWindow, report.text_span(node.active_until->node),
                           "not after `active_from`",
                           {{"from", std::string(node.active_from->text)},
                            {"until", std::string(node.active_until->text)}})
                    .label(report.text_span(node.active_from->node), "begins here"),
                node.active_until->node);
  }
}

}  // namespace rulec::compiler
