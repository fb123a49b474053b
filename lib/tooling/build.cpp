// Opens the project, reads its rule files and context schemas, and runs the compiler's phases over
// them. Each file is read once; what cannot be read is a finding and the others go on.
#include "tooling/build.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "compiler/check_part.h"
#include "parser/dsl/text_reader.h"
#include "parser/json/reader.h"
#include "tooling/emit_ahead.h"
#include "tooling/lint/lint_settings.h"
#include "tooling/literal_glob.h"
#include "tooling/read_ahead.h"
#include "tooling/read_diagnostic.h"
#include "tooling/spoken_fixes.h"
#include "tooling/synthetic/probes.h"
#include "tooling/text_names.h"

namespace rulec::tooling {
namespace {

using diag::Code;

class Builder {
 public:
  Builder(FileSystem& files, const BuildOptions& options, diag::Emitter& emitter, Build& build)
      : files_(files),
        options_(options),
        suppressing_(build.suppressions, emitter),
        spoken_(files, build, options.max_source_bytes, suppressing_),
        emitter_(spoken_),
        build_(build) {
    phase_began_ = options.clock != nullptr ? options.clock->ticks_ns() : 0;
  }

  void open() {
    build_.project = project::open(files_, options_.folder, build_.sources, emitter_);
    find_sources();
  }

  void parse() {
    parse_rule_files();
    if (is_cancelled()) {
      return;
    }
    for (const std::string& path : build_.template_files) {
      parse_template_file(path);
    }
    const project::Config& config = build_.project.config;
    build_.suppressions.read(build_.sources, build_.documents,
                             {.config_path = config.has_file ? config.path : "",
                              .severities = severities_of(config),
                              .now_ms = options_.now_ms});
    suppressing_.open();
    apply_settings();
    took("parse");
  }

  void compile(Phase last) {
    if (last == Phase::kParse || is_cancelled()) {
      return;
    }
    build_.model = options_.paths.empty() ? compiler::check(build_.compiler_input(), emitter_)
                                          : compiler::check_part(build_.compiler_input(), emitter_);
    took("check");
    if (last == Phase::kCheck || emitter_.error_count() > 0 || is_cancelled()) {
      return;
    }
    // Checking has used the second thread itself.
    std::optional<EmitAhead> ahead;
    if (last == Phase::kEmit) {
      ahead.emplace(build_);
    }
    build_.ir = compiler::lower(build_.compiler_input(), *build_.model);
    took("lower");
    optimise(last == Phase::kEmit);
    if (last == Phase::kLower || is_cancelled()) {
      return;
    }
    ahead->finish();
    build_.settings.source_sha256 = ahead->source_digest();
    build_.program =
        compiler::emit(build_.compiler_input(), *build_.model, *build_.ir, ahead->rule_texts());
    took("emit");
    if (std::size_t probes = build_.project.config.probes; probes > 0) {
      RULEC_CHECK(add_probes(build_, probes).has_value());  // it loads what was just emitted
      took("probes");
    }
  }

 private:
  [[nodiscard]] bool is_cancelled() const {
    return options_.is_cancelled && options_.is_cancelled();
  }

  // Whoever is asked may look at files, and the names of texts are read from files by any thread.
  [[nodiscard]] bool is_cancelled_beside_reading() {
    auto paused = text_names_ ? text_names_->pause() : std::unique_lock<std::mutex>();
    return is_cancelled();
  }

  // The phase that ends now.
  void took(std::string_view phase) {
    if (options_.clock != nullptr) {
      std::int64_t now = options_.clock->ticks_ns();
      build_.times.push_back({.name = phase, .nanoseconds = now - phase_began_, .parts = {}});
      phase_began_ = now;
    }
  }

  // As compiler::optimise, pass by pass. Numbers of terms are for readers of the Ir: a program is
  // the same without them.
  void optimise(bool is_for_program) {
    std::vector<PhaseTime> parts;
    for (const compiler::Pass& pass : compiler::passes()) {
      if (pass.level > build_.settings.optimisation_level ||
          (is_for_program && pass.name == "number-terms")) {
        continue;
      }
      std::int64_t began = options_.clock != nullptr ? options_.clock->ticks_ns() : 0;
      pass.run(*build_.ir);
      if (options_.clock != nullptr) {
        parts.push_back(
            {.name = pass.name, .nanoseconds = options_.clock->ticks_ns() - began, .parts = {}});
      }
      if (pass.name == options_.last_pass) {
        break;
      }
    }
    took("optimise");
    if (!parts.empty()) {
      build_.times.back().parts = std::move(parts);
    }
  }

