#include <algorithm>
#include <string>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "schema/internal/checker.h"
#include "schema/internal/findings.h"
#include "schema/schema.h"
#include "value/operators.h"

namespace rulec::schema {

namespace {

using json::NodeId;
using json::NodeKind;

// The part as a value, in which what is computed or could not be read is absent.
class PartReader {
 public:
  PartReader(const json::Document& document, const Part& part, Arena& arena)
      : document_(document), part_(part), arena_(arena) {}

  [[nodiscard]] Value read() const { return object(part_.object, part_.is_meant); }

  // Whether something computed stands at the node or below it.
  [[nodiscard]] bool is_open(NodeId node) const {
    NodeId end = document_.end_of(node);
    return std::ranges::any_of(part_.computed, [&](NodeId at) { return at >= node && at < end; });
  }

 private:
  // The reader has bounded the depth.
  [[nodiscard]] Value value(NodeId node) const {
    NodeKind kind = document_.at(node).kind;
    bool is_computed = std::ranges::find(part_.computed, node) != part_.computed.end();
    if (is_computed || kind == NodeKind::kBad) {
      return Value::absent();
    }
    if (!is_open(node)) {
      return json::to_value(document_, node, arena_);
    }
    return kind == NodeKind::kObject ? object(node, nullptr) : list(node);
  }

  [[nodiscard]] Value object(NodeId node, bool (*is_meant)(std::string_view)) const {
    auto members = arena_.make_span<Member>(document_.at(node).child_count);
    std::size_t count = 0;
    for (NodeId child : document_.children(node)) {
      const json::Node& member = document_.at(child);
      if (!member.is_duplicate && (is_meant == nullptr || is_meant(member.key))) {
        members[count++] = {.key = arena_.copy(member.key), .value = value(child)};
      }
    }
    return make_object(arena_, members.first(count));
  }

  [[nodiscard]] Value list(NodeId node) const {
    auto items = arena_.make_span<Value>(document_.at(node).child_count);
    for (NodeId child : document_.children(node)) {
      items[document_.at(child).index] = value(child);
    }
    return Value::list(items);
  }

  const json::Document& document_;
  const Part& part_;
  Arena& arena_;
};

}  // namespace

std::vector<diag::Diagnostic> check_part(const CompiledSchema& schema,
                                         const json::Document& document, const Part& part,
                                         const SourceMap& sources) {
  Arena arena;
  PartReader reader(document, part, arena);
  Value value = reader.read();
  if (Checker(schema, arena, Unknowns::kAnywhere).is_valid(value)) {
    return {};
  }
  ViolationSink sink{.room = arena.make_span<Violation>(kMaxDiagnosticsPerFile)};
  Checker(schema, arena, Unknowns::kAnywhere).collect(value, sink);
  return Findings(schema, document, sources, part.object, part.what).of(sink.kept());
}

}  // namespace rulec::schema
