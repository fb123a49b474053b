#include "trust/envelope.h"

#include "base/json_writer.h"
#include "base/limits.h"
#include "trust/base64.h"
#include "trust/internal/members.h"
#include "trust/internal/refusal.h"

namespace rulec::trust {
namespace {

using diag::Code;

// Bytes of a member in base64.
std::string bytes_member(Members& members, std::string_view name) {
  std::optional<std::string> bytes = decode_base64(members.text(name));
  if (!bytes) {
    members.fault("has a `" + std::string(name) + "` that is no exact base64");
  }
  return bytes.value_or(std::string());
}

}  // namespace

std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload) {
  std::string text = "DSSEv1 ";
  text.append(std::to_string(payload_type.size())).append(" ").append(payload_type).append(" ");
  text.append(std::to_string(payload.size())).append(" ").append(payload);
  return text;
}

Result<Envelope> read_envelope(std::string_view text) {
  if (text.size() > kMaxEnvelopeBytes) {
    return refuse(Code::kEnvelopeTooLarge,
                  "the envelope is larger than " + std::to_string(kMaxEnvelopeBytes) + " bytes");
  }
  JsonText json;
  if (!json.read(text, kMaxEnvelopeBytes)) {
    return refuse(Code::kEnvelopeMalformed, json.problem());
  }
  Envelope envelope;
  Members members(json.value(), "it");
  envelope.payload = bytes_member(members, "payload");
  envelope.payload_type = members.text("payloadType");
  for (const Value& row : members.list("signatures")) {
    Members signature(row, "a signature");
    envelope.signatures.push_back(
        {.key_id = signature.optional_text("keyid"), .bytes = bytes_member(signature, "sig")});
    signature.finish();
    members.adopt(signature);
  }
  members.finish();
  if (!members.is_good()) {
    return refuse(Code::kEnvelopeMalformed, members.problem());
  }
  return envelope;
}

Result<std::string> write_envelope(std::string_view payload_type, std::string_view payload,
                                   Signer& signer) {
  RULEC_TRY(signature, signer.sign(pre_authentication_encoding(payload_type, payload)));
  Envelope envelope{.payload_type = std::string(payload_type),
                    .payload = std::string(payload),
                    .signatures = {{.key_id = key_id(signer.public_key()), .bytes = signature}}};
  return write_envelope(envelope);
}

std::string write_envelope(const Envelope& envelope) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.member("payload", encode_base64(envelope.payload));
  json.member("payloadType", envelope.payload_type);
  json.key("signatures");
  json.begin_array();
  for (const Signature& signature : envelope.signatures) {
    json.begin_object();
    if (!signature.key_id.empty()) {
      json.member("keyid", signature.key_id);
    }
    json.member("sig", encode_base64(signature.bytes));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return text;
}

}  // namespace rulec::trust
