// `rulec package` in real git repositories: what it refuses, what the provenance says, and whether
// the recorded commit gives the same bundle again.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "base/limits.h"
#include "env.h"
#include "git_facts.h"
#include "git_project.h"
#include "memory_env.h"
#include "package/artifact.h"
#include "package_parts.h"
#include "rebased_file_system.h"
#include "rebuild.h"
#include "tooling/decide/artifact_file.h"
#include "trust/base64.h"
#include "trust/envelope.h"
#include "trust/key.h"
#include "trust/statement.h"

namespace {

using rulec::RealFileSystem;
using rulec::testing::GitProject;
using rulec::testing::ProcessResult;
using rulec::testing::ScratchFolder;
namespace app = rulec::app;
namespace bundle = rulec::bundle;
namespace tooling = rulec::tooling;
namespace trust = rulec::trust;

bool says(const ProcessResult& result, const std::string& text) {
  return (result.out + result.err).find(text) != std::string::npos;
}

void check_refused(const ProcessResult& result, int exit_status, const std::string& text) {
  INFO((result.out + result.err));
  CHECK(result.exit_status == exit_status);
  CHECK(says(result, text));
}

void check_done(const ProcessResult& result) {
  INFO((result.out + result.err));
  CHECK(result.exit_status == 0);
}

trust::Subject subject_of(const tooling::ArtifactFile& file) {
  std::string digest = bundle::digest_of(*file.bundle);
  return {.name = file.artifact.bundle_name, .sha256 = digest.substr(digest.find(':') + 1)};
}

// A case with a context, and one with a decision, in files of their own.
constexpr const char* kTests = R"({"entry_point":"checkout","cases":[
  {"name":"context","context_file":"tests/../tests/a.in.json","expect":{"blocked":false}},
  {"name":"decision","context":{"cart":{"total":60}},"expect":{"decision":"tests/a.out.json"}}
]})";

