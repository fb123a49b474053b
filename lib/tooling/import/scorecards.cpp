#include "tooling/import/scorecards.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "parser/json/reader.h"
#include "tooling/import/catalogue.h"
#include "tooling/import/scorecard_rule.h"

namespace rulec::tooling::imports {
namespace {

using diag::Code;
using json::NodeId;
using json::NodeKind;

// The members of a file that are read.
struct FileNodes {
  NodeId conditions;
  NodeId rules;
  NodeId name;
  NodeId patterns;
};

diag::Diagnostic other_format(const SourceMap& sources, Span at, std::string problem) {
  return diag::make(Code::kImportFormat, at, "",
                    {{"path", sources.at(at.source).name()}, {"problem", std::move(problem)}})
      .help(
          "`--from scorecard` reads files with `conditions_set`, `rules_set` or "
          "`rules_set_details`");
}

bool is_second_pattern(const json::Document& document, const diag::Diagnostic& finding) {
  for (std::size_t i = 0; i < document.size(); ++i) {
    const json::Node& node = document.at(NodeId(i));
    if (node.is_duplicate && node.key_span == finding.primary.span) {
      return node.parent.is_valid() && document.at(node.parent).key == "patterns";
    }
  }
  return false;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

// "rules_config" of "old/rules_config.json".
std::string_view stem(std::string_view path) {
  std::string_view name = file_name(path);
  return name.substr(0, std::min(name.find('.', 1), name.size()));
}

// One set of rules as a scorecard.
class SetReader {
 public:
  SetReader(const SourceMap& sources, const json::Document& document, const FileNodes& nodes,
            Catalogue& catalogue, diag::Emitter& emitter)
      : sources_(sources),
        document_(document),
        nodes_(nodes),
        catalogue_(catalogue),
        emitter_(emitter) {}

  // Nothing after a refusal of the whole set.
  std::optional<Scorecard> run(const std::string& entry_point, std::set<std::string>& taken) {
    scorecard_.from = document_.source();
    std::size_t size = document_.at(nodes_.rules).child_count;
    if (size == 0 || size > kMaxScorecardItems) {
      refuse_set(nodes_.rules, size == 0 ? "it has no rule"
                                         : "it has " + counted(size, "rule") +
                                               ", and a scorecard holds " +
                                               std::to_string(kMaxScorecardItems) + " items");
      return std::nullopt;
    }
    name_scorecard(entry_point, taken);
    read_rules();
    if (!has_order()) {
      refuse_set(nodes_.rules, "the order of its rules is not known");
      return std::nullopt;
    }
    read_patterns();
    write();
    return std::move(scorecard_);
  }

  [[nodiscard]] const Tally& rules() const { return scorecard_.rules; }

 private:
  void refuse_set(NodeId at, std::string reason) {
    emitter_.emit(refusal(document_, at, "the set of rules", std::move(reason)));
    scorecard_.rules = {.refused = document_.at(nodes_.rules).child_count};
  }

  void name_scorecard(const std::string& entry_point, std::set<std::string>& taken) {
    bool is_named = nodes_.name.is_valid() && document_.at(nodes_.name).kind == NodeKind::kString;
    std::string_view written =
        is_named ? document_.at(nodes_.name).text : stem(sources_.at(document_.source()).name());
    std::string id = id_of(written, kMaxEntryPointBytes - 8);
    if (id.empty()) {
      id = "scorecard";
    }
    scorecard_.id = id;
    for (std::size_t number = 2; taken.contains(scorecard_.id); ++number) {
      scorecard_.id = id + "_" + std::to_string(number);
    }
    if (scorecard_.id != written) {
      emitter_.emit(remark(document_, is_named ? nodes_.name : document_.root(),
                           "the set of rules " + quoted(written),
                           "its name is now " + quoted(scorecard_.id)));
    }
    title_ = is_named ? written : std::string_view();
    taken.insert(scorecard_.id);
    scorecard_.entry_point = entry_point.empty() ? scorecard_.id : entry_point;
  }

  void read_rules() {
    std::set<std::string> ids;
    for (NodeId rule : document_.children(nodes_.rules)) {
      items_.push_back(read_rule(document_, rule, catalogue_, ids, emitter_));
      count(scorecard_.rules, items_.back().fate);
    }
  }

  [[nodiscard]] bool has_order() const {
    return std::ranges::all_of(items_, &Item::has_usable_priority);
  }

  // --- patterns
  void read_patterns() {
    if (!nodes_.patterns.is_valid()) {
      return;
    }
    if (document_.at(nodes_.patterns).kind != NodeKind::kObject) {
      count(scorecard_.patterns, Fate::kRefused);
      emitter_.emit(refusal(document_, nodes_.patterns, "`patterns`", "it is no object"));
      return;
    }
    for (const Item& item : items_) {
      in_order_.push_back(&item);
    }
    std::ranges::stable_sort(in_order_, {}, &Item::priority);
    std::map<std::string_view, NodeId> last = last_patterns();
    for (NodeId pattern : document_.children(nodes_.patterns)) {
      if (!document_.at(pattern).is_duplicate) {
        read_pattern(pattern, last.at(document_.at(pattern).key));
      }
    }
  }

  // Of two with the same symbols the last one counts, as in the other engine.
  std::map<std::string_view, NodeId> last_patterns() {
    std::map<std::string_view, NodeId> last;
    for (NodeId pattern : document_.children(nodes_.patterns)) {
      last[document_.at(pattern).key] = pattern;
    }
    return last;
  }

  void read_pattern(NodeId first, NodeId last) {
    const json::Node& node = document_.at(last);
    std::string what = "the pattern " + quoted(node.key);
    std::string problem =
        node.kind != NodeKind::kString ? "its recommendation is no text"
        : node.text.size() > kMaxStringBytes
            ? "its recommendation is longer than " + std::to_string(kMaxStringBytes) + " bytes"
            : reason_never_reached(node.key);
    if (!problem.empty()) {
      count(scorecard_.patterns, Fate::kRefused);
      emitter_.emit(refusal(document_, last, std::move(what), std::move(problem)));
      return;
    }
    if (first != last) {
      emitter_.emit(remark(document_, last, std::move(what), "it stands twice, the last one counts")
                        .label(document_.at(first).key_span, "the first one"));
    }
    count(scorecard_.patterns, first != last ? Fate::kRemarked : Fate::kCarried);
    patterns_.push_back(last);
  }

  [[nodiscard]] std::string reason_never_reached(std::string_view symbols) const {
    std::size_t length = utf8::count(symbols);
    if (length != in_order_.size()) {
      return "it can never be reached, since it has " + counted(length, "symbol") +
             " and the set " + counted(in_order_.size(), "rule");
    }
    for (const Item* item : in_order_) {
      std::string_view symbol = symbols.substr(0, utf8::decode(symbols).length);
      symbols.remove_prefix(symbol.size());
      if (symbol != "-" && symbol != item->symbol) {
        return "it can never be reached, since the result of " + quoted(item->id) + " is " +
               quoted(item->symbol) + ", not " + quoted(symbol);
      }
    }
    return "";
  }

  // --- the file
  void write() {
    JsonWriter json(scorecard_.json, JsonWriter::Style::kPretty);
    json.begin_object();
    json.member("scorecard", scorecard_.id);
    if (!title_.empty() && title_ != scorecard_.id) {
      json.member("name", title_);
    }
    json.member("entry_point", scorecard_.entry_point);
    json.key("items");
    json.begin_array();
    for (const Item& item : items_) {
      write_item(json, item);
    }
    json.end_array();
    if (!patterns_.empty()) {
      json.key("patterns");
      json.begin_object();
      for (NodeId pattern : patterns_) {
        json.member(document_.at(pattern).key, document_.at(pattern).text);
      }
      json.end_object();
    }
    json.key("metadata");
    json.begin_object();
    json.member("imported_from", file_name(sources_.at(document_.source()).name()));
    json.end_object();
    json.end_object();
    scorecard_.json += "\n";
  }

  const SourceMap& sources_;
  const json::Document& document_;
  const FileNodes& nodes_;
  Catalogue& catalogue_;
  diag::Emitter& emitter_;
  Scorecard scorecard_;
  std::string_view title_;
  std::vector<Item> items_;
  std::vector<const Item*> in_order_;
  std::vector<NodeId> patterns_;
};

class Import {
 public:
  Import(const SourceMap& sources, const std::deque<json::Document>& documents,
         diag::Emitter& emitter)
      : sources_(sources), documents_(documents), emitter_(emitter), catalogue_(emitter) {}

  ScorecardImport run(const std::string& entry_point) {
    std::vector<FileNodes> files;
    files.reserve(documents_.size());
    for (const json::Document& document : documents_) {
      files.push_back(nodes_of(document));
    }
    if (!result_.is_of_format) {
      return std::move(result_);
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].conditions.is_valid()) {
        catalogue_.add(documents_[i], files[i].conditions);
      }
    }
    std::set<std::string> taken;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].rules.is_valid()) {
        add_set(documents_[i], files[i], entry_point, taken);
      }
    }
    result_.conditions = catalogue_.tally();
    result_.unused_conditions = catalogue_.unused();
    return std::move(result_);
  }

 private:
  void add_set(const json::Document& document, const FileNodes& nodes,
               const std::string& entry_point, std::set<std::string>& taken) {
    ++result_.sets;
    SetReader reader(sources_, document, nodes, catalogue_, emitter_);
    std::optional<Scorecard> scorecard = reader.run(entry_point, taken);
    result_.rules.add(scorecard ? scorecard->rules : reader.rules());
    if (scorecard) {
      result_.patterns.add(scorecard->patterns);
      result_.scorecards.push_back(std::move(*scorecard));
    }
  }

  void refuse_file(Span at, std::string problem) {
    result_.is_of_format = false;
    emitter_.emit(other_format(sources_, at, std::move(problem)));
  }

  // A member that has to be a list.
  NodeId list(const json::Document& document, std::string_view name) {
    NodeId found = document.member(document.root(), name);
    if (found.is_valid() && document.at(found).kind != NodeKind::kArray) {
      refuse_file(document.at(found).span, quoted(name) + " is no list");
    }
    return found;
  }

  FileNodes nodes_of(const json::Document& document) {
    NodeId root = document.root();
    if (document.at(root).kind != NodeKind::kObject) {
      refuse_file(document.at(root).span, "it is no object");
      return {};
    }
    NodeId rules = list(document, "rules_set");
    NodeId details = list(document, "rules_set_details");
    FileNodes nodes{.conditions = list(document, "conditions_set"),
                    .rules = rules.is_valid() ? rules : details,
                    .name = document.member(root, "rules_set_name"),
                    .patterns = document.member(root, "patterns")};
    if (rules.is_valid() && details.is_valid()) {
      refuse_file(document.at(details).key_span, "it has `rules_set` and `rules_set_details`");
    } else if (!nodes.conditions.is_valid() && !nodes.rules.is_valid()) {
      refuse_file({.source = document.source(), .begin = 0, .end = 0},
                  "it has none of `conditions_set`, `rules_set` and `rules_set_details`");
    }
    return nodes;
  }

  const SourceMap& sources_;
  const std::deque<json::Document>& documents_;
  diag::Emitter& emitter_;
  Catalogue catalogue_;
  ScorecardImport result_;
};

}  // namespace

