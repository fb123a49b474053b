#include <optional>

#include "bytecode/internal/section_io.h"
#include "bytecode/internal/validate_rows.h"

namespace rulec::bytecode {
namespace {

bool is_in_or_none(const Program& program, StringId id) {
  return !id.is_valid() || is_in(id, program.strings);
}

// Needed: the id of a row of the table. Not needed: the id that names nothing, and no other, since
// readers ask it whether there is one.
template <class Name, class Row>
bool is_as_needed(bool is_needed, Name id, const std::vector<Row>& table) {
  return is_needed ? is_in(id, table) : !id.is_valid();
}

// One content: a constant, a typed value, an object, a list or a text, and nothing after it.
class ContentChecker {
 public:
  explicit ContentChecker(const Program& program) : program_(program) {}

  [[nodiscard]] Status check(std::uint32_t first, std::uint32_t count) {
    open_.clear();
    is_whole_ = false;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (const char* problem = enter(program_.steps[first + i])) {
        return damaged("templates", problem);
      }
      if (open_.size() > kMaxTemplateDepth) {
        return exceeds("templates", kMaxTemplateDepth, "levels in one template");
      }
    }
    return open_.empty() && is_whole_ ? Status() : damaged("templates", "a content is not closed");
  }

 private:
  enum class Open : std::uint8_t { kObject, kMember, kList, kText, kIf, kElse, kEach };

  [[nodiscard]] std::optional<Open> top() const {
    return open_.empty() ? std::nullopt : std::optional(open_.back());
  }
  [[nodiscard]] bool is_in_text() const {
    auto at = top();
    return at == Open::kText || at == Open::kIf || at == Open::kElse || at == Open::kEach;
  }
  // A content begins: at the top once, after a key, or in a list.
  [[nodiscard]] bool begin_content() {
    if (open_.empty()) {
      return !std::exchange(is_whole_, true);
    }
    if (open_.back() == Open::kMember) {
      open_.pop_back();
      return true;
    }
    return open_.back() == Open::kList;
  }
  [[nodiscard]] const char* close(Open what) {
    if (top() != what) {
      return "a content closes what is not open";
    }
    open_.pop_back();
    return nullptr;
  }
  [[nodiscard]] const char* open_content(Open what) {
    if (!begin_content()) {
      return "a content stands where none can be";
    }
    open_.push_back(what);
    return nullptr;
  }

  // Null, or what is wrong.
  [[nodiscard]] const char* enter(const TemplateStep& step) {
    if (const char* problem = check_row(step)) {
      return problem;
    }
    switch (step.kind) {
      case StepKind::kConstant:
      case StepKind::kTyped:
        return begin_content() ? nullptr : "a content stands where none can be";
      case StepKind::kBeginObject:
        return open_content(Open::kObject);
      case StepKind::kKey:
        if (top() != Open::kObject) {
          return "a key stands outside of an object";
        }
        open_.push_back(Open::kMember);
        return nullptr;
      case StepKind::kEndObject:
        return close(Open::kObject);
      case StepKind::kBeginList:
        return open_content(Open::kList);
      case StepKind::kEndList:
        return close(Open::kList);
      case StepKind::kBeginText:
        return open_content(Open::kText);
      case StepKind::kEndText:
        return close(Open::kText);
      case StepKind::kText:
      case StepKind::kHole:
        return is_in_text() ? nullptr : "a part of a text stands outside of one";
      case StepKind::kIf:
      case StepKind::kElse:
      case StepKind::kEach:
      case StepKind::kEnd:
        return block(step.kind);
    }
    return "a step is not known";
  }

  [[nodiscard]] const char* block(StepKind kind) {
    if (!is_in_text()) {
      return "a block stands outside of a text";
    }
    if (kind == StepKind::kIf || kind == StepKind::kEach) {
      open_.push_back(kind == StepKind::kIf ? Open::kIf : Open::kEach);
      return nullptr;
    }
    if (kind == StepKind::kElse) {
      if (open_.back() != Open::kIf) {
        return "an `else` stands outside of an `if`";
      }
      open_.back() = Open::kElse;
      return nullptr;
    }
    if (open_.back() == Open::kText) {
      return "a block ends that did not begin";
    }
    open_.pop_back();
    return nullptr;
  }

  // Ids are there where the kind needs them, and only there.
  [[nodiscard]] const char* check_row(const TemplateStep& step) const {
    bool has_text = step.kind == StepKind::kText || step.kind == StepKind::kKey;
    bool has_constant = step.kind == StepKind::kConstant;
    if (step.kind == StepKind::kHole && !is_in_or_none(program_, step.text)) {
      return "a placeholder has a name that is not there";
    }
    has_text = has_text || (step.kind == StepKind::kHole && step.text.is_valid());
    if (!is_as_needed(has_text, step.text, program_.strings) ||
        !is_as_needed(has_constant, step.constant, program_.constants)) {
      return "a step has not the text or constant that it needs";
    }
    if (step.kind != StepKind::kHole) {
      return step.filter_count == 0 ? nullptr : "a step that is no placeholder has filters";
    }
    if (step.filter_count > kMaxFilters) {
      return "a placeholder has too many filters";
    }
    for (std::uint32_t i = 0; i < step.filter_count; ++i) {
      const TemplateFilter& filter = program_.filters[step.first_filter + i];
      bool has_argument = filter.kind != FilterKind::kUpper && filter.kind != FilterKind::kLower;
      if (!is_as_needed(has_argument, filter.argument, program_.constants)) {
        return "a filter has not the argument that it needs";
      }
    }
    return nullptr;
  }