// A committed project, and a key outside of it.
class Packaging {
 public:
  explicit Packaging(std::string folder = "") : folder_(std::move(folder)) {
    trust::PrivateKey key = trust::PrivateKey::generate();
    std::string_view raw(reinterpret_cast<const char*>(key.public_key().bytes.data()),
                         trust::kPublicKeyBytes);
    RealFileSystem disk;
    REQUIRE(disk.write_private_file(key_path(), key.write(std::nullopt)));
    keys_.write("trust.json", R"({"trust_version":1,"serial":1,"keys":[{"identity":"ci@shop",)"
                              R"("public_key":")" +
                                  trust::encode_base64(raw) +
                                  R"(","roles":["release"],"environments":["*"]}]})");
    project_.write(folder_ + "rulec.yaml",
                   "rulec: 1\nname: shop\nversion: 1.0.0\nentry_points: { checkout: {} }\n");
    project_.write(folder_ + "rules/b.rule.json", rulec::testing::rule("b"));
    project_.git({"init", "-q", "-b", "main"});
    project_.commit();
  }

  [[nodiscard]] GitProject& project() { return project_; }
  [[nodiscard]] std::string key_path() const { return keys_.path() + "/ci.key"; }
  [[nodiscard]] std::string trust_path() const { return keys_.path() + "/trust.json"; }
  [[nodiscard]] std::string folder() const { return project_.path() + "/" + folder_; }

  ProcessResult package(std::vector<std::string> flags) {
    std::vector<std::string> arguments = {"-C", folder(), "package"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return project_.rulec(arguments);
  }
  ProcessResult package_signed(std::vector<std::string> flags = {}) {
    flags.insert(flags.end(), {"--sign", key_path()});
    return package(flags);
  }

  [[nodiscard]] tooling::ArtifactFile artifact(const std::string& name = "shop-1.0.0.rpack") const {
    RealFileSystem disk;
    auto file = tooling::open_artifact(disk, folder() + name);
    REQUIRE(file);
    return std::move(*file);
  }

  [[nodiscard]] trust::Provenance provenance() const {
    tooling::ArtifactFile file = artifact();
    REQUIRE(file.artifact.envelopes.size() == 2);
    auto envelope = trust::read_envelope(file.artifact.envelopes.front());
    REQUIRE(envelope);
    auto provenance = trust::read_provenance(envelope->payload);
    REQUIRE(provenance);
    return std::move(*provenance);
  }

  // As `rulec verify FILE --rebuild` does, in the folder of the project.
  app::Outcome<app::Rebuilt> rebuild(const tooling::ArtifactFile& file,
                                     const trust::Provenance& provenance) {
    return rebuild(file, said(file, trust::write_provenance(subject_of(file), provenance)));
  }
  // With what it holds itself.
  app::Outcome<app::Rebuilt> rebuild(const tooling::ArtifactFile& file) {
    auto envelope = trust::read_envelope(file.artifact.envelopes.front());
    REQUIRE(envelope);
    return rebuild(file, said(file, envelope->payload));
  }
  app::Outcome<app::Rebuilt> rebuild(const tooling::ArtifactFile& file,
                                     const trust::Admission& admission) {
    auto container = bundle::open_container(file.bundle, admission.digest);
    REQUIRE(container);
    RealFileSystem disk;
    app::RebasedFileSystem files(disk, folder());
    rulec::testing::FixedClock clock;
    rulec::testing::KeptOutput out;
    rulec::testing::KeptOutput err;
    rulec::testing::TextInput in("");
    app::Env env{.files = files,
                 .clock = clock,
                 .out = out,
                 .err = err,
                 .in = in,
                 .variables = {},
                 .terminal = {}};
    return app::rebuild(file.path, admission, *container, rulec::kMaxSourceBytes, env);
  }

  // As `rulec verify` says it.
  ProcessResult verify(const std::string& name) {
    return project_.rulec(
        {"-C", folder(), "--trust", trust_path(), "verify", name, "--rebuild", "--json"});
  }

 private:
  // The verifier's answer when `statement` is the provenance that counted.
  static trust::Admission said(const tooling::ArtifactFile& file, const std::string& statement) {
    return {.digest = bundle::digest_of(*file.bundle),
            .signatures = {{.predicate_type = std::string(trust::kProvenancePredicate),
                            .statement = statement}}};
  }

  std::string folder_;
  ScratchFolder keys_;
  GitProject project_;
};

// The code of a refusal; 0 when it was none.
int code_of(const app::Outcome<app::Rebuilt>& rebuilt) {
  return rebuilt ? 0 : static_cast<int>(rebuilt.error().code);
}

// Another provenance of `file`, signed by nobody that is trusted.
std::string strangers_envelope(const tooling::ArtifactFile& file,
                               const trust::Provenance& provenance) {
  trust::PrivateKey key = trust::PrivateKey::generate();
  auto envelope = trust::write_envelope(trust::kInTotoPayload,
                                        trust::write_provenance(subject_of(file), provenance), key);
  REQUIRE(envelope);
  return std::move(*envelope);
}

}  // namespace

TEST_CASE("a package names the commit, the branch and the remote, and no secret of its URL") {
  Packaging packaging;
  packaging.project().git({"remote", "add", "origin",
                           "https://ci:s3cret@git.example.com/shop/shop-rules.git?t=s3cret"});
  check_done(packaging.package_signed());
  trust::Provenance provenance = packaging.provenance();
  CHECK(provenance.commit == packaging.project().git({"rev-parse", "HEAD"}).substr(0, 40));
  CHECK(!provenance.is_dirty);
  CHECK(provenance.source_ref == "refs/heads/main");
  CHECK(provenance.source_uri == "git+https://git.example.com/shop/shop-rules.git");
  CHECK(provenance.project_path.empty());
  CHECK(provenance.optimisation_level == "O2");
  CHECK(provenance.bundle_version == "1.0.0");
  CHECK(!provenance.is_stripped);
  CHECK(!provenance.started_ms);
  std::vector<std::string> paths;
  for (const trust::Material& material : provenance.materials) {
    paths.push_back(material.path);
  }
  CHECK(paths == std::vector<std::string>{"rulec.yaml", "rules/a.rule.json", "rules/b.rule.json"});
  CHECK(packaging.artifact().artifact.envelopes.front().find("s3cret") == std::string::npos);
}

