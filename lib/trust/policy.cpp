#include "trust/policy.h"

#include <algorithm>

namespace rulec::trust {
namespace {

struct RoleRow {
  Role role;
  std::string_view name;
};
constexpr RoleRow kRoles[] = {{Role::kRelease, "release"},
                              {Role::kApprover, "approver"},
                              {Role::kActivator, "activator"},
                              {Role::kAuditor, "auditor"},
                              {Role::kTrust, "trust"}};

bool covers(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](const std::string& known) { return known == kEverything || known == name; });
}

// Builders that both allow.
void keep_common(std::optional<std::vector<std::string>>& kept,
                 const std::optional<std::vector<std::string>>& others) {
  if (!kept) {
    kept = others;
  } else if (others) {
    std::erase_if(*kept, [&](const std::string& name) {
      return std::ranges::find(*others, name) == others->end();
    });
  }
}

// Everything that any of them demands of an artifact, and nothing that one of them forbids.
EnvironmentPolicy strictest(const std::vector<EnvironmentPolicy>& environments) {
  EnvironmentPolicy all{.needs_signatures = false, .allows_native = true};
  for (const EnvironmentPolicy& one : environments) {
    all.is_production = all.is_production || one.is_production;
    all.needs_signatures = all.needs_signatures || one.needs_signatures;
    all.needs_provenance = all.needs_provenance || one.needs_provenance;
    all.needs_clean_provenance = all.needs_clean_provenance || one.needs_clean_provenance;
    all.allows_native = all.allows_native && one.allows_native;
    keep_common(all.builders, one.builders);
  }
  return all;
}

}  // namespace

std::string_view role_name(Role role) {
  return std::ranges::find(kRoles, role, &RoleRow::role)->name;
}

std::optional<Role> role_named(std::string_view name) {
  const auto* row = std::ranges::find(kRoles, name, &RoleRow::name);
  return row == std::end(kRoles) ? std::nullopt : std::optional(row->role);
}

bool TrustedKey::has_role(Role role) const {
  return std::ranges::find(roles, role) != roles.end();
}

bool TrustedKey::covers_ruleset(std::string_view name) const {
  return rulesets.empty() || covers(rulesets, name);
}

bool TrustedKey::covers_environment(std::string_view name) const {
  return covers(environments, name);
}

bool TrustedKey::is_valid_at(std::int64_t ms) const {
  return ms >= not_before_ms.value_or(ms) && ms <= not_after_ms.value_or(ms);
}

const Revocation* TrustPolicy::revocation(std::string_view key_id, std::int64_t ms) const {
  auto found = std::ranges::find_if(
      revoked, [&](const Revocation& row) { return row.key_id == key_id && row.from_ms <= ms; });
  return found == revoked.end() ? nullptr : &*found;
}

bool TrustPolicy::knows_environment(std::string_view name) const {
  return environments.empty() ||
         std::ranges::find(environments, name, &EnvironmentPolicy::name) != environments.end();
}

EnvironmentPolicy TrustPolicy::environment(std::string_view name) const {
  if (environments.empty()) {
    return {.name = std::string(name)};
  }
  if (name.empty()) {
    return strictest(environments);
  }
  auto found = std::ranges::find(environments, name, &EnvironmentPolicy::name);
  return found == environments.end() ? EnvironmentPolicy{.name = std::string(name)} : *found;
}

}  // namespace rulec::trust
