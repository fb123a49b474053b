// Lints of tests: rules that no case speaks of, and cases that say the same.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "tooling/json_removal.h"
#include "tooling/lint/definition.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

using diag::Code;

// Every text in the expectation of a case, and the whole decisions that it compares with.
class NamedRules {
 public:
  explicit NamedRules(const LintInput& input) : input_(input) {
    for (const TestCase& test : input.suite.cases) {
      names_.insert(test.rule_id);
      add(test.expect);
      if (!test.golden_file.empty() && files_.insert(test.golden_file).second) {
        add_file(test.golden_file);
      }
    }
  }

  [[nodiscard]] bool hold(std::string_view id) const {
    std::string quoted;
    append_json_string(quoted, id);
    return names_.contains(id) || decisions_.find(quoted) != std::string::npos;
  }

 private:
  void add(const Value& value) {
    if (value.is_string()) {
      names_.emplace(value.as_string());
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) {
        add(item);
      }
    } else if (value.is_object()) {
      for (const Member& member : value.members()) {
        add(member.value);
      }
    }
  }

  void add_file(const std::string& path) {
    auto bytes =
        input_.files.read_file(join_path(input_.build.project.root, path), kMaxRequestBytes);
    decisions_ += bytes ? *bytes : "";
  }

  const LintInput& input_;
  std::set<std::string, std::less<>> names_;
  std::set<std::string> files_;
  std::string decisions_;
};

void lint_untested_rules(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_whole || !input.is_wanted(Code::kUntestedRule)) {
    return;
  }
  NamedRules named(input);
  for (const parser::RuleNode& rule : input.build.ast.rules) {
    if (rule.is_bad || !rule.is_active || !rule.id.node.is_valid() || named.hold(rule.id.text)) {
      continue;
    }
    emit_at(input, emitter, &rule, rule.id.node,
            diag::make(Code::kUntestedRule, text_span(input, rule.id.node), "no case",
                       {{"rule", std::string(rule.id.text)}})
                .help("add `tests` to the rule; `rulec test --synthetic --for " +
                      std::string(rule.id.text) + "` prints cases to begin with"));
  }
}

// All that a case says but its name.
std::string substance_of(const TestCase& test) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  json.string(test.entry_point);
  json.string(test.rule_id);
  json.integer(test.now_ms);
  json.string(test.acknowledgements);
  write_value(json, test.context);
  write_value(json, test.expect);
  json.string(test.golden_file);
  json.end_array();
  return text;
}

// The case or table row that stands at `span`, or whose name does. The only one stays.
std::optional<diag::Edit> removal_at(const Build& build, const Span& span) {
  for (const json::Document& document : build.documents.documents) {
    if (document.source() != span.source) {
      continue;
    }
    for (std::size_t i = 0; i < document.size(); ++i) {
      json::NodeId id(static_cast<std::uint32_t>(i));
      const json::Node& node = document.at(id);
      if (node.span != span || !node.parent.is_valid()) {
        continue;
      }
      bool is_name = node.key == "name";
      json::NodeId whole = is_name ? node.parent : id;
      json::NodeId list = document.at(whole).parent;
      bool has_others = list.is_valid() && document.at(list).child_count > 1;
      return has_others ? std::optional(removal_of(document, whole)) : std::nullopt;
    }
  }
  return std::nullopt;
}

void report_duplicate(const LintInput& input, diag::Emitter& emitter, const TestCase& test,
                      const TestCase& first) {
  auto finding = diag::make(Code::kDuplicateCase, test.span, "shows nothing new",
                            {{"test", test.name}, {"other", first.name}});
  finding.label(first.span, "the same here");
  if (auto edit = removal_at(input.build, test.span)) {
    finding.fix({.fix_class = diag::FixClass::kSuggested,
                 .title = "take it out",
                 .edits = {std::move(*edit)}});
  }
  emitter.emit(std::move(finding));
}

void lint_duplicate_cases(const LintInput& input, diag::Emitter& emitter) {
  if (!input.is_wanted(Code::kDuplicateCase)) {
    return;
  }
  std::unordered_map<std::string, const TestCase*> seen;  // by digest of the substance
  for (const TestCase& test : input.suite.cases) {
    bool is_written = !test.skip_reason && test.span.source.is_valid();
    if (!is_written) {
      continue;
    }
    auto [known, is_new] = seen.emplace(to_hex(sha256(substance_of(test))), &test);
    if (!is_new) {
      report_duplicate(input, emitter, test, *known->second);
    }
  }
}

}  // namespace

void lint_tests(const LintInput& input, diag::Emitter& emitter) {
  lint_untested_rules(input, emitter);
  lint_duplicate_cases(input, emitter);
}

}  // namespace rulec::tooling
