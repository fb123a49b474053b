// The part of the checker that applies several schemas to one value, and chooses which branch of an
// alternative to speak about.
#include <algorithm>
#include <cstring>

#include "schema/internal/checker.h"

namespace rulec::schema {

namespace {

// Violations kept of a branch while the best one is looked for.
constexpr std::size_t kBranchRoom = 8;

// How far an instance is from a branch; the smallest is the one its author meant.
struct Distance {
  bool has_wrong_type = false;   // of the value itself
  bool has_wrong_value = false;  // of the value or a member: `kind` of another branch
  std::size_t count = 0;
  friend auto operator<=>(const Distance&, const Distance&) = default;
};

bool is_about_value(Fault fault) {
  return fault == Fault::kEnum || fault == Fault::kConst;
}

Distance distance_of(const ViolationSink& sink, std::size_t root_length) {
  Distance distance{.count = sink.count};
  for (const Violation& violation : sink.kept()) {
    std::string_view below = violation.pointer.substr(root_length);
    bool is_here = below.empty();
    bool is_member = !is_here && below.find('/', 1) == std::string_view::npos;
    distance.has_wrong_type |= is_here && violation.fault == Fault::kType;
    distance.has_wrong_value |= (is_here || is_member) && is_about_value(violation.fault);
  }
  return distance;
}

bool is_all_here(std::span<const Violation> violations, std::size_t root_length) {
  return std::ranges::all_of(violations, [&](const Violation& violation) {
    return violation.pointer.size() == root_length;
  });
}

}  // namespace

bool Checker::check_applicators(NodeIndex index, const SchemaNode& node, const Place& place) {
  bool fits = true;
  auto goes_on = [&] { return fits || place.sink != nullptr; };
  for (NodeIndex schema : node.all_of) {
    if (!goes_on()) {
      return false;
    }
    fits &= check(schema, place);
  }
  if (!node.any_of.empty() && goes_on()) {
    fits &= check_any_of(index, node, place);
  }
  if (!node.one_of.empty() && goes_on()) {
    fits &= check_one_of(index, node, place);
  }
  if (node.negated != kNoSchema && goes_on() && fits_quietly(node.negated, place)) {
    fits &= violate(place, {.fault = Fault::kNot, .schema = index});
  }
  if (node.condition != kNoSchema && goes_on()) {
    fits &= check_condition(node, place);
  }
  return fits;
}

bool Checker::check_any_of(NodeIndex index, const SchemaNode& node, const Place& place) {
  return count_fitting(index, node.any_of, 1, place) > 0;
}

bool Checker::check_one_of(NodeIndex index, const SchemaNode& node, const Place& place) {
  std::size_t count = count_fitting(index, node.one_of, 2, place);
  return count == 1 || (count > 1 && violate(place, {.fault = Fault::kOneOf, .schema = index}));
}

bool Checker::check_condition(const SchemaNode& node, const Place& place) {
  bool holds = fits_quietly(node.condition, place);
  NodeIndex chosen = holds ? node.then_schema : node.else_schema;
  if (holds && is_open(place.value)) {  // or it does not: then the other branch counts
    bool may_be_other = node.else_schema == kNoSchema || fits_quietly(node.else_schema, place);
    return may_be_other || chosen == kNoSchema || check(chosen, place);
  }
  return chosen == kNoSchema || check(chosen, place);
}

std::size_t Checker::count_fitting(NodeIndex index, std::span<const NodeIndex> branches,
                                   std::size_t enough, const Place& place) {
  std::size_t fitting = 0;
  if (place.sink == nullptr) {
    for (std::size_t at = 0; at < branches.size() && fitting < enough; ++at) {
      fitting += check(branches[at], place) ? 1 : 0;
    }
    return fitting;
  }
  std::size_t root_length = pointer_of(place.link).size();
  ViolationSink best;
  Distance least;
  TypeSet types = 0;
  for (std::size_t at = 0; at < branches.size() && fitting < enough; ++at) {
    ViolationSink sink{.room = arena_.make_span<Violation>(kBranchRoom)};
    if (check(branches[at], {.value = place.value, .link = place.link, .sink = &sink})) {
      ++fitting;
      continue;
    }
    for (const Violation& violation : sink.kept()) {
      types |= violation.pointer.size() == root_length ? violation.types : TypeSet{0};
    }
    Distance distance = distance_of(sink, root_length);
    if (sink.count > 0 && (best.count == 0 || distance < least)) {
      best = sink;
      least = distance;
    }
  }
  if (fitting == 0 && (best.count == 0 || least.has_wrong_type)) {
    Fault fault = best.count == 0 ? Fault::kAnyOf : Fault::kType;
    violate(place, {.fault = fault, .schema = index, .types = types});
  } else if (fitting == 0) {
    speak_of(best, root_length, *place.sink);
  }
  return fitting;
}

// Several faults of the value itself are one: it is not what the branch wants.
void Checker::speak_of(const ViolationSink& branch, std::size_t root_length, ViolationSink& sink) {
  auto kept = branch.kept();
  std::size_t count = is_all_here(kept, root_length) ? 1 : kept.size();
  for (const Violation& violation : kept.first(count)) {
    if (sink.count < sink.room.size()) {
      sink.room[sink.count] = violation;
    }
    ++sink.count;
  }
}

}  // namespace rulec::schema
