#include "tooling/source_digest.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/hash.h"

namespace rulec::tooling {
namespace {

// An owner or a tag must not change the digest.
std::string compile_settings(const project::Config& config) {
  static constexpr std::string_view kRead[] = {
      "name",    "version",          "order",     "on_error",   "entry_points",
      "effects", "default_language", "semantics", "min_engine", "compiler_settings"};
  std::string text;
  for (const project::Config::Setting& setting : config.settings) {
    std::string_view root = std::string_view(setting.key).substr(0, setting.key.find('.'));
    if (std::ranges::find(kRead, root) != std::end(kRead)) {
      text += setting.key + "=" + setting.json + "\n";
    }
  }
  return text;
}

}  // namespace

std::string digest_line(const Source& source) {
  return to_hex(sha256(source.bytes())) + " " + source.name() + "\n";
}

std::string source_digest(std::vector<std::string> lines, const project::Config& config) {
  lines.push_back(to_hex(sha256(compile_settings(config))) + " rulec.yaml\n");
  std::ranges::sort(lines);
  Sha256Stream stream;
  for (const std::string& line : lines) {
    stream.update(line);
  }
  return to_hex(stream.finish());
}

}  // namespace rulec::tooling
