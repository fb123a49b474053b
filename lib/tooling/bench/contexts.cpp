#include "tooling/bench/contexts.h"

#include <iterator>

#include "base/hash.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "tooling/synthetic/synthetic.h"
#include "value/json_value.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kOriginNames[] = {"folder", "tests", "synthetic"};

Status check_json(const std::string& text, const std::string& where) {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;
  json::Fault fault;
  if (json::read_value(text, json::ValueLimits(), arena, scratch, value, fault)) {
    return {};
  }
  return fail(ErrorCode::kUsage, where + ": " + fault.message);
}

Status add_lines(const std::string& path, std::string_view bytes, std::vector<std::string>& texts) {
  std::size_t number = 0;
  while (!bytes.empty()) {
    ++number;
    std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string line(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    RULEC_TRY_STATUS(check_json(line, path + ":" + std::to_string(number)));
    texts.push_back(std::move(line));
  }
  return {};
}

// Adds those that are accepted, and counts the others.
class Acceptance {
 public:
  Acceptance(const runtime::LoadedRuleset& ruleset, ContextSet& set)
      : ruleset_(ruleset), set_(set) {}

  void offer(BenchContext context) {
    runtime::Request request{.entry_point = set_.entry_point,
                             .context = context.json,
                             .acknowledgements = context.acknowledgements,
                             .now_ms = context.now_ms};
    if (runtime::decide(ruleset_, request, workspace_, decision_) == nullptr) {
      set_.contexts.push_back(std::move(context));
    } else {
      ++set_.refused;
    }
  }

 private:
  const runtime::LoadedRuleset& ruleset_;
  ContextSet& set_;
  runtime::Workspace workspace_;
  runtime::Decision decision_;
};

void offer_cases(const Suite& suite, Acceptance& acceptance, std::string_view entry_point) {
  for (const TestCase& test : suite.cases) {
    if (test.entry_point != entry_point || test.skip_reason) {
      continue;
    }
    BenchContext context{
        .json = {}, .acknowledgements = test.acknowledgements, .now_ms = test.now_ms};
    append_value(context.json, test.context);
    acceptance.offer(std::move(context));
  }
}

}  // namespace

std::string_view origin_name(ContextOrigin origin) {
  return kOriginNames[static_cast<std::size_t>(origin)];
}

std::string ContextSet::sha256() const {
  Sha256Stream stream;
  for (const BenchContext& context : contexts) {
    stream.update(context.json + "\n" + context.acknowledgements + "\n" +
                  std::to_string(context.now_ms) + "\n");
  }
  return to_hex(stream.finish());
}

std::vector<std::string> entry_points_of(const bytecode::Program& program) {
  std::vector<std::string> names;
  names.reserve(program.entry_points.size());
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    names.push_back(program.strings[entry_point.name.index()]);
  }
  return names;
}

Result<std::vector<std::string>> read_contexts(FileSystem& files, const std::string& folder,
                                               std::size_t max_bytes) {
  RULEC_TRY(entries, files.list_folder(folder));
  std::vector<std::string> texts;
  for (const DirectoryEntry& entry : entries) {
    bool is_one = entry.name.ends_with(".json");
    bool is_list = entry.name.ends_with(".jsonl");
    if (entry.kind == FileKind::kFolder || (!is_one && !is_list)) {
      continue;
    }
    std::string path = join_path(folder, entry.name);
    RULEC_TRY(bytes, files.read_file(path, max_bytes));
    if (is_list) {
      RULEC_TRY_STATUS(add_lines(path, bytes, texts));
    } else {
      RULEC_TRY_STATUS(check_json(bytes, path));
      texts.push_back(std::move(bytes));
    }
  }
  return texts;
}

ContextSet contexts_of_texts(const runtime::LoadedRuleset& ruleset, std::string_view entry_point,
                             const std::vector<std::string>& texts) {
  ContextSet set{.entry_point = std::string(entry_point), .origin = ContextOrigin::kFolder};
  Acceptance acceptance(ruleset, set);
  for (const std::string& text : texts) {
    acceptance.offer({.json = text, .acknowledgements = {}, .now_ms = kDefaultNowMs});
  }
  return set;
}

ContextSet contexts_of_tests(const runtime::LoadedRuleset& ruleset, std::string_view entry_point,
                             const Suite& suite) {
  ContextSet set{.entry_point = std::string(entry_point), .origin = ContextOrigin::kTests};
  Acceptance acceptance(ruleset, set);
  offer_cases(suite, acceptance, entry_point);
  return set;
}

Result<ContextSet> synthetic_contexts(const runtime::LoadedRuleset& ruleset,
                                      std::string_view entry_point, const Build& build,
                                      const Run& run) {
  ContextSet set{.entry_point = std::string(entry_point), .origin = ContextOrigin::kSynthetic};
  RULEC_TRY(made, synthesize(build, run, {.entry_point = set.entry_point, .rule_id = {}}));
  Acceptance acceptance(ruleset, set);
  offer_cases(made->suite, acceptance, entry_point);
  return set;
}

}  // namespace rulec::tooling
