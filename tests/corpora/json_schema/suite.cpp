#include "suite.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "parser/json/reader.h"
#include "schema/internal/checker.h"
#include "schema/internal/valijson_adapter.h"

namespace rulec::testing {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::optional<JsonText> read_json(const std::string& text) {
  JsonText read;
  SourceId source = read.sources.add("text", text);
  diag::Collector collector;
  read.document = json::parse(read.sources, source, {}, collector);
  if (collector.has_errors()) {
    return std::nullopt;
  }
  return read;
}

OurSchema::OurSchema(const std::string& text) {
  auto compiled = schema::compile(text);
  if (compiled) {
    compiled_ = *compiled;
  } else {
    reason_ = "RC" + std::to_string(compiled.error().rc) + " " + compiled.error().message;
  }
}

OurAnswer OurSchema::judge(const json::Document& instance, json::NodeId root) const {
  if (compiled_ == nullptr) {
    return {.verdict = Verdict::kRefused, .reason = reason_};
  }
  Arena arena;
  Value value = json::to_value(instance, root, arena);
  std::array<schema::Violation, 64> room;
  schema::ViolationSink sink{.room = room};
  if (schema::Checker(*compiled_, arena).is_valid(value)) {
    return {.verdict = Verdict::kValid};
  }
  schema::Checker(*compiled_, arena).collect(value, sink);
  OurAnswer answer{.verdict = Verdict::kInvalid, .is_only_text_form = true};
  for (const schema::Violation& violation : sink.kept()) {
    answer.is_only_text_form &=
        violation.fault == schema::Fault::kPattern || violation.fault == schema::Fault::kFormat;
    answer.reason +=
        std::string(violation.pointer) + " " + std::string(schema::name_of(violation.fault)) + "; ";
  }
  return answer;
}

ValijsonAnswer ask_valijson(const json::Document& schema, const json::Document& instance,
                            json::NodeId root) {
  auto findings = schema::run_valijson(schema, instance, root);
  if (!findings) {
    return {.verdict = Verdict::kRefused, .words = "gives up: " + findings.error().message};
  }
  if (findings->empty()) {
    return {.verdict = Verdict::kValid, .words = "says valid"};
  }
  return {.verdict = Verdict::kInvalid,
          .words = "says " + findings->front().pointer + " " + findings->front().text};
}

Exceptions::Exceptions(const std::string& path) {
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    std::size_t reason = line.rfind(" :: ");
    if (line.empty() || line[0] == '#' || reason == std::string::npos) {
      continue;
    }
    needed_[line.substr(0, reason)] = false;
  }
}

bool Exceptions::mark(const std::string& entry) {
  auto found = needed_.find(entry);
  if (found == needed_.end()) {
    return false;
  }
  found->second = true;
  return true;
}

bool Exceptions::covers(std::string_view kind, std::string_view name) {
  std::string entry = std::string(kind) + ": " + std::string(name);
  if (mark(entry)) {
    return true;
  }
  for (std::size_t length = entry.size(); length > kind.size() + 2; --length) {
    if (mark(entry.substr(0, length) + "*")) {
      return true;
    }
  }
  return false;
}

int Exceptions::report_unneeded() const {
  int count = 0;
  for (const auto& [name, is_needed] : needed_) {
    if (!is_needed) {
      std::printf("FAILED: no longer an exception: %s\n", name.c_str());
      ++count;
    }
  }
  return count;
}

}  // namespace rulec::testing
