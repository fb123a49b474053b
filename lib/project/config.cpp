// rulec.yaml (or rulec.json, with comments): found, read, compared with its schema, and its
// settings with their origins.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "parser/json/reader.h"
#include "project/internal/secrets.h"
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
constexpr std::string_view kJsonName = "rulec.json";

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
    {"compiler_settings.probes", "0"},
};

// "stores.main.dsn", "tags.0".
std::string setting_key(const Document& document, NodeId node) {
  std::string key;
  for (NodeId at = node; at != document.root(); at = document.at(at).parent) {
    bool is_item = document.at(document.at(at).parent).kind == NodeKind::kArray;
    std::string part =
        is_item ? std::to_string(document.at(at).index) : std::string(document.at(at).key);
    part += key.empty() ? "" : ".";
    key.insert(0, part);
  }
  return key;
}

class Reader {
 public:
  Reader(const SourceMap& sources, const Document& document, Config& config)
      : sources_(sources), document_(document), config_(config) {}

  void read() {
    NodeId root = document_.root();
    take_text(root, "name", config_.name);
    take_text(root, "version", config_.version);
    take_text(root, "order", config_.order);
    take_text(root, "on_error", config_.on_error);
    take_text(root, "default_language", config_.default_language);
    NodeId places = document_.member(root, "sources");
    take_list(places, "rules", config_.rule_globs);
    take_list(places, "templates", config_.template_globs);
    take_list(places, "tests", config_.test_globs);
    take_compiler_settings(document_.member(root, "compiler_settings"));
    take_entry_points(document_.member(root, "entry_points"));
    if (NodeId effects = document_.member(root, "effects"); effects.is_valid()) {
      for (NodeId effect : document_.children(effects)) {
        EffectConfig declared{.name = std::string(document_.at(effect).key)};
        take_text(effect, "arguments", declared.arguments);
        if (NodeId path = member(effect, "arguments"); path.is_valid()) {
          declared.arguments_span = document_.at(path).span;
        }
        take_text(effect, "result", declared.result);
        if (NodeId path = member(effect, "result"); path.is_valid()) {
          declared.result_span = document_.at(path).span;
        }
        config_.effects.push_back(std::move(declared));
      }
    }
  }

  // Flattens the document; a list counts as one value, and a secret is shown as "***".
  void take_settings(const std::vector<NodeId>& secrets) {
    hidden_.assign(document_.size(), false);
    for (NodeId secret : secrets) {
      for (NodeId at = secret; at.is_valid() && !hidden_[at.index()];
           at = document_.at(at).parent) {
        hidden_[at.index()] = true;
      }
    }
    take_settings(document_.root(), "");
  }

 private:
  // An invalid id has no members.
  [[nodiscard]] NodeId member(NodeId object, std::string_view key) const {
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
    NodeId probes = member(settings, "probes");
    if (probes.is_valid() && document_.at(probes).kind == NodeKind::kInteger) {
      config_.probes =
          static_cast<std::size_t>(std::max<std::int64_t>(document_.at(probes).integer, 0));
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
      if (at.kind == NodeKind::kObject && at.child_count > 0) {
        take_settings(child, key + ".");
        continue;
      }
      LineColumn place = sources_.at(document_.source()).line_column(at.key_span.begin);
      config_.settings.push_back({.key = std::move(key),
                                  .json = value_text(child),
                                  .origin = config_.path + ":" + std::to_string(place.line)});
    }
  }

  std::string value_text(NodeId node) {
    if (hidden_[node.index()]) {
      return "\"***\"";
    }
    Arena arena;
    std::string text;
    append_value(text, json::to_value(document_, node, arena));
    return text;
  }

  const SourceMap& sources_;
  const Document& document_;
  Config& config_;
  std::vector<bool> hidden_;  // by node: it is a secret, or holds one
};

// Says what the schema has against the document (false then), and secrets. A finding's frame shows
// whole lines, so other findings on a line with a secret stay silent.
bool check(const Document& document, const std::vector<NodeId>& secrets, const SourceMap& sources,
           diag::Emitter& emitter) {
  const Source& source = sources.at(document.source());
  std::set<std::uint32_t> secret_lines;
  for (NodeId secret : secrets) {
    std::uint32_t line = source.line_column(document.at(secret).span.begin).line;
    secret_lines.insert(line);
    emitter.emit(
        diag::make(Code::kSecretInConfig, {{"key", setting_key(document, secret)}})
            .note("it stands in " + std::string(source.name()) + ":" + std::to_string(line))
            .help("give the name of a variable (`dsn_env`) or of a file (`dsn_file`)"));
  }
  diag::Collector shape;
  bool fits = schema::check_document(schema::BuiltIn::kConfig, document, sources, shape);
  for (diag::Diagnostic& finding : shape.take_sorted()) {
    bool shows_secret = std::ranges::any_of(lines_shown(finding, sources), [&](std::uint32_t line) {
      return secret_lines.contains(line);
    });
    if (!shows_secret) {
      emitter.emit(std::move(finding));
    }
  }
  return fits;
}

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

