#include "tooling/quick_build.h"

#include <algorithm>

#include "compiler/edit.h"
#include "parser/dsl/text_reader.h"
#include "parser/json/reader.h"
#include "tooling/source_digest.h"
#include "tooling/text_names.h"

namespace rulec::tooling {
namespace {

using parser::RuleNode;

// Above this part of all rules building the whole is no slower.
constexpr std::size_t kMostEditedPart = 4;
// Nodes that were replaced stay in the Ast until they are this many times the others.
constexpr std::size_t kMostGarbage = 3;

}  // namespace

void QuickBuild::keep(std::unique_ptr<Build> build, const BuildOptions& options) {
  build_ = std::move(build);
  options_ = options;
  options_.is_cancelled = nullptr;
  current_.clear();
  ranges_.clear();
  digest_lines_.clear();
  if (!is_good_base()) {
    build_ = nullptr;
    return;
  }
  build_->ir = nullptr;
  const auto& paths = build_->rule_files;
  opened_sources_ = 0;
  while (build_->sources.at(SourceId(opened_sources_)).name() != paths.front()) {
    ++opened_sources_;
  }
  ranges_.resize(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    current_.emplace_back(opened_sources_ + i);
  }
  const auto& rules = build_->ast.rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    auto& [first, count] = ranges_[rules[i].document];
    first = count == 0 ? i : first;
    ++count;
  }
  first_node_count_ = build_->ast.nodes.size();
}

// The parts of a program that depend on more than their rule are not there, and each rule file was
// read: document, file and source go together.
bool QuickBuild::is_good_base() const {
  if (build_ == nullptr || build_->ir == nullptr || build_->model == nullptr ||
      build_->rule_files.empty() || !options_.paths.empty() || !options_.overlay.empty()) {
    return false;
  }
  const std::optional<bytecode::Program>& program = build_->program;
  if (!program) {
    return false;
  }
  bool is_light = std::ranges::any_of(program->entry_points, [](const bytecode::EntryPoint& entry) {
    return entry.validation == bytecode::Validation::kLight;
  });
  return program->scorecards.empty() && program->templates.empty() && program->probes.empty() &&
         build_->template_files.empty() && !is_light && !compiler::decides_for_others(*build_->ir);
}

std::optional<bytecode::Program> QuickBuild::compile(FileSystem& files) {
  if (build_ == nullptr) {
    return std::nullopt;
  }
  places_.clear();
  bool is_good = build_->ast.nodes.size() <= kMostGarbage * first_node_count_ &&
                 has_same_project(files) && has_same_schemas(files) && read_changes(files) &&
                 compile_changes();
  if (!is_good) {
    build_ = nullptr;
    return std::nullopt;
  }
  return build_->program;
}

// The configuration has the same bytes and finds the same files.
bool QuickBuild::has_same_project(FileSystem& files) const {
  diag::Collector findings;
  std::unique_ptr<Build> fresh = list_sources(files, options_, findings);
  if (findings.has_errors() || fresh->project.root != build_->project.root ||
      fresh->rule_files != build_->rule_files || !fresh->template_files.empty() ||
      fresh->sources.size() != opened_sources_) {
    return false;
  }
  for (std::size_t i = 0; i < opened_sources_; ++i) {
    const Source& now = fresh->sources.at(SourceId(i));
    const Source& then = build_->sources.at(SourceId(i));
    if (now.name() != then.name() || now.bytes() != then.bytes()) {
      return false;
    }
  }
  return true;
}

// Those that were read have the same bytes, and those that were looked for and not there are not
// there now.
bool QuickBuild::has_same_schemas(FileSystem& files) const {
  std::size_t first = opened_sources_ + current_.size();
  for (std::size_t i = first; i < first + build_->schema_documents.size(); ++i) {
    const Source& then = build_->sources.at(SourceId(i));
    auto bytes =
        files.read_file(join_path(build_->project.root, then.name()), options_.max_source_bytes);
    if (!bytes || *bytes != then.bytes()) {
      return false;
    }
  }
  return std::ranges::all_of(
      build_->settings.entry_points, [&](const compiler::EntryPointSettings& entry) {
        std::string path = "schemas/" + entry.name + ".context.json";
        return entry.schema != nullptr ||
               !files.info(join_path(build_->project.root, path)).has_value();
      });
}