bool read_file(const SourceMap& sources, SourceId id, std::size_t max_bytes,
               std::deque<json::Document>& documents, diag::Emitter& emitter) {
  std::string_view bytes = sources.at(id).bytes();
  std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  bool is_json = begin != std::string_view::npos && (bytes[begin] == '{' || bytes[begin] == '[');
  bool has_mark = bytes.starts_with(utf8::kByteOrderMark);  // the reader has a better word for it
  if (!is_json && !has_mark) {
    emitter.emit(other_format(sources, {.source = id, .begin = 0, .end = 0}, "it is no JSON"));
    return false;
  }
  diag::Collector faults;
  json::Document document = json::parse(sources, id, {.max_bytes = max_bytes}, faults);
  bool is_usable = document.has_root();
  for (diag::Diagnostic& finding : faults.take_sorted()) {
    bool is_harmless = finding.code == Code::kDuplicateKey && is_second_pattern(document, finding);
    if (!is_harmless) {
      is_usable = false;
      emitter.emit(std::move(finding));
    }
  }
  if (is_usable && faults.omitted() > 0) {  // what they are is not known
    emitter.emit(other_format(sources, {.source = id, .begin = 0, .end = 0},
                              "too many of its keys stand twice"));
    is_usable = false;
  }
  documents.push_back(std::move(document));
  return is_usable;
}

ScorecardImport import_scorecards(const SourceMap& sources,
                                  const std::deque<json::Document>& documents,
                                  const std::string& entry_point, diag::Emitter& emitter) {
  return Import(sources, documents, emitter).run(entry_point);
}

}  // namespace rulec::tooling::imports
