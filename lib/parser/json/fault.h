// SyntaxFault: what the reader found wrong, as small plain data; describe() words it. One list
// serves both readers, so a fault has one code and one message wherever it is met.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/source.h"
#include "diag/diagnostic.h"

namespace rulec::json {

enum class FaultKind : std::uint8_t {
  kTooLarge,     // limit
  kTooDeep,      // limit; the bracket that is one too many
  kTooManyKeys,  // limit
  kTooManyItems,
  kByteOrderMark,
  kUtf16,
  kNotUtf8,
  kNulByte,
  kNoValue,        // nothing but white space
  kTrailingBytes,  // after the value
  kUnclosed,       // end of text; other: the bracket that stays open
  kWrongBracket,   // other: the bracket it does not close
  kTrailingComma,  // the comma
  kStrayComma,     // a comma where a value or key is expected
  kMissingComma,   // the token before which it is missing; other: end of the value before
  kMissingColon,   // the token found; other: the key
  kMissingValue,   // the token found; other: the key
  kExpectedValue,  // all else where a value is expected
  kExpectedKey,
  kExpectedCommaOrEnd,  // other: the open bracket
  kComment,
  kSingleQuotes,
  kCurlyQuotes,
  kUnquotedKey,
  kMisspeltWord,  // True, None, nil …
  kNotFinite,     // NaN, Infinity
  kUnknownWord,
  kBadNumber,
  kIntegerRange,
  kOverflow,
  kUnderflow,
  kUnterminatedString,
  kControlCharacter,
  kBadEscape,
  kLoneSurrogate,
  kNulEscape,
  kDuplicateKey,  // other: the first one
  // Found by mending (mend.h). An empty range lies where the byte is missing.
  kLostOpeningQuote,  // the text that lacks it; other: its closing quote
  kLostClosingQuote,  // from the opening quote to where it is missing
  kExtraQuote,
  kLostCloser,   // other: the bracket that stays open
  kLostOpener,   // other: the bracket that closes nothing
  kWrongOpener,  // other: its closing bracket
  kWrongCloser,  // other: the bracket it closes
  kExtraBracket,
  kExtraPunctuation,  // `,` or `:`
};

// Byte offsets into the text that was read.
struct SyntaxFault {
  FaultKind kind = FaultKind::kNoValue;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t other_begin = 0;
  std::uint32_t other_end = 0;
  std::uint64_t limit = 0;
  std::uint32_t more_places = 0;
  char byte = '\0';  // found by mending: the byte that should stand there
};

// Whether the array or object around the fault may lack children because of it. Else they are all
// there, one of them perhaps as a value that could not be read.
[[nodiscard]] bool damages_container(FaultKind kind);

// A fault that tells of a bracket, but not where it is missing.
[[nodiscard]] bool is_of_brackets(FaultKind kind);

// The finding. `name` is what the text is called where a limit on it is named: a path, or "the
// text".
[[nodiscard]] diag::Diagnostic describe(const SyntaxFault& fault, std::string_view text,
                                        SourceId source, std::string_view name);

}  // namespace rulec::json