TEST_CASE("URLs of remotes as they may be published") {
  using app::public_uri;
  CHECK(public_uri("https://git.example.com/a/b.git") == "git+https://git.example.com/a/b.git");
  CHECK(public_uri("https://u:p@git.example.com:8443/a") == "git+https://git.example.com:8443/a");
  CHECK(public_uri("https://u:p@ss@git.example.com/a") == "git+https://git.example.com/a");
  CHECK(public_uri("https://git.example.com/a#token") == "git+https://git.example.com/a");
  CHECK(public_uri("ssh://git@git.example.com/a/b") == "git+ssh://git.example.com/a/b");
  CHECK(public_uri("git@git.example.com:a/b.git") == "git+ssh://git.example.com/a/b.git");
  CHECK(public_uri("git.example.com:/a/b.git") == "git+ssh://git.example.com/a/b.git");
  CHECK(public_uri("https://git.example.com/My%20Project/a?x=1") ==
        "git+https://git.example.com/My%20Project/a");
  for (const char* nothing : {"", "/srv/git/a", "../a", "file:///srv/git/a", "https://", ":a",
                              "https:///a", "ext::sh -c x", "a b:c", "https://git.example.com",
                              "git.example.com:", "https://git.example.com:/a"}) {
    INFO(nothing);
    CHECK(public_uri(nothing).empty());
  }
}

TEST_CASE("URLs that are no URLs may hold a secret anywhere, and nothing of them is published") {
  for (const char* url :
       {"https://ci:to/ken@git.example.com/x.git", "https://ci:p#ss@h/x", "https://ci:p?ss@h/x",
        "https://ci:1234#5@h/x", "https://ci:1234/5@h/x", "https://ci:p/s@s@h/x",
        "https://ci:p\\ss/x", "https://ci%3Ato%40h/x", "https://ci:token:8443/x",
        "oauth2:SECRET@git.example.com:grp/repo", "a@h:x@y", "foo::TOKEN@h/x", "foo::https://h/x",
        "https://h/x::y", "https://h/ci:token", "ci:to:ken/x", "https://h/x?t=ci@s3cret"}) {
    INFO(url);
    CHECK(app::public_uri(url) == "");
  }
}

TEST_CASE("where a project lies in its work tree") {
  CHECK(app::path_below("/a", "/a").value() == "");
  CHECK(app::path_below("/a", "/a/b/c").value() == "b/c");
  CHECK(app::path_below("/", "/b/c").value() == "b/c");
  CHECK(app::path_below("/", "/").value() == "");
  for (const char* other : {"/ab", "/ab/c", "/", "/b", "/a/", ""}) {
    INFO(other);
    auto path = app::path_below("/a", other);
    REQUIRE(!path);
    CHECK(path.error().code == rulec::ErrorCode::kNoRepository);
  }
}

TEST_CASE("a project below the root of its repository, and a detached HEAD") {
  Packaging packaging("teams/shop/");
  packaging.project().git({"checkout", "-q", "--detach"});
  check_done(packaging.package_signed());
  trust::Provenance provenance = packaging.provenance();
  CHECK(provenance.project_path == "teams/shop");
  CHECK(provenance.source_ref.empty());
  CHECK(provenance.source_uri.empty());
  auto rebuilt = packaging.rebuild(packaging.artifact());
  CHECK(code_of(rebuilt) == 0);
}

