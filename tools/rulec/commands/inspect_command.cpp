#include "commands/inspect_command.h"

#include <algorithm>
#include <optional>

#include "bundle/bundle.h"
#include "bundle_graph.h"
#include "bytecode/bytecode.h"
#include "commands/inspect_artifact.h"
#include "diag/render.h"
#include "diag/suggest.h"
#include "output.h"
#include "report.h"
#include "tooling/decide/artifact_file.h"
#include "tooling/diff/normal_form.h"

namespace rulec::app::inspect_command {
namespace {

using bytecode::Program;
using diag::Code;

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.append(result.size() < width ? width - result.size() : 0, ' ');
  return result;
}

std::string right_aligned(std::string_view text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ').append(text);
}

std::string_view text_of(const Program& program, bytecode::StringId id) {
  return id.is_valid() ? std::string_view(program.strings[id.index()]) : std::string_view();
}

// Entry points of a rule, by its index.
std::vector<std::string_view> entry_points_of(const Program& program, std::uint32_t rule) {
  std::vector<std::string_view> names;
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    if (std::ranges::find(entry_point.rules, rule) != entry_point.rules.end()) {
      names.push_back(text_of(program, entry_point.name));
    }
  }
  return names;
}

// Null when the entry point has none.
const bytecode::Scorecard* scorecard_of(const Program& program,
                                        const bytecode::EntryPoint& entry_point) {
  auto found = std::ranges::find_if(program.scorecards, [&](const bytecode::Scorecard& scorecard) {
    return &program.entry_points[scorecard.entry_point] == &entry_point;
  });
  return found == program.scorecards.end() ? nullptr : &*found;
}

struct Opened {
  tooling::ArtifactFile file;
  bundle::Container container;
  Program program;
};

// A missing file was asked for wrongly; all else is the loader's verdict.
Outcome<Opened> open(const Options& options, Env& env) {
  Result<FileInfo> info = env.files.info(options.path);
  if (!info) {
    return refuse(failure_of(info.error(), options.path));
  }
  Result<tooling::ArtifactFile> file = tooling::open_artifact(env.files, options.path);
  if (!file) {
    return refuse(failure_of(file.error(), options.path));
  }
  Result<bundle::Container> container = bundle::open_container(file->bundle, "");
  if (!container) {
    return refuse(failure_of(container.error(), options.path));
  }
  Result<Program> program = bundle::read_program(*container);
  if (!program) {
    return refuse(failure_of(program.error(), options.path));
  }
  return Opened{
      .file = std::move(*file), .container = std::move(*container), .program = std::move(*program)};
}

Failure unknown_rule(const Program& program, const std::string& id, std::string_view flag) {
  std::vector<std::string_view> ids;
  ids.reserve(program.rules.size() + program.scorecards.size() + program.templates.size());
  for (const bytecode::Rule& rule : program.rules) {
    ids.push_back(text_of(program, rule.id));
  }
  for (const bytecode::Scorecard& scorecard : program.scorecards) {
    ids.push_back(text_of(program, scorecard.id));
  }
  for (const bytecode::Template& row : program.templates) {
    ids.push_back(text_of(program, row.id));
  }
  Failure unknown = failure(
      Code::kBadFlagValue,
      {{"value", id}, {"flag", std::string(flag)}, {"expected", "the bundle has no such rule"}});
  unknown.suggestions = diag::suggest(id, ids);
  unknown.more = "all rules: rulec inspect FILE --rules";
  return unknown;
}

// Of a rule, a scorecard, or all variants of a template.
Outcome<std::string> disassembly_of(const Program& program, const std::string& id) {
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    if (text_of(program, program.rules[i].id) == id) {
      return bytecode::disassemble_rule(program, i);
    }
  }
  for (std::uint32_t i = 0; i < program.scorecards.size(); ++i) {
    if (text_of(program, program.scorecards[i].id) == id) {
      return bytecode::disassemble_scorecard(program, i);
    }
  }
  std::string templates;
  for (std::uint32_t i = 0; i < program.templates.size(); ++i) {
    if (text_of(program, program.templates[i].id) == id) {
      templates += bytecode::disassemble_template(program, i);
    }
  }
  return templates.empty() ? Outcome<std::string>(refuse(unknown_rule(program, id, "--disasm")))
                           : templates;
}

