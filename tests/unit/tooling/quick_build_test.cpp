// A project edited in every way that people edit one: what QuickBuild makes of it has the bytes of
// a build of the whole, and where the whole has an error there is no answer.
#include "tooling/quick_build.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <map>
#include <random>

#include "bundle/bundle.h"
#include "memory_file_system.h"

using namespace rulec;

namespace {

constexpr int kRulesPerFile = 3;

class Editor {
 public:
  explicit Editor(std::uint32_t seed) : random_(seed) {
    for (int i = 0; i < 6; ++i) {
      add_file();
    }
    write_config();
    write_schema();
  }

  void edit() {
    switch (below(24)) {
      case 0:
        add_file();
        return;
      case 1:
        remove_file();
        return;
      case 2: {  // a rename: the turn of files is another
        auto file = rule_file();
        if (!file.empty()) {
          std::string bytes = files[file];
          files.erase(file);
          files["rules/" + std::to_string(below(1000)) + "-renamed.rule.json"] = bytes;
        }
        return;
      }
      case 3:
        is_first_hit_ = below(4) == 0;
        is_ascending_ = below(2) == 0;
        write_config();
        return;
      case 4:
        has_note_ = below(3) != 0;
        write_schema();
        return;
      case 5:
        return break_file();
      case 6:
        files["README.md"] = std::to_string(below(100));
        return;
      case 7: {  // no change at all
        return;
      }
      case 8:  // other bytes, the same rules
        if (auto file = rule_file(); !file.empty()) {
          files[file] += "\n";
        }
        return;
      default:
        change_file();
        if (below(4) == 0) {
          change_file();  // two at once
        }
        return;
    }
  }

  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

  std::map<std::string, std::string> files;

 private:
  std::string rule_file() {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files) {
      if (name.starts_with("rules/")) {
        names.push_back(name);
      }
    }
    return names.empty() ? std::string() : names[below(static_cast<std::uint32_t>(names.size()))];
  }

  void add_file() {
    int number = next_++;
    bool is_text = number % 4 == 3;
    std::string name = fmt::format("rules/f{}.{}", number, is_text ? "eff" : "rule.json");
    numbers_[name] = number;
    files[name] = is_text ? text_rule(number) : rules(number);
  }

  void remove_file() {
    if (auto file = rule_file(); !file.empty()) {
      files.erase(file);
    }
  }

  void change_file() {
    auto file = rule_file();
    auto number = numbers_.find(file);
    if (number == numbers_.end()) {
      return;
    }
    files[file] = file.ends_with(".eff") ? text_rule(number->second) : rules(number->second);
  }

  void break_file() {
    auto file = rule_file();
    if (file.empty()) {
      return;
    }
    std::string& bytes = files[file];
    if (below(2) == 0) {
      bytes = bytes.substr(0, bytes.size() / 2);
    } else if (auto at = bytes.find("user.age"); at != std::string::npos) {
      bytes.replace(at, 8, "user.ago");
    }
  }

  std::string rules(int number) {
    std::string text = "{\"rules\":[";
    for (int i = 0; i < kRulesPerFile; ++i) {
      text += (i == 0 ? "" : ",\n") + rule(number * 10 + i);
    }
    return text + "]}\n";
  }

  std::string rule(int number) {
    int id = below(40) == 0 ? number + 7 : number;  // another name, or that of its neighbour
    std::string text = fmt::format(R"({{"id":"rule-{}","entry_point":"{}","priority":{})", id,
                                   number % 2 == 0 ? "a" : "b", below(4));
    text += below(9) == 0 ? R"(,"active":false)" : "";
    text += below(12) == 0 ? R"(,"stop_processing":true)" : "";
    if (below(30) != 0) {
      text += R"(,"condition":)" + condition(2);
    }
    text += R"(,"actions":[{"type":"display_message","message":)";
    text += below(2) == 0 ? fmt::format("\"m{}\"", below(9))
                          : R"({"expr":{"cat":["to ",{"var":"user.region"}]}})";
    text += "}";
    if (number % 10 == 1) {
      text +=
          fmt::format(R"(,{{"type":"update","operation":"set","target":"seen.r{}","value":{}}})",
                      below(30) == 0 ? 0 : number, below(9));
    }
    return text + "]}";
  }

  std::string text_rule(int number) {
    return fmt::format(
        "rule \"rule-{}\" on b priority {} {{\n  when user.age > {} and user.region == \"GB\"\n"
        "  then\n    display_message(message: \"t{}\")\n}}\n",
        number * 10, below(5), below(40), below(9));
  }