TEST_CASE("changes that are not committed stop it, whatever they are") {
  Packaging packaging;
  check_done(packaging.package({"--no-sign"}));
  SUBCASE("a changed file") {
    packaging.project().write("rules/a.rule.json", rulec::testing::rule("changed"));
    check_refused(packaging.package_signed(), 1, "RC5120");
    check_refused(packaging.package_signed(), 1, "rules/a.rule.json");
  }
  SUBCASE("a new file") {
    packaging.project().write("notes/deep/new.txt", "x");
    check_refused(packaging.package_signed(), 1, "notes/deep/new.txt");
  }
  SUBCASE("a deleted file") {
    packaging.project().git({"rm", "-q", "rules/a.rule.json"});
    check_refused(packaging.package_signed(), 1, "rules/a.rule.json");
  }
  SUBCASE("more files than are shown") {
    for (int i = 0; i < 8; ++i) {
      packaging.project().write("new" + std::to_string(i), "x");
    }
    check_refused(packaging.package_signed(), 1, "and 3 more");
  }
  // With --allow-dirty it is said in the provenance, and nobody can build it again.
  check_done(packaging.package_signed({"--allow-dirty"}));
  CHECK(packaging.provenance().is_dirty);
  CHECK(code_of(packaging.rebuild(packaging.artifact())) == 5022);
}

// git calls these trees clean; the commit would not give the same bundle.
TEST_CASE("inputs that are not those of the commit, though git sees no change") {
  Packaging packaging;
  SUBCASE("a rule that git was told to ignore") {
    packaging.project().write(".git/ignored", "rules/c.rule.json\n");
    packaging.project().git({"config", "core.excludesFile", packaging.folder() + ".git/ignored"});
    packaging.project().write("rules/c.rule.json", rulec::testing::rule("c"));
    check_refused(packaging.package_signed(), 1, "rules/c.rule.json");
  }
  SUBCASE("a changed rule that git was told not to look at") {
    packaging.project().git({"update-index", "--assume-unchanged", "rules/a.rule.json"});
    packaging.project().write("rules/a.rule.json", rulec::testing::rule("changed"));
    check_refused(packaging.package_signed(), 1, "rules/a.rule.json");
  }
  SUBCASE("a test that git was told to ignore") {
    packaging.project().write(".git/ignored", "*.test.json\n");
    packaging.project().git({"config", "core.excludesFile", packaging.folder() + ".git/ignored"});
    packaging.project().write("tests/a.test.json", R"({"entry_point":"checkout","cases":[]})");
    check_refused(packaging.package_signed(), 1, "tests/a.test.json");
  }
  SUBCASE("a context and a decision of tests that git was told to ignore") {
    packaging.project().write("tests/a.test.json", kTests);
    packaging.project().commit();
    packaging.project().write(".git/ignored", "*.in.json\n*.out.json\n");
    packaging.project().git({"config", "core.excludesFile", packaging.folder() + ".git/ignored"});
    packaging.project().write("tests/a.in.json", R"({"cart":{"total":60}})");
    packaging.project().write("tests/a.out.json", "{}");
    ProcessResult refused = packaging.package_signed();
    check_refused(refused, 1, "tests/a.in.json");
    CHECK(says(refused, "tests/a.out.json"));
  }
  SUBCASE("line ends that git converts") {
    packaging.project().write(".gitattributes", "*.json text eol=crlf\n");
    packaging.project().commit();
    packaging.project().git({"rm", "-q", "--cached", "-r", "rules"});
    packaging.project().git({"reset", "-q", "--hard"});
    REQUIRE(packaging.project().read("rules/a.rule.json").ends_with("\r\n"));
    check_refused(packaging.package_signed(), 1, "rules/a.rule.json");
  }
}

TEST_CASE(
    "the provenance names the files that tests are read from, the bill of materials does not") {
  Packaging packaging("shop/");
  packaging.project().write("shop/tests/a.test.json", kTests);
  packaging.project().write("shop/tests/a.in.json", R"({"cart":{"total":60}})");
  check_done(packaging.project().rulec({"-C", packaging.folder(), "test", "--update"}));
  packaging.project().commit();
  check_done(packaging.package_signed());
  trust::Provenance provenance = packaging.provenance();
  CHECK(!provenance.is_dirty);
  CHECK(provenance.tests_passed == 2);
  std::vector<std::string> paths;
  for (const trust::Material& material : provenance.materials) {
    paths.push_back(material.path);
  }
  CHECK(paths == std::vector<std::string>{"rulec.yaml", "rules/b.rule.json",
                                          "tests/../tests/a.in.json", "tests/a.out.json",
                                          "tests/a.test.json"});
  CHECK(packaging.artifact().artifact.sbom.find("a.test.json") == std::string::npos);
}

