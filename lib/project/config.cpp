// rulec.yaml: found, read, compared with its schema, and its settings with their origins.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "project/project.h"
#include "schema/schema.h"
#include "value/json_value.h"

namespace rulec::project {
namespace {

using diag::Code;
using json::Document;
using json::NodeId;
using json::NodeKind;

constexpr std::string_view kFileName = "rulec.yaml";

const std::vector<std::string>& default_rule_globs() {
  static const std::vector<std::string> kGlobs = {
      "rules/**/*.rule.json", "rules/**/*.scorecard.json", "rules/**/*.eff", "rules/**/*.effx"};
  return kGlobs;
}

struct DefaultSetting {
  std::string_view key;
  std::string_view json;
};
constexpr DefaultSetting kDefaults[] = {
    {"name", "\"rules\""},
    {"version", "\"0.0.0\""},
    {"semantics", "\"jsonlogic\""},
    {"order", "\"descending\""},
    {"on_error", "\"skip_rule\""},
    {"sources.rules",
     R"(["rules/**/*.rule.json","rules/**/*.scorecard.json","rules/**/*.eff","rules/**/*.effx"])"},
    {"sources.templates", R"(["templates/**/*.template.json"])"},
    {"sources.tests", R"(["tests/**/*.test.json"])"},
    {"compiler_settings.optimization_level", "\"O2\""},
    {"compiler_settings.strict_validation", "false"},
    {"compiler_settings.expr_cost", "100000"},
};

// --- secrets: a password never stands in a file that is committed
bool is_secret_key(std::string_view key) {
  static constexpr std::string_view kKeys[] = {"password", "passphrase", "secret", "token"};
  return std::ranges::find(kKeys, key) != std::end(kKeys);
}

// "scheme://user:password@host"
bool holds_password(std::string_view text) {
  std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) {
    return false;
  }
  std::string_view authority = text.substr(scheme + 3);
  authority = authority.substr(0, authority.find('/'));
  std::size_t at = authority.rfind('@');
  std::size_t colon = authority.find(':');
  return at != std::string_view::npos && colon != std::string_view::npos && colon + 1 < at;
}

class Reader {
 public:
  Reader(const SourceMap& sources, const Document& document, Config& config, diag::Emitter& emitter)
      : sources_(sources), document_(document), config_(config), emitter_(emitter) {}

  void read() {
    NodeId root = document_.root();
    take_text(root, "name", config_.name);
    take_text(root, "version", config_.version);
    take_text(root, "order", config_.order);
    take_text(root, "on_error", config_.on_error);
    NodeId places = document_.member(root, "sources");
    take_list(places, "rules", config_.rule_globs);
    take_list(places, "templates", config_.template_globs);
    take_list(places, "tests", config_.test_globs);
    take_compiler_settings(document_.member(root, "compiler_settings"));
    take_entry_points(document_.member(root, "entry_points"));
    if (NodeId effects = document_.member(root, "effects"); effects.is_valid()) {
      for (NodeId effect : document_.children(effects)) {
        config_.effects.emplace_back(document_.at(effect).key);
      }
    }
  }

  // Whether the frames of a finding would show a line that holds a secret.
  [[nodiscard]] bool shows_secret(const diag::Diagnostic& finding) const {
    if (secret_lines_.empty() || !finding.has_primary) {
      return false;
    }
    const Source& source = sources_.at(document_.source());
    std::uint32_t first = source.line_column(finding.primary.span.begin).line;
    std::uint32_t last = source.line_column(finding.primary.span.end).line;
    auto found = secret_lines_.lower_bound(first);
    return found != secret_lines_.end() && *found <= last;
  }

  // Flattens the document and looks for secrets on the way; containers of scalars count as one
  // value.
  void take_settings() { take_settings(document_.root(), ""); }

 private:
  // An invalid id has no members.
  NodeId member(NodeId object, std::string_view key) const {
    return object.is_valid() ? document_.member(object, key) : NodeId();
  }

  void take_text(NodeId object, std::string_view key, std::string& to) {
    NodeId node = member(object, key);
    if (node.is_valid() && document_.at(node).kind == NodeKind::kString) {
      to = document_.at(node).text;
    }
  }

  void take_flag(NodeId object, std::string_view key, bool& to) {
    NodeId node = member(object, key);
    if (node.is_valid() && document_.at(node).kind == NodeKind::kBool) {
      to = document_.at(node).boolean;
    }
  }

  void take_list(NodeId object, std::string_view key, std::vector<std::string>& to) {
    NodeId node = member(object, key);
    if (!node.is_valid() || document_.at(node).kind != NodeKind::kArray) {
      return;
    }
    to.clear();
    for (NodeId item : document_.children(node)) {
      to.emplace_back(document_.at(item).text);
    }
  }

  void take_compiler_settings(NodeId settings) {
    std::string level;
    take_text(settings, "optimization_level", level);
    if (level.size() == 2 && level[0] == 'O') {
      config_.optimisation_level = level[1] - '0';
    }
    take_flag(settings, "strict_validation", config_.strict_validation);
    NodeId cost = member(settings, "expr_cost");
    if (cost.is_valid() && document_.at(cost).kind == NodeKind::kInteger) {
      config_.expr_cost = static_cast<std::uint64_t>(document_.at(cost).integer);
    }
  }

  void take_entry_points(NodeId list) {
    if (!list.is_valid() || document_.at(list).kind != NodeKind::kObject) {
      return;
    }
    config_.declares_entry_points = true;
    for (NodeId node : document_.children(list)) {
      EntryPointConfig entry_point{.name = std::string(document_.at(node).key),
                                   .span = document_.at(node).key_span};
      if (document_.at(node).kind == NodeKind::kObject) {
        take_entry_point(node, entry_point);
      }
      config_.entry_points.push_back(std::move(entry_point));
    }
  }

