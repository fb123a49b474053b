// RC3303. The style of most names is the project's; where none leads, ids are kebab-case and entry
// points, which are names in programs, snake_case.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tooling/lint/definition.h"
#include "tooling/lint/style/style.h"

namespace rulec::tooling {
namespace {

using diag::Code;
using parser::Definition;

enum class Style : std::uint8_t { kAny, kKebab, kSnake, kCamel, kPascal, kMixed };

// Names of a style before it leads: of two names one is always most.
constexpr std::size_t kLeastNames = 3;

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// kAny: it fits several styles, or is a number of some catalogue such as `R0001`. Dots part names.
Style style_of(std::string_view name) {
  bool has_upper = std::ranges::any_of(name, is_upper);
  bool has_lower = std::ranges::any_of(name, is_lower);
  bool has_dash = name.find('-') != std::string_view::npos;
  bool has_line = name.find('_') != std::string_view::npos;
  if (!has_lower) {
    return Style::kAny;
  }
  if (has_upper) {
    bool is_parted = has_dash || has_line;
    return is_parted ? Style::kMixed : is_upper(name.front()) ? Style::kPascal : Style::kCamel;
  }
  if (has_dash && has_line) {
    return Style::kMixed;
  }
  return has_dash ? Style::kKebab : has_line ? Style::kSnake : Style::kAny;
}

std::string_view word_of(Style style) {
  switch (style) {
    case Style::kKebab:
      return "kebab-case";
    case Style::kSnake:
      return "snake_case";
    case Style::kCamel:
      return "camelCase";
    case Style::kPascal:
      return "PascalCase";
    case Style::kAny:
    case Style::kMixed:
      break;
  }
  return "";
}

struct Named {
  std::string_view name;
  parser::NodeId node;
  Definition definition;
};

class Names {
 public:
  Names(std::string_view what, Style fallback) : what_(what), style_(fallback) {}

  void add(const Named& named) { names_.push_back(named); }

  void report(const LintInput& input, diag::Emitter& emitter) {
    bool is_led = find_leader();
    for (const Named& named : names_) {
      Style style = style_of(named.name);
      if (style == Style::kAny || style == style_) {
        continue;
      }
      std::string reason = is_led ? "most here are " : "by custom they are ";
      emit_at(input, emitter, named.definition, named.node,
              diag::make(Code::kNaming, text_span(input, named.node), "spelt another way",
                         {{"what", std::string(what_)},
                          {"name", std::string(named.name)},
                          {"reason", reason.append(word_of(style_))}}));
    }
  }

 private:
  bool find_leader() {
    std::map<Style, std::size_t> counts;
    std::size_t all = 0;
    for (const Named& named : names_) {
      Style style = style_of(named.name);
      all += style != Style::kAny ? 1 : 0;
      counts[style] += style != Style::kAny && style != Style::kMixed ? 1 : 0;
    }
    for (const auto& [style, count] : counts) {
      if (count >= kLeastNames && count * 2 > all) {
        style_ = style;
        return true;
      }
    }
    return false;
  }

  std::string_view what_;
  Style style_;
  std::vector<Named> names_;
};

}  // namespace

void lint_names(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kNaming)) {
    return;
  }
  Names ids("the rule", Style::kKebab);
  Names entry_points("the entry point", Style::kSnake);
  std::map<std::string_view, bool> seen;
  for (const Definition& definition : good_definitions(input.build.ast)) {
    ids.add(
        {.name = id_of(definition).text, .node = id_of(definition).node, .definition = definition});
    const auto* const* rule = std::get_if<const parser::RuleNode*>(&definition);
    if (rule == nullptr) {
      continue;
    }
    for (const parser::TextAt& entry : (*rule)->entry_points) {
      if (entry.node.is_valid() && seen.emplace(entry.text, true).second) {
        entry_points.add({.name = entry.text, .node = entry.node, .definition = definition});
      }
    }
  }
  ids.report(input, emitter);
  entry_points.report(input, emitter);
}

}  // namespace rulec::tooling
