// Where a place that is only known as bytes lies: the rule, scorecard or template around it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "diag/diagnostic.h"
#include "tooling/build.h"

namespace rulec::tooling {

class SourcePlaces {
 public:
  explicit SourcePlaces(const Build& build);
  // The place of the definition around the span; empty outside of all.
  [[nodiscard]] diag::Place at(Span span) const;

 private:
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    parser::Definition definition;
    parser::NodeId node;
  };
  void add(const parser::Definition& definition, parser::NodeId node);

  const Build& build_;
  std::map<SourceId, std::vector<Range>> ranges_;  // in the order of the source
};

}  // namespace rulec::tooling
