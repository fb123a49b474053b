#include "runtime/internal/context_reader.h"

#include <array>
#include <charconv>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "runtime/internal/arena_text.h"

namespace rulec::runtime {
namespace {

bool read_json(std::string_view text, std::string_view what, Workspace::State& state,
               Value& value) {
  json::Fault fault;
  if (json::read_value(text, json::ValueLimits{}, state.arena, state.reader, value, fault)) {
    return true;
  }
  // The kind and not the message: a message shows bytes of the text, and those are the caller's.
  std::array<char, 16> digits{};
  auto end = std::to_chars(digits.data(), digits.data() + digits.size(), fault.offset).ptr;
  std::string_view offset(digits.data(), static_cast<std::size_t>(end - digits.data()));
  state.problem = {
      .code = 6101,
      .detail = join(state.arena, {what, " no JSON: ", json::kind_of(fault), " at byte ", offset}),
      .offset = fault.offset};
  return false;
}

}  // namespace

bool read_context(std::string_view text, Workspace::State& state, Value& context) {
  return read_json(text, "the context is", state, context);
}

bool read_acknowledgements(std::string_view text, Workspace::State& state,
                           Value& acknowledgements) {
  if (text.empty()) {
    return true;
  }
  if (!read_json(text, "the acknowledgements are", state, acknowledgements)) {
    return false;
  }
  if (!acknowledgements.is_object()) {
    state.problem = {.code = 6101, .detail = "the acknowledgements are no object"};
    return false;
  }
  return true;
}

bool check_context(const LoadedEntryPoint& entry_point, const Value& context,
                   Workspace::State& state) {
  if (entry_point.schema == nullptr) {
    return true;
  }
  state.check_errors.resize(kMaxListedErrors);
  std::size_t count = 0;
  if (schema::validate(*entry_point.schema, context, state.arena, state.check_errors, count)) {
    return true;
  }
  std::size_t listed = std::min(count, state.check_errors.size());
  state.schema_errors.clear();
  for (std::size_t i = 0; i < listed; ++i) {
    const schema::CheckError& error = state.check_errors[i];
    state.schema_errors.push_back(
        {.path = error.path, .rule = error.keyword, .expected = error.expected, .got = error.got});
  }
  std::string_view fields = count == 1 ? " field of the context does not fit the schema of `"
                                       : " fields of the context do not fit the schema of `";
  state.problem = {
      .code = 6110,
      .detail = join(state.arena, {number_text(state.arena, count), fields, entry_point.name, "`"}),
      .schema_errors = state.schema_errors};
  return false;
}

}  // namespace rulec::runtime
