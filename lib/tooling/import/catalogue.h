// The conditions of all files of one import, by id. A condition is translated when a rule first
// names it; what no rule names is counted and otherwise left alone. Of two with one id the first is
// used, as in the other engine, and the second one is a remark. Internal to the import.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tooling/import/clause.h"
#include "tooling/import/findings.h"

namespace rulec::tooling::imports {

class Catalogue {
 public:
  explicit Catalogue(diag::Emitter& emitter) : emitter_(emitter) {}

  // The rows of a `conditions_set`. The document outlives the catalogue.
  void add(const json::Document& document, json::NodeId list);

  struct Row {
    const json::Document* document = nullptr;
    json::NodeId node;
    std::string_view id;
    bool is_translated = false;
    Clause clause;

    [[nodiscard]] bool is_refused() const { return clause.refusal.has_value(); }
    [[nodiscard]] bool has_remark() const { return !clause.remarks.empty(); }
  };
  // Null when no row has this id. Findings about the row come with its first use.
  [[nodiscard]] const Row* use(std::string_view id);

  // Ids that resemble one that no row has. Comparing with all is dear: the first of a run are told,
  // and none in a catalogue of more rows than people read.
  [[nodiscard]] std::vector<std::string> suggestions(std::string_view id);

  // Of the rows that rules name, those that cannot be read and those whose id stands twice.
  [[nodiscard]] const Tally& tally() const { return tally_; }
  [[nodiscard]] std::size_t unused() const;

 private:
  void add_row(const json::Document& document, json::NodeId node);
  void refuse_row(const json::Document& document, json::NodeId node, std::string reason);

  diag::Emitter& emitter_;
  std::deque<Row> rows_;
  std::map<std::string_view, Row*> by_id_;
  std::vector<std::string_view> ids_;
  std::size_t asked_ = 0;  // for suggestions
  Tally tally_;
};

}  // namespace rulec::tooling::imports
