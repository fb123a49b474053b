#include "tooling/decide/ruleset.h"

#include "base/check.h"
#include "runtime/self_test.h"
#include "tooling/decide/artifact_file.h"

namespace rulec::tooling {

compiler::Input OpenedRuleset::rules() const {
  if (build) {
    return build->compiler_input();
  }
  return {.sources = texts->sources,
          .documents = texts->documents,
          .ast = texts->ast,
          .settings = texts->settings};
}

Result<OpenedRuleset> open_ruleset(bundle::Container container,
                                   const runtime::LoadOptions& options) {
  RULEC_TRY(program, bundle::read_program(container));
  OpenedRuleset opened;
  opened.texts = rule_sources(program);
  RULEC_TRY(ruleset, runtime::load_tested(std::move(program), container.digest, options));
  opened.ruleset = ruleset;
  opened.container = std::move(container);
  return opened;
}

Result<OpenedRuleset> open_build(std::unique_ptr<Build> build,
                                 const runtime::LoadOptions& options) {
  const std::optional<bytecode::Program>& program = build->program;
  RULEC_CHECK(program.has_value());
  RULEC_TRY(sealed, bundle::seal(bundle::write_bundle(*program)));
  RULEC_TRY(container, bundle::open_container(sealed, ""));
  RULEC_TRY(opened, open_ruleset(std::move(container), options));
  opened.texts.reset();
  opened.build = std::move(build);
  return std::move(opened);
}

Result<bundle::Container> open_container_file(FileSystem& files, const std::string& path) {
  RULEC_TRY(file, open_artifact(files, path));
  return bundle::open_container(file.bundle, "");
}

}  // namespace rulec::tooling
