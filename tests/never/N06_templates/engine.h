// A template on the road that users take: parsed from its file, compiled, shown by a decision.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/engine.h"
#include "template_text.h"

namespace rulec::never {

class EngineTemplate {
 public:
  // `text` as for testing::template_parts; its blocks and holes get names of the context.
  EngineTemplate(const std::string& text, std::string_view format);

  [[nodiscard]] bool is_compiled() const { return ruleset_ != nullptr; }

  struct Shown {
    std::string content;
    std::string html;  // of Markdown
  };
  // With `value` in all holes; both empty when the message was dropped.
  [[nodiscard]] Shown show(const std::string& value, testing::Choice choice);

 private:
  runtime::RulesetPtr ruleset_;
  runtime::Workspace workspace_;
};

}  // namespace rulec::never
