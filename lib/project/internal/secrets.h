// Passwords in configuration. They are named by the place where they stand and never shown.
#pragma once

#include <string_view>
#include <vector>

#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"

namespace rulec::project {

// Texts and numbers of the document that are a password: by their key (`password`, `token`, `dsn`
// …), or because an address has one (`postgres://user:password@host`, `password=…`).
[[nodiscard]] std::vector<json::NodeId> find_secrets(const json::Document& document);

// The same told from a line of a text that could not be read; rather too often than not.
[[nodiscard]] bool may_hold_secret(std::string_view line);

// Hands on what is found while a configuration is read. A finding whose frame would show a line
// that may hold a secret keeps its place, and loses its words and its frame.
class HidingEmitter final : public diag::Emitter {
 public:
  HidingEmitter(const SourceMap& sources, diag::Emitter& next) : sources_(sources), next_(next) {}
  void emit(diag::Diagnostic finding) override;

 private:
  const SourceMap& sources_;
  diag::Emitter& next_;
};

// Lines that the frame of a finding shows, as numbers of its own file.
[[nodiscard]] std::vector<std::uint32_t> lines_shown(const diag::Diagnostic& finding,
                                                     const SourceMap& sources);

}  // namespace rulec::project
