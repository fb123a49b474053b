// The JSON of a finding: all members always, in one order, so that readers need no "if present".
#include "base/utf8.h"
#include "diag/internal/frame.h"
#include "diag/internal/severity.h"
#include "diag/render.h"

namespace rulec::diag {
namespace {

std::string_view text_of(FixClass fix_class) {
  switch (fix_class) {
    case FixClass::kSafe:
      return "safe";
    case FixClass::kSuggested:
      return "suggested";
    case FixClass::kManual:
      return "manual";
  }
  return {};
}

// JSON is UTF-8; bytes of an author that are not are shown as in the terminal.
void write_text(JsonWriter& json, std::string_view name, std::string_view text) {
  json.member(name, utf8::find_invalid(text) == std::string_view::npos
                        ? std::string(text)
                        : printable(text, Lines::kKeep));
}

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  if (text.empty()) {
    json.key(name);
    json.null();
  } else {
    write_text(json, name, text);
  }
}

void write_arguments(JsonWriter& json, const std::vector<Argument>& arguments) {
  json.key("args");
  json.begin_object();
  for (const Argument& argument : arguments) {
    if (const auto* text = std::get_if<std::string>(&argument.value)) {
      write_text(json, argument.name, *text);
    } else {
      json.member(argument.name, std::get<std::int64_t>(argument.value));
    }
  }
  json.end_object();
}

void write_position(JsonWriter& json, const Source& source, Span span) {
  Extent extent = extent_of(source, span);
  write_text(json, "file", source.name());
  json.member("line", extent.begin.line);
  json.member("column", extent.begin.column);
  json.member("end_line", extent.end.line);
  json.member("end_column", extent.end.column);
}

void write_bytes(JsonWriter& json, const Source& source, Span span) {
  span = clamp_to(source, span);
  json.member("byte_offset", span.begin);
  json.member("byte_length", span.length());
}

void write_primary(JsonWriter& json, const Diagnostic& diagnostic, const SourceMap& sources) {
  json.key("primary");
  if (!diagnostic.has_primary) {
    json.null();
    return;
  }
  const Source& source = sources.at(diagnostic.primary.span.source);
  json.begin_object();
  write_position(json, source, diagnostic.primary.span);
  write_bytes(json, source, diagnostic.primary.span);
  write_text(json, "text", diagnostic.primary.text);
  json.end_object();
}

void write_labels(JsonWriter& json, const Diagnostic& diagnostic, const SourceMap& sources) {
  json.key("labels");
  json.begin_array();
  for (const Label& label : diagnostic.labels) {
    json.begin_object();
    write_position(json, sources.at(label.span.source), label.span);
    write_text(json, "text", label.text);
    json.end_object();
  }
  json.end_array();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) {
    json.string(utf8::find_invalid(text) == std::string_view::npos ? text
                                                                   : printable(text, Lines::kKeep));
  }
  json.end_array();
}

void write_place(JsonWriter& json, const Place& place) {
  write_text_or_null(json, "rule_id", place.rule_id);
  write_text(json, "pointer", place.pointer);
  write_texts(json, "breadcrumb", place.breadcrumb);
  write_text_or_null(json, "reads_as", place.reads_as);
}

void write_fix(JsonWriter& json, const Fix& fix, const SourceMap& sources) {
  json.begin_object();
  json.member("class", text_of(fix.fix_class));
  write_text(json, "title", fix.title);
  json.key("edits");
  json.begin_array();
  for (const Edit& edit : fix.edits) {
    const Source& source = sources.at(edit.span.source);
    json.begin_object();
    write_text(json, "file", source.name());
    write_bytes(json, source, edit.span);
    write_text(json, "new_text", edit.new_text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

// Help without a patch is a fix that is only explained.
void write_fixes(JsonWriter& json, const Diagnostic& diagnostic, const SourceMap& sources) {
  json.key("fixes");
  json.begin_array();
  for (const std::string& help : diagnostic.helps) {
    write_fix(json, {.fix_class = FixClass::kManual, .title = help, .edits = {}}, sources);
  }
  for (const Fix& fix : diagnostic.fixes) {
    bool is_hidden = diagnostic.hides_source;  // only what it is about is told
    write_fix(json,
              {.fix_class = fix.fix_class,
               .title = fix.title,
               .edits = is_hidden ? std::vector<Edit>() : fix.edits},
              sources);
  }
  json.end_array();
}

void write_witness(JsonWriter& json, const std::optional<Witness>& witness) {
  json.key("witness");
  if (!witness) {
    json.null();
    return;
  }
  json.begin_object();
  json.member("entry_point", witness->entry_point);
  json.key("context");
  json.raw(witness->context);
  json.key("now_ms");
  witness->now_ms ? json.integer(*witness->now_ms) : json.null();
  json.end_object();
}

void write_suppressed(JsonWriter& json, const std::optional<Suppression>& suppressed) {
  json.key("suppressed");
  if (!suppressed) {
    json.null();
    return;
  }
  json.begin_object();
  bool is_in_source = suppressed->kind == Suppression::Kind::kInSource;
  json.member("kind", is_in_source ? "in_source" : "baseline");
  json.member("reason", suppressed->reason);
  json.member("until", suppressed->until);
  json.end_object();
}

}  // namespace

void write_json(JsonWriter& json, const Diagnostic& diagnostic, const SourceMap& sources,
                std::uint32_t ordinal) {
  write_json(json, diagnostic, sources, fingerprint(diagnostic, sources, ordinal));
}

void write_json(JsonWriter& json, const Diagnostic& diagnostic, const SourceMap& sources,
                const std::string& fingerprint) {
  std::string code = code_text(diagnostic.code);
  json.begin_object();
  json.member("code", code);
  json.member("name", row_of(diagnostic.code).name);
  json.member("severity", severity_text(diagnostic.severity));
  json.member("message", message_of(diagnostic));
  write_arguments(json, diagnostic.arguments);
  write_primary(json, diagnostic, sources);
  write_labels(json, diagnostic, sources);
  write_place(json, diagnostic.place);
  write_texts(json, "notes", diagnostic.notes);
  write_witness(json, diagnostic.witness);
  json.member("more_places", diagnostic.more_places);
  write_suppressed(json, diagnostic.suppressed);
  write_fixes(json, diagnostic, sources);
  json.member("fingerprint", fingerprint);
  json.member("help_uri", "docs/diagnostics/" + code + ".md");
  json.end_object();
}

}  // namespace rulec::diag
