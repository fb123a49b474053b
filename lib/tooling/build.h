// From a project to a program: the one path that lint, test, compile and eval share.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/limits.h"
#include "bytecode/program.h"
#include "compiler/compiler.h"
#include "diag/emitter.h"
#include "parser/parser.h"
#include "project/project.h"
#include "schema/schema.h"
#include "tooling/lint/suppressions.h"

namespace rulec::tooling {

struct BuildOptions {
  std::string folder;              // where to look for rulec.yaml; "" is the working folder
  std::vector<std::string> paths;  // files or folders; empty: the whole project
  std::size_t max_source_bytes = kMaxSourceBytes;
  bool strips = false;
  std::optional<int> optimisation_level;      // else the project's
  std::string last_pass;                      // of the optimiser; "" runs all of the level
  std::optional<std::string> bundle_version;  // else the project's
  Clock* clock = nullptr;                     // times the phases when given
  // Bytes that stand in for files (standard input, the git index): project-relative path -> bytes.
  std::map<std::string, std::string> overlay;
  // When suppressions end that name a date; none: never.
  std::optional<std::int64_t> now_ms;
  // Asked now and then; once it says yes, and it goes on to, the result is of no use and soon
  // there.
  std::function<bool()> is_cancelled;
};

struct PhaseTime {
  std::string_view name;
  std::int64_t nanoseconds = 0;
  std::vector<PhaseTime> parts;  // passes of the optimiser
};

// Everything a command may want to look at. Products exist as far as the phases got. The Ast, the
// model and the settings point into the documents and schemas here, so a Build does not move.
struct Build {
  Build() = default;
  Build(const Build&) = delete;
  Build& operator=(const Build&) = delete;

  SourceMap sources;
  project::Opened project;
  std::vector<std::string> rule_files;
  std::vector<std::string> template_files;
  std::vector<std::string> test_files;
  parser::RuleDocuments documents;
  std::deque<json::Document> schema_documents;
  std::deque<schema::ContextSchema> schemas;
  Suppressions suppressions;  // findings of all phases are marked by them
  parser::Ast ast;
  compiler::Settings settings;
  compiler::ModelPtr model;
  compiler::IrPtr ir;
  std::optional<bytecode::Program> program;
  std::vector<PhaseTime> times;  // of the phases that ran, in order; empty without a clock

  [[nodiscard]] compiler::Input compiler_input() const {
    return {.sources = sources, .documents = documents, .ast = ast, .settings = settings};
  }
};

enum class Phase : std::uint8_t { kParse, kCheck, kLower, kEmit };

// Runs the phases up to `last`; findings go to `emitter`. Lowering starts only without errors.
[[nodiscard]] std::unique_ptr<Build> build(FileSystem& files, const BuildOptions& options,
                                           Phase last, diag::Emitter& emitter);

// The project opened and its files found, nothing of them read: `project` and the lists of files.
[[nodiscard]] std::unique_ptr<Build> list_sources(FileSystem& files, const BuildOptions& options,
                                                  diag::Emitter& emitter);

// One finding for an error of the world: file not found, unreadable, too large, git.
[[nodiscard]] diag::Diagnostic world_diagnostic(const Error& error, const std::string& path);

}  // namespace rulec::tooling