TEST_CASE("findings about security count, also those that are not kept") {
  rulec::diag::Collector kept;
  app::SecurityCount counting(kept);
  auto emit = [&](int code, int times) {
    for (int i = 0; i < times; ++i) {
      counting.emit({.code = static_cast<rulec::diag::Code>(code),
                     .severity = rulec::diag::Severity::Warning});
    }
  };
  emit(3001, static_cast<int>(rulec::kMaxDiagnosticsPerRun));
  emit(3101, 2);
  emit(3199, 1);
  emit(3201, 1);
  CHECK(kept.omitted() == 4);
  CHECK(kept.warning_count() == rulec::kMaxDiagnosticsPerRun + 4);
  CHECK(counting.count() == 3);
}

TEST_CASE("a repository that lacks what its commit names is no change of the sources") {
  Packaging packaging;
  std::string blob = packaging.project().git({"rev-parse", "HEAD:rules/a.rule.json"});
  std::filesystem::remove(packaging.project().path() + "/.git/objects/" + blob.substr(0, 2) + "/" +
                          blob.substr(2, 38));
  ProcessResult refused = packaging.package_signed();
  check_refused(refused, 3, "RC0044");
  CHECK(!says(refused, "RC5120"));
}

TEST_CASE("a repository whose work tree lies elsewhere names no place of the project") {
  Packaging packaging;
  GitProject other;
  packaging.project().git({"config", "core.worktree", other.path()});
  check_refused(packaging.package_signed(), 3, "RC0040");
}

TEST_CASE("a project of more files than an envelope can name") {
  Packaging packaging;
  std::string folder = "rules/" + std::string(200, 'd') + "/";
  for (int i = 0; i < 1800; ++i) {
    std::string id = "r" + std::to_string(i);
    packaging.project().write(folder + id + ".rule.json", rulec::testing::rule(id));
  }
  packaging.project().commit();
  check_done(packaging.package_signed());
  CHECK(packaging.provenance().materials.empty());
  CHECK(packaging.artifact().artifact.sbom.find("r1799.rule.json") != std::string::npos);
  CHECK(code_of(packaging.rebuild(packaging.artifact())) == 0);
}

TEST_CASE("what rulec itself wrote does not stand in the way of the next package") {
  Packaging packaging;
  check_done(packaging.package_signed());
  check_done(packaging.project().rulec({"-C", packaging.folder(), "compile"}));
  check_done(packaging.package_signed());
  CHECK(!packaging.provenance().is_dirty);
}

TEST_CASE("without git a package is made only when asked for") {
  ScratchFolder folder;
  folder.write("rules/a.rule.json", rulec::testing::rule("a"));
  GitProject other;  // for its home folder
  check_refused(other.rulec({"-C", folder.path(), "package", "--no-sign"}), 3, "RC0040");
  check_refused(other.rulec({"-C", folder.path(), "package", "--no-sign"}), 3, "--allow-dirty");
  check_done(other.rulec({"-C", folder.path(), "package", "--no-sign", "--allow-dirty"}));
}

TEST_CASE("signed or not, the bundle and its bill of materials are the same") {
  Packaging packaging;
  check_done(packaging.package_signed());
  check_done(packaging.package({"--no-sign", "-o", "unsigned.rpack"}));
  tooling::ArtifactFile with = packaging.artifact();
  tooling::ArtifactFile without = packaging.artifact("unsigned.rpack");
  CHECK(without.artifact.envelopes.empty());
  CHECK(without.artifact.sbom == with.artifact.sbom);
  CHECK(bundle::digest_of(*without.bundle) == bundle::digest_of(*with.bundle));
}

