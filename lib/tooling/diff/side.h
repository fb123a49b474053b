// One side of a comparison: a ruleset in source form with its settings, from a project or out of a
// bundle.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bundle/bundle.h"
#include "diag/emitter.h"
#include "tooling/build.h"
#include "tooling/explain/explain.h"

namespace rulec::tooling {

struct ComparedSchema {
  std::string path;  // in the project
  std::string text;
};

struct ComparedEntryPoint {
  std::string hit_policy;
  std::string on_error;
  std::string validate;
  bool is_critical = false;
  std::vector<std::pair<std::string, std::string>> updates;  // pattern and type, sorted
  bool allows_all_updates = false;
  std::optional<ComparedSchema> schema;
};

// What the settings of rulec.yaml decide.
struct ComparedSettings {
  std::string name;
  std::string version;
  std::string order;
  std::uint64_t expr_cost = 0;
  std::map<std::string, ComparedEntryPoint> entry_points;
  // A bundle records what follows from it alone: the default variants.
  std::optional<std::string> default_language;
  std::map<std::string, std::string> default_variants;  // language by template; "" for none
  // Those that are declared; of a bundle those for which some action computes arguments, since
  // literals were compared when it was compiled.
  std::map<std::string, std::optional<ComparedSchema>> effects;
  // Effects of a bundle whose actions are not all checked alike, which no compiler makes.
  std::set<std::string> unclear_effects;
  bool is_recorded = false;  // by a bundle
};

struct ComparedSection {
  std::string name;
  std::string sha256;
};

// What kept a project from being compiled.
struct SideErrors {
  std::size_t count = 0;
  bool hide_files = false;  // some file was not read, so its bytes are not known
};
[[nodiscard]] SideErrors side_errors(const diag::Collector& findings);

class RulesetSide {
 public:
  // `build` got as far as kCheck at least; `errors` are those that were found on the way.
  RulesetSide(std::unique_ptr<Build> build, SideErrors errors);
  // The same, of a build that outlives this, for whoever knows that no definition with errors is
  // compared: none of them differs.
  explicit RulesetSide(const Build& build);
  RulesetSide(bytecode::Program program, const bundle::Container& container);

  // False for a bundle that was compiled with --strip: nothing but its bytecode can be compared.
  [[nodiscard]] bool has_texts() const { return build_ != nullptr || texts_ != nullptr; }
  [[nodiscard]] const parser::Ast& ast() const { return build_ ? build_->ast : texts_->ast; }
  [[nodiscard]] const parser::RuleDocuments& documents() const {
    return build_ ? build_->documents : texts_->documents;
  }
  [[nodiscard]] const ComparedSettings& settings() const { return settings_; }
  // A bundle's, or that of a build that got as far as kEmit.
  [[nodiscard]] const bytecode::Program* program() const;
  // 0: it compiles, and what is said of its rules can be proved.
  [[nodiscard]] std::size_t errors() const { return errors_.count; }
  // False for a bundle whose texts are not what a compiler writes: what they hide is not compared.
  [[nodiscard]] bool are_texts_whole() const { return are_texts_whole_; }
  // Both were made of the same files, byte for byte. False where it is not known.
  [[nodiscard]] bool has_same_sources(const RulesetSide& other) const;
  // Of a bundle, in the order of its table.
  [[nodiscard]] const std::vector<ComparedSection>& sections() const { return sections_; }
  [[nodiscard]] const std::string& digest() const { return digest_; }  // of a bundle

 private:
  std::shared_ptr<const Build> build_;
  std::unique_ptr<RuleSources> texts_;
  std::optional<bytecode::Program> program_;
  ComparedSettings settings_;
  std::vector<ComparedSection> sections_;
  std::string digest_;
  SideErrors errors_;
  bool are_texts_whole_ = true;
};

}  // namespace rulec::tooling
