#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "base/arena.h"
#include "base/limits.h"
#include "bundle/bundle.h"
#include "bundle/internal/manifest.h"
#include "bundle/internal/refusal.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/json_value.h"
#include "value/letters.h"
#include "value/operators.h"

namespace rulec::bundle {
namespace {

std::unexpected<Error> bad_manifest(const std::string& problem) {
  return refuse(Refusal::kBadManifest, "the manifest is refused: " + problem);
}

// Members of one object, each asked for by name and kind. The first fault is kept and makes all
// later answers empty, so that callers ask in a row and look once.
class Members {
 public:
  Members(const Value& object, std::string_view where) : object_(object), where_(where) {
    if (!object.is_object()) {
      fault("is no object");
    }
  }

  std::string text(std::string_view name) {
    Value value = required(name, Kind::kString);
    return value.is_string() ? std::string(value.as_string()) : std::string();
  }

  std::string optional_text(std::string_view name) {
    return object_.is_object() && object_.member(name).is_absent() ? ignored(name) : text(name);
  }

  std::uint64_t count(std::string_view name) {
    Value value = required(name, Kind::kInteger);
    if (!value.is_integer()) {
      return 0;
    }
    if (value.as_integer() < 0) {
      fault("has a negative `" + std::string(name) + "`");
      return 0;
    }
    return static_cast<std::uint64_t>(value.as_integer());
  }

  bool flag(std::string_view name) { return required(name, Kind::kBool).is_true(); }

  std::span<const Value> list(std::string_view name) {
    Value value = required(name, Kind::kList);
    return value.is_list() ? value.as_list() : std::span<const Value>();
  }

  Value object(std::string_view name) { return required(name, Kind::kObject); }

  // Index of the member's text among `allowed`.
  std::size_t choice(std::string_view name, std::span<const std::string_view> allowed) {
    std::string found = text(name);
    auto at = std::ranges::find(allowed, found);
    if (at == allowed.end()) {
      fault("has an unknown `" + std::string(name) + "`");
      return 0;
    }
    return static_cast<std::size_t>(at - allowed.begin());
  }

  // Members that nobody asked for.
  void finish(UnknownMembers unknown) {
    if (unknown == UnknownMembers::kIgnore || !object_.is_object()) {
      return;
    }
    for (const Member& member : object_.members()) {
      if (std::ranges::find(asked_, member.key) == asked_.end()) {
        fault("has an unknown member");
      }
    }
  }

