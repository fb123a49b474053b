#include "commands/eval_example.h"

#include <algorithm>
#include <charconv>

#include "project_settings.h"
#include "report.h"
#include "tooling/analysis.h"

namespace rulec::app {
namespace {

using diag::Code;

// Examples that a failure names.
constexpr std::size_t kMaxNamed = 8;

struct Wanted {
  const diag::CatalogueRow* row = nullptr;
  std::size_t number = 1;
};

Outcome<Wanted> read_example(const std::string& example) {
  std::size_t colon = example.find(':');
  Wanted wanted{.row = diag::find_row(std::string_view(example).substr(0, colon))};
  bool is_good = wanted.row != nullptr;
  if (colon != std::string::npos) {
    const char* end = example.data() + example.size();
    auto [stop, fault] = std::from_chars(example.data() + colon + 1, end, wanted.number);
    is_good = is_good && fault == std::errc() && stop == end && wanted.number > 0;
  }
  if (!is_good) {
    return refuse(
        failure(Code::kBadFlagValue,
                {{"value", example},
                 {"flag", "--example"},
                 {"expected", "expected the code of a finding and a number, as RC3004:1"}}));
  }
  return wanted;
}

std::vector<diag::Diagnostic> findings_with(Code code, const Common& common, Env& env) {
  diag::Collector collector;
  auto selection = [code](const tooling::Build& built) {
    auto read = effective_selection(built.project.config, {}, {});
    LintSelection wanted = read ? std::move(*read) : LintSelection{};
    return [code, wanted = std::move(wanted)](Code asked) {
      return asked == code || is_wanted(wanted, asked);
    };
  };
  tooling::Analysis analysis =
      tooling::analyse(env.files,
                       {.build = {.max_source_bytes = common.max_source_bytes},
                        .now_ms = env.clock.now_ms(),
                        .selection = selection},
                       collector);
  Findings findings = findings_of(collector, {.selected = {"all"}, .ignored = {}});
  std::erase_if(findings.shown,
                [code](const diag::Diagnostic& finding) { return finding.code != code; });
  return std::move(findings.shown);
}

Failure no_example(const std::string& example, const Wanted& wanted,
                   const std::vector<diag::Diagnostic>& findings) {
  Failure none = failure(Code::kNoExample, {{"example", example}});
  std::string code = diag::code_text(wanted.row->code);
  std::size_t named = 0;
  for (std::size_t i = 0; i < findings.size() && named < kMaxNamed; ++i) {
    if (const std::optional<diag::Witness>& witness = findings[i].witness) {
      none.more += (named++ == 0 ? "there are: " : ", ") + code + ":" + std::to_string(i + 1) +
                   " of `" + witness->entry_point + "`";
    }
  }
  if (named == 0) {
    none.more = "`rulec lint` shows which findings have one: `= witness:`";
  }
  return none;
}

}  // namespace

Outcome<diag::Witness> find_example(const std::string& example, const std::string& entry_point,
                                    const Common& common, Env& env) {
  auto wanted = read_example(example);
  if (!wanted) {
    return refuse(std::move(wanted.error()));
  }
  std::vector<diag::Diagnostic> findings = findings_with(wanted->row->code, common, env);
  if (wanted->number <= findings.size()) {
    std::optional<diag::Witness>& witness = findings[wanted->number - 1].witness;
    if (witness && (entry_point.empty() || witness->entry_point == entry_point)) {
      return std::move(*witness);
    }
  }
  return refuse(no_example(example, *wanted, findings));
}

}  // namespace rulec::app
