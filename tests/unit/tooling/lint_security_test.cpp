// The lints of security: acknowledgements, hidden characters, personal data, links, secrets.
#include <doctest/doctest.h>

#include <set>

#include "diag/render.h"
#include "lint_support.h"
#include "memory_file_system.h"
#include "tooling/analysis.h"
#include "tooling/lint/security/hidden_text.h"
#include "tooling/lint/security/secret_text.h"
#include "tooling/report/findings.h"

using namespace rulec::tooling;
using namespace rulec::tooling::testing;
using Lines = std::vector<std::string>;

namespace {

std::pair<std::string, std::string> config(const std::string& text) {
  return {"rulec.yaml", "rulec: 1\nname: shop\n" + text};
}

const std::string kShow = R"("actions":[{"type":"display_message","template":"t")";

Files with_template(const std::string& content, const std::string& vars = "",
                    const std::string& format = "text") {
  return {rules({rule(kShow + (vars.empty() ? "" : ",\"vars\":" + vars) + "}]")}),
          {"templates/t.template.json",
           R"({"id":"t","format":")" + format + R"(","content":)" + content + "}"}};
}
Lines of_template(const std::string& content, const std::string& vars = "",
                  const std::string& format = "text") {
  return lints_of(with_template(content, vars, format));
}

std::size_t hidden_in(std::string_view text) {
  return find_hidden_text(text).size();
}
std::vector<std::string> secrets_in(std::string_view text) {
  std::vector<std::string> kinds;
  for (const SecretText& secret : find_secret_text(text, SecretView::kAll)) {
    kinds.push_back(secret.kind);
  }
  return kinds;
}
// Put together here, so that no scanner of repositories takes the test for a leak.
std::string joined(std::string_view head, std::string_view tail) {
  return std::string(head) + std::string(tail);
}

}  // namespace

TEST_CASE("a critical entry point that looks into acknowledgements is found") {
  auto of = [](const std::string& condition, const std::string& critical) {
    return lints_of({config("entry_points:\n  e: { critical: " + critical + " }\n"),
                     rules({rule("\"condition\":" + condition)})});
  };
  CHECK(of(R"({"!":{"var":"acknowledgments.terms"}})", "true") ==
        Lines{"RC3101 the critical entry point `e` reads `acknowledgments.terms`, which the caller "
              "can forge"});
  CHECK(of(R"({"missing":["acknowledgments.terms"]})", "true").size() == 1);
  CHECK(of(R"({"val":["acknowledgments","terms"]})", "true").size() == 1);
  CHECK(of(R"({"!":{"var":"acknowledgments.terms"}})", "false").empty());
  CHECK(of(R"({"!":{"var":"acknowledged"}})", "true").empty());
  CHECK(of(R"({"some":[{"var":"list"},{"var":"acknowledgments"}]})", "true").empty());
}

TEST_CASE("hidden characters are found") {
  CHECK(hidden_in("admin\u200b") == 1);
  CHECK(hidden_in("a\u202eb") == 1);
  CHECK(hidden_in("a\u2066b\u2069") == 2);
  CHECK(hidden_in("a\u200eb") == 1);
  CHECK(hidden_in("ab\ufeff") == 1);
  CHECK(hidden_in("a\u2060b") == 1);
  CHECK(hidden_in("a\u200db") == 1);
  CHECK(hidden_in("a\U000e0041\U000e0042") == 1);
  CHECK(find_hidden_text("a\U000e0041\U000e0042").front().count == 2);
  CHECK(hidden_in("a\ufe00\ufe01\ufe02") == 1);
  CHECK(hidden_in("a\U000e0100") == 1);
  CHECK(hidden_in("a\u3164b") == 1);
  CHECK(hidden_in("a\u0085b") == 1);
  CHECK(hidden_in("a\x7f") == 1);
  CHECK(hidden_in("a\u2028b") == 1);
  // They make another text of one that is compared.
  CHECK(hidden_in("A\ufe0f") == 1);
  CHECK(hidden_in("\"A1\ufe0f\"") == 1);
  CHECK(hidden_in("1\u200d2") == 1);
  CHECK(hidden_in("\"ad\u00admin\"") == 1);
  CHECK(hidden_in("ad\u034fmin") == 1);
  CHECK(hidden_in("ad\u2800min") == 1);
  CHECK(hidden_in("ad\u17b4min") == 1);
  CHECK(name_of_hidden(0x202e) == "U+202E RIGHT-TO-LEFT OVERRIDE");
  CHECK(name_of_hidden(0xe0041) == "U+E0041 TAG CHARACTER");
}

