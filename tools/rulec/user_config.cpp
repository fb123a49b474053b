#include "user_config.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "diag/suggest.h"
#include "parser/json/document.h"
#include "project/project.h"
#include "settings.h"

namespace rulec::app {
namespace {

using diag::Code;

constexpr std::array<std::string_view, 3> kKeys = {"color", "format", "limits.source"};

class Reader {
 public:
  Reader(const std::string& path, std::string bytes)
      : path_(path), source_(sources_.add(path, std::move(bytes))) {}

  Outcome<UserConfig> read() {
    diag::Collector collector;
    json::Document document = project::read_yaml(sources_, source_, collector);
    if (collector.has_errors()) {
      const diag::Diagnostic& first = collector.kept().front();
      return refuse(
          {.code = first.code, .message = place(first.primary.span) + diag::message_of(first)});
    }
    if (document.has_root()) {
      if (Outcome<void> added = add(document, document.root(), ""); !added) {
        return refuse(std::move(added.error()));
      }
    }
    return std::move(config_);
  }

 private:
  [[nodiscard]] std::string place(const Span& span) const {
    return path_ + ":" + std::to_string(sources_.at(source_).line_column(span.begin).line) + ": ";
  }

  // One level below `prefix` at most: color, format, limits.source.
  Outcome<void> add(const json::Document& document, json::NodeId object, std::string_view prefix) {
    for (json::NodeId id : document.children(object)) {
      const json::Node& node = document.at(id);
      std::string key = std::string(prefix) + std::string(node.key);
      if (key == "limits" && node.kind == json::NodeKind::kObject) {
        if (Outcome<void> added = add(document, id, "limits."); !added) {
          return added;
        }
        continue;
      }
      if (std::ranges::find(kKeys, key) == kKeys.end()) {
        return refuse(unknown_key(key, node));
      }
      std::string origin = place(node.span);
      origin.resize(origin.size() - 2);
      config_.settings.push_back(
          {.key = std::move(key), .value = std::string(node.text), .origin = std::move(origin)});
    }
    return {};
  }

  [[nodiscard]] Failure unknown_key(const std::string& key, const json::Node& node) const {
    Failure unknown =
        failure(Code::kConfigSyntax,
                {{"problem", place(node.key_span) + "no setting is called `" + key + "`"}});
    unknown.suggestions = diag::suggest(key, kKeys);
    unknown.more = "settings here: color, format, limits.source";
    return unknown;
  }

  std::string path_;
  SourceMap sources_;
  SourceId source_;
  UserConfig config_;
};

}  // namespace

Outcome<UserConfig> read_user_config(FileSystem& files, const std::string& path) {
  Result<std::string> bytes = files.read_file(path, kMaxConfigBytes);
  if (bytes) {
    return Reader(path, std::move(*bytes)).read();
  }
  // A home folder that may not be entered is as good as none.
  if (bytes.error().code == ErrorCode::kNotFound || bytes.error().code == ErrorCode::kPermission) {
    return UserConfig();
  }
  return refuse(failure_of(bytes.error(), path));
}

}  // namespace rulec::app
