// The members of a definition in their canonical order (language.md section 2), with the older
// spellings of each.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "parser/aliases.h"
#include "parser/json/document.h"

namespace rulec::parser {

// The names of one kind of object. A rank is the position of a name in the canonical order.
class MemberOrder {
 public:
  static constexpr std::size_t kMaxNames = 20;
  static constexpr std::uint8_t kUnknown = 0xff;

  explicit MemberOrder(std::span<const std::string_view> names);
  MemberOrder(std::span<const std::string_view> names, AliasScope scope);

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] std::string_view name(std::size_t rank) const { return names_[rank]; }
  // Rank of a key, older spellings included; kUnknown for all others.
  [[nodiscard]] std::uint8_t rank(std::string_view key) const {
    for (std::size_t at = slot(key);; at = (at + 1) % kSlots) {
      const Entry& entry = table_[at];
      if (entry.rank == kUnknown || entry.key == key) {
        return entry.rank;
      }
    }
  }

 private:
  static constexpr std::size_t kSlots = 128;  // more than twice the keys of any kind

  struct Entry {
    std::string_view key;
    std::uint8_t rank = kUnknown;
  };

  static std::size_t slot(std::string_view key);
  void add(std::string_view key, std::uint8_t rank);

  std::span<const std::string_view> names_;
  std::array<Entry, kSlots> table_;
};

// The orders of all kinds; made once.
struct MemberOrders {
  MemberOrder file;
  MemberOrder rule;
  MemberOrder flow;
  MemberOrder scorecard;
  MemberOrder item;
  MemberOrder band;
  MemberOrder message_template;
  MemberOrder test;
  MemberOrder action;  // those with places of their own; `when` comes behind all others

  MemberOrders();
};
[[nodiscard]] const MemberOrders& member_orders();

// The members of one object by their ranks.
struct RankedMembers {
  std::array<json::NodeId, MemberOrder::kMaxNames> at;
  bool has_others = false;  // members that have no rank
  bool has_clash = false;   // two members have one rank
};
[[nodiscard]] RankedMembers rank_members(const json::Document& document, json::NodeId object,
                                         const MemberOrder& order);

}  // namespace rulec::parser
