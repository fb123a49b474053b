// SARIF 2.1.0 (Static Analysis Results Interchange Format, OASIS). Numbers in comments are its
// sections. Regions carry lines, columns and bytes: readers take what they know. No text of a
// source is copied, so a line that holds a secret stays where it is.
#include <algorithm>
#include <map>
#include <vector>

#include "base/uri.h"
#include "diag/explain.h"
#include "tooling/report/finding_parts.h"

namespace rulec::tooling {
namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kRoot = "%SRCROOT%";
constexpr int kLastAnswer = 2;  // greater exit codes: the run did not come to an answer

std::string_view level_of(diag::Severity severity) {
  return word_of(severity, "error", "warning", "note");
}

void write_message(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  json.begin_object();
  json.member("text", json_text(text));
  json.end_object();
}

// The first paragraph of a page, in one line.
std::string first_paragraph(std::string_view page) {
  std::size_t title_end = page.find("\n\n");
  std::string_view body = title_end == std::string_view::npos ? page : page.substr(title_end + 2);
  std::string text(body.substr(0, body.find("\n\n")));
  std::ranges::replace(text, '\n', ' ');
  return text;
}

class SarifPrinter {
 public:
  explicit SarifPrinter(const FindingsReport& report) : report_(report), json_(text_) {
    std::size_t kept = std::min(report.findings.size(), kMaxSarifResults);
    results_ = std::span(report.findings).first(kept);
    for (const ReportedFinding& finding : results_) {
      rules_.try_emplace(finding.diagnostic->code, 0);
    }
    std::size_t index = 0;
    for (auto& [code, number] : rules_) {
      number = index++;
    }
  }

  std::string print() {
    json_.begin_object();
    json_.member("$schema", kSchema);
    json_.member("version", "2.1.0");
    json_.key("runs");
    json_.begin_array();
    write_run();
    json_.end_array();
    json_.end_object();
    return std::move(text_) + "\n";
  }

 private:
  void write_run() {
    json_.begin_object();
    write_tool();
    json_.key("automationDetails");
    json_.begin_object();
    json_.member("id", "rulec/" + std::string(report_.command) + "/");
    json_.end_object();
    write_invocation();
    json_.key("originalUriBaseIds");
    json_.begin_object();
    json_.key(kRoot);
    json_.begin_object();
    write_message(json_, "description", "the root of the repository");
    json_.end_object();
    json_.end_object();
    json_.member("columnKind", "unicodeCodePoints");
    json_.key("results");
    json_.begin_array();
    for (const ReportedFinding& finding : results_) {
      write_result(finding);
    }
    json_.end_array();
    json_.end_object();
  }

  void write_tool() {
    json_.key("tool");
    json_.begin_object();
    json_.key("driver");
    json_.begin_object();
    json_.member("name", "rulec");
    json_.member("semanticVersion", report_.version);
    if (!report_.pages_url.empty()) {
      json_.member("informationUri", report_.pages_url);
    }
    json_.key("rules");
    json_.begin_array();
    for (const auto& [code, number] : rules_) {
      write_rule(code);
    }
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }

  // reportingDescriptor (3.49).
  void write_rule(diag::Code code) {
    const diag::CatalogueRow& row = diag::row_of(code);
    std::string_view page = diag::page_of(code);
    json_.begin_object();
    json_.member("id", diag::code_text(code));
    json_.member("name", row.name);
    std::string about = first_paragraph(page);
    std::size_t sentence = about.find(". ");
    write_message(json_, "shortDescription",
                  sentence == std::string::npos ? about : about.substr(0, sentence + 1));
    write_message(json_, "fullDescription", about);
    json_.key("help");
    json_.begin_object();
    json_.member("text", "rulec explain " + diag::code_text(code));
    json_.member("markdown", page);
    json_.end_object();
    if (std::string url = page_url(report_, code); !url.empty()) {
      json_.member("helpUri", url);
    }
    json_.key("defaultConfiguration");
    json_.begin_object();
    json_.member("level", level_of(row.severity));
    json_.end_object();
    json_.end_object();
  }

  // invocation (3.20).
  void write_invocation() {
    json_.key("invocations");
    json_.begin_array();
    json_.begin_object();
    json_.member("executionSuccessful", report_.exit_code <= kLastAnswer);
    json_.member("exitCode", report_.exit_code);
    std::size_t left_out = report_.findings.size() - results_.size();
    if (left_out > 0 || report_.totals.omitted > 0) {
      json_.key("toolExecutionNotifications");
      json_.begin_array();
      if (left_out > 0) {
        write_notification(std::to_string(left_out) + " of " +
                           std::to_string(report_.findings.size()) +
                           " findings were left out: the " + std::to_string(kMaxSarifResults) +
                           " most severe are here");
      }
      if (report_.totals.omitted > 0) {
        write_notification(std::to_string(report_.totals.omitted) +
                           " findings are beyond the limit of a file or a run");
      }
      json_.end_array();
    }
    json_.end_object();
    json_.end_array();
  }

  void write_notification(const std::string& text) {
    json_.begin_object();
    write_message(json_, "message", text);
    json_.member("level", "warning");
    json_.end_object();
  }

