// CanonicalDefaults: which members a canonical form leaves out because they say what is so without
// them, and what the wrappers around conditions hold (language.md sections 2 and 2.1). Internal to
// the parser.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/json/document.h"

namespace rulec::parser {

class CanonicalDefaults {
 public:
  // The document outlives this.
  explicit CanonicalDefaults(const json::Document& document) : document_(document) {}

  // Whether a member of a rule or flow has the value that it has when it is absent; of a scorecard
  // and its items; of a template with this content.
  [[nodiscard]] bool is_default(std::string_view name, json::NodeId id) const;
  [[nodiscard]] bool is_default_in_scorecard(std::string_view name, json::NodeId id) const;
  [[nodiscard]] bool is_default_in_template(std::string_view name, json::NodeId id,
                                            json::NodeId content) const;

  // The wrapper type of a condition; "" where it is none, or has members that no wrapper has.
  [[nodiscard]] std::string_view wrapper(json::NodeId id) const;
  // The expression of {"type":"jsonlogic","expr":E}; other nodes themselves. What inside of a
  // wrapper looks like one is none, and would become one.
  [[nodiscard]] json::NodeId unwrapped(json::NodeId id) const;

 private:
  [[nodiscard]] const json::Node& at(json::NodeId id) const { return document_.at(id); }
  [[nodiscard]] bool is_bool(json::NodeId id, bool value) const {
    return at(id).kind == json::NodeKind::kBool && at(id).boolean == value;
  }
  [[nodiscard]] bool is_integer(json::NodeId id, std::int64_t value) const {
    return at(id).kind == json::NodeKind::kInteger && at(id).integer == value;
  }
  [[nodiscard]] bool is_text(json::NodeId id) const {
    return at(id).kind == json::NodeKind::kString;
  }
  [[nodiscard]] bool is_empty(json::NodeId id, json::NodeKind kind) const;

  const json::Document& document_;
};

}  // namespace rulec::parser
