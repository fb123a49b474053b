#include "parser/format/member_order.h"

#include "base/check.h"

namespace rulec::parser {
namespace {

constexpr std::string_view kFileNames[] = {"$schema", "rules"};
constexpr std::string_view kRuleNames[] = {
    "$schema",         "id",          "name",           "description", "entry_point", "priority",
    "active",          "active_from", "active_until",   "version",     "condition",   "actions",
    "stop_processing", "tests",       "context_schema", "metadata"};
constexpr std::string_view kFlowNames[] = {
    "$schema",         "flow",        "name",           "description", "entry_point", "priority",
    "active",          "active_from", "active_until",   "version",     "condition",   "steps",
    "stop_processing", "tests",       "context_schema", "metadata"};
constexpr std::string_view kScorecardNames[] = {
    "$schema", "scorecard", "name",    "description", "entry_point",
    "items",   "patterns",  "default", "bands",       "metadata"};
constexpr std::string_view kItemNames[] = {"id",     "condition", "points",
                                           "weight", "symbol",    "priority"};
constexpr std::string_view kBandNames[] = {"from", "recommend"};
// In the order of the JSON Schema of templates.
constexpr std::string_view kTemplateNames[] = {
    "$schema",      "id",       "name",           "description",   "version",
    "language",     "format",   "component_type", "style_variant", "content",
    "placeholders", "sanitize", "fallback",       "metadata"};
constexpr std::string_view kTestNames[] = {"name", "context", "now", "expect"};
constexpr std::string_view kActionNames[] = {"type",      "as",       "target", "operation",
                                             "value",     "function", "args",   "store_result_in",
                                             "arguments", "when"};

}  // namespace

std::size_t MemberOrder::slot(std::string_view key) {
  if (key.empty()) {
    return 0;
  }
  auto byte = [key](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(key[at]));
  };
  return (key.size() * 7 + byte(0) * 31 + byte(key.size() / 2) * 5 + byte(key.size() - 1) * 3) %
         kSlots;
}

void MemberOrder::add(std::string_view key, std::uint8_t rank) {
  std::size_t at = slot(key);
  while (table_[at].rank != kUnknown) {
    at = (at + 1) % kSlots;
  }
  table_[at] = {.key = key, .rank = rank};
}

MemberOrder::MemberOrder(std::span<const std::string_view> names) : names_(names) {
  RULEC_CHECK(names.size() <= kMaxNames);
  for (std::size_t i = 0; i < names.size(); ++i) {
    add(names[i], static_cast<std::uint8_t>(i));
  }
}

MemberOrder::MemberOrder(std::span<const std::string_view> names, AliasScope scope)
    : MemberOrder(names) {
  for (const Alias& row : alias_table()) {
    std::uint8_t meant = row.scope == scope ? rank(row.canonical) : kUnknown;
    if (meant != kUnknown) {
      add(row.alias, meant);
    }
  }
}

MemberOrders::MemberOrders()
    : file(kFileNames),
      rule(kRuleNames, AliasScope::kRule),
      flow(kFlowNames, AliasScope::kRule),
      scorecard(kScorecardNames),
      item(kItemNames),
      band(kBandNames),
      message_template(kTemplateNames, AliasScope::kTemplate),
      test(kTestNames),
      action(kActionNames) {}

const MemberOrders& member_orders() {
  static const MemberOrders kOrders;
  return kOrders;
}

RankedMembers rank_members(const json::Document& document, json::NodeId object,
                           const MemberOrder& order) {
  RankedMembers found;
  for (json::NodeId child : document.children(object)) {
    const json::Node& node = document.at(child);
    std::uint8_t rank = order.rank(node.key);
    if (rank == MemberOrder::kUnknown) {
      found.has_others = true;
    } else if (found.at[rank].is_valid()) {
      found.has_clash = found.has_clash || !node.is_duplicate;
    } else {
      found.at[rank] = child;
    }
  }
  return found;
}

}  // namespace rulec::parser
