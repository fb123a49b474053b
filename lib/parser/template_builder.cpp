// parse_template: the members of one variant of a template from JSON. Silent about shape (the
// schema check has spoken); what cannot be used sets is_bad.
#include <algorithm>

#include "base/limits.h"
#include "parser/internal/expression_builder.h"
#include "parser/internal/members.h"
#include "parser/internal/shape.h"
#include "parser/internal/template_text.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::parser {
namespace {

using diag::Code;
using json::NodeKind;

class TemplateBuilder {
 public:
  TemplateBuilder(const json::Document& document, std::uint32_t index, const SourceMap& sources,
                  Ast& ast, diag::Emitter& emitter)
      : document_(document),
        ast_(ast),
        emitter_(emitter),
        expressions_(document, index, ast, emitter),
        texts_(document, index, sources, ast, emitter) {}

  void build(json::NodeId id) {
    if (document_.at(id).kind != NodeKind::kObject) {
      return;
    }
    made_.node = expressions_.add_node(id);
    made_.is_bad = has_fault_inside(document_, id);
    json::NodeId content;
    CanonicalMembers found = canonical_members(document_, id, AliasScope::kTemplate, emitter_);
    require(!found.has_alias_beside_name);
    for (const auto& [name, member] : found.members) {
      if (name == "content") {
        content = member;
      } else {
        text_member(name, member);
      }
    }
    is_json_ = made_.format.text.empty() ? content.is_valid() && is_container(content)
                                         : made_.format.text == "json";
    require(is_name(made_.id.text, kMaxIdBytes) && content.is_valid());
    if (content.is_valid()) {
      made_.content_node = expressions_.add_node(content);
      made_.content = content_of(content);
    }
    finish();
    ast_.templates.push_back(std::move(made_));
  }

 private:
  void require(bool is_good) { made_.is_bad = made_.is_bad || !is_good; }

  [[nodiscard]] bool is_container(json::NodeId id) const {
    NodeKind kind = document_.at(id).kind;
    return kind == NodeKind::kObject || kind == NodeKind::kArray;
  }

  void text_member(std::string_view name, json::NodeId id) {
    const std::pair<std::string_view, TextAt*> members[] = {
        {"id", &made_.id},
        {"name", &made_.name},
        {"language", &made_.language},
        {"format", &made_.format},
        {"component_type", &made_.component_type},
        {"style_variant", &made_.variant},
        {"fallback", &made_.fallback}};
    for (const auto& [key, text] : members) {
      if (key == name) {
        require(document_.at(id).kind == NodeKind::kString);
        *text = {.text = document_.at(id).text, .node = expressions_.add_node(id)};
      }
    }
  }

  // --- content; recursion ends at the depth that the reader allows
  TemplateContent content_of(json::NodeId id) {
    const json::Node& node = document_.at(id);
    TemplateContent content{.node = expressions_.add_node(id)};
    if (node.kind == NodeKind::kBad || node.is_damaged) {
      require(false);
    } else if (node.kind == NodeKind::kString) {
      text_content(id, content);
    } else if (is_expression_hole(document_, id)) {
      typed_content(id, content);
    } else if (node.kind == NodeKind::kObject || node.kind == NodeKind::kArray) {
      bool is_object = node.kind == NodeKind::kObject;
      content.kind = is_object ? ContentKind::kObject : ContentKind::kList;
      for (json::NodeId child : document_.children(id)) {
        if (is_object && document_.at(child).is_duplicate) {
          continue;
        }
        content.children.push_back(content_of(child));
        if (is_object) {
          content.keys.push_back(document_.at(child).key);
        }
      }
    } else {
      content.constant = json::to_value(document_, id, ast_.arena);
    }
    return content;
  }

  void text_content(json::NodeId id, TemplateContent& content) {
    require(texts_.build(id, values_));
    content.constant = Value::string(document_.at(id).text);
    if (texts_.text() != nullptr) {
      content.kind = ContentKind::kText;
      content.text = texts_.text();
    }
  }

  // {"expr": E}
  void typed_content(json::NodeId id, TemplateContent& content) {
    if (!is_json_) {
      require(false);
      emitter_.emit(diag::make(Code::kMisplacedPlaceholder, document_.at(id).span,
                               "a value that is no text",
                               {{"problem", "`expr` gives values only in the format `json`"}})
                        .help("write a placeholder in a text: `\"{{ cart.total }}\"`"));
      return;
    }
    content.kind = ContentKind::kTyped;
    content.item = static_cast<std::uint32_t>(values_.size());
    Expr* expr = expressions_.expression(document_.at(id).first_child);
    require(expr->kind != ExprKind::kBad);
    texts_.note(*expr);
    values_.push_back(expr);
  }

  void finish() {
    made_.variables = texts_.variables();
    made_.reads_vars = texts_.reads_vars();
    if (!values_.empty()) {
      made_.values = ast_.arena.make<Expr>();
      made_.values->kind = ExprKind::kList;
      made_.values->node = made_.content_node;
      auto operands = ast_.arena.make_span<Expr*>(values_.size());
      std::ranges::copy(values_, operands.begin());
      made_.values->operands = operands;
    }
  }

  const json::Document& document_;
  Ast& ast_;
  diag::Emitter& emitter_;
  ExpressionBuilder expressions_;
  TemplateTextBuilder texts_;
  TemplateNode made_;
  ValueList values_;
  bool is_json_ = false;
};

}  // namespace

void parse_template(const RuleDocuments& documents, std::uint32_t document,
                    const SourceMap& sources, Ast& ast, diag::Emitter& emitter) {
  const json::Document& from = documents.documents[document];
  if (from.has_root()) {
    TemplateBuilder(from, document, sources, ast, emitter).build(from.root());
  }
}

}  // namespace rulec::parser
