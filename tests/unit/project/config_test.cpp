#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "diag/render.h"
#include "memory_file_system.h"
#include "project/project.h"
#include "support.h"

namespace rulec::testing {

namespace {

using Lines = std::vector<std::string>;

struct Project {
  MemoryFileSystem files;
  SourceMap sources;
  diag::Collector collector;
  project::Opened opened;

  void open(const std::string& folder = "") {
    opened = project::open(files, folder, sources, collector);
  }
  void open_with(std::string yaml) {
    files.add_file("rulec.yaml", std::move(yaml));
    open();
  }
  Lines found() { return lines(collector, sources); }
  [[nodiscard]] std::string setting(std::string_view key) const {
    for (const auto& setting : opened.config.settings) {
      if (setting.key == key) {
        return setting.json + " " + setting.origin;
      }
    }
    return "absent";
  }
};

std::string complete_yaml() {
  std::ifstream file(RULEC_HERE "/complete.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("without a file there are defaults") {
  Project project;
  project.open();
  CHECK(!project.opened.config.has_file);
  CHECK(!project.opened.config.has_errors);
  CHECK(project.opened.root.empty());
  CHECK(project.opened.config.name == "rules");
  CHECK(project.opened.config.version == "0.0.0");
  CHECK(project.setting("order") == "\"descending\" default");
  CHECK(project.opened.config.rule_globs.front() == "rules/**/*.rule.json");
}

TEST_CASE("the complete file of the reference has no findings") {
  Project project;
  project.open_with(complete_yaml());
  CHECK(project.found() == Lines{});
  const project::Config& config = project.opened.config;
  CHECK(config.name == "shop-rules");
  CHECK(config.version == "1.3.0");
  CHECK(config.strict_validation);
  CHECK(config.optimisation_level == 2);
  REQUIRE(config.entry_points.size() == 2);
  const project::EntryPointConfig& terms = config.entry_points[0];
  CHECK(terms.name == "checkout_terms");
  CHECK(terms.on_error == "fail");
  CHECK(terms.critical);
  REQUIRE(terms.updates.size() == 2);
  CHECK(terms.updates[0].pattern == "cart.discount_applied");
  CHECK(terms.updates[0].type == "boolean");
  CHECK(terms.updates[1].pattern == "user.preferences.*");
  CHECK(config.entry_points[1].hit_policy == "first");
  REQUIRE(config.effects.size() == 1);
  CHECK(config.effects[0].name == "send_email");
}

TEST_CASE("settings have their origin") {
  Project project;
  project.open_with(
      "name: shop\nentry_points:\n  a:\n    updates: { cart.total: { type: number } }\ntags: "
      "[x]\n");
  CHECK(project.setting("name") == "\"shop\" rulec.yaml:1");
  CHECK(project.setting("tags") == "[\"x\"] rulec.yaml:5");
  CHECK(project.setting("entry_points.a.updates.cart.total.type") == "\"number\" rulec.yaml:4");
  CHECK(project.setting("version") == "\"0.0.0\" default");
  CHECK(std::ranges::is_sorted(project.opened.config.settings, {}, &project::Config::Setting::key));
}

TEST_CASE("misspelled keys and values point at their place") {
  Project project;
  project.open_with("nam: shop\norder: descendin\nentry_points: { a: { hit_policy: frist } }\n");
  CHECK(project.found() == Lines{"RC2009 1:1 rulec.yaml has no member `nam` | nam",
                                 "RC2007 2:8 `descendin` is not allowed here: allowed are "
                                 "`descending` and `ascending` | descendin",
                                 "RC2007 3:34 `frist` is not allowed here: allowed are `all` and "
                                 "`first` | frist"});
  CHECK(project.opened.config.has_errors);
  CHECK(project.opened.config.order == "descending");
}

TEST_CASE("a suggestion is written as the file writes it, without quotes") {
  Project project;
  project.open_with("order: descendin\n\"nam\": x\n");
  std::vector<diag::Diagnostic> found = project.collector.take_sorted();
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].fixes.size() == 1);
  CHECK(found[0].fixes[0].edits[0].new_text == "descending");
  REQUIRE(found[1].fixes.size() == 1);
  CHECK(found[1].fixes[0].edits[0].new_text == "\"name\"");
}

TEST_CASE("secrets are findings, and never shown") {
  struct Case {
    std::string_view yaml;
    std::string_view key;
  };
  for (const Case& c : {
           Case{"stores: { m: { kind: postgres, dsn: \"host=db password=S3CR3T\" } }",
                "stores.m.dsn"},
           Case{"stores: { m: { kind: postgres, dsn_env: \"postgres://u:S3CR3T@db/x\" } }",
                "stores.m.dsn_env"},
           Case{"git_repository: https://u:S3CR3T@git.example.com/x.git", "git_repository"},
           Case{"x_db_password: S3CR3T", "x_db_password"},
           Case{"x_db: { Api-Key: S3CR3T }", "x_db.Api-Key"},
           Case{"x_list: [ \"a\", \"amqp://u:S3CR3T@h\" ]", "x_list.1"},
           Case{"x_list: [ { token: S3CR3T } ]", "x_list.0.token"},
           Case{"order: \"see https://h and https://u:S3CR3T@h\"", "order"},
           Case{"serve: { admin_store: { kind: postgres, token: S3CR3T } }",
                "serve.admin_store.token"},
       }) {
    Project project;
    project.open_with("name: shop\n" + std::string(c.yaml) + "\n");
    INFO(std::string(c.yaml));
    CHECK(project.opened.config.has_errors);
    auto found = project.collector.take_sorted();
    REQUIRE(found.size() == 1);
    CHECK(found[0].code == diag::Code::kSecretInConfig);
    std::string shown = diag::render_full(found[0], project.sources, {});
    CHECK(shown.find("S3CR3T") == std::string::npos);
    CHECK(shown.find("`" + std::string(c.key) + "`") != std::string::npos);
    CHECK(shown.find("it stands in rulec.yaml:2") != std::string::npos);
    for (const auto& setting : project.opened.config.settings) {
      CHECK(setting.json.find("S3CR3T") == std::string::npos);
    }
  }
}

TEST_CASE("a number can be a secret too") {
  Project project;
  project.open_with("x_token: 271828\n");
  CHECK(project.setting("x_token") == "\"***\" rulec.yaml:1");
  REQUIRE(project.found().size() == 1);
}

TEST_CASE("a line that cannot be read and may hold a secret is not shown") {
  struct Case {
    const char* file;
    std::string_view text;
    std::string_view place;
  };
  for (const Case& c : {
           Case{"rulec.yaml", "name: a\nx_password: &x S3CR3T\n", ":2:"},
           Case{"rulec.yaml", "x_token: 9999999999999999999999 # S3CR3T\n", ":1:"},
           Case{"rulec.yaml", "name: a\nx_a: &x postgres://u:S3CR3T@h\n", ":2:"},
           Case{"rulec.yaml", "name: a\nname: [ \"b\", { password: S3CR3T } ]\n", ":2:"},
           Case{"rulec.yaml", "x_secret: S3CR3T: b\n", ":1:"},
           Case{"rulec.json", "{ \"x_password\": S3CR3T }\n", ":1:"},
           Case{"rulec.json", "{ \"x_password\": \"S3CR3T }\n", ":1:"},
           Case{"rulec.json", "{ \"name\": \"a\", // password = S3CR3T\n}\n", ":1:"},
       }) {
    Project project;
    project.files.add_file(c.file, std::string(c.text));
    project.open();
    INFO(std::string(c.text));
    CHECK(project.opened.config.has_errors);
    std::string shown;
    std::string places;
    for (const diag::Diagnostic& finding : project.collector.take_sorted()) {
      shown += diag::render_full(finding, project.sources, {});
      std::string json;
      JsonWriter writer(json);
      diag::write_json(writer, finding, project.sources);
      shown += json;
      places += diag::render_concise(finding, project.sources);
    }
    CHECK(shown.find("S3CR3T") == std::string::npos);
    CHECK(places.find("S3CR3T") == std::string::npos);
    CHECK(places.find(c.file + std::string(c.place)) != std::string::npos);
  }
}

TEST_CASE("what is unreadable beside a secret is shown") {
  Project project;
  project.open_with("x_password_env: A\nx_b: &x 1\n");
  CHECK(project.found() == Lines{"RC0020 2:6 anchors are not read | &"});
}

TEST_CASE("names of variables and files are no secrets") {
  Project project;
  project.open_with(
      "stores:\n  m: { kind: postgres, dsn_env: RULES_DSN }\n  n: { kind: postgres, dsn_file: "
      "/run/credentials/dsn }\n  c: { kind: redis, url_env: REDIS, key_prefix: \"rulec:v1:\" }\n"
      "git_repository: ssh://git@git.example.com:22/shop.git\n");
  CHECK(project.found() == Lines{});
}

TEST_CASE("the file is found above, up to the root of the git work tree") {
  Project project;
  project.files.add_file("rulec.yaml", "name: shop\n");
  project.files.add_file("rules/eu/a.rule.json", "{}");
  project.open("rules/eu");
  CHECK(project.opened.config.has_file);
  CHECK(project.opened.root == "/project");
  Project other;
  other.files.add_file("rulec.yaml", "name: outer\n");
  other.files.add_file("inner/.git/HEAD", "");
  other.files.add_file("inner/rules/a.rule.json", "{}");
  other.open("inner/rules");
  CHECK(!other.opened.config.has_file);
}

TEST_CASE("rulec.json, with comments") {
  Project project;
  project.files.add_file("rulec.json",
                         "// é\n{ \"name\": \"a//b\", /* \" */ \"version\": \"1.0.0\",\n"
                         "  \"odrer\": \"descending\" }\n");
  project.open();
  CHECK(project.found() ==
        Lines{"RC2015 2:11 `a//b` does not have the form of a name: letters, digits, `_`, `.` and "
              "`-`, at most 100 | \"a//b\"",
              "RC2009 3:3 rulec.json has no member `odrer` | \"odrer\""});
  CHECK(project.opened.config.path == "rulec.json");
  Project good;
  good.files.add_file("rulec.json", "{ \"name\": \"shop\" /* x */ }");
  good.open();
  CHECK(good.opened.config.name == "shop");
  CHECK(good.setting("name") == "\"shop\" rulec.json:1");
  Project trailing;
  trailing.files.add_file("rulec.json", "{ \"name\": \"shop\", }");
  trailing.open();
  CHECK(trailing.opened.config.has_errors);
}

TEST_CASE("two configuration files are one too many") {
  Project project;
  project.files.add_file("rulec.json", "{}");
  project.open_with("name: shop\n");
  CHECK(project.found() == Lines{"RC0020 the project has both rulec.yaml and rulec.json"});
}

TEST_CASE("a file that is too large, or no file") {
  Project project;
  project.open_with(std::string(1024 * 1024 + 1, '#'));
  REQUIRE(project.found().size() == 1);
  CHECK(project.opened.config.has_errors);
  Project folder;
  folder.files.add_file("rulec.yaml/x", "");
  folder.open();
  CHECK(folder.opened.config.has_errors);
}

TEST_CASE("one finding for text that is no YAML, and the defaults") {
  Project project;
  project.open_with("name: [shop\n");
  CHECK(project.found().size() == 1);
  CHECK(project.opened.config.name == "rules");
}

}  // namespace rulec::testing
