// JSON parsing over real data: each file of the suite gets the verdict that its name or our table
// says, from all three readers; and 20,000 mutations of the files get one verdict from all.
// nlohmann's reader is a third, independent opinion: what it refuses nobody accepts, and what it
// alone accepts is refused for a reason of our policy.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "diag/emitter.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "process.h"
#include "projected.h"
#include "value/json_value.h"

namespace {

namespace fs = std::filesystem;
namespace json = rulec::json;

constexpr std::uint32_t kDepth = 128;
constexpr std::size_t kMutations = 20'000;
constexpr std::uint64_t kDefaultSeed = 20'260'301;

int g_passed = 0;
int g_failed = 0;

void check(bool is_good, const std::string& about) {
  ++(is_good ? g_passed : g_failed);
  if (!is_good) {
    std::printf("FAILED: %s\n", about.c_str());
  }
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// What a reader says: a value as text, or the codes of its findings.
struct Verdict {
  bool is_accepted = false;
  std::string value;
  std::set<std::string> codes;
};

Verdict by_parse(const std::string& text) {
  rulec::SourceMap sources;
  rulec::diag::Collector findings;
  rulec::SourceId id = sources.add("x.json", text);
  json::Document document =
      json::parse(sources, id, {.max_depth = kDepth, .view = json::FaultView::kAsMet}, findings);
  Verdict verdict{.is_accepted = !findings.has_errors(), .value = {}, .codes = {}};
  for (const rulec::diag::Diagnostic& finding : findings.kept()) {
    verdict.codes.insert(rulec::diag::code_text(finding.code));
  }
  if (verdict.is_accepted) {
    rulec::Arena arena;
    rulec::append_value(verdict.value, json::to_value(document, document.root(), arena));
  }
  return verdict;
}

// Whether the reader of sources refuses the text when it looks for the mistake behind its faults.
bool is_refused_with_mistakes(const std::string& text) {
  rulec::SourceMap sources;
  rulec::diag::Collector findings;
  rulec::SourceId id = sources.add("x.json", text);
  static_cast<void>(json::parse(sources, id, {.max_depth = kDepth}, findings));
  return findings.has_errors();
}

Verdict by_read_value(const std::string& text) {
  static json::ReaderScratch scratch;
  rulec::Arena arena;
  rulec::Value value;
  json::Fault fault;
  Verdict verdict;
  verdict.is_accepted = json::read_value(text, {.max_depth = kDepth}, arena, scratch, value, fault);
  if (verdict.is_accepted) {
    rulec::append_value(verdict.value, value);
  } else {
    verdict.codes.insert(rulec::diag::code_text(fault.code));
  }
  return verdict;
}

// The empty string when the readers agree.
// The projection scanner looks for everything there is in the text, as far as 200 paths go.
std::string scanner_disagreement(const std::string& text) {
  constexpr std::size_t kDepthOfPaths = 4;
  constexpr std::size_t kPaths = 200;
  json::ReaderScratch scratch;
  rulec::Arena arena;
  rulec::Value value;
  json::Fault fault;
  json::ValueLimits limits{.max_depth = kDepth};
  json::Paths paths;
  paths.add({"a"});
  if (json::read_value(text, limits, arena, scratch, value, fault)) {
    paths.add_all_of(value, kDepthOfPaths, kPaths);
  }
  std::string trouble = json::ProjectionJudge(paths).difference(text, limits);
  return trouble.empty() ? "" : "the projection scanner: " + trouble;
}

std::string disagreement(const std::string& text, const Verdict& read) {
  Verdict parsed = by_parse(text);
  if (is_refused_with_mistakes(text) == parsed.is_accepted) {
    return "the search for mistakes changes the verdict";
  }
  if (parsed.is_accepted != read.is_accepted) {
    return parsed.is_accepted ? "only parse accepts" : "only read_value accepts";
  }
  if (parsed.value != read.value) {
    return "values differ: " + parsed.value + " and " + read.value;
  }
  if (!read.is_accepted && !parsed.codes.contains(*read.codes.begin())) {
    return "read_value alone says " + *read.codes.begin();
  }
  return scanner_disagreement(text);
}

// Our policy beyond RFC 8259: nlohmann knows none of these.
const std::set<std::string> kPolicy = {"RC1003", "RC1004", "RC1005", "RC1006", "RC1011", "RC1012"};

std::string against_nlohmann(const std::string& text, const Verdict& read) {
  bool is_json = nlohmann::json::accept(text);
  if (read.is_accepted && !is_json) {
    return "accepted, and nlohmann refuses it";
  }
  if (read.is_accepted) {
    bool is_same = nlohmann::json::parse(text) == nlohmann::json::parse(read.value);
    return is_same ? "" : "nlohmann reads another value than " + read.value;
  }
  bool is_policy = kPolicy.contains(*read.codes.begin());
  return is_json && !is_policy ? "refused with " + *read.codes.begin() + ", nlohmann accepts it"
                               : "";
}

// --- the table

struct Row {
  std::string code;  // "" when accepted
  std::string value;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    std::size_t end = line.find(" | ", begin);
    parts.push_back(line.substr(begin, end - begin));
    if (end == std::string::npos) {
      return parts;
    }
    begin = end + 3;
  }
}

std::map<std::string, Row> read_table() {
  std::map<std::string, Row> table;
  std::ifstream file(RULEC_VERDICTS);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    std::vector<std::string> parts = split(line);
    bool is_good = parts.size() == 3 && (parts[1] == "accept" ||
                                         (parts[1].starts_with("refuse RC") && !parts[2].empty()));
    check(is_good, "a line of the table of verdicts: " + line);
    if (is_good) {
      bool is_accepted = parts[1] == "accept";
      table[parts[0]] = {.code = is_accepted ? "" : parts[1].substr(7),
                         .value = is_accepted ? parts[2] : ""};
    }
  }
  return table;
}

