// N06: no value changes the structure of what a template renders. Every payload is put into every
// template; an HTML parser of another library must find the tree that it finds with `x`, without
// anything to mend, and nothing in it that could run. Values that are only text come back equal.
// What a decision of the engine shows must be these very bytes.
// Markdown is judged three times: as the HTML that the product makes of it, as its source under the
// rules of the product, and as its source where raw HTML and bare URLs are on.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "engine.h"
#include "html_templates.h"
#include "html_tree.h"
#include "markdown_page.h"
#include "markdown_templates.h"
#include "payloads.h"
#include "process.h"
#include "template_text.h"

namespace rulec::never {
namespace {

using compiler::Part;
using testing::Choice;
using testing::HtmlTree;
using testing::MarkdownRules;

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

// In code of Markdown a `~` may have become its look-alike.
std::string without_tilde(std::string text) {
  for (std::size_t at = text.find("\u223c"); at != text.npos; at = text.find("\u223c", at)) {
    text.replace(at, std::string_view("\u223c").size(), "~");
  }
  return text;
}

bool holds(const HtmlTree& tree, const std::string& value) {
  return without_tilde(tree.text).contains(value) ||
         std::ranges::any_of(tree.values, [&](const std::string& each) {
           return each.contains(value) || testing::percent_decoded(each).contains(value);
         });
}

// `a@b` as `a+b`; an `@` before a blank stays.
void hide_mail(std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@' && i + 1 < text.size() && text[i + 1] != ' ') {
      text[i] = '+';
    }
  }
}

// A template and how values get into the page.
struct Subject {
  std::string text;
  bool is_url_fixed = true;  // no URL begins with a hole; all but the values stays
  std::function<std::string(const std::string& value, Choice choice)> page;
};

class Judge {
 public:
  explicit Judge(std::vector<std::string> hostile) : hostile_(std::move(hostile)) {}

  void judge(const Subject& subject) {
    judge(subject, {.is_true = true, .turns = 1});
    if (subject.text.contains("{{#")) {
      judge(subject, {.is_true = false, .turns = 2});
    }
  }
  // The engine, from the file of a template to the message, against what is judged.
  using Page = std::function<std::string(const std::string& value, Choice choice)>;
  void compare(const std::string& text, std::string_view format, const Page& content,
               const Page& html) {
    EngineTemplate engine(text, format);
    tally_.count(engine.is_compiled() ? "" : "the compiler refuses the template", text, "");
    if (!engine.is_compiled()) {
      return;
    }
    for (Choice choice :
         {Choice{.is_true = true, .turns = 1}, Choice{.is_true = false, .turns = 2}}) {
      for (const std::string& value : hostile_) {
        EngineTemplate::Shown shown = engine.show(value, choice);
        std::string wanted = content(value, choice);
        std::string wanted_html = html == nullptr ? "" : html(value, choice);
        bool is_equal = shown.content == wanted && shown.html == wanted_html;
        // A message that is too long, as JSON with its escapes, is dropped.
        bool is_dropped =
            shown.content.empty() && 2 * (wanted.size() + wanted_html.size()) > kMaxMessageBytes;
        tally_.count(
            is_equal || is_dropped ? "" : "the engine shows " + shown.content.substr(0, 300), text,
            value);
      }
    }
  }
  void refuse(const std::string& text, const std::string& fault) { tally_.count(fault, text, ""); }

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void judge(const Subject& subject, Choice choice) {
    HtmlTree reference = testing::read_html(subject.page("x", choice));
    tally_.count(reference.parse_errors == 0 ? "" : "the parser mends the template", subject.text,
                 "x");
    for (const std::string& value : hostile_) {
      HtmlTree tree = testing::read_html(subject.page(value, choice));
      tally_.count(problem_of(tree, reference, subject.is_url_fixed), subject.text, value);
    }
    for (const std::string& value : harmless_values()) {
      HtmlTree tree = testing::read_html(subject.page(value, choice));
      bool is_blocked = !subject.is_url_fixed && value.contains(':') && !value.starts_with("http");
      std::string problem = problem_of(tree, reference, subject.is_url_fixed);
      if (problem.empty() && !is_blocked && !holds(tree, value)) {
        problem = "the value does not come back";
      }
      tally_.count(problem, subject.text, value);
    }
  }

  std::vector<std::string> hostile_;
  Tally tally_;
};

void judge_html(Judge& judge, const std::string& text) {
  std::vector<Part> parts = testing::template_parts(text);
  std::vector<std::string> faults = testing::faults_of_html(parts);
  if (!faults.empty()) {
    judge.refuse(text, faults[0]);
    return;
  }
  bool begins_with_hole =
      text.contains("=\"{{x}}\"") || text.contains("=\"{{x}}{{x}}/") || text.contains("=\"{{x}}/");
  judge.judge({text, !begins_with_hole, [&](const std::string& value, Choice choice) {
                 return rendered(parts, value, choice);
               }});
  judge.compare(
      text, "html",
      [&](const std::string& value, Choice choice) { return rendered(parts, value, choice); },
      nullptr);
}

void judge_markdown(Judge& judge, const std::string& text) {
  std::vector<Part> parts = testing::template_parts(text);
  std::vector<Part> html;
  std::vector<std::string> faults = testing::faults_of_markdown(parts, html);
  if (!faults.empty()) {
    judge.refuse(text, faults[0]);
    return;
  }
  judge.compare(
      text, "markdown",
      [&](const std::string& value, Choice choice) { return rendered(parts, value, choice); },
      [&](const std::string& value, Choice choice) { return rendered(html, value, choice); });
  bool is_url_fixed = !text.contains("({{x}}") && !text.contains("(<{{x}}");
  judge.judge({text, is_url_fixed, [&](const std::string& value, Choice choice) {
                 return rendered(html, value, choice);
               }});
  judge.judge({text, is_url_fixed, [&](const std::string& value, Choice choice) {
                 return markdown_page(rendered(parts, value, choice), MarkdownRules::kOurs);
               }});
  // Where bare URLs are links, addresses of mail are found in the text after its escapes are gone,
  // so nothing in the source can hide one: `a@b.example` becomes a harmless link.
  judge.judge({text, is_url_fixed, [&](std::string value, Choice choice) {
                 hide_mail(value);
                 return markdown_page(rendered(parts, value, choice), MarkdownRules::kAllowAll);
               }});
}

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
  std::vector<std::string> html = never::html_templates();
  std::vector<std::string> markdown = never::markdown_templates();
  std::printf("%zu payloads, %zu harmless values, templates: %zu in HTML, %zu in Markdown\n",
              hostile.size(), never::harmless_values().size(), html.size(), markdown.size());
  never::Judge judge(std::move(hostile));
  for (const std::string& text : html) {
    never::judge_html(judge, text);
  }
  for (const std::string& text : markdown) {
    never::judge_markdown(judge, text);
  }
  std::printf("%d passed, %d failed\n", judge.tally().passed, judge.tally().failed);
  return judge.tally().failed == 0 && judge.tally().passed > 0 ? 0 : 1;
}
