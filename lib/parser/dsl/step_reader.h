// StepReader: actions of rules and steps of flows to their twins. Internal to lib/parser/dsl.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parser/dsl/twin_reader.h"

namespace rulec::parser {

class StepReader {
 public:
  StepReader(TextState& state, TwinReader& reader)
      : state_(state), twin_(state.twin), reader_(reader) {}

  // The steps in `container`, as elements of an array that is open.
  [[nodiscard]] bool steps(const SyntaxNode& container);
  // Behind the last one.
  [[nodiscard]] bool finish();

 private:
  bool step(const SyntaxNode& node);
  bool action(const SyntaxNode& node);
  bool update(const SyntaxNode& node);
  bool call(const SyntaxNode& node);
  bool if_step(const SyntaxNode& node);
  [[nodiscard]] static bool holds_if(const SyntaxNode& block);
  [[nodiscard]] bool is_operator(const SyntaxNode& node) const;
  bool local(const SyntaxNode& node, const SyntaxNode& value);
  // The members of one step, between its type and `when`.
  struct Argument {
    std::string name;
    TextRange name_range;
    SyntaxNode value;
    TextRange range;
  };
  bool arguments(const SyntaxNode& written, std::string_view type);
  bool argument(const Argument& given);
  bool nested_arguments(const std::vector<Argument>& given, TextRange range);
  void name_positional(std::vector<SyntaxNode>& values, std::string_view type,
                       std::vector<Argument>& given);
  bool list(std::string_view name, const std::vector<SyntaxNode>& values, TextRange range);
  bool result(const SyntaxNode& node);
  bool target(std::string_view name, const SyntaxNode& path);
  bool test(const SyntaxNode& node);
  void text_member(std::string_view name, TextRange range, std::string_view value);

  TextState& state_;
  TwinBuilder& twin_;
  TwinReader& reader_;
  std::vector<SyntaxNode> tests_;         // of the `if`s around the step
  std::vector<std::string> new_results_;  // of the step that is read
  std::set<std::string> keys_;            // of the step
  std::vector<json::NodeId> test_nodes_;  // `when` of the steps that have one
};

}  // namespace rulec::parser