  std::string condition(int depth) {
    switch (depth == 0 ? below(4) : below(8)) {
      case 0:
        return fmt::format(R"({{">":[{{"var":"user.age"}},{}]}})", below(50));
      case 1:
        return fmt::format(R"({{"===":[{{"var":"user.region"}},"{}"]}})",
                           below(2) == 0 ? "GB" : "IE");
      case 2:
        return R"({"in":[{"var":"user.region"},["GB","IE","US"]]})";
      case 3:
        return fmt::format(R"({{"in":["{}",{{"var":"{}"}}]}})", below(6),
                           below(8) == 0 ? "user.note" : "user.region");
      case 4:
      case 5:
        return R"({"and":[)" + condition(depth - 1) + "," + condition(depth - 1) + "]}";
      case 6:
        return R"({"or":[)" + condition(depth - 1) + "," + condition(depth - 1) + "]}";
      default:
        return R"({"!":[)" + condition(depth - 1) + "]}";
    }
  }

  void write_config() {
    constexpr std::string_view kUpdates = "    updates:\n      seen.*: { type: integer }\n";
    files["rulec.yaml"] = fmt::format(
        "name: edited\nversion: 1.0.{}\norder: {}\nentry_points:\n"
        "  a:\n    context_schema: schemas/user.json\n    hit_policy: {}\n{}"
        "  b:\n    context_schema: schemas/user.json\n{}",
        below(3), is_ascending_ ? "ascending" : "descending", is_first_hit_ ? "first" : "all",
        kUpdates, kUpdates);
  }

  void write_schema() {
    files["schemas/user.json"] =
        std::string(R"({"type":"object","required":["user"],"properties":{"user":{"type":"object",)"
                    R"("required":["region","age"],"properties":{"region":{"type":"string"},)") +
        (has_note_ ? R"("note":{"type":"string"},)" : "") + R"("age":{"type":"integer"}}}}})";
  }

  std::mt19937 random_;
  int next_ = 0;
  std::map<std::string, int> numbers_;
  bool is_first_hit_ = false;
  bool is_ascending_ = false;
  bool has_note_ = true;
};

struct Counts {
  int quick = 0;
  int whole = 0;
  int refused = 0;  // with errors
};

void follow(std::uint32_t seed, int edits, Counts& counts) {
  Editor editor(seed);
  tooling::QuickBuild quick;
  tooling::BuildOptions options;
  for (int turn = 0; turn < edits; ++turn) {
    testing::MemoryFileSystem files;
    for (const auto& [name, bytes] : editor.files) {
      files.add_file(name, bytes);
    }
    auto made = quick.compile(files);
    diag::Collector findings;
    auto whole = tooling::build(files, options, tooling::Phase::kEmit, findings);
    CAPTURE(seed);
    CAPTURE(turn);
    if (made) {
      REQUIRE(whole->program.has_value());
      REQUIRE(bundle::write_bundle(*made) == bundle::write_bundle(*whole->program));
      ++counts.quick;
    } else {
      ++(whole->program ? counts.whole : counts.refused);
      quick.keep(std::move(whole), options);
    }
    editor.edit();
  }
}

}  // namespace

TEST_CASE("edits of every kind give the bytes of a whole build") {
  Counts counts;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    follow(seed, 17, counts);
  }
  MESSAGE("quick " << counts.quick << ", whole " << counts.whole << ", with errors "
                   << counts.refused);
  CHECK(counts.quick > 150);
  CHECK(counts.whole > 100);
  CHECK(counts.refused > 50);
}

TEST_CASE("a file without rules is part of the digest") {
  constexpr std::string_view kRule =
      R"({"id":"a","entry_point":"e","actions":[{"type":"display_message","message":"m"}]})";
  testing::MemoryFileSystem files;
  files.add_file("rules/a.rule.json", std::string(kRule));
  files.add_file("rules/none.rule.json", R"({"rules":[]})");
  tooling::BuildOptions options;
  diag::Collector findings;
  tooling::QuickBuild quick;
  quick.keep(tooling::build(files, options, tooling::Phase::kEmit, findings), options);
  REQUIRE(quick.has_base());
  files.add_file("rules/none.rule.json", R"({"rules": []})");
  auto made = quick.compile(files);
  auto whole = tooling::build(files, options, tooling::Phase::kEmit, findings);
  REQUIRE(whole->program.has_value());
  CHECK((!made || bundle::write_bundle(*made) == bundle::write_bundle(*whole->program)));
}
