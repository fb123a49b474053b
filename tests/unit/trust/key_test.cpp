// Keys: the edge cases of RFC 8032, key files, and the command line of OpenSSL in both directions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>

#include "process.h"
#include "samples.h"

namespace rulec::trust {
namespace {

using namespace samples;

std::string raw_of(std::string_view hex) {
  return from_hex(hex);
}

int code_of(const auto& result) {
  return result ? 0 : result.error().rc;
}

TEST_CASE("the key of RFC 8032, test 1") {
  PrivateKey key = rfc_key();
  CHECK(text_of(key.public_key()) == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  CHECK(key_id(key.public_key()) ==
        "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
  Result<std::string> signature = key.sign("");
  REQUIRE(signature.has_value());
  CHECK(
      to_hex(*signature) ==
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b46bd25bf5f0595bbe24655141438e7a100b");
  CHECK(is_signature_good(key.public_key(), "", *signature));
}

TEST_CASE("only 64 bytes are a signature, and every bit of them counts") {
  PrivateKey key = rfc_key();
  std::string signature = key.sign("message").value();
  CHECK_FALSE(is_signature_good(key.public_key(), "message", signature.substr(0, 63)));
  CHECK_FALSE(is_signature_good(key.public_key(), "message", signature + '\0'));
  CHECK_FALSE(is_signature_good(key.public_key(), "message", ""));
  CHECK_FALSE(is_signature_good(key.public_key(), "Message", signature));
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    std::string altered = signature;
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << (i % 8)));
    CHECK_FALSE(is_signature_good(key.public_key(), "message", altered));
  }
}

TEST_CASE("S plus the order of the group is not taken for S") {
  // L, little-endian (RFC 8032, 5.1).
  std::string order = raw_of("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  PrivateKey key = rfc_key();
  std::string signature = key.sign("message").value();
  unsigned carry = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    unsigned sum = static_cast<unsigned char>(signature[32 + i]) +
                   static_cast<unsigned>(static_cast<unsigned char>(order[i])) + carry;
    signature[32 + i] = static_cast<char>(sum & 0xFFU);
    carry = sum >> 8U;
  }
  REQUIRE(carry == 0);
  CHECK_FALSE(is_signature_good(key.public_key(), "message", signature));
}

TEST_CASE("public keys of small order and with two encodings are refused") {
  for (std::string_view hex :
       {"0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // y = p, p + 1 and 2^255 - 1: second encodings of 0, 1 and 18.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    CAPTURE(hex);
    CHECK(code_of(public_key_of(raw_of(hex))) == 5211);
    // The neutral point accepts R = S = nothing for any message in a verifier that does not look.
    PublicKey key;
    std::ranges::copy(raw_of(hex), reinterpret_cast<char*>(key.bytes.data()));
    std::string forged = raw_of(hex).substr(0, 32) + std::string(32, '\0');
    CHECK_FALSE(is_signature_good(key, "any message", forged));
    forged = raw_of("0100000000000000000000000000000000000000000000000000000000000000") +
             std::string(32, '\0');
    CHECK_FALSE(is_signature_good(key, "any message", forged));
  }
  CHECK(code_of(public_key_of(std::string(31, 'a'))) == 5211);
  CHECK(code_of(public_key_of(std::string(33, 'a'))) == 5211);
}

TEST_CASE("a key that is written is read back, with a passphrase and without") {
  PrivateKey key = PrivateKey::generate();
  std::string plain = key.write(std::nullopt);
  CHECK_FALSE(PrivateKey::is_encrypted(plain));
  CHECK(PrivateKey::read(plain, std::nullopt)->public_key() == key.public_key());
  std::string secret = key.write("correct horse");
  CHECK(PrivateKey::is_encrypted(secret));
  CHECK(PrivateKey::read(secret, "correct horse")->public_key() == key.public_key());
  CHECK(code_of(PrivateKey::read(secret, "wrong horse")) == 5212);
  CHECK(code_of(PrivateKey::read(secret, std::nullopt)) == 5212);
  CHECK(key.write("correct horse") != secret);  // another salt
  CHECK(PrivateKey::generate().public_key() != key.public_key());
  std::string open = write_public_key(key.public_key());
  CHECK(read_public_key(open).value() == key.public_key());
}

TEST_CASE("key files that are something else") {
  PrivateKey key = rfc_key();
  std::string open = write_public_key(key.public_key());
  CHECK(code_of(read_public_key("")) == 5212);
  CHECK(code_of(read_public_key("no key")) == 5212);
  CHECK(code_of(read_public_key(open.substr(0, 60))) == 5212);
  CHECK(code_of(read_public_key(open + open)) == 5212);
  CHECK(code_of(read_public_key(open + "x")) == 5212);
  CHECK(code_of(read_public_key("x" + open)) == 5212);
  CHECK(code_of(read_public_key("\n" + open + "\n")) == 0);
  CHECK(code_of(read_public_key(key.write(std::nullopt))) == 5211);
  CHECK(code_of(PrivateKey::read(open, std::nullopt)) == 5211);
  CHECK(code_of(read_public_key(std::string(20'000, ' ') + open)) == 5212);
  // A point of small order in a sound wrapping, and one byte behind the key.
  auto pem = [](std::string_view der) {
    return "-----BEGIN PUBLIC KEY-----\n" + encode_base64(der) + "\n-----END PUBLIC KEY-----\n";
  };
  std::string head = raw_of("302a300506032b6570032100");
  CHECK(code_of(read_public_key(pem(head + std::string(32, '\0')))) == 5211);
  std::string bytes(reinterpret_cast<const char*>(key.public_key().bytes.data()), 32);
  CHECK(code_of(read_public_key(pem(head + bytes))) == 0);
  CHECK(code_of(read_public_key(pem(head + bytes + "x"))) == 5212);
  // X25519 has keys of the same size.
  CHECK(code_of(read_public_key(pem(raw_of("302a300506032b656e032100") + bytes))) == 5211);
}

TEST_CASE("a secret that is wiped is gone") {
  std::string secret = "correct horse";
  wipe(secret);
  CHECK(secret.empty());
}

// --- the command line of OpenSSL, where it is installed

bool has_openssl() {
  bool is_there = testing::run_process({"openssl", "version"}).exit_status == 0;
  if (!is_there) {
    std::printf("SKIPPED: unit/trust: openssl is not installed\n");
  }
  return is_there;
}

TEST_CASE("openssl checks our signatures, and we check those of openssl") {
  if (!has_openssl()) {
    return;
  }
  testing::ScratchFolder folder;
  PrivateKey key = PrivateKey::generate();
  folder.write("key", key.write(std::nullopt));
  folder.write("pub", write_public_key(key.public_key()));
  folder.write("message", std::string("a message\0with a NUL", 20));
  folder.write("ours", key.sign(folder.read("message")).value());
  testing::ProcessOptions here{.folder = folder.path()};
  auto checked = testing::run_process({"openssl", "pkeyutl", "-verify", "-rawin", "-pubin",
                                       "-inkey", "pub", "-in", "message", "-sigfile", "ours"},
                                      here);
  CHECK_MESSAGE(checked.exit_status == 0, checked.err);
  auto made = testing::run_process({"openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key", "-in",
                                    "message", "-out", "theirs"},
                                   here);
  REQUIRE_MESSAGE(made.exit_status == 0, made.err);
  CHECK(folder.read("theirs") == folder.read("ours"));  // Ed25519 is deterministic
  CHECK(is_signature_good(key.public_key(), folder.read("message"), folder.read("theirs")));
}

TEST_CASE("openssl reads our encrypted keys, and we read those of openssl") {
  if (!has_openssl()) {
    return;
  }
  testing::ScratchFolder folder;
  PrivateKey key = PrivateKey::generate();
  folder.write("key", key.write("correct horse"));
  folder.write("pass", "correct horse\n");
  testing::ProcessOptions here{.folder = folder.path()};
  auto decrypted = testing::run_process(
      {"openssl", "pkey", "-in", "key", "-passin", "file:pass", "-out", "plain"}, here);
  REQUIRE_MESSAGE(decrypted.exit_status == 0, decrypted.err);
  CHECK(PrivateKey::read(folder.read("plain"), std::nullopt)->public_key() == key.public_key());
  auto shown = testing::run_process({"openssl", "asn1parse", "-in", "key"}, here);
  CHECK(shown.out.find("scrypt") != std::string::npos);
  CHECK(shown.out.find("aes-256-cbc") != std::string::npos);
  CHECK(shown.out.find(":4000") != std::string::npos);  // N = 16384
  for (const std::vector<std::string>& scheme :
       {std::vector<std::string>{"-scrypt"}, {"-v2", "aes-256-cbc"}, {"-v2", "aes-128-cbc"}}) {
    std::vector<std::string> command = {"openssl",  "pkcs8",     "-topk8", "-in",   "plain",
                                        "-passout", "file:pass", "-out",   "theirs"};
    command.insert(command.end(), scheme.begin(), scheme.end());
    REQUIRE(testing::run_process(command, here).exit_status == 0);
    auto read = PrivateKey::read(folder.read("theirs"), "correct horse");
    REQUIRE(read.has_value());
    CHECK(read->public_key() == key.public_key());
  }
  REQUIRE(testing::run_process({"openssl", "genpkey", "-algorithm", "RSA", "-out", "rsa"}, here)
              .exit_status == 0);
  CHECK(code_of(PrivateKey::read(folder.read("rsa"), std::nullopt)) == 5211);
  REQUIRE(testing::run_process({"openssl", "rsa", "-in", "rsa", "-pubout", "-out", "rsapub"}, here)
              .exit_status == 0);
  CHECK(code_of(read_public_key(folder.read("rsapub"))) == 5211);
}

}  // namespace
}  // namespace rulec::trust
