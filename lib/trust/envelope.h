// Envelope: a payload with signatures over its pre-authentication encoding (DSSE 1.0,
// github.com/secure-systems-lab/dsse). Bytes are never re-written: what was received is what is
// checked and kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "trust/key.h"

namespace rulec::trust {

inline constexpr std::string_view kInTotoPayload = "application/vnd.in-toto+json";
inline constexpr std::string_view kTrustPayload = "application/vnd.rulec.trust+json";

struct Signature {
  std::string key_id;  // "" when absent; orders the attempts, decides nothing
  std::string bytes;   // decoded
};

struct Envelope {
  std::string payload_type;
  std::string payload;  // decoded
  std::vector<Signature> signatures;
};

// "DSSEv1 29 http://example.com/HelloWorld 11 hello world".
[[nodiscard]] std::string pre_authentication_encoding(std::string_view payload_type,
                                                      std::string_view payload);
// Strict: known members only, no duplicates, exact base64 (standard or URL-safe). RC5101, RC5102.
// How many signatures there are, and how long they are, is the verifier's to judge.
[[nodiscard]] Result<Envelope> read_envelope(std::string_view text);
// One line of JSON without its end.
[[nodiscard]] std::string write_envelope(const Envelope& envelope);
// The same, signed by one signer.
[[nodiscard]] Result<std::string> write_envelope(std::string_view payload_type,
                                                 std::string_view payload, Signer& signer);

}  // namespace rulec::trust