  void take_entry_point(NodeId node, EntryPointConfig& to) {
    take_text(node, "context_schema", to.context_schema);
    if (NodeId schema = member(node, "context_schema"); schema.is_valid()) {
      to.context_schema_span = document_.at(schema).span;
    }
    take_text(node, "hit_policy", to.hit_policy);
    take_text(node, "validate", to.validate);
    take_text(node, "on_error", to.on_error);
    take_flag(node, "critical", to.critical);
    NodeId updates = member(node, "updates");
    if (updates.is_valid() && document_.at(updates).kind == NodeKind::kObject) {
      for (NodeId update : document_.children(updates)) {
        UpdateRule rule{.pattern = std::string(document_.at(update).key),
                        .span = document_.at(update).key_span};
        take_text(update, "type", rule.type);
        to.updates.push_back(std::move(rule));
      }
    }
  }

  // Recursion is bounded by the depth limit of the reader.
  void take_settings(NodeId node, const std::string& prefix) {
    for (NodeId child : document_.children(node)) {
      const json::Node& at = document_.at(child);
      std::string key = prefix + std::string(at.key);
      bool is_hidden = refuse_secret(at, key);
      if (at.kind == NodeKind::kObject && at.child_count > 0) {
        take_settings(child, key + ".");
        continue;
      }
      Arena arena;
      std::string text;
      append_value(text, json::to_value(document_, child, arena));
      if (is_hidden) {
        text = "\"***\"";
      }
      LineColumn place = sources_.at(document_.source()).line_column(at.key_span.begin);
      config_.settings.push_back({.key = std::move(key),
                                  .json = std::move(text),
                                  .origin = config_.path + ":" + std::to_string(place.line)});
    }
  }

  // True when the value is a secret: it is told by its line, never shown.
  bool refuse_secret(const json::Node& node, const std::string& key) {
    bool is_secret = node.kind == NodeKind::kString && !node.text.empty() &&
                     (is_secret_key(node.key) || holds_password(node.text));
    if (is_secret) {
      LineColumn place = sources_.at(document_.source()).line_column(node.span.begin);
      secret_lines_.insert(place.line);
      emitter_.emit(diag::make(Code::kSecretInConfig, {{"key", key}})
                        .note("it stands in " + config_.path + ":" + std::to_string(place.line))
                        .help("give the name of a variable (`dsn_env`) or of a file (`dsn_file`)"));
    }
    return is_secret;
  }

  const SourceMap& sources_;
  const Document& document_;
  Config& config_;
  diag::Emitter& emitter_;
  std::set<std::uint32_t> secret_lines_;
};

void add_defaults(Config& config) {
  for (const DefaultSetting& setting : kDefaults) {
    bool is_set = std::ranges::any_of(
        config.settings, [&](const Config::Setting& known) { return known.key == setting.key; });
    if (!is_set) {
      config.settings.push_back({.key = std::string(setting.key),
                                 .json = std::string(setting.json),
                                 .origin = "default"});
    }
  }
  std::ranges::sort(config.settings, {}, &Config::Setting::key);
}

bool exists(FileSystem& files, const std::string& path) {
  return files.info(path).has_value();
}

// The folder of the nearest rulec.yaml: here, or above up to the root of the git work tree.
std::optional<std::string> find_root(FileSystem& files, const std::string& folder) {
  if (exists(files, join_path(folder, kFileName))) {
    return folder;
  }
  auto canonical = files.canonical(folder.empty() ? "." : folder);
  if (!canonical) {
    return std::nullopt;
  }
  std::string at = *canonical;
  while (at != "/" && !at.empty() && !exists(files, join_path(at, ".git"))) {
    at = parent_path(at);
    if (exists(files, join_path(at.empty() ? "/" : at, kFileName))) {
      return at;
    }
  }
  return std::nullopt;
}

}  // namespace

Opened open(FileSystem& files, const std::string& folder, SourceMap& sources,
            diag::Emitter& emitter) {
  Opened opened{.root = folder};
  Config& config = opened.config;
  config.rule_globs = default_rule_globs();
  config.template_globs = {"templates/**/*.template.json"};
  config.test_globs = {"tests/**/*.test.json"};
  auto root = find_root(files, folder);
  if (!root) {
    add_defaults(config);
    return opened;
  }
  opened.root = *root;
  config.has_file = true;
  config.path = kFileName;
  auto bytes = files.read_file(join_path(*root, kFileName), kMaxConfigBytes);
  if (!bytes) {
    Code code =
        bytes.error().code == ErrorCode::kTooLarge ? Code::kFileTooLarge : Code::kFileUnreadable;
    emitter.emit(diag::make(code, {{"path", std::string(kFileName)},
                                   {"limit", static_cast<std::int64_t>(kMaxConfigBytes)},
                                   {"reason", bytes.error().message}}));
    add_defaults(config);
    return opened;
  }
  SourceId source = sources.add(std::string(kFileName), std::move(*bytes));
  diag::CountingEmitter counting(emitter);
  Document document = read_yaml(sources, source, counting);
  if (document.has_root()) {
    Reader reader(sources, document, config, counting);
    reader.take_settings();
    // A frame shows its whole line, so other findings on a line with a secret stay silent.
    diag::Collector shape;
    bool fits = schema::check_document(schema::BuiltIn::kConfig, document, sources, shape);
    for (diag::Diagnostic& finding : shape.take_sorted()) {
      if (!reader.shows_secret(finding)) {
        counting.emit(std::move(finding));
      }
    }
    if (fits) {
      reader.read();
    }
  }
  config.has_errors = counting.error_count() > 0;
  add_defaults(config);
  return opened;
}

}  // namespace rulec::project
