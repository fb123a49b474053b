// Everything is read, translated and compared with what is there before the first file is written,
// so a refusal of the command changes nothing; files with the same bytes are left alone.
#include "commands/import_command.h"

#include <algorithm>
#include <deque>

#include "base/limits.h"
#include "line_diff.h"
#include "output.h"
#include "report.h"
#include "tooling/import/scorecards.h"

namespace rulec::app::import_command {
namespace {

using diag::Code;
using tooling::imports::Scorecard;
using tooling::imports::ScorecardImport;
using tooling::imports::Tally;

bool is_entry_point(std::string_view text) {
  auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxEntryPointBytes &&
         std::ranges::all_of(text, is_allowed);
}

Outcome<void> check_options(const Options& options) {
  if (!options.from) {
    return refuse(
        failure(Code::kMissingArgument, {{"command", "import"}, {"argument", "--from scorecard"}}));
  }
  if (*options.from != "scorecard") {
    Failure later =
        failure(Code::kNotBuiltYet, {{"what", "the import from `" + *options.from + "`"}});
    later.more = "use instead: write the rules as JSON; `rulec schema rule` prints their form";
    return refuse(std::move(later));
  }
  if (options.entry_point && !is_entry_point(*options.entry_point)) {
    return refuse(failure(Code::kBadFlagValue,
                          {{"value", *options.entry_point},
                           {"flag", "--entry-point"},
                           {"expected", "letters, digits, `_`, `.` and `-`, at most 100"}}));
  }
  return {};
}

// What stands where a file is to be written.
enum class Place : std::uint8_t { kFree, kSameBytes, kOtherBytes };

struct OutputFile {
  std::string path;
  const Scorecard* scorecard = nullptr;
  Place place = Place::kFree;
};

class Import {
 public:
  Import(const Options& options, Env& env) : options_(options), env_(env) {}

  Outcome<ExitCode> run() {
    Outcome<bool> are_usable = read_all();
    if (!are_usable) {
      return refuse(std::move(are_usable.error()));
    }
    if (*are_usable) {
      import_ = tooling::imports::import_scorecards(sources_, documents_,
                                                    options_.entry_point.value_or(""), collector_);
    }
    if (!*are_usable || !import_.is_of_format) {
      return report(ExitCode::kUsage);
    }
    if (options_.entry_point && import_.sets > 1) {
      return refuse(
          failure(Code::kBadUsage, {{"problem",
                                     "`--entry-point` is for one set of rules, and these files "
                                     "hold " +
                                         counted(import_.sets, "set")}}));
    }
    if (Outcome<void> written = write_all(); !written) {
      return refuse(std::move(written.error()));
    }
    bool is_no = collector_.has_errors() || (first_in_the_way() != nullptr && !options_.overwrites);
    return report(is_no ? ExitCode::kNo : ExitCode::kOk);
  }

 private:
  // False when a file cannot be used; the findings say why.
  Outcome<bool> read_all() {
    bool are_usable = true;
    for (const std::string& path : options_.paths) {
      std::size_t limit = options_.common.max_source_bytes;
      Result<std::string> bytes =
          path == "-" ? env_.in.read_all(limit) : env_.files.read_file(path, limit);
      if (!bytes) {
        return refuse(failure_of(bytes.error(), path == "-" ? "standard input" : path));
      }
      SourceId id = sources_.add(path == "-" ? "stdin" : path, std::move(*bytes));
      are_usable =
          tooling::imports::read_file(sources_, id, limit, documents_, collector_) && are_usable;
    }
    return are_usable;
  }

  Outcome<void> write_all() {
    for (const Scorecard& scorecard : import_.scorecards) {
      files_.push_back({.path = join_path(options_.folder, scorecard.id + ".scorecard.json"),
                        .scorecard = &scorecard});
    }
    std::string differences;
    for (OutputFile& file : files_) {
      if (Outcome<void> compared = compare(file, differences); !compared) {
        return compared;
      }
    }
    if (options_.is_dry_run) {
      return {};
    }
    if (const OutputFile* other = first_in_the_way(); other != nullptr && !options_.overwrites) {
      if (!options_.common.is_json()) {
        print(env_, differences);
      }
      Failure refused = failure(Code::kFileExists, {{"path", other->path}});
      refused.exit_code = ExitCode::kNo;
      refused.more = "--force overwrites, -o DIR keeps them apart";
      return refuse(std::move(refused));
    }
    for (const OutputFile& file : files_) {
      if (!is_written(file)) {
        continue;
      }
      if (Status written = env_.files.write_file(file.path, file.scorecard->json); !written) {
        return refuse(write_failure(written.error()));
      }
    }
    return {};
  }

  Outcome<void> compare(OutputFile& file, std::string& differences) {
    Result<std::string> bytes = env_.files.read_file(file.path, kHardMaxSourceBytes);
    if (!bytes && bytes.error().code == ErrorCode::kNotFound) {
      return {};
    }
    if (!bytes && bytes.error().code != ErrorCode::kTooLarge) {
      return refuse(failure_of(bytes.error(), file.path));
    }
    bool is_same = bytes && *bytes == file.scorecard->json;
    file.place = is_same ? Place::kSameBytes : Place::kOtherBytes;
    if (!is_same) {
      differences += file.path + "\n" +
                     (bytes ? line_diff(*bytes, file.scorecard->json) : "  (a large file)\n");
    }
    return {};
  }

  [[nodiscard]] const OutputFile* first_in_the_way() const {
    auto found = std::ranges::find(files_, Place::kOtherBytes, &OutputFile::place);
    return found == files_.end() ? nullptr : &*found;
  }