// --- files

void check_row(const std::string& name, const Row& row, const Verdict& verdict) {
  if (row.code.empty()) {
    check(verdict.is_accepted && verdict.value == row.value,
          name + ": expected " + row.value + ", found " + verdict.value);
  } else {
    check(!verdict.is_accepted && verdict.codes.contains(row.code),
          name + ": expected " + row.code);
  }
}

void check_file(const std::string& name, const std::string& text,
                std::map<std::string, Row>& table) {
  Verdict read = by_read_value(text);
  std::string trouble = disagreement(text, read);
  trouble = trouble.empty() ? against_nlohmann(text, read) : trouble;
  check(trouble.empty(), name + ": " + trouble);
  auto row = table.find(name);
  if (row != table.end()) {
    check_row(name, row->second, read);
    table.erase(row);
    return;
  }
  char kind = fs::path(name).filename().string()[0];
  bool is_expected = kind == 'y' ? read.is_accepted : kind == 'n' && !read.is_accepted;
  check(is_expected,
        name + (kind == 'y' || kind == 'n' ? ": wrong verdict" : ": not in the table"));
}

std::vector<std::string> check_files(const fs::path& folder) {
  std::map<std::string, Row> table = read_table();
  std::vector<std::string> texts;
  for (const char* part : {"test_parsing", "test_transform"}) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder / part)) {
      paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    for (const fs::path& path : paths) {
      texts.push_back(read_file(path));
      check_file(std::string(part) + "/" + path.filename().string(), texts.back(), table);
    }
  }
  for (const auto& [name, row] : table) {
    check(false, name + ": in the table, and there is no such file");
  }
  return texts;
}

// --- mutations

class Mutator {
 public:
  Mutator(const std::vector<std::string>& texts, std::uint64_t seed)
      : texts_(texts), random_(seed) {}

  std::string next() {
    std::string text = pick();
    for (std::size_t i = 0, count = 1 + below(4); i < count; ++i) {
      change(text);
    }
    return text;
  }

