#include "tooling/source_spelling.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/json_writer.h"
#include "parser/dsl/text_reader.h"
#include "parser/format/format.h"
#include "parser/json/reader.h"
#include "schema/schema.h"
#include "tooling/token_merge.h"
#include "tooling/twin_text.h"

namespace rulec::tooling {
namespace {

using json::NodeId;
using json::NodeKind;

// Fixes of one build that are spelled; nobody reads more, and each takes about a millisecond.
constexpr std::size_t kMaxSpelled = 2000;

NodeId list_of(const json::Document& document) {
  NodeId list = document.has_root() ? document.member(document.root(), "rules") : NodeId();
  return list.is_valid() && document.at(list).kind == NodeKind::kArray ? list : NodeId();
}

// The one definition of a document; invalid where there are others.
NodeId only_definition(const json::Document& document) {
  NodeId list = list_of(document);
  if (!list.is_valid()) {
    return document.root();
  }
  return document.at(list).child_count == 1 ? document.at(list).first_child : NodeId();
}

// A JSON text and its document, which points into it.
struct Parsed {
  SourceMap sources;
  json::Document document;
};

std::unique_ptr<Parsed> parsed(const std::string& json) {
  auto made = std::make_unique<Parsed>();
  diag::Collector findings;
  SourceId id = made->sources.add("twin.rule.json", json);
  made->document = json::parse(made->sources, id, {}, findings);
  return findings.has_errors() || !made->document.has_root() ? nullptr : std::move(made);
}

// One definition of a text file, read alone with what stands at the head of the file.
struct ReadText {
  SourceMap sources;
  json::Document document;
  NodeId definition;
};

std::unique_ptr<ReadText> read_alone(const std::string& name, std::string text,
                                     const parser::TextOptions& options) {
  auto made = std::make_unique<ReadText>();
  diag::Collector findings;
  SourceId id = made->sources.add(name, std::move(text));
  made->document = parser::read_text(made->sources, id, options, findings);
  bool is_good =
      !made->document.has_faults() && !findings.has_errors() && made->document.has_root();
  made->definition = is_good ? only_definition(made->document) : NodeId();
  return made->definition.is_valid() ? std::move(made) : nullptr;
}

// Names of items (`any(xs, x: …)`): in JSON a pointer of the call in its definition -> name. After
// an edit the call may stand elsewhere.
class ItemNames {
 public:
  ItemNames(const json::Document& document, NodeId definition)
      : document_(document), definition_(definition) {
    NodeId names = document.member(definition, "x_names");
    std::size_t above = document.pointer(definition).size();
    for (std::size_t i = definition.index(); i < document.end_of(definition).index(); ++i) {
      pointers_.emplace_back(document.pointer(NodeId(i)).substr(above), NodeId(i));
    }
    if (names.is_valid()) {
      for (NodeId name : document.children(names)) {
        add(document.at(name).key, document.at(name).text);
      }
    }
  }

  [[nodiscard]] bool is_empty() const { return names_.empty(); }

  // `json` (an object without `x_names`) with the names of those calls that `edited`, its document,
  // still has.
  [[nodiscard]] std::string named(const std::string& json, const json::Document& edited) const {
    std::map<std::string, std::vector<std::string>> calls;  // text -> pointers
    for (std::size_t i = 0; i < edited.size(); ++i) {
      if (edited.at(NodeId(i)).kind == NodeKind::kObject) {
        calls[TwinText(edited, NodeId(i)).text()].push_back(edited.pointer(NodeId(i)));
      }
    }
    std::map<std::string, std::string> made;
    std::map<std::string, std::size_t> used;
    for (const Name& name : names_) {
      const std::vector<std::string>& places = calls[name.text];
      std::size_t at = used[name.text]++;
      std::string pointer = at < places.size() ? places[at] : name.pointer;
      auto node = edited.resolve(pointer);
      bool is_there = node && edited.at(*node).kind == NodeKind::kObject &&
                      edited.at(*node).child_count == 1 &&
                      edited.at(edited.at(*node).first_child).key == name.operator_name;
      if (is_there) {
        made.emplace(std::move(pointer), name.name);
      }
    }
    if (made.empty() || json.size() < 2) {
      return json;
    }
    std::string text = json.substr(0, json.size() - 1) + ",\"x_names\":";
    JsonWriter writer(text);
    writer.begin_object();
    for (const auto& [pointer, name] : made) {
      writer.member(pointer, name);
    }
    writer.end_object();
    return text + "}";
  }

 private:
  struct Name {
    std::string pointer;
    std::string name;
    std::string operator_name;
    std::string text;  // of the call
  };

  void add(std::string_view pointer, std::string_view name) {
    auto found = std::ranges::find(pointers_, pointer, &std::pair<std::string, NodeId>::first);
    if (found == pointers_.end()) {
      return;
    }
    const json::Node& node = document_.at(found->second);
    if (node.kind == NodeKind::kObject && node.child_count == 1) {
      names_.push_back({.pointer = std::string(pointer),
                        .name = std::string(name),
                        .operator_name = std::string(document_.at(node.first_child).key),
                        .text = TwinText(document_, found->second).text()});
    }
  }

