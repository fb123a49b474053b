#include "parser/json/mended.h"

#include <algorithm>
#include <tuple>

namespace rulec::json {
namespace {

bool is_container(const Node& node) {
  return node.kind == NodeKind::kObject || node.kind == NodeKind::kArray;
}

bool is_quote(const TextEdit& edit) {
  return edit.inserted == '"' || edit.removed == '"';
}

bool touches(Span span, std::uint32_t at) {
  return span.begin <= at && at <= span.end;
}

}  // namespace

std::vector<SyntaxFault> Mended::told(const std::vector<SyntaxFault>& of_mended) {
  std::vector<SyntaxFault> faults;
  faults.reserve(edits_.size() + of_mended.size());
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    faults.push_back(fault_of(i));
  }
  for (SyntaxFault fault : of_mended) {
    Span here = written({.source = {}, .begin = fault.begin, .end = fault.end});
    Span other = written({.source = {}, .begin = fault.other_begin, .end = fault.other_end});
    fault.begin = here.begin;
    fault.end = here.end;
    fault.other_begin = other.begin;
    fault.other_end = other.end;
    faults.push_back(fault);
  }
  std::ranges::sort(faults, {}, [](const SyntaxFault& fault) {
    return std::tuple(fault.begin, fault.end, fault.kind);
  });
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    doubt(i);
  }
  for (Node& node : document_.nodes_) {
    node.span = written(node.span);
    node.key_span = written(node.key_span);
  }
  document_.has_faults_ = true;
  return faults;
}

Span Mended::written(Span mended) const {
  std::uint32_t begin = places_.of(mended.begin);
  std::uint32_t end = mended.end == mended.begin ? begin : places_.of_end(mended.end);
  return {.source = mended.source, .begin = begin, .end = std::max(begin, end)};
}

SyntaxFault Mended::fault_of(std::size_t edit) const {
  const TextEdit& made = edits_[edit];
  if (made.inserted == '"') {
    return of_lost_quote(edit);
  }
  if (made.inserted != '\0') {
    return of_bracket(edit);
  }
  FaultKind kind = made.removed == '"'                          ? FaultKind::kExtraQuote
                   : made.removed == ',' || made.removed == ':' ? FaultKind::kExtraPunctuation
                                                                : FaultKind::kExtraBracket;
  return {.kind = kind, .begin = made.at, .end = made.at + 1};
}

// A text or key of the mended document begins or ends with the quote.
SyntaxFault Mended::of_lost_quote(std::size_t edit) const {
  std::uint32_t at = places_.mended(edit);
  SyntaxFault fault{
      .kind = FaultKind::kLostClosingQuote, .begin = edits_[edit].at, .end = edits_[edit].at};
  for (const Node& node : document_.nodes_) {
    for (Span span : {node.key_span, node.kind == NodeKind::kString ? node.span : Span()}) {
      if (span.begin == at && span.end > at + 1) {
        fault.kind = FaultKind::kLostOpeningQuote;
        fault.end = places_.of_end(span.end);
        fault.other_begin = fault.end - 1;
        fault.other_end = fault.end;
      } else if (span.end == at + 1 && span.length() > 1) {
        fault.begin = places_.of(span.begin);
      }
    }
  }
  return fault;
}

SyntaxFault Mended::of_bracket(std::size_t edit) const {
  const TextEdit& made = edits_[edit];
  bool is_added = made.removed == '\0';
  std::uint32_t at = places_.mended(edit);
  SyntaxFault fault{.begin = made.at, .end = made.at + (is_added ? 0 : 1), .byte = made.inserted};
  bool is_closer = made.inserted == '}' || made.inserted == ']';
  fault.kind = is_closer ? (is_added ? FaultKind::kLostCloser : FaultKind::kWrongCloser)
                         : (is_added ? FaultKind::kLostOpener : FaultKind::kWrongOpener);
  for (const Node& node : document_.nodes_) {
    bool is_it =
        is_container(node) && (is_closer ? node.span.end == at + 1 : node.span.begin == at);
    if (is_it) {
      fault.other_begin = places_.of(is_closer ? node.span.begin : node.span.end - 1);
      fault.other_end = fault.other_begin + 1;
    }
  }
  return fault;
}

void Mended::doubt(std::size_t edit) {
  std::uint32_t at = places_.mended(edit);
  if (is_quote(edits_[edit])) {
    for (Node& node : document_.nodes_) {
      doubt_text(node, at);
    }
    return;
  }
  // A parent stands before its children; what lies beside a guessed bracket may belong elsewhere.
  NodeId innermost;
  for (std::size_t i = 0; i < document_.nodes_.size(); ++i) {
    Node& node = document_.nodes_[i];
    if (is_container(node) && touches(node.span, at)) {
      innermost = node.span.begin < at && at + 1 < node.span.end ? NodeId(i) : innermost;
      node.is_damaged = true;
    }
  }
  if (innermost.is_valid()) {
    for (NodeId child : document_.children(innermost)) {
      document_.nodes_[child.index()].is_damaged = true;
    }
  }
}

// What a guessed quote made: a text that is not looked at, or a member whose name nobody knows.
void Mended::doubt_text(Node& node, std::uint32_t at) {
  bool is_key = node.key_span.end > node.key_span.begin && touches(node.key_span, at);
  if (is_key) {
    document_.nodes_[node.parent.index()].is_damaged = true;
  }
  if (is_key || (node.kind == NodeKind::kString && touches(node.span, at))) {
    node.kind = NodeKind::kBad;
    node.text = {};
    node.first_child = NodeId();
    node.child_count = 0;
  }
}

}  // namespace rulec::json
