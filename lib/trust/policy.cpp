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

EnvironmentPolicy TrustPolicy::environment(std::string_view name) const {
  auto found = std::ranges::find(environments, name, &EnvironmentPolicy::name);
  return found == environments.end() ? EnvironmentPolicy{.name = std::string(name)} : *found;
}

}  // namespace rulec::trust
