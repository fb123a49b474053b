// RC3307. A schema is used when a setting, an entry point's name or the text of any source speaks
// of it: what is not sure is passed over.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "tooling/lint/definition.h"
#include "tooling/lint/project/project.h"

namespace rulec::tooling {
namespace {

using diag::Code;

// Files that are looked for in all sources; of more, the folder is no folder of ours.
constexpr std::size_t kMaxCandidates = 32;

class Unheard final : public diag::Emitter {
 public:
  void emit(diag::Diagnostic /*finding*/) override {}
};

bool is_loaded(const Build& build, std::string_view path) {
  return std::ranges::any_of(
      build.schemas, [path](const schema::ContextSchema& loaded) { return loaded.path() == path; });
}

// Whether a source other than the file itself holds the name of the file.
bool is_named(const Build& build, std::string_view path) {
  std::string_view name = file_name(path);
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    const Source& source = build.sources.at(SourceId(static_cast<std::uint32_t>(i)));
    if (source.name() != path && source.bytes().find(name) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

void lint_unused_schemas(const LintInput& input, diag::Emitter& emitter) {
  Build& build = input.build;
  const project::Config& config = build.project.config;
  bool may_look = input.is_whole && input.is_wanted(Code::kUnusedSchema) && config.has_file &&
                  !config.has_errors;
  if (!may_look) {
    return;
  }
  Unheard unheard;
  std::vector<std::string> paths =
      project::find_files(input.files, build.project.root, {"schemas/**/*.json"}, unheard);
  std::erase_if(paths, [&](const std::string& path) { return is_loaded(build, path); });
  if (paths.size() > kMaxCandidates) {
    return;
  }
  std::erase_if(paths, [&](const std::string& path) { return is_named(build, path); });
  for (const std::string& path : paths) {
    auto bytes = input.files.read_file(join_path(build.project.root, path), kMaxSourceBytes);
    if (!bytes) {
      continue;
    }
    SourceId source = build.sources.add(path, std::move(*bytes));
    emitter.emit(diag::make(Code::kUnusedSchema, Span{.source = source, .begin = 0, .end = 0},
                            "named nowhere", {{"path", path}})
                     .help("name it in rulec.yaml, as `context_schema` of an entry point or "
                           "`arguments` of an effect, or remove it"));
  }
}

}  // namespace rulec::tooling
