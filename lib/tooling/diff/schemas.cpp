// Two JSON Schemas (drafts 4 and 7): what happened to each field, and whether every context that
// was valid stays valid. The keywords of a schema are independent assertions that must all hold, so
// loosening one, or a schema that applies to a part of the context on its own (`properties`, a
// single `items`), can only let more through. Only `additionalProperties` depends on its
// neighbours, which is looked at; whatever else differs is said to be not decided.
#include <algorithm>
#include <array>
#include <set>

#include "base/limits.h"
#include "tooling/diff/diff.h"

namespace rulec::tooling {
namespace {

using json::Document;
using json::NodeId;
using json::NodeKind;

// `$schema` is none of them: keywords mean other things in other drafts.
constexpr std::string_view kAnnotations[] = {"$id",       "id",         "title",    "description",
                                             "examples",  "default",    "$comment", "readOnly",
                                             "writeOnly", "definitions"};
// Compared by their own rules below.
constexpr std::string_view kCompared[] = {"properties",           "required", "type", "items",
                                          "additionalProperties", "enum"};
constexpr std::string_view kLowerBounds[] = {"minimum", "minLength", "minItems", "minProperties"};
constexpr std::string_view kUpperBounds[] = {"maximum", "maxLength", "maxItems", "maxProperties"};

template <std::size_t N>
bool is_in(const std::string_view (&names)[N], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

// JSON type names as a set of bits; `integer` is a part of `number`.
constexpr std::array<std::string_view, 7> kTypes = {"null",   "boolean", "object", "array",
                                                    "string", "number",  "integer"};

class TwoSchemas {
 public:
  TwoSchemas(const JsonText& a, const JsonText& b, std::string name,
             std::vector<SchemaChange>& changes)
      : a_(a),
        b_(b),
        name_(std::move(name)),
        changes_(changes),
        references_(count_references(a.document())) {}

  void run() { compare(a_.document().root(), b_.document().root(), ""); }

 private:
  void add(std::string change, std::string path, NodeId a, NodeId b,
           std::optional<bool> is_compatible) {
    changes_.push_back({.name = name_,
                        .change = std::move(change),
                        .path = std::move(path),
                        .a = std::string(a_.text_of(a)),
                        .b = std::string(b_.text_of(b)),
                        .is_compatible = is_compatible});
  }

  // A local reference is what it names; its siblings count for nothing in these drafts. References
  // that lead in a circle were refused when the schema was read.
  static NodeId resolved(const Document& document, NodeId id) {
    for (int steps = 0; steps < 32 && id.is_valid(); ++steps) {
      NodeId reference = document.member(id, "$ref");
      if (!is_reference(document, reference)) {
        return id;
      }
      std::string_view target = document.at(reference).text;
      auto found = target.starts_with("#") ? document.resolve(target.substr(1)) : std::nullopt;
      if (!found) {
        return id;
      }
      id = *found;
    }
    return id;
  }

  // The schema of a bundle may have passed no gate, so references may lead as deep as they like.
  void compare(NodeId written_a, NodeId written_b, const std::string& path) {
    if (depth_ == kMaxRuleDepth) {
      add("rule_changed", path, written_a, written_b, std::nullopt);
      return;
    }
    ++depth_;
    compare_resolved(written_a, written_b, path);
    --depth_;
  }

  void compare_resolved(NodeId written_a, NodeId written_b, const std::string& path) {
    NodeId a = resolved(a_.document(), written_a);
    NodeId b = resolved(b_.document(), written_b);
    bool is_equal = a_.text_of(a) == b_.text_of(b) && !has_reference(a);
    // What two fields refer to is told once.
    if (is_equal || !seen_.insert({a, b}).second) {
      return;
    }
    bool are_objects = a_.document().at(a).kind == NodeKind::kObject &&
                       b_.document().at(b).kind == NodeKind::kObject;
    if (!are_objects) {
      if (a_.text_of(a) != b_.text_of(b)) {
        add("rule_changed", path, a, b,
            accepts_all(b_.document(), b) ? std::optional(true) : std::nullopt);
      }
      return;
    }
    // By the name of an `$id`, or in a circle: what it leads to may have changed.
    if (is_reference(a_.document(), in_a(a, "$ref")) ||
        is_reference(b_.document(), in_b(b, "$ref"))) {
      add("rule_changed", path, a, b, std::nullopt);
      return;
    }
    types(a, b, path);
    required(a, b, path);
    properties(a, b, path);
    additional(a, b, path);
    items(a, b, path);
    enumeration(a, b, path);
    for (const std::string& keyword : other_keywords(a, b)) {
      other(keyword, a, b, path);
    }
  }

  [[nodiscard]] NodeId in_a(NodeId a, std::string_view key) const {
    return a_.document().member(a, key);
  }
  [[nodiscard]] NodeId in_b(NodeId b, std::string_view key) const {
    return b_.document().member(b, key);
  }

  static bool accepts_all(const Document& document, NodeId id) {
    const json::Node& node = document.at(id);
    if (node.kind == NodeKind::kBool) {
      return node.boolean;
    }
    return node.kind == NodeKind::kObject &&
           std::ranges::all_of(keys(document, id), [](const std::string& key) {
             return is_in(kAnnotations, key) && key != "definitions";
           });
  }

  static std::set<std::string> keys(const Document& document, NodeId object) {
    std::set<std::string> made;
    if (object.is_valid() && document.at(object).kind == NodeKind::kObject) {
      for (NodeId child : document.children(object)) {
        made.emplace(document.at(child).key);
      }
    }
    return made;
  }

  // --- type

  static unsigned type_bits(const Document& document, NodeId type) {
    constexpr unsigned kAll = (1U << kTypes.size()) - 1;
    if (!type.is_valid()) {
      return kAll;
    }
    unsigned bits = 0;
    auto include = [&](std::string_view name) {
      auto at = std::ranges::find(kTypes, name);
      bits |= at == kTypes.end() ? 0U : 1U << static_cast<unsigned>(at - kTypes.begin());
      bits |= name == "number" ? 1U << (kTypes.size() - 1) : 0U;
    };
    if (document.at(type).kind == NodeKind::kString) {
      include(document.at(type).text);
    } else {
      for (NodeId name : document.children(type)) {
        include(document.at(name).text);
      }
    }
    return bits;
  }

  void types(NodeId a, NodeId b, const std::string& path) {
    unsigned of_a = type_bits(a_.document(), in_a(a, "type"));
    unsigned of_b = type_bits(b_.document(), in_b(b, "type"));
    if (of_a != of_b) {
      add("type_changed", path, in_a(a, "type"), in_b(b, "type"), (of_a & ~of_b) == 0);
    }
  }

  // --- required

  static std::set<std::string> texts(const Document& document, NodeId list) {
    std::set<std::string> made;
    if (list.is_valid() && document.at(list).kind == NodeKind::kArray) {
      for (NodeId item : document.children(list)) {
        made.emplace(document.at(item).text);
      }
    }
    return made;
  }

  void required(NodeId a, NodeId b, const std::string& path) {
    std::set<std::string> of_a = texts(a_.document(), in_a(a, "required"));
    std::set<std::string> of_b = texts(b_.document(), in_b(b, "required"));
    for (const std::string& name : of_b) {
      if (!of_a.contains(name)) {
        add("required_added", join(path, name), {}, {}, false);
      }
    }
    for (const std::string& name : of_a) {
      if (!of_b.contains(name)) {
        add("required_removed", join(path, name), {}, {}, true);
      }
    }
  }

  // --- properties

  enum class Rest : std::uint8_t { kOpen, kClosed, kOther };

  // What is said of fields that `properties` does not name.
  static Rest rest_of(const Document& document, NodeId schema) {
    if (document.member(schema, "patternProperties").is_valid()) {
      return Rest::kOther;
    }
    NodeId additional = document.member(schema, "additionalProperties");
    if (!additional.is_valid() || accepts_all(document, additional)) {
      return Rest::kOpen;
    }
    return document.at(additional).kind == NodeKind::kBool ? Rest::kClosed : Rest::kOther;
  }

  void properties(NodeId a, NodeId b, const std::string& path) {
    NodeId of_a = in_a(a, "properties");
    NodeId of_b = in_b(b, "properties");
    std::set<std::string> names_a = keys(a_.document(), of_a);
    std::set<std::string> names_b = keys(b_.document(), of_b);
    for (const std::string& name : names_a) {
      NodeId field = a_.document().member(of_a, name);
      if (names_b.contains(name)) {
        compare(field, b_.document().member(of_b, name), join(path, name));
      } else {
        add("field_removed", join(path, name), field, {}, removal(b));
      }
    }
    for (const std::string& name : names_b) {
      if (!names_a.contains(name)) {
        NodeId field = b_.document().member(of_b, name);
        add("field_added", join(path, name), {}, field, addition(a, field));
      }
    }
  }

  // Where fields without a name were refused, no valid context has the new one; where they were let
  // through, it may be there with any value.
  [[nodiscard]] std::optional<bool> addition(NodeId a, NodeId field) const {
    switch (rest_of(a_.document(), a)) {
      case Rest::kClosed:
        return true;
      case Rest::kOpen:
        return accepts_all(b_.document(), field);
      case Rest::kOther:
        return std::nullopt;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<bool> removal(NodeId b) const {
    switch (rest_of(b_.document(), b)) {
      case Rest::kClosed:
        return false;
      case Rest::kOpen:
        return true;
      case Rest::kOther:
        return std::nullopt;
    }
    return std::nullopt;
  }

  void additional(NodeId a, NodeId b, const std::string& path) {
    NodeId of_a = in_a(a, "additionalProperties");
    NodeId of_b = in_b(b, "additionalProperties");
    Rest rest_a = rest_of(a_.document(), a);
    Rest rest_b = rest_of(b_.document(), b);
    bool is_same =
        a_.text_of(of_a) == b_.text_of(of_b) || (rest_a == rest_b && rest_a != Rest::kOther);
    if (is_same && !(of_a.is_valid() && has_reference(of_a))) {
      return;
    }
    auto is_object = [](const Document& document, NodeId id) {
      return id.is_valid() && document.at(id).kind == NodeKind::kObject;
    };
    if (is_object(a_.document(), of_a) && is_object(b_.document(), of_b)) {
      compare(of_a, of_b, join(path, "additionalProperties"));
      return;
    }
    std::optional<bool> is_compatible;
    if (rest_b == Rest::kOpen) {
      is_compatible = true;
    } else if (rest_a == Rest::kOpen && rest_b == Rest::kClosed) {
      is_compatible = false;
    }
    add("rule_changed", join(path, "additionalProperties"), of_a, of_b, is_compatible);
  }

  // --- items, enum

  void items(NodeId a, NodeId b, const std::string& path) {
    NodeId of_a = in_a(a, "items");
    NodeId of_b = in_b(b, "items");
    if (!of_a.is_valid() && !of_b.is_valid()) {
      return;
    }
    auto is_list = [](const Document& document, NodeId id) {
      return id.is_valid() && document.at(id).kind == NodeKind::kArray;
    };
    if (is_list(a_.document(), of_a) || is_list(b_.document(), of_b)) {
      other("items", a, b, path);  // one schema for each place
    } else if (of_a.is_valid() && of_b.is_valid()) {
      compare(of_a, of_b, path + "[]");
    } else {
      bool is_compatible = !of_b.is_valid() || accepts_all(b_.document(), of_b);
      add("rule_changed", path + "[]", of_a, of_b, is_compatible);
    }
  }

  void enumeration(NodeId a, NodeId b, const std::string& path) {
    NodeId of_a = in_a(a, "enum");
    NodeId of_b = in_b(b, "enum");
    if (a_.text_of(of_a) == b_.text_of(of_b)) {
      return;
    }
    auto values = [](const JsonText& text, NodeId list) {
      std::set<std::string> made;
      for (NodeId item : text.document().children(list)) {
        made.emplace(text.text_of(item));
      }
      return made;
    };
    bool is_compatible = !of_b.is_valid();
    if (of_a.is_valid() && of_b.is_valid()) {
      std::set<std::string> before = values(a_, of_a);
      std::set<std::string> after = values(b_, of_b);
      is_compatible = std::ranges::includes(after, before);
      if (is_compatible && before.size() == after.size()) {
        return;  // in another order
      }
    }
    add("rule_changed", join(path, "enum"), of_a, of_b, is_compatible);
  }

  // --- all other keywords

  [[nodiscard]] std::set<std::string> other_keywords(NodeId a, NodeId b) const {
    std::set<std::string> names = keys(a_.document(), a);
    names.merge(keys(b_.document(), b));
    std::erase_if(names, [](const std::string& name) {
      return is_in(kCompared, name) || is_in(kAnnotations, name) || name.starts_with("x-");
    });
    return names;
  }

  void other(const std::string& keyword, NodeId a, NodeId b, const std::string& path) {
    NodeId of_a = in_a(a, keyword);
    NodeId of_b = in_b(b, keyword);
    if (a_.text_of(of_a) == b_.text_of(of_b)) {
      // The same words may refer to what has changed.
      if (has_reference(of_a)) {
        add("rule_changed", join(path, keyword), of_a, of_b, std::nullopt);
      }
      return;
    }
    add("rule_changed", join(path, keyword), of_a, of_b, bound(keyword, of_a, of_b));
  }

  static bool is_reference(const Document& document, NodeId id) {
    return id.is_valid() && document.at(id).kind == NodeKind::kString &&
           document.at(id).key == "$ref";
  }

  // By node: how many references stand before it.
  static std::vector<std::size_t> count_references(const Document& document) {
    std::vector<std::size_t> counts(document.size() + 1);
    for (std::size_t i = 0; i < document.size(); ++i) {
      counts[i + 1] = counts[i] + (is_reference(document, NodeId(i)) ? 1 : 0);
    }
    return counts;
  }

  // Whether one stands in this part of `a`.
  [[nodiscard]] bool has_reference(NodeId id) const {
    return references_[a_.document().end_of(id).index()] > references_[id.index()];
  }

  // A bound that is gone or moved outward lets more through.
  [[nodiscard]] std::optional<bool> bound(std::string_view keyword, NodeId a, NodeId b) const {
    if (!b.is_valid()) {
      // The numbers of draft 4 say with a second keyword whether they are included.
      return !keyword.starts_with("exclusive") && keyword != "patternProperties" &&
                     keyword != "additionalItems" && keyword != "$schema"
                 ? std::optional(true)
                 : std::nullopt;
    }
    bool is_lower = is_in(kLowerBounds, keyword);
    if (!a.is_valid() || (!is_lower && !is_in(kUpperBounds, keyword))) {
      return std::nullopt;
    }
    const json::Node& of_a = a_.document().at(a);
    const json::Node& of_b = b_.document().at(b);
    if (of_a.kind != NodeKind::kInteger || of_b.kind != NodeKind::kInteger) {
      return std::nullopt;
    }
    return is_lower ? of_b.integer <= of_a.integer : of_b.integer >= of_a.integer;
  }

  const JsonText& a_;
  const JsonText& b_;
  std::string name_;
  std::vector<SchemaChange>& changes_;
  std::vector<std::size_t> references_;  // of `a`
  std::set<std::pair<NodeId, NodeId>> seen_;
  std::uint32_t depth_ = 0;
};

}  // namespace

bool compare_schemas(const ComparedSchema& a, const ComparedSchema& b, const std::string& name,
                     std::vector<SchemaChange>& changes) {
  if (a.text == b.text) {
    return true;
  }
  JsonText text_a(a.text);
  JsonText text_b(b.text);
  auto is_whole = [](const JsonText& text) {
    return text.document().has_root() && !text.document().has_faults();
  };
  if (!is_whole(text_a) || !is_whole(text_b)) {
    return false;
  }
  TwoSchemas(text_a, text_b, name, changes).run();
  return true;
}

}  // namespace rulec::tooling
