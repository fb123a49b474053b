// What a path means at a place inside an expression, as far as it is known without running it: the
// context at the root, an item of a list inside an iterator, an error inside `try`. Internal to the
// checker.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/inline_vector.h"
#include "parser/ast.h"

namespace rulec::compiler {

// Segments from the root context. An item of a list is the segment "0".
using FieldPath = InlineVector<std::string_view, 6>;

// "cart.items[].qty": an item of a list that an iterator walks stands as in schemas. `outside`: how
// many segments come from the iterators around the path.
[[nodiscard]] std::string shown_path(const FieldPath& path, std::size_t outside);

struct WrittenPath;

// A field by its path from the root context; the first `given` segments are there for sure, because
// iterators walk them.
struct ReadField {
  FieldPath path;
  std::size_t given = 0;
};

struct FieldScope {
  enum class Kind : std::uint8_t {
    kContext,    // paths start at `place`
    kReduction,  // {current, accumulator}: paths below `current` start at `place`
    kUnknown
  };
  Kind kind = Kind::kContext;
  FieldPath place;
  const FieldScope* outer = nullptr;

  // The path from the root context; nothing when it is not known.
  [[nodiscard]] std::optional<FieldPath> resolve(const FieldPath& written) const;
  // What a path reads that is written here; nothing when it is not known.
  [[nodiscard]] std::optional<ReadField> read(const std::optional<WrittenPath>& written) const;
  // The scope `level` (of `val`) leads to; null for an index or what lies beyond the outermost.
  [[nodiscard]] const FieldScope* at_level(std::uint64_t level) const;
};

// A literal path of `var`, `val`, `exists` or `missing`, with the text or texts it is made of.
struct WrittenPath {
  FieldPath segments;
  const parser::Expr* text = nullptr;         // one text with dots; or
  InlineVector<const parser::Expr*, 4> keys;  // a key for each segment
  const parser::Expr* call = nullptr;         // the `var` that reads it, where it has no default
  std::uint64_t level = 0;
};
// Of a call of `var`; nothing when the path is computed, or no text.
[[nodiscard]] std::optional<WrittenPath> path_of_var(const parser::Expr& call);
// Of a call of `val` or `exists`.
[[nodiscard]] std::optional<WrittenPath> path_of_keys(const parser::Expr& call);
// Of a call of `var` or `val`; nothing for other expressions.
[[nodiscard]] std::optional<WrittenPath> path_of(const parser::Expr& expr);
// Of one operand of `missing`.
[[nodiscard]] std::optional<WrittenPath> path_of_text(const parser::Expr& text);

// The scope of the body of an iterator over `source`, which stands in `outer`.
[[nodiscard]] FieldScope scope_of_body(std::string_view iterator, const parser::Expr& source,
                                       const FieldScope& outer);

}  // namespace rulec::compiler