  [[nodiscard]] bool is_written(const OutputFile& file) const {
    return !options_.is_dry_run && file.place != Place::kSameBytes;
  }

  // --- the report
  ExitCode report(ExitCode code) {
    Findings findings = findings_of(collector_, LintSelection{});
    if (options_.common.is_json()) {
      print_document(env_, document(findings, code));
      return code;
    }
    const Common& common = options_.common;
    bool has_summary = common.quiet == 0 && common.format == Format::kFull;
    if (common.quiet < 2) {
      print(env_, findings_text(findings, sources_,
                                {.format = common.format,
                                 .has_color = common.out_has_color,
                                 .width = env_.terminal.width,
                                 .is_last = !has_summary}));
    }
    if (has_summary) {
      print(env_, code == ExitCode::kUsage ? "nothing was imported\n" : summary());
    }
    return code;
  }

  [[nodiscard]] std::string summary() const {
    std::string text = table();
    for (const OutputFile& file : files_) {
      text.append(fate_of(file)).append(file.path).append("  (entry point ");
      text.append(file.scorecard->entry_point).append(")\n");
    }
    if (files_.empty()) {
      text += import_.sets == 0 ? "no set of rules is among the files, so nothing was written\n"
                                : "nothing was written\n";
    } else if (!options_.is_dry_run) {
      text += "\nnext: rulec lint " + (options_.folder.empty() ? "." : options_.folder) + "\n";
    }
    return text;
  }

  [[nodiscard]] std::string_view fate_of(const OutputFile& file) const {
    switch (file.place) {
      case Place::kSameBytes:
        return "unchanged        ";
      case Place::kFree:
        return options_.is_dry_run ? "would write      " : "wrote            ";
      case Place::kOtherBytes:
        break;
    }
    return !options_.is_dry_run  ? "wrote            "
           : options_.overwrites ? "would overwrite  "
                                 : "in the way       ";
  }

  [[nodiscard]] std::string table() const {
    std::string text = "            carried  with a change  refused\n";
    auto row = [&text](std::string_view name, const Tally& tally, std::string_view more) {
      auto cell = [&text](std::size_t width, std::size_t number) {
        std::string figure = std::to_string(number);
        text.append(width - std::min(width, figure.size()), ' ').append(figure);
      };
      text.append(name).append(12 - name.size(), ' ');
      cell(7, tally.carried);
      cell(15, tally.remarked);
      cell(9, tally.refused);
      text.append(more).append("\n");
    };
    row("rules", import_.rules, "");
    row("patterns", import_.patterns, "");
    std::size_t unused = import_.unused_conditions;
    row("conditions", import_.conditions,
        unused == 0 ? "" : "  and " + std::to_string(unused) + " that no rule names");
    return text + "\n";
  }

  // --- rulec.import/1
  static void write_tally(JsonWriter& json, const Tally& tally) {
    json.member("carried", std::uint64_t{tally.carried});
    json.member("changed", std::uint64_t{tally.remarked});
    json.member("refused", std::uint64_t{tally.refused});
  }

  static void write_counts(JsonWriter& json, std::string_view name, const Tally& tally) {
    json.key(name);
    json.begin_object();
    write_tally(json, tally);
    json.end_object();
  }

  void write_files(JsonWriter& json) const {
    json.key("files");
    json.begin_array();
    for (const OutputFile& file : files_) {
      json.begin_object();
      json.member("path", file.path);
      json.member("imported_from", sources_.at(file.scorecard->from).name());
      json.member("scorecard", file.scorecard->id);
      json.member("entry_point", file.scorecard->entry_point);
      json.member("written", is_written(file));
      json.member("in_the_way", file.place == Place::kOtherBytes);
      write_counts(json, "rules", file.scorecard->rules);
      write_counts(json, "patterns", file.scorecard->patterns);
      json.end_object();
    }
    json.end_array();
  }

  [[nodiscard]] std::string document(const Findings& findings, ExitCode code) const {
    std::string text;
    JsonWriter json(text);
    begin_document(json, "rulec.import/1", "import", code);
    json.member("from", options_.from.value_or(""));
    json.member("dry_run", options_.is_dry_run);
    write_files(json);
    write_counts(json, "rules", import_.rules);
    write_counts(json, "patterns", import_.patterns);
    json.key("conditions");
    json.begin_object();
    write_tally(json, import_.conditions);
    json.member("unused", std::uint64_t{import_.unused_conditions});
    json.end_object();
    Scope scope{.files = sources_.size(), .rules = 0, .scorecards = import_.scorecards.size()};
    write_findings(json, findings, scope, sources_);
    json.end_object();
    return text;
  }

  const Options& options_;
  Env& env_;
  SourceMap sources_;
  std::deque<json::Document> documents_;
  diag::Collector collector_;
  ScorecardImport import_;
  std::vector<OutputFile> files_;
};

}  // namespace

Options options_of(const Invocation& invocation, const Common& common) {
  return {.common = common,
          .paths = invocation.arguments,
          .from = invocation.value("--from"),
          .folder = invocation.value_or_default("-o"),
          .entry_point = invocation.value("--entry-point"),
          .is_dry_run = invocation.has("--dry-run"),
          .overwrites = invocation.has("--force")};
}

Outcome<ExitCode> run(const Options& options, Env& env) {
  if (Outcome<void> fit = check_options(options); !fit) {
    return refuse(std::move(fit.error()));
  }
  return Import(options, env).run();
}

}  // namespace rulec::app::import_command