  // result (3.27).
  void write_result(const ReportedFinding& finding) {
    const diag::Diagnostic& diagnostic = *finding.diagnostic;
    json_.begin_object();
    json_.member("ruleId", diag::code_text(diagnostic.code));
    json_.member("ruleIndex", std::uint64_t{rules_.at(diagnostic.code)});
    json_.member("level", level_of(diagnostic.severity));
    write_message(json_, "message", message_with_help(diagnostic));
    json_.key("locations");
    json_.begin_array();
    json_.begin_object();
    write_physical(diagnostic);
    write_logical(diagnostic.place);
    json_.end_object();
    json_.end_array();
    write_related(diagnostic);
    write_fixes(diagnostic);
    write_suppression(diagnostic.suppressed);
    json_.key("partialFingerprints");
    json_.begin_object();
    json_.member("rulec/v1", finding.fingerprint);
    json_.end_object();
    json_.end_object();
  }

  void write_artifact(std::string_view path) {
    json_.key("artifactLocation");
    json_.begin_object();
    json_.member("uri", uri_path(path));
    json_.member("uriBaseId", kRoot);
    json_.end_object();
  }

  // region (3.30); of a hidden line only its number, since its length would say something.
  void write_region(std::string_view name, const Source& source, Span span, bool is_hidden) {
    Range range = range_of(source, span);
    span = clamped(source, span);
    json_.key(name);
    json_.begin_object();
    json_.member("startLine", range.begin.line);
    if (!is_hidden) {
      json_.member("startColumn", range.begin.column);
      json_.member("endLine", range.end.line);
      json_.member("endColumn", range.end.column);
      json_.member("byteOffset", span.begin);
      json_.member("byteLength", span.length());
    }
    json_.end_object();
  }

  void write_physical(const diag::Diagnostic& diagnostic) {
    json_.key("physicalLocation");
    json_.begin_object();
    write_artifact(path_of(report_, diagnostic));
    if (diagnostic.has_primary) {
      const Span& span = diagnostic.primary.span;
      write_region("region", report_.sources.at(span.source), span, diagnostic.hides_source);
    }
    json_.end_object();
  }

  // logicalLocation (3.33): the rule, and the pointer inside of its file.
  void write_logical(const diag::Place& place) {
    if (place.rule_id.empty() && place.pointer.empty()) {
      return;
    }
    json_.key("logicalLocations");
    json_.begin_array();
    json_.begin_object();
    if (!place.rule_id.empty()) {
      json_.member("name", json_text(place.rule_id));
    }
    json_.member(
        "fullyQualifiedName",
        json_text(place.pointer.empty() ? place.rule_id : place.rule_id + "#" + place.pointer));
    json_.member("kind", place.rule_id.empty() ? "member" : "rule");
    json_.end_object();
    json_.end_array();
  }

  void write_related(const diag::Diagnostic& diagnostic) {
    if (diagnostic.labels.empty() || diagnostic.hides_source) {
      return;
    }
    json_.key("relatedLocations");
    json_.begin_array();
    std::uint64_t id = 0;
    for (const diag::Label& label : diagnostic.labels) {
      const Source& source = report_.sources.at(label.span.source);
      json_.begin_object();
      json_.member("id", id++);
      json_.key("physicalLocation");
      json_.begin_object();
      write_artifact(path_of(report_, source.name()));
      write_region("region", source, label.span, false);
      json_.end_object();
      if (!label.text.empty()) {
        write_message(json_, "message", label.text);
      }
      json_.end_object();
    }
    json_.end_array();
  }

  // fix (3.55): an artifactChange a file, replacements in the order of their places.
  void write_fixes(const diag::Diagnostic& diagnostic) {
    bool has_edits = std::ranges::any_of(diagnostic.fixes,
                                         [](const diag::Fix& fix) { return !fix.edits.empty(); });
    if (!has_edits || diagnostic.hides_source) {
      return;
    }
    json_.key("fixes");
    json_.begin_array();
    for (const diag::Fix& fix : diagnostic.fixes) {
      if (!fix.edits.empty()) {
        write_fix(fix);
      }
    }
    json_.end_array();
  }

  void write_fix(const diag::Fix& fix) {
    std::map<SourceId, std::vector<const diag::Edit*>> by_file;
    for (const diag::Edit& edit : fix.edits) {
      by_file[edit.span.source].push_back(&edit);
    }
    json_.begin_object();
    write_message(json_, "description", fix.title);
    json_.key("artifactChanges");
    json_.begin_array();
    for (auto& [id, edits] : by_file) {
      std::ranges::stable_sort(edits, {}, [](const diag::Edit* edit) { return edit->span.begin; });
      const Source& source = report_.sources.at(id);
      json_.begin_object();
      write_artifact(path_of(report_, source.name()));
      json_.key("replacements");
      json_.begin_array();
      for (const diag::Edit* edit : edits) {
        json_.begin_object();
        write_region("deletedRegion", source, edit->span, false);
        write_message(json_, "insertedContent", edit->new_text);
        json_.end_object();
      }
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  // suppression (3.35).
  void write_suppression(const std::optional<diag::Suppression>& suppressed) {
    json_.key("suppressions");
    json_.begin_array();
    if (suppressed) {
      bool is_in_source = suppressed->kind == diag::Suppression::Kind::kInSource;
      json_.begin_object();
      json_.member("kind", is_in_source ? "inSource" : "external");
      json_.member("status", "accepted");
      std::string why = suppressed->reason;
      why += suppressed->until.empty() ? "" : (why.empty() ? "until " : ", until ");
      why += suppressed->until;
      if (!why.empty()) {
        json_.member("justification", json_text(why));
      }
      json_.end_object();
    }
    json_.end_array();
  }

  const FindingsReport& report_;
  std::string text_;
  JsonWriter json_;
  std::span<const ReportedFinding> results_;
  std::map<diag::Code, std::size_t> rules_;  // and their indexes
};

}  // namespace

std::string sarif_report(const FindingsReport& report) {
  return SarifPrinter(report).print();
}

}  // namespace rulec::tooling