  void find_sources() {
    if (options_.paths.empty()) {
      build_.rule_files = find(build_.project.config.rule_globs);
      build_.test_files = find(build_.project.config.test_globs);
    } else {
      for (const std::string& path : options_.paths) {
        add_path(project_relative(path));
      }
    }
    // All of them, even where only some rules are looked at: those name templates by id.
    std::ranges::copy(find(build_.project.config.template_globs),
                      std::back_inserter(build_.template_files));
    for (const auto& [path, bytes] : options_.overlay) {
      if (options_.paths.empty() && is_rule_file(path)) {
        build_.rule_files.push_back(path);
      } else if (options_.paths.empty() && is_template_file(path)) {
        build_.template_files.push_back(path);
      }
    }
    sort_unique(build_.rule_files);
    sort_unique(build_.template_files);
    sort_unique(build_.test_files);
  }

  static void sort_unique(std::vector<std::string>& paths) {
    std::ranges::sort(paths);
    auto rest = std::ranges::unique(paths);
    paths.erase(rest.begin(), rest.end());
  }

  std::vector<std::string> find(const std::vector<std::string>& globs) {
    return project::find_files(files_, build_.project.root, globs, emitter_);
  }

  static bool is_rule_file(std::string_view path) {
    return path.ends_with(".rule.json") || path.ends_with(".scorecard.json") ||
           path.ends_with(".eff") || path.ends_with(".effx");
  }

  static bool is_template_file(std::string_view path) { return path.ends_with(".template.json"); }

  // The list of a file by its kind.
  std::vector<std::string>& files_like(std::string_view path) {
    if (is_template_file(path)) {
      return build_.template_files;
    }
    return path.ends_with(".test.json") ? build_.test_files : build_.rule_files;
  }

  // A path as typed, relative to the working folder, as a path below the project's root.
  std::string project_relative(const std::string& path) {
    if (build_.project.root.empty() || options_.overlay.contains(path)) {
      return path.starts_with("./") ? path.substr(2) : path;
    }
    auto root = files_.canonical(build_.project.root);
    auto full = files_.canonical(path);
    if (root && full && full->starts_with(*root + "/")) {
      return full->substr(root->size() + 1);
    }
    return full ? *full : path;
  }

  void add_path(const std::string& path) {
    if (options_.overlay.contains(path)) {
      files_like(path).push_back(path);
      return;
    }
    std::string on_disk = join_path(build_.project.root, path);
    if (auto canonical = files_.canonical(on_disk)) {
      on_disk = *canonical;
    }
    auto info = files_.info(on_disk);
    if (!info) {
      emitter_.emit(world_diagnostic(info.error(), path));
    } else if (info->kind != FileKind::kFolder) {
      files_like(path).push_back(path);
    } else {
      add_folder(path);
    }
  }

  void add_folder(std::string folder) {
    while (folder.ends_with('/')) {
      folder.pop_back();
    }
    std::string prefix = folder.empty() || folder == "." ? "" : literal_glob(folder) + "/";
    static constexpr std::string_view kRuleEndings[] = {"*.rule.json", "*.scorecard.json", "*.eff",
                                                        "*.effx"};
    std::vector<std::string> globs;
    for (std::string_view ending : kRuleEndings) {
      globs.push_back(prefix + "**/" + std::string(ending));
    }
    std::ranges::copy(find(globs), std::back_inserter(build_.rule_files));
    std::ranges::copy(find({prefix + "**/*.test.json"}), std::back_inserter(build_.test_files));
    std::ranges::copy(find({prefix + "**/*.template.json"}),
                      std::back_inserter(build_.template_files));
  }

  Result<std::string> read(const std::string& path) {
    if (auto overlaid = options_.overlay.find(path); overlaid != options_.overlay.end()) {
      return overlaid->second;
    }
    return files_.read_file(join_path(build_.project.root, path), options_.max_source_bytes);
  }

