// DocumentBuilder: the handler of Core that builds a Document and collects the faults.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "parser/json/core.h"
#include "parser/json/document.h"
#include "parser/json/key_order.h"

namespace rulec::json {

class DocumentBuilder {
 public:
  // The document looks into `text`, which outlives it (unless it keeps it).
  DocumentBuilder(std::string_view text, SourceId id) : text_(text), id_(id) {
    document_.source_ = id;
    document_.nodes_.reserve(most_nodes(text));
  }

  // The document keeps a copy of the text.
  void keep_text() { text_ = document_.texts_.copy(text_); }

  void run(std::uint32_t max_depth) {
    std::vector<Level> levels;
    // False only when there were too many faults to go on; they have been told.
    static_cast<void>(Core<DocumentBuilder>(text_, max_depth, levels, *this).run());
  }
  [[nodiscard]] Document take() { return std::move(document_); }
  [[nodiscard]] const std::vector<SyntaxFault>& faults() const { return faults_; }

  // --- events of the Core

  bool fault(const SyntaxFault& fault) {
    document_.has_faults_ = true;
    if (is_of_brackets(fault.kind)) {
      mark_branch_damaged();
    } else if (damages_container(fault.kind)) {
      mark_damaged();
    }
    bool comes_in_crowds = fault.kind == FaultKind::kNotUtf8 || fault.kind == FaultKind::kNulByte;
    if (!comes_in_crowds || !is_counted(fault.kind)) {
      faults_.push_back(fault);
    }
    return faults_.size() < kMaxDiagnosticsPerFile;
  }

  void begin_object(std::uint32_t begin) { begin_container(NodeKind::kObject, begin); }
  void begin_array(std::uint32_t begin) { begin_container(NodeKind::kArray, begin); }
  bool end_object(std::uint32_t end) {
    bool goes_on = check_keys(open_.back().container);
    end_container(end);
    return goes_on;
  }
  bool end_array(std::uint32_t end) {
    end_container(end);
    return true;
  }

  bool key(const StringToken& token) {
    if (token.is_bad) {
      mark_damaged();  // a member whose name nobody knows
    }
    key_ = text_of(token);
    key_span_ = span(token.begin, token.end);
    return true;
  }

  void string(const StringToken& token) {
    Node& node = add(NodeKind::kString, token.begin, token.end);
    node.has_escapes = token.has_escapes;
    node.text = text_of(token);
  }
  void integer(std::uint32_t begin, std::uint32_t end, std::int64_t value) {
    Node& node = add(NodeKind::kInteger, begin, end);
    node.integer = value;
    node.text = text_.substr(begin, end - begin);
  }
  void real(std::uint32_t begin, std::uint32_t end, double value) {
    Node& node = add(NodeKind::kDouble, begin, end);
    node.number = value;
    node.text = text_.substr(begin, end - begin);
  }
  void boolean(std::uint32_t begin, std::uint32_t end, bool value) {
    add(NodeKind::kBool, begin, end).boolean = value;
  }
  void null(std::uint32_t begin, std::uint32_t end) { add(NodeKind::kNull, begin, end); }
  void bad(std::uint32_t begin, std::uint32_t end) { add(NodeKind::kBad, begin, end); }

  void skipped(std::uint32_t, std::uint32_t) {}

 private:
  // Each value but the first stands behind a bracket or a comma. Texts hold such bytes too, so
  // this is too many where there are long ones; memory that is not needed is never touched. A long
  // text goes on as it begins, or the table grows.
  static std::size_t most_nodes(std::string_view text) {
    constexpr std::size_t kBeginning = std::size_t{64} * 1024;
    auto begins_value = [](char c) { return c == ',' || c == '{' || c == '['; };
    std::string_view seen = text.substr(0, kBeginning);
    auto count = static_cast<std::size_t>(std::ranges::count_if(seen, begins_value)) + 1;
    return seen.size() == text.size() ? count
                                      : (count + count / 8) * (text.size() / kBeginning + 1);
  }

