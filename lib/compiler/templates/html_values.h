// The values of attributes in HTML templates, up to the closing quote.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/templates/elements.h"
#include "compiler/templates/part_cursor.h"

namespace rulec::compiler {

// Reports `problem` from `begin` to where the cursor stands.
class MarkupReporter {
 public:
  MarkupReporter(const PartCursor& cursor, const PartReport& report)
      : cursor_(cursor), report_(report) {}

  void unsafe(PartCursor::Place begin, std::string problem, std::string label, std::string help);
  void unsafe_at(PartRange place, std::string problem, std::string label, std::string help);
  void misplaced(PartCursor::Place begin, std::string problem, std::string help);
  void misplaced_at(PartRange place, std::string problem, std::string help);
  [[nodiscard]] bool has_reported() const { return has_reported_; }

 private:
  void send(diag::Code code, PartRange place, std::string problem, std::string label,
            std::string help);

  const PartCursor& cursor_;
  const PartReport& report_;
  bool has_reported_ = false;
};

// `&…;` at the cursor: moves behind it and gives its character; reports what is none, then the
// cursor stands behind the `&`.
std::optional<char32_t> take_reference(PartCursor& cursor, MarkupReporter& reporter);

// A byte at the cursor that no text may hold, as a control character; reported. The cursor stays.
bool is_forbidden_byte(const PartCursor& cursor);

// The cursor stands behind `name="`; it ends behind the closing quote. `kind` is absent for an
// attribute that was refused already. False: nothing can be read behind it.
[[nodiscard]] bool take_value(PartCursor& cursor, MarkupReporter& reporter,
                              std::optional<AttributeKind> kind, std::string_view name, char quote);

}  // namespace rulec::compiler
