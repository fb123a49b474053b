#include "base/json_writer.h"
#include "bundle/bundle.h"
#include "bundle/internal/manifest.h"

namespace rulec::bundle {
namespace {

std::string_view hit_policy_text(bytecode::HitPolicy policy) {
  return policy == bytecode::HitPolicy::kAll ? "all" : "first";
}

std::string_view on_error_text(bytecode::OnError on_error) {
  return on_error == bytecode::OnError::kSkipRule ? "skip_rule" : "fail";
}

void write_counts(JsonWriter& writer, const bytecode::Program& program) {
  writer.begin_object();
  writer.member("entry_points", std::uint64_t{program.entry_points.size()});
  writer.member("rules", std::uint64_t{program.rules.size()});
  writer.member("scorecards", std::uint64_t{program.scorecards.size()});
  writer.member("templates", std::uint64_t{program.templates.size()});
  writer.end_object();
}

void write_entry_points(JsonWriter& writer, const bytecode::Program& program) {
  writer.begin_array();
  for (const ManifestEntryPoint& entry_point : entry_points_of(program)) {
    writer.begin_object();
    writer.member("critical", entry_point.is_critical);
    writer.member("hit_policy", hit_policy_text(entry_point.hit_policy));
    writer.member("name", entry_point.name);
    writer.member("on_error", on_error_text(entry_point.on_error));
    if (!entry_point.schema.empty()) {
      writer.member("schema", entry_point.schema);
    }
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

std::vector<ManifestEntryPoint> entry_points_of(const bytecode::Program& program) {
  std::vector<ManifestEntryPoint> rows;
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    ManifestEntryPoint row{.name = program.strings[entry_point.name.index()],
                           .schema = {},
                           .hit_policy = entry_point.hit_policy,
                           .on_error = entry_point.on_error,
                           .is_critical = entry_point.is_critical};
    if (entry_point.schema < program.schemas.size()) {
      row.schema = program.strings[program.schemas[entry_point.schema].name.index()];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// Members in byte order of their keys and no white space: with integers only, that is RFC 8785.
std::string write_manifest(const bytecode::Program& program) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  writer.key("counts");
  write_counts(writer, program);
  writer.key("entry_points");
  write_entry_points(writer, program);
  writer.member("expr_cost", program.expr_cost);
  writer.key("features");
  writer.begin_array();
  for (const std::string& feature : program.features) {
    writer.string(feature);
  }
  writer.end_array();
  writer.member("min_engine",
                std::to_string(kMinEngine.major) + "." + std::to_string(kMinEngine.minor));
  writer.member("name", program.name);
  writer.member("order", program.order);
  writer.member("semantics", "jsonlogic");
  writer.member("source_sha256", program.source_sha256);
  writer.member("version", program.version);
  writer.end_object();
  return text;
}

}  // namespace rulec::bundle
