// The schema objects that describe one place of an instance, and the steps from place to place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"
#include "parser/json/document.h"
#include "schema/internal/reference.h"
#include "schema/internal/types.h"

namespace rulec::schema {

class PlaceSchemas {
 public:
  using Place = std::vector<json::NodeId>;

  explicit PlaceSchemas(const json::Document& document);  // the document outlives this

  // `nodes`, with references followed, and with `allOf` and the branches of alternatives added.
  [[nodiscard]] Place expand(const Place& nodes) const;

  struct Step {
    bool is_declared = false;
    bool is_open = false;  // not declared, and anything may stand there
    Place place;           // also where a pattern or `additionalProperties` describes the values
    Span declared_at;      // the key, or the schema of items
  };
  [[nodiscard]] Step step(const Place& place, std::string_view segment) const;

  [[nodiscard]] std::vector<std::pair<std::string_view, json::NodeId>> properties(
      const Place& place) const;
  [[nodiscard]] std::vector<std::string> property_names(const Place& place) const;
  // Types that a value there may have.
  [[nodiscard]] TypeSet types(const Place& place) const;

  // --- what holds of every valid instance, whichever alternatives it takes
  using Path = std::span<const std::string_view>;
  // The types that a value at `path` below an instance of `node` may have.
  [[nodiscard]] TypeSet types_at(json::NodeId node, Path path, std::size_t depth = 0) const;
  // Whether the last segment of `path` is there wherever the object that holds it is.
  [[nodiscard]] bool requires_at(json::NodeId node, Path path, std::size_t depth = 0) const;
  // The values of an `enum` or `const` that it is one of; empty when there is none.
  [[nodiscard]] std::vector<json::NodeId> values_at(json::NodeId node, Path path,
                                                    std::size_t depth = 0) const;

 private:
  enum class Openness : std::uint8_t { kUnsaid, kOpen, kClosed };

  [[nodiscard]] json::NodeId behind_references(json::NodeId node) const;
  void add(json::NodeId node, std::size_t depth, Place& to) const;
  [[nodiscard]] TypeSet own_types(json::NodeId node) const;
  [[nodiscard]] TypeSet types_of_values(json::NodeId node) const;
  void step_into_items(json::NodeId node, std::string_view segment, Place& children,
                       Span& declared_at) const;
  [[nodiscard]] Openness openness(json::NodeId node, std::string_view segment) const;
  // Schema of members that are not declared by name: of a pattern, or of all others.
  [[nodiscard]] json::NodeId unnamed_member(json::NodeId node, std::string_view segment) const;
  [[nodiscard]] std::vector<json::NodeId> own_values(json::NodeId node) const;
  [[nodiscard]] bool lists_required(json::NodeId node, std::string_view name) const;
  // The schemas of `node` itself that a member or item has to fit.
  [[nodiscard]] Place binding_children(json::NodeId node, std::string_view segment) const;

  [[nodiscard]] bool is_exhausted(std::size_t depth) const;

  const json::Document& document_;
  mutable std::size_t visits_ = 0;  // of the walk that is going on
  References references_;
};

}  // namespace rulec::schema
