// JSON Schema, drafts 4 and 7. Three parts: the gate refuses schemas that would hurt us
// (self-reference, depth, keywords we do not know, patterns that RE2 refuses); the adapter runs
// valijson over documents of the project and points its findings at source spans (tools only); the
// checker is the compiled form for contexts (request path: no valijson, no exceptions, no heap
// after the first call).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/result.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"
#include "value/value.h"

namespace rulec::schema {

// --- the gate. False: findings were emitted, and the schema must not be used.
[[nodiscard]] bool vet(const json::Document& schema, const SourceMap& sources,
                       diag::Emitter& emitter);

// --- rulec's own schemas, compiled in from schemas/.
enum class BuiltIn : std::uint8_t { kRule, kScorecard, kTemplate, kTest, kConfig };
[[nodiscard]] std::string_view built_in_text(BuiltIn schema);
// A file of schemas/ by its name, e.g. "rule.schema.json"; empty when there is none.
[[nodiscard]] std::string_view built_in_file(std::string_view name);
[[nodiscard]] std::vector<std::string_view> built_in_names();

// JSON type names that rulec's own schema allows at a path of its documents, as in
// FieldInfo::types.
[[nodiscard]] std::vector<std::string> types_at(BuiltIn schema,
                                                std::span<const std::string_view> path);

// Compares a document with a built-in schema through valijson; false when there were findings.
// Unknown members get a suggestion, values of closed lists too. `what` names the thing in messages
// ("a rule").
[[nodiscard]] bool check_document(BuiltIn schema, const json::Document& document,
                                  const SourceMap& sources, diag::Emitter& emitter);

// --- the compiled checker.
struct CheckError {
  std::string_view path;  // JSON pointer into the instance, in the arena
  std::string_view keyword;
  std::string_view expected;
  std::string_view got;  // kind or length, never the value
};

class CompiledSchema;  // immutable, shared by threads
// `text` has passed the gate, or an error comes back. No diagnostics here: the runtime uses this.
[[nodiscard]] Result<std::shared_ptr<const CompiledSchema>> compile(std::string_view text);
// True when the value fits. Else as many errors as `errors` has room for, `error_count` of them.
// Never more than a few million steps of work and 512 levels of recursion; beyond that the value
// does not fit, with the keyword `limit`.
[[nodiscard]] bool validate(const CompiledSchema& schema, const Value& value, Arena& arena,
                            std::span<CheckError> errors, std::size_t& error_count);
// The same of a value that is not wholly known: where it is absent anything may stand, and it fits
// when some values there make it fit. (Parts are judged one by one, so that it may fit although no
// choice of all of them would.)
[[nodiscard]] bool validate_known(const CompiledSchema& schema, const Value& value, Arena& arena,
                                  std::span<CheckError> errors, std::size_t& error_count);

// --- a part of a document, against a schema of the project: the arguments of an effect.
struct Part {
  json::NodeId object;                                  // whose members are compared
  std::string what;                                     // names it in messages
  bool (*is_meant)(std::string_view member) = nullptr;  // the other members are passed over
  std::span<const json::NodeId> computed;  // values inside that are known at run time only
};
// What is certain to be wrong, whatever is computed; in the order of the schema's checks.
[[nodiscard]] std::vector<diag::Diagnostic> check_part(const CompiledSchema& schema,
                                                       const json::Document& document,
                                                       const Part& part, const SourceMap& sources);

// --- what the checker of rules asks of a context schema: is there such a field?
struct FieldInfo {
  bool is_known = false;  // declared, or the schema leaves the place open
  bool is_declared = false;
  std::vector<std::string> types;          // JSON type names; empty when not said
  std::vector<Value> enum_values;          // empty when none
  std::vector<std::string_view> patterns;  // of texts, wherever the place has one
  bool is_required = false;
  Span declared_at;                   // of the deepest declared parent when the field is unknown
  std::string parent;                 // path of that parent, "" for the context
  std::vector<std::string> siblings;  // declared fields of that parent
};

class ContextSchema {
 public:
  // The document outlives the schema.
  ContextSchema(const json::Document& document, std::string path, std::string text);
  // `given`: how many leading segments are known to be there, such as the item that is walked.
  [[nodiscard]] FieldInfo find(std::span<const std::string_view> segments,
                               std::size_t given = 0) const;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::vector<std::string> all_fields() const;  // dotted paths, for suggestions

 private:
  const json::Document& document_;
  std::string path_;
  std::string text_;
};

}  // namespace rulec::schema
