// What both tests of schemas against foreign data share: reading cases, asking our checker and
// valijson, and a file of exceptions with reasons, each of which must be needed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "diag/emitter.h"
#include "parser/json/document.h"
#include "schema/schema.h"

namespace rulec::testing {

// One JSON file or text, read by the strict reader; nothing when it refuses it.
struct JsonText {
  SourceMap sources;
  json::Document document;
};
[[nodiscard]] std::optional<JsonText> read_json(const std::string& text);
[[nodiscard]] std::string read_file(const std::string& path);

enum class Verdict : std::uint8_t { kValid, kInvalid, kRefused };

// Our checker. Refused: the gate said no; `reason` has its code and message.
struct OurAnswer {
  Verdict verdict = Verdict::kRefused;
  std::string reason;
  // Invalid only by a pattern or format, which valijson is not asked about.
  bool is_only_text_form = false;
};
class OurSchema {
 public:
  explicit OurSchema(const std::string& text);
  [[nodiscard]] OurAnswer judge(const json::Document& instance, json::NodeId root) const;

 private:
  std::shared_ptr<const schema::CompiledSchema> compiled_;
  std::string reason_;
};

// Refused: valijson gave up. `words` are its own.
struct ValijsonAnswer {
  Verdict verdict = Verdict::kRefused;
  std::string words;
};
[[nodiscard]] ValijsonAnswer ask_valijson(const json::Document& schema,
                                          const json::Document& instance, json::NodeId root);

// Lines "KIND: CASE :: REASON"; `#` begins a comment. A case that ends in `*` stands for all that
// begin so.
class Exceptions {
 public:
  explicit Exceptions(const std::string& path);
  // True when "KIND: CASE" is listed; marks it as needed.
  bool covers(std::string_view kind, std::string_view name);
  // Prints the entries that nothing needed; returns their number.
  [[nodiscard]] int report_unneeded() const;

 private:
  bool mark(const std::string& entry);

  std::map<std::string, bool> needed_;
};

}  // namespace rulec::testing
