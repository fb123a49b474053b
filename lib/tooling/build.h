// From a project to a program: the one path that lint, test, compile and eval share.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "bytecode/program.h"
#include "compiler/compiler.h"
#include "diag/emitter.h"
#include "parser/parser.h"
#include "project/project.h"
#include "schema/schema.h"

namespace rulec::tooling {

struct BuildOptions {
  std::string folder;              // where to look for rulec.yaml; "" = working folder
  std::vector<std::string> paths;  // files or folders; empty = the whole project
  std::size_t max_source_bytes = kMaxSourceBytes;
  bool strips = false;
  int optimisation_level = -1;  // -1 = the project's
  std::string bundle_version;   // "" = the project's
  // Replaces reading from disk (lint --staged, --since from blobs, stdin); path -> bytes.
  std::map<std::string, std::string> overlay;
  bool reads_overlay_only = false;
};

// Everything a command may want to look at. Products exist as far as the phases got.
struct Build {
  SourceMap sources;
  project::Opened project;
  std::vector<std::string> rule_files;
  std::vector<std::string> test_files;
  parser::RuleDocuments documents;  // rule documents, then schemas
  parser::Ast ast;
  std::deque<schema::ContextSchema> schemas;
  compiler::Settings settings;
  compiler::ModelPtr model;
  compiler::IrPtr ir;
  std::optional<bytecode::Program> program;
};

enum class Phase : std::uint8_t { kParse, kCheck, kLower, kEmit };

// Runs the phases up to `last`; findings go to `emitter`.
[[nodiscard]] std::unique_ptr<Build> build(FileSystem& files, const BuildOptions& options,
                                           Phase last, diag::Emitter& emitter);

}  // namespace rulec::tooling