// The bundle holds no IR: it is made again, from the text that it carries.
Outcome<std::string> ir_of(const Program& program, const std::string& id) {
  std::unique_ptr<tooling::RuleSources> texts = tooling::rule_sources(program);
  if (texts == nullptr) {
    Failure stripped = failure(
        Code::kBadUsage,
        {{"problem", "`--ir` needs the texts of the rules, and the bundle was made with --strip"}});
    stripped.more = "use instead: --disasm " + id;
    return refuse(std::move(stripped));
  }
  std::optional<std::string> listing = tooling::normal_form_of(*texts, id);
  return listing ? Outcome<std::string>(std::move(*listing))
                 : refuse(unknown_rule(program, id, "--ir"));
}

// What was asked for of one rule, or of how all hang together; "" where it was not.
struct Listings {
  std::string disassembly;
  std::string ir;
  std::string graph;
  std::optional<Judged> signatures;
};

Outcome<Listings> listings_of(const Options& options, const Opened& opened, Env& env) {
  const Program& program = opened.program;
  Listings made;
  if (options.shows_signatures) {
    Outcome<Judged> judged = judge_signatures(opened.file, options.common, env);
    if (!judged) {
      return refuse(std::move(judged.error()));
    }
    made.signatures = std::move(*judged);
  }
  if (!options.disassembled_rule.empty()) {
    Outcome<std::string> text = disassembly_of(program, options.disassembled_rule);
    if (!text) {
      return refuse(std::move(text.error()));
    }
    made.disassembly = std::move(*text);
  }
  if (!options.lowered_rule.empty()) {
    Outcome<std::string> text = ir_of(program, options.lowered_rule);
    if (!text) {
      return refuse(std::move(text.error()));
    }
    made.ir = std::move(*text);
  }
  made.graph = options.shows_graph ? graph_text(program) : "";
  return made;
}

// --- text

std::string overview_text(const Opened& opened) {
  const Program& program = opened.program;
  std::string text = program.name + " " + program.version + "\n";
  text += "digest        " + opened.container.digest + "\n";
  text +=
      "size          " + counted(bundle::bytes_of(*opened.container.bytes).size(), "byte") + "\n";
  text += "order         " + program.order + "\n";
  text += "sources       sha256:" + program.source_sha256 + "\n";
  text += "rules         " + std::to_string(program.rules.size()) + "\n";
  if (!program.scorecards.empty()) {
    text += "scorecards    " + std::to_string(program.scorecards.size()) + "\n";
  }
  if (!program.templates.empty()) {
    text += "templates     " + std::to_string(program.templates.size()) + "\n";
  }
  text += "entry points  " + std::to_string(program.entry_points.size()) + "\n";
  std::size_t width = 0;
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    width = std::max(width, text_of(program, entry_point.name).size());
  }
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    text += "  " + padded(text_of(program, entry_point.name), width + 2);
    text += right_aligned(counted(entry_point.rules.size(), "rule"), 9);
    text += entry_point.hit_policy == bytecode::HitPolicy::kFirst ? "  first" : "  all  ";
    text += entry_point.on_error == bytecode::OnError::kFail ? "  fail     " : "  skip_rule";
    text += entry_point.is_critical ? "  critical" : "";
    if (entry_point.schema != UINT32_MAX) {
      text.append("  ").append(text_of(program, program.schemas[entry_point.schema].name));
    }
    if (const bytecode::Scorecard* scorecard = scorecard_of(program, entry_point)) {
      text.append("  scorecard ").append(text_of(program, scorecard->id));
    }
    text += "\n";
  }
  if (!program.features.empty()) {
    text += "features     ";
    for (const std::string& feature : program.features) {
      text += " " + feature;
    }
    text += "\n";
  }
  return text + travelling_text(opened.file);
}

std::string rules_text(const Program& program) {
  std::size_t width = 0;
  for (const bytecode::Rule& rule : program.rules) {
    width = std::max(width, text_of(program, rule.id).size());
  }
  for (const bytecode::Scorecard& scorecard : program.scorecards) {
    width = std::max(width, text_of(program, scorecard.id).size());
  }
  std::string text;
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    const bytecode::Rule& rule = program.rules[i];
    std::string line = padded(text_of(program, rule.id), width + 2);
    line += right_aligned(std::to_string(rule.priority), 6) + "  ";
    std::string names;
    for (std::string_view name : entry_points_of(program, i)) {
      names.append(names.empty() ? "" : ",").append(name);
    }
    line += padded(names, 20) + "  " + padded(counted(rule.action_count, "action"), 11);
    line += (rule.flags & bytecode::kActive) == 0 ? "inactive  " : "";
    line += (rule.flags & bytecode::kStop) != 0 ? "stop  " : "";
    line += diag::printable(text_of(program, rule.name));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  for (const bytecode::Scorecard& scorecard : program.scorecards) {
    std::string_view entry_point =
        text_of(program, program.entry_points[scorecard.entry_point].name);
    text += padded(text_of(program, scorecard.id), width + 2) + "scorecard of ";
    text.append(entry_point).append("  " + counted(scorecard.items.size(), "item") + "\n");
  }
  return text;
}

