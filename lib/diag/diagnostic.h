// Diagnostic: one finding, the same structure for terminal, JSON, editors and reports. Made by
// phases, printed by renderers (diag/render.h); the message text follows from the catalogue row and
// the typed arguments, so machine formats never parse text. Owns all its strings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/source.h"

namespace rulec::diag {

enum class Severity : std::uint8_t { Error, Warning, Hint, Retired };

// RCnnnn by name, from catalogue.def: Code::kUnknownField is RC2003.
enum class Code : std::uint16_t {
#define RULEC_DIAG(number, constant, name, severity, message) k##constant = number,
#include "diag/catalogue.def"
#undef RULEC_DIAG
};

struct CatalogueRow {
  Code code;
  std::string_view name;     // "unknown-field"
  Severity severity;         // default
  std::string_view message;  // with {arguments}
};

// All rows in the order of their numbers.
[[nodiscard]] const std::vector<CatalogueRow>& catalogue();
[[nodiscard]] const CatalogueRow& row_of(Code code);
// By "RC2003", "rc2003" or "unknown-field"; null when there is none.
[[nodiscard]] const CatalogueRow* find_row(std::string_view code_or_name);
[[nodiscard]] std::string code_text(Code code);  // "RC2003"

struct Argument {
  std::string name;
  std::variant<std::string, std::int64_t> value;
};

struct Label {
  Span span;
  std::string text;  // may be empty
};

// What an edit changes of the JSON that its source says, for sources that say it in another
// spelling (text files and their twins). `new_text` is JSON then.
struct EditTarget {
  enum class Part : std::uint8_t {
    kNone,     // bytes, whatever they say
    kValue,    // the whole value
    kText,     // what stands inside the quotes of a text
    kKey,      // what stands inside the quotes of a member's key
    kBefore,   // put in before the value and its key
    kAfter,    // put in behind the value
    kRemoved,  // the value with its key and the comma beside it
  };
  Part part = Part::kNone;
  std::uint32_t node = 0;  // json::NodeId index in the document of the source
};

struct Edit {
  Span span;  // replaced; empty for an insertion
  std::string new_text;
  EditTarget target = {};
};

enum class FixClass : std::uint8_t { kSafe, kSuggested, kManual };

struct Fix {
  FixClass fix_class = FixClass::kSuggested;
  std::string title;
  std::vector<Edit> edits;
};

// Where a finding stands inside its rule. All parts may be empty.
struct Place {
  std::string rule_id;
  std::string pointer;                  // RFC 6901, "" for the document or when there is none
  std::vector<std::string> breadcrumb;  // "rule vip", "condition", "and[0]", ">="
  std::string reads_as;                 // the condition as infix text
  // What the finding speaks of in a form that no layout or spelling changes; "" where it is only
  // known as bytes. Fingerprints look at it.
  std::string subject;
};

// A context that shows the finding: `rulec eval ENTRY --example CODE:N` decides it.
struct Witness {
  std::string entry_point;
  std::string context;  // a JSON object in one line
  std::optional<std::int64_t> now_ms;
};

// Why a finding is not shown and does not count.
struct Suppression {
  enum class Kind : std::uint8_t { kInSource, kBaseline };
  Kind kind = Kind::kInSource;
  std::string reason;
  std::string until;  // a date, "" for ever
};

struct Diagnostic {
  Code code = Code::kBadUsage;
  Severity severity = Severity::Error;
  std::vector<Argument> arguments;
  bool has_primary = false;  // false for findings without a place, such as usage errors
  Label primary;
  std::vector<Label> labels;  // in the order to show
  Place place;
  std::vector<std::string> notes;  // "= note:" facts
  std::vector<std::string> helps;  // "help:" lines without a fix
  std::vector<Fix> fixes;
  std::optional<Witness> witness;
  std::optional<Suppression> suppressed;
  std::uint32_t more_places = 0;  // the same root cause elsewhere
  bool hides_source = false;      // the line holds a secret: it is named, never shown

  // A span without a source (something that stands in no file) adds nothing.
  Diagnostic& label(Span span, std::string text) {
    if (span.source.is_valid()) {
      labels.push_back({.span = span, .text = std::move(text)});
    }
    return *this;
  }
  Diagnostic& note(std::string text) {
    notes.push_back(std::move(text));
    return *this;
  }
  Diagnostic& help(std::string text) {
    helps.push_back(std::move(text));
    return *this;
  }
  Diagnostic& hide_source() {
    hides_source = true;
    return *this;
  }
  Diagnostic& fix(Fix fix) {
    fixes.push_back(std::move(fix));
    return *this;
  }
};

// A finding with a place: `text` stands beside the carets.
[[nodiscard]] Diagnostic make(Code code, Span span, std::string text,
                              std::vector<Argument> arguments);
// A finding without a place.
[[nodiscard]] Diagnostic make(Code code, std::vector<Argument> arguments);

// The message of the row with the arguments put in; control characters are shown as \u escapes.
[[nodiscard]] std::string message_of(const Diagnostic& diagnostic);

}  // namespace rulec::diag