  const json::Document& document_;
  NodeId definition_;
  std::vector<std::pair<std::string, NodeId>> pointers_;
  std::vector<Name> names_;
};

// A definition as it is printed; nothing where its shape has no text form.
std::optional<std::string> printed(const std::string& json, const parser::Layout& layout) {
  auto read = parsed(json);
  if (read == nullptr) {
    return std::nullopt;
  }
  bool is_scorecard = read->document.member(read->document.root(), "scorecard").is_valid();
  diag::Collector findings;
  bool has_shape =
      schema::check_document(is_scorecard ? schema::BuiltIn::kScorecard : schema::BuiltIn::kRule,
                             read->document, read->sources, findings);
  if (!has_shape) {
    return std::nullopt;
  }
  json::Document form = parser::canonical_document(read->document, parser::DocumentKind::kRules);
  Result<std::string> text = parser::print_text(form, layout);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

// Nothing, or a comment: the same in all that a text says.
bool is_comment(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos || text.substr(begin).starts_with("//") ||
         text.substr(begin).starts_with("/*");
}

bool are_twins(const std::string& left, const std::string& right) {
  auto a = parsed(left);
  auto b = parsed(right);
  return a != nullptr && b != nullptr &&
         parser::are_twins(a->document, b->document, parser::DocumentKind::kRules);
}

}  // namespace

bool is_text_file(std::string_view path) {
  return path.ends_with(".eff") || path.ends_with(".effx");
}

bool SourceSpelling::concerns_text(const diag::Fix& fix) const {
  return std::ranges::any_of(fix.edits, [this](const diag::Edit& edit) {
    return edit.span.source.is_valid() && is_text_file(build_.sources.at(edit.span.source).name());
  });
}

const json::Document* SourceSpelling::document_of(SourceId source) {
  const auto& all = build_.documents.documents;
  for (; documents_seen_ < all.size(); ++documents_seen_) {
    documents_.emplace(all[documents_seen_].source(), documents_seen_);
  }
  auto found = documents_.find(source);
  return found == documents_.end() ? nullptr : &all[found->second];
}

std::optional<SourceSpelling::Target> SourceSpelling::target_of(const diag::Edit& edit) {
  const json::Document* document = document_of(edit.span.source);
  if (edit.target.part == diag::EditTarget::Part::kNone || document == nullptr ||
      edit.target.node >= document->size()) {
    return std::nullopt;
  }
  NodeId list = list_of(*document);
  NodeId at(edit.target.node);
  NodeId top = list.is_valid() ? list : NodeId();
  while (document->at(at).parent.is_valid() && document->at(at).parent != top) {
    at = document->at(at).parent;
  }
  bool is_inside = !list.is_valid() || document->at(at).parent == list;
  return is_inside ? std::optional(Target{.document = document, .definition = at}) : std::nullopt;
}

std::optional<std::vector<diag::Edit>> SourceSpelling::spelled(
    const std::vector<diag::Edit>& edits) {
  std::vector<diag::Edit> made;
  struct Group {
    Target target;
    std::vector<diag::Edit> edits;
  };
  std::map<std::pair<SourceId, std::uint32_t>, Group> groups;
  for (const diag::Edit& edit : edits) {
    bool is_of_comments = edit.target.part == diag::EditTarget::Part::kNone &&
                          is_comment(build_.sources.text(edit.span)) && is_comment(edit.new_text);
    if (is_of_comments || !is_text_file(build_.sources.at(edit.span.source).name())) {
      made.push_back(edit);
      continue;
    }
    auto target = target_of(edit);
    if (!target) {
      return std::nullopt;
    }
    Group& group = groups[{edit.span.source, target->definition.index()}];
    group.target = *target;
    group.edits.push_back(edit);
  }
  for (const auto& [place, group] : groups) {
    if (++spelled_ > kMaxSpelled || !spell(group.target, group.edits, made)) {
      return std::nullopt;
    }
  }
  return made;
}

bool SourceSpelling::spell(const Target& target, const std::vector<diag::Edit>& edits,
                           std::vector<diag::Edit>& spelled) {
  const json::Document& document = *target.document;
  const Source& source = build_.sources.at(document.source());
  Span span = document.at(target.definition).span;
  NodeId list = list_of(document);
  std::uint32_t head_end =
      list.is_valid() ? document.at(document.at(list).first_child).span.begin : span.begin;
  std::string head(source.bytes().substr(0, std::min(head_end, span.begin)));
  std::string_view written = build_.sources.text(span);

  TwinText twin(document, target.definition);
  std::optional<std::string> edited = twin.edited(edits);
  std::string wanted = edited.value_or("");
  auto wanted_document = edited ? parsed(wanted) : nullptr;
  if (wanted_document == nullptr) {
    return false;
  }
  if (!names_) {
    names_.emplace(files_, build_.project, max_source_bytes_);
  }
  parser::TextOptions options = names_->options();
  auto alone = read_alone(source.name(), head + std::string(written), options);
  if (alone == nullptr ||
      TwinText::without_layout(alone->document, alone->definition) != twin.text()) {
    return false;
  }
  ItemNames names(alone->document, alone->definition);
  auto before_document = parsed(twin.text());
  if (before_document == nullptr) {
    return false;
  }
  parser::Layout layout{.ends_with_crlf = written.contains("\r\n")};
  auto before = printed(names.named(twin.text(), before_document->document), layout);
  auto after = printed(names.named(wanted, wanted_document->document), layout);
  auto changes = before && after ? carry_over(*before, *after, written) : std::nullopt;
  if (!changes || changes->empty()) {
    return false;
  }
  auto again = read_alone(source.name(), head + applied(written, *changes), options);
  if (again == nullptr ||
      !are_twins(TwinText::without_layout(again->document, again->definition), wanted)) {
    return false;
  }
  for (ByteEdit& change : *changes) {
    spelled.push_back({.span = {.source = document.source(),
                                .begin = span.begin + static_cast<std::uint32_t>(change.begin),
                                .end = span.begin + static_cast<std::uint32_t>(change.end)},
                       .new_text = std::move(change.new_text)});
  }
  return true;
}

}  // namespace rulec::tooling
