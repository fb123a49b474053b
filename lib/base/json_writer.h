// The one writer of JSON: decisions, reports, manifests, everything that is digested. Appends to a
// string that the caller owns and reuses; no heap use beyond that string's growth. Compact by
// default; `Style::kPretty` indents by two for people. The caller keeps the nesting right
// (checked).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rulec {

class JsonWriter {
 public:
  enum class Style : std::uint8_t { kCompact, kPretty };

  explicit JsonWriter(std::string& out, Style style = Style::kCompact) : out_(out), style_(style) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);

  void string(std::string_view text);
  void integer(std::int64_t number);
  void unsigned_integer(std::uint64_t number);
  // Shortest text that reads back; the number is finite.
  void number(double value);
  void boolean(bool value);
  void null();
  // `text` is one complete JSON value and is copied as it stands.
  void raw(std::string_view text);

  void member(std::string_view name, std::string_view text) { key(name), string(text); }
  void member(std::string_view name, const char* text) { key(name), string(text); }
  void member(std::string_view name, std::int64_t value) { key(name), integer(value); }
  void member(std::string_view name, int value) { key(name), integer(value); }
  void member(std::string_view name, std::uint64_t value) { key(name), unsigned_integer(value); }
  void member(std::string_view name, std::uint32_t value) { key(name), unsigned_integer(value); }
  void member(std::string_view name, bool value) { key(name), boolean(value); }

 private:
  void open(char bracket);
  void close(char bracket);
  void separate();
  void new_line();

  std::string& out_;
  Style style_;
  std::uint32_t depth_ = 0;
  bool needs_comma_ = false;
  bool after_key_ = false;
};

// `text` as a JSON string literal with its quotes: control characters, quote and backslash escaped,
// all else as it is (UTF-8).
void append_json_string(std::string& out, std::string_view text);
// Shortest text that reads back as this double; without `.0` when integral and below 2^53.
void append_number(std::string& out, double value);

}  // namespace rulec
