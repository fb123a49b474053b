// The compiler: Ast -> Model -> Ir -> Program. Sees no files, clock, network, git: sources in
// memory in, a product and diagnostics out. Each phase returns its product even after errors,
// flagged; lowering starts only when none remains.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/program.h"
#include "diag/emitter.h"
#include "parser/parser.h"

namespace rulec::schema {
class CompiledSchema;  // schema/schema.h
class ContextSchema;
}  // namespace rulec::schema

namespace rulec::compiler {

struct UpdateRule {
  std::string pattern;  // "cart.*.price"
  std::string type;     // JSON type or ""
  Span span;            // in rulec.yaml
};

// An action type that the project declares. The schema, of the object that its arguments make, may
// be null: anything goes then. Both forms of it are owned by the caller. So is the schema of what
// carrying it out gives, null when nothing is known of that.
struct EffectSettings {
  std::string name;
  const schema::ContextSchema* schema = nullptr;
  std::shared_ptr<const schema::CompiledSchema> compiled;
  const schema::ContextSchema* result = nullptr;
};

struct EntryPointSettings {
  std::string name;
  Span span;  // of its key in rulec.yaml; default when undeclared
  bytecode::HitPolicy hit_policy = bytecode::HitPolicy::kAll;
  bytecode::OnError on_error = bytecode::OnError::kSkipRule;
  bytecode::Validation validation = bytecode::Validation::kFull;
  bool is_critical = false;
  std::vector<UpdateRule> updates;
  bool allows_all_updates = false;                // without a rulec.yaml there is no allow-list
  const schema::ContextSchema* schema = nullptr;  // owned by the caller, outlives the compilation
};

enum class Order : std::uint8_t { kDescending, kAscending };

struct Settings {
  std::string name = "rules";
  std::string version = "0.0.0";
  Order order = Order::kDescending;
  std::uint64_t expr_cost = 100'000;
  bool has_declared_entry_points = false;  // rulec.yaml lists them: others are RC2004
  std::vector<EntryPointSettings> entry_points;
  std::vector<EffectSettings> effects;
  bool allows_undeclared_effects = false;
  std::string default_language;  // of templates, "" when rulec.yaml names none
  bool strips = false;           // no source map, no rule text
  int optimisation_level = 2;
  std::string source_sha256;
};

struct Input {
  const SourceMap& sources;
  const parser::RuleDocuments& documents;
  const parser::Ast& ast;
  const Settings& settings;
};

struct Model;  // compiler/model.h
struct Ir;     // compiler/ir/ir.h
struct ModelDeleter {
  void operator()(Model*) const;
};
struct IrDeleter {
  void operator()(Ir*) const;
};
using ModelPtr = std::unique_ptr<Model, ModelDeleter>;
using IrPtr = std::unique_ptr<Ir, IrDeleter>;

[[nodiscard]] ModelPtr check(const Input& input, diag::Emitter& emitter);
[[nodiscard]] IrPtr lower(const Input& input, const Model& model);

// A pass of the optimiser. Passes run in the order of the table, those of the level and below it; a
// decision is the same bytes after any of them.
struct Pass {
  std::string_view name;  // as --stop-after and -v write it
  int level = 1;          // lowest optimisation level that runs it; level 0 runs none
  void (*run)(Ir& ir) = nullptr;
};
[[nodiscard]] std::span<const Pass> passes();
void optimise(Ir& ir, int level);
// `rule_texts`: canonical JSON of each rule of the Ast where somebody has made it already, else
// none.
[[nodiscard]] bytecode::Program emit(const Input& input, const Model& model, const Ir& ir,
                                     std::span<std::string> rule_texts = {});

// check, lower, optimise, emit, validate; nothing when `check` found errors.
[[nodiscard]] std::optional<bytecode::Program> compile(const Input& input, diag::Emitter& emitter);

// One expression without a ruleset (eval --expr, --stream, conformance suites): nothing but JSON
// syntax is refused beforehand; unknown operators and wrong operand counts throw when reached. The
// program has one entry point "expr" whose single rule's condition is the expression.
[[nodiscard]] bytecode::Program compile_expression(const Input& input, const parser::Expr& expr);

[[nodiscard]] std::string dump(const Model& model);
[[nodiscard]] std::string dump(const Ir& ir);

}  // namespace rulec::compiler
