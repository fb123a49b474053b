#include "operator_reference.h"

#include <algorithm>

#include "value/signatures.h"

namespace rulec::app {
namespace {

using value::OperatorRow;
using value::Signature;

std::string_view cost_words(const OperatorRow& row) {
  std::string_view costs = value::signature_of(row.id).costs;
  return costs.empty() ? "none" : costs;
}

std::string_view evaluation_words(const OperatorRow& row) {
  switch (row.form) {
    case value::OperandForm::kLazy:
      return "in a list; evaluated from left to right, as far as needed";
    case value::OperandForm::kUnary:
      return row.max_operands == 1 ? "bare, or in a list" : "in a list";
    case value::OperandForm::kSpreading:
      return "in a list; without one, the items of the list that the expression gives";
  }
  return "";
}

// "a text or null; a text", one part for each operand that differs.
std::string operand_words(const OperatorRow& row) {
  const Signature& signature = value::signature_of(row.id);
  if (row.max_operands == 0) {
    return "none";
  }
  std::string words = value::type_words(signature.operand(0));
  std::size_t shown = std::min<std::size_t>(row.max_operands, 3);
  for (std::size_t i = 1; i < shown; ++i) {
    bool is_like_rest =
        signature.operand(i) == signature.operand(i - 1) && signature.rest == signature.operand(i);
    if (is_like_rest) {
      break;
    }
    words += "; " + value::type_words(signature.operand(i));
  }
  return words;
}

std::string error_words(const OperatorRow& row) {
  std::string_view errors = value::signature_of(row.id).errors;
  return errors.empty() ? "nothing" : std::string(errors);
}

struct Fact {
  std::string_view name;
  std::string_view key;  // of rulec.explain/1
  std::string text;
};

std::vector<Fact> facts_of(const OperatorRow& row) {
  return {{.name = "operands", .key = "count", .text = value::operand_count_words(row)},
          {.name = "written", .key = "form", .text = std::string(evaluation_words(row))},
          {.name = "types", .key = "operands", .text = operand_words(row)},
          {.name = "gives",
           .key = "result",
           .text = value::type_words(value::signature_of(row.id).result)},
          {.name = "throws", .key = "errors", .text = error_words(row)},
          {.name = "costs", .key = "cost", .text = std::string(cost_words(row))}};
}

// A cell of a Markdown table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    escaped += c == '|' ? "\\|" : std::string(1, c);
  }
  return escaped;
}

std::string markdown_table(bool is_rulec_only) {
  std::string text =
      "| operator | operands | types | gives | throws | costs | meaning |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const OperatorRow& row : value::operator_table()) {
    if (row.has(value::kRulecOnly) == is_rulec_only) {
      text += "| `" + cell(row.name) + "` | " + value::operand_count_words(row) + " | " +
              operand_words(row) + " | " + value::type_words(value::signature_of(row.id).result) +
              " | " + error_words(row) + " | " + std::string(cost_words(row)) + " | " +
              cell(value::signature_of(row.id).about) + " |\n";
    }
  }
  return text;
}

}  // namespace

std::string operators_topic(const HelpOptions& options) {
  std::size_t left = 0;
  for (const OperatorRow& row : value::operator_table()) {
    left = std::max(left, row.name.size());
  }
  std::string text = "Operators of conditions; `rulec explain NAME` tells all about one:\n\n";
  for (const OperatorRow& row : value::operator_table()) {
    text.append("  ").append(row.name).append(left + 2 - row.name.size(), ' ');
    text.append(wrapped(value::signature_of(row.id).about, left + 4, options.width)).append("\n");
  }
  return text;
}

std::string operator_page(const OperatorRow& row) {
  std::string text = "operator " + std::string(row.name) + ": " +
                     std::string(value::signature_of(row.id).about) + "\n\n";
  for (const Fact& fact : facts_of(row)) {
    text.append("  ").append(fact.name).append(10 - fact.name.size(), ' ');
    text.append(fact.text).append("\n");
  }
  if (row.has(value::kRulecOnly)) {
    text += "\nAn operator of rulec: other engines of JSONLogic do not have it.\n";
  }
  return text;
}

void write_operator(JsonWriter& json, const OperatorRow& row) {
  json.member("operator", row.name);
  for (const Fact& fact : facts_of(row)) {
    json.member(fact.key, fact.text);
  }
  json.member("about", value::signature_of(row.id).about);
  json.member("jsonlogic", !row.has(value::kRulecOnly));
}

std::string operators_markdown() {
  return "# Operators\n\n"
         "<!-- Made by scripts/generate from lib/value/operators.def and signatures.def. -->\n\n"
         "What each operator takes, gives and throws. An operand of another type is an error of "
         "the kind that is named; every operator hands on the first error among its operands, "
         "except "
         "`try`. What it costs is charged before its work to the budget of the outermost operator "
         "around it that costs something, once its operands are of the right types; above the "
         "budget the expression is `budget-exceeded`, which nothing catches. Texts count as "
         "numbers where they read as one.\n\n"
         "## JSONLogic\n\n" +
         markdown_table(false) + "\n## Of rulec\n\n" + markdown_table(true);
}

}  // namespace rulec::app
