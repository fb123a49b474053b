// The classes of one attribute's values: cut so that every atom over it is true, false or unknown
// for all values of a class. lib/value answers for a value of each class; nothing is known here of
// what operators mean but that their numbers are in one order.
#pragma once

#include <span>
#include <vector>

#include "runtime/internal/code.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/native.h"

namespace rulec::runtime {

enum class Truth : std::uint8_t {
  kFalse,
  kTrue,
  kUnknown  // not the same for all values of the class, or an error
};

// What an atom gives for a value, by lib/value.
[[nodiscard]] Truth truth_of(const LoadedRuleset& ruleset, const Code& atom, const Value& value);

class AttributeClasses {
 public:
  // A class: its kind, and a value of it. A text that stands for all those that no atom names is
  // `is_other`.
  struct Class {
    Value value;
    bool is_other = false;
  };

  AttributeClasses(const LoadedRuleset& ruleset, std::span<const CodeAt> atoms);

  // Classes of a kind in the order that NativeAttribute gives their rows.
  [[nodiscard]] std::vector<Class> classes_of(Kind kind) const;
  // For all values of a class that classes_of(kind) gave.
  [[nodiscard]] Truth truth(const Code& atom, const Class& of) const;

  [[nodiscard]] const std::vector<std::int64_t>& integer_cuts() const { return integer_cuts_; }
  [[nodiscard]] const std::vector<double>& double_cuts() const { return double_cuts_; }
  [[nodiscard]] const std::vector<std::string_view>& texts() const { return texts_; }

 private:
  void cut(value::Comparison comparison, const Value& constant);
  [[nodiscard]] Truth truth_of_other_text(const Code& atom) const;
  [[nodiscard]] Truth truth_of_kind(const Code& atom, const Value& value) const;

  const LoadedRuleset& ruleset_;
  std::vector<std::int64_t> integer_cuts_;
  std::vector<double> double_cuts_;
  std::vector<std::string_view> texts_;
};

}  // namespace rulec::runtime