std::string sections_text(const bundle::Container& container) {
  std::string text = "type  name         critical      offset      length  sha256\n";
  for (const bundle::SectionEntry& entry : container.entries) {
    text += right_aligned(std::to_string(entry.type), 4) + "  ";
    text += padded(bytecode::section_name(entry.type), 13) +
            padded(entry.is_critical ? "yes" : "no", 8);
    text += right_aligned(std::to_string(entry.offset), 12);
    text += right_aligned(std::to_string(entry.length), 12) + "  " + entry.sha256 + "\n";
  }
  return text;
}

struct Count {
  std::string_view what;
  std::size_t number;
};

std::vector<Count> table_counts(const Program& program) {
  return {{"strings", program.strings.size()},
          {"constants", program.constants.size()},
          {"paths", program.paths.size()},
          {"instructions", program.code.size()},
          {"rules", program.rules.size()},
          {"actions", program.actions.size()},
          {"entry_points", program.entry_points.size()},
          {"schemas", program.schemas.size()},
          {"scorecards", program.scorecards.size()},
          {"templates", program.templates.size()},
          {"source_map_rows", program.source_map.size()}};
}

std::string sizes_text(const Opened& opened) {
  std::size_t total = bundle::bytes_of(*opened.container.bytes).size();
  std::string text;
  for (const bundle::SectionEntry& entry : opened.container.entries) {
    text += padded(bytecode::section_name(entry.type), 17);
    text += right_aligned(std::to_string(entry.length), 12) + " bytes" +
            right_aligned(std::to_string(entry.length * 100 / total), 4) + " %\n";
  }
  text += padded("file", 17) + right_aligned(std::to_string(total), 12) + " bytes 100 %\n\n";
  for (const Count& count : table_counts(opened.program)) {
    text += padded(count.what, 17) + right_aligned(std::to_string(count.number), 12) + "\n";
  }
  return text;
}

std::string_view manifest_of(const bundle::Container& container) {
  return container.section(static_cast<std::uint32_t>(bytecode::SectionType::kManifest))
      .value_or(std::string_view());
}

// --- json

void write_entry_points(JsonWriter& json, const Program& program) {
  json.key("entry_points");
  json.begin_array();
  for (const bytecode::EntryPoint& entry_point : program.entry_points) {
    json.begin_object();
    json.member("name", text_of(program, entry_point.name));
    json.member("rules", std::uint64_t{entry_point.rules.size()});
    json.member("hit_policy",
                entry_point.hit_policy == bytecode::HitPolicy::kFirst ? "first" : "all");
    json.member("on_error",
                entry_point.on_error == bytecode::OnError::kFail ? "fail" : "skip_rule");
    json.member("critical", entry_point.is_critical);
    json.end_object();
  }
  json.end_array();
}

