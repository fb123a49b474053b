// Rows pc -> place, one where the place changes. Files are named as their sources are.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/source.h"
#include "bytecode/program.h"
#include "compiler/compiler.h"

namespace rulec::compiler {

class SourceMapBuilder {
 public:
  SourceMapBuilder(const Input& input, bytecode::Program& program)
      : input_(input), program_(program) {}

  // The instructions from `pc` on come from `origin`.
  void add(std::uint32_t pc, parser::NodeId origin);
  // Files in byte order of their names.
  void finish();

 private:
  [[nodiscard]] std::uint32_t file_of(SourceId source);

  const Input& input_;
  bytecode::Program& program_;
  std::unordered_map<std::uint32_t, std::uint32_t> files_;  // SourceId index -> file
  Span last_;
  std::uint32_t last_file_ = 0;  // of it
};

}  // namespace rulec::compiler
