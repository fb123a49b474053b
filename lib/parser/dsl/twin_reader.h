// TwinReader: syntax trees of expressions, values and JSON to their twins (language.md section 11).
// Internal to lib/parser/dsl. Every function adds one value to the twin and returns true, or says
// why not (TextState::fail, TextState::refuse), returns false and leaves containers closed.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/dsl/grammar.h"
#include "parser/dsl/text_state.h"

namespace rulec::parser {

class TwinReader {
 public:
  explicit TwinReader(TextState& state) : state_(state), twin_(state.twin) {}

  [[nodiscard]] bool expression(const SyntaxNode& written);
  // A value of an argument: literal where it is JSON as a whole, else lists and objects member by
  // member, references, and {"expr": …}.
  [[nodiscard]] bool value(const SyntaxNode& node);
  // JSON, whose keys may be words.
  [[nodiscard]] bool json(const SyntaxNode& node);
  [[nodiscard]] bool is_json(const SyntaxNode& node) const;
  [[nodiscard]] bool text(const SyntaxNode& string);
  [[nodiscard]] bool number(const SyntaxNode& node);
  // The key of the next member of an object that is open; one that `seen` holds is a finding.
  [[nodiscard]] bool new_key(const SyntaxNode& key, std::set<std::string>& seen);
  // The members of a JSON object, into an object that is open.
  [[nodiscard]] bool json_members(const SyntaxNode& object, std::set<std::string>& seen);

  // The operands of the `and` or `or` that several tests make, or one; else the tests themselves.
  [[nodiscard]] static std::vector<SyntaxNode> operands_of_chain(std::span<const SyntaxNode> tests);
  // Predicates, or the tests around a step, joined by `and`.
  [[nodiscard]] bool conjunction(std::span<const SyntaxNode> tests);

  // A path as the dotted text of JSON.
  [[nodiscard]] std::string dotted(const SyntaxNode& path) const;
  // Whether a path begins with a word that is none of a path. Such words are names elsewhere, so
  // the grammar takes them.
  [[nodiscard]] bool begins_reserved(const SyntaxNode& path) const;

  // The expression inside of brackets.
  [[nodiscard]] static SyntaxNode unwrapped(SyntaxNode node);

 private:
  struct Segment {
    std::string_view text;
    TextRange range;
    bool is_index = false;
  };
  using Segments = std::vector<Segment>;
  // What a call is to be: its whole range, and that of its name.
  struct Callee {
    TextRange range;
    std::string_view name;
    TextRange name_range;
  };

  // --- operators (expression_reader.cpp)
  bool constant(const SyntaxNode& node);
  bool empty_object(const SyntaxNode& node);
  bool junction(const SyntaxNode& node);
  bool comparison(const SyntaxNode& node);
  bool membership(const SyntaxNode& node);
  bool runs(const SyntaxNode& node);
  bool minus(const SyntaxNode& node);
  bool negation(const SyntaxNode& node);
  bool list(const SyntaxNode& node);
  bool quantifier(const SyntaxNode& node);
  bool reduction(const SyntaxNode& node);
  bool body(const SyntaxNode& node, const Scope& scope);
  void note_name(json::NodeId node, std::string_view name, std::string_view default_name);
  // {"name": [operands]}.
  bool call_of(const Callee& callee, std::span<const SyntaxNode> operands);
  bool operands_of(const Callee& callee, std::span<const SyntaxNode> operands);
  // The same in the form that canonical JSON has.
  bool canonical_call(const Callee& callee, std::span<const SyntaxNode> operands);
  bool bare_call(const Callee& callee, const SyntaxNode& operand);
  bool call(const SyntaxNode& node);
  bool named_operator(const SyntaxNode& node, std::span<const SyntaxNode> arguments);
  bool preserve(const Callee& callee, const SyntaxNode& value);

  [[nodiscard]] bool is_bare_result(const SyntaxNode& node) const;

  // --- paths (path_reader.cpp)
  [[nodiscard]] Segments segments_of(const SyntaxNode& path) const;
  bool path(const SyntaxNode& node);
  bool reference_path(const SyntaxNode& node);
  [[nodiscard]] bool is_result(std::string_view name) const;
  [[nodiscard]] bool is_unknown_reference(const SyntaxNode& path) const;
  bool unknown_result(const SyntaxNode& name);
  [[nodiscard]] Scopes::Reading reading_of(const SyntaxNode& path, const Segments& segments) const;
  void rename_result(const SyntaxNode& path, Segments& segments) const;
  bool missing(const SyntaxNode& node);
  bool exists(const SyntaxNode& node);
  // `var`, or `val` where the context is further out.
  bool read_path(TextRange range, const Segments& segments, const Scopes::Reading& reading);
  void path_text(TextRange range, std::span<const Segment> segments, std::string_view key);
  void key_of(const Segment& segment);
  bool path_keys(TextRange range, std::span<const Segment> segments,
                 const Scopes::Reading& reading);

  // --- values (value_reader.cpp)
  bool reference(const SyntaxNode& node);
  bool hole(const SyntaxNode& node, const SyntaxNode& expression_node);
  bool written_hole(const SyntaxNode& call);
  bool not_json(const SyntaxNode& node);

  // --- the input dialect (input_dialect.cpp)
  // What a method is called on: an expression, or a path.
  struct Receiver {
    SyntaxNode node;    // null for a path
    Segments segments;  // of the path, without the method
    TextRange range;
  };
  bool method_call(const SyntaxNode& node);
  bool compare_instants(const SyntaxNode& node, const Receiver& receiver, std::string_view sign);
  bool add_duration(const SyntaxNode& node, const Receiver& receiver, TextRange name);
  bool instant_of(const Receiver& receiver);
  bool receiver_value(const Receiver& receiver);
  bool foreign(const SyntaxNode& node, std::string_view name, TextRange name_range);
  bool sum_of_lambda(const Callee& callee, const SyntaxNode& source, const SyntaxNode& lambda);
  bool local_value(const SyntaxNode& reference, const std::string& name, bool is_argument);

  TextState& state_;
  TwinBuilder& twin_;
};

}  // namespace rulec::parser
