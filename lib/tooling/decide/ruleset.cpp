#include "tooling/decide/ruleset.h"

#include "base/check.h"
#include "diag/diagnostic.h"
#include "runtime/self_test.h"

namespace rulec::tooling {
namespace {

Result<OpenedRuleset> load(bundle::Container container) {
  RULEC_TRY(program, bundle::read_program(container));
  OpenedRuleset opened;
  opened.texts = rule_sources(program);
  RULEC_TRY(ruleset, runtime::load_tested(std::move(program), container.digest));
  opened.ruleset = ruleset;
  opened.container = std::move(container);
  return opened;
}

}  // namespace

compiler::Input OpenedRuleset::rules() const {
  if (build) {
    return build->compiler_input();
  }
  return {.sources = texts->sources,
          .documents = texts->documents,
          .ast = texts->ast,
          .settings = texts->settings};
}

Result<OpenedRuleset> open_build(std::unique_ptr<Build> build) {
  const std::optional<bytecode::Program>& program = build->program;
  RULEC_CHECK(program.has_value());
  RULEC_TRY(sealed, bundle::seal(bundle::write_bundle(*program)));
  RULEC_TRY(container, bundle::open_container(sealed, ""));
  RULEC_TRY(opened, load(std::move(container)));
  opened.texts.reset();
  opened.build = std::move(build);
  return std::move(opened);
}

Result<bundle::Container> open_container_file(FileSystem& files, const std::string& path) {
  constexpr auto kUnreadable = static_cast<std::uint16_t>(diag::Code::kArtifactUnreadable);
  auto info = files.info(path);
  if (info && info->kind == FileKind::kLink) {
    return fail(ErrorCode::kBadArtifact, path + ": is a symbolic link", kUnreadable);
  }
  auto bytes = files.read_file(path, kMaxBundleBytes);
  if (!bytes) {
    bool is_large = bytes.error().code == ErrorCode::kTooLarge;
    return fail(ErrorCode::kBadArtifact, bytes.error().message,
                is_large ? static_cast<std::uint16_t>(diag::Code::kArtifactTooLarge) : kUnreadable);
  }
  RULEC_TRY(sealed, bundle::seal(*bytes));
  return bundle::open_container(sealed, "");
}

Result<OpenedRuleset> open_bundle(FileSystem& files, const std::string& path) {
  RULEC_TRY(container, open_container_file(files, path));
  return load(std::move(container));
}

}  // namespace rulec::tooling