void write_rules(JsonWriter& json, const Program& program) {
  json.key("rules");
  json.begin_array();
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    const bytecode::Rule& rule = program.rules[i];
    json.begin_object();
    json.member("id", text_of(program, rule.id));
    json.member("name", text_of(program, rule.name));
    json.member("priority", rule.priority);
    json.member("active", (rule.flags & bytecode::kActive) != 0);
    json.member("stop_processing", (rule.flags & bytecode::kStop) != 0);
    json.member("actions", std::uint64_t{rule.action_count});
    json.key("entry_points");
    json.begin_array();
    for (std::string_view name : entry_points_of(program, i)) {
      json.string(name);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_scorecards(JsonWriter& json, const Program& program) {
  json.key("scorecards");
  json.begin_array();
  for (const bytecode::Scorecard& scorecard : program.scorecards) {
    json.begin_object();
    json.member("id", text_of(program, scorecard.id));
    json.member("entry_point", text_of(program, program.entry_points[scorecard.entry_point].name));
    json.member("items", std::uint64_t{scorecard.items.size()});
    json.member("patterns", std::uint64_t{scorecard.patterns.size()});
    json.member("bands", std::uint64_t{scorecard.bands.size()});
    json.end_object();
  }
  json.end_array();
}

void write_templates(JsonWriter& json, const Program& program) {
  json.key("templates");
  json.begin_array();
  for (const bytecode::Template& row : program.templates) {
    json.begin_object();
    json.member("id", text_of(program, row.id));
    if (row.language.is_valid()) {
      json.member("language", text_of(program, row.language));
    }
    json.member("default", row.is_default);
    json.member("format", bytecode::format_name(row.format));
    if (row.fallback != bytecode::kNoTemplate) {
      json.member("fallback", text_of(program, program.templates[row.fallback].id));
    }
    json.member("steps", std::uint64_t{row.step_count} + row.rendered_step_count);
    json.end_object();
  }
  json.end_array();
}

void write_sections(JsonWriter& json, const bundle::Container& container) {
  json.key("sections");
  json.begin_array();
  for (const bundle::SectionEntry& entry : container.entries) {
    json.begin_object();
    json.member("type", entry.type);
    json.member("name", bytecode::section_name(entry.type));
    json.member("critical", entry.is_critical);
    json.member("offset", entry.offset);
    json.member("length", entry.length);
    json.member("sha256", entry.sha256);
    json.end_object();
  }
  json.end_array();
}

std::string document(const Options& options, const Opened& opened, const Listings& listings) {
  const Program& program = opened.program;
  std::string text;
  JsonWriter json(text);
  begin_document(json, "rulec.inspect/1", "inspect", ExitCode::kOk);
  json.member("path", options.path);
  json.member("name", program.name);
  json.member("version", program.version);
  json.member("digest", opened.container.digest);
  json.member("bytes", std::uint64_t{bundle::bytes_of(*opened.container.bytes).size()});
  write_travelling(json, opened.file);
  json.key("manifest");
  json.raw(manifest_of(opened.container));
  write_entry_points(json, program);
  write_rules(json, program);
  write_scorecards(json, program);
  write_templates(json, program);
  write_sections(json, opened.container);
  json.key("counts");
  json.begin_object();
  for (const Count& count : table_counts(program)) {
    json.member(count.what, std::uint64_t{count.number});
  }
  json.end_object();
  for (const auto& [name, listing] :
       {std::pair("disassembly", &listings.disassembly), std::pair("ir", &listings.ir),
        std::pair("graph", &listings.graph)}) {
    if (!listing->empty()) {
      json.member(name, *listing);
    }
  }
  if (listings.signatures) {
    write_signatures(json, *listings.signatures);
  }
  json.end_object();
  return text;
}

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .path = invocation.arguments.front(),
          .shows_manifest = invocation.has("--manifest"),
          .shows_rules = invocation.has("--rules"),
          .shows_sections = invocation.has("--sections"),
          .shows_sizes = invocation.has("--sizes"),
          .shows_sbom = invocation.has("--sbom"),
          .shows_graph = invocation.has("--graph"),
          .shows_signatures = invocation.has("--signatures"),
          .disassembled_rule = invocation.value("--disasm").value_or(""),
          .lowered_rule = invocation.value("--ir").value_or("")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  Outcome<Opened> opened = open(options, env);
  if (!opened) {
    return refuse(std::move(opened.error()));
  }
  if (options.shows_sbom && opened->file.artifact.sbom.empty()) {
    return refuse(failure(Code::kBadUsage,
                          {{"problem", options.path + " holds no bill of materials: `--sbom` takes "
                                                      "a package"}}));
  }
  Outcome<Listings> listings = listings_of(options, *opened, env);
  if (!listings) {
    return refuse(std::move(listings.error()));
  }
  if (options.common.is_json()) {
    print_document(env, document(options, *opened, *listings));
    return ExitCode::kOk;
  }
  std::string text = options.shows_overview() ? overview_text(*opened) : std::string();
  text += options.shows_manifest ? std::string(manifest_of(opened->container)) + "\n" : "";
  text += options.shows_rules ? rules_text(opened->program) : "";
  text += options.shows_sections ? sections_text(opened->container) : "";
  text += options.shows_sizes ? sizes_text(*opened) : "";
  text += options.shows_sbom ? opened->file.artifact.sbom + "\n" : "";
  const std::optional<Judged>& signatures = listings->signatures;
  text += signatures ? signatures_text(*signatures) : "";
  print(env, text + listings->disassembly + listings->ir + listings->graph);
  return ExitCode::kOk;
}

}  // namespace rulec::app::inspect_command
