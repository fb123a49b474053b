// The draft 7 suite: our verdict is the suite's, or the gate refuses the schema by name; and
// valijson's verdict is ours. What differs is listed in draft7_exceptions.txt.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>

#include "process.h"
#include "suite.h"

namespace rulec::testing {
namespace {

struct Counts {
  int cases = 0;
  int agreed = 0;
  int refused = 0;
  int valijson_agreed = 0;
  int text_forms = 0;
  int failed = 0;
};

class Draft7 {
 public:
  explicit Draft7(std::string folder)
      : folder_(std::move(folder)), exceptions_(RULEC_EXCEPTIONS "/draft7_exceptions.txt") {}

  Counts run() {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (entry.path().extension() == ".json") {
        files.insert(entry.path().lexically_relative(folder_).string());
      }
    }
    for (const std::string& file : files) {
      run_file(file);
    }
    counts_.failed += exceptions_.report_unneeded();
    return counts_;
  }

 private:
  void fail(const std::string& what) {
    std::printf("FAILED: %s\n", what.c_str());
    ++counts_.failed;
  }

  void run_file(const std::string& file) {
    auto suite = read_json(read_file(folder_ + "/" + file));
    if (!suite) {
      if (!exceptions_.covers("unread", file)) {
        fail("unread: " + file);
      }
      return;
    }
    const json::Document& document = suite->document;
    for (json::NodeId group : document.children(document.root())) {
      run_group(*suite, file, group);
    }
  }

  void run_group(const JsonText& suite, const std::string& file, json::NodeId group) {
    const json::Document& document = suite.document;
    std::string name = file + " / " + text(document, group, "description");
    std::string schema_text(suite.sources.text(document.at(document.member(group, "schema")).span));
    OurSchema ours(schema_text);
    auto schema = read_json(schema_text);
    json::NodeId tests = document.member(group, "tests");
    bool is_refused = false;
    for (json::NodeId test : document.children(tests)) {
      ++counts_.cases;
      json::NodeId data = document.member(test, "data");
      OurAnswer answer = ours.judge(document, data);
      if (answer.verdict == Verdict::kRefused) {
        ++counts_.refused;
        is_refused = true;
        refusal_ = answer.reason;
        continue;
      }
      bool is_valid = document.at(document.member(test, "valid")).boolean;
      compare(name + " / " + text(document, test, "description"), is_valid, answer, *schema,
              document, data);
    }
    if (is_refused && !exceptions_.covers("refused", name)) {
      fail("refused: " + name + ": " + refusal_);
    }
  }

  void compare(const std::string& name, bool is_valid, const OurAnswer& answer,
               const JsonText& schema, const json::Document& document, json::NodeId data) {
    bool agrees = (answer.verdict == Verdict::kValid) == is_valid;
    if (agrees) {
      ++counts_.agreed;
    } else if (!exceptions_.covers("differs", name)) {
      fail("differs: " + name + ": the suite says " + (is_valid ? "valid" : "invalid") + "; " +
           answer.reason);
    }
    if (answer.is_only_text_form) {
      ++counts_.text_forms;
      return;
    }
    ValijsonAnswer other = ask_valijson(schema.document, document, data);
    if (other.verdict == answer.verdict) {
      ++counts_.valijson_agreed;
    } else if (!exceptions_.covers("valijson", name)) {
      fail("valijson: " + name + ": valijson " + other.words + ", the suite says " +
           (is_valid ? "valid" : "invalid"));
    }
  }

  static std::string text(const json::Document& document, json::NodeId object,
                          std::string_view key) {
    json::NodeId member = document.member(object, key);
    return member.is_valid() ? std::string(document.at(member).text) : "";
  }

  std::string folder_;
  Exceptions exceptions_;
  Counts counts_;
  std::string refusal_;
};

}  // namespace
}  // namespace rulec::testing

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("corpora/json_schema_draft7");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  auto counts = rulec::testing::Draft7(corpora + "/json-schema/tests/draft7").run();
  std::printf("draft 7: %d cases, %d as the suite says, %d refused by the gate; ", counts.cases,
              counts.agreed, counts.refused);
  std::printf("valijson agrees on %d, %d are patterns and formats that it is not asked about\n",
              counts.valijson_agreed, counts.text_forms);
  std::printf("%d passed, %d failed\n", counts.agreed, counts.failed);
  return counts.failed == 0 && counts.agreed > 500 ? 0 : 1;
}