bool has_config(FileSystem& files, const std::string& folder) {
  return exists(files, join_path(folder, kFileName)) || exists(files, join_path(folder, kJsonName));
}

// The folder of the nearest rulec.yaml: here, or above up to the root of the git work tree.
std::optional<std::string> find_root(FileSystem& files, const std::string& folder) {
  if (has_config(files, folder)) {
    return folder;
  }
  auto canonical = files.canonical(folder.empty() ? "." : folder);
  if (!canonical) {
    return std::nullopt;
  }
  std::string at = *canonical;
  while (at != "/" && !at.empty() && !exists(files, join_path(at, ".git"))) {
    at = parent_path(at);
    if (has_config(files, at.empty() ? "/" : at)) {
      return at;
    }
  }
  return std::nullopt;
}

// `text` with comments as blanks: offsets stay those of the file.
std::string without_comments(std::string text) {
  bool is_in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_in_string) {
      at += text[at] == '\\' ? 1 : 0;
      is_in_string = at >= text.size() || text[at] != '"';
    } else if (text[at] == '"') {
      is_in_string = true;
    } else if (text.compare(at, 2, "//") == 0 || text.compare(at, 2, "/*") == 0) {
      bool is_line = text[at + 1] == '/';
      std::size_t end = is_line ? text.find('\n', at) : text.find("*/", at + 2);
      if (!is_line && end == std::string::npos) {
        break;  // left to the reader, which finds the `/`
      }
      end = std::min(end == std::string::npos ? text.size() : end + (is_line ? 0 : 2), text.size());
      std::replace_if(
          text.begin() + static_cast<std::ptrdiff_t>(at),
          text.begin() + static_cast<std::ptrdiff_t>(end),
          [](char c) { return c != '\n' && c != '\r'; }, ' ');
      at = end - 1;
    }
  }
  return text;
}

// A configuration document, and the text that a JSON one looks into.
struct ConfigDocument {
  SourceMap blanked;
  Document document;
};

void read_config(const std::string& path, SourceMap& sources, SourceId source, ConfigDocument& to,
                 diag::Emitter& emitter) {
  if (path == kFileName) {
    to.document = read_yaml(sources, source, emitter);
    return;
  }
  // The same number in another map: spans are those of the file, comments included.
  while (to.blanked.size() < source.index()) {
    to.blanked.add("", "");
  }
  to.blanked.add(path, without_comments(std::string(sources.at(source).bytes())));
  HidingEmitter hiding(sources, emitter);
  to.document = json::parse(to.blanked, source, {.max_bytes = kMaxConfigBytes}, hiding);
}

void emit_unreadable(const Error& error, const std::string& path, diag::Emitter& emitter) {
  Code code = error.code == ErrorCode::kTooLarge ? Code::kFileTooLarge : Code::kFileUnreadable;
  emitter.emit(diag::make(code, {{"path", path},
                                 {"limit", static_cast<std::int64_t>(kMaxConfigBytes)},
                                 {"reason", error.message}}));
}

void load(FileSystem& files, const std::string& root, SourceMap& sources, Config& config,
          diag::Emitter& emitter) {
  if (config.path == kFileName && exists(files, join_path(root, kJsonName))) {
    emitter.emit(diag::make(Code::kConfigSyntax,
                            {{"problem", "the project has both rulec.yaml and rulec.json"}})
                     .help("keep one of the two"));
    return;
  }
  auto bytes = files.read_file(join_path(root, config.path), kMaxConfigBytes);
  if (!bytes) {
    emit_unreadable(bytes.error(), config.path, emitter);
    return;
  }
  SourceId source = sources.add(config.path, std::move(*bytes));
  ConfigDocument read;
  diag::CountingEmitter syntax(emitter);
  read_config(config.path, sources, source, read, syntax);
  if (!read.document.has_root() || syntax.error_count() > 0) {
    return;
  }
  std::vector<NodeId> secrets = find_secrets(read.document);
  Reader reader(sources, read.document, config);
  reader.take_settings(secrets);
  if (check(read.document, secrets, sources, emitter)) {
    reader.read();
  }
}

}  // namespace

Opened open(FileSystem& files, const std::string& folder, SourceMap& sources,
            diag::Emitter& emitter) {
  auto root = find_root(files, folder);
  Opened opened{.root = root.value_or(folder)};
  Config& config = opened.config;
  config.rule_globs = default_rule_globs();
  config.template_globs = {"templates/**/*.template.json"};
  config.test_globs = {"tests/**/*.test.json"};
  diag::CountingEmitter counting(emitter);
  if (root) {
    config.has_file = true;
    config.path = exists(files, join_path(*root, kFileName)) ? kFileName : kJsonName;
    load(files, *root, sources, config, counting);
  }
  config.has_errors = counting.error_count() > 0;
  add_defaults(config);
  return opened;
}

}  // namespace rulec::project
