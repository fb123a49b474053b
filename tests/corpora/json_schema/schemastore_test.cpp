// Real schemas with real documents: our verdict is the folder's name, or the gate refuses the
// schema by name; and valijson's verdict is ours. What differs is listed in
// schemastore_exceptions.txt.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>

#include "process.h"
#include "suite.h"

namespace rulec::testing {
namespace {

namespace fs = std::filesystem;

struct Counts {
  int schemas = 0;
  int refused = 0;
  int documents = 0;
  int agreed = 0;
  int valijson_agreed = 0;
  int text_forms = 0;
  int failed = 0;
};

class Schemastore {
 public:
  explicit Schemastore(std::string folder)
      : folder_(std::move(folder)), exceptions_(RULEC_EXCEPTIONS "/schemastore_exceptions.txt") {}

  Counts run() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (fs::exists(entry.path() / "schema.json")) {
        names.insert(entry.path().filename().string());
      }
    }
    for (const std::string& name : names) {
      run_schema(name);
    }
    counts_.failed += exceptions_.report_unneeded();
    return counts_;
  }

 private:
  void fail(const std::string& what) {
    std::printf("FAILED: %s\n", what.c_str());
    ++counts_.failed;
  }

  void run_schema(const std::string& name) {
    ++counts_.schemas;
    std::string text = read_file(folder_ + "/" + name + "/schema.json");
    auto schema = read_json(text);
    OurSchema ours(text);
    JsonText nothing;
    std::string null_text = "null";
    OurAnswer answer = ours.judge(read_json(null_text)->document, json::NodeId(0));
    if (!schema || answer.verdict == Verdict::kRefused) {
      ++counts_.refused;
      if (!exceptions_.covers("refused", name)) {
        fail("refused: " + name + ": " + answer.reason);
      }
      return;
    }
    for (std::string verdict : {"valid", "invalid"}) {
      fs::path folder = fs::path(folder_) / name / verdict;
      std::set<std::string> files;
      if (fs::exists(folder)) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
          if (entry.is_regular_file()) {
            files.insert(entry.path().string());
          }
        }
      }
      for (const std::string& file : files) {
        run_document(ours, *schema, file, verdict == "valid");
      }
    }
  }

  void run_document(const OurSchema& ours, const JsonText& schema, const std::string& file,
                    bool is_valid) {
    ++counts_.documents;
    std::string name = fs::path(file).lexically_relative(folder_).string();
    auto instance = read_json(read_file(file));
    if (!instance) {
      if (!exceptions_.covers("unread", name)) {
        fail("unread: " + name);
      }
      return;
    }
    const json::Document& document = instance->document;
    OurAnswer answer = ours.judge(document, document.root());
    if ((answer.verdict == Verdict::kValid) == is_valid) {
      ++counts_.agreed;
    } else if (!exceptions_.covers("differs", name)) {
      fail("differs: " + name + ": " + answer.reason);
    }
    if (answer.is_only_text_form) {
      ++counts_.text_forms;
      return;
    }
    ValijsonAnswer other = ask_valijson(schema.document, document, document.root());
    if (other.verdict == answer.verdict) {
      ++counts_.valijson_agreed;
    } else if (!exceptions_.covers("valijson", name)) {
      fail("valijson: " + name + ": " + other.words + "; " + answer.reason);
    }
  }

  std::string folder_;
  Exceptions exceptions_;
  Counts counts_;
};

}  // namespace
}  // namespace rulec::testing

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("corpora/schemastore");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  auto counts = rulec::testing::Schemastore(corpora + "/schemas-and-instances").run();
  std::printf("schemas: %d, %d refused by the gate; documents: %d, %d as their folder says; ",
              counts.schemas, counts.refused, counts.documents, counts.agreed);
  std::printf("valijson agrees on %d, %d are patterns and formats that it is not asked about\n",
              counts.valijson_agreed, counts.text_forms);
  std::printf("%d passed, %d failed\n", counts.agreed, counts.failed);
  return counts.failed == 0 && counts.agreed > 100 ? 0 : 1;
}
