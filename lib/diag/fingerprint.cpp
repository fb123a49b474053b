// Fingerprints of findings, for baselines and for services that match findings over time: of what
// was found and where in the rule, never of line numbers.
#include <algorithm>

#include "base/hash.h"
#include "diag/internal/frame.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

constexpr std::size_t kHexDigits = 32;  // 128 bits

// "/rules/3/condition/and/0" is "/rules/-/condition/and/-": an inserted sibling moves nothing.
std::string without_indexes(std::string_view pointer) {
  std::string text;
  while (!pointer.empty()) {
    std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string_view segment = pointer.substr(1, end - 1);
    bool is_index =
        !segment.empty() && segment.find_first_not_of("0123456789") == std::string_view::npos;
    text.append("/").append(is_index ? "-" : segment);
    pointer.remove_prefix(end);
  }
  return text;
}

// The text without the blanks that formatting may change: those outside of quotes.
std::string without_blanks(std::string_view text) {
  std::string kept;
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
    if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (is_quoted && text[i] == '\\') {
      kept += text[i++];
    }
    if (i < text.size() && (is_quoted || !is_blank)) {
      kept += text[i];
    }
  }
  return kept;
}

std::string identity(const Diagnostic& diagnostic, const SourceMap& sources) {
  std::string key(row_of(diagnostic.code).name);
  auto append = [&key](std::string_view part) { key.append(1, '\0').append(part); };
  if (!diagnostic.has_primary) {
    append(message_of(diagnostic));
    return key;
  }
  const Source& source = sources.at(diagnostic.primary.span.source);
  Span span = clamp_to(source, diagnostic.primary.span);
  const Place& place = diagnostic.place;
  if (!place.subject.empty()) {
    append(std::string_view(place.subject).substr(0, place.subject.find('\n')));
    return key;
  }
  append(place.rule_id.empty() ? source.name() : place.rule_id);
  append(without_indexes(place.pointer));
  // A hash of a short secret could be guessed.
  append(diagnostic.hides_source
             ? std::string()
             : without_blanks(source.bytes().substr(span.begin, span.length())));
  return key;
}

}  // namespace

std::string fingerprint(const Diagnostic& diagnostic, const SourceMap& sources,
                        std::uint32_t ordinal) {
  std::string key = identity(diagnostic, sources);
  key.append(1, '\0').append(std::to_string(ordinal));
  return to_hex(sha256(key)).substr(0, kHexDigits);
}

std::string_view subject_text(const Place& place) {
  std::size_t end = place.subject.find('\n');
  return end == std::string::npos ? std::string_view()
                                  : std::string_view(place.subject).substr(end + 1);
}

std::uint32_t FingerprintOrdinals::next(const Diagnostic& diagnostic, const SourceMap& sources) {
  return seen_[identity(diagnostic, sources)]++;
}

}  // namespace rulec::diag
