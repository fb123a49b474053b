#include "dev/request_body.h"

#include <array>

#include "base/calendar.h"
#include "base/limits.h"
#include "diag/emitter.h"
#include "diag/suggest.h"
#include "parser/json/reader.h"

namespace rulec::dev {
namespace {

using json::NodeId;
using json::NodeKind;

std::unexpected<BodyProblem> refuse(std::string detail, Refusal refusal = Refusal::kUnknownField) {
  return std::unexpected(BodyProblem{.refusal = refusal, .detail = std::move(detail)});
}

class BodyReader {
 public:
  BodyReader(std::string_view text, BodyKind kind) : kind_(kind) {
    source_ = sources_.add("request", std::string(text));
  }

  std::expected<DecisionBody, BodyProblem> read() {
    diag::Collector findings;
    document_ = json::parse(sources_, source_,
                            {.max_bytes = kMaxRequestBytes,
                             .max_depth = kMaxRequestDepth + 1,
                             .view = json::FaultView::kAsMet},
                            findings);
    if (findings.has_errors() || !document_.has_root()) {
      return refuse(place_of_first(findings), Refusal::kMalformedJson);
    }
    if (document_.at(document_.root()).kind != NodeKind::kObject) {
      return refuse("the body is an object with `entry_point` and `context`");
    }
    for (NodeId member : document_.children(document_.root())) {
      if (std::optional<std::string> problem = take(member)) {
        return refuse(std::move(*problem));
      }
    }
    if (body_.entry_point.empty() || body_.context.empty()) {
      return refuse(body_.entry_point.empty() ? "`entry_point` is missing"
                                              : "`context` is missing");
    }
    return std::move(body_);
  }

 private:
  std::string place_of_first(diag::Collector& findings) {
    for (const diag::Diagnostic& finding : findings.take_sorted()) {
      if (finding.has_primary) {
        LineColumn at = sources_.at(source_).line_column(finding.primary.span.begin);
        return std::string(diag::row_of(finding.code).name) + " at line " +
               std::to_string(at.line) + ", column " + std::to_string(at.column);
      }
      return std::string(diag::row_of(finding.code).name);
    }
    return "the body is empty";
  }

  // What is wrong with the member, if anything.
  std::optional<std::string> take(NodeId member) {
    const json::Node& node = document_.at(member);
    if (node.key == "entry_point" || node.key == "entryPoint") {
      if (!body_.entry_point.empty()) {
        return "`entry_point` and `entryPoint` are the same member";
      }
      if (node.kind != NodeKind::kString || node.text.empty()) {
        return "`entry_point` is a name";
      }
      body_.entry_point = node.text;
      return std::nullopt;
    }
    if (node.key == "context") {
      body_.context = sources_.text(node.span);
      return node.kind == NodeKind::kObject ? std::nullopt
                                            : std::optional<std::string>("`context` is an object");
    }
    if (kind_ == BodyKind::kExplain && node.key == "acknowledgments") {
      body_.acknowledgements = sources_.text(node.span);
      return node.kind == NodeKind::kObject
                 ? std::nullopt
                 : std::optional<std::string>("`acknowledgments` is an object");
    }
    if (kind_ == BodyKind::kExplain && node.key == "now") {
      return take_now(node);
    }
    return node.key.starts_with("x_") ? std::nullopt : std::optional(unknown(node.key));
  }

  std::optional<std::string> take_now(const json::Node& node) {
    auto moment = node.kind == NodeKind::kString ? calendar::parse_moment(node.text) : std::nullopt;
    if (!moment) {
      return "`now` is a date-time with offset, such as 2026-03-01T09:00:00Z";
    }
    body_.now_ms = moment->ms;
    return std::nullopt;
  }

  // The name itself is only repeated when it is near to one of ours.
  [[nodiscard]] std::string unknown(std::string_view key) const {
    if (kind_ == BodyKind::kExecute && (key == "now" || key == "acknowledgments")) {
      return "`" + std::string(key) + "` belongs to explain; a decision takes the server's time";
    }
    std::vector<std::string> known = {"entry_point", "context"};
    if (kind_ == BodyKind::kExplain) {
      known.insert(known.end(), {"now", "acknowledgments"});
    }
    std::vector<std::string> near = diag::suggest(std::string(key), known);
    return "the request has a member that is not known" +
           (near.empty() ? std::string() : ": did you mean `" + near.front() + "`?");
  }

  BodyKind kind_;
  SourceMap sources_;
  SourceId source_;
  json::Document document_;
  DecisionBody body_;
};

}  // namespace

std::expected<DecisionBody, BodyProblem> read_decision_body(std::string_view text, BodyKind kind) {
  return BodyReader(text, kind).read();
}

}  // namespace rulec::dev
