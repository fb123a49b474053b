#include "html_templates.h"

#include <string_view>

#include "compiler/templates/elements.h"

namespace rulec::never {
namespace {

using compiler::AttributeKind;
using compiler::Content;
using compiler::Element;
using compiler::Standing;

// The element with the elements around it that it needs.
std::string wrapped(Standing standing, const std::string& element) {
  switch (standing) {
    case Standing::kPhrasing:
      return "<p>a " + element + " b</p>";
    case Standing::kFlow:
      return "<div>" + element + "</div>";
    case Standing::kItem:
      return "<ul>" + element + "</ul>";
    case Standing::kTerm:
      return "<dl>" + element + "</dl>";
    case Standing::kTablePart:
      return "<table>" + element + "</table>";
    case Standing::kRow:
      return "<table><tbody>" + element + "</tbody></table>";
    case Standing::kCell:
      return "<table><tbody><tr>" + element + "</tr></tbody></table>";
  }
  return element;
}

std::string written(const Element& element, const std::string& attribute,
                    const std::string& inside) {
  std::string text = "<" + std::string(element.name) + attribute + ">";
  if (element.content != Content::kNothing) {
    text += inside + "</" + std::string(element.name) + ">";
  }
  return wrapped(element.standing, text);
}

void add_attribute(std::vector<std::string>& templates, const Element& element,
                   std::string_view name) {
  auto kind = compiler::find_attribute(element.name, name);
  std::vector<std::string> values;
  if (kind == AttributeKind::kText) {
    values = {"{{x}}", "a {{x}} b{{x}}"};
  } else if (kind == AttributeKind::kUrl) {
    values = {"{{x}}",
              "{{x}}{{x}}/{{x}}?{{x}}#{{x}}",
              "{{x}}/a/../{{x}}",
              "/a/{{x}}/b",
              "?q={{x}}&amp;r={{x}}",
              "#{{x}}",
              "a{{x}}",
              "/{{x}}",
              "https://example.com/{{x}}",
              "https://{{x}}.example.com/{{x}}",
              "//example.com/?{{x}}",
              "mailto:{{x}}?subject={{x}}"};
  }
  for (const std::string& value : values) {
    templates.push_back(written(element, " " + std::string(name) + "=\"" + value + "\"", ""));
  }
}

}  // namespace

std::vector<std::string> html_templates() {
  std::vector<std::string> templates = {
      "{{x}}",
      "{{x}}{{x}}",
      "a{{x}}b",
      "&lt;{{x}}&gt;",
      "{{#if a}}{{x}}{{else}}<p>{{x}}</p>{{/if}}",
      "<ul>{{#each a}}<li>{{x}}{{#if b}} <b title=\"{{x}}\">{{x}}</b>{{/if}}</li>{{/each}}</ul>",
      "<p class=\"a{{#if a}} {{x}}{{else}}-{{x}}{{/if}}\" aria-label=\"{{x}}\">{{x}}</p>",
      "<p title=\"{{#each a}}{{x}},{{/each}}\">x</p>",
      "<p title=''>{{x}}</p>",
      ("<table><thead><tr><th align=\"right\">{{x}}</th></tr></thead><tbody>{{#each a}}<tr>"
       "<td>{{x}}</td><td><a href=\"{{x}}\" title=\"{{x}}\">{{x}}</a></td></tr>{{/each}}</tbody>"
       "</table>"),
  };
  for (std::string_view name : compiler::element_names()) {
    const Element& element = *compiler::find_element(name);
    if (compiler::holds_text(element.content)) {
      templates.push_back(written(element, "", "{{x}}"));
    }
    for (std::string_view attribute : compiler::attribute_names(name)) {
      add_attribute(templates, element, attribute);
    }
  }
  return templates;
}

}  // namespace rulec::never
