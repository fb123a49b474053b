// Help for the tests of files of the text form: the JSON twin of a text in one line, and findings
// in words.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "diag/emitter.h"
#include "parser/dsl/text_reader.h"
#include "parser/json/reader.h"

namespace rulec::parser {

struct TextFile {
  SourceMap sources;
  json::Document document;
  std::vector<diag::Diagnostic> findings;
  std::size_t errors = 0;

  explicit TextFile(std::string_view text, const TextOptions& options = {}) {
    SourceId id = sources.add("x.eff", std::string(text));
    diag::Collector collector;
    document = read_text(sources, id, options, collector);
    errors = collector.error_count();
    findings = collector.take_sorted();
  }

  // The source's bytes of the node at a pointer, or "" where there is none.
  [[nodiscard]] std::string text_at(std::string_view pointer) const {
    auto node = document.resolve(pointer);
    return node ? std::string(sources.text(document.at(*node).span)) : std::string();
  }

  [[nodiscard]] std::string json() const {
    std::string out;
    if (document.has_root()) {
      append(out, document.root());
    }
    return out;
  }

  // For each finding its name and what it points at, `expected-token @stop`; errors before hints.
  [[nodiscard]] std::string words() const {
    std::string all;
    for (const diag::Diagnostic& finding : findings) {
      all += all.empty() ? "" : ", ";
      all += std::string(diag::row_of(finding.code).name) + " @" +
             std::string(sources.text(finding.primary.span));
    }
    return all;
  }

 private:
  void append(std::string& out, json::NodeId id) const {
    const json::Node& node = document.at(id);
    switch (node.kind) {
      case json::NodeKind::kBad:
        out += "BAD";
        return;
      case json::NodeKind::kNull:
        out += "null";
        return;
      case json::NodeKind::kBool:
        out += node.boolean ? "true" : "false";
        return;
      case json::NodeKind::kInteger:
      case json::NodeKind::kDouble:
        out += node.text;
        return;
      case json::NodeKind::kString:
        append_json_string(out, node.text);
        return;
      case json::NodeKind::kArray:
      case json::NodeKind::kObject:
        break;
    }
    bool is_object = node.kind == json::NodeKind::kObject;
    out += is_object ? '{' : '[';
    for (json::NodeId child : document.children(id)) {
      out += document.at(child).index == 0 ? "" : ",";
      if (is_object) {
        append_json_string(out, document.at(child).key);
        out += ':';
      }
      append(out, child);
    }
    out += is_object ? '}' : ']';
  }
};

// JSON without blanks outside of texts.
inline std::string compact(std::string_view json) {
  std::string out;
  bool is_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    is_text = is_text != (json[i] == '"' && (i == 0 || json[i - 1] != '\\'));
    out += is_text || json[i] != ' ' ? std::string(1, json[i]) : "";
  }
  return out;
}

inline void check_twin(std::string_view text, std::string_view json,
                       const TextOptions& options = {}) {
  CAPTURE(std::string(text));
  TextFile file(text, options);
  CHECK(file.words() == "");
  CHECK(file.json() == compact(json));
}

// A rule around a condition, an action or other members; what is looked at is that member alone.
inline std::string with_when(std::string_view condition) {
  return "rule r on e { when " + std::string(condition) + " }";
}
inline std::string with_then(std::string_view actions) {
  return "rule r on e { then " + std::string(actions) + " }";
}
inline std::string rule_json(std::string_view members) {
  return R"({"id":"r","entry_point":"e",)" + std::string(members) + "}";
}

}  // namespace rulec::parser
