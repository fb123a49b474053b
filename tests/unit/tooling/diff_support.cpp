#include "diff_support.h"

#include <doctest/doctest.h>

#include "base/check.h"
#include "memory_file_system.h"

namespace rulec::tooling::testing {

std::unique_ptr<RulesetSide> side_of(const Files& files, Form form) {
  rulec::testing::MemoryFileSystem disk;
  for (const auto& [path, bytes] : files) {
    disk.add_file(path, bytes);
  }
  diag::Collector findings;
  BuildOptions options{.strips = form == Form::kStripped};
  std::unique_ptr<Build> made = build(disk, options, Phase::kEmit, findings);
  if (form == Form::kSources) {
    return std::make_unique<RulesetSide>(std::move(made), side_errors(findings));
  }
  REQUIRE(made->program.has_value());
  auto sealed = bundle::seal(bundle::write_bundle(*made->program));
  REQUIRE(sealed.has_value());
  auto container = bundle::open_container(*sealed, "");
  REQUIRE(container.has_value());
  auto program = bundle::read_program(*container);
  REQUIRE(program.has_value());
  return std::make_unique<RulesetSide>(std::move(*program), *container);
}

Comparison compared(const Files& a, const Files& b) {
  return compare(*side_of(a), *side_of(b));
}

std::vector<std::string> lines_of(const DefinitionChanges& definitions) {
  static constexpr std::string_view kWords[] = {"added", "removed", "changed", "rewritten"};
  std::vector<std::string> lines;
  for (const DefinitionChange& change : definitions.changes) {
    std::string line(kWords[static_cast<std::size_t>(change.kind)]);
    line += " " + change.id + (change.language.empty() ? "" : " " + change.language);
    line += change.is_proved_same ? " proved" : "";
    for (const ReadableChange& part : change.readable) {
      line += (&part == &change.readable.front() ? ": " : "; ") + part.what;
      line += " " + part.a + " -> " + part.b;
    }
    line += change.summary.empty() ? "" : ": " + change.summary;
    lines.push_back(line + (change.note.empty() ? "" : " (" + change.note + ")"));
  }
  return lines;
}

std::vector<std::string> lines_of(const std::vector<SchemaChange>& changes) {
  std::vector<std::string> lines;
  for (const SchemaChange& change : changes) {
    std::string line = change.name + " " + change.change + " " + change.path;
    line += !change.is_compatible   ? " undecided"
            : *change.is_compatible ? " compatible"
                                    : " incompatible";
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> lines_of(const std::vector<SettingChange>& changes) {
  std::vector<std::string> lines;
  for (const SettingChange& change : changes) {
    lines.push_back(change.path + " " + change.a + " -> " + change.b);
  }
  return lines;
}

std::string rule(const std::string& id, const std::string& members) {
  return R"({"id":")" + id + R"(","entry_point":"e")" + (members.empty() ? "" : "," + members) +
         "}";
}

Files with_condition(const std::string& condition) {
  return {{"rules/r.rule.json", rule("r", R"("condition":)" + condition)}};
}

}  // namespace rulec::tooling::testing
