// N06: no value changes the structure of what a template renders. Every payload is put into every
// template; an HTML parser of another library must find the tree that it finds with `x`, without
// anything to mend, and nothing in it that could run. Values that are only text come back equal.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "html_templates.h"
#include "html_tree.h"
#include "payloads.h"
#include "process.h"
#include "template_text.h"

namespace rulec::never {
namespace {

using compiler::Part;
using testing::Choice;
using testing::HtmlTree;

struct Tally {
  int passed = 0;
  int failed = 0;

  void count(const std::string& problem, std::string_view where, std::string_view value) {
    if (problem.empty()) {
      ++passed;
    } else if (++failed <= 20) {
      std::printf("FAILED: %s\n  template %.*s\n  value %.200s\n", problem.c_str(),
                  static_cast<int>(where.size()), where.data(), std::string(value).c_str());
    }
  }
};

// With `x`, in one choice of the blocks.
struct Reference {
  Choice choice;
  HtmlTree tree;
};

// A URL that begins with a hole may be any good one; of others all but the values stays.
bool begins_with_hole(std::string_view text) {
  return text.contains("=\"{{x}}\"") || text.contains("=\"{{x}}{{x}}/") ||
         text.contains("=\"{{x}}/");
}

std::string problem_of(const HtmlTree& tree, const HtmlTree& reference, bool is_url_fixed) {
  if (!tree.live.empty()) {
    return "live: " + tree.live;
  }
  if (tree.parse_errors != reference.parse_errors) {
    return "the parser mended something";
  }
  if (tree.shape != reference.shape) {
    return "the tree is " + tree.shape.substr(0, 300) + ", not " + reference.shape.substr(0, 300);
  }
  if (is_url_fixed && tree.url_frames != reference.url_frames) {
    return "a URL is " + tree.url_frames[0] + ", not " + reference.url_frames[0];
  }
  return {};
}

bool holds(const HtmlTree& tree, const std::string& value) {
  bool is_held = tree.text.contains(value);
  for (const std::string& each : tree.values) {
    is_held = is_held || each.contains(value) || testing::percent_decoded(each).contains(value);
  }
  return is_held;
}

class Judge {
 public:
  explicit Judge(std::vector<std::string> hostile) : hostile_(std::move(hostile)) {}

  void judge(const std::string& text) {
    std::vector<Part> parts = testing::template_parts(text);
    std::vector<std::string> faults = testing::faults_of_html(parts);
    if (!faults.empty()) {
      tally_.count(faults[0], text, "");
      return;
    }
    bool has_blocks = text.contains("{{#");
    for (Choice choice : {Choice{true, 1}, Choice{false, 2}}) {
      if (!choice.is_true && !has_blocks) {
        break;
      }
      judge(text, parts, {choice, testing::read_html(rendered(parts, "x", choice))});
    }
  }

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void judge(const std::string& text, const std::vector<Part>& parts, const Reference& reference) {
    tally_.count(reference.tree.parse_errors == 0 ? "" : "the parser mends the template", text,
                 "x");
    bool is_url_fixed = !begins_with_hole(text);
    for (const std::string& value : hostile_) {
      HtmlTree tree = testing::read_html(rendered(parts, value, reference.choice));
      tally_.count(problem_of(tree, reference.tree, is_url_fixed), text, value);
    }
    bool is_shown = holds(reference.tree, "x");
    for (const std::string& value : harmless_values()) {
      HtmlTree tree = testing::read_html(rendered(parts, value, reference.choice));
      bool is_blocked = !is_url_fixed && value.contains(':') && !value.starts_with("http");
      std::string problem = problem_of(tree, reference.tree, is_url_fixed);
      if (problem.empty() && is_shown && !is_blocked && !holds(tree, value)) {
        problem = "the value does not come back";
      }
      tally_.count(problem, text, value);
    }
  }

  std::vector<std::string> hostile_;
  Tally tally_;
};

}  // namespace
}  // namespace rulec::never

int main() {
  using namespace rulec;
  std::string corpora = testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = testing::report_missing_corpora("N06_templates");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  std::vector<std::string> hostile = never::hostile_values(corpora);
  std::vector<std::string> templates = never::html_templates();
  std::printf("%zu payloads, %zu harmless values, %zu templates in HTML\n", hostile.size(),
              never::harmless_values().size(), templates.size());
  never::Judge judge(std::move(hostile));
  for (const std::string& text : templates) {
    judge.judge(text);
  }
  std::printf("%d passed, %d failed\n", judge.tally().passed, judge.tally().failed);
  return judge.tally().failed == 0 && judge.tally().passed > 0 ? 0 : 1;
}