 private:
  std::size_t below(std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit);
  }
  const std::string& pick() {
    const std::string& text = texts_[below(texts_.size())];
    return text.size() > 4096 ? texts_[0] : text;
  }

  void change(std::string& text) {
    static const char* const kPieces[] = {"[",
                                          "]",
                                          "{",
                                          "}",
                                          ",",
                                          ":",
                                          "\"",
                                          "\\",
                                          "\\u0000",
                                          "\\ud834",
                                          "\\udd1e",
                                          "\\u0041",
                                          "null",
                                          "true",
                                          "0",
                                          "-",
                                          "1e999",
                                          "-0.0",
                                          "1E-2",
                                          " ",
                                          "\n",
                                          "\x80",
                                          "\xef\xbb\xbf",
                                          "'",
                                          "//x\n",
                                          "{\"a\":1}",
                                          "\"a\":"};
    std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.insert(at, kPieces[below(std::size(kPieces))]);
        return;
      case 1:
        text.erase(at, 1 + below(4));
        return;
      case 2:
        if (at < text.size()) {
          text[at] = static_cast<char>(random_());
        }
        return;
      case 3:
        text.insert(at, text.substr(below(text.size() + 1), 1 + below(16)));
        return;
      default: {
        const std::string& other = pick();
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
      }
    }
  }

  const std::vector<std::string>& texts_;
  std::mt19937_64 random_;
};

std::string shown(const std::string& text) {
  std::string out;
  for (char c : text) {
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "%02x", static_cast<unsigned>(c) & 0xffU);
    out += buffer;
  }
  return out;
}

void check_mutations(const std::vector<std::string>& texts) {
  const char* given = std::getenv("RULEC_SEED");
  std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : kDefaultSeed;
  std::printf("mutations: %zu with seed %llu (RULEC_SEED)\n", kMutations,
              static_cast<unsigned long long>(seed));
  Mutator mutator(texts, seed);
  std::size_t accepted = 0;
  std::size_t failed = 0;
  for (std::size_t i = 0; i < kMutations && failed < 10; ++i) {
    std::string text = mutator.next();
    Verdict read = by_read_value(text);
    std::string trouble = disagreement(text, read);
    trouble = trouble.empty() ? against_nlohmann(text, read) : trouble;
    if (!trouble.empty()) {
      ++failed;
      check(false, "mutation " + std::to_string(i) + ": " + trouble + "; bytes " + shown(text));
    }
    accepted += read.is_accepted ? 1 : 0;
  }
  check(failed == 0, "one verdict for each mutation");
  check(accepted > kMutations / 50, "enough mutations are good texts");
  std::printf("mutations accepted: %zu\n", accepted);
}

// Other texts that people wrote, each a line or a file.
void check_others(const fs::path& corpora) {
  std::size_t texts = 0;
  for (const char* part : {"json-canonical/input", "json-examples/simdjson"}) {
    for (const auto& entry : fs::directory_iterator(corpora / part)) {
      std::string bytes = read_file(entry.path());
      bool has_lines = entry.path().extension() == ".ndjson";
      for (std::size_t begin = 0; begin < bytes.size();) {
        std::size_t end =
            has_lines ? std::min(bytes.find('\n', begin), bytes.size()) : bytes.size();
        std::string trouble = scanner_disagreement(bytes.substr(begin, end - begin));
        check(trouble.empty(), entry.path().filename().string() + ": " + trouble);
        begin = end + 1;
        ++texts;
      }
    }
  }
  check(texts > 700, "the other texts are there");
}

}  // namespace

int main() {
  std::string corpora = rulec::testing::corpora_folder();
  if (corpora.empty()) {
    bool must_fail = rulec::testing::report_missing_corpora("json-parsing");
    std::printf("0 passed, %d failed, 1 skipped\n", must_fail ? 1 : 0);
    return must_fail ? 1 : 0;
  }
  std::vector<std::string> texts = check_files(fs::path(corpora) / "json-parsing");
  check(texts.size() > 180, "the suite is whole");
  check_mutations(texts);
  check_others(corpora);
  std::printf("%d passed, %d failed\n", g_passed, g_failed);
  return g_failed == 0 ? 0 : 1;
}
