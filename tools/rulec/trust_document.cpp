#include "trust_document.h"

#include <algorithm>

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

// One line a row, so that a change is a line: members of the document, and the rows of those that
// are lists of objects or objects of objects.
class DocumentText {
 public:
  void member(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "{\n  " : ",\n  ";
    append_json_string(text_, name);
    text_.append(": ").append(value);
  }
  void rows(std::string_view name, char open, char close, const std::vector<std::string>& rows) {
    std::string value(1, open);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      value.append(i == 0 ? "\n    " : ",\n    ").append(rows[i]);
    }
    value.append(rows.empty() ? "" : "\n  ") += close;
    member(name, value);
  }
  void as_it_was(const Member& old) {
    std::vector<std::string> lines;
    if (old.value.is_list()) {
      for (const Value& row : old.value.as_list()) {
        lines.push_back(one_line(row));
      }
      return rows(old.key, '[', ']', lines);
    }
    if (!old.value.is_object()) {
      return member(old.key, one_line(old.value));
    }
    for (const Member& row : old.value.members()) {
      std::string line;
      append_json_string(line, row.key);
      lines.push_back(line + ": " + one_line(row.value));
    }
    rows(old.key, '{', '}', lines);
  }
  [[nodiscard]] std::string finish() const { return text_ + "\n}\n"; }

 private:
  static std::string one_line(const Value& value) {
    std::string text;
    append_value(text, value);
    return text;
  }
  std::string text_;
};

std::vector<std::string> lines_of(const Value& rows) {
  std::vector<std::string> lines;
  if (rows.is_list()) {
    for (const Value& row : rows.as_list()) {
      append_value(lines.emplace_back(), row);
    }
  }
  return lines;
}

std::string line_of(const KeyRow& row) {
  std::string line;
  JsonWriter json(line);
  write_row(json, row);
  return line;
}

std::string replaced_row(std::string line, const Replacement& replacement) {
  std::string old_text = text_of(replacement.old_key);
  std::size_t at = line.find(old_text);
  return at == std::string::npos ? line
                                 : line.replace(at, old_text.size(), text_of(replacement.new_key));
}

std::string revocation_of(const Replacement& replacement) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.member("key_id", trust::key_id(replacement.old_key));
  json.member("from", trust::format_time(replacement.from_ms));
  json.member("reason", replacement.reason);
  json.end_object();
  return line;
}

}  // namespace

std::string new_trust_document(const KeyRow& row, std::uint64_t serial) {
  DocumentText text;
  text.member("trust_version", "1");
  text.member("serial", std::to_string(serial));
  text.rows("keys", '[', ']', {line_of(row)});
  return text.finish();
}

Result<std::string> with_key(std::string_view document, const KeyRow& row) {
  Document read;
  RULEC_TRY_STATUS(read.read(document));
  DocumentText text;
  for (const Member& member : read.value.members()) {
    if (member.key == "serial") {
      text.member("serial", std::to_string(read.serial() + 1));
    } else if (member.key == "keys") {
      std::vector<std::string> rows = lines_of(member.value);
      if (std::ranges::find(rows, line_of(row)) != rows.end()) {
        return std::string(document);
      }
      rows.push_back(line_of(row));
      text.rows("keys", '[', ']', rows);
    } else {
      text.as_it_was(member);
    }
  }
  return text.finish();
}

Result<std::string> with_replacement(std::string_view document, const Replacement& replacement) {
  Document read;
  RULEC_TRY_STATUS(read.read(document));
  std::vector<std::string> keys = lines_of(read.value.member("keys"));
  std::vector<std::string> replaced;
  replaced.reserve(keys.size());
  for (const std::string& row : keys) {
    replaced.push_back(replaced_row(row, replacement));
  }
  if (replaced == keys) {
    return fail(ErrorCode::kUsage, "no row has the key " + trust::key_id(replacement.old_key));
  }
  std::vector<std::string> revoked = lines_of(read.value.member("revoked"));
  if (!replacement.reason.empty()) {
    revoked.push_back(revocation_of(replacement));
  }
  DocumentText text;
  text.member("trust_version", std::to_string(kSignedVersion));
  text.member("serial", std::to_string(read.serial() + 1));
  text.rows("keys", '[', ']', replaced);
  if (!revoked.empty()) {
    text.rows("revoked", '[', ']', revoked);
  }
  for (const Member& member : read.value.members()) {
    if (member.key != "trust_version" && member.key != "serial" && member.key != "keys" &&
        member.key != "revoked") {
      text.as_it_was(member);
    }
  }
  if (read.value.member("threshold").is_absent()) {
    text.member("threshold", R"({"release":1,"trust":1})");
  }
  return text.finish();
}

}  // namespace rulec::app
