// A rules project on disk: rulec.yaml and which files belong to it. Knows nothing of compiling. All
// paths in results are relative to the project's root, with '/'.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/source.h"
#include "diag/emitter.h"
#include "parser/json/document.h"

namespace rulec::project {

struct UpdateRule {
  std::string pattern;
  std::string type;
  Span span;
};

struct EntryPointConfig {
  std::string name;
  Span span;
  std::string context_schema;  // "" when not named
  Span context_schema_span;
  std::string hit_policy = "all";  // all | first
  std::string validate = "full";   // full | light
  std::string on_error;            // "" = the project's
  bool critical = false;
  std::vector<UpdateRule> updates;
};

struct EffectConfig {
  std::string name;
  std::string arguments;  // path of the schema of its arguments, "" when not named
  Span arguments_span;
  std::string result;  // path of the schema of what it gives, "" when not named
  Span result_span;
};

// rulec.yaml with defaults filled in. `origins` says where each value came from, for `config show`.
struct Config {
  bool has_file = false;
  bool has_errors = false;  // findings were emitted; what could not be read has its default
  std::string path;         // "rulec.yaml", or "rulec.json" (JSON with comments)
  std::string name = "rules";
  std::string version = "0.0.0";
  std::string order = "descending";
  std::string on_error = "skip_rule";
  std::string default_language;  // of templates; "" when not named
  std::uint64_t expr_cost = 100'000;
  int optimisation_level = 2;
  bool strict_validation = false;
  std::size_t probes = 0;  // test contexts that a bundle carries
  bool declares_entry_points = false;
  std::vector<EntryPointConfig> entry_points;
  std::vector<EffectConfig> effects;
  std::vector<std::string> rule_globs;
  std::vector<std::string> template_globs;
  std::vector<std::string> test_globs;
  // Every setting, by key, as dotted key -> JSON text (a secret as "***") and "rulec.yaml:12" |
  // "default" | "flag" | "RULEC_…".
  struct Setting {
    std::string key, json, origin;
  };
  std::vector<Setting> settings;
};

// Reads YAML (events of yaml-cpp) into a JSON document whose spans point at the YAML text: aliases,
// anchors, tags, duplicate keys and further documents are refused; scalars follow the core schema
// of YAML 1.2 except where the configuration schema wants a string. A line that cannot be read and
// may hold a password is named and not shown.
[[nodiscard]] json::Document read_yaml(SourceMap& sources, SourceId id, diag::Emitter& emitter);

// Finds rulec.yaml in `folder` or above it (up to the root of the git work tree or file system),
// reads and checks it. Without one: the defaults, root = `folder`.
struct Opened {
  std::string root;  // as given to the file system, "" for the working folder
  Config config;
};
[[nodiscard]] Opened open(FileSystem& files, const std::string& folder, SourceMap& sources,
                          diag::Emitter& emitter);

// Files of the project that match `globs` (`*`, `**`, `?`), sorted; .git, .rulec and ignored files
// are left out; links that lead out of the root are findings (RC0016), links to folders, which are
// not followed, too. None when there are more than kMaxProjectFiles (RC0022).
[[nodiscard]] std::vector<std::string> find_files(FileSystem& files, const std::string& root,
                                                  const std::vector<std::string>& globs,
                                                  diag::Emitter& emitter);
[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view path);

}  // namespace rulec::project