  void fault(const std::string& problem) {
    if (problem_.empty()) {
      problem_ = where_ + " " + problem;
    }
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  std::string ignored(std::string_view name) {
    asked_.push_back(name);
    return {};
  }

  Value required(std::string_view name, Kind kind) {
    asked_.push_back(name);
    if (!problem_.empty()) {
      return Value::absent();
    }
    Value value = object_.member(name);
    if (value.kind() == kind) {
      return value;
    }
    fault(value.is_absent() ? "lacks `" + std::string(name) + "`"
                            : "has a `" + std::string(name) + "` of another type");
    return Value::absent();
  }

  Value object_;
  std::string where_;
  std::string problem_;
  std::vector<std::string_view> asked_;
};

constexpr std::string_view kHitPolicies[] = {"all", "first"};
constexpr std::string_view kOnErrors[] = {"skip_rule", "fail"};
constexpr std::string_view kOrders[] = {"descending", "ascending"};
constexpr std::string_view kSemantics[] = {"jsonlogic"};

Status read_entry_points(Members& manifest, UnknownMembers unknown, Manifest& into) {
  std::span<const Value> rows = manifest.list("entry_points");
  if (rows.size() > kMaxEntryPoints) {
    return refuse(Refusal::kLimitExceeded,
                  "the bundle has more than " + std::to_string(kMaxEntryPoints) + " entry points");
  }
  for (const Value& row : rows) {
    Members members(row, "an entry point");
    ManifestEntryPoint entry_point;
    entry_point.is_critical = members.flag("critical");
    entry_point.hit_policy =
        static_cast<bytecode::HitPolicy>(members.choice("hit_policy", kHitPolicies));
    entry_point.name = members.text("name");
    entry_point.on_error = static_cast<bytecode::OnError>(members.choice("on_error", kOnErrors));
    entry_point.schema = members.optional_text("schema");
    members.finish(unknown);
    if (!members.problem().empty()) {
      return bad_manifest(members.problem());
    }
    into.entry_points.push_back(std::move(entry_point));
  }
  return {};
}

Status read_counts(const Value& object, UnknownMembers unknown, Manifest& into) {
  Members counts(object, "`counts`");
  std::uint64_t entry_points = counts.count("entry_points");
  into.rule_count = counts.count("rules");
  into.scorecard_count = counts.count("scorecards");
  into.template_count = counts.count("templates");
  counts.finish(unknown);
  if (counts.problem().empty() && entry_points != into.entry_points.size()) {
    counts.fault("does not match the entry points");
  }
  return counts.problem().empty() ? Status() : bad_manifest(counts.problem());
}

Status read_features(Members& manifest, Manifest& into) {
  for (const Value& feature : manifest.list("features")) {
    if (!feature.is_string()) {
      return bad_manifest("a feature is no text");
    }
    into.features.emplace_back(feature.as_string());
  }
  if (!std::ranges::is_sorted(into.features, std::less_equal<>())) {
    return bad_manifest("the features are not in ascending order");
  }
  return {};
}

std::optional<EngineVersion> parse_engine(std::string_view text) {
  EngineVersion version;
  const char* begin = text.data();
  const char* end = begin + text.size();
  auto major = std::from_chars(begin, end, version.major);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') {
    return std::nullopt;
  }
  auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  if (minor.ec != std::errc{} || minor.ptr != end) {
    return std::nullopt;
  }
  return version;
}

// All that is missing in one sentence: whoever updates rulec wants to do so once.
Status check_engine(std::string_view min_engine, const std::vector<std::string>& features) {
  auto needed = parse_engine(min_engine);
  if (!needed) {
    return bad_manifest("`min_engine` is no version");
  }
  std::string missing;
  auto add = [&missing](std::string_view what) {
    missing += missing.empty() ? "" : ", ";
    missing += what;
  };
  if (*needed > engine_version()) {
    add("rulec " + std::string(min_engine));
  }
  for (const std::string& feature : features) {
    if (!has_feature(feature)) {
      add(feature);
    }
  }
  if (missing.empty()) {
    return {};
  }
  return refuse(Refusal::kEngineTooOld,
                "the bundle needs " + missing + ", which this rulec does not have");
}

bool is_name(std::string_view text) {
  auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= kMaxBundleNameBytes && is_plain(text.front()) &&
         std::ranges::all_of(
             text, [&](char c) { return is_plain(c) || c == '.' || c == '_' || c == '-'; });
}

Status check_values(const Manifest& manifest) {
  if (!is_name(manifest.name)) {
    return bad_manifest("`name` does not have the form [a-z0-9][a-z0-9._-]*");
  }
  if (manifest.version.empty() || manifest.version.size() > kMaxIdBytes) {
    return bad_manifest("`version` has no sensible length");
  }
  if (manifest.expr_cost == 0) {
    return bad_manifest("`expr_cost` is 0");
  }
  if (manifest.expr_cost > kHardExprCost) {
    return refuse(Refusal::kLimitExceeded,
                  "the bundle has an `expr_cost` above " + std::to_string(kHardExprCost));
  }
  return {};
}

Result<Manifest> read_members(const Value& value, UnknownMembers unknown) {
  Manifest manifest;
  Members members(value, "it");
  RULEC_TRY_STATUS(read_entry_points(members, unknown, manifest));
  RULEC_TRY_STATUS(read_features(members, manifest));
  Value counts = members.object("counts");
  manifest.expr_cost = members.count("expr_cost");
  std::string min_engine = members.text("min_engine");
  manifest.name = members.text("name");
  manifest.order = kOrders[members.choice("order", kOrders)];
  static_cast<void>(members.choice("semantics", kSemantics));
  manifest.source_sha256 = members.text("source_sha256");
  manifest.version = members.text("version");
  members.finish(unknown);
  if (!members.problem().empty()) {
    return bad_manifest(members.problem());
  }
  RULEC_TRY_STATUS(read_counts(counts, unknown, manifest));
  RULEC_TRY_STATUS(check_values(manifest));
  RULEC_TRY_STATUS(check_engine(min_engine, manifest.features));
  return manifest;
}

}  // namespace

EngineVersion engine_version() {
  return {.major = RULEC_ENGINE_MAJOR, .minor = RULEC_ENGINE_MINOR};
}

bool has_feature(std::string_view feature) {
  constexpr std::string_view kOperator = "op.";
  if (feature == "unicode." + value::unicode_version()) {
    return true;
  }
  return feature.starts_with(kOperator) &&
         value::find_operator(feature.substr(kOperator.size())) != nullptr;
}

Result<Manifest> read_manifest(std::string_view text, UnknownMembers unknown) {
  if (text.size() > kMaxManifestBytes) {
    return refuse(Refusal::kLimitExceeded,
                  "the manifest is larger than " + std::to_string(kMaxManifestBytes) + " bytes");
  }
  Arena arena;
  json::ReaderScratch scratch;
  json::ValueLimits limits{.max_bytes = kMaxManifestBytes, .max_depth = kMaxRuleDepth};
  Value value;
  json::Fault fault;
  if (!json::read_value(text, limits, arena, scratch, value, fault)) {
    return bad_manifest(fault.message);
  }
  std::string canonical;
  append_value(canonical, value, MemberOrder::kByKey);
  if (canonical != text) {
    return bad_manifest("it is not in canonical form");
  }
  return read_members(value, unknown);
}

}  // namespace rulec::bundle
