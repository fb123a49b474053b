#include "fix_support.h"

#include <algorithm>

#include "tooling/lint/lint.h"

namespace rulec::tooling::testing {
namespace {

void offer(const LintInput& input, const Offer& what, diag::Emitter& emitter) {
  const SourceMap& sources = input.build.sources;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources.at(SourceId(i));
    bool is_meant = what.path.empty() ? source.name() != "rulec.yaml" : source.name() == what.path;
    std::size_t at = is_meant ? source.bytes().find(what.from) : std::string::npos;
    for (; at != std::string::npos; at = source.bytes().find(what.from, at + 1)) {
      auto begin = static_cast<std::uint32_t>(at);
      Span span = {.source = SourceId(i),
                   .begin = begin,
                   .end = begin + static_cast<std::uint32_t>(what.from.size())};
      diag::Fix fix = {.fix_class = what.fix_class,
                       .title = "as the test wants it",
                       .edits = {{.span = span, .new_text = what.to}}};
      for (std::size_t j = 0; !what.path2.empty() && j < sources.size(); ++j) {
        if (sources.at(SourceId(j)).name() == what.path2) {
          auto there = static_cast<std::uint32_t>(sources.at(SourceId(j)).bytes().find(what.from));
          fix.edits.push_back(
              {.span = {.source = SourceId(j),
                        .begin = there,
                        .end = there + static_cast<std::uint32_t>(what.from.size())},
               .new_text = what.to});
        }
      }
      diag::Diagnostic finding =
          diag::make(diag::Code::kDoubleNegation, span, "here", {{"expression", what.from}});
      for (const parser::RuleNode& rule : input.build.ast.rules) {
        Span whole = input.build.ast.span(rule.node);
        if (whole.source == span.source && whole.begin <= span.begin && span.end <= whole.end) {
          finding.place.rule_id = rule.id.text;
        }
      }
      emitter.emit(std::move(finding.fix(std::move(fix))));
    }
  }
}

}  // namespace

void put(rulec::testing::MemoryFileSystem& disk, const Files& files) {
  for (const auto& [path, bytes] : files) {
    disk.add_file(path, bytes);
  }
}

Fixed fixed(const Files& files, FixLevel level, const std::vector<Offer>& offers) {
  rulec::testing::MemoryFileSystem disk;
  put(disk, files);
  FixOptions options;
  options.level = level;
  options.analysis.lints = [&offers](const LintInput& input, diag::Emitter& emitter) {
    for (const Offer& what : offers) {
      offer(input, what, emitter);
    }
  };
  std::size_t looks = 0;
  options.on_look = [&looks](std::size_t) { ++looks; };
  FixRun run = fix(disk, options);
  Fixed made{.passes = run.passes, .looks = looks};
  for (const FixedFile& file : run.files) {
    made.files[file.path] = file.after;
  }
  for (const auto& [code, count] : run.fixed) {
    made.fixed.push_back(diag::code_text(code) + " " + std::to_string(count));
  }
  for (const diag::Diagnostic& finding : run.findings) {
    if (finding.code == diag::Code::kFixDropped) {
      made.dropped.push_back(diag::message_of(finding));
    } else {
      made.left.push_back(diag::code_text(finding.code));
    }
  }
  return made;
}

namespace {

// The build and its findings of a project without lints.
struct Checked {
  rulec::testing::MemoryFileSystem disk;
  std::unique_ptr<Build> build;
  std::vector<diag::Diagnostic> findings;
};

std::unique_ptr<Checked> checked(const Files& files) {
  auto made = std::make_unique<Checked>();
  put(made->disk, files);
  diag::Collector collector;
  made->build = build(made->disk, {}, Phase::kCheck, collector);
  made->findings = collector.take_sorted();
  return made;
}

const diag::Diagnostic* only(const Checked& project, diag::Code code) {
  const diag::Diagnostic* found = nullptr;
  for (const diag::Diagnostic& finding : project.findings) {
    if (finding.code == code) {
      found = found == nullptr ? &finding : found;
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> fix_of(const Files& files, diag::Code code) {
  auto project = checked(files);
  const diag::Diagnostic* finding = only(*project, code);
  if (finding == nullptr) {
    std::vector<std::string> others = {"-"};
    for (const diag::Diagnostic& other : project->findings) {
      others.push_back(diag::code_text(other.code) + " " + diag::message_of(other));
    }
    return others;
  }
  if (finding->fixes.empty()) {
    return {"words: " + (finding->helps.empty() ? "" : finding->helps.front())};
  }
  std::vector<std::string> edits;
  for (const diag::Edit& edit : finding->fixes.front().edits) {
    edits.push_back(std::string(project->build->sources.text(edit.span)) + " -> " + edit.new_text);
  }
  return edits;
}

std::string after_fix_of(const Files& files, diag::Code code, const std::string& path) {
  auto project = checked(files);
  const diag::Diagnostic* finding = only(*project, code);
  if (finding == nullptr || finding->fixes.empty()) {
    return "-";
  }
  std::string text = files.at(path);
  std::vector<diag::Edit> edits = finding->fixes.front().edits;
  std::ranges::sort(edits, std::greater(), [](const diag::Edit& edit) { return edit.span.begin; });
  for (const diag::Edit& edit : edits) {
    text.replace(edit.span.begin, edit.span.length(), edit.new_text);
  }
  return text;
}

}  // namespace rulec::tooling::testing
