#include "parser/dsl/text_state.h"

#include "parser/dsl/faults.h"
#include "parser/json/tokens.h"

namespace rulec::parser {

std::string TextState::name_of(const SyntaxNode& node) const {
  std::string_view written = text_of(node);
  bool is_quoted = node.kind() == SyntaxKind::kString || node.kind() == SyntaxKind::kTicked;
  if (!is_quoted) {
    return std::string(written);
  }
  std::string_view raw = written.substr(1, written.size() - 2);
  std::string made(raw);
  if (node.kind() == SyntaxKind::kString) {
    made.resize(json::unescape(raw, made.data()));
  }
  return made;
}

OpenContainer::OpenContainer(TextState& state, Kind kind, TextRange range) : twin_(state.twin) {
  kind == Kind::kObject ? twin_.begin_object(range) : twin_.begin_array(range);
  // Tests of blocks and notes of pairs are copied, which must not multiply a text without end.
  if (twin_.next_id().index() - state.first_node > TextState::kMaxNodes) {
    fits_ = false;
    state.fail(diag::make(diag::Code::kTooManyValues, twin_.span(range), "one too many",
                          {{"limit", static_cast<std::int64_t>(TextState::kMaxNodes)},
                           {"what", "values in one declaration"}}));
  } else if (twin_.levels() > state.max_levels) {
    fits_ = false;
    DslPlace place{.text = state.placed, .begin = range.begin, .end = range.end};
    state.fail(describe_depth(place, {range.begin, range.end}));
  }
}

}  // namespace rulec::parser