TEST_CASE("--new-key makes a key with a passphrase, once, and signs with it") {
  Packaging packaging;
  check_refused(packaging.package({"--new-key"}), 2, "passphrase");
  packaging.project().write(".git/passphrase", "a long one\n");
  std::vector<std::string> flags = {"--passphrase-file", ".git/passphrase", "--new-key"};
  check_done(packaging.package(flags));
  CHECK(packaging.artifact().artifact.envelopes.size() == 2);
  CHECK(packaging.project().read("shop.key").find("ENCRYPTED") != std::string::npos);
  CHECK(packaging.project().read("shop.pub").find("PUBLIC KEY") != std::string::npos);
  std::string key = packaging.project().read("shop.key");
  check_refused(packaging.package(flags), 1, "RC0017");
  CHECK(packaging.project().read("shop.key") == key);
  check_done(packaging.package({"--passphrase-file", ".git/passphrase", "--sign", "shop.key"}));
}

TEST_CASE("the recorded commit gives the same bundle, whatever lies in the work tree now") {
  Packaging packaging;
  SUBCASE("as rulec.yaml says") {
    check_done(packaging.package_signed());
  }
  SUBCASE("with options of its own") {
    check_done(packaging.package_signed(
        {"-O", "0", "--strip", "--bundle-version", "2.0.0-rc.1", "-o", "shop-1.0.0.rpack"}));
  }
  tooling::ArtifactFile file = packaging.artifact();
  std::string commit = packaging.provenance().commit;
  packaging.project().write("rules/a.rule.json", rulec::testing::rule("changed"));
  packaging.project().git({"rm", "-q", "rules/b.rule.json"});
  packaging.project().commit();
  packaging.project().write("rulec.yaml", "no YAML: [");
  auto rebuilt = packaging.rebuild(file);
  REQUIRE(rebuilt);
  CHECK(rebuilt->commit == commit);
  CHECK(rebuilt->digest == bundle::digest_of(*file.bundle));
}

TEST_CASE("verify --rebuild verifies, builds again and says which commit it was") {
  Packaging packaging;
  check_done(packaging.package_signed());
  std::string commit = packaging.provenance().commit;
  std::vector<std::string> verify = {
      "-C",     packaging.folder(), "--trust",  packaging.trust_path(),
      "verify", "shop-1.0.0.rpack", "--rebuild"};
  ProcessResult good = packaging.project().rulec(verify);
  check_done(good);
  CHECK(says(good, "commit " + commit + " gives the same bytes"));
  packaging.project().write("rules/a.rule.json", "broken");
  check_done(packaging.project().rulec(verify));
  packaging.project().git({"commit", "-q", "--amend", "--allow-empty", "-m", "another"});
  packaging.project().git({"reflog", "expire", "--expire=now", "--all"});
  packaging.project().git({"gc", "-q", "--prune=now"});
  check_refused(packaging.project().rulec(verify), 3, "RC0043");
}

