#include "trust_document.h"

#include <functional>

#include "base/json_writer.h"
#include "base/limits.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "trust/base64.h"
#include "trust/statement.h"
#include "value/json_value.h"

namespace rulec::app {
namespace {

constexpr std::uint64_t kSignedVersion = 2;

std::string text_of(const trust::PublicKey& key) {
  return trust::encode_base64({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

void write_names(JsonWriter& json, std::string_view name, const std::vector<std::string>& names) {
  if (names.empty()) {
    return;
  }
  json.key(name);
  json.begin_array();
  for (const std::string& text : names) {
    json.string(text);
  }
  json.end_array();
}

void write_row(JsonWriter& json, const KeyRow& row) {
  json.begin_object();
  json.member("identity", row.identity);
  json.member("public_key", text_of(row.key));
  write_names(json, "roles", row.roles);
  write_names(json, "groups", row.groups);
  write_names(json, "rulesets", row.rulesets);
  write_names(json, "environments", row.environments);
  if (row.not_after_ms) {
    json.member("not_after", trust::format_time(*row.not_after_ms));
  }
  json.end_object();
}

// A document that was read, and the text it lies in.
struct Document {
  Arena arena;
  json::ReaderScratch scratch;
  Value value;

  [[nodiscard]] Status read(std::string_view text) {
    json::Fault fault;
    bool is_read =
        json::read_value(text, {.max_bytes = kMaxTrustBytes}, arena, scratch, value, fault);
    return is_read && value.is_object()
               ? Status()
               : fail(ErrorCode::kUsage, is_read ? "it is no object" : fault.message);
  }
  [[nodiscard]] std::uint64_t serial() const {
    Value serial = value.member("serial");
    return serial.is_integer() ? static_cast<std::uint64_t>(serial.as_integer()) : 0;
  }
};

// Writes each member of an object anew; `changes` says whether it wrote one in its own way.
void rewrite(JsonWriter& json, const Value& object,
             const std::function<bool(JsonWriter&, const Member&)>& changes) {
  json.begin_object();
  for (const Member& member : object.members()) {
    json.key(member.key);
    if (!changes(json, member)) {
      write_value(json, member.value);
    }
  }
}

std::string one_line(const Value& value) {
  std::string text;
  append_value(text, value);
  return text;
}

void write_replaced_row(JsonWriter& json, const Value& row, const Replacement& replacement) {
  bool is_old = row.member("public_key").is_string() &&
                row.member("public_key").as_string() == text_of(replacement.old_key);
  rewrite(json, row, [&](JsonWriter& out, const Member& member) {
    if (!is_old || member.key != "public_key") {
      return false;
    }
    out.string(text_of(replacement.new_key));
    return true;
  });
  json.end_object();
}

void write_revocation(JsonWriter& json, const Replacement& replacement) {
  json.begin_object();
  json.member("key_id", trust::key_id(replacement.old_key));
  json.member("from", trust::format_time(replacement.from_ms));
  json.member("reason", replacement.reason);
  json.end_object();
}

void write_revoked(JsonWriter& json, const Value& old_rows, const Replacement& replacement) {
  json.begin_array();
  if (old_rows.is_list()) {
    for (const Value& row : old_rows.as_list()) {
      write_value(json, row);
    }
  }
  if (!replacement.reason.empty()) {
    write_revocation(json, replacement);
  }
  json.end_array();
}

}  // namespace

std::string new_trust_document(const KeyRow& row) {
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("trust_version", 1);
  json.member("serial", 1);
  json.key("keys");
  json.begin_array();
  write_row(json, row);
  json.end_array();
  json.end_object();
  return text + "\n";
}

Result<std::string> with_key(std::string_view document, const KeyRow& row) {
  Document read;
  RULEC_TRY_STATUS(read.read(document));
  std::string wanted;
  JsonWriter compact(wanted);
  write_row(compact, row);
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kPretty);
  bool is_there = false;
  rewrite(json, read.value, [&](JsonWriter& out, const Member& member) {
    if (member.key == "serial") {
      out.unsigned_integer(read.serial() + 1);
      return true;
    }
    if (member.key != "keys" || !member.value.is_list()) {
      return false;
    }
    out.begin_array();
    for (const Value& old_row : member.value.as_list()) {
      is_there = is_there || one_line(old_row) == wanted;
      write_value(out, old_row);
    }
    write_row(out, row);
    out.end_array();
    return true;
  });
  json.end_object();
  return is_there ? std::string(document) : text + "\n";
}

Result<std::string> with_replacement(std::string_view document, const Replacement& replacement) {
  Document read;
  RULEC_TRY_STATUS(read.read(document));
  if (document.find(text_of(replacement.old_key)) == std::string_view::npos) {
    return fail(ErrorCode::kUsage, "no row has the key " + trust::key_id(replacement.old_key));
  }
  std::string text;
  JsonWriter json(text, JsonWriter::Style::kPretty);
  rewrite(json, read.value, [&](JsonWriter& out, const Member& member) {
    if (member.key == "trust_version") {
      out.unsigned_integer(kSignedVersion);
    } else if (member.key == "serial") {
      out.unsigned_integer(read.serial() + 1);
    } else if (member.key == "keys" && member.value.is_list()) {
      out.begin_array();
      for (const Value& row : member.value.as_list()) {
        if (row.is_object()) {
          write_replaced_row(out, row, replacement);
        }
      }
      out.end_array();
    } else if (member.key == "revoked") {
      write_revoked(out, member.value, replacement);
    } else {
      return false;
    }
    return true;
  });
  if (read.value.member("revoked").is_absent() && !replacement.reason.empty()) {
    json.key("revoked");
    write_revoked(json, Value::absent(), replacement);
  }
  if (read.value.member("threshold").is_absent()) {
    json.key("threshold");
    json.begin_object();
    json.member("release", 1);
    json.member("trust", 1);
    json.end_object();
  }
  json.end_object();
  return text + "\n";
}

}  // namespace rulec::app
