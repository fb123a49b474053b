// Renderer: the content of a message from a template: the variant in the language of the user, the
// values of its holes, its steps. What cannot be shown is dropped with a reason; then the template
// that is named as its fallback is tried. Nothing is asked of the heap.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/escape.h"
#include "runtime/internal/failure.h"
#include "runtime/internal/loaded_ruleset.h"
#include "runtime/internal/vm.h"
#include "runtime/internal/workspace_state.h"

namespace rulec::runtime {

// What a template gives to a message. Lives in the arena of the decision.
struct Rendered {
  const LoadedTemplate* shown = nullptr;  // null: nothing could be shown
  Value content = Value::absent();
  Value html = Value::absent();  // Markdown: the content as HTML
  std::size_t bytes = 0;         // of all that was made, shown or not, and said about it
};

class Renderer {
 public:
  Renderer(const LoadedRuleset& ruleset, Vm& vm, Workspace::State& state)
      : ruleset_(ruleset), vm_(vm), state_(state) {}

  // The variant of the template that the working context asks for.
  [[nodiscard]] std::uint32_t choose(std::uint32_t first_variant) const;

  // `vars`: of the action, an object or absent. What goes wrong is added to the errors of `rule`:
  // a template that cannot be shown, a link that was blocked.
  [[nodiscard]] Rendered render(std::uint32_t first_variant, const Value& vars, std::uint32_t rule);

 private:
  [[nodiscard]] bool show(const LoadedTemplate& shown, const Value& vars, Rendered& made);
  [[nodiscard]] bool evaluate(const LoadedTemplate& shown, const Value& vars, Value& values);
  [[nodiscard]] bool run(std::uint32_t first, std::uint32_t count, const Value& values,
                         Value& made);
  [[nodiscard]] bool take(std::size_t bytes);
  void add_error(std::uint16_t code, std::string_view message);
  [[nodiscard]] bool content(Value& made);
  [[nodiscard]] bool typed(const bytecode::TemplateStep& step, Value& made);
  [[nodiscard]] bool object(Value& made);
  [[nodiscard]] bool list(Value& made);
  [[nodiscard]] bool text(Value& made);
  [[nodiscard]] bool parts(const Value& values);
  [[nodiscard]] bool filled(const bytecode::TemplateStep& step, const Value& value);
  [[nodiscard]] bool branch(const Value& chosen);
  [[nodiscard]] bool turns(const Value& items);
  void skip_block();
  [[nodiscard]] bool hole(const bytecode::TemplateStep& step, Value value);
  [[nodiscard]] bool filter(const LoadedFilter& filter, Value& value);
  [[nodiscard]] bool format(const LoadedFilter& filter, Value& value);
  [[nodiscard]] bool too_large();
  [[nodiscard]] bool fail(const Failure& failure);
  [[nodiscard]] bool missing(const bytecode::TemplateStep& step);
  [[nodiscard]] const bytecode::TemplateStep& step() const { return ruleset_.program.steps[at_]; }
  [[nodiscard]] std::string_view id_of(const LoadedTemplate& loaded) const {
    return ruleset_.text(loaded.row->id);
  }

  const LoadedRuleset& ruleset_;
  Vm& vm_;
  Workspace::State& state_;
  Failure failure_;
  const LoadedTemplate* shown_ = nullptr;
  bool is_once_more_ = false;  // what is wrong has been told
  std::uint32_t rule_ = 0;
  std::uint32_t at_ = 0;           // the step that comes next
  const Value* values_ = nullptr;  // the outermost
  BoundedText out_{{}};
  std::size_t bytes_ = 0;           // of the content made so far, as JSON: a lower bound
  std::size_t kept_ = 0;            // bytes in the arena of the decision, of all tried so far
  std::uint64_t turn_steps_ = 0;    // of all turns of the content
  std::int64_t filter_budget_ = 0;  // units of work left to the filters of the content
};

}  // namespace rulec::runtime
