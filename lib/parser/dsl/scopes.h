// Which context a path of the DSL reads (language.md section 11, "Names in quantifiers").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rulec::parser {

// A context that paths can read: what surrounds the body of a loop or quantifier, or a later
// operand of `try`.
struct Scope {
  enum class Kind : std::uint8_t { kItem, kReduce, kTry } kind = Kind::kItem;
  std::string_view item;
  std::string_view accumulator;
};

class Scopes {
 public:
  void push(const Scope& scope) { scopes_.push_back(scope); }
  void pop() { scopes_.pop_back(); }
  [[nodiscard]] bool is_outermost() const { return scopes_.empty(); }
  [[nodiscard]] const Scope& innermost() const { return scopes_.back(); }

  // Where a path leads that begins with `first`.
  struct Reading {
    std::size_t scopes_out = 0;
    std::string_view key;   // first key there: `current` or `accumulator` of a reduce; else ""
    bool is_named = false;  // `first` is the name of an item, and no key
  };
  [[nodiscard]] Reading reading_of(std::string_view first) const;

  // The scopes so far bind no names until `show`: what is read now was written outside of them.
  [[nodiscard]] std::size_t hide() { return std::exchange(hidden_, scopes_.size()); }
  void show(std::size_t hidden) { hidden_ = hidden; }

  // The name that an item has when nobody chose one: `it`, then `it2` inside its body.
  [[nodiscard]] std::string default_name(std::string_view base) const;

 private:
  std::vector<Scope> scopes_;  // innermost last
  std::size_t hidden_ = 0;     // so many of them
};

}  // namespace rulec::parser