  // The source of `path`, or nothing after a finding.
  std::optional<SourceId> load(const std::string& path) {
    auto bytes = read(path);
    if (!bytes) {
      emitter_.emit(read_diagnostic(bytes.error(), path, options_.max_source_bytes));
      return std::nullopt;
    }
    return build_.sources.add(path, std::move(*bytes));
  }

  // Two threads read them (read_ahead.h); the Ast is built here, in their order. What is found is
  // told when all are read: whoever listens may look at any document.
  void parse_rule_files() {
    std::vector<std::optional<diag::Diagnostic>> unread;  // by path; none: it could be read
    std::vector<ReadAhead::File> files;
    for (const std::string& path : build_.rule_files) {
      if (is_cancelled()) {
        return;
      }
      unread.push_back(add_rule_file(path, files));
    }
    std::vector<FindingsList> found(files.size());
    ReadAhead ahead(build_.sources, files, [this](const ReadAhead::File& file, diag::Emitter& to) {
      return read_rules(file, to);
    });
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (is_cancelled_beside_reading()) {
        return;
      }
      ahead.parsed(i).tell(found[i]);
      FindingsList of_ast;
      build_rules(files[i], static_cast<std::uint32_t>(i), of_ast);
      ahead.checked(i).tell(found[i]);
      of_ast.tell(found[i]);
    }
    auto next = found.begin();
    for (std::optional<diag::Diagnostic>& problem : unread) {
      problem ? emitter_.emit(std::move(*problem)) : (next++)->tell(emitter_);
    }
  }

  // The finding when it cannot be read.
  std::optional<diag::Diagnostic> add_rule_file(const std::string& path,
                                                std::vector<ReadAhead::File>& files) {
    auto bytes = read(path);
    if (!bytes) {
      return read_diagnostic(bytes.error(), path, options_.max_source_bytes);
    }
    bool is_scorecard = path.ends_with(".scorecard.json");
    SourceId source = build_.sources.add(path, std::move(*bytes));
    files.push_back({.source = source,
                     .document = &build_.documents.documents.emplace_back(),
                     .shape = is_scorecard ? schema::BuiltIn::kScorecard : schema::BuiltIn::kRule,
                     .is_text = !path.ends_with(".json")});
    if (files.back().is_text && !text_names_) {
      text_names_.emplace(files_, build_.project, options_.max_source_bytes);
    }
    return std::nullopt;
  }

  // By any thread. A text's JSON twin goes the way of all rule files.
  json::Document read_rules(const ReadAhead::File& file, diag::Emitter& to) {
    if (!file.is_text) {
      return json::parse(build_.sources, file.source, {.max_bytes = options_.max_source_bytes}, to);
    }
    RULEC_CHECK(text_names_.has_value());  // made for the first text
    parser::TextOptions options = text_names_->options();
    options.keeps_layout = false;
    return parser::read_text(build_.sources, file.source, options, to);
  }

  // The builders poison what the findings of the schema are about.
  void build_rules(const ReadAhead::File& file, std::uint32_t index, diag::Emitter& to) {
    if (!file.document->has_root()) {
      return;  // it cannot be read at all, which was told
    }
    if (file.shape == schema::BuiltIn::kScorecard) {
      parser::parse_scorecard(build_.documents, index, build_.ast, to);
    } else {
      parser::parse_rules(build_.documents, index, build_.sources, build_.ast, to);
    }
  }

  void parse_template_file(const std::string& path) {
    if (auto document = load_document(path, schema::BuiltIn::kTemplate)) {
      parser::parse_template(build_.documents, *document, build_.sources, build_.ast, emitter_);
    }
  }

  // Index of the document, compared with its schema: the builders poison what the findings are
  // about. Nothing when it cannot be read at all, which was told.
  std::optional<std::uint32_t> load_document(const std::string& path, schema::BuiltIn shape) {
    auto source = load(path);
    if (!source) {
      return std::nullopt;
    }
    json::ReaderLimits limits{.max_bytes = options_.max_source_bytes};
    build_.documents.documents.push_back(json::parse(build_.sources, *source, limits, emitter_));
    const json::Document& document = build_.documents.documents.back();
    if (!document.has_root()) {
      return std::nullopt;
    }
    static_cast<void>(schema::check_document(shape, document, build_.sources, emitter_));
    return static_cast<std::uint32_t>(build_.documents.documents.size() - 1);
  }

