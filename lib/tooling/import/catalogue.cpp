#include "tooling/import/catalogue.h"

#include <algorithm>

#include "base/limits.h"
#include "diag/suggest.h"

namespace rulec::tooling::imports {
namespace {

using json::NodeKind;

std::string name_of(std::string_view id) {
  return "the condition " + quoted(id);
}

}  // namespace

void Catalogue::add(const json::Document& document, json::NodeId list) {
  for (json::NodeId row : document.children(list)) {
    add_row(document, row);
  }
}

void Catalogue::refuse_row(const json::Document& document, json::NodeId node, std::string reason) {
  count(tally_, Fate::kRefused);
  std::string what = "condition number " + std::to_string(document.at(node).index + 1);
  emitter_.emit(refusal(document, node, std::move(what), std::move(reason)));
}

void Catalogue::add_row(const json::Document& document, json::NodeId node) {
  if (document.at(node).kind != NodeKind::kObject) {
    refuse_row(document, node, "it is no object");
    return;
  }
  json::NodeId id = document.member(node, "condition_id");
  bool has_id =
      id.is_valid() && document.at(id).kind == NodeKind::kString && !document.at(id).text.empty();
  if (!has_id) {
    refuse_row(document, id.is_valid() ? id : node, "it has no text `condition_id`");
    return;
  }
  std::string_view text = document.at(id).text;
  if (auto first = by_id_.find(text); first != by_id_.end()) {
    const Row& row = *first->second;
    count(tally_, Fate::kRemarked);
    emitter_.emit(remark(document, id, name_of(text), "it stands twice, and the first one counts")
                      .label(row.document->at(row.document->member(row.node, "condition_id")).span,
                             "the first one"));
    return;
  }
  rows_.push_back({.document = &document, .node = node, .id = text, .clause = {}});
  by_id_.emplace(text, &rows_.back());
  ids_.push_back(text);
}

const Catalogue::Row* Catalogue::use(std::string_view id) {
  auto found = by_id_.find(id);
  if (found == by_id_.end()) {
    return nullptr;
  }
  Row& row = *found->second;
  if (row.is_translated) {
    return &row;
  }
  row.is_translated = true;
  const json::Document& document = *row.document;
  row.clause = translate_clause(document, {.row = row.node,
                                           .attribute = document.member(row.node, "attribute"),
                                           .equation = document.member(row.node, "equation"),
                                           .constant = document.member(row.node, "constant")});
  if (row.clause.refusal.has_value()) {
    const Note& reason = *row.clause.refusal;
    emitter_.emit(refusal(document, reason.at, name_of(id), reason.text));
    count(tally_, Fate::kRefused);
    return &row;
  }
  for (const Note& note : row.clause.remarks) {
    emitter_.emit(remark(document, note.at, name_of(id), note.text));
  }
  count(tally_, row.has_remark() ? Fate::kRemarked : Fate::kCarried);
  return &row;
}

std::vector<std::string> Catalogue::suggestions(std::string_view id) {
  constexpr std::size_t kMostRows = 10'000;
  ++asked_;
  bool is_dear = asked_ > kMaxDiagnosticsPerFile || ids_.size() > kMostRows;
  return is_dear ? std::vector<std::string>() : diag::suggest(id, ids_);
}

std::size_t Catalogue::unused() const {
  return static_cast<std::size_t>(
      std::ranges::count(rows_, false, [](const Row& row) { return row.is_translated; }));
}

}  // namespace rulec::tooling::imports