TEST_CASE("a provenance that does not fit, cannot be used or is not there") {
  Packaging packaging;
  check_done(packaging.package_signed());
  tooling::ArtifactFile file = packaging.artifact();
  trust::Provenance good = packaging.provenance();
  auto refusal = [&](auto change) {
    trust::Provenance provenance = good;
    change(provenance);
    auto rebuilt = packaging.rebuild(file, provenance);
    REQUIRE(!rebuilt);
    return rebuilt.error();
  };
  CHECK(code_of(packaging.rebuild(file, good)) == 0);

  app::Failure level = refusal([](auto& provenance) { provenance.optimisation_level = "O0"; });
  CHECK(level.code == rulec::diag::Code::kNotReproducible);
  CHECK(level.exit_code == app::ExitCode::kNo);
  CHECK(level.message.find("section `") != std::string::npos);
  app::Failure stripped = refusal([](auto& provenance) { provenance.is_stripped = true; });
  CHECK(stripped.message.find("section `source_map`") != std::string::npos);
  app::Failure other = refusal([](auto& provenance) { provenance.bundle_version = "9.9.9"; });
  CHECK(other.message.find("section `manifest` differs") != std::string::npos);

  app::Failure rulec_version = refusal([](auto& provenance) { provenance.rulec_version = "9.9"; });
  CHECK(rulec_version.exit_code == app::ExitCode::kEnvironment);
  CHECK(rulec_version.message.find("built by rulec 9.9") != std::string::npos);

  app::Failure commit = refusal([](auto& provenance) { provenance.commit = std::string(40, '1'); });
  CHECK(commit.code == rulec::diag::Code::kGitBadRevision);
  CHECK(commit.exit_code == app::ExitCode::kEnvironment);
  CHECK(commit.more.find("git fetch") != std::string::npos);

  for (const char* path : {"../x", "/etc", "a/../../x", ".git"}) {
    CHECK(refusal([&](auto& provenance) { provenance.project_path = path; }).code ==
          rulec::diag::Code::kProvenanceMismatch);
  }
  CHECK(refusal([](auto& provenance) { provenance.optimisation_level = "O9"; }).code ==
        rulec::diag::Code::kProvenanceMismatch);

  auto none = packaging.rebuild(file, trust::Admission{.digest = bundle::digest_of(*file.bundle)});
  REQUIRE(!none);
  CHECK(none.error().code == rulec::diag::Code::kProvenanceMissing);
  CHECK(none.error().exit_code == app::ExitCode::kNo);
}

TEST_CASE("--rebuild believes no provenance that nobody trusted has signed") {
  Packaging packaging;
  check_done(packaging.package_signed());
  std::string commit = packaging.provenance().commit;
  trust::Provenance other = packaging.provenance();
  packaging.project().git({"commit", "-q", "--allow-empty", "-m", "another"});
  other.commit = packaging.project().git({"rev-parse", "HEAD"}).substr(0, 40);
  REQUIRE(other.commit != commit);
  SUBCASE("beside the one that the release names") {
    tooling::ArtifactFile file = packaging.artifact();
    rulec::package::Artifact whole = file.whole();
    whole.envelopes.insert(whole.envelopes.begin(), strangers_envelope(file, other));
    packaging.project().write("other.rpack", rulec::package::write_package(whole));
    ProcessResult verified = packaging.verify("other.rpack");
    check_done(verified);
    CHECK(says(verified, R"("rebuilt_commit":")" + commit + "\""));
  }
  SUBCASE("with a release that names none") {
    check_done(packaging.package({"--no-sign", "--allow-dirty", "-o", "plain.rpack"}));
    check_done(packaging.project().rulec(
        {"-C", packaging.folder(), "sign", "plain.rpack", "--key", packaging.key_path()}));
    check_refused(packaging.verify("plain.rpack"), 1, R"("code":"RC5119")");
    tooling::ArtifactFile file = packaging.artifact("plain.rpack");
    rulec::package::Artifact whole = file.whole();
    whole.envelopes.insert(whole.envelopes.begin(), strangers_envelope(file, other));
    packaging.project().write("other.rpack", rulec::package::write_package(whole));
    check_refused(packaging.verify("other.rpack"), 1, R"("code":"RC5119")");
  }
}

TEST_CASE("a bundle that was compiled before is packaged when the sources give it") {
  Packaging packaging;
  auto compile = [&](std::vector<std::string> flags) {
    std::vector<std::string> arguments = {"-C", packaging.folder(), "compile", "-o", "shop.rbx"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    check_done(packaging.project().rulec(arguments));
  };
  compile({});
  check_done(packaging.package({"--no-sign", "--from", "shop.rbx"}));
  compile({"-O", "0"});
  check_refused(packaging.package({"--no-sign", "--from", "shop.rbx"}), 1, "RC5022");
  check_done(packaging.package({"--no-sign", "--from", "shop.rbx", "-O", "0"}));
  check_refused(packaging.package({"--no-sign", "--from", "none.rbx"}), 2, "RC0010");
}