  static constexpr std::size_t kFewMembers = 12;

  [[nodiscard]] Span span(std::uint32_t begin, std::uint32_t end) const {
    return {.source = id_, .begin = begin, .end = end};
  }

  void mark_damaged() {
    if (!open_.empty()) {
      document_.nodes_[open_.back().container.index()].is_damaged = true;
    }
  }

  // A bracket that is missing somewhere: what is open, and all that the innermost of it holds, may
  // belong elsewhere.
  void mark_branch_damaged() {
    for (const Document::Open& open : open_) {
      document_.nodes_[open.container.index()].is_damaged = true;
    }
    std::size_t first = open_.empty() ? 0 : open_.back().container.index();
    for (std::size_t i = first; i < document_.nodes_.size(); ++i) {
      document_.nodes_[i].is_damaged = true;
    }
  }

  // Bytes that are not text have one cause: one finding for all.
  bool is_counted(FaultKind kind) {
    for (SyntaxFault& earlier : faults_) {
      if (earlier.kind == kind) {
        ++earlier.more_places;
        return true;
      }
    }
    return false;
  }

  std::string_view text_of(const StringToken& token) {
    if (!token.has_escapes || token.is_bad) {
      return token.raw;
    }
    auto room = document_.texts_.make_span<char>(token.raw.size());
    return {room.data(), unescape(token.raw, room.data())};
  }

  Node& add(NodeKind kind, std::uint32_t begin, std::uint32_t end) {
    Document::Open* open = open_.empty() ? nullptr : &open_.back();
    Node& node = document_.append(open, kind, span(begin, end));
    if (open != nullptr && document_.at(open->container).kind == NodeKind::kObject) {
      node.key = key_;
      node.key_span = key_span_;
    }
    return node;
  }

  void begin_container(NodeKind kind, std::uint32_t begin) {
    NodeId id(document_.nodes_.size());
    add(kind, begin, begin + 1);
    open_.push_back({.container = id, .last_child = {}});
  }

  void end_container(std::uint32_t end) {
    document_.nodes_[open_.back().container.index()].span.end = end;
    open_.pop_back();
  }

  bool check_keys(NodeId object) {
    if (document_.at(object).child_count < 2) {
      return true;
    }
    members_.clear();
    for (NodeId child : document_.children(object)) {
      members_.push_back(child);
    }
    if (members_.size() <= kFewMembers && !has_equal_keys()) {
      return true;
    }
    bool goes_on = true;
    auto key_at = [this](std::uint32_t i) { return document_.at(members_[i]).key; };
    auto on_equal = [&](std::uint32_t first, std::uint32_t later) {
      goes_on = goes_on && report_duplicate(members_[first], members_[later]);
    };
    find_equal_keys(static_cast<std::uint32_t>(members_.size()), key_at, ranks_, on_equal);
    return goes_on;
  }

  // Comparing all pairs is faster than sorting where there are few.
  [[nodiscard]] bool has_equal_keys() const {
    for (std::size_t i = 1; i < members_.size(); ++i) {
      std::string_view key = document_.at(members_[i]).key;
      for (std::size_t j = 0; j < i; ++j) {
        if (document_.at(members_[j]).key == key) {
          return true;
        }
      }
    }
    return false;
  }

  bool report_duplicate(NodeId first, NodeId later) {
    Node& node = document_.nodes_[later.index()];
    node.is_duplicate = true;
    const Node& before = document_.at(first);
    return fault({.kind = FaultKind::kDuplicateKey,
                  .begin = node.key_span.begin,
                  .end = node.key_span.end,
                  .other_begin = before.key_span.begin,
                  .other_end = before.key_span.end});
  }

  std::string_view text_;
  SourceId id_;
  Document document_;
  std::vector<Document::Open> open_;
  std::string_view key_;
  Span key_span_;
  std::vector<NodeId> members_;
  std::vector<KeyRank> ranks_;
  std::vector<SyntaxFault> faults_;
};

}  // namespace rulec::json
