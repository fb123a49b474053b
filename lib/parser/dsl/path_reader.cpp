// Paths of the text form, and which context each of them reads.
#include <algorithm>
#include <optional>
#include <utility>

#include "diag/suggest.h"
#include "parser/dsl/faults.h"
#include "parser/dsl/twin_reader.h"

namespace rulec::parser {
namespace {

using Kind = OpenContainer::Kind;

}  // namespace

TwinReader::Segments TwinReader::segments_of(const SyntaxNode& path) const {
  Segments found;
  bool is_bracketed = false;
  for (const SyntaxChild& child : SyntaxChildren(path)) {
    SyntaxKind kind = child.node.kind();
    bool is_behind_bracket = std::exchange(is_bracketed, child.node.is_token("["));
    bool is_segment =
        kind == SyntaxKind::kWord || kind == SyntaxKind::kTicked || kind == SyntaxKind::kDigits;
    if (!is_segment) {
      continue;
    }
    std::string_view text = state_.text_of(child.node);
    if (is_behind_bracket && text.size() > 1 && text[0] == '0') {
      state_.refuse(child.node.begin());  // no integer of JSON
    }
    found.push_back({.text = kind == SyntaxKind::kTicked ? text.substr(1, text.size() - 2) : text,
                     .range = TextState::range_of(child.node),
                     .is_index = kind == SyntaxKind::kDigits});
  }
  return found;
}

std::string TwinReader::dotted(const SyntaxNode& path) const {
  std::string text;
  for (const Segment& segment : segments_of(path)) {
    text += (text.empty() ? "" : ".") + std::string(segment.text);
  }
  return text;
}

void TwinReader::path_text(TextRange range, std::span<const Segment> segments,
                           std::string_view key) {
  std::string text(key);
  for (const Segment& segment : segments) {
    text += (text.empty() ? "" : ".") + std::string(segment.text);
  }
  twin_.text(range, text);
}

void TwinReader::key_of(const Segment& segment) {
  auto index = segment.is_index ? index_of(segment.text) : std::nullopt;
  index ? twin_.integer(segment.range, *index) : twin_.text(segment.range, segment.text);
}

bool TwinReader::path_keys(TextRange range, std::span<const Segment> segments,
                           const Scopes::Reading& reading) {
  if (reading.scopes_out > 0) {
    OpenContainer level(state_, Kind::kArray, range);
    if (!level.fits()) {
      return false;
    }
    twin_.integer(range, static_cast<std::int64_t>(2 * reading.scopes_out));
  }
  if (!reading.key.empty()) {
    twin_.text(range, reading.key);
  }
  for (const Segment& segment : segments) {
    key_of(segment);
  }
  return true;
}

bool TwinReader::read_path(TextRange range, const Segments& segments,
                           const Scopes::Reading& reading) {
  std::span<const Segment> keys = std::span(segments).subspan(reading.is_named ? 1 : 0);
  OpenContainer object(state_, Kind::kObject, range);
  if (!object.fits()) {
    return false;
  }
  if (reading.scopes_out == 0) {
    twin_.key("var", range);
    path_text(range, keys, reading.key);
    return true;
  }
  twin_.key("val", range);
  OpenContainer array(state_, Kind::kArray, range);
  return array.fits() && path_keys(range, keys, reading);
}

// As the first segment of a path a keyword stands in back-ticks.
bool TwinReader::begins_reserved(const SyntaxNode& path) const {
  return path.kind() == SyntaxKind::kPath && state_.text_of(path).front() != '`' &&
         is_reserved_for_paths(segments_of(path).front().text);
}

bool TwinReader::path(const SyntaxNode& node) {
  Segments segments = segments_of(node);
  TextRange range = TextState::range_of(node);
  Segment& first = segments.front();
  if (begins_reserved(node)) {
    return state_.refuse(node.begin());
  }
  bool is_plain = state_.text_of(node).front() != '`';
  Scopes::Reading reading = state_.scopes.reading_of(first.text);
  if (state_.is_input_dialect && is_plain && !reading.is_named) {
    if (first.text == "nil" && segments.size() == 1) {
      twin_.null(range);
      return true;
    }
    if (segments.size() == 1 && state_.locals.contains(first.text)) {
      return local_value(node, std::string(first.text), false);
    }
    rename_result(node, segments);
    bool is_length = segments.size() > 1 && segments.back().text == "length" &&
                     state_.scopes.is_outermost() && state_.options.has_length;
    if (is_length) {
      std::string whole = dotted(node);
      std::string_view field = std::string_view(whole).substr(0, whole.rfind('.'));
      is_length = std::ranges::any_of(state_.entry_points, [&](const std::string& name) {
        return state_.options.has_length(name, field);
      });
    }
    if (is_length) {
      TextRange name = segments.back().range;
      segments.pop_back();
      OpenContainer object(state_, Kind::kObject, range);
      twin_.key("length", name);
      return object.fits() &&
             read_path({.begin = range.begin, .end = segments.back().range.end}, segments, reading);
    }
  }
  return read_path(range, segments, reading);
}

bool TwinReader::is_unknown_reference(const SyntaxNode& path) const {
  return path.kind() == SyntaxKind::kReference &&
         !is_result(state_.text_of(path.field(SyntaxField::kName)));
}

bool TwinReader::is_result(std::string_view name) const {
  return state_.results.contains(name);
}

// As a path it would read the context, and nobody would know.
bool TwinReader::unknown_result(const SyntaxNode& name) {
  std::string text(state_.text_of(name));
  diag::Diagnostic finding = diag::make(diag::Code::kUnknownResult, state_.span_of(name),
                                        "no step before this has it", {{"name", text}});
  std::vector<std::string> known(state_.results.begin(), state_.results.end());
  if (auto near = diag::suggest(text, known); !near.empty()) {
    finding.help(diag::did_you_mean(near));
  } else {
    finding.help("a step names its result in front, as in `" + text + " = f()`; fields of the " +
                 "context have no `$`");
  }
  return state_.fail(std::move(finding));
}

// `$x.f` inside an expression: the context that results are read from is the outermost one.
bool TwinReader::reference_path(const SyntaxNode& node) {
  SyntaxNode name = node.field(SyntaxField::kName);
  std::string_view text = state_.text_of(name);
  if (state_.locals.contains(text)) {
    return local_value(node, std::string(text), false);
  }
  Segments segments = segments_of(node);
  rename_result(node, segments);
  if (!is_result(segments.front().text)) {
    return unknown_result(name);
  }
  Scopes::Reading reading = state_.scopes.reading_of("");
  return read_path(TextState::range_of(node), segments, reading);
}

// The first of two names that a result has stands for the second.
void TwinReader::rename_result(const SyntaxNode& path, Segments& segments) const {
  Segment& first = segments.front();
  bool may_be_one = state_.is_input_dialect && state_.text_of(path).front() != '`' &&
                    !reading_of(path, segments).is_named;
  auto renamed = state_.result_names.find(first.text);
  if (may_be_one && renamed != state_.result_names.end()) {
    first.text = renamed->second;
  }
}

// A reference reads the outermost context, whatever items are called.
Scopes::Reading TwinReader::reading_of(const SyntaxNode& path, const Segments& segments) const {
  bool is_reference = path.kind() == SyntaxKind::kReference;
  return state_.scopes.reading_of(is_reference ? "" : segments.front().text);
}

bool TwinReader::missing(const SyntaxNode& node) {
  SyntaxNode path = node.field(SyntaxField::kPath);
  if (is_unknown_reference(path)) {
    return unknown_result(path.field(SyntaxField::kName));
  }
  Segments segments = segments_of(path);
  rename_result(path, segments);
  Scopes::Reading reading = reading_of(path, segments);
  TextRange range = TextState::range_of(node);
  TextRange inside = TextState::range_of(path);
  // `missing` reads the innermost context alone: no twin.
  if (reading.scopes_out > 0 || begins_reserved(path)) {
    return state_.refuse(path.begin());
  }
  constexpr std::string_view kName = "missing";
  OpenContainer object(state_, Kind::kObject, range);
  twin_.key(kName, {.begin = range.begin, .end = range.begin + kName.size()});
  OpenContainer array(state_, Kind::kArray, range);
  path_text(inside, std::span(segments).subspan(reading.is_named ? 1 : 0), reading.key);
  return object.fits() && array.fits();
}

bool TwinReader::exists(const SyntaxNode& node) {
  SyntaxNode path = node.field(SyntaxField::kPath);
  if (is_unknown_reference(path)) {
    return unknown_result(path.field(SyntaxField::kName));
  }
  if (begins_reserved(path)) {
    return state_.refuse(path.begin());
  }
  Segments segments = segments_of(path);
  rename_result(path, segments);
  Scopes::Reading reading = reading_of(path, segments);
  std::span<const Segment> keys = std::span(segments).subspan(reading.is_named ? 1 : 0);
  TextRange range = TextState::range_of(node);
  TextRange inside = TextState::range_of(path);
  constexpr std::string_view kName = "exists";
  OpenContainer object(state_, Kind::kObject, range);
  twin_.key(kName, {.begin = range.begin, .end = range.begin + kName.size()});
  if (!object.fits()) {
    return false;
  }
  // Canonical JSON has one text without a list around it.
  bool is_one_key = reading.scopes_out == 0 && keys.size() + (reading.key.empty() ? 0 : 1) == 1;
  if (is_one_key && !reading.key.empty()) {
    twin_.text(inside, reading.key);
    return true;
  }
  if (is_one_key && !(keys[0].is_index && index_of(keys[0].text))) {
    twin_.text(inside, keys[0].text);
    return true;
  }
  OpenContainer array(state_, Kind::kArray, range);
  return array.fits() && path_keys(inside, keys, reading);
}

}  // namespace rulec::parser
