// Strict reading of JSON that somebody gave us: one text, and the members of one object, each asked
// for by name and kind.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "parser/json/reader_scratch.h"
#include "value/value.h"

namespace rulec::trust {

// A text and its value, which looks into both this and the text.
class JsonText {
 public:
  // False: `problem()` says why.
  [[nodiscard]] bool read(std::string_view text, std::size_t max_bytes);
  [[nodiscard]] const Value& value() const { return value_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  Arena arena_;
  json::ReaderScratch scratch_;
  Value value_;
  std::string problem_;
};

// The first fault is kept and makes all later answers empty, so that callers ask in a row and look
// once.
class Members {
 public:
  // `where` is how the object is called in a sentence: "a key", "`source`".
  Members(const Value& object, std::string_view where);

  [[nodiscard]] bool has(std::string_view name) const;  // and it is not null
  std::string text(std::string_view name);              // not empty
  std::string optional_text(std::string_view name);     // "" when absent
  std::vector<std::string> texts(std::string_view name);
  std::vector<std::string> optional_texts(std::string_view name);
  std::uint64_t count(std::string_view name);
  std::uint64_t optional_count(std::string_view name, std::uint64_t otherwise);
  bool flag(std::string_view name);
  bool optional_flag(std::string_view name, bool otherwise);
  std::int64_t time(std::string_view name);
  std::optional<std::int64_t> optional_time(std::string_view name);  // absent or null
  std::string sha256(std::string_view name);
  std::string optional_sha256(std::string_view name);
  // Index of the member's text among `allowed`.
  std::size_t choice(std::string_view name, std::span<const std::string_view> allowed);
  std::span<const Value> list(std::string_view name);
  Value object(std::string_view name);

  // Members that nobody asked for.
  void finish();
  void fault(std::string_view problem);
  // A fault of a part, as it is.
  void adopt(const Members& part);
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool is_good() const { return problem_.empty(); }

 private:
  // Whether it is there; then it is asked for as a required one.
  bool is_given(std::string_view name);
  Value required(std::string_view name, Kind kind);
  std::string hex_digest(std::string_view name);

  Value object_;
  std::string where_;
  std::string problem_;
  std::vector<std::string_view> asked_;
};

// 64 lower-case hex digits.
[[nodiscard]] bool is_sha256(std::string_view text);
// RFC 3339, UTC, whole seconds: "2026-11-22T04:31:07Z".
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace rulec::trust
