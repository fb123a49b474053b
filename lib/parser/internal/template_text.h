// TemplateTextBuilder: a text of a template into pieces, and the values of its tags. Internal to
// the parser.
#pragma once

#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/ast.h"
#include "parser/json/document.h"

namespace rulec::parser {

// A list of values that is being written down: of the whole template, of a branch, of a turn.
using ValueList = std::vector<Expr*>;

class TemplateTextBuilder {
 public:
  TemplateTextBuilder(const json::Document& document, std::uint32_t document_index,
                      const SourceMap& sources, Ast& ast, diag::Emitter& emitter)
      : document_(document),
        document_index_(document_index),
        sources_(sources),
        ast_(ast),
        emitter_(emitter) {}

  // The string at `id`; its values are added to `values`. False after a finding.
  [[nodiscard]] bool build(json::NodeId id, ValueList& values);
  // Of the text built last: null when it has no tags.
  [[nodiscard]] const TemplateText* text() const { return text_; }

  // The variables that an expression outside of a text reads.
  void note(const Expr& expr) { note_variables(expr, 0, false); }

  [[nodiscard]] const std::vector<TemplateVariable>& variables() const { return variables_; }
  [[nodiscard]] bool reads_vars() const { return reads_vars_; }

 private:
  // A block whose end has not come.
  struct Block {
    PieceKind kind = PieceKind::kIf;  // kIf, kElse, kEach
    std::size_t piece = 0;            // its opening tag
    Expr* head = nullptr;             // the test, or the list
    std::string_view name;            // kEach: of the item
    ValueList values;                 // of the branch or turn
    ValueList first_branch;           // kElse: those of the `if`
  };

  void add_text(std::size_t begin, std::size_t end);
  [[nodiscard]] bool add_tag(std::size_t begin, std::size_t end);
  [[nodiscard]] bool add_hole(std::size_t begin, std::size_t end);
  [[nodiscard]] bool add_filter(std::size_t begin, std::size_t end, TemplatePiece& hole);
  [[nodiscard]] bool open_if(std::size_t begin, std::size_t end);
  [[nodiscard]] bool open_each(std::size_t begin, std::size_t end);
  [[nodiscard]] bool open_block(PieceKind kind, Expr* head, std::string_view name);
  [[nodiscard]] bool turn_to_else();
  [[nodiscard]] bool close(PieceKind kind);
  [[nodiscard]] bool finish();

  [[nodiscard]] ValueList& values() { return blocks_.empty() ? *outer_ : blocks_.back().values; }
  [[nodiscard]] std::vector<std::string_view> loop_names() const;
  [[nodiscard]] bool is_in_if() const;
  TemplatePiece& add_piece(PieceKind kind);
  [[nodiscard]] NodeId add_node(std::size_t begin, std::size_t end);
  [[nodiscard]] Expr* make(ExprKind kind, NodeId node, std::span<Expr* const> operands);
  [[nodiscard]] Expr* call(std::string_view name, NodeId node, std::initializer_list<Expr*> of);
  [[nodiscard]] Expr* list(NodeId node, const ValueList& items);
  // The values of a branch behind true or false.
  [[nodiscard]] Expr* branch(NodeId node, bool outcome, const ValueList& items);
  [[nodiscard]] bool add_value(TemplatePiece& piece, Expr* value);
  void note_variables(const Expr& expr, std::size_t depth, bool is_needed);
  bool refuse(std::size_t begin, std::size_t end, std::string problem, std::string help = "");

  const json::Document& document_;
  std::uint32_t document_index_;
  const SourceMap& sources_;
  Ast& ast_;
  diag::Emitter& emitter_;
  json::NodeId json_node_;
  TemplateText* text_ = nullptr;
  std::string_view content_;  // of the text, unescaped
  std::size_t tag_begin_ = 0;
  std::size_t tag_end_ = 0;
  ValueList* outer_ = nullptr;
  std::vector<Block> blocks_;
  std::vector<TemplateVariable> variables_;
  bool reads_vars_ = false;
};

}  // namespace rulec::parser
