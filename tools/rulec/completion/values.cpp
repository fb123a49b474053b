#include "completion/values.h"

#include <algorithm>

#include "base/limits.h"
#include "diag/diagnostic.h"
#include "diag/emitter.h"
#include "project/project.h"
#include "project/repository.h"
#include "rebased_file_system.h"
#include "tooling/build.h"
#include "tooling/test/test.h"
#include "value/operators.h"
#include "with_files.h"

namespace rulec::app::completion {
namespace {

// More than anybody reads in a menu; a shell sorts and compares all of them.
constexpr std::size_t kMaxValues = 20'000;
constexpr std::size_t kMaxAboutBytes = 80;
constexpr std::string_view kWord = "__complete";

// Values in order, each once.
class Values {
 public:
  // A value that cannot stand on a line is left out.
  void add(std::string_view value, std::string_view about = {}) {
    if (value.empty() || has_control(value) || lines_.size() >= kMaxValues) {
      return;
    }
    std::string line(value);
    std::string_view shown = about.substr(0, about.find('\n'));
    if (!shown.empty() && shown.size() <= kMaxAboutBytes && !has_control(shown)) {
      line.append("\t").append(shown);
    }
    lines_.push_back(std::move(line));
  }

  [[nodiscard]] std::string text() {
    auto value_of = [](const std::string& line) {
      return std::string_view(line).substr(0, line.find('\t'));
    };
    std::ranges::stable_sort(lines_, {}, value_of);
    auto doubled = std::ranges::unique(lines_, {}, value_of);
    lines_.erase(doubled.begin(), doubled.end());
    std::string text;
    for (const std::string& line : lines_) {
      text.append(line).append("\n");
    }
    return text;
  }

 private:
  static bool has_control(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  }

  std::vector<std::string> lines_;
};

std::unique_ptr<tooling::Build> parsed(Env& env) {
  diag::Collector dropped;
  return tooling::build(env.files, {}, tooling::Phase::kParse, dropped);
}

void add_rules(Values& values, const tooling::Build& build) {
  for (const parser::RuleNode& rule : build.ast.rules) {
    values.add(rule.id.text, rule.name.text.empty() ? "rule" : rule.name.text);
  }
  for (const parser::ScorecardNode& card : build.ast.scorecards) {
    values.add(card.id.text, card.name.text.empty() ? "scorecard" : card.name.text);
  }
}

void add_entry_points(Values& values, const tooling::Build& build) {
  for (const project::EntryPointConfig& entry : build.project.config.entry_points) {
    values.add(entry.name, "entry point");
  }
  for (const parser::RuleNode& rule : build.ast.rules) {
    for (const parser::TextAt& name : rule.entry_points) {
      values.add(name.text, "entry point");
    }
  }
  for (const parser::ScorecardNode& card : build.ast.scorecards) {
    values.add(card.entry_point.text, "entry point");
  }
}

// Names below `environments` of rulec.yaml.
void add_environments(Values& values, Env& env) {
  SourceMap sources;
  diag::Collector dropped;
  project::Opened opened = project::open(env.files, "", sources, dropped);
  Result<std::string> bytes =
      env.files.read_file(join_path(opened.root, opened.config.path), kMaxConfigBytes);
  if (!opened.config.has_file || !bytes || opened.config.path != "rulec.yaml") {
    return;
  }
  SourceId source = sources.add(opened.config.path, std::move(*bytes));
  json::Document document = project::read_yaml(sources, source, dropped);
  if (!document.has_root()) {
    return;
  }
  json::NodeId environments = document.member(document.root(), "environments");
  if (!environments.is_valid() || document.at(environments).kind != json::NodeKind::kObject) {
    return;
  }
  for (json::NodeId child : document.children(environments)) {
    values.add(document.at(child).key, "environment");
  }
}

void add_codes(Values& values) {
  for (const diag::CatalogueRow& row : diag::catalogue()) {
    if (row.severity != diag::Severity::Retired) {
      std::string code = diag::code_text(row.code);
      values.add(code, row.name);
      values.add(row.name, code);
    }
  }
}

void add_tests(Values& values, Env& env) {
  diag::Collector dropped;
  std::unique_ptr<tooling::Build> build = parsed(env);
  std::unique_ptr<tooling::Suite> suite = tooling::collect_tests(env.files, *build, dropped);
  for (const tooling::TestCase& test : suite->cases) {
    values.add(test.name, test.file);
    for (const std::string& tag : test.tags) {
      values.add(tag, "tag");
    }
  }
}

void add_revisions(Values& values, const std::string& folder) {
  Result<project::Repository> repository = project::Repository::open(folder.empty() ? "." : folder);
  if (!repository) {
    return;
  }
  values.add("HEAD", "the last commit");
  if (Result<std::vector<std::string>> names = repository->reference_names()) {
    for (const std::string& name : *names) {
      values.add(name);
    }
  }
}

void add_keys(Values& values, Env& env) {
  Result<std::vector<DirectoryEntry>> listed = env.files.list_folder(".");
  for (const DirectoryEntry& entry : listed.value_or(std::vector<DirectoryEntry>())) {
    for (std::string_view ending : {".key", ".pub"}) {
      std::string_view name = entry.name;
      if (name.ends_with(ending) && name.size() > ending.size()) {
        values.add(name.substr(0, name.size() - ending.size()), "key");
      }
    }
  }
}

void add_topics(Values& values, Env& env) {
  add_rules(values, *parsed(env));
  add_codes(values);
  for (const value::OperatorRow& row : value::operator_table()) {
    values.add(row.name, "operator");
  }
}

void add(Values& values, ValueSource source, const std::string& folder, Env& env) {
  switch (source) {
    case ValueSource::kRules:
      return add_rules(values, *parsed(env));
    case ValueSource::kEntryPoints:
      return add_entry_points(values, *parsed(env));
    case ValueSource::kEnvironments:
      return add_environments(values, env);
    case ValueSource::kCodes:
      return add_codes(values);
    case ValueSource::kTests:
      return add_tests(values, env);
    case ValueSource::kTopics:
      return add_topics(values, env);
    case ValueSource::kRevisions:
      return add_revisions(values, folder);
    case ValueSource::kKeys:
      return add_keys(values, env);
    case ValueSource::kUnknown:
    case ValueSource::kNothing:
    case ValueSource::kWords:
    case ValueSource::kFiles:
    case ValueSource::kFolders:
    case ValueSource::kFilesAfterEquals:
    case ValueSource::kSides:
      return;
  }
}

}  // namespace

std::optional<Request> request_of(const std::vector<std::string>& arguments) {
  std::size_t at = arguments.size() >= 3 && arguments[0] == "-C" ? 2 : 0;
  if (arguments.size() <= at || arguments[at] != kWord) {
    return std::nullopt;
  }
  return Request{.folder = at == 0 ? std::string() : arguments[1],
                 .kind = arguments.size() == at + 2 ? arguments[at + 1] : std::string()};
}

std::string values_text(const Request& request, Env& env) {
  std::optional<ValueSource> source = source_of(request.kind);
  if (!source) {
    return "";
  }
  RebasedFileSystem rebased(env.files, request.folder);
  FileSystem& files = request.folder.empty() ? env.files : rebased;
  Env inside = with_files(env, files);
  Values values;
  add(values, *source, request.folder, inside);
  return values.text();
}

}  // namespace rulec::app::completion
