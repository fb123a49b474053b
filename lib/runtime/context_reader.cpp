#include "runtime/internal/context_reader.h"

#include <algorithm>
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

// Lists up to kMaxListedErrors of those that concern a checked field; the answer is how many do
// not.
std::size_t list_errors(std::span<const schema::CheckError> errors, const ReadFields& checked,
                        Workspace::State& state) {
  std::size_t passed_over = 0;
  state.schema_errors.clear();
  for (const schema::CheckError& error : errors) {
    if (!checked.concern(error.path)) {
      ++passed_over;
    } else if (state.schema_errors.size() < kMaxListedErrors) {
      state.schema_errors.push_back({.path = error.path,
                                     .rule = error.keyword,
                                     .expected = error.expected,
                                     .got = error.got});
    }
  }
  return passed_over;
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
  const ReadFields& checked = entry_point.checked;
  // Faults that concern nobody take room, too; so many of them that some are not seen are refused.
  state.check_errors.resize(checked.are_all ? kMaxListedErrors : 10 * kMaxListedErrors);
  std::size_t count = 0;
  if (schema::validate(*entry_point.schema, context, state.arena, state.check_errors, count)) {
    return true;
  }
  bool are_all_seen = count < state.check_errors.size();
  std::span<const schema::CheckError> seen(state.check_errors.data(), count);
  std::size_t passed_over = list_errors(seen, checked, state);
  if (passed_over == count && are_all_seen) {
    return true;
  }
  if (passed_over == count) {
    passed_over = list_errors(seen, ReadFields{.are_all = true, .paths = {}}, state);
  }
  std::size_t faults = count - passed_over;
  std::string_view fields = faults == 1 ? " field of the context does not fit the schema of `"
                                        : " fields of the context do not fit the schema of `";
  state.problem = {.code = 6110,
                   .detail = join(state.arena, {number_text(state.arena, faults), fields,
                                                entry_point.name, "`"}),
                   .schema_errors = state.schema_errors};
  return false;
}

}  // namespace rulec::runtime
