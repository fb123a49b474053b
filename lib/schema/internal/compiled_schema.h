// The compiled form of a schema: a table of nodes, each with the checks of one schema object sorted
// by the type they look at. References are resolved to indexes, so a chain of `$ref` costs nothing.
// Immutable after compile(); shared by threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/source.h"
#include "parser/json/document.h"
#include "schema/internal/format.h"
#include "schema/internal/keyword.h"
#include "schema/internal/regex.h"
#include "schema/internal/types.h"
#include "schema/schema.h"
#include "value/value.h"

namespace rulec::schema {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoSchema = 0xffffffff;
inline constexpr std::uint64_t kNoMaximum = UINT64_MAX;

struct CountRange {
  std::uint64_t minimum = 0;
  std::uint64_t maximum = kNoMaximum;
};

struct ObjectChecks {
  std::vector<std::pair<std::string_view, NodeIndex>> properties;  // in byte order of the keys
  std::vector<std::pair<const Regex*, NodeIndex>> patterns;
  NodeIndex additional = kNoSchema;
  NodeIndex names = kNoSchema;
  std::vector<std::string_view> required;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> dependent_keys;
  std::vector<std::pair<std::string_view, NodeIndex>> dependent_schemas;
  CountRange count;
};

struct ArrayChecks {
  NodeIndex items = kNoSchema;  // for all
  std::vector<NodeIndex> tuple;
  NodeIndex additional = kNoSchema;  // for those after the tuple
  NodeIndex contains = kNoSchema;
  bool unique = false;
  CountRange count;
};

struct StringChecks {
  CountRange length;  // code points
  const Regex* pattern = nullptr;
  std::string_view pattern_text;
  Format format = Format::kNone;
};

struct Bound {
  bool is_set = false;
  bool is_exclusive = false;
  Value value;
  std::string text;  // as it is printed
};

struct NumberChecks {
  Bound minimum;
  Bound maximum;
  Bound multiple_of;
};

struct SchemaNode {
  json::NodeId origin;  // in the schema's document
  bool is_false = false;
  TypeSet types = kAllTypes;
  bool has_enum = false;  // `enum`, or `const` as a list of one
  bool is_const = false;
  std::vector<Value> values;
  std::unique_ptr<ObjectChecks> object;
  std::unique_ptr<ArrayChecks> array;
  std::unique_ptr<StringChecks> string;
  std::unique_ptr<NumberChecks> number;
  std::vector<NodeIndex> all_of;
  std::vector<NodeIndex> any_of;
  std::vector<NodeIndex> one_of;
  NodeIndex negated = kNoSchema;
  NodeIndex condition = kNoSchema;
  NodeIndex then_schema = kNoSchema;
  NodeIndex else_schema = kNoSchema;
};

// Which numbers are integers.
enum class Integers : std::uint8_t {
  kByDraft,  // draft 7: 1.0 is one; draft 4: not
  kByForm    // only those written without fraction and exponent (rulec's own documents)
};

class CompiledSchema {
 public:
  // The text is a source of its own, so that spans of a vetted schema stay readable.
  SourceMap sources;
  json::Document document;
  Arena arena;  // values of enum and const
  std::vector<SchemaNode> nodes;
  NodeIndex root = 0;
  std::map<std::string_view, std::unique_ptr<Regex>> patterns;
  bool integral_doubles_are_integers = true;
};

// Whether the text still has to pass the gate.
enum class Trust : std::uint8_t { kVet, kVetted };

[[nodiscard]] Result<std::shared_ptr<const CompiledSchema>> compile_with(std::string_view text,
                                                                         Integers integers,
                                                                         Trust trust);

}  // namespace rulec::schema