  // --- settings: rulec.yaml, completed by what the rules name
  void apply_settings() {
    const project::Config& config = build_.project.config;
    compiler::Settings& settings = build_.settings;
    settings.name = config.name;
    settings.version = options_.bundle_version.value_or(config.version);
    settings.order =
        config.order == "ascending" ? compiler::Order::kAscending : compiler::Order::kDescending;
    settings.expr_cost = config.expr_cost;
    settings.has_declared_entry_points = config.declares_entry_points;
    for (const project::EffectConfig& effect : config.effects) {
      settings.effects.push_back(settings_of(effect));
    }
    settings.default_language = config.default_language;
    settings.strips = options_.strips;
    settings.optimisation_level = options_.optimisation_level.value_or(config.optimisation_level);
    for (const project::EntryPointConfig& entry_point : config.entry_points) {
      settings.entry_points.push_back(settings_of(entry_point));
    }
    if (!config.declares_entry_points) {
      add_named_entry_points();
    }
  }

  compiler::EntryPointSettings settings_of(const project::EntryPointConfig& from) {
    const project::Config& config = build_.project.config;
    const std::string& on_error = from.on_error.empty() ? config.on_error : from.on_error;
    compiler::EntryPointSettings to{
        .name = from.name,
        .span = from.span,
        .hit_policy =
            from.hit_policy == "first" ? bytecode::HitPolicy::kFirst : bytecode::HitPolicy::kAll,
        .on_error = on_error == "fail" ? bytecode::OnError::kFail : bytecode::OnError::kSkipRule,
        .validation =
            from.validate == "light" ? bytecode::Validation::kLight : bytecode::Validation::kFull,
        .is_critical = from.critical,
        .schema = context_schema(from.name, from.context_schema, from.context_schema_span)};
    for (const project::UpdateRule& update : from.updates) {
      to.updates.push_back({.pattern = update.pattern, .type = update.type, .span = update.span});
    }
    // What could not be read may have been an allow-list: no rule is blamed for it.
    to.allows_all_updates = config.has_errors;
    return to;
  }

  compiler::EffectSettings settings_of(const project::EffectConfig& from) {
    compiler::EffectSettings to{.name = from.name};
    if (!from.arguments.empty()) {
      to.schema = schema_at(from.arguments, from.arguments_span, true);
    }
    if (to.schema != nullptr) {
      auto compiled = schema::compile(to.schema->text());
      RULEC_CHECK(compiled.has_value());  // it has passed the gate
      to.compiled = std::move(*compiled);
    }
    if (!from.result.empty()) {
      to.result = schema_at(from.result, from.result_span, true);
    }
    return to;
  }

  void add_named_entry_points() {
    std::set<std::string, std::less<>> known;
    for (const compiler::EntryPointSettings& entry_point : build_.settings.entry_points) {
      known.insert(entry_point.name);
    }
    auto add = [&](const parser::TextAt& name) {
      if (known.insert(std::string(name.text)).second) {
        project::EntryPointConfig undeclared{.name = std::string(name.text)};
        build_.settings.entry_points.push_back(settings_of(undeclared));
        build_.settings.entry_points.back().allows_all_updates =
            !build_.project.config.has_file || build_.project.config.has_errors;
      }
    };
    for (const parser::RuleNode& rule : build_.ast.rules) {
      std::ranges::for_each(rule.entry_points, add);
    }
    for (const parser::ScorecardNode& scorecard : build_.ast.scorecards) {
      add(scorecard.entry_point);
    }
  }

  // The schema that rulec.yaml names, else schemas/<entry_point>.context.json, else none.
  const schema::ContextSchema* context_schema(const std::string& entry_point,
                                              const std::string& named, Span named_at) {
    return named.empty() ? schema_at("schemas/" + entry_point + ".context.json", Span{}, false)
                         : schema_at(named, named_at, true);
  }

