#include "cases.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "diag/emitter.h"
#include "parser/json/document.h"
#include "parser/json/reader.h"

namespace rulec::conformance {
namespace {

namespace fs = std::filesystem;

// A file as a tree whose nodes still know their text.
class File {
 public:
  explicit File(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    SourceId source = sources_.add(path.string(), bytes.str());
    diag::Collector findings;
    document_ = json::parse(sources_, source, {}, findings);
    if (findings.has_errors()) {
      refusal_ = diag::message_of(findings.kept()[0]);
    }
  }

  [[nodiscard]] const json::Document& document() const { return document_; }
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  [[nodiscard]] std::string text(json::NodeId node) const {
    return std::string(sources_.text(document_.at(node).span));
  }
  // Text of a member, `otherwise` when it is not there.
  [[nodiscard]] std::string member(json::NodeId object, std::string_view key,
                                   const std::string& otherwise) const {
    json::NodeId found = document_.member(object, key);
    return found.is_valid() ? text(found) : otherwise;
  }

 private:
  SourceMap sources_;
  json::Document document_;
  std::string refusal_;
};

Case object_case(const File& file, json::NodeId node) {
  const json::Document& document = file.document();
  Case made;
  made.rule = file.member(node, "rule", "null");
  made.data = file.member(node, "data", "null");
  made.expected = file.member(node, "result", file.member(node, "expected", "null"));
  json::NodeId error = document.member(node, "error");
  if (error.is_valid()) {
    made.expects_error = true;
    made.error_type = document.at(document.member(error, "type")).text;
  }
  made.expects_error |= file.member(node, "shouldfail", "false") == "true";
  made.is_templating = file.member(node, "templating", "false") == "true";
  return made;
}

// [rule, data, expected]
Case array_case(const File& file, json::NodeId node) {
  std::vector<std::string> parts;
  for (json::NodeId child : file.document().children(node)) {
    parts.push_back(file.text(child));
  }
  return {.file = {}, .rule = parts.at(0), .data = parts.at(1), .expected = parts.at(2)};
}

void read_file(const fs::path& path, const std::string& name, std::vector<Case>& cases) {
  File file(path);
  const json::Document& document = file.document();
  auto add = [&](Case made, std::size_t number) {
    made.file = name;
    made.number = number;
    cases.push_back(std::move(made));
  };
  if (!file.refusal().empty()) {
    return add({.refusal = file.refusal()}, 0);
  }
  if (document.at(document.root()).kind == json::NodeKind::kObject) {
    return add(object_case(file, document.root()), 0);
  }
  std::size_t number = 0;
  for (json::NodeId child : document.children(document.root())) {
    json::NodeKind kind = document.at(child).kind;
    if (kind == json::NodeKind::kObject) {
      add(object_case(file, child), number++);
    } else if (kind == json::NodeKind::kArray) {
      add(array_case(file, child), number++);
    }
  }
}

}  // namespace

std::vector<Case> read_cases(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fs::path relative = entry.path().lexically_relative(folder);
    bool is_suite = relative.has_parent_path() && relative.filename() != "index.json";
    if (entry.is_regular_file() && entry.path().extension() == ".json" && is_suite) {
      names.push_back(relative.generic_string());
    }
  }
  std::ranges::sort(names);
  std::vector<Case> cases;
  for (const std::string& name : names) {
    read_file(fs::path(folder) / name, name, cases);
  }
  return cases;
}

std::vector<Known> read_contradictions(const std::string& folder) {
  File file(fs::path(folder) / "contradictions.json");
  std::vector<Known> known;
  for (json::NodeId row : file.document().children(file.document().root())) {
    known.push_back({.suite = {},
                     .rule = file.member(row, "rule", "null"),
                     .data = file.member(row, "data", "null")});
  }
  return known;
}

std::vector<Known> read_dialect(const std::string& folder) {
  File file(fs::path(folder) / "dialect.json");
  const json::Document& document = file.document();
  std::vector<Known> known;
  for (json::NodeId row : document.children(document.root())) {
    known.push_back({.suite = std::string(document.at(document.member(row, "suite")).text),
                     .rule = file.member(row, "rule", "null"),
                     .data = file.member(row, "data", "null")});
  }
  return known;
}

}  // namespace rulec::conformance
