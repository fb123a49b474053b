#include "tooling/changed.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"
#include "parser/json/reader.h"
#include "parser/parser.h"

namespace rulec::tooling {
namespace {

// The texts of the rules of a file, whatever is wrong with them.
std::set<std::string, std::less<>> rule_texts(const std::string& path, std::string bytes) {
  SourceMap sources;
  diag::Collector unheard;
  parser::RuleDocuments documents;
  parser::Ast ast;
  SourceId source = sources.add(path, std::move(bytes));
  documents.documents.push_back(path.ends_with(".json")
                                    ? json::parse(sources, source, {}, unheard)
                                    : parser::read_text(sources, source, {}, unheard));
  std::set<std::string, std::less<>> texts;
  if (documents.documents.back().has_root()) {
    parser::parse_rules(documents, 0, sources, ast, unheard);
    for (const parser::RuleNode& rule : ast.rules) {
      texts.emplace(sources.text(ast.span(rule.node)));
    }
  }
  return texts;
}

std::vector<Span> rule_spans(const Build& build, SourceId source) {
  std::vector<Span> spans;
  for (const parser::RuleNode& rule : build.ast.rules) {
    Span span = build.ast.span(rule.node);
    if (span.source == source) {
      spans.push_back(span);
    }
  }
  return spans;
}

}  // namespace

Result<ChangedParts> ChangedParts::find(const Build& build, const std::vector<std::string>& paths,
                                        const OlderBytes& older) {
  ChangedParts parts;
  for (std::size_t i = 0; i < build.sources.size(); ++i) {
    auto source = SourceId(static_cast<std::uint32_t>(i));
    const std::string& path = build.sources.at(source).name();
    if (!std::ranges::binary_search(paths, path)) {
      continue;
    }
    std::vector<Span>& unchanged = parts.unchanged_rules_[source];
    std::vector<Span> spans = rule_spans(build, source);
    if (spans.empty()) {
      continue;
    }
    RULEC_TRY(bytes, older(path));
    if (bytes) {
      auto texts = rule_texts(path, std::move(*bytes));
      std::ranges::copy_if(spans, std::back_inserter(unchanged),
                           [&](Span span) { return texts.contains(build.sources.text(span)); });
    }
  }
  return parts;
}

bool ChangedParts::hold(Span span) const {
  auto file = unchanged_rules_.find(span.source);
  return file != unchanged_rules_.end() && std::ranges::none_of(file->second, [span](Span rule) {
           return rule.begin <= span.begin && span.end <= rule.end;
         });
}

bool ChangedParts::concern(const diag::Diagnostic& finding) const {
  return !finding.has_primary || hold(finding.primary.span) ||
         std::ranges::any_of(finding.labels,
                             [this](const diag::Label& label) { return hold(label.span); });
}

}  // namespace rulec::tooling