TEST_CASE("what a script or a picture needs is not hidden") {
  CHECK(hidden_in("\ufeff{}") == 0);  // RC1003
  CHECK(hidden_in("می\u200cخواهم") == 0);
  CHECK(hidden_in("क्\u200dष") == 0);
  CHECK(hidden_in("👩\u200d💻 👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 👩🏽\u200d🚀") ==
        0);
  CHECK(hidden_in("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f") == 0);
  CHECK(hidden_in("ภาษา\u200bไทย") == 0);
  CHECK(hidden_in("שלום\u200f!") == 0);
  CHECK(hidden_in("שלום\nadmin\u200f") == 1);
  CHECK(hidden_in("☎\ufe0f 1\ufe0f\u20e3") == 0);
  CHECK(hidden_in("葛\U000e0100") == 0);
  CHECK(hidden_in("\"Donau\u00addampf\u00adschiff mit Kohle\"") == 0);
  CHECK(hidden_in("⠁\u2800⠃") == 0);
  CHECK(hidden_in("größer\u00a0als – „so“ … naïve") == 0);
  CHECK(hidden_in(R"("\u202e\u200b")") == 0);  // escapes can be seen
}

TEST_CASE("a line full of marks is looked at once") {
  std::string text;
  for (int i = 0; i < 400'000; ++i) {
    text += "x\u200f";
  }
  CHECK(hidden_in(text) == 400'000);  // hours, if each of them looked at the line
  CHECK(hidden_in(text + "ש") == 0);
}

TEST_CASE("hidden characters and secrets in other places are other findings for a baseline") {
  auto subjects = [](const Files& files) {
    std::set<std::string> made;
    for (const auto& finding : findings_of(files)) {
      made.insert(finding.place.subject);
    }
    return made;
  };
  CHECK(subjects({{"rules/a.rule.json", "{\"rules\":[" +
                                            rule(R"("metadata":{"k":"ad)"
                                                 "\u200b"
                                                 R"(min","l":"ro)"
                                                 "\u200b"
                                                 R"(ot"})",
                                                 "a") +
                                            "]}"},
                  {"rules/b.rule.json", "{\"rules\":[" +
                                            rule(R"("metadata":{"k":"ad)"
                                                 "\u200b"
                                                 R"(min"})",
                                                 "b") +
                                            "]}"}})
            .size() == 3);
  CHECK(subjects({rules({rule("\"metadata\":{\"k\":\"" + joined("sk_live_", "m4Kp9Lw9Xt4Vb8Nk1H") +
                              "\",\"l\":\"" + joined("sk_live_", "p6Yq1Kv8Ws3Ua7Mj0G") + "\"}")})})
            .size() == 2);
}

TEST_CASE("a hidden character in a source is an error, and the fix removes it") {
  Files files = {rules({rule("\"condition\":{\"===\":[{\"var\":\"role\"},\"admin\u200b\"]}")})};
  CHECK(lints_of(files) ==
        Lines{"RC3102 rules/r.rule.json holds the hidden character U+200B ZERO WIDTH SPACE"});
  CHECK(findings_of(files).front().place.rule_id == "r");
  CHECK(lints_of(fixed(files)).empty());
}

