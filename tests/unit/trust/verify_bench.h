// What the tests of the verifier share: who signs, and what it is asked.
#pragma once

#include "samples.h"

namespace rulec::trust::samples {

inline constexpr std::int64_t kDay = 86'400'000;

struct Bench {
  PrivateKey ci = rfc_key();
  PrivateKey other = key_number(2);
  PrivateKey ana = key_number(3);
  PrivateKey stranger = key_number(4);
  TrustPolicy policy =
      policy_of(trust_text({row(ci, "ci@shop", "release"), row(ana, "ana@shop", "approver")}));
  std::string statement = write_release(subject(), release());

  [[nodiscard]] std::string good() { return envelope_of(statement, ci); }
  // The verdict on a payload that a trusted release key has signed.
  [[nodiscard]] int of_payload(const std::string& payload) {
    return verdict({envelope_of(payload, ci)}, policy);
  }
};

inline std::string replaced(std::string text, std::string_view old_text,
                            std::string_view new_text) {
  std::size_t at = text.find(old_text);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_text.size(), new_text);
}

inline std::string approval(std::string_view ruleset = "shop-rules",
                            std::string_view environment = "production") {
  return R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"base_activation_no":42,"decision":"approve","deployment_id":184,"environment":")" +
         std::string(environment) +
         R"(","expires":"2026-12-22T04:31:07Z","issued":"2026-11-22T04:31:07Z","nonce":"00000000000000000000000000000000","plan_sha256":")" +
         std::string(64, 'a') + R"(","reason":"ok","ruleset":")" + std::string(ruleset) +
         R"("},"predicateType":"urn:rulec:approval:v1","subject":[{"digest":{"sha256":")" +
         hex_digest() + R"("},"name":"shop-rules-1.3.0.rbx"}]})";
}

inline Purpose approval_purpose() {
  Purpose asked = purpose();
  asked.predicate_type = kApprovalPredicate;
  asked.role = Role::kApprover;
  return asked;
}

}  // namespace rulec::trust::samples