bool QuickBuild::read_changes(FileSystem& files) {
  for (std::size_t i = 0; i < current_.size(); ++i) {
    auto bytes = files.read_file(join_path(build_->project.root, build_->rule_files[i]),
                                 options_.max_source_bytes);
    if (!bytes) {
      return false;
    }
    if (*bytes != build_->sources.at(current_[i]).bytes() &&
        !read_file(files, i, std::move(*bytes))) {
      return false;
    }
  }
  return places_.size() * kMostEditedPart <= build_->ast.rules.size();
}

QuickBuild::Outside QuickBuild::outside_of(const RuleNode& rule) {
  Outside made{.id = std::string(rule.id.text), .entry_points = {}, .targets = {}};
  for (const parser::TextAt& entry : rule.entry_points) {
    made.entry_points.emplace_back(entry.text);
  }
  for (const parser::ActionNode& action : rule.actions) {
    const parser::ActionArgument* target = action.find("target");
    if (target != nullptr && target->value->literal.is_string()) {
      made.targets.emplace_back(target->value->literal.as_string());
    }
  }
  return made;
}

// The rules of the file as they are now, in the places of those that were there. What was there
// stays in the tables, and nothing leads to it.
bool QuickBuild::read_file(FileSystem& files, std::size_t file, std::string bytes) {
  const std::string& path = build_->rule_files[file];
  current_[file] = build_->sources.add(path, std::move(bytes));
  if (!digest_lines_.empty()) {
    digest_lines_[file] = digest_line(build_->sources.at(current_[file]));
  }
  std::vector<RuleNode> rules;
  auto [first, count] = ranges_[file];
  // A file without rules leaves nothing to compile, and is part of the digest all the same.
  if (!parse(files, path, current_[file], rules) || rules.size() != count || count == 0) {
    return false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    RuleNode& place = build_->ast.rules[first + i];
    if (rules[i].is_bad || outside_of(rules[i]) != outside_of(place)) {
      return false;
    }
    place = std::move(rules[i]);
    places_.push_back(static_cast<std::uint32_t>(first + i));
  }
  return true;
}

// False after an error.
bool QuickBuild::parse(FileSystem& files, const std::string& path, SourceId source,
                       std::vector<RuleNode>& rules) {
  diag::Collector findings;
  auto& documents = build_->documents.documents;
  if (path.ends_with(".json")) {
    documents.push_back(
        json::parse(build_->sources, source, {.max_bytes = options_.max_source_bytes}, findings));
  } else {
    TextNames names(files, build_->project, options_.max_source_bytes);
    parser::TextOptions options = names.options();
    options.keeps_layout = false;
    documents.push_back(parser::read_text(build_->sources, source, options, findings));
  }
  const json::Document& document = documents.back();
  if (findings.has_errors() || !document.has_root() || document.has_faults() ||
      !schema::check_document(schema::BuiltIn::kRule, document, build_->sources, findings)) {
    return false;
  }
  // The Ast's own list keeps its place in memory: the model points into it.
  parser::Ast& ast = build_->ast;
  std::swap(rules, ast.rules);
  parser::parse_rules(build_->documents, static_cast<std::uint32_t>(documents.size() - 1),
                      build_->sources, ast, findings);
  std::swap(rules, ast.rules);
  return !findings.has_errors() && ast.scorecards.empty();
}

bool QuickBuild::compile_changes() {
  if (places_.empty()) {
    return true;
  }
  std::ranges::sort(places_);
  diag::Collector findings;
  const compiler::Input input = build_->compiler_input();
  if (!compiler::check_again(input, *build_->model, places_, findings) || findings.has_errors()) {
    return false;
  }
  build_->settings.source_sha256 = digest();
  std::optional<bytecode::Program>& program = build_->program;
  if (!program) {
    return false;
  }
  auto changed = compiler::emit_again(input, *build_->model, places_, *program);
  if (!changed) {
    return false;
  }
  changed->source_sha256 = build_->settings.source_sha256;
  program = std::move(changed);
  return true;
}

// As that of the whole: rule files first in the list, so that a file is found by its number.
std::string QuickBuild::digest() {
  if (digest_lines_.empty()) {
    for (SourceId source : current_) {
      digest_lines_.push_back(digest_line(build_->sources.at(source)));
    }
    const std::string& config = build_->project.config.path;
    std::size_t schemas = opened_sources_ + current_.size();
    for (std::size_t i = 0; i < schemas + build_->schema_documents.size(); ++i) {
      bool is_rules = i >= opened_sources_ && i < schemas;
      if (!is_rules && build_->sources.at(SourceId(i)).name() != config) {
        digest_lines_.push_back(digest_line(build_->sources.at(SourceId(i))));
      }
    }
  }
  return source_digest(digest_lines_, build_->project.config);
}

}  // namespace rulec::tooling
