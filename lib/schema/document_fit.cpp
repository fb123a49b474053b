// Several answers are one here as soon as one of them is not yes: a later no would be certain where
// an earlier answer is not, but who is told so asks the Checker.
#include "schema/internal/document_fit.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "schema/internal/checker.h"

namespace rulec::schema {

namespace {

using json::Node;
using json::NodeId;
using json::NodeKind;

Fit answer(bool fits) {
  return fits ? Fit::kYes : Fit::kNo;
}

bool is_inside(const CountRange& range, std::uint64_t count) {
  return count >= range.minimum && count <= range.maximum;
}

// Of texts; lists of other values are not looked at.
Fit is_listed(const SchemaNode& schema, const Node& node) {
  if (node.kind != NodeKind::kString) {
    return Fit::kUnsure;
  }
  return answer(std::ranges::any_of(schema.values, [&](const Value& value) {
    return value.is_string() && value.as_string() == node.text;
  }));
}

Fit text(const StringChecks& checks, std::string_view text) {
  if (checks.format != Format::kNone) {
    return Fit::kUnsure;
  }
  bool is_counted = checks.length.minimum > 0 || checks.length.maximum != kNoMaximum;
  return answer((!is_counted || is_inside(checks.length, utf8::count(text))) &&
                (checks.pattern == nullptr || checks.pattern->matches(text)));
}

// An integer between integers.
Fit number(const NumberChecks& checks, const Node& node) {
  auto is_plain = [](const Bound& bound) {
    return !bound.is_set || (bound.value.is_integer() && !bound.is_exclusive);
  };
  if (node.kind != NodeKind::kInteger || !is_plain(checks.minimum) || !is_plain(checks.maximum) ||
      checks.multiple_of.is_set) {
    return Fit::kUnsure;
  }
  return answer((!checks.minimum.is_set || node.integer >= checks.minimum.value.as_integer()) &&
                (!checks.maximum.is_set || node.integer <= checks.maximum.value.as_integer()));
}

// A few texts, all different; of other items it is not known.
Fit are_different(const json::Document& document, NodeId list) {
  constexpr std::uint32_t kFew = 16;
  if (document.at(list).child_count > kFew) {
    return Fit::kUnsure;
  }
  for (NodeId item : document.children(list)) {
    if (document.at(item).kind != NodeKind::kString) {
      return Fit::kUnsure;
    }
    for (NodeId earlier : document.children(list)) {
      if (earlier == item) {
        break;
      }
      if (document.at(earlier).text == document.at(item).text) {
        return Fit::kNo;
      }
    }
  }
  return Fit::kYes;
}

}  // namespace

Fit DocumentFit::fits(NodeIndex index, NodeId id) {
  const SchemaNode& schema = schema_.nodes[index];
  const Node& node = document_.at(id);
  if (node.kind == NodeKind::kBad || depth_ == kMaxCheckDepth) {
    return Fit::kUnsure;
  }
  if (schema.is_false || (types_of(node) & schema.types) == 0) {
    return Fit::kNo;
  }
  ++depth_;
  Fit fit = schema.has_enum ? is_listed(schema, node) : Fit::kYes;
  if (fit == Fit::kYes) {
    fit = checks(schema, id);
  }
  if (fit == Fit::kYes) {
    fit = applicators(schema, id);
  }
  --depth_;
  return fit;
}

TypeSet DocumentFit::types_of(const Node& node) const {
  switch (node.kind) {
    case NodeKind::kNull:
      return kNullType;
    case NodeKind::kBool:
      return kBoolType;
    case NodeKind::kInteger:
      return kIntegerType | kNumberType;
    case NodeKind::kDouble:
      return schema_.integral_doubles_are_integers && std::trunc(node.number) == node.number
                 ? kIntegerType | kNumberType
                 : kNumberType;
    case NodeKind::kString:
      return kStringType;
    case NodeKind::kArray:
      return kArrayType;
    case NodeKind::kObject:
      return kObjectType;
    case NodeKind::kBad:
      break;
  }
  return 0;
}

Fit DocumentFit::checks(const SchemaNode& schema, NodeId id) {
  const Node& node = document_.at(id);
  switch (node.kind) {
    case NodeKind::kObject:
      return schema.object == nullptr ? Fit::kYes : object(*schema.object, id);
    case NodeKind::kArray:
      return schema.array == nullptr ? Fit::kYes : array(*schema.array, id);
    case NodeKind::kString:
      return schema.string == nullptr ? Fit::kYes : text(*schema.string, node.text);
    case NodeKind::kInteger:
    case NodeKind::kDouble:
      return schema.number == nullptr ? Fit::kYes : number(*schema.number, node);
    case NodeKind::kBad:
    case NodeKind::kNull:
    case NodeKind::kBool:
      break;
  }
  return Fit::kYes;
}

Fit DocumentFit::applicators(const SchemaNode& schema, NodeId id) {
  if (!schema.one_of.empty() || schema.negated != kNoSchema) {
    return Fit::kUnsure;
  }
  for (NodeIndex index : schema.all_of) {
    if (Fit fit = fits(index, id); fit != Fit::kYes) {
      return fit;
    }
  }
  if (Fit fit = any_of(schema, id); fit != Fit::kYes) {
    return fit;
  }
  if (schema.condition == kNoSchema) {
    return Fit::kYes;
  }
  Fit holds = fits(schema.condition, id);
  if (holds == Fit::kUnsure) {
    return holds;
  }
  NodeIndex chosen = holds == Fit::kYes ? schema.then_schema : schema.else_schema;
  return chosen == kNoSchema ? Fit::kYes : fits(chosen, id);
}

Fit DocumentFit::any_of(const SchemaNode& schema, NodeId id) {
  Fit best = schema.any_of.empty() ? Fit::kYes : Fit::kNo;
  for (NodeIndex index : schema.any_of) {
    Fit fit = fits(index, id);
    if (fit == Fit::kYes) {
      return fit;
    }
    best = fit == Fit::kUnsure ? fit : best;
  }
  return best;
}

Fit DocumentFit::object(const ObjectChecks& checks, NodeId id) {
  if (checks.names != kNoSchema || !checks.dependent_keys.empty() ||
      !checks.dependent_schemas.empty()) {
    return Fit::kUnsure;
  }
  bool has_required = std::ranges::all_of(
      checks.required, [&](std::string_view key) { return document_.member(id, key).is_valid(); });
  if (!has_required || !is_inside(checks.count, document_.at(id).child_count)) {
    return Fit::kNo;
  }
  for (NodeId child : document_.children(id)) {
    if (Fit fit = member(checks, child); fit != Fit::kYes) {
      return fit;
    }
  }
  return Fit::kYes;
}

Fit DocumentFit::member(const ObjectChecks& checks, NodeId id) {
  std::string_view key = document_.at(id).key;
  bool is_covered = false;
  auto property = std::ranges::lower_bound(checks.properties, key, {},
                                           [](const auto& entry) { return entry.first; });
  if (property != checks.properties.end() && property->first == key) {
    is_covered = true;
    if (Fit fit = fits(property->second, id); fit != Fit::kYes) {
      return fit;
    }
  }
  for (const auto& [pattern, schema] : checks.patterns) {
    if (pattern->matches(key)) {
      is_covered = true;
      if (Fit fit = fits(schema, id); fit != Fit::kYes) {
        return fit;
      }
    }
  }
  return is_covered || checks.additional == kNoSchema ? Fit::kYes : fits(checks.additional, id);
}

Fit DocumentFit::array(const ArrayChecks& checks, NodeId id) {
  if (!checks.tuple.empty() || checks.contains != kNoSchema) {
    return Fit::kUnsure;
  }
  if (!is_inside(checks.count, document_.at(id).child_count)) {
    return Fit::kNo;
  }
  if (checks.items != kNoSchema) {
    for (NodeId item : document_.children(id)) {
      if (Fit fit = fits(checks.items, item); fit != Fit::kYes) {
        return fit;
      }
    }
  }
  return checks.unique ? are_different(document_, id) : Fit::kYes;
}

}  // namespace rulec::schema