  // Null after a finding, and without one when a file that need not be there is missing.
  const schema::ContextSchema* schema_at(const std::string& path, Span named_at, bool is_named) {
    if (auto loaded = schemas_.find(path); loaded != schemas_.end()) {
      return loaded->second;
    }
    auto bytes = read(path);
    if (!bytes) {
      if (is_named || bytes.error().code != ErrorCode::kNotFound) {
        diag::Diagnostic finding = read_diagnostic(bytes.error(), path, options_.max_source_bytes);
        if (named_at.source.is_valid()) {
          finding.has_primary = true;
          finding.primary = {.span = named_at, .text = "named here"};
        }
        emitter_.emit(std::move(finding));
      }
      return nullptr;
    }
    return schemas_[path] = load_schema(path, std::move(*bytes));
  }

  const schema::ContextSchema* load_schema(const std::string& path, std::string bytes) {
    SourceId source = build_.sources.add(path, std::move(bytes));
    diag::CountingEmitter counting(static_cast<diag::Emitter&>(emitter_));
    json::ReaderLimits limits{.max_bytes = options_.max_source_bytes};
    build_.schema_documents.push_back(json::parse(build_.sources, source, limits, counting));
    const json::Document& document = build_.schema_documents.back();
    if (counting.error_count() > 0 || !document.has_root() ||
        !schema::vet(document, build_.sources, counting)) {
      return nullptr;
    }
    return &build_.schemas.emplace_back(document, path,
                                        std::string(build_.sources.at(source).bytes()));
  }

  FileSystem& files_;
  const BuildOptions& options_;
  SuppressingEmitter suppressing_;
  SpokenFixes spoken_;
  diag::CountingEmitter emitter_;
  Build& build_;
  std::map<std::string, const schema::ContextSchema*> schemas_;  // by path; null: told already
  std::optional<TextNames> text_names_;
  std::int64_t phase_began_ = 0;
};

}  // namespace

diag::Diagnostic world_diagnostic(const Error& error, const std::string& path) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return diag::make(Code::kFileNotFound, {{"path", path}});
    case ErrorCode::kNotRegularFile:
      return diag::make(Code::kNotARegularFile, {{"path", path}});
    case ErrorCode::kTooLarge:
      return diag::make(Code::kFileTooLarge,
                        {{"path", path}, {"limit", static_cast<std::int64_t>(kMaxSourceBytes)}});
    case ErrorCode::kLinkEscapes:
      return diag::make(Code::kLinkEscapes, {{"path", path}});
    case ErrorCode::kNoRepository:
      return diag::make(Code::kGitNoRepository, {{"path", path.empty() ? "." : path}});
    case ErrorCode::kNoCommit:
      return diag::make(Code::kGitNoCommit, {});
    case ErrorCode::kForeignOwner:
      return diag::make(Code::kGitForeignOwner, {{"path", path.empty() ? "." : path}});
    case ErrorCode::kBadRevision:
      return diag::make(Code::kGitBadRevision, {{"revision", path}});
    case ErrorCode::kGitUnavailable:
      return diag::make(Code::kGitUnavailable, {{"reason", error.message}});
    case ErrorCode::kTooManyFiles:
      return diag::make(Code::kTooManyFiles, {{"limit", static_cast<std::int64_t>(kMaxGitFiles)},
                                              {"place", "are in the git repository"}});
    case ErrorCode::kUsage:
      return diag::make(Code::kBadUsage, {{"problem", error.message}});
    case ErrorCode::kPermission:
    case ErrorCode::kIo:
    case ErrorCode::kNotUtf8:
    case ErrorCode::kBadArtifact:
    case ErrorCode::kInternal:
      return diag::make(Code::kFileUnreadable, {{"reason", error.message}});
  }
  return diag::make(Code::kFileUnreadable, {{"reason", error.message}});
}

std::unique_ptr<Build> build(FileSystem& files, const BuildOptions& options, Phase last,
                             diag::Emitter& emitter) {
  auto made = std::make_unique<Build>();
  Builder builder(files, options, emitter, *made);
  builder.open();
  builder.parse();
  builder.compile(last);
  return made;
}

std::unique_ptr<Build> list_sources(FileSystem& files, const BuildOptions& options,
                                    diag::Emitter& emitter) {
  auto made = std::make_unique<Build>();
  Builder(files, options, emitter, *made).open();
  return made;
}

}  // namespace rulec::tooling
