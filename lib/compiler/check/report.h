// RuleReport: where the checks of one rule, or of one scorecard, put their findings. Adds the place
// (breadcrumb, pointer, reading) and marks it bad after an error. Internal to the checker.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/compiler.h"

namespace rulec::compiler {

class RuleReport {
 public:
  RuleReport(const Input& input, diag::Emitter& emitter, const parser::Definition& definition)
      : input_(input),
        emitter_(emitter),
        definition_(definition),
        is_bad_(std::visit([](const auto* whole) { return whole->is_bad; }, definition)) {}

  void emit(diag::Diagnostic diagnostic, parser::NodeId at);

  [[nodiscard]] Span span(parser::NodeId node) const { return input_.ast.span(node); }
  // Of a JSON text without its quotes; of all else the whole.
  [[nodiscard]] Span text_span(parser::NodeId node) const;
  // What stands in the node is replaced by `json`, which is what belongs inside of the quotes where
  // `part` is a text or a key.
  [[nodiscard]] diag::Edit replacement(parser::NodeId node, diag::EditTarget::Part part,
                                       std::string json) const;
  // Adds what suggestions there are for a text, or a key: one is a fix, several are a help line.
  void suggest(diag::Diagnostic& diagnostic, const std::vector<std::string>& suggestions,
               parser::NodeId node,
               diag::EditTarget::Part part = diag::EditTarget::Part::kText) const;
  [[nodiscard]] bool is_bad() const { return is_bad_; }
  [[nodiscard]] const Input& input() const { return input_; }
  [[nodiscard]] const parser::Definition& definition() const { return definition_; }

 private:
  const Input& input_;
  diag::Emitter& emitter_;
  parser::Definition definition_;
  bool is_bad_;
};

// The same for a text of which no node is known; it stands at `text`, without its quotes.
void add_suggestions(diag::Diagnostic& diagnostic, const std::vector<std::string>& suggestions,
                     Span text);
// "`a`, `b` and `c`"; above kMaxListed names "`a`, … and 5 more".
inline constexpr std::size_t kMaxListed = 8;
[[nodiscard]] std::string listed(const std::vector<std::string>& names);
// `text` as the inside of a JSON text.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace rulec::compiler