  const Program& program_;
  std::vector<Open> open_;
  bool is_whole_ = false;
};

// "" for none: before all others.
std::string_view language_of(const Program& program, const Template& row) {
  return row.language.is_valid() ? std::string_view(program.strings[row.language.index()]) : "";
}

bool is_first_variant(const Program& program, std::uint32_t index) {
  return index < program.templates.size() &&
         (index == 0 || program.templates[index - 1].id != program.templates[index].id);
}

Status validate_row(const Program& program, const Template& row) {
  if (!is_name(program, row.id, kMaxIdBytes)) {
    return damaged("templates", "a template has no proper id");
  }
  if (!is_in_or_none(program, row.language) || !is_in_or_none(program, row.component_type) ||
      !is_in_or_none(program, row.variant)) {
    return damaged("templates", "a template names a string that is not there");
  }
  if (row.fallback != kNoTemplate && !is_first_variant(program, row.fallback)) {
    return damaged("templates", "a fallback is no template");
  }
  bool is_rendered = row.rendered_step_count > 0;
  if (is_rendered != (row.format == TemplateFormat::kMarkdown)) {
    return damaged("templates", "Markdown is not rendered, or something else is");
  }
  return {};
}

Status validate_order(const Program& program) {
  std::size_t defaults = 0;
  for (std::size_t i = 0; i < program.templates.size(); ++i) {
    const Template& row = program.templates[i];
    bool is_first = is_first_variant(program, static_cast<std::uint32_t>(i));
    if (i > 0) {
      const Template& last = program.templates[i - 1];
      bool ascends = is_first ? program.strings[last.id.index()] < program.strings[row.id.index()]
                              : language_of(program, last) < language_of(program, row);
      if (!ascends) {
        return damaged("templates", "the templates are not in the order of id and language");
      }
    }
    defaults = (is_first ? 0 : defaults) + (row.is_default ? 1 : 0);
    bool is_last = i + 1 == program.templates.size() || program.templates[i + 1].id != row.id;
    if (is_last && defaults != 1) {
      return damaged("templates", "a template has not one default");
    }
  }
  return {};
}

// Every variant may fall back to another template; a walk over them that goes on for more steps
// than there are variants goes in a circle.
Status validate_fallbacks(const Program& program) {
  enum class State : std::uint8_t { kUnseen, kOpen, kDone };
  std::vector<State> states(program.templates.size(), State::kUnseen);
  std::vector<std::uint32_t> stack;  // variants whose ways are being walked
  for (std::uint32_t start = 0; start < program.templates.size(); ++start) {
    stack.push_back(start);
    while (!stack.empty()) {
      std::uint32_t at = stack.back();
      if (states[at] != State::kUnseen) {
        states[at] = State::kDone;
        stack.pop_back();
        continue;
      }
      states[at] = State::kOpen;
      std::uint32_t next = program.templates[at].fallback;
      if (next == kNoTemplate) {
        continue;
      }
      StringId id = program.templates[next].id;
      for (; next < program.templates.size() && program.templates[next].id == id; ++next) {
        if (states[next] == State::kOpen) {
          return damaged("templates", "fallbacks lead back to where they began");
        }
        if (states[next] == State::kUnseen) {
          stack.push_back(next);
        }
      }
    }
  }
  return {};
}

}  // namespace

Status validate_templates(const Program& program) {
  if (program.templates.size() > kMaxTemplates) {
    return exceeds("templates", kMaxTemplates, "templates");
  }
  ContentChecker contents(program);
  for (const auto& row : program.templates) {
    RULEC_TRY_STATUS(validate_row(program, row));
  }
  RULEC_TRY_STATUS(validate_order(program));
  RULEC_TRY_STATUS(validate_fallbacks(program));
  for (const auto& row : program.templates) {
    RULEC_TRY_STATUS(contents.check(row.first_step, row.step_count));
    if (row.rendered_step_count > 0) {
      RULEC_TRY_STATUS(contents.check(row.first_rendered_step, row.rendered_step_count));
    }
  }
  return {};
}

Status validate_message_template(const Program& program, const Action& action) {
  if (action.message_template == kNoTemplate) {
    return {};
  }
  bool can_show = action.kind != ActionKind::kUpdate && action.kind != ActionKind::kEffect;
  if (!can_show || !is_first_variant(program, action.message_template)) {
    return damaged("actions", "an action shows a template that is not there, or cannot show one");
  }
  return {};
}

}  // namespace rulec::bytecode