TEST_CASE("personal data in messages is found") {
  CHECK(of_template(R"("Hello {{ user.email }}")") ==
        Lines{"RC3103 the template `t` shows `user.email`, whose name says personal data"});
  CHECK(of_template(R"("Hello {{ user.dateOfBirth | upper }}")").size() == 1);
  CHECK(of_template(R"("{{#each item in people}}{{ item.phone_number }}{{/each}}")").size() == 1);
  // What an action gives, where the template shows it.
  std::string vars = R"({"to":{"expr":{"cat":["<",{"var":"user.email"},">"]}}})";
  CHECK(of_template(R"("Hello {{ vars.to }}")", vars).size() == 1);
  CHECK(of_template(R"("Hello{{#if vars.to}}!{{/if}}")", vars).empty());
  // A text of the action itself.
  CHECK(lints_of({rules({rule(R"("actions":[{"type":"display_message",)"
                              R"("message":{"expr":{"var":"account.iban"}}}])")})})
            .size() == 1);
}

TEST_CASE("fields that pii.masks names are personal") {
  Files files = with_template(R"("Hello {{ user.nick }}, {{ payment.card.bank }}")");
  CHECK(lints_of(files).empty());
  files.push_back(
      config("entry_points:\n  e: {}\npii:\n  masks:\n    - { path: user.nick, mask: redact "
             "}\n    - { path: \"payment.*\", mask: redact }\n"));
  CHECK(lints_of(files).size() == 2);
  CHECK(lints_of(files)[0].ends_with(", which is personal data"));
}

TEST_CASE("an address of nobody in particular is left alone") {
  CHECK(of_template(R"("Write to {{ shop.email }} or call {{ office.phone }}")").empty());
  CHECK(of_template(R"("Write to {{ email }}")").empty());
  CHECK(of_template(R"("{{#each one in shop.customers}}{{ one.email }}{{/each}}")").size() == 1);
  CHECK(of_template(R"("{{ order.billingCustomer.phone }}")").size() == 1);
  CHECK(of_template(R"("{{ form.date_of_birth }}")").size() == 1);
}

TEST_CASE("names that only resemble, tests and parts are left alone") {
  CHECK(of_template(R"("{{#if user.email}}We wrote.{{/if}} {{ user.email_verified }}")").empty());
  CHECK(of_template(R"("{{ user.first_name }} {{ order.id }}")").empty());
  CHECK(
      of_template(R"("{{ vars.to }}")", R"({"to":{"expr":{"substr":[{"var":"account.iban"},-4]}}})")
          .empty());
}

TEST_CASE("links whose host comes from the context are found") {
  CHECK(of_template(R"("<a href=\"{{ shop.start }}\">x</a>")", "", "html") ==
        Lines{"RC3104 the template `t` makes a link of `shop.start`, which the caller gives"});
  CHECK(of_template(R"("<a href=\"https://{{ shop.host }}/x\">x</a>")", "", "html").size() == 1);
  CHECK(of_template(R"("<a href=\"https://shop.example{{ shop.path }}\">x</a>")", "", "html")
            .size() == 1);
  CHECK(of_template(R"x("[x]({{ shop.start }})")x", "", "markdown").size() == 1);
  CHECK(of_template(R"({"title":"x","link":"{{ shop.start }}"})", "", "json").size() == 1);
  CHECK(of_template(R"("<a href=\"{{ vars.to }}\">x</a>")",
                    R"({"to":{"expr":{"cat":["https://",{"var":"shop.host"},"/"]}}})", "html")
            .size() == 1);
}

TEST_CASE("links with a host that is written down are left alone") {
  CHECK(of_template(R"("<a href=\"https://shop.example/{{ shop.path }}\">{{ shop.start }}</a>")",
                    "", "html")
            .empty());
  CHECK(
      of_template(R"x("[x](https://shop.example/o?id={{ order.id }})")x", "", "markdown").empty());
  CHECK(of_template(R"("<a href=\"/orders/{{ order.id }}\">x</a>")", "", "html").empty());
  CHECK(of_template(R"("<a href=\"{{ vars.to }}\">x</a>")", R"({"to":"https://shop.example/"})",
                    "html")
            .empty());
  CHECK(of_template(R"("<a href=\"{{ vars.to }}\">x</a>")",
                    R"({"to":{"expr":{"cat":["https://shop.example/",{"var":"order.id"}]}}})",
                    "html")
            .empty());
  Files files = with_template(R"("<a href=\"{{ shop.start }}\">x</a>")", "", "html");
  files.push_back(schema(R"("shop":{"type":"object","required":["start"],"properties":{"start":)"
                         R"({"enum":["https://a.example/","https://b.example/"]}}})"));
  CHECK(lints_of(files).empty());
}

TEST_CASE("secrets are found by their form") {
  CHECK(secrets_in(joined("\"AKIA", "Q7ZR2LW9XT4VB8NK\"")) == Lines{"an access key of AWS"});
  CHECK(secrets_in(joined("ghp_", "m4Kp9Lw9Xt4Vb8Nk1HsQp5Dy6Fc3Gm0JuAeRi")) ==
        Lines{"a token of GitHub"});
  CHECK(secrets_in(joined("xoxb-", "71592640183-m4Kp9Lw9Xt4Vb8Nk")) == Lines{"a token of Slack"});
  CHECK(secrets_in(joined("sk_live_", "m4Kp9Lw9Xt4Vb8Nk1H")) == Lines{"a live key of Stripe"});
  CHECK(secrets_in(joined("-----BEGIN ",
                          "PRIVATE KEY-----\\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIB"
                          "\\n-----END PRIVATE KEY-----")) == Lines{"a private key"});
  CHECK(secrets_in(joined("eyJhbGciOiJIUzI1NiJ9.",
                          "eyJzdWIiOiI3MTU5MjY0MDE4MyJ9."
                          "m4Kp9Lw9Xt4Vb8Nk1HsQp5Dy6Fc3Gm0JuAeRi")) == Lines{"a signed web token"});
  CHECK(secrets_in(R"({"password": "m4Kp9-Lw9Xt4Vb8Nk"})") == Lines{"a password"});
  CHECK(secrets_in("apiKey: \"m4Kp9Lw9Xt4Vb8Nk\"") == Lines{"an api key"});
  CHECK(secrets_in("postgres://rules:m4Kp9Lw9@db1/rules") == Lines{"a password in an address"});
}

TEST_CASE("placeholders, words, digests and identifiers are no secrets") {
  for (const char* text :
       {R"({"password": "***"})", R"({"password": "correct-horse-battery-staple"})",
        R"({"password": "{{ vars.password }}"})", R"({"password": "changeme-Please-1234"})",
        R"({"token": "0f8fad5b-d9cb-469f-a165-70867728950e"})",
        R"({"secret": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})",
        R"({"password_reset": "m4Kp9-Lw9Xt4Vb8Nk"})", R"({"token": "ResetPassword2Mail"})",
        R"({"password": {"var": "user.password"}})", R"({"id": "m4Kp9-Lw9Xt4Vb8Nk"})",
        "postgres://rules:***@db1/rules", "postgres://rules:${PASSWORD}@db1/rules",
        "https://shop.example/a:b@c", "AKIAIOSFODNN7EXAMPLE", "sk_test_m4Kp9Lw9Xt4Vb8Nk1H",
        "-----BEGIN PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}) {
    INFO(text);
    CHECK(secrets_in(text).empty());
  }
}

TEST_CASE("secrets in rules, tests and contexts are told without the line") {
  std::string secret = joined("sk_live_", "m4Kp9Lw9Xt4Vb8Nk1H");
  Files files = {config("entry_points:\n  e: {}\n"),
                 rules({rule("\"metadata\":{\"key\":\"" + secret + "\"}")}),
                 {"contexts/a.json", "{\"key\":\"" + secret + "\"}"}};
  auto findings = findings_of(files);
  REQUIRE(findings.size() == 2);
  for (const auto& finding : findings) {
    CHECK(finding.code == rulec::diag::Code::kSecretInSource);
    CHECK(finding.hides_source);
    CHECK_FALSE(rulec::diag::message_of(finding).contains("m4Kp9"));
    CHECK_FALSE(finding.place.reads_as.contains("m4Kp9"));
  }
}

TEST_CASE("no finding of any form shows a secret, whether it is told of or not") {
  std::string secret = joined("ghp_", "m4Kp9Lw9Xt4Vb8Nk1HsQp5Dy6Fc3Gm0JuAeRi");
  std::string is_it = "cart.token == \"" + secret + "\"";
  std::string language =
      "// rulec: ignore[RC3002] pw is " + secret +
      "\nrule a on e priority 5 {\n  when\n    cart.x > 5 and cart.x < 3\n  then\n    "
      "display_message(message: \"m\")\n}\nrule b on e priority 4 {\n  when\n    " +
      is_it + " and " + is_it +
      " and cart.y > 1\n  then\n    display_message(message: \"m\")\n}\n" +
      "rule c on e priority 4 {\n  when\n    " + is_it +
      " and cart.token == \"x\"\n  then\n    display_message(message: \"m\")\n}\n";
  std::string json = "{\"rules\":[" +
                     rule("\"condition\":{\"!=\":[{\"var\":\"cart.token\"},\"" + secret +
                              "\"]},\"actions\":[{\"type\":\"" + secret + "\"}]",
                          "d") +
                     "]}";
  for (bool is_wanted : {true, false}) {
    rulec::testing::MemoryFileSystem disk;
    disk.add_file("rulec.yaml", "rulec: 1\nname: shop\nentry_points:\n  e: {}\n");
    disk.add_file("rules/a.eff", language);
    disk.add_file("rules/b.rule.json", json);
    rulec::diag::Collector collector;
    AnalysisOptions options{.build = {}, .now_ms = 0, .selection = [is_wanted](const Build&) {
                              return [is_wanted](rulec::diag::Code code) {
                                return is_wanted || code != rulec::diag::Code::kSecretInSource;
                              };
                            }};
    Analysis analysis = analyse(disk, options, collector);
    auto findings = collector.take_sorted();
    const rulec::SourceMap& sources = analysis.build->sources;
    CHECK(findings.size() > 3);
    CHECK_FALSE(analysis.suppressed.empty());
    auto all = findings;
    all.insert(all.end(), analysis.suppressed.begin(), analysis.suppressed.end());
    std::string told;
    for (const auto& finding : all) {
      told += rulec::diag::render_full(finding, sources, {});
      told += rulec::diag::message_of(finding) + "\n";
      told += finding.suppressed ? finding.suppressed->reason : "";
    }
    FindingsReport report{.sources = sources,
                          .command = "lint",
                          .version = "1",
                          .findings = reported(findings, analysis.suppressed, sources)};
    told += sarif_report(report) + github_report(report) + gitlab_report(report) +
            checkstyle_report(report) + rdjson_report(report) + rdjsonl_report(report);
    INFO(told);
    CHECK(told.contains("***"));
    CHECK_FALSE(told.contains("m4Kp9"));
  }
}
