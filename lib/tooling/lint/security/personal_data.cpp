// RC3103: a message that shows personal data: a field that `pii.masks` of rulec.yaml names, or one
// whose name says so. Shops and offices have addresses and telephones too: such a name counts below
// a person only.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "compiler/check/report.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/lint/names.h"
#include "tooling/lint/security/security.h"
#include "tooling/lint/security/shown_values.h"

namespace rulec::tooling {
namespace {

using compiler::ReadField;

// Whole names, without what divides their words: `email`, `e_mail`, `eMail`; not `email_verified`.
constexpr std::array<std::string_view, 27> kPersonalNames = {"bankaccount",
                                                             "bankaccountnumber",
                                                             "birthdate",
                                                             "cardnumber",
                                                             "creditcard",
                                                             "creditcardnumber",
                                                             "cvc",
                                                             "cvv",
                                                             "dateofbirth",
                                                             "dob",
                                                             "email",
                                                             "emailaddress",
                                                             "iban",
                                                             "mobilenumber",
                                                             "mobilephone",
                                                             "nationalid",
                                                             "passportnumber",
                                                             "password",
                                                             "passwordhash",
                                                             "phone",
                                                             "phonenumber",
                                                             "socialsecuritynumber",
                                                             "ssn",
                                                             "taxid",
                                                             "taxnumber",
                                                             "telephone",
                                                             "telephonenumber"};

using Pattern = std::vector<std::string>;

std::vector<Pattern> masks_of(const project::Config& config) {
  std::vector<Pattern> masks;
  for (const project::Config::Setting& setting : config.settings) {
    if (setting.key != "pii.masks") {
      continue;
    }
    Arena arena;
    json::ReaderScratch scratch;
    json::Fault fault;
    Value list;
    if (!json::read_value(setting.json, {}, arena, scratch, list, fault) || !list.is_list()) {
      continue;
    }
    for (const Value& mask : list.as_list()) {
      Value path = mask.is_object() ? mask.member("path") : Value::absent();
      if (path.is_string()) {
        auto segments = compiler::segments_of(path.as_string());
        masks.emplace_back(segments.begin(), segments.end());
      }
    }
  }
  return masks;
}

// The field lies at or below what the pattern names.
bool covers(const Pattern& pattern, const compiler::FieldPath& path) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "**") {
      return true;
    }
    if (i >= path.size() || (pattern[i] != "*" && pattern[i] != path[i])) {
      return false;
    }
  }
  return true;
}

// Of these, what nobody but a person has.
constexpr std::array<std::string_view, 9> kNamesOfPersons = {
    "birthdate",    "dateofbirth",          "dob", "nationalid", "passportnumber", "password",
    "passwordhash", "socialsecuritynumber", "ssn"};

constexpr std::array<std::string_view, 37> kPersons = {
    "account",   "applicant", "author",   "beneficiary", "borrower", "buyer",    "candidate",
    "child",     "children",  "citizen",  "claimant",    "client",   "consumer", "contact",
    "customer",  "driver",    "employee", "guest",       "holder",   "insured",  "member",
    "parent",    "passenger", "patient",  "payer",       "people",   "person",   "policyholder",
    "recipient", "resident",  "sender",   "signer",      "staff",    "student",  "subscriber",
    "user",      "visitor"};

bool is_person(std::string_view word) {
  auto is_listed = [](std::string_view name) {
    return std::ranges::find(kPersons, name) != kPersons.end();
  };
  return is_listed(word) || (word.ends_with('s') && is_listed(word.substr(0, word.size() - 1)));
}

bool has_personal_name(const compiler::FieldPath& path) {
  std::string name;
  for (const std::string& word : words_of(path.back())) {
    name += word;
  }
  if (std::ranges::find(kPersonalNames, name) == kPersonalNames.end()) {
    return false;
  }
  if (std::ranges::find(kNamesOfPersons, name) != kNamesOfPersons.end()) {
    return true;
  }
  return std::any_of(path.begin(), path.end() - 1, [](std::string_view segment) {
    return std::ranges::any_of(words_of(segment), is_person);
  });
}

class PersonalData {
 public:
  PersonalData(const LintInput& input, diag::Emitter& emitter)
      : model_(*input.build.model),
        emitter_(emitter),
        rules_(input.build.compiler_input()),
        masks_(masks_of(input.build.project.config)) {}

  void run() {
    for (const compiler::CheckedTemplate& shown : model_.templates) {
      if (!shown.is_bad) {
        look_at(shown);
      }
    }
    for (const MessageAction& message : message_actions(model_)) {
      look_at(message);
    }
  }

 private:
  void look_at(const compiler::CheckedTemplate& shown) {
    const parser::TemplateNode& node = *shown.node;
    TemplateFields fields(node);
    compiler::RuleReport report(rules_, emitter_, &node);
    for_each_placeholder(node.content, [&](const parser::TemplateText& text, std::size_t at) {
      const parser::TemplatePiece& piece = text.pieces[at];
      const ReadField* field = fields.find(piece.shown);
      if (field == nullptr) {
        return;
      }
      if (std::string_view variable = variable_of(*field); !variable.empty()) {
        variables_[node.id.text].insert(variable);
        return;
      }
      judge("the template `" + std::string(node.id.text) + "`", *field, piece.node, report);
    });
  }

  void look_at(const MessageAction& message) {
    compiler::RuleReport report(rules_, emitter_, message.rule->node);
    std::string_view id = template_of(message, model_);
    auto variables = variables_.find(id);
    for_each_computed(*message.action, [&](std::string_view argument, std::string_view member,
                                           const parser::Expr& expr) {
      bool is_variable = argument == "vars";
      bool is_shown =
          !is_variable || (variables != variables_.end() && variables->second.contains(member));
      if (!is_shown) {
        return;
      }
      for_each_shown_field(expr, [&](const parser::Expr& read, const ReadField& field) {
        judge(is_variable ? "the template `" + std::string(id) + "`" : "the message", field,
              read.node, report);
      });
    });
  }

  void judge(const std::string& what, const ReadField& field, parser::NodeId at,
             compiler::RuleReport& report) {
    if (field.path.empty()) {
      return;
    }
    bool is_masked = std::ranges::any_of(
        masks_, [&](const Pattern& pattern) { return covers(pattern, field.path); });
    if (!is_masked && !has_personal_name(field.path)) {
      return;
    }
    auto finding = diag::make(
        diag::Code::kPersonalDataInMessage, report.span(at), "shown as it is",
        {{"what", what},
         {"path", compiler::shown_path(field.path, field.given)},
         {"reason", is_masked ? "which is personal data" : "whose name says personal data"}});
    finding.note(is_masked ? "`pii.masks` of rulec.yaml names it: elsewhere it is masked"
                           : "messages are kept and sent on as texts");
    finding.help(
        "show a part of it that the application gives, such as the last four digits, or nothing");
    report.emit(std::move(finding), at);
  }

  const compiler::Model& model_;
  diag::Emitter& emitter_;
  compiler::Input rules_;
  std::vector<Pattern> masks_;
  std::map<std::string_view, std::set<std::string_view>> variables_;  // shown, by template
};

}  // namespace

void lint_personal_data(const LintInput& input, diag::Emitter& emitter) {
  PersonalData(input, emitter).run();
}

}  // namespace rulec::tooling
