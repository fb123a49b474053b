// DefinitionReader: one declaration of a text file to the twins of its rules, flow or scorecard.
// Internal to lib/parser/dsl.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/dsl/step_reader.h"
#include "parser/dsl/twin_reader.h"

namespace rulec::parser {

class DefinitionReader {
 public:
  explicit DefinitionReader(TextState& state)
      : state_(state), twin_(state.twin), reader_(state), steps_(state, reader_) {}

  // Adds the definitions of `declaration` to an array that is open. False after findings; what was
  // added by then is of no use.
  [[nodiscard]] bool read(const SyntaxNode& declaration);

  // The annotations of `file …`, as members of an object that is open.
  [[nodiscard]] bool file_header(const SyntaxNode& header);

 private:
  // What stands in front of a declaration or an item.
  struct Notes {
    std::vector<SyntaxNode> lines;  // of `///`
    // By the member that each stands for: `name`, `$schema`, `x_…`, those of `metadata`.
    struct Note {
      std::string member;
      SyntaxNode name;
      SyntaxNode value;
    };
    std::vector<Note> members;
    std::vector<Note> metadata;
  };
  // Head and sections, by what they are.
  struct Sections {
    SyntaxNode id;
    std::vector<SyntaxNode> entry_points;
    SyntaxNode priority, version, stop, inactive, active;
    std::vector<SyntaxNode> conditions;
    std::vector<SyntaxNode> actions;  // or the steps of a flow
    std::vector<SyntaxNode> tests;
    std::vector<SyntaxNode> parts;  // of a scorecard
  };

  // --- notes (note_reader.cpp)
  bool notes_of(const SyntaxNode& node, Notes& notes);
  bool add_note(const SyntaxNode& annotation, Notes& notes);
  bool description(const Notes& notes);
  bool member(const Notes& notes, std::string_view name);
  bool metadata(const Notes& notes);
  bool own_members(const Notes& notes);
  bool has_only_own(const Notes& notes, const std::string& what, std::string_view also);
  bool bad_note(const SyntaxNode& at, std::string label, std::string problem);

  // --- rules and flows
  bool sections_of(const SyntaxNode& node, Sections& sections);
  bool keep(const SyntaxChild& child, Sections& sections);
  bool keep_one(SyntaxNode& kept, const SyntaxNode& found);
  // Behind the bracket that opens a declaration.
  [[nodiscard]] static std::size_t inside_of(const SyntaxNode& declaration);
  // A flow, or rule number `pair` of a declaration, which of the input dialect has several.
  bool rule(const SyntaxNode& node, const Notes& notes, const Sections& sections, std::size_t pair);
  bool head(const Notes& notes, const Sections& sections, std::string_view id_member,
            std::size_t pair);
  void entry_points(const Sections& sections, std::string_view keyword, bool is_first);
  bool window(const SyntaxNode& active);
  bool condition(const SyntaxNode& clause);
  void anchor_operands(const std::vector<SyntaxNode>& predicates, json::NodeId condition);
  bool actions(std::string_view name, const SyntaxNode& clause);
  bool tail(const Notes& notes, const Sections& sections, json::NodeId definition,
            std::size_t pair);
  bool item_names(json::NodeId definition);

  // --- tests
  bool tests(const std::vector<SyntaxNode>& written);
  bool test(const SyntaxNode& node);
  bool expectation(const SyntaxNode& clause);

  // --- scorecards
  bool scorecard(const SyntaxNode& node, const Notes& notes, const Sections& sections);
  bool items(const std::vector<SyntaxNode>& parts);
  bool item(const SyntaxNode& node);
  bool item_numbers(const SyntaxNode& node);
  bool patterns(const std::vector<SyntaxNode>& parts);
  bool bands(const std::vector<SyntaxNode>& parts);
  bool band(const SyntaxNode& node);

  void text_member(std::string_view name, TextRange range, std::string_view value) {
    twin_.key(name, range);
    twin_.text(range, value);
  }
  bool number_member(std::string_view name, const SyntaxNode& number);
  void anchor(const SyntaxNode& node) {
    state_.anchors.push_back(
        {.range = TextState::range_of(node), .node = twin_.next_id(), .last = {}});
  }

  TextState& state_;
  TwinBuilder& twin_;
  TwinReader reader_;
  StepReader steps_;
};

}  // namespace rulec::parser
