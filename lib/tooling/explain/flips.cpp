#include "tooling/explain/flips.h"

#include "value/json_value.h"
#include "value/operators.h"

namespace rulec::tooling {
namespace {

// Contexts that are decided at most: a second or two with a thousand rules.
constexpr std::size_t kMostTries = 20'000;

std::string json_of(const Value& value) {
  std::string text;
  if (!value.is_absent()) {
    append_value(text, value);
  }
  return text;
}

class Search {
 public:
  Search(const Value& context, const std::function<bool(const std::string&)>& flips)
      : context_(context), flips_(flips) {}

  [[nodiscard]] bool is_over() const { return tried_ >= kMostTries; }
  [[nodiscard]] std::size_t tried() const { return tried_; }

  bool does_flip(const FieldValues& field, const Value& value) {
    scratch_.reset();
    return ask(changed(context_, field, value));
  }
  bool do_flip(const FieldValues& a, const Value& to_a, const FieldValues& b, const Value& to_b) {
    scratch_.reset();
    return ask(changed(changed(context_, a, to_a), b, to_b));
  }

 private:
  // Absent when a parent of the field is no object.
  Value changed(const Value& context, const FieldValues& field, const Value& value) {
    if (context.is_absent()) {
      return context;
    }
    std::vector<value::Segment> segments;
    for (const std::string& segment : field.path) {
      segments.push_back(value::make_segment(segment));
    }
    value::OpContext ctx{.arena = scratch_};
    auto operation =
        value.is_absent() ? value::UpdateOperation::kRemove : value::UpdateOperation::kSet;
    Value made = value::update(ctx, operation, context, segments, value);
    return made.is_object() ? made : Value::absent();
  }

  bool ask(const Value& context) {
    if (context.is_absent()) {
      return false;
    }
    ++tried_;
    return flips_(json_of(context));
  }

  const Value& context_;
  const std::function<bool(const std::string&)>& flips_;
  Arena scratch_;
  std::size_t tried_ = 0;
};

FieldChange change_of(const FieldValues& field, const Value& value) {
  return {.path = path_text(field.path), .value = json_of(value), .before = json_of(field.current)};
}

void add_single(Search& search, const FieldValues& field, std::vector<Flip>& flips) {
  for (const Value& value : field.values) {
    if (search.is_over()) {
      return;
    }
    if (search.does_flip(field, value)) {
      flips.push_back({.changes = {change_of(field, value)}});
      return;
    }
  }
}

// By the sum of both ranks, so that neither goes far before the other.
void add_pair(Search& search, const FieldValues& a, const FieldValues& b,
              std::vector<Flip>& flips) {
  std::size_t ranks = a.values.size() + b.values.size();
  for (std::size_t rank = 0; rank + 1 < ranks; ++rank) {
    for (std::size_t i = 0; i <= rank && i < a.values.size(); ++i) {
      std::size_t j = rank - i;
      if (j >= b.values.size()) {
        continue;
      }
      if (search.is_over()) {
        return;
      }
      if (search.do_flip(a, a.values[i], b, b.values[j])) {
        flips.push_back({.changes = {change_of(a, a.values[i]), change_of(b, b.values[j])}});
        return;
      }
    }
  }
}

}  // namespace

FlipSearch find_flips(std::span<const FieldValues> fields, const Value& context, std::size_t wanted,
                      const std::function<bool(const std::string&)>& flips) {
  FlipSearch made;
  Search search(context, flips);
  for (std::size_t i = 0; i < fields.size() && made.flips.size() < wanted; ++i) {
    add_single(search, fields[i], made.flips);
  }
  if (made.flips.empty()) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      for (std::size_t j = i + 1; j < fields.size() && made.flips.size() < wanted; ++j) {
        add_pair(search, fields[i], fields[j], made.flips);
      }
    }
  }
  made.tried = search.tried();
  made.is_complete = !search.is_over() || made.flips.size() >= wanted;
  return made;
}

std::string flip_text(const Flip& flip) {
  std::string text;
  for (const FieldChange& change : flip.changes) {
    text += text.empty() ? "" : " and ";
    text += change.value.empty() ? "remove " + change.path : change.path + " = " + change.value;
  }
  return text;
}

}  // namespace rulec::tooling
