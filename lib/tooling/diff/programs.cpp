// Bundles without texts: listings of their bytecode.
#include <functional>

#include "bytecode/bytecode.h"
#include "tooling/diff/definitions.h"

namespace rulec::tooling {
namespace {

using bytecode::Program;

struct Listed {
  std::string id;
  std::string language;
  std::string listing;
};

std::string text_of(const Program& program, bytecode::StringId id) {
  return id.is_valid() ? program.strings[id.index()] : std::string();
}

std::vector<Listed> rules_of(const Program& program) {
  std::vector<std::vector<std::string>> entry_points(program.rules.size());
  for (const bytecode::EntryPoint& entry : program.entry_points) {
    for (std::uint32_t rule : entry.rules) {
      entry_points[rule].push_back(text_of(program, entry.name));
    }
  }
  std::vector<Listed> made;
  made.reserve(program.rules.size());
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    std::string listing = bytecode::disassemble_rule(program, i);
    for (const std::string& name : entry_points[i]) {
      listing += "  entry point " + name + "\n";
    }
    made.push_back({.id = text_of(program, program.rules[i].id),
                    .language = {},
                    .listing = std::move(listing)});
  }
  return made;
}

std::vector<Listed> scorecards_of(const Program& program) {
  std::vector<Listed> made;
  made.reserve(program.scorecards.size());
  for (std::uint32_t i = 0; i < program.scorecards.size(); ++i) {
    made.push_back({.id = text_of(program, program.scorecards[i].id),
                    .language = {},
                    .listing = bytecode::disassemble_scorecard(program, i)});
  }
  return made;
}

// The names of placeholders are stripped, too, and only for errors.
std::vector<Listed> templates_of(Program program) {
  for (bytecode::TemplateStep& step : program.steps) {
    if (step.kind == bytecode::StepKind::kHole) {
      step.text = {};
    }
  }
  std::vector<Listed> made;
  made.reserve(program.templates.size());
  for (std::uint32_t i = 0; i < program.templates.size(); ++i) {
    made.push_back({.id = text_of(program, program.templates[i].id),
                    .language = text_of(program, program.templates[i].language),
                    .listing = bytecode::disassemble_template(program, i)});
  }
  return made;
}

DefinitionChanges compare_listings(const std::vector<Listed>& a, const std::vector<Listed>& b) {
  DefinitionChanges made;
  match_by(
      a, b,
      [](const Listed& row) {
        return std::pair(std::string_view(row.id), std::string_view(row.language));
      },
      [&](const Listed* of_a, const Listed* of_b) {
        if (of_a != nullptr && of_b != nullptr && of_a->listing == of_b->listing) {
          ++made.same;
          return;
        }
        const Listed& row = of_b != nullptr ? *of_b : *of_a;
        DefinitionChange& change = made.changes.emplace_back();
        change.id = row.id;
        change.language = row.language;
        change.text_a = of_a == nullptr ? "" : of_a->listing;
        change.text_b = of_b == nullptr ? "" : of_b->listing;
        if (of_a == nullptr || of_b == nullptr) {
          change.kind = of_a == nullptr ? ChangeKind::kAdded : ChangeKind::kRemoved;
        } else {
          change.readable.push_back({.what = "bytecode", .a = {}, .b = {}});
        }
      });
  return made;
}

}  // namespace

void compare_programs(const Program& a, const Program& b, Comparison& comparison) {
  comparison.rules = compare_listings(rules_of(a), rules_of(b));
  comparison.scorecards = compare_listings(scorecards_of(a), scorecards_of(b));
  comparison.templates = compare_listings(templates_of(a), templates_of(b));
  comparison.notes.emplace_back(
      "a bundle was compiled with --strip: its rules are compared by their bytecode alone, so "
      "another compiler or optimiser level shows as a change");
}

}  // namespace rulec::tooling
