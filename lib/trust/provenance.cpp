#include <algorithm>
#include <array>

#include "trust/internal/refusal.h"
#include "trust/internal/statement_reader.h"

namespace rulec::trust {
namespace {

using diag::Code;

constexpr std::size_t kCommitDigits = 40;
constexpr std::uint64_t kWholePercent = 100;
constexpr std::array<std::string_view, 3> kBudgets = {"passed", "failed", "not_set"};

// --- writing, members in byte order

void write_optional(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) {
    json.member(name, text);
  }
}

void write_external(JsonWriter& json, const Provenance& provenance) {
  json.begin_object();
  json.member("bundle_version", provenance.bundle_version);
  json.key("native");
  json.begin_array();
  json.end_array();
  json.member("optimization_level", provenance.optimisation_level);
  json.key("source");
  json.begin_object();
  write_optional(json, "commit", provenance.commit);
  json.member("dirty", provenance.is_dirty);
  write_optional(json, "path", provenance.project_path);
  write_optional(json, "ref", provenance.source_ref);
  write_optional(json, "uri", provenance.source_uri);
  json.end_object();
  json.member("strict_validation", provenance.is_strict);
  json.member("strip", provenance.is_stripped);
  json.end_object();
}

void write_internal(JsonWriter& json, const Provenance& provenance) {
  json.begin_object();
  json.key("checks");
  json.begin_object();
  json.member("budget", "not_set");
  if (provenance.coverage_percent) {
    json.member("coverage_conditions_percent", *provenance.coverage_percent);
  }
  json.key("lint");
  json.begin_object();
  json.member("errors", provenance.lint_errors);
  json.member("warnings", provenance.lint_warnings);
  json.end_object();
  json.member("security_findings", provenance.security_findings);
  json.key("tests");
  json.begin_object();
  json.member("failed", provenance.tests_failed);
  json.member("passed", provenance.tests_passed);
  json.end_object();
  json.end_object();
  json.member("rulec", provenance.rulec_version);
  json.end_object();
}

void write_dependencies(JsonWriter& json, const Provenance& provenance) {
  json.begin_array();
  if (!provenance.commit.empty()) {
    json.begin_object();
    json.key("digest");
    json.begin_object();
    json.member("gitCommit", provenance.commit);
    json.end_object();
    if (!provenance.source_uri.empty()) {
      json.member("uri", provenance.source_uri + "@" + provenance.commit);
    }
    json.end_object();
  }
  for (const Material& material : provenance.materials) {
    json.begin_object();
    json.key("digest");
    json.begin_object();
    json.member("sha256", material.sha256);
    json.end_object();
    json.member("name", material.path);
    json.end_object();
  }
  json.end_array();
}

void write_run(JsonWriter& json, const Provenance& provenance) {
  json.begin_object();
  json.key("builder");
  json.begin_object();
  json.member("id", provenance.builder);
  json.end_object();
  json.key("byproducts");
  json.begin_array();
  if (!provenance.sbom_sha256.empty()) {
    json.begin_object();
    json.key("digest");
    json.begin_object();
    json.member("sha256", provenance.sbom_sha256);
    json.end_object();
    json.member("name", "sbom");
    json.end_object();
  }
  json.end_array();
  json.key("metadata");
  json.begin_object();
  if (provenance.started_ms) {
    json.member("startedOn", format_time(*provenance.started_ms));
  }
  json.end_object();
  json.end_object();
}

// --- reading

bool is_commit(std::string_view text) {
  return text.size() == kCommitDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

void read_source(Members& parameters, Provenance& provenance) {
  Members source(parameters.object("source"), "`source`");
  if (!parameters.is_good()) {
    return;
  }
  provenance.commit = source.optional_text("commit");
  provenance.is_dirty = source.flag("dirty");
  provenance.project_path = source.optional_text("path");
  provenance.source_ref = source.optional_text("ref");
  provenance.source_uri = source.optional_text("uri");
  source.finish();
  if (!provenance.commit.empty() && !is_commit(provenance.commit)) {
    source.fault("has a `commit` that is not 40 hex digits");
  }
  parameters.adopt(source);
}

// What somebody outside decided about the build: a parameter that is not known here could mean
// anything, so all faults are of one kind.
std::string read_external(const Value& object, Provenance& provenance) {
  Members parameters(object, "`externalParameters`");
  provenance.bundle_version = parameters.text("bundle_version");
  if (!parameters.list("native").empty()) {
    parameters.fault("has targets in `native`, which this rulec does not know");
  }
  provenance.optimisation_level = parameters.text("optimization_level");
  read_source(parameters, provenance);
  provenance.is_strict = parameters.flag("strict_validation");
  provenance.is_stripped = parameters.flag("strip");
  parameters.finish();
  return parameters.problem();
}

void read_checks(Members& parameters, Provenance& provenance) {
  Members checks(parameters.object("checks"), "`checks`");
  if (!parameters.is_good()) {
    return;
  }
  static_cast<void>(checks.choice("budget", kBudgets));
  std::uint64_t percent = checks.optional_count("coverage_conditions_percent", kWholePercent + 1);
  if (percent <= kWholePercent) {
    provenance.coverage_percent = percent;
  } else if (checks.has("coverage_conditions_percent")) {
    checks.fault("has a `coverage_conditions_percent` above 100");
  }
  Members lint(checks.object("lint"), "`lint`");
  if (checks.is_good()) {
    provenance.lint_errors = lint.count("errors");
    provenance.lint_warnings = lint.count("warnings");
    lint.finish();
    checks.adopt(lint);
  }
  provenance.security_findings = checks.count("security_findings");
  Members tests(checks.object("tests"), "`tests`");
  if (checks.is_good()) {
    provenance.tests_failed = tests.count("failed");
    provenance.tests_passed = tests.count("passed");
    tests.finish();
    checks.adopt(tests);
  }
  checks.finish();
  parameters.adopt(checks);
}

void read_internal(Members& definition, Provenance& provenance) {
  Members parameters(definition.object("internalParameters"), "`internalParameters`");
  if (!definition.is_good()) {
    return;
  }
  read_checks(parameters, provenance);
  provenance.rulec_version = parameters.text("rulec");
  parameters.finish();
  definition.adopt(parameters);
}

void read_dependency(const Value& row, Members& definition, Provenance& provenance) {
  Members dependency(row, "a dependency");
  Value digest = dependency.object("digest");
  if (!dependency.is_good()) {
    definition.adopt(dependency);
    return;
  }
  Members digests(digest, "the digest of a dependency");
  if (digests.has("gitCommit")) {
    static_cast<void>(dependency.optional_text("uri"));
    if (digests.text("gitCommit") != provenance.commit) {
      digests.fault("names another commit than `source`");
    }
  } else {
    provenance.materials.push_back(
        {.path = dependency.text("name"), .sha256 = digests.sha256("sha256")});
  }
  digests.finish();
  dependency.finish();
  definition.adopt(dependency);
  definition.adopt(digests);
}

void read_byproducts(Members& run, Provenance& provenance) {
  for (const Value& row : run.list("byproducts")) {
    Members byproduct(row, "a by-product");
    std::string name = byproduct.text("name");
    Value digest = byproduct.object("digest");
    byproduct.finish();
    if (byproduct.is_good()) {
      Members digests(digest, "the digest of a by-product");
      provenance.sbom_sha256 = digests.sha256("sha256");
      digests.finish();
      byproduct.adopt(digests);
    }
    if (name != "sbom") {
      byproduct.fault("is called neither `sbom` nor anything else that is known");
    }
    run.adopt(byproduct);
  }
}

std::string read_run(const Value& object, Provenance& provenance) {
  Members run(object, "`runDetails`");
  Members builder(run.object("builder"), "`builder`");
  if (run.is_good()) {
    provenance.builder = builder.text("id");
    builder.finish();
    run.adopt(builder);
  }
  read_byproducts(run, provenance);
  Members metadata(run.object("metadata"), "`metadata`");
  if (run.is_good()) {
    provenance.started_ms = metadata.optional_time("startedOn");
    metadata.finish();
    run.adopt(metadata);
  }
  run.finish();
  return run.problem();
}

}  // namespace

std::string write_provenance(const Subject& subject, const Provenance& provenance) {
  return write_statement(subject, kProvenancePredicate, [&provenance](JsonWriter& json) {
    json.begin_object();
    json.key("buildDefinition");
    json.begin_object();
    json.member("buildType", kBuildType);
    json.key("externalParameters");
    write_external(json, provenance);
    json.key("internalParameters");
    write_internal(json, provenance);
    json.key("resolvedDependencies");
    write_dependencies(json, provenance);
    json.end_object();
    json.key("runDetails");
    write_run(json, provenance);
    json.end_object();
  });
}

bool read_provenance_predicate(const Value& predicate, Provenance& provenance,
                               ProvenanceProblem& problem) {
  Members members(predicate, "its predicate");
  Members definition(members.object("buildDefinition"), "`buildDefinition`");
  Value run = members.object("runDetails");
  members.finish();
  if (!members.is_good()) {
    problem.predicate = members.problem();
    return false;
  }
  if (definition.text("buildType") != kBuildType) {
    definition.fault("has an unknown `buildType`");
  }
  Value external = definition.object("externalParameters");
  if (definition.is_good()) {
    problem.parameter = read_external(external, provenance);
    if (!problem.parameter.empty()) {
      return false;
    }
  }
  read_internal(definition, provenance);
  for (const Value& row : definition.list("resolvedDependencies")) {
    read_dependency(row, definition, provenance);
  }
  definition.finish();
  problem.predicate = definition.problem();
  if (problem.predicate.empty()) {
    problem.predicate = read_run(run, provenance);
  }
  return problem.predicate.empty();
}

Result<Provenance> read_provenance(std::string_view statement) {
  OpenStatement open;
  if (!open.read(statement)) {
    return refuse(Code::kStatementMalformed, "the provenance cannot be read: " + open.problem);
  }
  if (open.predicate_type != kProvenancePredicate) {
    return refuse(Code::kPredicateType, "the statement is no provenance");
  }
  Provenance provenance;
  ProvenanceProblem problem;
  if (read_provenance_predicate(open.predicate, provenance, problem)) {
    return provenance;
  }
  return problem.predicate.empty()
             ? refuse(Code::kProvenanceMismatch, "the provenance is refused: " + problem.parameter)
             : refuse(Code::kPredicateInvalid, "the provenance is refused: " + problem.predicate);
}

}  // namespace rulec::trust
