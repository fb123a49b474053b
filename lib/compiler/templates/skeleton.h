// Skeleton: the content of a template as steps around holes, each hole with the place it stands in
// and its filters (bytecode::TemplateStep, before ids). Internal to the compiler.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bytecode/program.h"
#include "parser/ast.h"
#include "value/value.h"

namespace rulec::compiler {

class RuleReport;  // compiler/check/report.h

struct SkeletonFilter {
  bytecode::FilterKind kind = bytecode::FilterKind::kUpper;
  bool has_argument = false;
  Value argument = Value::null();
};

struct SkeletonStep {
  bytecode::StepKind kind = bytecode::StepKind::kText;
  bytecode::HolePlace place = bytecode::HolePlace::kText;
  std::string text;                // kText, kKey; kHole: its name
  Value constant = Value::null();  // kConstant
  std::uint32_t value = 0;         // kTyped, kHole, kIf, kEach
  std::vector<SkeletonFilter> filters;
};

struct Skeleton {
  std::vector<SkeletonStep> content;
  std::vector<SkeletonStep> rendered;  // Markdown: the same as HTML
};

// Findings go to `report`, which is bad then. Data of constants lies in the Ast or in `arena`.
[[nodiscard]] Skeleton make_skeleton(const parser::TemplateNode& from,
                                     bytecode::TemplateFormat format, Arena& arena,
                                     RuleReport& report);

// The filters of a placeholder, with formats worked out for the language of the template.
[[nodiscard]] std::vector<SkeletonFilter> check_filters(const parser::TemplatePiece& hole,
                                                        std::string_view language, Arena& arena,
                                                        RuleReport& report);

}  // namespace rulec::compiler
