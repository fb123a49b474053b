#include "package_parts.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "base/hash.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "compiler/model.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "version.h"

namespace rulec::app {
namespace {

// Which files the rules of each file need, beside the settings, which all of them do.
class Uses {
 public:
  explicit Uses(const tooling::Build& build) : build_(build), model_(*build.model) {
    for (const compiler::CheckedEntryPoint& entry_point : model_.entry_points) {
      if (entry_point.settings == nullptr || entry_point.settings->schema == nullptr) {
        continue;
      }
      for (std::uint32_t rule : entry_point.rules) {
        by_file_[file_of(model_.rules[rule].node->node)].insert(
            entry_point.settings->schema->path());
      }
    }
    for (const compiler::CheckedRule& rule : model_.rules) {
      for (const compiler::CheckedAction& action : rule.actions) {
        add_action(action, by_file_[file_of(rule.node->node)]);
      }
    }
    for (const compiler::CheckedScorecard& scorecard : model_.scorecards) {
      const auto* settings = model_.entry_points[scorecard.entry_point].settings;
      if (settings != nullptr && settings->schema != nullptr) {
        by_file_[file_of(scorecard.node->node)].insert(settings->schema->path());
      }
    }
  }

  // In byte order, without the file itself.
  [[nodiscard]] std::vector<std::string> of(const std::string& path) const {
    auto found = by_file_.find(path);
    std::vector<std::string> used;
    if (found != by_file_.end()) {
      std::ranges::copy_if(found->second, std::back_inserter(used),
                           [&](const std::string& other) { return other != path; });
    }
    return used;
  }

 private:
  [[nodiscard]] std::string file_of(parser::NodeId node) const {
    return build_.sources.at(build_.ast.nodes[node.index()].span.source).name();
  }

  void add_action(const compiler::CheckedAction& action, std::set<std::string>& used) {
    add_template(action.message_template, used);
    const compiler::EffectSettings* effect = compiler::find_effect(*action.node, build_.settings);
    if (effect != nullptr && effect->schema != nullptr) {
      used.insert(effect->schema->path());
    }
    if (effect != nullptr && effect->result != nullptr) {
      used.insert(effect->result->path());
    }
  }

  // All variants of its id, and those that it falls back to; an id is looked at once.
  void add_template(std::uint32_t first, std::set<std::string>& used) {
    std::set<std::uint32_t> seen;
    while (first != bytecode::kNoTemplate && seen.insert(first).second) {
      std::string_view id = model_.templates[first].node->id.text;
      std::uint32_t next = bytecode::kNoTemplate;
      for (std::size_t i = first;
           i < model_.templates.size() && model_.templates[i].node->id.text == id; ++i) {
        used.insert(file_of(model_.templates[i].node->node));
        next = std::min(next, model_.templates[i].fallback);
      }
      first = next;
    }
  }

  const tooling::Build& build_;
  const compiler::Model& model_;
  std::map<std::string, std::set<std::string>> by_file_;
};

// A series is written with its last dot ("3.0.").
std::string_view version_of(const Part& part) {
  std::string_view version = part.version;
  return version.ends_with('.') ? version.substr(0, version.size() - 1) : version;
}

}  // namespace

std::vector<trust::Material> materials_of(const tooling::Build& build, std::size_t count) {
  std::map<std::string, std::string> by_path;
  for (std::size_t i = 0; i < count; ++i) {
    const Source& source = build.sources.at(SourceId(i));
    by_path.emplace(source.name(), to_hex(sha256(source.bytes())));
  }
  std::vector<trust::Material> materials;
  materials.reserve(by_path.size());
  for (auto& [path, digest] : by_path) {
    materials.push_back({.path = path, .sha256 = std::move(digest)});
  }
  return materials;
}

Outcome<std::vector<trust::Material>> golden_materials(FileSystem& files,
                                                       const tooling::Build& build,
                                                       const tooling::Suite& suite) {
  std::set<std::string> paths;
  for (const tooling::TestCase& test : suite.cases) {
    if (!test.golden_file.empty() && !test.skip_reason) {
      paths.insert(test.golden_file);
    }
  }
  std::vector<trust::Material> materials;
  for (const std::string& path : paths) {
    auto bytes = files.read_file(join_path(build.project.root, path), kMaxSourceBytes);
    if (!bytes) {
      return refuse(failure_of(bytes.error(), path));
    }
    materials.push_back({.path = path, .sha256 = to_hex(sha256(*bytes))});
  }
  return materials;
}

bool is_of_security(diag::Code code) {
  constexpr int kGroup = 31;
  return static_cast<int>(code) / 100 == kGroup;
}

void SecurityCount::emit(diag::Diagnostic diagnostic) {
  count_ += is_of_security(diagnostic.code) ? 1 : 0;
  next_.emit(std::move(diagnostic));
}

package::Sbom sbom_of(const tooling::Build& build, const std::vector<trust::Material>& materials) {
  RULEC_CHECK(build.model != nullptr && build.program.has_value());
  package::Sbom sbom{.name = build.settings.name,
                     .version = build.settings.version,
                     .rulec_version = std::string(version_text())};
  for (const Part& part : parts()) {
    // What is opened on need takes no part in making bytes.
    if (part.role != "opened") {
      sbom.libraries.push_back({.name = std::string(part.name),
                                .version = std::string(version_of(part)),
                                .licence = std::string(part.licence)});
    }
  }
  Uses uses(build);
  for (const trust::Material& material : materials) {
    sbom.files.push_back(
        {.path = material.path, .sha256 = material.sha256, .uses = uses.of(material.path)});
  }
  return sbom;
}

std::string min_engine_of(std::string_view bundle) {
  auto sealed = bundle::seal(bundle);
  auto container = sealed ? bundle::open_container(*sealed, "") : std::unexpected(sealed.error());
  RULEC_CHECK(container.has_value());
  auto manifest = container->section(static_cast<std::uint32_t>(bytecode::SectionType::kManifest));
  Arena arena;
  json::ReaderScratch scratch;
  json::Fault fault;
  Value value;
  json::ValueLimits limits{.max_bytes = kMaxManifestBytes};
  RULEC_CHECK(manifest && json::read_value(*manifest, limits, arena, scratch, value, fault));
  return std::string(value.member("min_engine").as_string());
}

}  // namespace rulec::app
