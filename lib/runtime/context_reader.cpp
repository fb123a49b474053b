#include "runtime/internal/context_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"
#include "base/limits.h"
#include "parser/json/reader.h"
#include "runtime/internal/arena_text.h"
#include "runtime/internal/workspace_state.h"

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

bool ContextText::read(Form form) {
  const ProjectedPaths* projected = entry_point_.projected.get();
  if (form == Form::kProjected && projected != nullptr) {
    if (state_.found.size() < projected->count) {
      state_.found.resize(projected->count);
    }
    if (json::project(text_, projected->projection, state_.projection, state_.arena,
                      {state_.found.data(), projected->count})) {
      projected_ = projected;
      found_ = state_.found.data();
      return true;
    }
  }
  is_whole_ = read_json(text_, "the context is", state_, value_);
  return is_whole_;
}

void ContextText::make_whole() {
  json::Fault fault;
  is_whole_ =
      json::read_value(text_, json::ValueLimits{}, state_.arena, state_.reader, value_, fault);
  RULEC_CHECK(is_whole_);  // the scan has accepted it
}

Value ContextText::find(std::uint32_t path) {
  if (!is_whole_) {
    std::uint32_t place = projected_->place_of(path);
    if (place != ProjectedPaths::kNone) {
      return at(place);
    }
  }
  return value::walk(whole(), ruleset_.paths[path]);
}

Value ContextText::at(std::uint32_t place) {
  const json::ProjectedValue& found = found_[place];
  return found.is_composite ? part(place) : found.value;
}

// Made once for each place, and kept there.
const Value& ContextText::part(std::uint32_t place) {
  json::ProjectedValue& found = found_[place];
  if (found.value.is_absent()) {
    json::Fault fault;
    std::string_view text = text_.substr(found.begin, found.end - found.begin);
    bool is_good = json::read_value(text, json::ValueLimits{}, state_.arena, state_.reader,
                                    found.value, fault);
    RULEC_CHECK(is_good);  // as the text around it
  }
  return found.value;
}

Value ContextText::acknowledgements() {
  std::uint32_t place = is_whole_ ? ProjectedPaths::kNone : projected_->acknowledgements;
  return place == ProjectedPaths::kNone ? whole().member("acknowledgments") : at(place);
}

Value ContextText::user_language() {
  std::uint32_t place = is_whole_ ? ProjectedPaths::kNone : projected_->language;
  return place == ProjectedPaths::kNone ? whole().member("user").member("language") : at(place);
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

bool ContextText::check() {
  if (entry_point_.schema == nullptr) {
    return true;
  }
  // Room for faults is made with the first context, whether it has some or not.
  if (state_.check_errors.capacity() < kMaxSeenFaults) {
    state_.check_errors.reserve(kMaxSeenFaults);
    state_.schema_errors.reserve(kMaxListedErrors);
  }
  if (!is_whole_ && projected_->check) {
    std::span<const json::ProjectedValue> found(found_, projected_->count);
    if (projected_->check->fits(text_, found, *this, state_.arena)) {
      return true;
    }
  }
  return check_whole();
}

bool ContextText::check_whole() {
  const ReadFields& checked = entry_point_.checked;
  // Faults that concern nobody take room, too; so many of them that some are not seen are refused.
  state_.check_errors.resize(checked.are_all ? kMaxListedErrors : kMaxSeenFaults);
  std::size_t count = 0;
  if (schema::validate(*entry_point_.schema, whole(), state_.arena, state_.check_errors, count)) {
    return true;
  }
  bool are_all_seen = count < state_.check_errors.size();
  std::span<const schema::CheckError> seen(state_.check_errors.data(), count);
  std::size_t passed_over = list_errors(seen, checked, state_);
  if (passed_over == count && are_all_seen) {
    return true;
  }
  if (passed_over == count) {
    passed_over = list_errors(seen, ReadFields{.are_all = true, .paths = {}}, state_);
  }
  std::size_t faults = count - passed_over;
  std::string_view fields = faults == 1 ? " field of the context does not fit the schema of `"
                                        : " fields of the context do not fit the schema of `";
  state_.problem = {.code = 6110,
                    .detail = join(state_.arena, {number_text(state_.arena, faults), fields,
                                                  entry_point_.name, "`"}),
                    .schema_errors = state_.schema_errors};
  return false;
}

}  // namespace rulec::runtime
