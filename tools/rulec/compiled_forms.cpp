#include "compiled_forms.h"

#include "bytecode/bytecode.h"

namespace rulec::app {
namespace {

std::string documents_text(const tooling::Build& build) {
  std::string text;
  for (const json::Document& document : build.documents.documents) {
    text += parser::dump_document(document);
  }
  return text;
}

// A build of a program leaves out the numbers of terms, which only readers need.
std::string ir_text(const tooling::Build& build) {
  for (const compiler::Pass& pass : compiler::passes()) {
    if (build.program && pass.name == "number-terms" &&
        pass.level <= build.settings.optimisation_level) {
      pass.run(*build.ir);
    }
  }
  return compiler::dump(*build.ir);
}

}  // namespace

std::optional<Form> form_named(std::string_view name) {
  if (name == "cst") {
    return Form::kCst;
  }
  if (name == "ast") {
    return Form::kAst;
  }
  if (name == "model") {
    return Form::kModel;
  }
  if (name == "ir") {
    return Form::kIr;
  }
  return name == "bytecode" ? std::optional(Form::kBytecode) : std::nullopt;
}

tooling::Phase phase_of(Form form) {
  switch (form) {
    case Form::kCst:
    case Form::kAst:
      return tooling::Phase::kParse;
    case Form::kModel:
      return tooling::Phase::kCheck;
    case Form::kIr:
      return tooling::Phase::kLower;
    case Form::kBytecode:
      return tooling::Phase::kEmit;
  }
  return tooling::Phase::kEmit;
}

std::optional<std::string> form_text(const tooling::Build& build, Form form) {
  switch (form) {
    case Form::kCst:
      return documents_text(build);
    case Form::kAst:
      return parser::dump(build.ast);
    case Form::kModel:
      return build.model ? std::optional(compiler::dump(*build.model)) : std::nullopt;
    case Form::kIr:
      return build.ir ? std::optional(ir_text(build)) : std::nullopt;
    case Form::kBytecode:
      return build.program ? std::optional(bytecode::disassemble(*build.program)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace rulec::app
