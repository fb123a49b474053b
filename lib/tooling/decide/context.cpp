#include "tooling/decide/context.h"

#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

std::vector<value::Segment> segments_of(std::string_view dotted) {
  std::vector<value::Segment> segments;
  while (true) {
    std::size_t dot = dotted.find('.');
    segments.push_back(value::make_segment(dotted.substr(0, dot)));
    if (dot == std::string_view::npos) {
      return segments;
    }
    dotted.remove_prefix(dot + 1);
  }
}

}  // namespace

Result<std::string> context_with(std::string_view text, const std::vector<std::string>& sets) {
  if (sets.empty()) {
    return std::string(text);
  }
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value context;
  if (!json::read_value(text, {}, arena, scratch, context, fault)) {
    return fail(ErrorCode::kUsage, "the context is no JSON: " + std::string(json::kind_of(fault)) +
                                       " at byte " + std::to_string(fault.offset));
  }
  for (const std::string& set : sets) {
    std::size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ErrorCode::kUsage, "`--set " + set + "` does not have the form PATH=JSON");
    }
    std::string_view written = std::string_view(set).substr(equals + 1);
    Value operand;
    if (!json::read_value(written, {}, arena, scratch, operand, fault)) {
      operand = Value::string(written);
    }
    value::OpContext ctx{.arena = arena};
    std::string_view path = std::string_view(set).substr(0, equals);
    context = value::update(ctx, value::UpdateOperation::kSet, context, segments_of(path), operand);
    if (context.is_error()) {
      return fail(
          ErrorCode::kUsage,
          "`" + std::string(path) + "` cannot be set: a part of the path is no object or list");
    }
  }
  std::string out;
  append_value(out, context);
  return out;
}

}  // namespace rulec::tooling
