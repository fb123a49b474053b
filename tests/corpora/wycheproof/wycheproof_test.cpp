// Ed25519 of Project Wycheproof: every verdict exactly, through our strict reader and our key
// files.
#include <cstdio>
#include <optional>
#include <string>

#include "base/file_system.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "process.h"
#include "trust/key.h"
#include "value/value.h"

namespace rulec::testing {
namespace {

constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

struct Counts {
  int passed = 0;
  int failed = 0;
};

void run_group(const Value& group, Counts& counts) {
  std::string raw = from_hex(group.member("publicKey").member("pk").as_string());
  Result<trust::PublicKey> key = trust::public_key_of(raw);
  Result<trust::PublicKey> from_file =
      trust::read_public_key(group.member("publicKeyPem").as_string());
  bool is_same = key.has_value() == from_file.has_value() && (!key || *key == *from_file);
  if (!is_same) {
    std::printf("the key file of a group is read as another key\n");
    ++counts.failed;
  }
  for (const Value& row : group.member("tests").as_list()) {
    bool is_good = key && trust::is_signature_good(*key, from_hex(row.member("msg").as_string()),
                                                   from_hex(row.member("sig").as_string()));
    bool is_valid = row.member("result").as_string() == "valid";
    ++(is_good == is_valid ? counts.passed : counts.failed);
    if (is_good != is_valid) {
      std::printf("case %lld is %s, we say %s\n",
                  static_cast<long long>(row.member("tcId").as_integer()),
                  is_valid ? "valid" : "invalid", is_good ? "good" : "bad");
    }
  }
}

Counts run(const std::string& path) {
  Counts counts;
  RealFileSystem files;
  Result<std::string> text = files.read_file(path, kMaxBytes);
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (!text || !json::read_value(*text, {.max_bytes = kMaxBytes}, arena, scratch, value, fault)) {
    std::printf("%s cannot be read\n", path.c_str());
    return {.failed = 1};
  }
  for (const Value& group : value.member("testGroups").as_list()) {
    run_group(group, counts);
  }
  if (counts.passed + counts.failed != value.member("numberOfTests").as_integer()) {
    std::printf("the suite says that it has another number of cases\n");
    ++counts.failed;
  }
  return counts;
}

}  // namespace
}  // namespace rulec::testing

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("corpora/wycheproof");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  auto counts = rulec::testing::run(corpora + "/wycheproof/ed25519_test.json");
  std::printf("%d passed, %d failed\n", counts.passed, counts.failed);
  return counts.failed == 0 ? 0 : 1;
}
