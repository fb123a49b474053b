// Secrets in texts: tokens whose form says what they are, private keys, passwords of addresses, and
// values of members such as `password` that look random. Words, placeholders, examples of manuals,
// digests and UUIDs are none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rulec::tooling {

struct SecretText {
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;
  std::string kind;  // "a private key"
};

// `kTokens`: without members and addresses, for files in which somebody else looks at those.
enum class SecretView : std::uint8_t { kAll, kTokens };
[[nodiscard]] std::vector<SecretText> find_secret_text(std::string_view text, SecretView view);

}  // namespace rulec::tooling
